"""Automatic steps, cases, outside bodies, assignment, what happens when work stays open: on a whole procedure."""

import json

import pytest

from motcua.city.models import Account
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, errors, timers
from motcua.procedures.dossiers.models import Absence, Alert, Document, OutsideAnswer, Task, Timer
from motcua.procedures.dossiers.status import Status
from motcua.sites.portal import next_action
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_wide import accepted, act, at_check, consulted, filed, holder, main_task, say
from tests.procedures.at_work import HOME, now, replaced, seat
from tests.procedures.people import officer

MORNING = hanoi("2026-03-02 08:30")
LATER = hanoi("2026-03-09 08:30")
TAX = Actor("partner", name="Thuế thành phố")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(city):
    at_wide.publish()


def happened(dossier):
    rows = Event.objects.filter(chain=dossier.chain).order_by("seq")
    return [(row.kind, json.loads(row.body)["data"]) for row in rows]


def kinds(dossier):
    return [kind for kind, _ in happened(dossier)]


def at_tax(at=MORNING, **changed):
    dossier = consulted(at, city=False, **changed)
    assert dossier.step == "tax"
    return dossier


def answers(dossier, message="m1", paid=True, at=LATER, system="tax"):
    given = {"tax_paid": paid, "tax_due": 0 if paid else 5_000_000}
    return changes.external.answer(dossier.id, system, given, message, by=TAX, at=at)


def to_the_end(dossier, at):
    """Everybody does the obvious, until the result is handed over."""
    way = {"survey__visit": "seen", "again__visit": "seen", "check": "sign", "sign": "sign", "number": "done"}
    for _ in range(12):
        step = now(dossier).step
        if step == "return":
            return changes.hand_over(
                main_task(dossier).id, "signature", {"to": "Minh Anh"}, by=officer("counter", at), at=at
            )
        act(dossier, way.get(step, "done"), holder(dossier, at), at)
    raise AssertionError(now(dossier).step)


def test_an_automatic_step_goes_on_at_once_by_the_first_way_that_holds():
    plain, urgent = accepted(MORNING), accepted(MORNING, urgent=True)
    assert (now(plain).step, now(urgent).step) == ("survey__visit", "check")
    kind, data = happened(urgent)[-1]
    assert (kind, data["step"], data["action"], data["to"]) == ("stepped", "triage", "straight", "check")
    assert not Task.objects.filter(step="triage").exists(), "nobody does it"


def test_a_case_changes_the_hours_and_the_post_and_leaves_steps_out():
    urgent = accepted(MORNING, urgent=True)
    task = main_task(urgent)
    assert (task.post_kind, task.due_at) == ("specialist", hanoi("2026-03-02 10:30"))
    by = seat(HOME, "specialist", MORNING)
    act(urgent, "ask", by, MORNING)
    for branch in ("works", "health", "money"):
        say(urgent, branch, "agree", MORNING)
    answers(urgent, at=MORNING)
    assert now(urgent).step == "again__report__write", "in an urgent case the visit is left out"
    assert next(data for kind, data in happened(urgent) if kind == "passed-over")["step"] == "again__visit"
    plain = at_check(MORNING)
    assert main_task(plain).post_kind == "justice_officer"


def test_the_same_part_is_done_twice_and_the_result_comes_out():
    dossier = at_tax()
    answers(dossier)
    assert now(dossier).step == "again__visit"
    to_the_end(dossier, LATER)
    assert now(dossier).state is Status.RETURNED
    assert Document.objects.filter(dossier=dossier, kind="result", state="issued").count() == 1
    steps = Task.objects.filter(dossier=dossier).order_by("id").values_list("step", flat=True)
    assert {"survey__visit", "survey__report__write", "again__visit", "again__report__write"} <= set(steps)
    assert events.verify_chain(dossier.chain) == []


def test_a_refusal_inside_a_part_ends_the_dossier():
    dossier = accepted(MORNING)
    act(dossier, "refuse", seat(HOME, "land_officer", MORNING), MORNING, note="Không đúng địa chỉ")
    assert now(dossier).state is Status.STOPPED


