"""The end of a day: numbers that were not called, officers who forgot to stand up."""

from datetime import datetime, time, timedelta

from django.db import transaction

from motcua.city.agencies import TIME_ZONE
from motcua.city.agencies import day as day_of
from motcua.city.hall import figures
from motcua.city.hall.models import Move, Sitting, Ticket

BATCH = 500


def close_days(at: datetime) -> int:
    """Close what earlier days left open; how many tickets. Skip-locked; any number of these may run, twice is once."""
    today = day_of(at)
    with transaction.atomic():
        rows = list(
            Ticket.objects.select_for_update(skip_locked=True)
            .filter(state__in=[Ticket.State.WAITING, Ticket.State.CALLED], day__lt=today)
            .order_by("id")[:BATCH]
        )
        for one in rows:
            ended = datetime.combine(one.day, time(23, 59), TIME_ZONE)
            called = one.state == Ticket.State.CALLED
            one.state = Ticket.State.DONE if called else Ticket.State.UNSERVED
            one.ended_at = ended
            if not called:
                figures.add(one.hall_id, one.group_id, None, ended, gone=1)
            # nobody knows when the service ended: it counts for no mean and no estimate
            one.served_s = None
        Ticket.objects.bulk_update(rows, ["state", "ended_at", "served_s"])
        Move.objects.bulk_create(Move(ticket=one, kind="day-ended", at=at) for one in rows)
        begin = datetime.combine(today, time(), TIME_ZONE)
        Sitting.objects.filter(until=None, since__lt=begin).update(
            until=begin - timedelta(minutes=1), paused_at=None
        )
    return len(rows)
