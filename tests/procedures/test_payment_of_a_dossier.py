"""The money of a dossier: waiting for it stops the clock, its coming moves the dossier on by itself."""

import pytest

from motcua.foundation.models import Event
from motcua.money import orders
from motcua.procedures.dossiers import changes, errors, timers
from motcua.procedures.dossiers.status import Finance, Status
from tests.conftest import hanoi
from tests.procedures.at_work import (
    HOME,
    SITE_CHECKED,
    accepted_birth,
    filed_works,
    now,
    open_task,
    order_of,
    pay,
    seat,
    works_at_site_check,
)
from tests.procedures.people import RECEIVED, officer, resident

MORNING = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def wait(dossier, at):
    return changes.wait_for_payment(open_task(dossier).id, by=seat(HOME, "land_officer", at), at=at)


def test_a_request_whose_fee_is_due_at_filing_is_accepted_only_when_paid():
    dossier = filed_works(MORNING)
    assert (dossier.finance, order_of(dossier).payer_amount) == (Finance.DUE, 150_000)
    with pytest.raises(errors.FeeUnpaid):
        changes.accept(open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED)
    pay(dossier, MORNING)
    assert now(dossier).finance == Finance.PAID
    assert (
        changes.accept(
            open_task(dossier).id, by=officer("counter", MORNING), at=MORNING, ticked=RECEIVED
        ).state
        is Status.ACCEPTED
    )


def test_t14_a_pause_for_payment_keeps_the_seven_days_that_were_left():
    dossier = works_at_site_check(MORNING)
    paused, resumed = hanoi("2026-03-05 08:30"), hanoi("2026-03-16 08:30")
    waiting = wait(dossier, paused)
    assert (waiting.state, waiting.paused_at, waiting.open_task_id) == (Status.PAYMENT_DUTY, paused, None)
    pay(dossier, resumed)
    running = now(dossier)
    assert (running.state, running.finance) == (Status.IN_PROGRESS, Finance.PAID)
    assert (running.due_at, running.paused_at) == (hanoi("2026-03-25 08:30"), None)


def test_the_payment_gives_the_work_back_to_the_officer_who_let_it_wait():
    dossier = works_at_site_check(MORNING)
    wait(dossier, MORNING)
    pay(dossier, hanoi("2026-03-03 10:00"))
    task = open_task(dossier)
    assert (task.step, task.claimed_by_id) == (
        "site_check",
        seat(HOME, "land_officer", MORNING).account_id,
    )
    kinds = list(Event.objects.filter(chain=dossier.chain).order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["payment-awaited", "payment-arrived"]


def test_a_day_that_passes_during_the_pause_is_not_late_but_the_new_one_is():
    dossier = works_at_site_check(MORNING)
    wait(dossier, hanoi("2026-03-05 08:30"))
    timers.fire_due(hanoi("2026-03-16 08:30"))
    pay(dossier, hanoi("2026-03-16 08:30"))
    timers.fire_due(hanoi("2026-03-25 08:29"))
    assert not Event.objects.filter(chain=dossier.chain, kind="overdue").exists()
    timers.fire_due(hanoi("2026-03-25 08:30"))
    assert Event.objects.filter(chain=dossier.chain, kind="overdue").count() == 1


def test_a_pause_in_the_middle_of_the_day_ends_on_a_whole_second():
    dossier = works_at_site_check(hanoi("2026-03-02 08:37"))
    wait(dossier, hanoi("2026-03-05 10:11"))
    pay(dossier, hanoi("2026-03-06 14:23"))
    due = now(dossier).due_at
    assert (due.second, due.microsecond) == (0, 0)


def test_nobody_waits_for_a_payment_that_is_not_owed():
    dossier = works_at_site_check(MORNING)
    pay(dossier, MORNING)
    with pytest.raises(errors.WrongState):
        wait(dossier, MORNING)
    birth = accepted_birth(MORNING)
    with pytest.raises(errors.WrongState):
        changes.wait_for_payment(open_task(birth).id, by=officer("justice", MORNING), at=MORNING)


def test_a_payment_during_the_work_changes_nothing_but_the_money():
    dossier = works_at_site_check(MORNING)
    before = now(dossier)
    pay(dossier, MORNING)
    after = now(dossier)
    assert after.finance == Finance.PAID
    assert (after.status, after.step, after.due_at, after.open_task_id) == (
        before.status, before.step, before.due_at, before.open_task_id,
    )  # fmt: skip


def test_money_that_comes_after_the_withdrawal_is_owed_back():
    dossier = works_at_site_check(MORNING)
    changes.withdraw(dossier.uuid, "Không xây nữa", by=resident(MORNING), at=MORNING)
    assert now(dossier).finance == Finance.NONE
    orders.mark_cash_paid(order_of(dossier), "Đặng Thu Trang", MORNING)
    assert now(dossier).finance == Finance.REFUND_DUE
    assert now(dossier).state is Status.WITHDRAWN


def test_work_waits_at_the_desk_not_at_the_treasury():
    """While the payment is awaited there is no task that an officer could act on."""
    dossier = works_at_site_check(MORNING)
    task = open_task(dossier)
    wait(dossier, MORNING)
    with pytest.raises(errors.SomebodyWasFaster):
        changes.act(
            task.id, "appraise", by=seat(HOME, "land_officer", MORNING), at=MORNING, ticked=SITE_CHECKED,
            answers={"visited_on": "2026-03-02", "site_findings": "Đất trống", "needs_opinion": False},
        )  # fmt: skip
