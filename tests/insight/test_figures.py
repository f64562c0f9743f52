"""The figures say what happened: each event once, whatever is delivered again, late or in pieces."""

import random
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.city.models import Agency
from motcua.foundation.events import outbox
from motcua.foundation.models import OutboxEntry
from motcua.insight import counting, keeping, reading
from motcua.insight.fair import Compared
from motcua.insight.models import Course, Figure, FigureSum, LiveFigure, LiveSum
from motcua.insight.scope import EVERYTHING, Reach, Scope
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Task
from tests.conftest import hanoi
from tests.insight.histories import BEGIN, drain, histories, sums_of_cells, tables, tell, waiting, write
from tests.procedures.people import RECEIVED, filed_birth, officer

pytestmark = pytest.mark.django_db
LATER = BEGIN + timedelta(days=400)
MORNING = hanoi("2026-03-02 08:30")


@pytest.fixture
def ward():
    return Agency.objects.get(key="ubnd-phuong-nghia-do").id


@pytest.fixture
def branch():
    return Agency.objects.get(key="ttpvhcc-chi-nhanh-1").id


class _Undo(Exception):
    pass


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(histories(), min_size=1, max_size=5), st.integers(1, 12), st.randoms(use_true_random=False))
def test_figures_kept_up_equal_figures_rebuilt(ward, branch, many, batch, chance):
    try:
        with transaction.atomic():
            for history in many:
                write(history, chance.choice([ward, branch]), branch)
            _hold_some_back(chance)
            drain(BEGIN, batch)
            keeping.mark_overdue(BEGIN + timedelta(days=20))
            _deliver_some_again(many)
            drain(LATER, batch)
            keeping.mark_overdue(LATER)
            assert not waiting().exists()
            kept = tables()
            assert kept["month sums"] == sums_of_cells(kept["months"])
            assert kept["live sums"] == sums_of_cells(kept["live"])
            _days_add_up()
            keeping.rebuild(now=LATER)
            assert tables() == kept
            raise _Undo
    except _Undo:
        pass


def _days_add_up():
    for row in [*Figure.objects.all(), *FigureSum.objects.all()]:
        assert sum(row.received_days) == row.received_online + row.received_counter + row.received_postal
        assert sum(row.handled_days) == row.early + row.on_time + row.late
        assert sum(row.in_time_days) == row.early + row.on_time


def _hold_some_back(chance: random.Random):
    """Some entries failed before and come a day later: after the events that followed them."""
    ids = [entry.id for entry in waiting().order_by("id") if chance.random() < 0.25]
    OutboxEntry.objects.filter(id__in=ids).update(not_before=BEGIN + timedelta(days=1))


def _deliver_some_again(many):
    from motcua.foundation.models import Event

    events = Event.objects.filter(chain__startswith="dossier/", kind__in=counting.KINDS).order_by("-id")[:4]
    waiting_ids = set(waiting().values_list("event_id", flat=True))
    OutboxEntry.objects.bulk_create(
        OutboxEntry(event=event, consumer=keeping.CONSUMER) for event in events if event.id not in waiting_ids
    )


def test_one_month_can_be_made_again_without_touching_the_others(ward, branch):
    write(
        [("submitted", 1, 0, {"papers": 2}), ("accepted", 2, 24 * 10, {}), ("finished", 9, 24 * 40, {})],
        ward,
        branch,
    )
    drain(LATER)
    kept = tables()
    Figure.objects.filter(month=date(2026, 2, 1)).update(accepted=99)
    FigureSum.objects.filter(month=date(2026, 2, 1), level="city").update(accepted=7)
    keeping.rebuild(date(2026, 2, 14))
    assert tables() == kept


def test_what_the_migration_fills_is_what_counting_gives_however_often_it_runs(ward, branch):
    for finished in (20, 30, 700):
        write(
            [("taken-in", 2, 5, {"papers": 2}), ("work-started", 4, 1, {}), ("finished", 9, finished, {})],
            ward,
            branch,
        )
    write([("submitted", 1, 24 * 40, {"papers": 1})], branch, branch, "2.000815")
    drain(LATER)
    kept = tables()
    Figure.objects.update(received_days=[], handled_days=[9] * 31, in_time_days=[])
    FigureSum.objects.filter(level="agency").delete()
    LiveSum.objects.update(open=5)
    migration = import_module("motcua.insight.migrations.0005_fill_sums_and_days")
    for _ in range(2):
        with connection.cursor() as cursor:
            for statement in migration.FILL:
                cursor.execute(statement)
        assert tables() == kept


