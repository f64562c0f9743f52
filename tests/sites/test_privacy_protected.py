"""People under special care: noted with reason and end by the privacy officer, looked at by nobody else."""

import json
from datetime import timedelta

import pytest

from motcua.foundation.models import AccessLog, Event
from motcua.insight.privacy import finding
from motcua.records.privacy import protected
from motcua.records.privacy.models import ProtectedPerson, Review
from motcua.records.privacy.protected import Wanted
from tests.procedures import people
from tests.records.pairs.doubtful import person
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db
HERE = "/bao-ve-du-lieu/can-bao-ve/"
UNTIL = {"until-day": "1", "until-month": "3", "until-year": "2027"}


@pytest.fixture
def witness(city):
    return person("Đinh Thị Chứng", "001190900041")


def test_who_is_under_care_is_shown_to_the_privacy_officer_alone_and_noted(
    witness, django_assert_max_num_queries
):
    desk = at_desk("dpo")
    given = {"pin": "001 190 900 041", "reason": "Nhân chứng trong một vụ án"} | UNTIL
    assert desk.post(HERE, given)["Location"] == HERE
    with django_assert_max_num_queries(9):
        page = desk.get(HERE).content.decode()
    assert "Đinh Thị Chứng" in page and "Nhân chứng" in page and "…0041" in page
    assert witness.pin not in page
    row = AccessLog.objects.filter(what="list:protected").latest("id")
    assert row.people == [witness.pk] and row.code == "protection"
    assert at_desk("justice").get(HERE).status_code == 403
    event = Event.objects.filter(kind="person-protected").get()
    assert json.loads(event.body)["data"]["person"] == witness.pk and "Nhân chứng" not in event.body


def test_every_fault_is_told_at_once_and_nothing_typed_is_lost(witness):
    desk = at_desk("dpo")
    given = {"pin": "1", "reason": "x", "until-day": "1", "until-month": "1", "until-year": "2039"}
    answer = desk.post(HERE, given)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="2039"' in page
    for fault in ("Không có ai với số định danh này", "ít nhất 5 ký tự", "ba năm tới"):
        assert fault in page
    assert not ProtectedPerson.objects.exists()


def test_care_ends_for_a_reason_or_with_its_day(witness):
    by = people.officer("dpo", MONDAY)
    wanted = Wanted(witness.pin, "Nhân chứng", (MONDAY + timedelta(days=30)).date())
    protected.protect(wanted, by=by, at=MONDAY)
    desk, end = at_desk("dpo"), f"{HERE}{witness.pk}/thoi/"
    assert desk.post(end, {"why": ""}).status_code == 422
    assert desk.post(end, {"why": "Vụ án đã xong"}).status_code == 302
    assert desk.post(end, {"why": "Vụ án đã xong"}).status_code == 404
    protected.protect(wanted, by=by, at=MONDAY)
    assert protected.forget_past((MONDAY + timedelta(days=30)).date()) == 0
    assert protected.forget_past((MONDAY + timedelta(days=31)).date()) == 1


def test_a_look_at_them_without_a_matter_comes_up_for_review(witness):
    protected.protect(
        Wanted(witness.pin, "Nhân chứng", (MONDAY + timedelta(days=30)).date()),
        by=people.officer("dpo", MONDAY), at=MONDAY,
    )  # fmt: skip
    desk = at_desk("justice")
    desk.post("/dan-cu/muc-dich/", {"purpose": "checking", "next": "/dan-cu/"})
    desk.get(desk.post("/dan-cu/", {"number": witness.pin})["Location"])
    assert finding.run(MONDAY.date(), at=MONDAY + timedelta(days=1)).proposed["protected"] == 1
    assert Review.objects.get(rule="protected").people == 1
