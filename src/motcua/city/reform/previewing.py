"""What a plan would do if it were run now: counted and listed, nothing written, nothing guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.city.reform import bodies, officers, running, work
from motcua.city.reform.models import Plan
from motcua.city.reform.resolving import Change, Fault, Placement, resolve
from motcua.city.reform.work import Open, Tally


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan looked at from now. `open` are the pieces of work that somebody must decide; `unplaced` the officers."""

    change: Change
    faults: Sequence[Fault]
    tallies: Sequence[Tally]
    open: Sequence[Open]

    @property
    def unplaced(self) -> list[Placement]:
        return [one for one in self.change.placements if not one.to_key]

    @property
    def unsure(self) -> int:
        return len(self.open)


def preview(plan: Plan, *, at: datetime) -> Preview:
    """Count what moves where. Reads every open piece of work of the ending bodies once; locks nothing."""
    change = resolve(plan)
    if any(fault.about in {e.key for e in change.content.end} for fault in change.faults):
        return Preview(change, change.faults, [], [])  # without heirs there is nothing to count
    found = [handler.preview(change, at) for handler in work.handlers()]
    tallies = [
        *officers.preview(change),
        *bodies.preview(change, at),
        *(tally for moved in found for tally in moved.tallies if tally.count),
    ]
    return Preview(change, change.faults, tallies, [one for moved in found for one in moved.open])


@transaction.atomic
def ask_early(plan: Plan, *, at: datetime) -> int:
    """Put what is not known on the review list before the plan's day, so that it can be decided in peace; how many."""
    seen = preview(plan, at=at)
    running.store_questions(plan, seen.open, at)
    return len(seen.open)
