"""The appointed day is watched: each moment that a dossier is due has one timer."""

from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Timer

DUE_TIMER = "due"


def watch(held: Held) -> None:
    """Set a timer for `due_at`, unless one waits there already. Two statements.

    Timers are only added, never moved: a worker locks a timer before its dossier, we hold the dossier. The timer
    of a day that was moved fires without effect.
    """
    due_at = held.dossier.due_at
    assert due_at is not None
    waiting = Timer.objects.filter(dossier_id=held.dossier.id, kind=DUE_TIMER, fire_at=due_at, fired_at=None)
    if not waiting.exists():
        Timer.objects.create(dossier_id=held.dossier.id, kind=DUE_TIMER, fire_at=due_at)
