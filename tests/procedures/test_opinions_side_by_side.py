"""Several bodies are asked at once: each has its days and its silence; the step goes on when all have answered."""

import pytest

from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.city.models import Appointment
from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, errors, posts, timers, worklist
from motcua.procedures.dossiers.changes import opinions
from motcua.procedures.dossiers.concern import concerned, concerns
from motcua.procedures.dossiers.models import Alert, Dossier, Task
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_wide import act, consulted, department, main_task, say, sides
from tests.procedures.at_work import HOME, now, seat
from tests.procedures.people import resident

MORNING = hanoi("2026-03-02 08:30")
NEXT_DAY = hanoi("2026-03-03 09:00")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(city):
    at_wide.publish()


def told(dossier, kind):
    return Event.objects.filter(chain=dossier.chain, kind=kind).count()


def test_each_body_gets_its_own_task_with_its_own_days_and_ours_waits_for_the_longest():
    dossier = consulted(MORNING)
    asked = {branch: (task.agency.key, task.due_at) for branch, task in sides(dossier).items()}
    assert asked == {
        "works": ("so-xay-dung", hanoi("2026-03-04 08:30")),
        "health": ("so-y-te", hanoi("2026-03-03 08:30")),
        "money": ("so-tai-chinh", hanoi("2026-03-05 08:30")),
    }
    main = main_task(dossier)
    assert (main.kind, main.agency.key, main.post_kind) == ("gather", HOME, "justice_officer")
    assert main.due_at == hanoi("2026-03-05 09:30"), "three days and the hour to put them together"


def test_a_body_whose_condition_does_not_hold_is_not_asked():
    assert set(sides(consulted(MORNING, food=False))) == {"works", "money"}


def test_when_nobody_is_asked_the_step_is_passed_over():
    dossier = consulted(MORNING, city=False)
    assert now(dossier).step == "tax"
    assert told(dossier, "passed-over") == 1
    assert events.verify_chain(dossier.chain) == []


def test_the_departments_find_the_question_in_their_lists_and_nobody_elses():
    dossier = consulted(MORNING)
    for branch, task in sides(dossier).items():
        by = department(branch, MORNING)
        page = worklist.page(authority.powers_of(by.account_id, MORNING), worklist.Filters(), MORNING)
        assert [row.id for row in page.tasks] == [task.id]
        for other in sides(dossier).keys() - {branch}:
            with pytest.raises(NotAllowed):
                say_as(dossier, other, by)


def say_as(dossier, branch, by):
    return opinions.answer(sides(dossier)[branch].id, "agree", "", by=by, at=MORNING)


def test_the_last_answer_lets_the_step_go_on_by_itself():
    dossier = consulted(MORNING)
    say(dossier, "works", "agree", MORNING)
    say(dossier, "money", "conditions", MORNING, "Nộp phí trước")
    assert now(dossier).step == "opinions"
    say(dossier, "health", "agree", NEXT_DAY)
    assert now(dossier).step == "tax"
    assert now(dossier).officer_answers == {"works": "agree", "money": "conditions", "health": "agree"}
    assert told(dossier, "opinion-given") == 3
    left = Task.objects.get(dossier=dossier, step="opinions", branch="")
    assert (left.action, left.closed_by_name) == ("on", "Hệ thống")
    assert events.verify_chain(dossier.chain) == []


def test_an_objection_opens_a_second_way_and_the_officer_chooses():
    dossier = consulted(MORNING)
    say(dossier, "works", "object", MORNING, "Vượt chỉ giới")
    say(dossier, "money", "agree", MORNING)
    say(dossier, "health", "agree", MORNING)
    assert now(dossier).step == "opinions", "two ways are open"
    ours = seat(HOME, "justice_officer", MORNING)
    act(dossier, "rework", ours, MORNING, note="Theo ý kiến Sở Xây dựng")
    back = main_task(dossier)
    assert (back.step, back.claimed_by_id) == ("check", ours.account_id), "to the officer who did it before"
    act(dossier, "ask", ours, MORNING)
    assert set(sides(dossier)) == {"works", "health", "money"}, "asked anew"
    assert now(dossier).officer_answers == {}, "what was said before counts no more"


def test_an_objection_needs_words_and_an_unknown_stance_is_refused():
    dossier = consulted(MORNING)
    with pytest.raises(errors.NoteNeeded):
        say(dossier, "works", "object", MORNING)
    with pytest.raises(errors.UnknownAction):
        say(dossier, "works", "answered", MORNING)
    assert "works" in sides(dossier)


def test_silence_agrees_reports_or_is_only_reminded_as_each_was_asked():
    dossier = consulted(MORNING)
    timers.fire_due(hanoi("2026-03-03 08:30"))
    assert now(dossier).officer_answers == {"health": "agree"}, "its silence is agreement"
    timers.fire_due(hanoi("2026-03-04 08:30"))
    assert "works" in sides(dossier), "it is reminded and waited for"
    assert Alert.objects.filter(task=sides(dossier)["works"], kind="remind").count() == 1
    timers.fire_due(hanoi("2026-03-05 08:30"))
    assert now(dossier).officer_answers["money"] == "silent"
    leader = Alert.objects.get(kind="silent")
    assert (leader.agency.key, leader.post_kind) == ("so-tai-chinh", "")
    assert now(dossier).step == "opinions", "one is still waited for"
    say(dossier, "works", "agree", hanoi("2026-03-06 09:00"))
    assert now(dossier).step == "tax"
    assert told(dossier, "opinion-silent") == 2


def test_the_days_of_a_body_that_has_answered_do_nothing():
    dossier = consulted(MORNING)
    say(dossier, "works", "agree", MORNING)
    timers.fire_due(hanoi("2026-03-04 08:30"))
    assert told(dossier, "reminded") == 0


