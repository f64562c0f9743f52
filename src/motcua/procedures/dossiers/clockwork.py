"""The clock of a dossier: starting, pausing, restarting. Pure arithmetic on the dossier's own fields.

The counting rules N, D, H, C, M, S, R, P live in `foundation.worktime`; this module only
says which of them applies when.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from motcua.foundation import worktime
from motcua.procedures.definition import Limit
from motcua.procedures.dossiers.models import Dossier


def span_of(limit: Limit) -> worktime.Span:
    """The legal limit of a definition as a span."""
    return worktime.Span(Decimal(limit.amount), worktime.Unit(limit.unit))


def start(dossier: Dossier, at: datetime, span: worktime.Span, calendar: worktime.Calendar) -> None:
    """The clock starts from zero: at acceptance, and again when a supplement is complete (rule R)."""
    dossier.clock_from, dossier.clock_amount, dossier.clock_unit = at, span.amount, span.unit.value
    dossier.paused_at = None
    dossier.due_at = worktime.due(at, span, calendar)
    dossier.first_due_at = dossier.first_due_at or dossier.due_at


def pause(dossier: Dossier, at: datetime, calendar: worktime.Calendar) -> None:
    """The clock rests (rule P): money or a third party is waited for. A resting clock is left alone."""
    if dossier.paused_at is not None or dossier.clock_from is None:
        return
    left = worktime.remaining_after(dossier.clock_from, at, _span(dossier), calendar)
    dossier.clock_amount, dossier.clock_unit, dossier.paused_at = left.amount, left.unit.value, at


def resume(dossier: Dossier, at: datetime, calendar: worktime.Calendar) -> None:
    """The clock runs on with what was left (rule P)."""
    if dossier.paused_at is None:
        return
    dossier.clock_from, dossier.paused_at = at, None
    # What was left is stored with eight decimals: the second is right, the microsecond is not.
    dossier.due_at = _whole_second(worktime.due(at, _span(dossier), calendar))


def extend(dossier: Dossier, at: datetime, new_due: datetime, calendar: worktime.Calendar) -> None:
    """A new appointed day after an apology: from now on the clock holds the working hours until then."""
    minutes = worktime.working_minutes(at, new_due, calendar)
    dossier.clock_from = at
    dossier.clock_amount, dossier.clock_unit = Decimal(minutes) / 60, worktime.Unit.WORKING_HOUR.value
    dossier.due_at = new_due


def appoint(dossier: Dossier, at: datetime, due_at: datetime, calendar: worktime.Calendar) -> None:
    """The appointed day of a linked set: the end of the longest path through its parts, whatever its own limit."""
    extend(dossier, at, due_at, calendar)
    dossier.first_due_at = dossier.first_due_at or due_at


def answered_late(dossier: Dossier, at: datetime) -> bool:
    """Whether a filing that was not accepted yet is answered after its answer clock. Source: NQ 66.7/2025."""
    return dossier.accepted_at is None and dossier.answer_due_at is not None and at > dossier.answer_due_at


def late(dossier: Dossier, at: datetime) -> bool:
    """Whether the appointed moment has passed at `at`; a resting clock is never late.

    Source: NĐ 61/2018 Đ19.8 (a refusal, too, comes within the time limit); QĐ 766/QĐ-TTg 2.1.
    """
    return dossier.due_at is not None and dossier.paused_at is None and at > dossier.due_at


def ended_late(dossier: Dossier) -> bool:
    """Whether an accepted dossier ended, with a result or without, after its appointed moment."""
    return dossier.ended_at is not None and late(dossier, dossier.ended_at)


def _whole_second(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _span(dossier: Dossier) -> worktime.Span:
    assert dossier.clock_amount is not None
    return worktime.Span(dossier.clock_amount, worktime.Unit(dossier.clock_unit))
