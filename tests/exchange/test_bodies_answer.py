"""What bodies outside say: heard once, believed only when signed, and never able to lie about another dossier."""

import base64
import uuid
from datetime import timedelta

import pytest

from motcua.exchange.bodies.models import BodyMessage, Incoming
from motcua.foundation import clock
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Alert, Document, OutsideAnswer
from motcua.procedures.dossiers.status import Status
from tests.conftest import hanoi
from tests.exchange import asked_outside, outside_world
from tests.procedures.at_work import now
from tests.procedures.people import resident
from tests.sandbox.running import switch

MORNING = hanoi("2026-03-02 08:30")
GRANTED = {"granted": True, "register_number": "0007/DK", "registered_on": "2026-03-02"}
POLICE = "police-residence"
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world):
    """A dossier about which the police have been asked."""
    dossier = asked_outside.at_police(MORNING)
    world.hear()
    return dossier


def verdicts(dossier):
    return list(
        Incoming.objects.filter(dossier=dossier.uuid).order_by("id").values_list("verdict", flat=True)
    )


def message_of(dossier, **said):
    return {"dossier": str(dossier.uuid), "message_id": uuid.uuid4().hex, "answers": GRANTED, **said}


def test_a_forged_an_old_and_an_unsigned_message_change_nothing_and_are_written_down(world, asked):
    message = message_of(asked)
    forged = outside_world.sends(world, POLICE, message, secret=b"somebody else's")
    old = outside_world.sends(world, POLICE, message, at=clock.now() - timedelta(minutes=6))
    assert [forged.status_code, old.status_code] == [403, 403]
    assert forged.json()["error"]["code"] == "bad-signature" and old.json()["error"]["code"] == "too-old"
    assert verdicts(asked) == ["forged", "too-old"] and now(asked).step == "police"
    assert outside_world.sends(world, POLICE, message).status_code == 200


def test_the_same_message_again_is_heard_once_and_another_content_under_its_id_is_refused(world, asked):
    message = message_of(asked)
    first = outside_world.sends(world, POLICE, message)
    again = outside_world.sends(world, POLICE, message)
    other = outside_world.sends(world, POLICE, {**message, "answers": {"granted": False}})
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert verdicts(asked) == ["taken", "repeated", "conflict"] and OutsideAnswer.objects.count() == 1


def test_two_copies_at_the_same_moment_are_one(world, asked, monkeypatch):
    from motcua.exchange.bodies import receiving

    message, looked, really = message_of(asked), [], receiving.known
    assert outside_world.sends(world, POLICE, message).status_code == 200

    def both_look_before_either_writes(*args):
        looked.append(args)
        return len(looked) > 1 and really(*args)

    monkeypatch.setattr(receiving, "known", both_look_before_either_writes)
    assert outside_world.sends(world, POLICE, message).status_code == 200
    assert verdicts(asked) == ["taken", "repeated"] and OutsideAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [("bad_signature", 403), ("old_signature", 403), ("other_dossier", 404), ("unknown_field", 422)],
)
def test_a_body_that_lies_is_refused_and_may_still_answer_rightly(world, asked, fault, status):
    switch(world.sandbox, "bodies", fault, times=1)
    assert world.press(world.case(asked), "accept").status == status
    assert now(asked).step == "police"
    assert world.press(world.case(asked), "accept").status == 200
    assert now(asked).step == "tax"


def test_an_answer_sent_twice_counts_once(world, asked):
    switch(world.sandbox, "bodies", "answer_twice", times=1)
    assert world.press(world.case(asked), "accept").status == 200
    assert verdicts(asked) == ["taken", "repeated"] and now(asked).step == "tax"


def test_an_acknowledgement_that_comes_after_the_answer_does_not_open_the_question_again(world, asked):
    switch(world.sandbox, "bodies", "acknowledge_after_answer", times=1)
    world.press(world.case(asked), "accept")
    assert BodyMessage.objects.get(dossier=asked.uuid, system=POLICE).state == "answered"
    assert verdicts(asked) == ["taken", "not-awaited"]


def test_taking_it_up_is_told_to_the_owner_and_changes_nothing_else(world, asked):
    assert world.press(world.case(asked), "acknowledge").status == 200
    assert BodyMessage.objects.get(dossier=asked.uuid).state == "acknowledged"
    assert now(asked).step == "police"
    assert Event.objects.filter(chain=asked.chain, kind="external-acknowledged").exists()


