"""VNPay reports, and the city books each payment exactly once."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from motcua.money import orders, paid
from motcua.money.errors import AppendOnly, WrongState
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.vnpay.notices import handle_ipn
from motcua.money.gateways.vnpay.returns import read_return
from motcua.money.ledger.models import Entry
from motcua.money.models import Attempt, GatewayNotice, Order, Receipt
from tests.money.conftest import MORNING, le_phi, notice
from tests.money.test_vnpay_signing import V3

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vnpay_settings")]
LATER = MORNING + timedelta(minutes=3)


@pytest.fixture
def attempt(open_order):
    return orders.start_attempt(open_order(), gateway="vnpay", at=MORNING)


def state(attempt):
    attempt.refresh_from_db()
    attempt.order.refresh_from_db()
    return attempt.order.status, attempt.status


def test_the_published_notice_books_the_published_order(attempt, booked):
    assert attempt.txn_ref == "H26152611210001T1"
    answer = handle_ipn(dict(parse_qsl(V3[0])) | {"vnp_SecureHash": V3[1]}, LATER)
    assert answer == {"RspCode": "00", "Message": "Confirm Success"}
    assert state(attempt) == ("paid", "paid")
    assert attempt.gateway_no == "14226112"
    assert attempt.order.paid_at == LATER
    assert booked == [("H26.15-261121-0001", LATER)]
    receipt = Receipt.objects.get()
    assert (receipt.form, receipt.serial, receipt.number_text) == ("01BLP0-001", "AA-26E", "0000001")
    assert (receipt.phi, receipt.le_phi, receipt.amount) == (0, 50_000, 50_000)
    assert receipt.amount_words == "Năm mươi nghìn đồng"


def test_a_a_repeated_notice_is_already_confirmed(attempt, booked):
    handle_ipn(notice(attempt), LATER)
    again = handle_ipn(notice(attempt), LATER + timedelta(minutes=5))
    assert again == {"RspCode": "02", "Message": "Order already confirmed"}
    assert len(booked) == Receipt.objects.count() == 1
    assert attempt.notices.count() == 2


def test_b_a_notice_with_another_amount_is_refused_and_alerts(attempt, booked):
    answer = handle_ipn(notice(attempt, Amount="5000100"), LATER)
    assert answer == {"RspCode": "04", "Message": "Invalid amount"}
    assert state(attempt) == ("pending", "pending")
    assert GatewayNotice.objects.get().alert == "amount"
    assert not booked


def test_c_a_notice_for_an_unknown_order_is_refused(attempt):
    answer = handle_ipn(notice(attempt, TxnRef="H26152611210009T1"), LATER)
    assert answer == {"RspCode": "01", "Message": "Order not found"}


def test_c_a_notice_of_another_merchant_is_refused(attempt):
    assert handle_ipn(notice(attempt, TmnCode="OTHER001"), LATER)["RspCode"] == "01"
    assert state(attempt) == ("pending", "pending")


def test_d_a_notice_with_one_changed_hex_digit_is_refused(attempt, booked):
    params = notice(attempt)
    first = params["vnp_SecureHash"][0]
    params["vnp_SecureHash"] = ("0" if first != "0" else "1") + params["vnp_SecureHash"][1:]
    assert handle_ipn(params, LATER) == {"RspCode": "97", "Message": "Fail checksum"}
    assert state(attempt) == ("pending", "pending")
    assert not booked


def test_e_a_cancelled_payment_fails_the_order_and_may_be_tried_again(attempt, booked):
    assert handle_ipn(notice(attempt, code="24"), LATER)["RspCode"] == "00"
    assert state(attempt) == ("failed", "failed")
    assert attempt.response_code == "24"
    assert not booked and not Receipt.objects.exists()

    second = orders.start_attempt(attempt.order, gateway="vnpay", at=LATER)
    assert second.txn_ref == "H26152611210001T2"
    assert handle_ipn(notice(second, number="14226113"), LATER)["RspCode"] == "00"
    assert state(second) == ("paid", "paid")
    assert handle_ipn(notice(attempt, code="24"), LATER)["RspCode"] == "02"


def test_the_signature_is_judged_before_anything_else(attempt):
    params = notice(attempt, Amount="1", TxnRef="nobody") | {"vnp_SecureHash": "00"}
    assert handle_ipn(params, LATER)["RspCode"] == "97"


def test_a_wrong_amount_is_told_even_when_the_order_is_paid(attempt):
    handle_ipn(notice(attempt), LATER)
    assert handle_ipn(notice(attempt, Amount="1"), LATER)["RspCode"] == "04"


def test_half_a_success_is_no_success(attempt):
    assert handle_ipn(notice(attempt, code="00", status="02"), LATER)["RspCode"] == "00"
    assert state(attempt) == ("failed", "failed")


def test_suspected_fraud_is_held_until_an_officer_accepts_it(attempt, booked):
    assert handle_ipn(notice(attempt, code="07"), LATER)["RspCode"] == "00"
    assert state(attempt) == ("held", "held")
    assert attempt.order.hold == "fraud"
    assert not booked and not Receipt.objects.exists()
    assert handle_ipn(notice(attempt, code="07"), LATER)["RspCode"] == "02"

    orders.release_held(attempt.order, accept=True, by="Kế toán", at=LATER)
    assert state(attempt) == ("paid", "paid")
    assert len(booked) == Receipt.objects.count() == 1


def test_refused_held_money_is_surplus_and_the_payer_may_try_again(attempt, booked):
    handle_ipn(notice(attempt, code="07"), LATER)
    orders.release_held(attempt.order, accept=False, by="Kế toán", at=LATER)
    assert state(attempt) == ("failed", "surplus")
    second = orders.start_attempt(attempt.order, gateway="vnpay", at=LATER)
    handle_ipn(notice(second, number="2"), LATER)
    assert state(second) == ("paid", "paid")
    assert len(booked) == 1


def test_who_pays_in_two_windows_is_booked_once_and_gets_the_second_payment_back(attempt, booked):
    second = orders.start_attempt(attempt.order, gateway="vnpay", at=MORNING)
    assert handle_ipn(notice(attempt, number="1"), LATER)["RspCode"] == "00"
    assert handle_ipn(notice(second, number="2"), LATER)["RspCode"] == "02"
    assert state(second) == ("paid", "surplus")
    assert GatewayNotice.objects.get(attempt=second).alert == "surplus"
    assert len(booked) == Receipt.objects.count() == 1


def test_one_transaction_of_the_gateway_cannot_pay_two_orders(attempt, open_order, booked):
    other = orders.start_attempt(open_order("H26.15-261121-0002"), gateway="vnpay", at=MORNING)
    handle_ipn(notice(attempt, number="77"), LATER)
    assert handle_ipn(notice(other, number="77"), LATER)["RspCode"] == "99"
    assert state(other) == ("pending", "pending")
    assert len(booked) == 1


def test_money_for_a_cancelled_order_is_held_not_lost(attempt, booked):
    orders.cancel_order(attempt.order, "mức phí thay đổi", LATER)
    assert handle_ipn(notice(attempt), LATER)["RspCode"] == "00"
    assert state(attempt) == ("held", "held")
    assert attempt.order.hold == "late"
    assert not booked


def test_a_failed_try_does_not_close_an_order_that_is_being_paid_in_another_window(attempt):
    second = orders.start_attempt(attempt.order, gateway="vnpay", at=MORNING)
    handle_ipn(notice(attempt, code="51", number="0"), LATER)
    assert state(attempt) == ("pending", "failed")
    handle_ipn(notice(second), LATER)
    assert state(second) == ("paid", "paid")


def test_success_after_failure_of_the_same_try_changes_nothing_but_alerts(attempt, booked):
    handle_ipn(notice(attempt, code="24"), LATER)
    assert handle_ipn(notice(attempt), LATER)["RspCode"] == "02"
    assert state(attempt) == ("failed", "failed")
    assert GatewayNotice.objects.order_by("pk").last().alert == "conflict"
    assert not booked


def test_a_crash_after_booking_leaves_nothing_and_the_repeat_books_once(attempt, booked):
    crashes = [True]

    def power_cut(orders, at):
        assert [order.status for order in orders] == ["paid"] and Entry.objects.count() == 1
        if crashes:
            crashes.clear()
            raise OSError("power cut")

    paid.connect(power_cut)
    try:
        assert handle_ipn(notice(attempt), LATER) == {"RspCode": "99", "Message": "Unknown error"}
        assert state(attempt) == ("pending", "pending")
        assert not Receipt.objects.exists()
        assert GatewayNotice.objects.get().alert == "error"
        booked.clear()  # what was heard in the lost transaction was rolled back with it

        assert handle_ipn(notice(attempt), LATER)["RspCode"] == "00"
    finally:
        paid.disconnect(power_cut)
    assert state(attempt) == ("paid", "paid")
    assert [receipt.number for receipt in Receipt.objects.all()] == [1]
    assert len(booked) == 1


def test_without_settings_the_gateway_is_asked_to_repeat(attempt, settings):
    del settings.VNPAY
    assert handle_ipn(notice(attempt), LATER)["RspCode"] == "99"


@given(
    st.dictionaries(
        st.sampled_from(["vnp_TxnRef", "vnp_Amount", "vnp_SecureHash", "x", "\x00"]) | st.text(max_size=5),
        st.text(max_size=30) | st.just("\x00") | st.just("\udcff") | st.just("a" * 2000),
    )
)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rubbish_is_answered_with_fail_checksum_and_kept(params):
    before = GatewayNotice.objects.count()
    assert handle_ipn(params, LATER)["RspCode"] == "97"
    assert GatewayNotice.objects.count() == before + 1


def test_a_kept_notice_can_be_neither_changed_nor_deleted(attempt):
    handle_ipn(notice(attempt), LATER)
    kept = GatewayNotice.objects.get()
    with pytest.raises(AppendOnly):
        kept.save()
    with pytest.raises(AppendOnly):
        kept.delete()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        GatewayNotice.objects.update(verdict="97")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        GatewayNotice.objects.all().delete()


@pytest.mark.urls("tests.money.urls")
def test_the_ipn_page_answers_200_in_json_without_a_token_whatever_comes(attempt):
    page = Client(enforce_csrf_checks=True)
    good = page.get("/thanh-toan/vnpay/ipn", notice(attempt))
    bad = page.get("/thanh-toan/vnpay/ipn", {"vnp_TxnRef": attempt.txn_ref})
    assert [good.status_code, bad.status_code] == [200, 200]
    assert good["Content-Type"] == "application/json"
    assert json.loads(good.content) == {"RspCode": "00", "Message": "Confirm Success"}
    assert json.loads(bad.content) == {"RspCode": "97", "Message": "Fail checksum"}
    assert page.post("/thanh-toan/vnpay/ipn").status_code == 405


def test_a_notice_goes_straight_from_the_web_server_and_is_answered_as_by_the_view(attempt, monkeypatch):
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.signals import request_finished, request_started
    from django.test import RequestFactory

    from motcua.project import slim

    # it would end the test's transaction
    monkeypatch.setattr(slim, "close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "send", lambda *args, **more: [])
    straight, ask = slim.SlimHandler(), RequestFactory()

    def answered(way, request):
        begun = []
        body = b"".join(way(request.environ, lambda status, headers: begun.extend((status, dict(headers)))))
        kind = begun[1].get("Content-Type") if body else ""
        return begun[0], kind, begun[1]["X-Content-Type-Options"], body

    def view(environ, start_response):
        return WSGIHandler.__call__(straight, environ, start_response)

    ipn, callback = "/thanh-toan/vnpay/ipn", "/thanh-toan/zalopay/callback"
    for request in (
        lambda: ask.get(ipn, {"vnp_TxnRef": "ỆẸ"}),
        lambda: ask.get(ipn + "?" + "&".join(f"a{n}=1" for n in range(2000))),
        lambda: ask.get(ipn + "?%ff&&=;"),
        lambda: ask.post(ipn),
        lambda: ask.post(callback, "{", content_type="application/json"),
        lambda: ask.post("/thanh-toan/momo/ipn", "[]", content_type="application/json"),
    ):
        assert answered(straight, request()) == answered(view, request())
    good = [json.loads(answered(straight, ask.get(ipn, notice(attempt)))[-1])["RspCode"] for _ in range(2)]
    assert good == ["00", "02"] and slim.for_machines(ipn)


def test_the_return_page_shows_success_but_books_nothing(attempt, booked):
    page = read_return(notice(attempt), LATER)
    assert page.genuine and page.reported is Outcome.PAID and not page.booked
    assert "đang chờ xác nhận" in page.text.vi
    assert state(attempt) == ("pending", "pending")
    assert not booked

    handle_ipn(notice(attempt), LATER)
    page = read_return(notice(attempt), LATER)
    assert page.booked and page.text.vi == "Giao dịch thành công"
    assert (page.subject, page.amount) == ("H26.15-261121-0001", 50_000)


def test_a_forged_return_shows_nothing_of_the_order(attempt):
    page = read_return(notice(attempt) | {"vnp_Amount": "1"}, LATER)
    assert not page.genuine and page.subject == "" and page.order_id is None
    assert GatewayNotice.objects.get().kind == "return"


def test_a_cancelled_return_explains_itself_in_both_languages(attempt):
    page = read_return(notice(attempt, code="24"), LATER)
    assert (page.text.vi, page.text.en) == ("Bạn đã hủy giao dịch", "You cancelled the payment")


def test_an_order_that_costs_nothing_cannot_be_paid_and_has_no_receipt(open_order):
    order = open_order(fee=le_phi(0))
    assert order.status == Order.Status.ZERO
    with pytest.raises(orders.NothingToPay):
        orders.start_attempt(order, gateway="vnpay", at=MORNING)
    with pytest.raises(orders.NothingToPay):
        orders.mark_cash_paid(order, "Thu ngân", MORNING)
    assert not Receipt.objects.exists() and not Attempt.objects.exists()


def test_a_paid_order_cannot_be_tried_paid_or_cancelled_again(attempt):
    handle_ipn(notice(attempt), LATER)
    for change in (
        lambda: orders.start_attempt(attempt.order, gateway="vnpay", at=LATER),
        lambda: orders.mark_cash_paid(attempt.order, "Thu ngân", LATER),
        lambda: orders.cancel_order(attempt.order, "rút hồ sơ", LATER),
        lambda: orders.release_held(attempt.order, accept=True, by="Kế toán", at=LATER),
    ):
        with pytest.raises(WrongState):
            change()
