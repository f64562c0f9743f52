"""The invented past fits together: chains hold, figures equal the events, nothing lies in the future."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Max, Q, Sum

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.insight import expected, keeping
from motcua.insight.models import DurationFigure
from motcua.insight.process.models import FlowFigure
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import ENDED
from motcua.project.demo import history
from tests.conftest import hanoi
from tests.insight.histories import tables
from tests.standing import standing

UNTIL = hanoi("2026-11-20 10:00")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        history.generate(600, 7, UNTIL)
        yield


def test_the_figures_of_the_invented_past_are_those_of_its_events(past):
    kept = tables()
    keeping.rebuild(now=UNTIL)
    assert tables() == kept


def test_the_figures_of_its_processes_are_those_of_its_tasks(past):
    from motcua.insight.process import keeping as process
    from tests.insight.test_process_figures import tables as processes

    kept = processes()
    assert process.rebuild() == 600
    assert processes() == kept


def test_its_dossiers_went_the_ways_of_their_workflows(past):
    flow = FlowFigure.objects.filter(level="all").aggregate(
        ended=Sum("ended"), straight=Sum("straight"), back=Sum("back"), unforeseen=Sum("unforeseen")
    )
    assert flow["ended"] > 400 and flow["unforeseen"] == 0
    assert flow["straight"] > 0.7 * flow["ended"] and flow["back"] > 3


def test_its_chains_hold_and_its_events_read_like_any_others(past):
    assert list(events.verify_all()) == []
    event = Event.objects.filter(kind="accepted").order_by("id").first()
    body = json.loads(event.body)
    actor = Actor(body["actor"]["kind"], name=body["actor"]["name"])
    assert event.body == events.body_of(
        event.chain, event.kind, event.at.astimezone(UNTIL.tzinfo), actor, body["data"]
    )


def test_nothing_of_it_lies_in_the_future_and_it_reaches_back_a_year(past):
    assert not Event.objects.filter(at__gte=UNTIL).exists()
    assert Dossier.objects.filter(submitted_at__lt=UNTIL - timedelta(days=300)).exists()
    assert not Dossier.objects.filter(Q(accepted_at__gte=UNTIL) | Q(ended_at__gte=UNTIL)).exists()


def test_open_dossiers_have_one_open_task_and_ended_ones_none(past):
    for dossier in Dossier.objects.all():
        waiting = list(Task.objects.filter(dossier=dossier, closed_at=None).values_list("id", flat=True))
        assert waiting == ([dossier.open_task_id] if dossier.open_task_id else [])
        if dossier.status in ENDED - {9}:
            assert waiting == []
        elif dossier.status != 5:
            assert len(waiting) == 1


def test_where_the_demo_works_nothing_invented_stays_open(past):
    home = Dossier.objects.filter(competent_agency__key="ubnd-phuong-nghia-do")
    assert home.exists()
    assert not home.exclude(status__in=ENDED).exists()


def told(after: int) -> list:
    fields = (
        "code",
        "procedure_code",
        "competent_agency_id",
        "status",
        "submitted_at",
        "due_at",
        "ended_at",
        "rating",
    )
    return list(Dossier.objects.filter(id__gt=after).order_by("id").values_list(*fields))


def test_the_same_seed_tells_the_same_past():
    pasts, before = [], Dossier.objects.aggregate(last=Max("id", default=0))["last"]
    for seed in (7, 7, 8):
        with transaction.atomic():
            history.generate(60, seed, UNTIL)
            pasts.append(told(before))
            transaction.set_rollback(True)
    assert pasts[0] == pasts[1] != pasts[2]


def test_the_past_is_long_enough_to_say_how_long_things_take(past):
    assert DurationFigure.objects.filter(agency_id=0, n__gte=expected.ENOUGH).exists()
