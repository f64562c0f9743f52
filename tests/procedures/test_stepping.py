"""Leaving a plain step in one statement writes exactly what the plain code writes."""

import json

import pytest
from django.db import transaction
from django.forms import model_to_dict

from motcua.foundation import events
from motcua.foundation.models import Event, OutboxEntry
from motcua.procedures.dossiers import changes, errors
from motcua.procedures.dossiers.changes import leaving, stepping, work
from motcua.procedures.dossiers.holding import hold_task
from motcua.procedures.dossiers.models import Dossier, Task, Timer
from tests.conftest import hanoi
from tests.procedures.at_work import accepted_birth, examined, now, open_task
from tests.procedures.people import officer

AT = hanoi("2026-03-02 08:30")
LATER = hanoi("2026-03-02 10:00")
ENTERED = {"proposal": "grant"}
pytestmark = pytest.mark.django_db


def written(dossier):
    """The dossier, its tasks and its last event, without what differs from one dossier to the next."""
    left_out = {"id", "uuid", "code", "open_task_id", "dossier"}

    def plain(row):
        return {name: value for name, value in model_to_dict(row).items() if name not in left_out}

    event = Event.objects.filter(chain=dossier.chain).order_by("-seq").first()
    body = json.loads(event.body)
    body["data"].pop("code")
    body.pop("chain")
    return {
        "dossier": plain(now(dossier)),
        "tasks": [plain(row) for row in Task.objects.filter(dossier=dossier).order_by("id")],
        "timers": Timer.objects.filter(dossier=dossier, kind="escalation").count(),
        "event": (event.seq, event.kind, event.at, body),
        "outbox": sorted(OutboxEntry.objects.filter(event=event).values_list("consumer", flat=True)),
        "open": open_task(dossier).id == now(dossier).open_task_id,
    }


def leave(dossier, by, action, *, plainly, note=""):
    """The open step is left by an action, one way of writing or the other."""
    with transaction.atomic():
        held, _ = hold_task(open_task(dossier).id, by, LATER)
        held.dossier.officer_answers = {**held.dossier.officer_answers, **ENTERED}
        way = held.compiled.transition(held.step.id, action)
        return leaving.leave(held, held.step, way, by, LATER, note=note, plainly=plainly)


@pytest.mark.parametrize("action", ["submit"])
def test_both_ways_of_writing_a_step_write_the_same(action):
    by = officer("justice", AT)
    one, two = accepted_birth(AT), accepted_birth(AT)
    leave(one, by, action, plainly=True)
    leave(two, by, action, plainly=False)
    assert written(one) == written(two)
    assert events.verify_chain(two.chain) == []


def test_the_usual_step_takes_the_short_way(monkeypatch):
    taken = []
    real = stepping.leave_at_once
    monkeypatch.setattr(stepping, "leave_at_once", lambda *a, **k: (taken.append(a[1].id), real(*a, **k)))
    dossier = examined(accepted_birth(AT), LATER)
    assert taken == ["check"] and now(dossier).step == "sign"
    changes.act(open_task(dossier).id, "sign", by=officer("chair", LATER), at=LATER)
    assert taken == ["check"]  # a signature makes a paper: the long way


def test_a_task_that_a_colleague_took_meanwhile_is_not_left_and_nothing_is_written():
    by = officer("justice", AT)
    dossier = accepted_birth(AT)
    other = officer("chair", AT)
    with pytest.raises(errors.TakenByOther), transaction.atomic():
        held, task = hold_task(open_task(dossier).id, by, LATER)
        Task.objects.filter(id=task.id).update(claimed_by_id=other.account_id, claimed_at=AT)
        leaving.leave(held, held.step, held.compiled.transition(held.step.id, "submit"), by, LATER)
    assert now(dossier).step == "check" and Task.objects.filter(dossier=dossier).count() == 2
    assert Event.objects.filter(chain=dossier.chain, kind="stepped").count() == 0
    assert events.verify_chain(dossier.chain) == []


