"""A dossier that waits for a body outside asks it once, with no more than it may know, until it has heard."""

from datetime import timedelta

import pytest

from motcua.exchange.bodies import connectors, sending
from motcua.exchange.bodies.models import BodyHealth, BodyMessage
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.outside import ask_again
from tests.conftest import hanoi
from tests.exchange import asked_outside
from tests.procedures.at_work import now
from tests.procedures.people import resident
from tests.sandbox.running import switch

MORNING = hanoi("2026-03-02 08:30")
State = BodyMessage.State
pytestmark = pytest.mark.django_db


def messages(dossier):
    return list(BodyMessage.objects.filter(dossier=dossier.uuid).order_by("id"))


def later(**span):
    clock.set_for_test(clock.now() + timedelta(**span))


def test_the_police_get_what_their_connector_names_and_nothing_else(world):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    case = world.case(dossier)
    assert case.message["data"]["person_name"] == "Trần Bảo An"
    assert "chỉ mình tôi biết" not in str(case.message) and "price" not in case.message["data"]
    assert [one["component"] for one in case.message["papers"]] == ["lease"]
    assert [one["id"] for one in case.message["expects"]] == [
        "granted", "register_number", "register_reason", "registered_on",
    ]  # fmt: skip
    seen = AccessLog.objects.get(dossier_code=dossier.code, what__startswith="body:police-residence")
    assert seen.reader_name == "Công an (cư trú)" and "person_name" in seen.what and seen.purpose
    assert messages(dossier)[0].state == State.SENT and messages(dossier)[0].reference == case.reference


def test_a_question_is_asked_once_however_often_the_events_are_told(world):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    asked_again = _events(dossier)
    from motcua.exchange.bodies import asking

    asking.keep(asked_again)
    asking.keep(list(reversed(asked_again)))
    world.hear()
    assert len(messages(dossier)) == 1 and world.case(dossier).times == 1


def test_the_body_answers_and_the_dossier_goes_on_by_itself(world):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    sent = world.press(world.case(dossier), "accept")
    assert sent.status == 200, sent.body
    assert now(dossier).step == "tax" and messages(dossier)[0].state == State.ANSWERED
    world.hear()
    assert [one.system for one in messages(dossier)] == ["police-residence", "tax-notice"]
    assert world.case(dossier).message["data"]["price"] == 1_000_000_000


def test_a_body_that_is_away_is_tried_again_after_growing_delays_and_left_alone_between(world):
    switch(world.sandbox, "bodies", "down")
    first, second = asked_outside.at_police(MORNING), asked_outside.at_police(MORNING)
    world.hear()
    health = BodyHealth.objects.get(system="police-residence")
    assert (health.failures, health.last_error) == (1, "HTTP 503")
    assert health.failing_since - MORNING < timedelta(seconds=9)
    assert {messages(one)[0].attempts for one in (first, second)} == {0, 1}
    world.hear()
    assert BodyHealth.objects.get(system="police-residence").failures == 1
    later(seconds=11)
    world.hear()
    health.refresh_from_db()
    assert health.failures == 2 and health.try_at > clock.now() + timedelta(seconds=25)
    switch(world.sandbox, "bodies", None)
    later(seconds=31)
    world.hear()
    health.refresh_from_db()
    assert (health.failures, health.failing_since) == (0, None)
    assert {messages(one)[0].state for one in (first, second)} == {State.SENT}


def test_a_worker_that_died_while_sending_leaves_the_message_to_the_next(world):
    dossier = asked_outside.at_police(MORNING)
    world.drain()
    row = sending._claim("police-residence", clock.now())
    sending.deliver(row, clock.now())  # it reached the body, and then the worker died
    assert sending._claim("police-residence", clock.now()) is None
    later(seconds=61)
    world.hear()
    assert world.case(dossier).times == 2 and len(world.cases(dossier)) == 1
    assert messages(dossier)[0].state == State.SENT


def test_a_body_that_will_not_have_the_message_is_told_to_people_and_not_tried_again(world):
    switch(world.sandbox, "bodies", "refuse_message", times=1)
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    row = messages(dossier)[0]
    assert row.state == State.FAILED and row.last_error.startswith("HTTP 422")
    later(hours=2)
    world.hear()
    assert not world.cases(dossier)
    assert sending.again(row.uuid, clock.now())
    world.hear()
    assert messages(dossier)[0].state == State.SENT


def test_an_answer_that_is_not_one_counts_as_none(world):
    switch(world.sandbox, "bodies", "nonsense", times=1)
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    assert messages(dossier)[0].state == State.QUEUED
    later(seconds=11)
    world.hear()
    assert messages(dossier)[0].state == State.SENT


def test_a_withdrawn_dossier_takes_its_question_back(world):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    changes.withdraw(dossier.uuid, "", by=resident(MORNING), at=MORNING)
    world.hear()
    assert [(one.kind, one.state) for one in messages(dossier)] == [
        ("ask", State.CANCELLED),
        ("cancel", State.SENT),
    ]
    assert world.case(dossier).cancelled


def test_a_question_that_never_left_is_dropped_and_the_body_hears_nothing(world):
    dossier = asked_outside.at_police(MORNING)
    world.drain()
    changes.withdraw(dossier.uuid, "", by=resident(MORNING), at=MORNING)
    world.hear()
    assert [one.state for one in messages(dossier)] == [State.CANCELLED] and not world.cases(dossier)


def test_what_is_no_longer_awaited_does_not_leave_even_before_the_event_is_handed_on(world):
    dossier = asked_outside.at_police(MORNING)
    world.drain()
    changes.withdraw(dossier.uuid, "", by=resident(MORNING), at=MORNING)
    sending.send_waiting("police-residence", clock.now)
    assert messages(dossier)[0].state == State.CANCELLED and not world.cases(dossier)


