"""Whose dossier a partner files: found in the register by number and name together, else taken by name alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from motcua.city import identities
from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.foundation.statements import Prepared
from motcua.foundation.text import compare_names
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers.submission import Party
from motcua.records import population

OTHER_NAME = (
    "Họ tên hoặc ngày sinh không khớp với số định danh.",
    "Name or birth date does not agree with the number.",
)
EXEMPT = {
    "social.poor_household": "poor_household",
    "social.disability": "disabled",
    "social.merit": "person_of_merit",
}
CHILD_UNTIL, ELDERLY_FROM = 16, 60
"""Ages in years. Luật Trẻ em 2016 Điều 1; Luật Người cao tuổi 2009 Điều 2."""


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """A person as a partner names one."""

    full_name: str
    pin: str = ""
    birth_date: date | None = None
    unit: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


class OtherPerson(Exception):
    """The number belongs to somebody with another name or birth date."""


def party_of(
    given: Given, compiled: CompiledProcedure, by: Actor, at: datetime
) -> tuple[Party, frozenset[str]]:
    """The party, and the registers that answer for papers. One query; four when the procedure asks registers.

    Raises OtherPerson; that look is logged, because the refusal tells the caller something about the person.
    """
    person = _person(given.pin) if given.pin else None
    if person is None:
        by_name = {**_NOBODY, "full_name": given.full_name, "pin": given.pin, "residence_unit": given.unit}
        return Party(
            name=given.full_name, unit_code=given.unit, address=given.address, phone=given.phone,
            email=given.email, facts=by_name,
        ), frozenset()  # fmt: skip
    same = compare_names(given.full_name, person.full_name).accepted_with_number
    if not same or not (given.birth_date is None or identities.born_on(person, given.birth_date)):
        audit.log_read(
            by, [person.id], purpose="Đối chiếu khi nộp hồ sơ", what="name-check", code="name-check", at=at
        )
        raise OtherPerson
    on = at.date()
    sources = population.sources_for(person.id, on=on) if asks_registers(compiled) else frozenset()
    unit = person.unit_code or given.unit
    facts: dict[str, Any] = {
        "kind": "citizen",
        "full_name": person.full_name,
        "pin": person.pin,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "nationality": "VN",
        "residence_unit": unit,
        "exemptions": _exemptions(person.birth_date, sources, on),
    }
    return Party(
        name=person.full_name,
        person_id=person.id,
        unit_code=unit,
        address=given.address or person.address_line,
        phone=given.phone or person.phone,
        email=given.email or person.email,
        facts=facts,
    ), sources


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    full_name: str
    birth_date: date
    sex: str
    phone: str
    email: str
    address_line: str
    unit_code: str
    pin: str
    birth_precision: str


_BY_PIN = Prepared("""
select person.id, full_name, birth_date, sex, phone, email, address_line, coalesce(unit.code, ''), pin,
  birth_precision
from city_person person left join city_unit unit on unit.id = person.unit_id where pin = %(pin)s and pin <> ''
""")


def _person(pin: str) -> _Person | None:
    """By a prepared statement: the ORM takes five times as long to say the same."""
    row = _BY_PIN.first({"pin": pin})
    return _Person(*row) if row else None


_NOBODY: dict[str, Any] = {
    "kind": "citizen",
    "birth_date": None,
    "sex": None,
    "nationality": "VN",
    "exemptions": [],
}


_asking: dict[str, bool] = {}


def asks_registers(compiled: CompiledProcedure) -> bool:
    """Whether anything in the definition can be answered by a register: a paper, or an exemption."""
    if compiled.hash not in _asking:
        text = msgspec.json.encode(compiled.definition).decode()
        _asking[compiled.hash] = '"satisfied_by":' in text or "applicant.exemptions" in text
    return _asking[compiled.hash]


def _exemptions(born: date, sources: frozenset[str], on: date) -> list[str]:
    """Grounds of Luật Phí và lệ phí Điều 10 that the registers prove."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    grounds = [ground for source, ground in EXEMPT.items() if source in sources]
    if age < CHILD_UNTIL:
        grounds.append("child")
    if age >= ELDERLY_FROM:
        grounds.append("elderly")
    return grounds
