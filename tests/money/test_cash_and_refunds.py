"""Cash at the counter, receipts by number, and money that goes back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from motcua.foundation import amounts
from motcua.money import orders, receipts, refunds
from motcua.money.errors import RefundRefused, SerialExhausted, WrongState
from motcua.money.fees import Channel, FeeLine, Kind, SetBy, Words, compute
from motcua.money.gateways.vnpay import config
from motcua.money.gateways.vnpay.config import check_config
from motcua.money.gateways.vnpay.notices import handle_ipn
from motcua.money.models import Order, Receipt
from tests.money.conftest import MORNING, VN, le_phi, notice

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=3)


def fee_of(*parts):
    lines = [
        FeeLine(f"f{n}", Words("Phí", "Fee"), kind, SetBy.CP, amount)
        for n, (kind, amount) in enumerate(parts)
    ]
    return compute(lines, [], channel=Channel.COUNTER, on=date(2026, 11, 21), city="01")


def test_cash_at_the_counter_is_booked_with_a_receipt_in_the_cashiers_name(open_order, booked):
    order = open_order(collector="UBND phường Mẫu", collector_tax_code="0100000003")
    paid = orders.mark_cash_paid(order, "Trần Thu Ngân", LATER)
    assert (paid.status, paid.means, paid.paid_at) == ("paid", "cash", LATER)
    receipt = Receipt.objects.get()
    assert (receipt.collected_by, receipt.collector) == ("Trần Thu Ngân", "UBND phường Mẫu")
    assert receipt.payer_name == "Nguyễn Thị Thử"
    assert booked == [("H26.15-261121-0001", LATER)]
    with pytest.raises(WrongState):
        orders.mark_cash_paid(order, "Trần Thu Ngân", LATER)


def test_cash_after_a_failed_online_try_is_booked_and_late_online_money_is_surplus(
    open_order, booked, vnpay_settings
):
    order = open_order()
    attempt = orders.start_attempt(order, gateway="vnpay", at=MORNING)
    orders.mark_cash_paid(order, "Trần Thu Ngân", LATER)
    assert handle_ipn(notice(attempt), LATER)["RspCode"] == "02"
    attempt.refresh_from_db()
    assert attempt.status == "surplus"
    assert len(booked) == Receipt.objects.count() == 1


def test_a_receipt_shows_phi_and_le_phi_apart_and_leaves_prices_to_an_invoice(open_order):
    order = open_order(fee=fee_of((Kind.PHI, 30_000), (Kind.LE_PHI, 75_000), (Kind.GIA, 26_000)))
    orders.mark_cash_paid(order, "Thu ngân", LATER)
    receipt = Receipt.objects.get()
    assert (receipt.phi, receipt.le_phi, receipt.amount) == (30_000, 75_000, 105_000)
    assert receipt.amount_words == "Một trăm linh năm nghìn đồng"
    assert [line["code"] for line in receipt.lines] == ["f0", "f1"]


def test_who_pays_only_a_price_gets_no_fee_receipt(open_order):
    order = orders.mark_cash_paid(open_order(fee=fee_of((Kind.GIA, 26_000))), "Thu ngân", LATER)
    assert order.status == "paid"
    assert not Receipt.objects.exists()


def test_receipts_begin_again_at_one_in_the_new_year_of_the_city(open_order):
    old = datetime(2026, 12, 31, 23, 59, tzinfo=VN)
    for n, at in enumerate([old, old, old + timedelta(minutes=2)]):
        orders.mark_cash_paid(open_order(f"H26.15-261231-{n:04d}"), "Thu ngân", at)
    assert list(Receipt.objects.order_by("pk").values_list("serial", "number")) == [
        ("AA-26E", 1), ("AA-26E", 2), ("AA-27E", 1),
    ]  # fmt: skip


def test_a_serial_that_is_used_up_stops_the_booking(open_order, monkeypatch):
    monkeypatch.setattr(receipts, "LAST_NUMBER", 1)
    orders.mark_cash_paid(open_order(), "Thu ngân", LATER)
    second = open_order("H26.15-261121-0002")
    with pytest.raises(SerialExhausted):
        orders.mark_cash_paid(second, "Thu ngân", LATER)
    second.refresh_from_db()
    assert second.status == "pending"


def test_the_database_refuses_an_order_that_does_not_add_up(open_order):
    order = open_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(waived=1)


@given(st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 10**9)), max_size=4))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_paid_fee_is_on_a_receipt_and_every_free_order_has_none(open_order, parts):
    order = open_order(fee=fee_of(*parts))
    if order.status == Order.Status.ZERO:
        assert sum(amount for _, amount in parts) == 0
        return
    orders.mark_cash_paid(order, "Thu ngân", LATER)
    fees = sum(amount for kind, amount in parts if kind in (Kind.PHI, Kind.LE_PHI))
    receipt = order.receipts.first()
    assert (receipt.amount if receipt else 0) == fees
    assert receipt is None or receipt.amount_words == amounts.in_words(fees)


def test_a_refund_needs_a_second_person(open_order):
    order = orders.mark_cash_paid(open_order(), "Thu ngân", LATER)
    refund = refunds.request(order, 50_000, "thu thừa", "An", LATER)
    with pytest.raises(RefundRefused) as refused:
        refunds.approve(refund, "An", LATER)
    assert refused.value.code == "same_person"
    assert refunds.approve(refund, "Bình", LATER).status == "done"
    order.refresh_from_db()
    assert order.status == "refunded"
    assert Receipt.objects.get().cancelled_at == LATER


def test_a_part_refund_replaces_the_receipt_by_one_for_the_rest(open_order):
    order = open_order(fee=fee_of((Kind.PHI, 30_000), (Kind.LE_PHI, 75_000)))
    orders.mark_cash_paid(order, "Thu ngân", LATER)
    refund = refunds.request(order, 40_000, "giảm phí", "An", LATER)
    refunds.approve(refund, "Bình", LATER)
    order.refresh_from_db()
    assert order.status == "partly_refunded"
    old, new = Receipt.objects.order_by("pk")
    assert old.cancelled_at and new.replaces == old
    assert (new.number, new.phi, new.le_phi, new.amount) == (2, 0, 65_000, 65_000)


def test_a_name_that_was_put_right_stays_right_after_a_refund(open_order):
    order = orders.mark_cash_paid(open_order(), "Thu ngân", LATER)
    receipts.replace(Receipt.objects.get(), "Trần Văn Đúng", "sai tên", LATER)
    refunds.approve(refunds.request(order, 20_000, "giảm phí", "An", LATER), "Bình", LATER)
    assert Receipt.objects.get(cancelled_at=None).payer_name == "Trần Văn Đúng"


def test_nobody_gets_more_back_than_was_paid(open_order):
    order = orders.mark_cash_paid(open_order(), "Thu ngân", LATER)
    refunds.request(order, 30_000, "a", "An", LATER)
    for amount in (20_001, 0, -5):
        with pytest.raises(RefundRefused) as refused:
            refunds.request(order, amount, "b", "An", LATER)
        assert refused.value.code == "amount"
    rejected = refunds.request(order, 20_000, "b", "An", LATER)
    refunds.refuse(rejected, "Bình", LATER)
    assert refunds.request(order, 20_000, "c", "An", LATER).status == "requested"


def test_what_was_never_paid_cannot_go_back(open_order):
    with pytest.raises(RefundRefused) as refused:
        refunds.request(open_order(), 1, "x", "An", LATER)
    assert refused.value.code == "not_paid"


def test_settings_that_cannot_work_are_named_in_both_languages(vnpay_settings, settings):
    assert check_config() == []
    settings.VNPAY = {
        **vnpay_settings,
        "SECRET": "short",
        "TMN_CODE": "",
        "PAY_URL": "http://pay.example.vn/",
    }
    assert {problem.setting for problem in check_config()} == {"SECRET", "TMN_CODE", "PAY_URL"}
    assert all(problem.text.vi and problem.text.en for problem in check_config())
    del settings.VNPAY
    assert [problem.setting for problem in check_config()] == ["VNPAY"]


def test_the_secret_is_not_in_what_a_log_would_print(vnpay_settings):
    assert vnpay_settings["SECRET"] not in repr(config.current())


def test_a_withdrawn_order_cannot_be_paid_in_cash(open_order):
    order = open_order(fee=le_phi())
    orders.cancel_order(order, "rút hồ sơ", LATER)
    with pytest.raises(WrongState):
        orders.mark_cash_paid(order, "Thu ngân", LATER)
