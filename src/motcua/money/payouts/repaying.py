"""Money of a claim that comes back outside of lists: a family pays for months after a death, somebody has left the programme.

A transfer to the collection account is the bank's word; what was paid straight into the budget is proved by the treasury's
slip. What has come is taken off the claim and off what the programme has spent; the year's allotment stays as it was decided.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.amounts import Dong, format_dong
from motcua.foundation.text import fold
from motcua.money.bank import receiving
from motcua.money.bank.models import BankLine
from motcua.money.ledger import movements
from motcua.money.ledger.models import Entry
from motcua.money.ledger.rules import Part, balanced
from motcua.money.ledger.writing import Source
from motcua.money.payouts.errors import NotYours, Refused, Several
from motcua.money.payouts.models import Claim, Repayment, Run, Share

MOST_SHOWN = 10
_CODE = re.compile(r"THUHOI[0-9]{6,}")


def code_of(claim: Claim) -> str:
    """What the family writes into the transfer's note: no code of a dossier looks like it."""
    return f"THUHOI{claim.pk:06d}"


def code_in(note: str) -> str:
    """The code of a claim in a transfer's note, for whoever must leave it to the commune; empty without one. Pure."""
    found = _CODE.search("".join(note.upper().split()))
    return found[0] if found else ""


def left(claim: Claim) -> Dong:
    """Đồng that are still to come back; nothing before it was agreed to."""
    if claim.kind != Claim.Kind.RECOVERY or claim.state != Claim.State.AGREED:
        return 0
    return claim.amount - claim.taken


def claim_of(claim_id: int, agency_ids: frozenset[int]) -> Claim:
    """A recovery of one of these agencies. Raises: NotYours."""
    found = (
        Claim.objects.select_related("person")
        .filter(pk=claim_id, agency__in=agency_ids, kind=Claim.Kind.RECOVERY)
        .first()
    )
    if found is None:
        raise NotYours
    return found


def candidates(claim: Claim) -> list[BankLine]:
    """Open transfers that may be this claim's money: its code in the note, or the very sum with the person's name. One query.

    Nothing else of the account is shown: other people's transfers are not the commune's business.
    """
    owed = left(claim)
    if not owed:
        return []
    code, name = code_of(claim), f" {' '.join(fold(claim.person.full_name).split())} "
    rows = BankLine.objects.filter(
        Q(note__icontains="THUHOI") | Q(note__icontains="THU HOI") | Q(amount=owed),
        state=BankLine.State.OPEN,
        amount__gt=0,
        day__gte=claim.at.date() - timedelta(days=31),
    ).order_by("day", "id")[:200]
    fitting = [
        one
        for one in rows
        if code == code_in(one.note) or name in f" {' '.join(fold(f'{one.note} {one.payer}').split())} "
    ]
    return fitting[:MOST_SHOWN]


def came(amount: Dong, agency_id: int, programme: str, line_agency: int) -> tuple[Part, ...]:
    """A transfer, put aside under `line_agency` when the bank told of it: the programme has spent so much less. Pure."""
    aside = (Part("suspense", line_agency, amount, "bank"), Part("bank", line_agency, -amount))
    return balanced(
        (*aside, Part("bank", agency_id, amount), Part("social_spending", agency_id, -amount, programme))
    )


def into_budget(amount: Dong, agency_id: int, programme: str) -> tuple[Part, ...]:
    """Paid straight into the budget: so much less was spent, and so much less of the budget's funds is with the unit. Pure."""
    return balanced(
        (
            Part("budget_funds", agency_id, amount, programme),
            Part("social_spending", agency_id, -amount, programme),
        )
    )


@transaction.atomic
def by_transfer(claim_id: int, agency_id: int, line_id: int, *, by: Actor, at: datetime) -> Repayment:
    """A transfer is money of this claim, whole. Locks: the claim, then the line. Raises: NotYours, Refused."""
    claim = _locked(claim_id, agency_id)
    line = next((one for one in candidates(claim) if one.pk == line_id), None)
    if line is None:
        raise Refused(
            "Hãy chọn một khoản tiền về của khoản này.", "Choose a transfer that is this claim's.", "line"
        )
    if line.amount > left(claim):
        raise Refused(
            f"Khoản tiền về lớn hơn số còn phải thu {format_dong(left(claim))}: kế toán trả lại, rồi nộp đúng số.",
            f"It is more than the {format_dong(left(claim), 'en')} to come back: the accountant returns it first.",
            "line",
        )
    try:
        taken, aside = receiving.claim(
            line.pk, by=by.name, reason=f"Thu hồi trợ cấp, {code_of(claim)}", at=at
        )
    except receiving.NotOpen:
        raise Refused(
            "Khoản tiền về đã được xử lý.", "The transfer was decided on already.", "line"
        ) from None
    made = _kept(
        claim, Repayment(amount=taken.amount, way=Repayment.Way.TRANSFER, line=taken, day=taken.day), by, at
    )
    _book(made, came(made.amount, agency_id, claim.programme, aside), by, at)
    return made


