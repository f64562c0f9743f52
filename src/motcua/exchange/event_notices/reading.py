"""The board: which notices nobody has answered, the oldest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from motcua.exchange.event_notices.models import EventNotice
from motcua.exchange.event_notices.receivers import Receiver, all_receivers

LATE_AFTER = timedelta(days=3)
"""A notice that is older stands on the board. [our default]"""
PAGE = 50
OPEN = ("", EventNotice.Answer.ERROR)


@dataclass(frozen=True, slots=True)
class Silent:
    """How many notices a receiver owes an answer, and since when."""

    receiver: Receiver
    open: int
    errors: int
    since: datetime


def board(agencies: frozenset[int], at: datetime, *, after: int = 0, system: str = "") -> list[EventNotice]:
    """Errors, and notices without an answer for more than three days, of these agencies' entries. One query."""
    rows = EventNotice.objects.filter(agency_id__in=agencies, answer__in=OPEN).filter(
        Q(created_at__lt=at - LATE_AFTER) | Q(answer=EventNotice.Answer.ERROR)
    )
    if system:
        rows = rows.filter(receiver=system)
    return list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])


def silent(agencies: frozenset[int], at: datetime) -> list[Silent]:
    """Receivers with notices on the board, who has waited longest first. One query, over open notices only."""
    rows = (
        EventNotice.objects.filter(agency_id__in=agencies, answer__in=OPEN)
        .filter(Q(created_at__lt=at - LATE_AFTER) | Q(answer=EventNotice.Answer.ERROR))
        .values("receiver")
        .annotate(
            open=Count("id"),
            errors=Count("id", filter=Q(answer=EventNotice.Answer.ERROR)),
            since=Min("created_at"),
        )
        .order_by("since")
    )
    known = all_receivers()
    return [
        Silent(known[row["receiver"]], row["open"], row["errors"], row["since"])
        for row in rows
        if row["receiver"] in known
    ]
