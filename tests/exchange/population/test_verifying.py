"""People of dossiers are verified in the background; a service that is away holds nothing up and loses nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from motcua.city.models import Person
from motcua.exchange.population import verifying
from motcua.exchange.population.models import Call, Verification
from motcua.foundation.actor import Actor
from sandbox.population.state import Citizen
from tests.exchange.population.conftest import MORNING, known

pytestmark = pytest.mark.django_db
BY = Actor("officer", account_id=7, name="Cán bộ thử")
DOSSIER = uuid4()


@pytest.fixture
def an(db):
    return Person.objects.create(
        full_name="Nguyễn Văn An", birth_date=date(1990, 5, 2), sex="male", pin="001090000917"
    )


def asked(*people):
    verifying.ask(
        [(one, "applicant") for one in people], dossier=DOSSIER, dossier_code="H26.1", procedure_code="1.004222",
        purpose="Đăng ký khai sinh", by=BY, at=MORNING,
    )  # fmt: skip
    return Verification.objects.filter(dossier=DOSSIER).order_by("id")


def test_a_person_is_confirmed_and_only_the_verdict_is_kept(services, an):
    known(services, an)
    row = asked(an).get()
    assert row.verdict == "waiting"
    assert verifying.verify_due(MORNING) == 1
    row.refresh_from_db()
    call = Call.objects.get(request_id=row.request_id)
    assert (row.verdict, row.answered_at) == ("match", MORNING)
    assert (call.number, call.result, call.purpose, call.fields) == (
        an.pin,
        "match",
        "Đăng ký khai sinh",
        verifying.FIELDS,
    )
    assert services.calls[0]["HoVaTen"] == "NGUYỄN VĂN AN" and services.calls[0]["MaDVC"] == "1.004222"


@pytest.mark.parametrize("there", [[], [Citizen("001090000917", "Trần Văn Bình", "1990-05-02")]])
def test_somebody_else_and_nobody_are_told_alike(services, an, there):
    services.know(*there)
    row = asked(an).get()
    verifying.verify_due(MORNING)
    row.refresh_from_db()
    assert row.verdict == "no_match" and row.get_verdict_display() == "Không tìm thấy thông tin trùng khớp"


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        ("down", "http_503"), ("malformed", "not_understood"), ("entities", "not_understood"), ("huge", "not_understood"),
        ("other_question", "not_understood"), ("empty", "not_understood"), ("fault", "soapenv:Server"), ("generic", "999"),
        ("duplicate", "009"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_tried_again_later_and_each_call_is_written_down(services, an, fault, result):
    known(services, an)
    services.faults.switch({"fail": fault, "times": 1})
    row = asked(an).get()
    assert verifying.verify_due(MORNING) == 0
    row.refresh_from_db()
    assert (row.verdict, row.tries) == ("waiting", 1) and row.next_at == MORNING + timedelta(minutes=1)
    assert Call.objects.get(person=an).result == result
    assert verifying.verify_due(MORNING + timedelta(seconds=59)) == 0
    assert verifying.verify_due(MORNING + timedelta(seconds=61)) == 1
    row.refresh_from_db()
    assert row.verdict == "match"


def test_a_slow_service_is_given_up_for_this_time(services, an, monkeypatch):
    known(services, an)
    monkeypatch.setattr(verifying, "ANSWER_S", 0.05)
    services.faults.switch({"fail": "slow", "times": 1, "seconds": 0.3})
    row = asked(an).get()
    assert verifying.verify_due(MORNING) == 0
    row.refresh_from_db()
    assert row.verdict == "waiting" and Call.objects.get(person=an).result == "away"


@pytest.mark.parametrize(("fault", "code"), [("not_licensed", "004"), ("no_right", "005")])
def test_who_may_not_ask_does_not_ask_again(services, an, fault, code):
    services.faults.switch({"fail": fault, "times": 1})
    row = asked(an).get()
    assert verifying.verify_due(MORNING) == 1
    row.refresh_from_db()
    assert row.verdict == "denied" and Call.objects.get(person=an).result == code


def test_after_a_week_the_officer_has_to_look_but_may_ask_again(services, an):
    known(services, an)
    services.faults.switch({"fail": "down", "times": 1})
    row = asked(an).get()
    late = MORNING + timedelta(days=8)
    services.now = late.timestamp
    verifying.verify_due(late)
    row.refresh_from_db()
    assert row.verdict == "unavailable"
    assert verifying.verify_now(row.uuid, by=BY, at=late).verdict == "match"
    assert verifying.verify_now(uuid4(), by=BY, at=late) is None


def test_while_it_is_away_only_one_question_knocks(services, an):
    other = Person.objects.create(
        full_name="Lê Thị Bưởi", birth_date=date(1991, 1, 1), sex="female", pin="001191000918"
    )
    services.faults.switch({"fail": "down"})
    asked(an, other)
    verifying.verify_due(MORNING)
    assert Call.objects.filter(person__in=[an, other]).count() == 1


def test_a_person_is_asked_about_once_a_dossier_and_not_without_a_number(services, an):
    nobody = Person.objects.create(full_name="Lê Thị Bưởi", birth_date=date(1991, 1, 1), sex="female")
    asked(an, nobody)
    assert asked(an, nobody).count() == 1


def test_where_the_services_are_not_connected_nobody_is_asked_about(an, settings):
    settings.POPULATION_SERVICES = {"address": ""}
    assert not asked(an).exists() and verifying.verify_due(MORNING) == 0


def test_json_with_seconds_and_plain_letters_is_understood_as_well(services, played, an, settings):
    known(services, an)
    settings.POPULATION_SERVICES |= {
        "address": f"{played.url}/population/api", "form": "json", "timestamp": "s", "name": "stripped"
    }  # fmt: skip
    row = asked(an).get()
    verifying.verify_due(MORNING)
    row.refresh_from_db()
    assert (
        row.verdict == "match" and services.calls[-1]["HoVaTen"] == "NGUYENVANAN"
    )  # a slow call of before may come in late


def test_a_wrong_secret_is_not_answered(services, an, settings):
    known(services, an)
    settings.POPULATION_SERVICES |= {"secret": "another"}
    asked(an)
    verifying.verify_due(MORNING)
    assert Call.objects.get(person=an).result == "http_401"


def test_a_household_is_confirmed_without_keeping_its_members(services, an):
    wife = Person.objects.create(
        full_name="Lê Thị Bưởi", birth_date=date(1991, 1, 1), sex="female", pin="001191000918"
    )
    said = {
        "procedure_code": "1.004222",
        "dossier_code": "H26.1",
        "purpose": "Nhập hộ",
        "by": BY,
        "at": MORNING,
    }
    known(services, an, wife, household="HK1")
    assert verifying.confirm_relation(an, wife, **said) == "match"
    services.answers.clear()
    known(services, an)
    assert verifying.confirm_relation(an, wife, **said) == "no_match"
    services.faults.switch({"fail": "down", "times": 1})
    assert verifying.confirm_relation(an, wife, **said) == "unavailable"
    assert [call.result for call in Call.objects.filter(person=an).order_by("id")] == [
        "match",
        "no_match",
        "http_503",
    ]
