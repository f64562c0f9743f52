"""From cleaned loads to the register: matching takes all current loads, publishing writes one record a person. Both are jobs."""

from datetime import datetime
from typing import Any

from motcua.foundation.actor import SYSTEM
from motcua.records.quality.intake import folders
from motcua.records.quality.matching import running as matching
from motcua.records.quality.models import Load, MatchRun


def match_current(*, at: datetime) -> MatchRun | None:
    """Match the records of every current load; those that were cleaned count as matched. None when there is no load.

    Raises: matching.Busy.
    """
    loads = matching.current_loads()
    return matching.run(loads, [folders.staged(load) for load in loads], at=at) if loads else None


def publish_people(load_id: int, *, at: datetime) -> dict[str, Any] | None:
    """The persons of the newest full run with this load go into the register; the figures stay with the load.

    None when the load was never matched, or counts no more. Twice is once. Raises: matching.Busy.
    """
    load = Load.objects.filter(pk=load_id, state=Load.State.PUBLISHED).first()
    run = (
        MatchRun.objects.filter(kind=matching.FULL, loads__contains=[load_id], ended_at__isnull=False)
        .order_by("-id")
        .first()
    )
    if load is None or run is None:
        return None
    figures = matching.publish(run, on=load.taken_on, at=at, by=SYSTEM)
    load.figures = load.figures | {"register": figures}
    load.save(update_fields=["figures"])
    return figures
