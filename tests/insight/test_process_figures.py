"""Figures of processes follow the dossiers: whatever is delivered late, twice or in pieces."""

import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.events import outbox
from motcua.foundation.models import Event, OutboxEntry
from motcua.insight.process import keeping
from motcua.insight.process.models import (
    FlowFigure,
    PathFigure,
    SlowStay,
    StepFigure,
    StepLive,
    Trace,
    WayFigure,
)
from motcua.procedures.dossiers import changes
from tests.conftest import hanoi
from tests.procedures.at_work import CHECKED, accepted_birth, examined, now, open_task, ready_birth
from tests.procedures.people import BIRTH, filed_birth, officer

pytestmark = pytest.mark.django_db
MORNING = hanoi("2026-03-02 08:30")
LATER = hanoi("2027-01-01 08:00")


def drain(batch: int = 500) -> None:
    while outbox.drain(keeping.CONSUMER, LATER, batch):
        pass


def tables() -> list:
    """All that is kept, without ids and without what has come down to nothing."""
    found = []
    for model in (StepFigure, WayFigure, FlowFigure, PathFigure, StepLive):
        for row in model.objects.values():
            row.pop("id")
            numbers = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in _NUMBERS}
            numbers = {k: v for k, v in numbers.items() if (any(v) if isinstance(v, tuple) else v)}
            if numbers:
                key = tuple(str(v) for k, v in sorted(row.items()) if k not in _NUMBERS)
                found.append((model.__name__, key, tuple(sorted(numbers.items()))))
    found += [("Trace", str(row.pop("uuid")), str(row)) for row in Trace.objects.values()]
    slow = SlowStay.objects.values_list("uuid", "step", "left_at", "over")
    found += [("Slow", *map(str, row)) for row in slow]
    return sorted(found)


def _numbers() -> set[str]:
    from motcua.insight.process.measuring import FLOW_COLUMNS, PATH_COLUMNS, STEP_COLUMNS, TIME_COLUMNS

    return {*FLOW_COLUMNS, *PATH_COLUMNS, *STEP_COLUMNS, *TIME_COLUMNS, "dossiers", "open"}


_NUMBERS = _numbers()


def sent_back_birth():
    """A birth that the chair sends back once; the second examination takes a day."""
    dossier = examined(accepted_birth(MORNING), MORNING + timedelta(hours=1))
    at = MORNING + timedelta(hours=2)
    changes.act(open_task(dossier).id, "send_back", by=officer("chair", at), at=at, note="Thiếu họ đệm")
    at += timedelta(days=1)
    changes.act(
        open_task(dossier).id, "submit", by=officer("justice", at), at=at, answers={"proposal": "grant"},
        ticked=CHECKED,
    )  # fmt: skip
    return now(dossier)


def of_step(step: str, level: str = "all") -> StepFigure:
    return StepFigure.objects.get(level=level, step=step, procedure_code=BIRTH)


def test_a_step_tells_how_long_it_waited_was_late_and_came_back():
    sent_back_birth()
    drain()
    check = of_step("check")
    assert (check.visits, check.reworked, check.late) == (2, 1, 1)
    assert (check.waiting, check.working, check.over) == (60, 480, 240)
    assert sum(check.whole_times) == 2
    assert WayFigure.objects.get(level="all", step="sign", action="send_back").reached == "check"
    assert StepLive.objects.get(level="all", step="sign").open == 1
    slow = SlowStay.objects.get(step="check")
    assert slow.over == check.over


def test_each_level_holds_the_same_work():
    dossier = sent_back_birth()
    drain()
    deciding = StepFigure.objects.get(level="deciding", agency_id=dossier.competent_agency_id, step="receive")
    doing = StepFigure.objects.get(level="doing", agency_id=dossier.intake_agency_id, step="receive")
    assert deciding.visits == doing.visits == of_step("receive").visits == 1
    assert not StepFigure.objects.filter(level="doing", agency_id=dossier.competent_agency_id, step="receive")


def test_a_finished_dossier_counts_for_its_way_and_a_straight_one_is_straight():
    ready_birth(MORNING)
    drain()
    flow = FlowFigure.objects.get(level="all", procedure_code=BIRTH)
    assert (flow.ended, flow.straight, flow.done) == (1, 1, 1)
    path = PathFigure.objects.get(level="all")
    assert path.dossiers == 1
    assert Trace.objects.get().path_id == path.path_id


def test_a_dossier_that_is_opened_again_does_not_count_as_ended_meanwhile():
    dossier = ready_birth(MORNING)
    drain()
    changes.correct(dossier.id, "Sai tên đệm", by=officer("chair", MORNING), at=MORNING + timedelta(days=1))
    drain()
    assert FlowFigure.objects.get(level="all", procedure_code=BIRTH).ended == 0
    assert Trace.objects.get().path_id is None


@pytest.mark.parametrize("seed", range(6))
def test_events_may_come_twice_late_and_in_any_batches(seed):
    chance = random.Random(seed)
    filed_birth(MORNING)
    for make in (sent_back_birth, lambda: ready_birth(MORNING), lambda: accepted_birth(MORNING)):
        make()
        ids = [e.id for e in OutboxEntry.objects.filter(consumer=keeping.CONSUMER) if chance.random() < 0.4]
        OutboxEntry.objects.filter(id__in=ids).update(not_before=LATER - timedelta(days=chance.randint(0, 3)))
        outbox.drain(keeping.CONSUMER, LATER - timedelta(days=2), chance.randint(1, 5))
    for event in Event.objects.filter(kind__in=keeping.KINDS).order_by("-id")[:5]:
        OutboxEntry.objects.create(event=event, consumer=keeping.CONSUMER)
    drain(chance.randint(1, 7))
    kept = tables()
    assert {row[0] for row in kept} >= {"StepFigure", "WayFigure", "FlowFigure", "PathFigure", "Trace"}
    assert keeping.rebuild() == 4
    assert tables() == kept


def test_a_batch_costs_a_dozen_statements_however_many_dossiers_it_holds():
    for _ in range(3):
        ready_birth(MORNING)
    drain()
    for _ in range(3):
        ready_birth(MORNING)
    with CaptureQueriesContext(connection) as told:
        outbox.drain(keeping.CONSUMER, LATER)
    statements = [q["sql"] for q in told if not q["sql"].upper().startswith(("SAVEPOINT", "RELEASE"))]
    # take, lock, what they counted for, dossiers, tasks, hand-overs, traces, slow stays out, five figures, names of ways, delete
    assert len(statements) <= 16, statements


def test_an_event_without_a_dossier_is_passed_over():
    from motcua.foundation import events
    from motcua.foundation.actor import SYSTEM

    events.record(
        "dossier/00000000-0000-4000-8000-000000000000", "stepped", at=MORNING, actor=SYSTEM, data={}
    )
    drain()
    assert not Trace.objects.exists()


def test_dossiers_of_before_are_measured_after_the_migration_however_often_it_runs():
    sent_back_birth()
    ready_birth(MORNING)
    drain()
    kept = tables()
    keeping.storing.clear()
    migration = import_module("motcua.insight.migrations.0007_measure_known_dossiers")
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(migration.FILL, {"consumer": migration.CONSUMER, "kinds": migration.KINDS})
    assert OutboxEntry.objects.filter(consumer=keeping.CONSUMER).count() == 2
    drain()
    assert tables() == kept