@pytest.mark.parametrize(
    ("reach", "by", "level"),
    [
        (Reach(), "", "city"),
        (Reach(), "agency", "agency"),
        (Reach(), "procedure", "procedure"),
        (Reach(procedure="1.001193"), "", "procedure"),
        (Reach(field="civil-status"), "agency", "cell"),
        (Reach(frozenset({7})), "", "place"),
        (Reach(frozenset({7})), "agency", "place"),
        (Reach(frozenset({7})), "procedure", "cell"),
    ],
)
def test_a_page_reads_the_smallest_sums_that_answer(reach, by, level):
    assert EVERYTHING.narrowed(reach).level(by) == level
    assert Scope((reach,)).level(by) == level


def test_every_level_gives_the_same_answer(ward, branch):
    for agency, procedure in ((ward, "1.001193"), (branch, "1.001193"), (ward, "2.000815")):
        write(
            [("taken-in", 2, 0, {"papers": 2}), ("work-started", 4, 1, {}), ("finished", 9, 9, {})],
            agency,
            branch,
            procedure,
        )
    write([("submitted", 1, 0, {"papers": 1})], ward, branch)
    drain(LATER)
    month = date(2026, 1, 1)
    for places in (None, frozenset({ward}), frozenset({branch}), frozenset({ward, branch})):
        for procedure in ("", "1.001193"):
            scope = EVERYTHING.narrowed(Reach(places, procedure))
            cells = list(Figure.objects.filter(scope.q(), month=month))
            received = sum(row.received_online for row in cells)
            assert received > 0
            assert reading.months(scope, month, month)[month].received == received
            for by in ("agency", "procedure"):
                pairs = reading.pairs(scope, month, None, by).values()
                assert sum(pair.this.received for pair in pairs) == received
            alive = sum(row.open for row in LiveFigure.objects.filter(scope.q()))
            for standing in (reading.open_by_agency(scope), reading.open_by_procedure(scope)):
                assert sum(now.open for now in standing.values()) == alive