def test_an_outside_body_is_waited_for_while_our_clock_rests_and_its_answer_leads_on():
    dossier = at_tax()
    assert now(dossier).paused_at == MORNING
    before = now(dossier).due_at
    answered = answers(dossier)
    assert (answered.new, now(dossier).step, now(dossier).paused_at) == (True, "again__visit", None)
    assert now(dossier).due_at > before, "the clock ran on with what was left"
    assert now(dossier).clock_amount >= 0
    assert now(dossier).officer_answers == {"tax_paid": True, "tax_due": 0}


def test_a_resident_reads_that_another_body_is_waited_for_even_when_the_old_day_has_passed():
    dossier = at_tax()
    months_later = hanoi("2026-06-02 08:30")
    told = next_action.action_for(now(dossier), None, months_later)
    assert "chờ cơ quan khác trả lời" in told.text.vi and told.tone == "info"


def test_the_same_message_counts_once():
    dossier, other = at_tax(), at_tax()
    answers(dossier)
    assert answers(dossier).new is False
    assert OutsideAnswer.objects.count() == 1 and kinds(dossier).count("external-answered") == 1
    with pytest.raises(errors.WrongState):
        answers(other)
    assert answers(other, "m2").new


def test_an_answer_that_leaves_a_choice_waits_for_the_officer():
    dossier = at_tax()
    answers(dossier, paid=False)
    assert now(dossier).step == "tax", "two ways are open"
    ours = holder(dossier, LATER)
    given = {"tax_paid": False, "tax_due": 5_000_000}
    act(dossier, "unpaid", ours, LATER, answers=given)
    assert now(dossier).step == "check"


def test_what_is_wrong_with_an_answer_is_told_by_field_and_nothing_is_kept():
    dossier = at_tax()
    with pytest.raises(errors.NotComplete) as faults:
        changes.external.answer(dossier.id, "tax", {"tax_due": -1, "taxes": 3}, "m1", by=TAX, at=LATER)
    assert set(faults.value.fields) == {"tax_paid", "tax_due", "taxes"}
    with pytest.raises(errors.WrongState):
        answers(dossier, system="insurance")
    assert not OutsideAnswer.objects.exists() and now(dossier).step == "tax"


def test_the_officer_may_enter_what_the_outside_body_answered():
    dossier = at_tax()
    ours = holder(dossier, LATER)
    act(dossier, "paid", ours, LATER, answers={"tax_paid": True, "tax_due": 0})
    assert now(dossier).step == "again__visit"
    with pytest.raises(errors.WrongState):
        answers(dossier)


def test_an_outside_body_that_is_silent_is_reminded_of_or_passed_by_its_rule():
    dossier = at_tax()
    timers.fire_due(hanoi("2026-03-04 08:30"))
    assert Alert.objects.get(kind="remind").task_id == main_task(dossier).id
    step = at_wide.definition().workflow.steps["tax"]
    at_wide.publish(
        at_wide.with_step(
            "tax",
            external=replaced(step.external, silence="report"),
            fields=(),
            next=(replaced(step.next[0]),),
        )
    )
    silent = at_tax()
    timers.fire_due(hanoi("2026-03-05 08:30"))
    assert now(silent).step == "again__visit"
    kind, data = happened(silent)[-1]
    assert (kind, data["silence"]) == ("stepped", "report")


def test_a_closed_question_is_not_reminded_of():
    dossier = at_tax()
    answers(dossier, at=MORNING)
    timers.fire_due(hanoi("2026-03-04 08:30"))
    assert "reminded" not in kinds(dossier)


