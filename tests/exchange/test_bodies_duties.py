"""A tax notice lets the dossier rest; the receipt, wherever it comes from, moves it on by itself."""

from datetime import timedelta

import pytest

from motcua.city.authority import NotAllowed
from motcua.exchange.bodies.models import BodyMessage
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.foundation.models import Event
from motcua.money import orders
from motcua.money.models import Order, Receipt
from motcua.procedures.dossiers import changes, errors, timers, unpaid
from motcua.procedures.dossiers.models import Timer
from motcua.procedures.dossiers.status import Finance, Status
from motcua.procedures.duties.models import Duty
from tests.conftest import hanoi
from tests.exchange import asked_outside, outside_world
from tests.procedures.at_work import HOME, now, seat
from tests.procedures.people import officer, resident

MORNING = hanoi("2026-03-02 08:30")
TAX = "tax-notice"
pytestmark = pytest.mark.django_db


@pytest.fixture
def notified(world):
    """A dossier on which the tax office has sent its notice: 0,5 % and 2 % of a price of a thousand million."""
    dossier = asked_outside.at_tax(MORNING)
    world.hear()
    assert world.press(world.case(dossier), "duty").status == 200
    return now(dossier)


def duty_of(dossier):
    return Duty.objects.select_related("order").get(dossier=dossier)


def test_the_notice_stops_the_clock_and_opens_an_order_of_the_tax_office(notified):
    duty = duty_of(notified)
    assert (notified.status, notified.open_task_id) == (Status.PAYMENT_DUTY, None)
    assert notified.paused_at is not None and notified.finance == Finance.NONE
    assert (duty.amount, duty.order.payer_amount, duty.order.status) == (25_000_000, 25_000_000, "pending")
    assert duty.order.collector == "Thuế thành phố Hà Nội" and duty.pay_by is not None
    assert notified.officer_answers["tax_total"] == 25_000_000
    told = Event.objects.get(chain=notified.chain, kind="payment-awaited")
    assert duty.notice_number in told.body


def test_the_payment_at_the_gateway_moves_the_dossier_on_and_the_time_of_paying_does_not_count(
    world, notified
):
    due_before, paused = notified.due_at, notified.paused_at
    week_later = MORNING + timedelta(days=7)
    orders.book(orders.lock(duty_of(notified).order_id), Order.Means.VNPAY, week_later)
    after = now(notified)
    assert (after.step, after.status, after.paused_at) == ("finish", Status.IN_PROGRESS, None)
    assert after.due_at - due_before >= timedelta(days=7) - (paused - MORNING) - timedelta(hours=1)
    assert (duty_of(notified).state, duty_of(notified).proof) == ("paid", "gateway")
    assert not Receipt.objects.exists()  # the treasury's receipt proves a tax, not ours
    world.hear()
    assert BodyMessage.objects.filter(dossier=notified.uuid, system=TAX).count() == 1


def test_the_tax_office_reports_what_was_paid_at_the_treasury(world, notified):
    sent = world.press(world.case(notified), "receipt")
    assert sent.status == 200, sent.body
    duty = duty_of(notified)
    assert now(notified).step == "finish" and (duty.state, duty.proof) == ("paid", "body")
    assert duty.receipt_number.startswith("KB") and duty.order.means == Order.Means.TREASURY
    assert world.press(world.case(notified), "receipt").status == 409


def test_another_amount_than_the_notice_says_settles_nothing(world, notified):
    response = outside_world.says(
        world, notified, TAX, outcome="paid", receipt={"number": "KB1", "amount": 1_000}
    )
    assert response.status_code == 422 and "receipt.amount" in response.json()["error"]["fields"]
    assert now(notified).status == Status.PAYMENT_DUTY and duty_of(notified).receipt_number == ""


