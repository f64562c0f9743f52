"""What happens by itself: each due timer is claimed by one worker, fired once, in one transaction."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.changes import duties, escalating
from motcua.procedures.dossiers.changes.appointment import DUE_TIMER
from motcua.procedures.dossiers.changes.asking import SUPPLEMENT_TIMER, expire_supplement
from motcua.procedures.dossiers.changes.storing import ANSWER_CLOCK
from motcua.procedures.dossiers.changes.watching import ESCALATION_TIMER, SILENCE_TIMER
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier, Timer
from motcua.procedures.dossiers.status import OPEN, Status

log = logging.getLogger(__name__)


def fire_due(now: datetime, most: int = 200) -> int:
    """Fire the timers that are due, oldest first; the number fired. Safe with any number of workers."""
    fired, failed = 0, set[int]()
    while fired < most and (outcome := _fire_one(now, failed)) is not None:
        fired += outcome
    return fired


def _fire_one(now: datetime, failed: set[int]) -> bool | None:
    """Fire the oldest timer; None when there is none, False when it failed (it is tried again next time).

    A timer that fails is left out of this round: the others must not wait for it.
    """
    with transaction.atomic():
        timer = (
            Timer.objects.select_for_update(skip_locked=True)
            .filter(fired_at=None, fire_at__lte=now).exclude(id__in=failed).order_by("fire_at").first()
        )  # fmt: skip
        if timer is None:
            return None
        try:
            with transaction.atomic():
                Timer.objects.filter(id=timer.id).update(fired_at=now)
                _FIRE[timer.kind](timer, now)
        except Exception:
            log.exception("timer %s (%s) of dossier %s failed", timer.id, timer.kind, timer.dossier_id)
            failed.add(timer.id)
            return False
        return True


def _answer_late(timer: Timer, now: datetime) -> None:
    """The 8 hours are over and nobody has answered: an event for the figures and the head of the centre."""
    held = _held(timer)
    due = held.dossier.answer_due_at  # moved to a later moment where a hall with other hours took over
    if held.dossier.status == Status.REGISTERED and (due is None or due <= now):
        held.tell("answer-overdue", now, SYSTEM)


def _due(timer: Timer, now: datetime) -> None:
    """The appointed day has come. A day that was moved meanwhile has a timer of its own (`appointment.watch`)."""
    held = _held(timer)
    dossier = held.dossier
    if Status(dossier.status) in OPEN and dossier.paused_at is None and dossier.due_at == timer.fire_at:
        held.tell("overdue", now, SYSTEM)


def _supplement(timer: Timer, now: datetime) -> None:
    expire_supplement(timer.dossier_id, at=now)


def _escalate(timer: Timer, now: datetime) -> None:
    assert timer.task_id is not None
    escalating.escalate(_held(timer), timer.task_id, timer.place, now)


def _silence(timer: Timer, now: datetime) -> None:
    assert timer.task_id is not None
    escalating.silence(_held(timer), timer.task_id, now)


def _remind(timer: Timer, now: datetime) -> None:
    """The last day of a duty to pay comes near."""
    duties.remind(timer.dossier_id, now)


def _held(timer: Timer) -> Held:
    dossier = Dossier.objects.select_for_update().get(id=timer.dossier_id)
    return Held(dossier, compiled_version(dossier.version_id))


_FIRE: dict[str, Callable[[Timer, datetime], None]] = {
    ANSWER_CLOCK: _answer_late,
    DUE_TIMER: _due,
    SUPPLEMENT_TIMER: _supplement,
    ESCALATION_TIMER: _escalate,
    SILENCE_TIMER: _silence,
    duties.REMINDER: _remind,
}