def test_a_dossier_that_really_went_through_the_city_is_counted(ward):
    dossier = filed_birth(MORNING)
    task = Task.objects.get(dossier=dossier, closed_at=None)
    changes.accept(task.id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    drain(MORNING)
    figure = Figure.objects.get(month=date(2026, 3, 1))
    assert (figure.agency_id, figure.received_online, figure.accepted) == (ward, 1, 1)
    assert figure.papers >= figure.digitised >= 1
    live = LiveFigure.objects.get()
    assert (live.open, live.overdue) == (1, 0)
    assert keeping.mark_overdue(MORNING + timedelta(days=1)) == 1
    live.refresh_from_db()
    assert (live.open, live.overdue) == (1, 1)


def test_a_finished_dossier_tells_so_and_leaves_what_is_open():
    from tests.procedures.test_a_birth_is_registered import with_result

    with_result(MORNING)
    drain(MORNING)
    figure = Figure.objects.get(month=date(2026, 3, 1))
    assert (figure.finished, figure.on_time, figure.early, figure.late) == (1, 1, 0, 0)
    assert not LiveFigure.objects.filter(open__gt=0).exists()
    course = Course.objects.get()
    assert course.minutes == 180


def test_a_dossier_taken_in_at_the_counter_has_its_day_from_the_first_event():
    from motcua.foundation.models import Event
    from motcua.procedures.dossiers.changes.storing import store_plainly
    from motcua.procedures.dossiers.status import Move
    from motcua.procedures.dossiers.submission import prepare
    from tests.procedures.people import BIRTH, BORN, requester, resident, submission

    by = resident(MORNING)
    prepared = prepare(submission(BIRTH, {**BORN, **requester(by)}, by, MORNING, channel="counter"), MORNING)
    store_plainly(prepared, Move.TAKE_IN, by=officer("counter", MORNING), at=MORNING)
    assert '"due_at":"2026-03-02T17:00:00+07:00"' in Event.objects.get(kind="taken-in").body
    drain(MORNING)
    figure = Figure.objects.get()
    assert (figure.received_counter, figure.accepted) == (1, 1)


@pytest.mark.parametrize(
    ("ended", "due", "supplements", "said"),
    [
        ("2026-03-03 16:00", "2026-03-04 09:00", 0, "early"),
        ("2026-03-04 08:59", "2026-03-04 09:00", 0, "on_time"),
        ("2026-03-04 09:00", "2026-03-04 09:00", 1, "on_time"),
        ("2026-03-04 09:01", "2026-03-04 09:00", 0, "late"),
        ("2026-03-03 16:00", "2026-03-04 09:00", 2, "late"),
        ("2026-03-03 16:00", None, 0, "on_time"),
    ],
)
def test_on_time_is_judged_as_the_quality_index_says(ended, due, supplements, said):
    assert counting.judge(hanoi(ended), due and hanoi(due), supplements) == said


def test_a_supplement_that_never_came_ends_when_it_was_asked_for(ward, branch):
    write(
        [
            ("taken-in", 2, 0, {}),
            ("supplement-asked", 5, 10, {"due_at": (BEGIN + timedelta(hours=60)).isoformat()}),
            ("supplement-expired", 8, 24 * 22, {"due_at": (BEGIN + timedelta(hours=60)).isoformat()}),
        ],
        ward,
        branch,
    )
    drain(LATER)
    ended = Figure.objects.get(stopped=1)
    assert (ended.late, ended.early + ended.on_time) == (0, 1)


def test_a_dossier_that_waits_for_its_owner_is_not_overdue(ward, branch):
    chain = write([("taken-in", 2, 0, {})], ward, branch)
    drain(LATER)
    keeping.mark_overdue(BEGIN + timedelta(days=5))
    assert LiveFigure.objects.get().overdue == 1
    tell(
        chain,
        "supplement-asked",
        BEGIN + timedelta(days=6),
        5,
        ward,
        branch,
        due_at=BEGIN + timedelta(hours=60),
    )
    drain(LATER)
    live = LiveFigure.objects.get()
    assert (live.open, live.overdue, live.waiting_supplement) == (1, 0, 1)


def test_a_batch_costs_a_handful_of_statements(ward, branch, django_assert_max_num_queries):
    for _ in range(60):
        write([("submitted", 1, 0, {"papers": 2}), ("accepted", 2, 5, {})], ward, branch)
    with django_assert_max_num_queries(12):
        assert outbox.drain(keeping.CONSUMER, LATER, 500) == 120


def test_a_new_rating_takes_the_place_of_the_old(ward, branch):
    write(
        [
            ("taken-in", 2, 0, {}),
            ("work-started", 4, 1, {}),
            ("finished", 9, 1, {}),
            ("rated", 9, 1, {"stars": 2}),
            ("rated", 9, 24 * 40, {"stars": 5}),
        ],
        ward,
        branch,
    )
    drain(LATER)
    assert sum(f.ratings for f in Figure.objects.all()) == 1
    assert sum(f.satisfied for f in Figure.objects.all()) == 1
    assert Figure.objects.get(month=date(2026, 3, 1)).stars == 5


def test_a_month_that_is_not_over_is_read_up_to_its_compared_day(ward, branch):
    ends = {"2026-02-03": 1, "2026-02-20": 1, "2026-03-04": 1, "2026-03-25": 1}
    for day in ends:
        chain = write([("taken-in", 2, 0, {})], ward, branch)
        at = hanoi(f"{day} 09:00")
        tell(chain, "finished", at, 9, ward, branch)
    drain(LATER)
    march, feb = date(2026, 3, 1), date(2026, 2, 1)
    until = Compared(date(2026, 3, 20), date(2026, 2, 19), True, 14)
    for scope in (EVERYTHING, EVERYTHING.narrowed(Reach(frozenset({ward})))):
        for by in ("agency", "procedure"):
            (pair,) = reading.pairs(scope, march, until, by).values()
            assert (pair.this_days.handled, pair.before_days.handled) == (1, 1)
            assert (pair.this.handled, pair.before.handled) == (2, 2)
            assert pair.this_days.in_time == pair.this_days.handled
    assert reading.trends(EVERYTHING, feb, march, "agency")[ward][feb].handled == 2
