"""What happened to one dossier as a list of stays at steps. Pure: made from its tasks, which the events have opened.

A stay is everything that was done at a step between coming to it and leaving it for another: asking the owner for a
supplement or a payment and going on when it has come is one stay, and so is a step that was passed on by mistake and taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

THE_OWNERS_TURN = frozenset({"ask-supplement", "confirm-supplement", "wait-for-payment"})
"""Actions after which the dossier comes back to the same step when its owner has answered or paid."""
UNDONE = "undone"
NOT_AWAITED = "not-awaited"
"""Action of an opinion that nobody waited for any more: it says nothing about who was asked."""


class Visit(NamedTuple):
    """A task: opened, perhaps claimed, perhaps closed. `due` equals `opened` where the step has no time of its own.

    `branch` names the opinion that was asked for beside the dossier's main way; empty on the main way.
    """

    step: str
    agency_id: int
    opened: datetime
    claimed: datetime | None
    due: datetime
    closed: datetime | None
    action: str
    branch: str = ""


@dataclass(slots=True)
class Stay:
    """The visits of one stay, and by which action it ended; empty while it has not."""

    step: str
    agency_id: int
    visits: list[Visit]
    action: str = ""
    reached: str = ""
    supplemented: bool = False
    taken_back: bool = False

    @property
    def left_at(self) -> datetime | None:
        return self.visits[-1].closed if self.action else None


@dataclass(frozen=True, slots=True)
class Walk:
    """One dossier as the rules of this room need it. `visits` in the order in which they were opened.

    `marks`: what only the events tell, such as a hand-over after a step stayed open too long.
    """

    case_id: str
    status: int
    ended_at: datetime | None
    visits: Sequence[Visit]
    marks: frozenset[str] = field(default=frozenset())


def stays(visits: Sequence[Visit]) -> list[Stay]:
    """The stays of the main way, in order. The last one may be open."""
    found: list[Stay] = []
    for visit in visits:
        if visit.branch:
            continue
        last = found[-1] if found else None
        if visit.action == UNDONE:
            if last is not None:
                last.taken_back = True
            continue
        again = last is not None and last.step == visit.step and _goes_on(last)
        if last is not None and again:
            last.visits.append(visit)
            last.agency_id = visit.agency_id
        else:
            last = Stay(visit.step, visit.agency_id, [visit])
            found.append(last)
        last.supplemented |= visit.action == "ask-supplement"
        last.action = visit.action if visit.closed is not None else ""
    for stay, following in pairwise(found):
        stay.reached = following.step
    return found


def _goes_on(stay: Stay) -> bool:
    return stay.action in THE_OWNERS_TURN or stay.taken_back