def test_when_nothing_is_reported_the_owner_brings_the_receipt_and_an_officer_compares_it(notified):
    from motcua.records import papers

    owner = resident(MORNING)
    file = papers.store_made(
        asked_outside.page(),
        name="giay-nop-tien.pdf",
        purpose="dossier",
        owner_id=owner.person_id,
        at=MORNING,
    )
    changes.duties.bring_receipt(notified.uuid, file, "C1-02/123", by=owner, at=MORNING)
    assert now(notified).status == Status.PAYMENT_DUTY
    duty = duty_of(notified)
    with pytest.raises(NotAllowed):
        changes.duties.reconcile(duty.uuid, "C1-02/123", by=officer("construction", MORNING), at=MORNING)
    with pytest.raises(errors.NoteNeeded):
        changes.duties.reconcile(duty.uuid, " ", by=seat(HOME, "justice_officer", MORNING), at=MORNING)
    changes.duties.reconcile(duty.uuid, "C1-02/123", by=seat(HOME, "justice_officer", MORNING), at=MORNING)
    duty = duty_of(notified)
    assert now(notified).step == "finish" and (duty.state, duty.proof) == ("paid", "officer")
    assert duty.reconciled_by and duty.receipt_file_id == file.id
    with pytest.raises(errors.WrongState):
        changes.duties.reconcile(
            duty.uuid, "C1-02/123", by=seat(HOME, "justice_officer", MORNING), at=MORNING
        )


def test_a_stranger_cannot_bring_a_receipt_for_somebody_elses_dossier(notified):
    from motcua.records import papers

    stranger = resident(MORNING, "resident-single")
    file = papers.store_made(
        asked_outside.page(), name="a.pdf", purpose="dossier", owner_id=stranger.person_id, at=MORNING
    )
    with pytest.raises(errors.NotYours):
        changes.duties.bring_receipt(notified.uuid, file, "1", by=stranger, at=MORNING)


def test_unpaid_after_its_day_the_dossier_stays_at_rest(world, notified):
    from motcua.procedures.dossiers import timers

    clock.set_for_test(MORNING + timedelta(days=90))
    timers.fire_due(clock.now())
    world.hear()
    assert now(notified).status == Status.PAYMENT_DUTY and duty_of(notified).state == "due"


def test_who_withdraws_does_not_owe_the_duty_any_more(notified):
    changes.withdraw(notified.uuid, "", by=resident(MORNING), at=MORNING)
    while outbox.drain(unpaid.CONSUMER, clock.now()):
        pass
    duty = duty_of(notified)
    assert (duty.state, duty.order.status) == ("ended", "cancelled")


def test_a_notice_that_asks_for_nothing_is_refused(world):
    dossier = asked_outside.at_tax(MORNING)
    answers = {"notice_number": "1", "tax_total": 0}
    for payment in (
        {"amount": 0, "purpose": "x"},
        {"amount": 10**13, "purpose": "x"},
        {"amount": 5, "purpose": " "},
    ):
        response = outside_world.says(world, dossier, TAX, answers=answers, payment=payment)
        assert response.status_code == 422, payment
    assert now(dossier).step == "tax" and not Duty.objects.exists()


def test_only_a_body_that_collects_may_ask_for_money(world):
    dossier = asked_outside.at_police(MORNING)
    answers = {"granted": True, "register_number": "0001/DK", "registered_on": "2026-03-02"}
    response = outside_world.says(
        world, dossier, "police-residence", answers=answers, payment={"amount": 5, "purpose": "x"}
    )
    assert response.status_code == 422 and "payment" in response.json()["error"]["fields"]
    assert now(dossier).step == "police" and not Duty.objects.exists()


def test_nothing_to_pay_goes_on_at_once(world):
    dossier = asked_outside.at_tax(MORNING)
    response = outside_world.says(world, dossier, TAX, answers={"notice_number": "Miễn 12", "tax_total": 0})
    assert response.status_code == 200 and now(dossier).step == "finish"


def test_the_owner_is_reminded_once_before_the_last_day_and_not_when_it_is_paid(world, notified):
    duty = duty_of(notified)
    timer = Timer.objects.get(dossier=notified, kind="duty-reminder")
    assert timer.fire_at == hanoi(f"{duty.pay_by - timedelta(days=3)} 08:00")
    timers.fire_due(timer.fire_at - timedelta(hours=1))
    assert not Event.objects.filter(chain=notified.chain, kind="duty-reminded").exists()
    for _ in range(2):
        timers.fire_due(timer.fire_at)
    told = Event.objects.get(chain=notified.chain, kind="duty-reminded")
    assert str(duty.pay_by) in told.body
    orders.book(orders.lock(duty.order_id), Order.Means.VNPAY, timer.fire_at)
    assert not changes.duties.remind(notified.id, timer.fire_at)