def test_corrected_data_are_asked_about_anew_and_the_first_question_is_void(world):
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    dossier.answers = {**dossier.answers, "person_name": "Trần Bảo Anh"}
    dossier.save(update_fields=["answers"])
    ask_again(dossier.id, "Họ tên sai", MORNING)
    world.hear()
    first, second = messages(dossier)
    assert (first.state, second.state, second.about_id) == (State.CANCELLED, State.SENT, first.id)
    old, new = world.cases(dossier)
    assert old.cancelled and new.message["data"]["person_name"] == "Trần Bảo Anh"
    assert world.press(new, "accept").status == 200
    assert now(dossier).step == "tax"


def test_new_data_from_an_earlier_part_of_a_set_ask_anew_and_a_part_sent_back_takes_its_question_back(world):
    from motcua.foundation.actor import SYSTEM
    from motcua.procedures.dossiers.changes import tasks
    from motcua.procedures.dossiers.holding import hold

    dossier = asked_outside.at_police(MORNING)
    world.hear()
    hold(dossier.id).tell("set-data-changed", MORNING, SYSTEM)
    world.hear()
    assert [one.state for one in messages(dossier)] == [State.CANCELLED, State.SENT]
    held = hold(dossier.id)  # as a part is sent back, and comes again
    tasks.close(held, MORNING, SYSTEM, "send-back")
    held.dossier.save()
    held.tell("sent-back", MORNING, SYSTEM, step="police")
    world.hear()
    assert [one.state for one in messages(dossier) if one.kind == "ask"] == [State.CANCELLED] * 2
    held = hold(dossier.id)
    tasks.open_at(held, held.compiled.step("police"), MORNING)
    held.dossier.save()
    held.tell("part-resumed", MORNING, SYSTEM, step="police")
    world.hear()
    assert [one.state for one in messages(dossier) if one.kind == "ask"][-1] == State.SENT
    assert world.press(world.case(dossier), "accept").status == 200


def test_the_job_comes_back_by_itself_when_the_body_was_away(world):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from motcua.exchange.bodies import jobs

    switch(world.sandbox, "bodies", "fail", times=1)
    dossier = asked_outside.at_police(MORNING)
    world.drain()
    jobs.send_to("police-residence")
    waiting = ProcrastinateJob.objects.filter(task_name=jobs.send_to.name).order_by("-id").first()
    assert waiting.args == {"system": "police-residence"} and waiting.scheduled_at is not None
    later(seconds=12)
    jobs.send_to("police-residence")
    assert messages(dossier)[0].state == State.SENT


def test_a_body_fetches_the_papers_of_its_question_and_no_others(world):
    from django.test import Client

    dossier = asked_outside.at_police(MORNING)
    world.hear()
    address = world.case(dossier).message["papers"][0]["address"].split("8000", 1)[1]
    token = {"Authorization": f"Bearer {world.state.token('police-residence')}"}
    other = {"Authorization": f"Bearer {world.state.token('tax-notice')}"}
    got = Client().get(address, headers=token)
    assert got.status_code == 200 and b"".join(got.streaming_content).startswith(b"%PDF")
    assert AccessLog.objects.filter(dossier_code=dossier.code, what__startswith="file:").exists()
    assert Client().get(address, headers=other).status_code == 403
    assert Client().get(address.replace("police-residence", "tax-notice"), headers=other).status_code == 404
    assert Client().get(address[:-3] + "abc", headers=token).status_code == 404
    later(hours=49)
    assert Client().get(address, headers=token).status_code == 404


def test_a_body_without_a_line_is_not_spoken_to(world, settings):
    settings.BODIES = {**settings.BODIES, "PLAYED_AT": "", "ADDRESSES": {}}
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    assert messages(dossier) == []


def test_every_connector_names_an_agency_of_the_city_and_a_purpose(city):
    from motcua.city.models import Agency

    for connector in connectors.all_connectors().values():
        assert Agency.objects.filter(key=connector.agency).exists(), connector.system
        assert connector.purpose.vi and connector.purpose.en


def _events(dossier):
    import json

    from motcua.foundation.events import Delivered
    from motcua.foundation.models import Event

    rows = Event.objects.filter(chain=dossier.chain).order_by("id")
    return [
        Delivered(row.id, row.chain, row.seq, row.kind, row.at, json.loads(row.body)["actor"], {})
        for row in rows
    ]


def test_connectors_fit_the_procedures_that_wait_for_them(city):
    """Each outside step has a connector, and no connector names what no such procedure asks (data minimisation)."""
    from motcua.procedures.definition import SET_SYSTEM
    from motcua.services import load_all

    asked: dict[str, set[str]] = {}
    for one in load_all():
        waits = {step.external.system for step in one.workflow.steps.values() if step.external} - {SET_SYSTEM}
        pages = one.form.pages
        names = {item.id for page in pages for item in page.fields}
        names |= {group.id for page in pages for group in page.groups}
        names |= {item.id for page in pages for group in page.groups for item in group.fields}
        names |= {f"officer.{item.id}" for step in one.workflow.steps.values() for item in step.fields}
        names |= {f"paper {paper.id}" for paper in one.components}
        for system in waits:
            asked.setdefault(system, set()).update(names)
    assert set(asked) == set(connectors.all_connectors())
    for connector in connectors.all_connectors().values():
        ours = {name for names in connector.fields.values() for name in names} | set(connector.as_they_are)
        ours |= {f"paper {paper}" for paper in connector.papers}
        assert ours - asked[connector.system] == set(), connector.system
