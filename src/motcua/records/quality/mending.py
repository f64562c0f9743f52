"""What an officer makes of a finding: a proposal to the source's owner, or "no fault"; batches to owners, and their answers.

The city never changes a source's value. A proposal that was accepted is mended when the source's next file no longer has it.
"""

import csv
import io
import json
import uuid as uuids
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.city.models import Agency, Unit
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records import signing
from motcua.records.quality.intake.running import KEEP, current
from motcua.records.quality.models import Finding, Proposal
from motcua.records.quality.rules import rule

DECIDE, SEE = "process", "see_person"
"""The powers by which an officer of a commune looks at findings and decides them."""
COMMUNES = (Agency.Kind.COMMUNE, Agency.Kind.COMMUNE_OFFICE)
SIGNS = "ubnd-thanh-pho"
"""The agency whose seal stands beside a batch."""
LONGEST = 1000
MOST_ANSWERS = 200_000


class Refused(ValueError):
    """It cannot be done; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose findings somebody sees: of one commune, or of all of them (`unit_code` None)."""

    unit_code: str | None

    def condition(self) -> Q:
        return Q() if self.unit_code is None else Q(unit_code=self.unit_code)


def scope_of(by: Actor, at: datetime) -> Scope | None:
    """The communes whose findings the actor may see; None for none at all. One query, none for who keeps the loads."""
    if authority.holds(by, KEEP, at=at, agency_id=by.agency_id):
        return Scope(None)
    if not all(authority.holds(by, power, at=at, agency_id=by.agency_id) for power in (DECIDE, SEE)):
        return None
    code = (
        Agency.objects.filter(id=by.agency_id or 0, kind__in=COMMUNES, unit__level=Unit.Level.COMMUNE)
        .values_list("unit__code", flat=True)
        .first()
    )
    return Scope(code) if code else None


Place = tuple[str, str, int]
"""Where a finding stands in the list: commune, class, id."""


def to_do(
    scope: Scope, *, rule_id: str = "", unit_code: str = "", after: Place | None = None
) -> QuerySet[Finding]:
    """Open findings of the current loads, by commune, class and id; `after` a place of the list. One query more."""
    rows = Finding.objects.filter(scope.condition(), state=Finding.State.OPEN, load_id__in=current().values())
    if rule_id:
        rows = rows.filter(rule=rule_id)
    if unit_code:
        rows = rows.filter(unit_code=unit_code)
    if after is not None:
        rows = rows.filter(TupleGreaterThan((F("unit_code"), F("rule"), F("id")), after))
    return rows.order_by("unit_code", "rule", "id")


@transaction.atomic
def propose(finding_id: int, *, value: str, grounds: str, by: Actor, at: datetime) -> Proposal:
    """What the source should say instead, and why. OPEN -> PROPOSED. Raises: NotAllowed, Refused."""
    finding = _locked(finding_id, by, at)
    value, grounds = " ".join(value.split())[:LONGEST], grounds.strip()[:LONGEST]
    if not value or value == finding.value:
        raise Refused(
            "Hãy ghi giá trị đúng, khác giá trị hiện có.",
            "Write the right value, other than the present one.",
        )
    if not grounds:
        raise Refused(
            "Hãy ghi căn cứ (giấy tờ, xác minh).", "Say on what grounds (a paper, a look on the spot)."
        )
    made = Proposal.objects.create(
        source=finding.source, record=finding.record, field=finding.field, was=finding.value, proposed=value,
        grounds=grounds, finding=finding, made_at=at, made_by=by.as_data(),
    )  # fmt: skip
    _decide(finding, Finding.State.PROPOSED, grounds, by, at)
    return made


@transaction.atomic
def dismiss(finding_id: int, *, reason: str, by: Actor, at: datetime) -> Finding:
    """It is no fault: OPEN -> DISMISSED; not asked again while the value stays. Raises: NotAllowed, Refused."""
    finding = _locked(finding_id, by, at)
    if not reason.strip():
        raise Refused("Hãy ghi vì sao đây không phải lỗi.", "Say why it is no fault.")
    _decide(finding, Finding.State.DISMISSED, reason.strip()[:LONGEST], by, at)
    return finding


def may_send(by: Actor, *, at: datetime) -> None:
    """Who hands proposals to owners and takes their answers. Raises: NotAllowed."""
    authority.require(by, KEEP, at=at, agency_id=by.agency_id)


@transaction.atomic
def send(source: str, *, by: Actor, at: datetime) -> int:
    """Everything that waits for this source's owner counts as sent from now on. Returns how many. Raises: NotAllowed."""
    may_send(by, at=at)
    many = Proposal.objects.filter(source=source, state=Proposal.State.OPEN).update(
        state=Proposal.State.SENT, sent_at=at
    )
    if many:
        events.record(f"quality-proposals:{source}", "quality.proposals-sent", at=at, actor=by,
                      data={"source": source, "proposals": many})  # fmt: skip
    return many


def batch(source: str, sent_at: datetime) -> Iterator[bytes]:
    """A batch as JSON lines, in the order of its proposals; with the same lines its checksum can be made again."""
    rows = Proposal.objects.filter(source=source, sent_at=sent_at).order_by("id")
    for one in rows.iterator(chunk_size=2000):
        line = {
            "proposal": str(one.uuid), "record": one.record, "field": one.field, "was": one.was, "proposed": one.proposed,
            "grounds": one.grounds, "made_at": one.made_at.isoformat(),
        }  # fmt: skip
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def signature(source: str, sent_at: datetime, *, at: datetime) -> bytes:
    """The city's signature beside a batch (CMS, detached), by which its owner knows the file. Raises: CannotSign, NoKey."""
    city = Agency.objects.get(key=SIGNS)
    return signing.sign_file(
        batch(source, sent_at), agency=signing.seal_of(city.code or city.key, city.name_vi), at=at
    )


