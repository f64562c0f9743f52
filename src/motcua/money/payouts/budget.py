"""What an agency may pay in a year: allotted by decision, taken by approved lists, never more than there is."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money.ledger import movements, rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import Allotment, Run
from motcua.money.payouts.programmes import programmes

MOST = 10**14


@transaction.atomic
def allot(
    agency_id: int, programme: str, year: int, amount: int, decision: str, *, by: Actor, at: datetime
) -> Allotment:
    """Add `amount` đồng to what the agency may pay in a year; the money comes to the payout account. Raises: Refused."""
    if programme not in programmes():
        raise Refused("Hãy chọn chương trình.", "Choose a programme.", "programme")
    if not 2021 <= year <= at.year + 1:
        raise Refused("Năm không hợp lệ.", "Not a year of ours.", "year")
    if not 0 < amount <= MOST:
        raise Refused("Số tiền phải lớn hơn 0.", "The sum must be above zero.", "amount")
    if len(decision.strip()) < 3:
        raise Refused("Ghi số quyết định giao dự toán.", "Name the decision.", "decision")
    row, _ = Allotment.objects.get_or_create(
        agency_id=agency_id,
        programme=programme,
        year=year,
        defaults={"amount": 0, "at": at, "by": by.as_data()},
    )
    row = Allotment.objects.select_for_update().get(pk=row.pk)
    row.amount, row.decision, row.at, row.by = row.amount + amount, decision.strip()[:120], at, by.as_data()
    row.save(update_fields=["amount", "decision", "at", "by"])
    told = events.record(
        f"payout-budget:{agency_id}:{programme}:{year}", "payout_allotted", at=at, actor=by,
        data={"amount": amount, "decision": row.decision},
    )  # fmt: skip
    parts = rules.funded(amount, agency_id, programme)
    movements.payout(
        Source("payout_allotment", row.pk, f"event {told.id}"), Entry.Kind.FUNDS, parts, at, by=by.name, note=row.decision
    )  # fmt: skip
    return row


def left(agency_id: int, programme: str, year: int) -> int | None:
    """Đồng that are left of the year, None where nothing was allotted. One query."""
    row = Allotment.objects.filter(agency_id=agency_id, programme=programme, year=year).first()
    return None if row is None else row.amount - row.committed


def commit(run: Run) -> None:
    """Take the run's sum from its year. One conditional statement: two approvals at once cannot both pass the limit.

    Raises: Refused.
    """
    taken = Allotment.objects.filter(
        agency=run.agency_id,
        programme=run.programme,
        year=run.period.year,
        amount__gte=F("committed") + run.total,
    ).update(committed=F("committed") + run.total)
    if not taken:
        raise Refused(
            "Dự toán còn lại không đủ cho danh sách này.",
            "What is left of the year's budget is less than this list.",
        )


def give_back(run: Run, amount: int) -> None:
    """Money of a list that nobody will get: it is there for others again."""
    Allotment.objects.filter(agency=run.agency_id, programme=run.programme, year=run.period.year).update(
        committed=F("committed") - amount
    )