def test_a_late_answer_still_counts_while_the_step_waits():
    dossier = consulted(MORNING)
    task = sides(dossier)["health"]
    timers.fire_due(hanoi("2026-03-03 08:30"))
    opinions.answer(task.id, "object", "Bếp chưa đạt", by=department("health", NEXT_DAY), at=NEXT_DAY)
    assert now(dossier).officer_answers == {"health": "object"}
    say(dossier, "works", "agree", NEXT_DAY)
    say(dossier, "money", "agree", NEXT_DAY)
    with pytest.raises(errors.SomebodyWasFaster):
        opinions.answer(task.id, "agree", "", by=department("health", NEXT_DAY), at=NEXT_DAY)


def test_an_opinion_is_taken_back_by_who_gave_it_while_the_step_waits():
    dossier = consulted(MORNING)
    given = sides(dossier)["works"]
    say(dossier, "works", "agree", MORNING)
    with pytest.raises(errors.WrongState):
        opinions.take_back(given.id, by=department("works", MORNING, number=2), at=MORNING)
    opinions.take_back(given.id, by=department("works", MORNING), at=MORNING)
    again = sides(dossier)["works"]
    assert (again.due_at, again.claimed_by_id) == (given.due_at, department("works", MORNING).account_id)
    assert now(dossier).officer_answers == {}
    with pytest.raises(errors.SomebodyWasFaster):
        opinions.take_back(given.id, by=department("works", MORNING), at=MORNING)
    for branch in ("works", "health", "money"):
        say(dossier, branch, "agree", MORNING)
    assert now(dossier).step == "tax"
    with pytest.raises(errors.SomebodyWasFaster):
        opinions.take_back(again.id, by=department("works", MORNING), at=MORNING)
    assert events.verify_chain(dossier.chain) == []


def test_leaving_early_needs_a_reason_and_bodies_whose_silence_counts():
    dossier = consulted(MORNING)
    ours = seat(HOME, "justice_officer", MORNING)
    with pytest.raises(errors.WrongState) as waiting:
        act(dossier, "on", ours, MORNING, note="Gấp")
    assert "Xây dựng" in waiting.value.vi
    say(dossier, "works", "agree", MORNING)
    with pytest.raises(errors.NoteNeeded):
        act(dossier, "on", ours, MORNING)
    act(dossier, "on", ours, MORNING, note="Gấp")
    assert now(dossier).step == "tax"
    assert sides(dossier) == {}
    closed = Task.objects.filter(dossier=dossier, action="not-awaited").values_list("branch", flat=True)
    assert set(closed) == {"health", "money"}


def test_a_withdrawn_dossier_asks_nobody_any_more():
    dossier = consulted(MORNING)
    changes.withdraw(dossier.uuid, "", by=resident(MORNING), at=MORNING)
    assert not Task.objects.filter(dossier=dossier, closed_at=None).exists()


def test_a_waiting_step_does_not_wait_for_a_payment_or_a_supplement_too():
    dossier = consulted(MORNING)
    ours = seat(HOME, "justice_officer", MORNING)
    with pytest.raises(errors.WrongState):
        changes.wait_for_payment(main_task(dossier).id, by=ours, at=MORNING)
    with pytest.raises(errors.WrongState):
        changes.ask_supplement(main_task(dossier).id, ["Ảnh"], "Thiếu", by=ours, at=MORNING)


def test_an_officer_of_the_department_claims_assigns_and_gives_back_its_question():
    dossier = consulted(MORNING)
    first, second = department("works", MORNING), department("works", MORNING, number=2)
    task = sides(dossier)["works"]
    changes.claim(task.id, by=first, at=MORNING)
    with pytest.raises(errors.TakenByOther):
        opinions.answer(task.id, "agree", "", by=second, at=MORNING)
    leader = seat("so-xay-dung", "department_leader", MORNING)
    changes.assign(task.id, second.account_id, by=leader, at=MORNING)
    opinions.answer(task.id, "agree", "", by=second, at=MORNING)
    with pytest.raises(errors.SomebodyWasFaster):
        changes.claim(task.id, by=first, at=MORNING)


def test_who_has_to_do_with_it_is_one_rule_for_lists_and_for_single_dossiers():
    dossiers = [consulted(MORNING), consulted(MORNING, food=False), consulted(MORNING, city=False)]
    agencies = [HOME, "ubnd-phuong-cau-giay", "so-xay-dung", "so-y-te", "so-tai-chinh"]
    held = Appointment.objects.filter(post__agency__key__in=agencies).values_list("account_id", flat=True)
    tasks = list(Task.objects.filter(closed_at=None).select_related("dossier"))
    found = 0
    for account_id in set(held):
        powers = authority.powers_of(account_id, MORNING)
        mine = set(Dossier.objects.filter(concerned(powers)).values_list("id", flat=True))
        assert mine == {one.id for one in dossiers if concerns(powers, now(one))}
        listed = set(Task.objects.filter(posts.tasks_of(powers), closed_at=None).values_list("id", flat=True))
        assert listed == {task.id for task in tasks if posts.grant_for(powers, task) is not None}
        found += len(mine)
    assert found > len(dossiers)


def test_an_answer_costs_six_statements(django_assert_max_num_queries):
    dossier = consulted(MORNING)
    by, task = department("works", MORNING), sides(dossier)["works"]
    authority.powers_of(by.account_id, MORNING)
    with django_assert_max_num_queries(6 + 2):  # and the savepoint around it in a test
        opinions.answer(task.id, "agree", "", by=by, at=MORNING)