def people_in(source: str, sent_at: datetime) -> set[int]:
    """The city's persons whom a batch is about: those of findings, and both of a pair. One query."""
    rows = Proposal.objects.filter(source=source, sent_at=sent_at).values_list(
        "finding__person_id", "pair__left__person_id", "pair__right__person_id"
    )
    return {one for row in rows for one in row if one}


@dataclass(frozen=True, slots=True)
class Answers:
    """What an owner's file said. `faults`: line and words; nothing was taken when there is one."""

    accepted: int = 0
    refused: int = 0
    known: int = 0
    faults: tuple[tuple[int, str, str], ...] = ()


_SAID = {"accepted": True, "da sua": True, "đã sửa": True, "dong y": True, "đồng ý": True, "1": True,
         "refused": False, "khong sua": False, "không sửa": False, "tu choi": False, "từ chối": False, "0": False}  # fmt: skip


@transaction.atomic
def take_answers(source: str, content: bytes, *, by: Actor, at: datetime) -> Answers:
    """An owner's answers: CSV with `proposal`, `answer` (accepted or refused) and `note`. All lines or none.

    ACCEPTED mends the finding, REFUSED closes it with the owner's words; an answer given twice counts once. Raises: NotAllowed.
    """
    may_send(by, at=at)
    rows, faults = _read(content)
    found = {
        one.uuid: one
        for one in Proposal.objects.select_for_update().filter(source=source, uuid__in=[row[1] for row in rows if row[1]])
    }  # fmt: skip
    accepted = refused = known = 0
    decided: list[tuple[Proposal, bool, str]] = []
    for line, uuid, said, note in rows:
        one = found.get(uuid) if uuid else None
        if one is None:
            faults.append(
                (line, "Không có đề nghị này của nguồn.", "There is no such proposal of this source.")
            )
        elif one.state == Proposal.State.OPEN:
            faults.append((line, "Đề nghị chưa được gửi.", "The proposal was not sent yet."))
        elif one.state != Proposal.State.SENT:
            known += 1
        elif said is not None:
            decided.append((one, said, note))
    if faults:
        return Answers(faults=tuple(sorted(faults)[:50]))
    for one, said, note in decided:
        one.state = Proposal.State.ACCEPTED if said else Proposal.State.REFUSED
        one.answered_at, one.answer = at, note
        one.save(update_fields=["state", "answered_at", "answer"])
        if one.finding_id:
            Finding.objects.filter(id=one.finding_id, state=Finding.State.PROPOSED).update(
                state=Finding.State.FIXED if said else Finding.State.DISMISSED,
                reason=note, decided_at=at, decided_by=by.as_data(),
            )  # fmt: skip
        accepted, refused = accepted + said, refused + (not said)
    if decided:
        events.record(f"quality-proposals:{source}", "quality.proposals-answered", at=at, actor=by,
                      data={"source": source, "accepted": accepted, "refused": refused})  # fmt: skip
    return Answers(accepted, refused, known)


def _read(
    content: bytes,
) -> tuple[list[tuple[int, uuids.UUID | None, bool | None, str]], list[tuple[int, str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [(1, "Tệp phải là CSV bảng mã UTF-8.", "The file must be CSV in UTF-8.")]
    reader = csv.DictReader(io.StringIO(text))
    if not {"proposal", "answer"} <= set(reader.fieldnames or ()):
        return [], [
            (1, "Cần các cột proposal, answer, note.", "Columns proposal, answer and note are needed.")
        ]
    rows: list[tuple[int, uuids.UUID | None, bool | None, str]] = []
    faults: list[tuple[int, str, str]] = []
    for row in reader:
        line = reader.line_num
        if len(rows) >= MOST_ANSWERS:
            return rows, [*faults, (line, "Tệp quá dài.", "The file is too long.")]
        said = _SAID.get((row["answer"] or "").strip().lower())
        if said is None:
            faults.append(
                (line, "Câu trả lời phải là accepted hoặc refused.", "An answer is accepted or refused.")
            )
        rows.append((line, _uuid(row["proposal"]), said, (row.get("note") or "").strip()[:LONGEST]))
    return rows, faults


def _uuid(text: str | None) -> uuids.UUID | None:
    try:
        return uuids.UUID((text or "").strip())
    except ValueError:
        return None


def _locked(finding_id: int, by: Actor, at: datetime) -> Finding:
    """The open finding, for change. Raises: NotAllowed, Refused."""
    finding = Finding.objects.select_for_update().get(pk=finding_id)
    scope = scope_of(by, at)
    if scope is None or (scope.unit_code is not None and scope.unit_code != finding.unit_code):
        raise NotAllowed("Lỗi này thuộc xã, phường khác.", "This finding is another commune's.")
    if finding.state != Finding.State.OPEN:
        raise Refused("Người khác vừa xử lý lỗi này.", "Somebody else was faster.")
    return finding


def _decide(finding: Finding, state: Finding.State, reason: str, by: Actor, at: datetime) -> None:
    finding.state, finding.reason, finding.decided_at, finding.decided_by = state, reason, at, by.as_data()
    finding.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    data: dict[str, Any] = {"finding": finding.pk, "rule": rule(finding.rule).id, "record": finding.record}
    events.record(f"quality-load:{finding.load_id}:{finding.unit_code}", f"quality.finding-{state}", at=at, actor=by,
                  data=data)  # fmt: skip