def test_work_goes_round_among_those_who_are_there():
    at_wide.publish(at_wide.with_step("check", post="division_leader"))
    team = [seat(HOME, "division_leader", MORNING, n).account_id for n in (1, 2, 3)]
    given = [main_task(at_check(MORNING)).claimed_by_id for _ in range(4)]
    assert given[:3] == sorted(team) and given[3] == given[0]
    Absence.objects.create(account_id=given[1], first_day=MORNING.date(), last_day=MORNING.date())
    assert main_task(at_check(MORNING)).claimed_by_id == given[2]


def test_the_least_loaded_officer_gets_the_next_piece():
    at_wide.publish(at_wide.with_step("check", post="division_leader", assignment="least_loaded"))
    given = [main_task(at_check(MORNING)).claimed_by_id for _ in range(6)]
    assert sorted(given.count(one) for one in set(given)) == [2, 2, 2]


def test_whoever_worked_on_the_dossier_in_that_post_goes_on_with_it():
    at_wide.publish(at_wide.with_step("check", post="division_leader", assignment="same_officer"))
    dossier = at_check(MORNING)
    assert main_task(dossier).claimed_by_id is None, "nobody has worked on it: it waits for the post"
    third = seat(HOME, "division_leader", MORNING, 3)
    act(dossier, "sign", third, MORNING)
    act(dossier, "back", officer("chair", MORNING), MORNING)
    assert main_task(dossier).claimed_by_id == third.account_id


def test_nobodys_work_is_given_to_nobody():
    Account.objects.filter(id=seat(HOME, "justice_officer", MORNING).account_id).update(is_active=False)
    dossier = at_check(MORNING)
    task = main_task(dossier)
    assert (task.claimed_by_id, task.post_kind) == (None, "justice_officer")


def test_open_work_is_reminded_of_then_reported_then_handed_over():
    dossier = at_check(MORNING)
    task, who = main_task(dossier), holder(dossier, MORNING)
    assert task.claimed_by_id == who.account_id
    assert task.due_at == hanoi("2026-03-03 08:30")
    timers.fire_due(hanoi("2026-03-02 16:00"))
    assert Alert.objects.get(task=task).account_id == who.account_id, "before it is due, to who has it"
    timers.fire_due(hanoi("2026-03-03 10:30"))
    assert Alert.objects.get(task=task, kind="report").post_kind == "vice_chair"
    timers.fire_due(hanoi("2026-03-04 08:30"))
    task.refresh_from_db()
    assert (task.post_kind, task.claimed_by_id) == ("division_leader", None)
    assert {row.kind for row in Alert.objects.filter(task=task)} == {
        "remind", "report", "handed-over", "handed-away",
    }  # fmt: skip
    assert [kind for kind in kinds(dossier) if kind in {"reminded", "reported", "handed-over"}] == [
        "reminded", "reported", "handed-over",
    ]  # fmt: skip
    with pytest.raises(changes.work.posts.NotAllowed):
        act(dossier, "sign", who, hanoi("2026-03-04 09:00"))
    leader = seat(HOME, "division_leader", hanoi("2026-03-04 09:00"))
    act(dossier, "sign", leader, hanoi("2026-03-04 09:00"))
    assert now(dossier).step == "sign"


def test_timers_of_work_that_is_done_do_nothing():
    dossier = at_check(MORNING)
    act(dossier, "sign", holder(dossier, MORNING), MORNING)
    timers.fire_due(hanoi("2026-03-06 08:30"))
    assert not Alert.objects.exists()
    assert not Timer.objects.filter(dossier=dossier, kind="escalation", fired_at=None).exists()


def test_a_filing_that_nobody_answers_is_reported_to_the_head_of_the_branch():
    dossier = filed(MORNING)
    timers.fire_due(hanoi("2026-03-03 10:30"))
    assert Alert.objects.get(task=main_task(dossier)).post_kind == "centre_head"


def test_a_step_is_not_taken_back_from_an_outside_body():
    dossier = at_check(MORNING, city=False)
    ours = holder(dossier, MORNING)
    act(dossier, "ask", ours, MORNING)
    with pytest.raises(changes.undoing.CannotUndo):
        changes.undo(dossier.id, by=ours, at=MORNING)
