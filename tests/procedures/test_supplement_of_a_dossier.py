"""More is asked for: the clock rests, restarts from the answer, and the dossier is closed when nothing comes."""

import pytest

from motcua.city.authority import NotAllowed
from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, errors, timers
from motcua.procedures.dossiers.models import Component, Document, Supplement, Timer
from motcua.procedures.dossiers.status import Finance, Status
from tests.conftest import hanoi
from tests.procedures.at_work import (
    HOME,
    accepted_birth,
    filed_works,
    now,
    open_task,
    pay,
    seat,
    signed_birth,
    works_at_site_check,
    works_consulted,
)
from tests.procedures.people import RECEIVED, filed_birth, officer, resident, upload

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def ask(dossier, by, at, items=("Bản vẽ móng",), reason="Bản vẽ chưa đủ"):
    return changes.ask_supplement(open_task(dossier).id, items, reason, by=by, at=at)


def answer(dossier, at, papers=(), **more):
    return changes.answer_supplement(dossier.uuid, papers, "Tôi gửi bổ sung", by=resident(at), at=at, **more)


def test_the_counter_asks_before_acceptance_and_no_clock_runs():
    dossier = filed_birth(MORNING)
    at = hanoi("2026-03-02 10:00")
    asked = ask(dossier, officer("counter", at), at)
    assert asked.state is Status.SUPPLEMENT
    assert asked.due_at is None and asked.clock_from is None
    assert asked.open_task_id is None
    assert Document.objects.get(dossier=dossier).kind == "supplement_request"
    assert Supplement.objects.get(dossier=dossier).answer_by == hanoi("2026-03-23 10:00")


def test_a_supplement_before_acceptance_accepts_the_dossier_from_the_moment_of_the_answer():
    dossier = filed_birth(MORNING)
    ask(dossier, officer("counter", MORNING), MORNING)
    came, found_complete = hanoi("2026-03-04 09:00"), hanoi("2026-03-05 16:00")
    answer(dossier, came, [upload("birth_notice")])
    check = open_task(dossier)
    assert (check.kind, check.due_at) == ("receive", hanoi("2026-03-05 09:00"))
    with pytest.raises(errors.NotComplete) as refused:
        changes.confirm_supplement(check.id, by=officer("counter", found_complete), at=found_complete)
    assert set(refused.value.fields) == {"check.form_complete", "check.papers_match"}
    given = changes.confirm_supplement(
        check.id, by=officer("counter", found_complete), at=found_complete, ticked=RECEIVED
    )
    assert given.state is Status.IN_PROGRESS
    assert (given.accepted_at, given.due_at) == (came, hanoi("2026-03-04 17:00"))
    assert open_task(dossier).step == "check"
    assert Component.objects.filter(dossier=dossier, round=1).get().component_id == "birth_notice"


def test_t13_the_ten_days_restart_from_the_answer():
    dossier = works_at_site_check(MORNING)
    assert dossier.due_at == hanoi("2026-03-16 08:30")
    asked = hanoi("2026-03-05 09:00")
    ask(dossier, seat(HOME, "land_officer", asked), asked)
    assert now(dossier).paused_at == asked
    came = hanoi("2026-03-17 10:00")
    answer(dossier, came)
    task, later = open_task(dossier), hanoi("2026-03-17 15:00")
    assert task.step == "site_check"
    changes.confirm_supplement(task.id, by=seat(HOME, "land_officer", later), at=later)
    running = now(dossier)
    assert running.state is Status.IN_PROGRESS
    assert (running.due_at, running.paused_at) == (hanoi("2026-03-31 10:00"), None)
    assert running.first_due_at == hanoi("2026-03-16 08:30")
    request = Supplement.objects.get(dossier=dossier)
    assert (request.due_before, request.due_after) == (hanoi("2026-03-16 08:30"), hanoi("2026-03-31 10:00"))
    assert open_task(dossier).claimed_by_id == seat(HOME, "land_officer", later).account_id


def test_a_restarted_clock_is_watched_again():
    dossier = works_at_site_check(MORNING)
    asked, came = hanoi("2026-03-05 09:00"), hanoi("2026-03-17 10:00")
    ask(dossier, seat(HOME, "land_officer", asked), asked)
    timers.fire_due(hanoi("2026-03-16 08:30"))
    answer(dossier, came)
    changes.confirm_supplement(open_task(dossier).id, by=seat(HOME, "land_officer", came), at=came)
    timers.fire_due(hanoi("2026-03-31 09:59"))
    assert not Event.objects.filter(chain=dossier.chain, kind="overdue").exists()
    timers.fire_due(hanoi("2026-03-31 10:00"))
    assert Event.objects.filter(chain=dossier.chain, kind="overdue").count() == 1


