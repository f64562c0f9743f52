"""Money outside the month's own, entered by hand: recoveries and arrears. One officer proposes, another one agrees.

Nothing is taken from or added to anybody's month before somebody else has agreed: what is agreed comes with the next list,
where it is shown and approved once more.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.city.models import Person
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money.payouts.errors import NotYours, Refused, Several
from motcua.money.payouts.models import Claim, Line
from motcua.money.payouts.programmes import programmes

MOST = 200_000_000
"""Đồng of one claim: above it, a slip of the finger is likelier than a claim [our default]."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A claim as an officer enters it. `first`, `last`: months as `MM/YYYY`; `amount` None: no number was typed."""

    kind: str
    programme: str
    pin: str
    amount: int | None
    first: str
    last: str
    reason: str
    paper: str = ""


def month_of(text: str) -> date | None:
    """The first day of a month written `3/2026` or `03/2026`; None for anything else."""
    found = re.fullmatch(r"\s*([0-9]{1,2})\s*/\s*([0-9]{4})\s*", text)
    return (
        date(int(found[2]), int(found[1]), 1)
        if found and 1 <= int(found[1]) <= 12 and int(found[2])
        else None
    )


def months_words(first: date, last: date) -> str:
    """For which months, as a claim says it: `02/2026`, or `11/2025-02/2026`."""
    return f"{first:%m/%Y}" if first == last else f"{first:%m/%Y}-{last:%m/%Y}"


def faults(typed: Typed, this: date) -> list[Refused]:
    """What is wrong with a claim before anybody is looked up, each at its question. `this`: the month it is. Pure."""
    found = []
    if typed.kind not in Claim.Kind.values:
        found.append(Refused("Chọn thu hồi hoặc truy lĩnh.", "Choose recovery or arrears.", "kind"))
    if typed.programme not in programmes():
        found.append(Refused("Hãy chọn chương trình chi trả.", "Choose a programme.", "programme"))
    if not re.fullmatch(r"[0-9]{12}", typed.pin):
        found.append(Refused("Số định danh gồm 12 chữ số.", "A personal number has 12 digits.", "pin"))
    if typed.amount is None or not 0 < typed.amount <= MOST:
        found.append(
            Refused("Ghi số tiền bằng đồng, lớn hơn 0.", "Give the sum in đồng, above zero.", "amount")
        )
    first, last = month_of(typed.first), month_of(typed.last.strip() or typed.first)
    if first is None or first > this:
        found.append(
            Refused(
                "Ghi tháng như 03/2026, không ở tương lai.",
                "Write the month like 03/2026, not later than now.",
                "first",
            )
        )
    if typed.last.strip() and (last is None or last > this or (first is not None and last < first)):
        found.append(
            Refused(
                "Tháng cuối phải sau tháng đầu và không ở tương lai.",
                "The last month comes after the first, not later than now.",
                "last",
            )
        )
    if len(typed.reason.strip()) < 10:
        found.append(Refused("Ghi rõ lý do, ít nhất 10 ký tự.", "Say why, in ten letters or more.", "reason"))
    if len(typed.paper.strip()) < 3:
        found.append(
            Refused("Ghi số quyết định hoặc biên bản làm căn cứ.", "Name the decision or record behind it.", "paper")
        )  # fmt: skip
    return found


@transaction.atomic
def propose(agency_id: int, typed: Typed, *, by: Actor, at: datetime) -> Claim:
    """Enter a claim about somebody whom this agency has paid; it counts once another officer agrees. Raises: Several."""
    wrong = faults(typed, at.date().replace(day=1))
    person = (
        None if any(one.field == "pin" for one in wrong) else Person.objects.filter(pin=typed.pin).first()
    )
    lines = Line.objects.filter(person=person, run__agency=agency_id, programme=typed.programme)
    if not wrong and (person is None or not lines.exists()):
        wrong.append(
            Refused(
                "Không có người này trong danh sách chi trả của chương trình.",
                "Nobody like that is on the programme's lists here.",
                "pin",
            )
        )
    if wrong:
        raise Several(wrong)
    first, last = month_of(typed.first), month_of(typed.last.strip() or typed.first)
    assert person is not None and typed.amount is not None and first is not None and last is not None
    made = Claim.objects.create(
        kind=typed.kind, state=Claim.State.PROPOSED, person=person, agency_id=agency_id, programme=typed.programme,
        amount=typed.amount, months=months_words(first, last), reason=typed.reason.strip()[:500],
        paper=typed.paper.strip()[:200], by_deduction=True, at=at, by=by.as_data(),
    )  # fmt: skip
    _tell(made, "payout_claim_proposed", by, at)
    return made


@transaction.atomic
def decide(claim_id: int, agency_id: int, agreed: bool, answer: str, *, by: Actor, at: datetime) -> Claim:
    """Another officer agrees to a proposed claim or refuses it, with a reason. Raises: NotYours, Refused."""
    found = Claim.objects.select_for_update().filter(pk=claim_id, agency=agency_id).first()
    if found is None:
        raise NotYours
    if found.state != Claim.State.PROPOSED:
        raise Refused("Khoản này đã có người quyết định.", "Somebody has decided about it already.")
    if by.account_id is None or by.account_id == found.by.get("account_id"):
        raise Refused("Người nhập không được tự duyệt.", "Whoever entered it cannot agree to it.")
    if not agreed and len(answer.strip()) < 5:
        raise Refused("Hãy ghi lý do không duyệt.", "Say why it is refused.", "answer")
    found.state = Claim.State.AGREED if agreed else Claim.State.REFUSED
    found.answer, found.decided_at, found.decided_by = answer.strip()[:500], at, by.as_data()
    found.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _tell(found, "payout_claim_agreed" if agreed else "payout_claim_refused", by, at)
    return found


def page(agency_ids: frozenset[int], before: int = 0, most: int = 30) -> list[Claim]:
    """Claims of these agencies, the newest first, one more than a page. One query."""
    rows = Claim.objects.select_related("person").filter(agency__in=agency_ids)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: most + 1])


def _tell(claim: Claim, kind: str, by: Actor, at: datetime) -> None:
    data = {"claim": claim.pk, "kind": claim.kind, "amount": claim.amount, "reason": claim.reason}
    events.record(f"payout-claims:{claim.agency_id}", kind, at=at, actor=by, data=data)