def test_a_refusal_of_the_body_ends_the_dossier_with_its_reason(world, asked):
    assert world.press(world.case(asked), "refuse", "Chỗ ở không hợp pháp").status == 200
    ended = now(asked)
    assert (ended.status, ended.end_reason) == (Status.STOPPED, "Chỗ ở không hợp pháp")
    assert Document.objects.filter(dossier=ended, kind="refusal").exists()
    refused = outside_world.says(world, asked, POLICE, outcome="refused", reason="")
    assert refused.status_code == 200 and verdicts(asked)[-1] == "late"


def test_a_refusal_without_a_reason_is_refused(world, asked):
    response = outside_world.says(world, asked, POLICE, outcome="refused")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "note-needed")
    assert verdicts(asked) == ["not-awaited"]


def test_an_error_in_what_we_said_goes_back_to_whoever_works_on_it(world, asked):
    assert world.press(world.case(asked), "return", "Ngày sinh không khớp").status == 200
    assert now(asked).step == "check"
    told = Event.objects.filter(chain=asked.chain, kind="external-returned").get()
    assert "Ngày sinh không khớp" in told.body
    asked_outside.acted(asked, "ask", MORNING)
    world.hear()
    assert len(world.cases(asked)) == 2 and world.press(world.case(asked), "accept").status == 200


def test_a_room_above_may_see_to_an_error_itself(world, asked, monkeypatch):
    seen = []

    def handler(held, system, reason, fields, by, at):
        seen.append((held.dossier.code, system, reason))
        return True

    monkeypatch.setattr(changes.outside, "_returned", [handler])
    world.press(world.case(asked), "return", "Sai họ tên")
    assert seen == [(asked.code, POLICE, "Sai họ tên")] and now(asked).step == "police"


def test_without_a_way_back_the_officer_is_told(world):
    dossier = asked_outside.at_tax(MORNING)
    world.hear()
    world.press(world.case(dossier), "return", "Thiếu diện tích")
    assert now(dossier).step == "tax" and Alert.objects.filter(dossier=dossier).exists()


def test_the_paper_that_the_body_sends_is_the_result_after_the_checks_of_uploads(world, asked):
    bad = outside_world.says(world, asked, POLICE, answers=GRANTED, attachments=[_attached(b"MZ not a pdf")])
    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "wrong_type")
    no_code = outside_world.says(
        world, asked, POLICE, answers=GRANTED, attachments=[{"name": "a.pdf", "content": "%%%"}]
    )
    assert "attachments.0.content" in no_code.json()["error"]["fields"]
    assert (
        now(asked).step == "police"
        and not Document.objects.filter(dossier=asked).exclude(kind="receipt").exists()
    )
    good = outside_world.says(
        world, asked, POLICE, answers=GRANTED, reference="55/TB",
        attachments=[_attached(asked_outside.page())],
    )  # fmt: skip
    assert good.status_code == 200
    world.hear()
    world.press(world.case(asked), "accept")  # the tax office asks for nothing
    asked_outside.acted(asked, "done", MORNING)
    result = Document.objects.get(dossier=asked, kind="result")
    assert (result.number, result.state, result.file.name) == ("55/TB", "issued", "thong-bao.pdf")


def test_an_answer_after_the_end_is_kept_and_told_and_changes_nothing(world, asked):
    changes.withdraw(asked.uuid, "", by=resident(MORNING), at=MORNING)
    response = outside_world.says(world, asked, POLICE, answers=GRANTED)
    assert (response.status_code, response.json()["status"]) == (200, Status.WITHDRAWN)
    kept = OutsideAnswer.objects.get(dossier=asked)
    assert kept.answers["answers:"] == GRANTED and verdicts(asked) == ["late"]
    assert Event.objects.filter(chain=asked.chain, kind="external-late").exists()
    assert now(asked).officer_answers == {}


def test_what_nobody_awaits_any_more_is_refused_while_the_dossier_goes_on(world, asked):
    assert outside_world.says(world, asked, POLICE, answers=GRANTED).status_code == 200
    second = outside_world.says(world, asked, POLICE, answers={"granted": False})
    assert second.status_code == 409 and verdicts(asked) == ["taken", "not-awaited"]


def test_every_fault_of_an_answer_is_told_by_field_and_nothing_is_kept(world, asked):
    response = outside_world.says(
        world, asked, POLICE, answers={"granted": True, "register_number": "abc", "else": 1}
    )
    assert response.status_code == 422
    assert set(response.json()["error"]["fields"]) == {"register_number", "registered_on", "else"}
    assert verdicts(asked) == ["not-valid"] and not OutsideAnswer.objects.exists()


def _attached(content: bytes) -> dict:
    return {"name": "thong-bao.pdf", "content": base64.b64encode(content).decode()}
