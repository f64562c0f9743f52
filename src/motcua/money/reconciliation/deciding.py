"""What becomes of a difference: given to an officer, resolved with a reason (and an entry), or carried to the next open day."""

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.city.models import Account
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post
from motcua.money.reconciliation import days, rules
from motcua.money.reconciliation.errors import NotOpen
from motcua.money.reconciliation.models import Day, Difference
from motcua.money.reconciliation.partners import partners

State = Difference.State


@transaction.atomic
def assign(difference_id: int, officer: Account) -> Difference:
    """The officer who looks into it. Raises: NotOpen, DayIsSigned, Difference.DoesNotExist."""
    found = _open(difference_id)
    found.assigned_to = officer
    found.save(update_fields=["assigned_to"])
    return found


@transaction.atomic
def resolve(difference_id: int, *, reason: str, book: bool, by: str, at: datetime) -> Difference:
    """It is cleared up, with a reason. `book`: the ledger follows the partner, once.

    Only causes whose money nothing else will book may be booked. Raises: NotOpen, DayIsSigned, Difference.DoesNotExist.
    """
    found = _open(difference_id)
    if book:
        partner = partners().get(found.partner)
        if not may_book(found) or partner is None:
            raise NotOpen
        parts = rules.corrected(
            found.delta, found.agency_id, partner.account, partner.detail, fee=found.cause == "fee_kept"
        )
        found.entry_id = post(
            Source("difference", found.pk, "corrected"), Entry.Kind.HELD, parts, at, by=by, note=reason[:500]
        )
    return _decide(found, State.RESOLVED, reason, by, at)


@transaction.atomic
def carry(difference_id: int, *, reason: str, by: str, at: datetime) -> Difference:
    """It waits: the next day that is not signed has it too. Gives the new one. Raises: NotOpen, DayIsSigned."""
    found = _open(difference_id)
    if not found.reference:
        raise NotOpen
    day = _next_open(found.day)
    days.lock(day)
    _decide(found, State.CARRIED, reason, by, at)
    return Difference.objects.create(
        day=day,
        partner=found.partner,
        key=f"carried|{found.pk}",
        kind=found.kind,
        cause=found.cause,
        reference=found.reference,
        number=found.number,
        system_amount=found.system_amount,
        partner_amount=found.partner_amount,
        agency_id=found.agency_id,
        order_id=found.order_id,
        carried_from=found,
        assigned_to=found.assigned_to,
    )


def may_book(found: Difference) -> bool:
    """Whether the ledger may follow the partner here: the cause says so, and sides really differ."""
    cause = rules.CAUSES.get(found.cause)
    return bool(cause and cause.books and found.delta and found.partner in partners())


def _open(difference_id: int) -> Difference:
    day = Difference.objects.values_list("day", flat=True).get(pk=difference_id)
    days.lock(day)
    found = Difference.objects.select_for_update().get(pk=difference_id)
    if found.state != State.OPEN:
        raise NotOpen
    return found


def _decide(found: Difference, state: State, reason: str, by: str, at: datetime) -> Difference:
    found.state, found.reason, found.decided_by, found.decided_at = state, reason[:500], by[:200], at
    found.save(update_fields=["state", "reason", "decided_by", "decided_at", "entry"])
    return found


def _next_open(day: date) -> date:
    """The first day after `day` that is not signed; signed days follow one another. One query."""
    last = (
        Day.objects.filter(day__gt=day, state=Day.State.SIGNED)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
    return (last or day) + timedelta(days=1)
