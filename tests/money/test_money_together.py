"""Many things at the same moment, on the real database: exactly one books, and no number is lost."""

import random
from datetime import timedelta

import pytest

from motcua.money import issued, orders
from motcua.money.errors import WrongState
from motcua.money.gateways.provider import Answer
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.sweep import take_answer
from motcua.money.gateways.vnpay.notices import handle_ipn
from motcua.money.models import Attempt, GatewayNotice, Order, Receipt
from tests.money.conftest import MORNING, notice, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vnpay_settings")]
LATER = MORNING + timedelta(minutes=3)
THREADS = 16


def test_sixteen_copies_of_one_notice_book_once_with_one_receipt(open_order, booked):
    attempt = orders.start_attempt(open_order(), gateway="vnpay", at=MORNING)
    params = notice(attempt)
    answers = together(THREADS, lambda n: handle_ipn(params, LATER)["RspCode"])
    assert sorted(answers) == ["00"] + ["02"] * (THREADS - 1)
    assert len(booked) == Receipt.objects.count() == 1
    assert GatewayNotice.objects.filter(attempt=attempt).count() == THREADS
    assert Order.objects.get().status == "paid"


def test_receipt_numbers_have_no_gap_when_sixteen_people_pay_and_some_payments_fail(open_order, monkeypatch):
    attempts = [
        orders.start_attempt(open_order(f"H26.15-261121-{n:04d}"), gateway="vnpay", at=MORNING)
        for n in range(THREADS)
    ]
    unlucky = {attempt.order_id for attempt in attempts[::4]}

    def crash_after_the_number_was_taken(receipts, at):
        if any(receipt.order_id in unlucky for receipt in receipts):
            raise OSError("power cut")

    with monkeypatch.context() as failing:
        failing.setattr(issued, "tell_issued", crash_after_the_number_was_taken)
        answers = together(
            THREADS, lambda n: handle_ipn(notice(attempts[n], number=str(n + 1)), LATER)["RspCode"]
        )
    assert answers.count("99") == len(unlucky) == 4
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == list(range(1, THREADS - 4 + 1))

    repeats = [handle_ipn(notice(a, number=str(n + 1)), LATER)["RspCode"] for n, a in enumerate(attempts)]
    assert repeats.count("00") == 4 and repeats.count("02") == THREADS - 4
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, THREADS + 1))


def test_cash_notice_and_question_at_the_same_moment_book_once(open_order, booked):
    order = open_order()
    attempt = orders.start_attempt(order, gateway="vnpay", at=MORNING)
    answer = Answer(Outcome.PAID, 50_000, "00", {}, "14226112", "NCB")
    ways = [
        lambda: handle_ipn(notice(attempt), LATER)["RspCode"],
        lambda: take_answer("vnpay", attempt.txn_ref, answer, LATER),
        lambda: orders.mark_cash_paid(order, "Thu ngân", LATER).status,
    ]
    random.Random(7).shuffle(ways)
    answers = together(9, lambda n: ways[n % 3]())
    assert len(booked) == Receipt.objects.count() == 1
    assert all(isinstance(a, WrongState) for a in answers if isinstance(a, Exception))
    order.refresh_from_db()
    attempt.refresh_from_db()
    assert order.status == "paid"
    assert attempt.status == ("surplus" if order.means == "cash" else "paid")


def test_sixteen_windows_open_sixteen_different_attempts(open_order):
    order = open_order()
    answers = together(THREADS, lambda n: orders.start_attempt(order, gateway="vnpay", at=MORNING).txn_ref)
    assert sorted(answers) == sorted(f"H26152611210001T{n}" for n in range(1, THREADS + 1))
    assert Attempt.objects.count() == THREADS
