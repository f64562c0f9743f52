"""What a resident is told to expect, and how sure that is."""

from datetime import timedelta
from uuid import uuid4

import pytest

from motcua.city.models import Agency
from motcua.foundation import worktime
from motcua.insight import durations, expected
from motcua.insight.models import Course, DurationFigure
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import office
from tests.conftest import hanoi
from tests.procedures.people import BIRTH, RECEIVED, filed_birth, officer

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def accepted() -> Dossier:
    dossier = filed_birth(MORNING)
    task = Task.objects.get(dossier=dossier, closed_at=None)
    return changes.accept(task.id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)


def finished_before(agency_id: int, minutes: list[int], at=MORNING - timedelta(days=30)) -> None:
    Course.objects.bulk_create(
        Course(
            uuid=uuid4(), seen=[1], agency_id=agency_id, intake_id=agency_id, procedure_code=BIRTH,
            field_key="civil-status", channel="online", status=9, ended_at=at,
            verdict="early", minutes=number,
        )
        for number in minutes
    )  # fmt: skip
    durations.refresh(MORNING)


def test_twenty_dossiers_of_the_agency_say_when_this_one_will_be_done():
    dossier = accepted()
    finished_before(dossier.competent_agency_id, [60] * 10 + [120] * 8 + [600] * 2)
    told = expected.finish(dossier, MORNING)
    assert (told.basis, told.n) == ("agency", 20)
    assert told.p50_at == hanoi("2026-03-02 09:30")
    assert told.p90_at == hanoi("2026-03-02 10:30")
    assert "20 hồ sơ của cơ quan này" in told.words[0]


def test_an_agency_with_few_dossiers_borrows_the_experience_of_the_city():
    dossier = accepted()
    other = Agency.objects.get(key="ubnd-phuong-ba-dinh").id
    finished_before(dossier.competent_agency_id, [60] * 19)
    finished_before(other, [240] * 30)
    told = expected.finish(dossier, MORNING)
    assert (told.basis, told.n) == ("city", 49)
    assert told.p50_at == hanoi("2026-03-02 13:30")


def test_where_nobody_has_experience_the_workflow_is_told_and_so_is_that():
    dossier = accepted()
    finished_before(dossier.competent_agency_id, [60] * 3)
    told = expected.finish(dossier, MORNING)
    planned = expected.planned_minutes(compiled_version(dossier.version_id))
    calendar = office(dossier.competent_agency_id).calendar
    assert (told.basis, told.n) == ("workflow", 3)
    assert told.p50_at == told.p90_at == worktime.add_working_minutes(MORNING, planned, calendar)
    assert "chưa đủ để ước tính" in told.words[0]


def test_before_acceptance_the_answer_clock_comes_on_top():
    dossier = filed_birth(MORNING)
    finished_before(dossier.competent_agency_id, [60] * 20)
    told = expected.finish(dossier, MORNING)
    assert told.p50_at == hanoi("2026-03-02 09:30")
    assert told.p90_at == hanoi("2026-03-03 09:30")


def test_while_the_owner_is_waited_for_the_day_moves_on():
    dossier = accepted()
    finished_before(dossier.competent_agency_id, [120] * 20)
    dossier.paused_at = MORNING + timedelta(hours=1)
    told = expected.finish(dossier, hanoi("2026-03-09 08:00"))
    assert told.p50_at == hanoi("2026-03-09 09:00")


def test_a_dossier_that_takes_longer_than_nine_of_ten_is_called_slow():
    dossier = accepted()
    finished_before(dossier.competent_agency_id, [60] * 20)
    told = expected.finish(dossier, hanoi("2026-03-03 14:00"))
    assert told.slow
    assert told.p90_at == hanoi("2026-03-03 14:00")


def test_dossiers_of_more_than_a_year_ago_do_not_count():
    dossier = accepted()
    finished_before(dossier.competent_agency_id, [60] * 40, at=MORNING - timedelta(days=400))
    assert not DurationFigure.objects.exists()
    assert expected.finish(dossier, MORNING).basis == "workflow"


def test_an_ended_dossier_expects_nothing():
    dossier = accepted()
    dossier.status = 9
    assert expected.finish(dossier, MORNING) is None
