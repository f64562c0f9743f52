"""What partners owe for a day, and the transfer by which they pay it: found in the statement, booked once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.money.bank.models import BankLine
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post
from motcua.money.reconciliation import rules
from motcua.money.reconciliation.errors import DoesNotFit
from motcua.money.reconciliation.models import Settlement
from motcua.money.reconciliation.partners import partners

OVERDUE_DAYS = 3
"""A partner that has not paid after so many days is late: the page says so."""


def due() -> list[Settlement]:
    """What partners still owe, the oldest first, at most two hundred. One query."""
    return list(Settlement.objects.filter(line__isnull=True, gross__gt=0).order_by("day", "id")[:200])


def candidates(settlement: Settlement) -> list[BankLine]:
    """Transfers that may be this settlement: open, of its very sum, with the partner's name in the note. One query."""
    partner = partners()[settlement.partner]
    return list(
        BankLine.objects.filter(
            state=BankLine.State.OPEN,
            amount=settlement.net,
            day__range=(settlement.day, settlement.day + timedelta(days=partner.transfer_days)),
            note__iregex=partner.transfer_note.replace(r"\b", r"\y"),
        ).order_by("day", "id")[:20]
    )


def settle_plain(by: str, at: datetime) -> int:
    """Book every settlement for which exactly one transfer fits; how many. One query a settlement that is due."""
    done = 0
    for settlement in due():
        fitting = candidates(settlement) if settlement.net > 0 else []
        if len(fitting) == 1:
            try:
                book([settlement.pk], fitting[0].pk, by=by, at=at)
            except DoesNotFit:  # somebody was faster
                continue
            done += 1
    return done


@transaction.atomic
def book(settlements: Sequence[int], line_id: int, *, by: str, at: datetime) -> BankLine:
    """A transfer pays one day or several of one partner, to the đồng. Raises DoesNotFit.

    Locks: the transfer, then the days in their order.
    """
    line = BankLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None or line.state != BankLine.State.OPEN:
        raise DoesNotFit("line")
    rows = list(Settlement.objects.select_for_update().filter(pk__in=settlements).order_by("day", "id"))
    if len(rows) != len(set(settlements)) or not rows or any(one.line_id is not None for one in rows):
        raise DoesNotFit("booked")
    if len({one.partner for one in rows}) != 1 or sum(one.net for one in rows) != line.amount:
        raise DoesNotFit("amount")
    words = partners()[rows[0].partner].words.vi
    for one in rows:
        shares = {int(agency): amount for agency, amount in one.shares.items()}
        parts = rules.settlement(shares, one.cost, partners()[one.partner].detail)
        post(
            Source("settlement", one.pk, "settled"), Entry.Kind.SETTLEMENT, parts, at, by=by,
            note=f"{words} {one.day:%d/%m/%Y}, {line.reference}",
        )  # fmt: skip
        one.line, one.booked_at, one.booked_by = line, at, by[:200]
        one.save(update_fields=["line", "booked_at", "booked_by"])
    line.state, line.decided_at, line.decided_by = BankLine.State.ASSIGNED, at, by[:200]
    line.reason = f"Quyết toán {words}: {', '.join(f'{one.day:%d/%m/%Y}' for one in rows)}"[:500]
    line.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return line


def late(settlement: Settlement, today: date) -> bool:
    """Whether the partner should have paid by now."""
    return (today - settlement.day).days > OVERDUE_DAYS
