"""One field of a record of a register as a fact that may be contested: read, said in words, corrected by the kernel.

Its subject is `register:births:17:child_name`. Fields of other kinds than those here are corrected at the register's own
pages only.
"""

from datetime import datetime
from typing import Any

from motcua.foundation.actor import Actor
from motcua.records import registers
from motcua.records.contests.facts import BUILDING, BUSINESS, CIVIL_STATUS, LAND, SOCIAL, Fact
from motcua.records.registers import Answered, Origin, Record, Source

PREFIX = "register"
OWNERS = {
    "civil-status": CIVIL_STATUS,
    "adoption": CIVIL_STATUS,
    "construction": BUILDING,
    "roads": BUILDING,
    "household-business": BUSINESS,
    "social-protection": SOCIAL,
    "education": SOCIAL,
    "land": LAND,
}
"""By the field of procedures whose officers keep a register: the post that corrects it."""
KINDS = {
    "text": "text",
    "longtext": "text",
    "name": "person_name",
    "date": "date",
    "partial_date": "date",
    "ethnic_group": "ethnic_group",
    "country": "country",
}
SEXES = frozenset({"male", "female"})


def subject_of(answer: Answered) -> str:
    """The subject under which this answer of a register is contested; empty where it is not."""
    subject = f"{PREFIX}:{answer.register}:{answer.record_id}:{answer.field}"
    return subject if fact(subject) is not None else ""


def fact(subject: str) -> Fact | None:
    """The field as a fact; None for other subjects, and for fields that are not corrected this way. No query."""
    parts = _parts(subject)
    if parts is None:
        return None
    register, _, field_id = parts
    try:
        kept = registers.definition_of(register)
    except registers.NoSuchRegister:
        return None
    field, owner = kept.named(field_id), OWNERS.get(kept.field)
    if field is None or owner is None:
        return None
    kind = KINDS.get(field.kind)
    if field.kind == "choice" and {one.value for one in field.options} == SEXES:
        kind = "sex"
    if kind is None:
        return None
    name = {
        "vi": f"{field.label.vi} ({kept.record.vi[:1].lower()}{kept.record.vi[1:]})",
        "en": f"{field.label.en} ({kept.record.en})",
    }
    return Fact(subject, name, kind, owner)  # type: ignore[arg-type]  # of the kinds above


def record_of(subject: str) -> Record | None:
    """The record that a subject names. One query."""
    parts = _parts(subject)
    return registers.get(parts[0], parts[1]) if parts is not None else None


class Registered:
    """The `Keeper` of fields of registers. The person is the one whom the contest is about; the record says whose."""

    def read(self, person_id: int, subject: str, *, lock: bool = False) -> Any:
        """The value as it stands; the record's own lock is taken by the correction. One query."""
        record = record_of(subject)
        return record.data.get(subject.rsplit(":", 1)[1]) if record is not None else None

    def write(
        self, person_id: int, subject: str, value: Any, *, by: Actor, at: datetime, reason: str
    ) -> None:
        """Correct the field; the old value stays in the record's history. Raises: registers.NotAccepted, NotInForce."""
        record = record_of(subject)
        if record is None:
            raise registers.NoSuchRecord(subject)
        registers.correct(
            record,
            {subject.rsplit(":", 1)[1]: value},
            reason=reason,
            source=Source(Origin.OFFICER, "contest"),
            by=by,
            at=at,
            expected_revision=record.revision,
        )


def _parts(subject: str) -> tuple[str, int, str] | None:
    pieces = subject.split(":")
    if len(pieces) != 4 or pieces[0] != PREFIX or not (pieces[2].isascii() and pieces[2].isdecimal()):
        return None
    return pieces[1], int(pieces[2]), pieces[3]