@transaction.atomic
def by_slip(
    claim_id: int, agency_id: int, amount: Dong, document: str, day: date | None, *, by: Actor, at: datetime
) -> Repayment:
    """The family paid the treasury; its slip was seen. The caller has asked for a fresh proof: nothing else proves it.

    Raises: NotYours, Refused, Several (each fault at its question).
    """
    claim = _locked(claim_id, agency_id)
    number = " ".join(document.upper().split())[:60]
    if faults := slip_faults(amount, number, day, left(claim), claim.at.date(), at.date()):
        raise Several(faults)
    assert day is not None
    row = Repayment(amount=amount, way=Repayment.Way.BUDGET, document=number, day=day)
    try:
        with transaction.atomic():
            made = _kept(claim, row, by, at)
    except IntegrityError:
        raise Refused(
            "Giấy nộp tiền này đã ghi cho khoản này.", "This slip was entered for it already.", "document"
        ) from None
    _book(made, into_budget(amount, agency_id, claim.programme), by, at)
    return made


def slip_faults(
    amount: Dong, number: str, day: date | None, owed: Dong, since: date, today: date
) -> list[Refused]:
    """What is wrong with a slip as it was entered, each at its question. Pure."""
    found = []
    if not 0 < amount <= owed:
        found.append(
            Refused(
                f"Ghi số tiền trên giấy, nhiều nhất {format_dong(owed)}.",
                f"The sum on the slip, at most {format_dong(owed, 'en')}.", "amount",
            )
        )  # fmt: skip
    if len(number) < 3:
        found.append(Refused("Ghi số giấy nộp tiền.", "Give the slip's number.", "document"))
    if day is None or not since - timedelta(days=366) <= day <= today:
        found.append(
            Refused("Ghi ngày nộp, không sau hôm nay.", "The day of payment, not after today.", "day")
        )
    return found


def of_claim(claim: Claim) -> Sequence[Repayment]:
    """What has come back of a claim, in its order. One query."""
    return list(claim.repayments.select_related("line").order_by("id"))


def _locked(claim_id: int, agency_id: int) -> Claim:
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=claim_id, agency=agency_id, kind=Claim.Kind.RECOVERY)
        .first()
    )
    if claim is None:
        raise NotYours
    if not left(claim):
        raise Refused("Khoản này không còn phải thu.", "Nothing of this claim is to come back.")
    # what a list has put down for this month is counted when the list is approved: it must not come twice
    waiting = Share.objects.filter(claim=claim, line__run__state__in=[Run.State.DRAFT, Run.State.SUBMITTED])
    if waiting.exists():
        raise Refused(
            "Danh sách đang lập sẽ trừ khoản này. Duyệt xong danh sách, hoặc lập lại sau khi ghi.",
            "A list that is being made takes it from this month. Finish that list first.",
        )
    return claim


def _kept(claim: Claim, row: Repayment, by: Actor, at: datetime) -> Repayment:
    row.claim, row.at, row.by = claim, at, by.as_data()
    row.save(force_insert=True)
    claim.taken += row.amount
    claim.save(update_fields=["taken"])
    return row


def _book(row: Repayment, parts: tuple[Part, ...], by: Actor, at: datetime) -> None:
    claim = row.claim
    source = Source("payout_repayment", row.pk, "came")
    movements.payout(source, Entry.Kind.PAYOUT, parts, at, by=by.name, note=code_of(claim))
    events.record(
        f"payout-claims:{claim.agency_id}", "payout_claim_repaid", at=at, actor=by,
        data={"claim": claim.pk, "amount": row.amount, "way": row.way, "left": left(claim)},
    )  # fmt: skip