def test_an_answer_that_is_not_complete_may_be_followed_by_one_more_request_but_no_third():
    dossier = works_at_site_check(MORNING)
    by = seat(HOME, "land_officer", MORNING)
    ask(dossier, by, MORNING)
    answer(dossier, hanoi("2026-03-03 09:00"))
    again = ask(dossier, by, hanoi("2026-03-03 10:00"))
    assert (again.state, again.supplements) == (Status.SUPPLEMENT, 2)
    answer(dossier, hanoi("2026-03-04 09:00"))
    with pytest.raises(errors.OncePerDossier) as refused:
        ask(dossier, by, hanoi("2026-03-04 10:00"))
    assert "hai lần" in refused.value.vi
    assert now(dossier).open_task_id == open_task(dossier).id


def test_a_request_without_items_or_reason_is_refused():
    dossier = filed_birth(MORNING)
    for items, reason in (((), "Thiếu"), (("  ",), "Thiếu"), (("Giấy chứng sinh",), "  ")):
        with pytest.raises(errors.NoteNeeded):
            ask(dossier, officer("counter", MORNING), MORNING, items, reason)
    assert now(dossier).state is Status.REGISTERED


def test_a_dossier_without_an_answer_is_closed_after_fifteen_working_days():
    dossier = works_at_site_check(MORNING)
    asked = hanoi("2026-03-05 09:00")
    ask(dossier, seat(HOME, "land_officer", asked), asked)
    timers.fire_due(hanoi("2026-03-26 08:59"))
    assert now(dossier).state is Status.SUPPLEMENT
    timers.fire_due(hanoi("2026-03-26 09:00"))
    closed = now(dossier)
    assert (closed.state, closed.end_reason) == (Status.STOPPED, "Quá thời hạn bổ sung hồ sơ")
    assert Document.objects.filter(dossier=dossier, kind="stop_notice").count() == 1
    assert events.verify_chain(dossier.chain) == []


def test_an_answer_in_time_keeps_the_dossier_open_however_late_it_is_checked():
    dossier = works_at_site_check(MORNING)
    ask(dossier, seat(HOME, "land_officer", MORNING), MORNING)
    answer(dossier, hanoi("2026-03-20 16:00"))
    timers.fire_due(hanoi("2026-05-04 08:00"))
    assert now(dossier).state is Status.SUPPLEMENT
    assert open_task(dossier).step == "site_check"


def test_the_first_request_does_not_expire_the_second():
    dossier = works_at_site_check(MORNING)
    by = seat(HOME, "land_officer", MORNING)
    ask(dossier, by, MORNING)
    answer(dossier, hanoi("2026-03-20 09:00"))
    ask(dossier, by, hanoi("2026-03-20 10:00"))
    timers.fire_due(hanoi("2026-03-23 08:30"))
    assert now(dossier).state is Status.SUPPLEMENT
    timers.fire_due(hanoi("2026-04-10 10:00"))
    assert now(dossier).state is Status.STOPPED


def test_what_was_paid_for_an_expired_dossier_is_owed_back():
    dossier = filed_works(MORNING)
    pay(dossier, MORNING)
    ask(dossier, officer("counter", MORNING), MORNING)
    timers.fire_due(hanoi("2026-03-23 08:30"))
    assert now(dossier).finance == Finance.REFUND_DUE


def test_a_supplement_does_not_go_round_the_fee_that_is_due_at_filing():
    dossier = filed_works(MORNING)
    counter = officer("counter", MORNING)
    ask(dossier, counter, MORNING)
    answer(dossier, MORNING)
    with pytest.raises(errors.FeeUnpaid):
        changes.confirm_supplement(open_task(dossier).id, by=counter, at=MORNING)
    pay(dossier, MORNING)
    assert (
        changes.confirm_supplement(open_task(dossier).id, by=counter, at=MORNING, ticked=RECEIVED).state
        is Status.IN_PROGRESS
    )


