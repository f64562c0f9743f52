"""When a dossier may be expected to be done: what happened to dossiers like it, and how many there were.

This is experience, no promise: the promise is the appointed day (`due_at`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar
from motcua.insight.durations import EVERYWHERE
from motcua.insight.models import DurationFigure
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.status import ENDED, Status

ENOUGH = 20
"""Fewer finished dossiers than this say nothing worth telling a resident."""

Basis = Literal["agency", "city", "workflow"]


@dataclass(frozen=True, slots=True)
class Expected:
    """Half of the dossiers like this one are done by `p50_at`, nine of ten by `p90_at`.

    `basis`: "agency" (dossiers of this agency), "city" (of all agencies; the own one has had too few) or
    "workflow" (too few anywhere: the hours that the workflow itself gives; `p50_at` equals `p90_at`). `n`:
    how many dossiers it rests on; with "workflow" the few that exist. `slow`: it is taking longer than nine
    of ten did.
    """

    p50_at: datetime
    p90_at: datetime
    basis: Basis
    n: int
    slow: bool = False

    @property
    def basis_words(self) -> dict[str, str]:
        return dict(zip(("vi", "en"), self.words, strict=True))

    @property
    def words(self) -> tuple[str, str]:
        """What it rests on, in both languages."""
        if self.basis == "agency":
            return (
                f"Theo {self.n} hồ sơ của cơ quan này trong 12 tháng",
                f"From {self.n} requests here in 12 months",
            )
        if self.basis == "city":
            return (
                f"Theo {self.n} hồ sơ toàn thành phố trong 12 tháng",
                f"From {self.n} requests city-wide in 12 months",
            )
        return (
            f"Theo quy trình; mới có {self.n} hồ sơ tương tự, chưa đủ để ước tính",
            f"From the workflow; only {self.n} requests like it yet, too few to tell",
        )


def finish(dossier: Dossier, now: datetime) -> Expected | None:
    """The expected end of an open dossier; None when it has ended. One query.

    Counted in working minutes of the deciding agency from acceptance; before acceptance, from now (half) and
    from the end of the answer clock (nine of ten). While the owner is waited for, the clock rests and both
    move on.
    """
    if Status(dossier.status) in ENDED:
        return None
    p50, p90, basis, n = _minutes(dossier)
    calendar = office(dossier.competent_agency_id).calendar
    if dossier.accepted_at is None:
        answered = max(now, dossier.answer_due_at or now)
        return Expected(_after(now, p50, calendar), _after(answered, p90, calendar), basis, n)
    used = worktime.working_minutes(dossier.accepted_at, dossier.paused_at or now, calendar)
    left50, left90 = p50 - used, p90 - used
    soon = worktime.normalise(now, calendar)
    return Expected(
        p50_at=_after(now, left50, calendar) if left50 > 0 else soon,
        p90_at=_after(now, left90, calendar) if left90 > 0 else soon,
        basis=basis,
        n=n,
        slow=left90 < 0,
    )


def _minutes(dossier: Dossier) -> tuple[int, int, Basis, int]:
    rows = {
        row.agency_id: row
        for row in DurationFigure.objects.filter(
            procedure_code=dossier.procedure_code, agency_id__in=[EVERYWHERE, dossier.competent_agency_id]
        )
    }
    own, all_of_them = rows.get(dossier.competent_agency_id), rows.get(EVERYWHERE)
    if own is not None and own.n >= ENOUGH:
        return own.p50, own.p90, "agency", own.n
    if all_of_them is not None and all_of_them.n >= ENOUGH:
        return all_of_them.p50, all_of_them.p90, "city", all_of_them.n
    planned = planned_minutes(compiled_version(dossier.version_id))
    return planned, planned, "workflow", all_of_them.n if all_of_them else 0


def planned_minutes(procedure: CompiledProcedure) -> int:
    """Working minutes of the steps, one after the other, between the counter and the return."""
    total, step, seen = 0, procedure.step(procedure.start), set[str]()
    while step.id not in seen:
        seen.add(step.id)
        if step.kind not in ("receive", "return"):
            total += step.minutes
        forward = next((action for action in step.actions if action.kind == "forward" and action.to), None)
        if forward is None or forward.to is None:
            break
        step = procedure.step(forward.to)
    return total


def _after(at: datetime, minutes: int, calendar: Calendar) -> datetime:
    end = worktime.add_working_minutes(at, minutes, calendar)
    # A whole minute reads better than the second of filing.
    return end.replace(second=0, microsecond=0) + (
        timedelta(minutes=1) if end.second or end.microsecond else timedelta()
    )