def test_work_sent_back_comes_to_the_officer_who_did_it_by_either_way():
    """The chair's step signs, so it is the long way there; a review that gives back takes the short one."""
    by = officer("justice", AT)
    dossier = examined(accepted_birth(AT), AT)
    changes.act(open_task(dossier).id, "send_back", by=officer("chair", AT), at=LATER, note="Sai")
    assert open_task(dossier).claimed_by_id == by.account_id
    leave(dossier, by, "submit", plainly=False)
    assert Dossier.objects.get(id=dossier.id).step == "sign" and events.verify_chain(dossier.chain) == []


def test_a_dossier_read_for_a_step_is_as_the_orm_reads_it():
    dossier = accepted_birth(AT)
    with transaction.atomic():
        held, task = hold_task(open_task(dossier).id, officer("justice", AT), LATER)
        assert model_to_dict(held.dossier) == model_to_dict(now(dossier))
        assert model_to_dict(task) == model_to_dict(open_task(dossier))
        assert held.dossier.submitted_at.utcoffset() == now(dossier).submitted_at.utcoffset()
        assert (held.dossier.uuid, held.dossier.clock_amount) == (
            now(dossier).uuid,
            now(dossier).clock_amount,
        )


def test_a_task_that_is_not_there_is_nobodys():
    with pytest.raises(errors.NotYours), transaction.atomic():
        hold_task(10**12, officer("justice", AT), LATER)


def test_a_step_is_written_without_a_lock_when_nothing_came_between(monkeypatch):
    locked = []
    monkeypatch.setattr(work, "hold_task", lambda *a: (locked.append(a[0]), hold_task(*a))[1])
    dossier = examined(accepted_birth(AT), LATER)
    assert not locked and now(dossier).step == "sign" and events.verify_chain(dossier.chain) == []
    changes.act(open_task(dossier).id, "sign", by=officer("chair", LATER), at=LATER)
    assert len(locked) == 1, "a signature makes a paper"


def test_what_changed_between_the_look_and_the_step_is_seen_under_the_lock(monkeypatch):
    by, dossier = officer("justice", AT), accepted_birth(AT)
    real, between = stepping.leave_at_once, []

    def somebody_writes_first(held, *a, **k):
        if held.seen and not between:
            between.append(Dossier.objects.filter(id=dossier.id).update(phone="0987654321"))
        return real(held, *a, **k)

    monkeypatch.setattr(stepping, "leave_at_once", somebody_writes_first)
    after = changes.act(
        open_task(dossier).id, "submit", by=by, at=LATER, answers=ENTERED, ticked=ticks(dossier)
    )
    assert between == [1] and after.phone == "0987654321" and now(dossier).step == "sign"
    assert Event.objects.filter(chain=dossier.chain, kind="stepped").count() == 1


def test_who_comes_second_between_the_look_and_the_step_is_told_who_was_faster(monkeypatch):
    by, dossier = officer("justice", AT), accepted_birth(AT)
    real, between = stepping.leave_at_once, []

    def a_twin_presses_first(held, *a, **k):
        if held.seen and not between:
            between.append(True)
            changes.act(task.id, "submit", by=by, at=LATER, answers=ENTERED, ticked=ticks(dossier))
        return real(held, *a, **k)

    task = open_task(dossier)
    monkeypatch.setattr(stepping, "leave_at_once", a_twin_presses_first)
    with pytest.raises(errors.SomebodyWasFaster):
        changes.act(task.id, "submit", by=by, at=LATER, answers=ENTERED, ticked=ticks(dossier))
    assert Event.objects.filter(chain=dossier.chain, kind="stepped").count() == 1
    assert events.verify_chain(dossier.chain) == []


def ticks(dossier):
    """All points of the present step's checklist."""
    with transaction.atomic():
        held, _ = hold_task(open_task(dossier).id, officer("justice", AT), LATER)
    return frozenset(item.id for item in held.step.step.checklist)
