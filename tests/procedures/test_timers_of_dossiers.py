"""What happens by itself, at its moment, once, however many workers there are."""

import pytest

from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, timers
from motcua.procedures.dossiers.models import Timer
from motcua.procedures.dossiers.status import Status
from tests.conftest import hanoi
from tests.procedures.at_work import accepted_birth, now, open_task, works_at_counter
from tests.procedures.people import RECEIVED, filed_birth, officer, resident

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def told(dossier, kind):
    return Event.objects.filter(chain=dossier.chain, kind=kind).count()


def test_eight_working_hours_without_an_answer_are_told_once():
    dossier = filed_birth(MORNING)
    timers.fire_due(hanoi("2026-03-03 08:29"))
    assert told(dossier, "answer-overdue") == 0
    timers.fire_due(hanoi("2026-03-03 08:30"))
    timers.fire_due(hanoi("2026-03-04 08:30"))
    assert told(dossier, "answer-overdue") == 1
    assert now(dossier).state is Status.REGISTERED


def test_an_answer_in_time_leaves_nothing_to_tell():
    dossier = accepted_birth(MORNING)
    timers.fire_due(hanoi("2026-03-03 08:30"))
    assert told(dossier, "answer-overdue") == 0


def test_a_day_that_passed_is_told_once_and_changes_no_status():
    dossier = works_at_counter(MORNING)
    timers.fire_due(hanoi("2026-03-16 08:29"))
    assert told(dossier, "overdue") == 0
    for _ in range(3):
        timers.fire_due(hanoi("2026-03-17 08:30"))
    assert told(dossier, "overdue") == 1
    assert now(dossier).state is Status.ACCEPTED


def test_an_ended_dossier_is_not_late():
    dossier = works_at_counter(MORNING)
    changes.withdraw(dossier.uuid, "", by=resident(MORNING), at=MORNING)
    timers.fire_due(hanoi("2026-04-16 08:30"))
    assert told(dossier, "overdue") == 0


def test_a_timer_that_fails_does_not_hold_up_the_others_and_is_tried_again(monkeypatch):
    broken, sound = filed_birth(MORNING), filed_birth(MORNING)
    tell = timers._FIRE["answer-due"]

    def fail_for_one(timer, at):
        if timer.dossier_id == broken.id:
            raise OSError("the disk is full")
        tell(timer, at)

    monkeypatch.setitem(timers._FIRE, "answer-due", fail_for_one)
    late = hanoi("2026-03-03 09:00")
    assert timers.fire_due(late) == 1
    assert (told(broken, "answer-overdue"), told(sound, "answer-overdue")) == (0, 1)
    assert Timer.objects.get(dossier=broken, kind="answer-due").fired_at is None
    monkeypatch.setitem(timers._FIRE, "answer-due", tell)
    assert timers.fire_due(late) == 1
    assert told(broken, "answer-overdue") == 1


def test_every_appointed_day_has_one_timer():
    dossier = works_at_counter(MORNING)
    waiting = Timer.objects.filter(dossier=dossier, kind="due", fired_at=None)
    assert [timer.fire_at for timer in waiting] == [now(dossier).due_at]
    birth = filed_birth(MORNING)
    assert not Timer.objects.filter(dossier=birth, kind="due").exists()
    changes.accept(open_task(birth).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    assert Timer.objects.filter(dossier=birth, kind="due").count() == 1
