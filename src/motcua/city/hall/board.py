"""What the big display of a hall says: who is called where, how many wait. Numbers only, never a name."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from motcua.city.agencies import day as day_of
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Sitting, Ticket
from motcua.city.hall.tickets import waiting_in

KEPT_S = 1
"""A hundred displays ask as often as one."""
ROWS = 12


@dataclass(frozen=True, slots=True)
class Called:
    """`calls` grows when somebody is called again, so that a display says it anew."""

    label: str
    counter: int
    calls: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    called: tuple[Called, ...]
    waiting: dict[str, int]
    staffed: tuple[int, ...]
    paused: tuple[int, ...]


def board(plan: Plan, at: datetime) -> Board:
    """The board of a hall, at most a second old. Three queries."""
    key = f"hall.board.{plan.hall.pk}"
    kept: Board | None = cache.get(key)
    if kept is not None:
        return kept
    called = Ticket.objects.filter(hall=plan.hall, day=day_of(at), state=Ticket.State.CALLED)
    rows = called.order_by("-called_at").values_list("label", "counter__number", "calls", "called_at")[:ROWS]
    sitting = dict(
        Sitting.objects.filter(counter__in=plan.counters, until=None).values_list(
            "counter__number", "paused_at"
        )
    )
    waiting = waiting_in([group.pk for group in plan.groups], at)
    made = Board(
        tuple(Called(label, counter, calls, at) for label, counter, calls, at in rows if counter and at),
        {one.letter: waiting.get(one.pk, 0) for one in plan.groups},
        tuple(sorted(number for number, paused in sitting.items() if paused is None)),
        tuple(sorted(number for number, paused in sitting.items() if paused is not None)),
    )
    cache.set(key, made, KEPT_S)
    return made