def test_only_its_people_answer_and_only_once():
    dossier = filed_birth(MORNING)
    ask(dossier, officer("counter", MORNING), MORNING)
    with pytest.raises(errors.NotYours):
        changes.answer_supplement(dossier.uuid, (), "", by=resident(MORNING, "resident-single"), at=MORNING)
    answer(dossier, MORNING)
    with pytest.raises(errors.WrongState):
        answer(dossier, MORNING)


def test_an_answer_nobody_asked_for_and_a_confirmation_without_an_answer_are_refused():
    dossier = filed_birth(MORNING)
    with pytest.raises(errors.WrongState):
        answer(dossier, MORNING)
    with pytest.raises(errors.WrongState):
        changes.confirm_supplement(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING)


def test_corrected_answers_are_checked_like_those_at_filing():
    dossier = filed_birth(MORNING)
    ask(dossier, officer("counter", MORNING), MORNING)
    with pytest.raises(errors.NotComplete) as refused:
        answer(dossier, MORNING, answers={"child_birth_date": "2026-02-31"})
    assert set(refused.value.fields) == {"child_birth_date"}
    answer(dossier, MORNING, answers={"child_birth_date": "2026-02-21"})
    assert now(dossier).answers["child_birth_date"] == "2026-02-21"


def test_a_consulted_office_and_the_clerk_do_not_ask_the_resident_for_more():
    consulted = works_consulted(MORNING)
    with pytest.raises(errors.WrongState):
        ask(consulted, officer("construction", MORNING), MORNING)
    with pytest.raises(errors.WrongState):
        ask(signed_birth(MORNING), officer("clerk", MORNING), MORNING)


def test_the_counter_does_not_ask_in_the_name_of_the_handling_office():
    dossier = accepted_birth(MORNING)
    with pytest.raises(NotAllowed):
        ask(dossier, officer("counter", MORNING), MORNING)
    assert Timer.objects.filter(dossier=dossier, kind="supplement-expiry").count() == 0


@pytest.mark.parametrize("at", ["2026-03-05 08:30", "2026-03-05 16:59"])
def test_more_may_be_asked_for_until_the_third_working_day_after_acceptance_is_over(at):
    dossier = works_at_site_check(MORNING)
    asked = ask(dossier, seat(HOME, "land_officer", hanoi(at)), hanoi(at))
    assert asked.state is Status.SUPPLEMENT


def test_after_the_days_of_the_appraisal_the_office_decides_on_what_is_there():
    dossier, late = works_at_site_check(MORNING), hanoi("2026-03-06 08:00")
    with pytest.raises(errors.TooLate) as refused:
        ask(dossier, seat(HOME, "land_officer", late), late)
    assert "3 ngày làm việc" in refused.value.vi and "05/03/2026" in refused.value.vi
    assert "05/03/2026" in refused.value.en
    assert now(dossier).state is Status.IN_PROGRESS
    assert not Supplement.objects.exists()


def test_the_days_of_the_appraisal_are_working_days():
    received = hanoi(
        "2026-11-18 10:00"
    )  # 24/11 is a day off: the known example T24 has five days until 26/11
    dossier = works_at_site_check(received)
    last = hanoi("2026-11-23 16:00")
    assert ask(dossier, seat(HOME, "land_officer", last), last).state is Status.SUPPLEMENT


def test_after_acceptance_more_is_asked_for_once_when_what_came_was_complete():
    dossier = works_at_site_check(MORNING)
    by = seat(HOME, "land_officer", MORNING)
    ask(dossier, by, MORNING)
    came = hanoi("2026-03-03 09:00")
    answer(dossier, came)
    changes.confirm_supplement(open_task(dossier).id, by=by, at=came)
    with pytest.raises(errors.OncePerDossier) as refused:
        ask(dossier, by, hanoi("2026-03-04 09:00"))
    assert "một lần" in refused.value.vi


def test_what_the_counter_asked_for_does_not_take_the_request_of_the_appraisal():
    dossier = filed_birth(MORNING)
    counter, justice = officer("counter", MORNING), officer("justice", MORNING)
    ask(dossier, counter, MORNING)
    answer(dossier, MORNING)
    changes.confirm_supplement(open_task(dossier).id, by=counter, at=MORNING, ticked=RECEIVED)
    asked = ask(dossier, justice, hanoi("2026-03-02 15:00"))
    assert (asked.state, asked.supplements) == (Status.SUPPLEMENT, 2)
