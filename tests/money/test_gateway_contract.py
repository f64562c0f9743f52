"""The product and VNPay's stand-in over real HTTP: what every provider promises is in `test_gateways.py`, here is the rest."""

import re
import socketserver
import threading
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
import requests

from motcua.money import orders, paid
from motcua.money.gateways import http
from motcua.money.gateways.registry import GATEWAYS
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.sweep import for_staff, sweep
from motcua.money.gateways.vnpay import payments
from motcua.money.gateways.vnpay.returns import read_return
from motcua.money.models import GatewayNotice, Order, Receipt
from sandbox.vnpay.app import application
from sandbox.vnpay.state import Merchant, State
from sandbox.web import mounted
from tests.money.conftest import MORNING, SECRET, TMN_CODE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.money.urls")]
NEXT_MORNING = MORNING + timedelta(days=1)
VNPAY = GATEWAYS["vnpay"]


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        pass


@pytest.fixture
def gateway(live_server, vnpay_settings):
    """A running gateway whose clock stands at the published morning; the product is told where it is."""
    merchant = Merchant(
        TMN_CODE, SECRET, f"{live_server.url}/thanh-toan/vnpay/ipn", repeat_after_s=0.1, most_repeats=10
    )
    state = State(merchant=merchant, now=lambda: MORNING)
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(mounted({"vnpay": application(state)}, application(state)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}/vnpay"
    vnpay_settings["PAY_URL"] = f"{base}/paymentv2/vpcpay.html"
    vnpay_settings["API_URL"] = f"{base}/merchant_webapi/api/transaction"
    yield state
    for notifier in [t for t in threading.enumerate() if t.name == "vnpay-ipn"]:
        notifier.join(timeout=10)
    server.shutdown()
    server.server_close()


@pytest.fixture
def pay(gateway, open_order, client_of_vnpay):
    """Walk a payer through the pay page and give (attempt, parameters with which the browser came back)."""

    def walk(outcome="00", order=None):
        attempt, address = payments.begin(
            order or open_order(), client_of_vnpay, ip="203.0.113.10", at=MORNING
        )
        page = requests.get(address, timeout=10)
        assert page.status_code == 200, page.text
        token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
        action = re.search(r'action="([^"]+)"', page.text)[1]
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        back = requests.post(
            origin + action, data={"token": token, "outcome": outcome}, timeout=30, allow_redirects=False
        )
        assert back.status_code == 303
        assert back.headers["Location"].startswith("https://motcua.example.vn/thanh-toan/vnpay/ket-qua?")
        return attempt, dict(parse_qsl(urlsplit(back.headers["Location"]).query))

    return walk


def status_within(attempt, expected, seconds=8.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        order = Order.objects.get(pk=attempt.order_id)
        if order.status == expected:
            return True
        time.sleep(0.05)
    return False


def answers_within(state, count, seconds=8.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(state.sent) < count:
        time.sleep(0.05)
    return [sent.answer for sent in state.sent]


def test_a_resident_pays_and_the_city_books_by_the_notice(pay, gateway, booked):
    attempt, back = pay()
    assert status_within(attempt, "paid")
    page = read_return(back, MORNING)
    assert page.genuine and page.booked and page.reported is Outcome.PAID
    assert answers_within(gateway, 1) == ["00"]
    assert len(booked) == Receipt.objects.count() == 1


def test_a_payment_that_does_not_succeed_leaves_the_order_failed(pay, booked, open_order):
    for number, outcome in enumerate(("24", "51", "13", "65", "75")):
        attempt, back = pay(outcome, open_order(f"H26.15-261121-1{number:03d}"))
        assert status_within(attempt, "failed")
        assert back["vnp_ResponseCode"] == outcome
    assert not booked and not Receipt.objects.exists()


def test_two_residents_who_cancel_have_no_gateway_number_and_do_not_collide(pay, open_order):
    first, _ = pay("24", open_order("H26.15-261121-0001"))
    second, _ = pay("24", open_order("H26.15-261121-0002"))
    assert status_within(first, "failed") and status_within(second, "failed")


def test_a_suspected_payment_is_held(pay, booked):
    attempt, _ = pay("07")
    assert status_within(attempt, "held")
    assert not booked


def test_ipn_late_the_return_page_waits_and_the_order_is_booked_afterwards(pay, gateway, booked):
    gateway.faults.switch({"fail": "ipn_late", "seconds": 1.0})
    attempt, back = pay()
    page = read_return(back, MORNING)
    assert page.reported is Outcome.PAID and not page.booked
    assert "đang chờ xác nhận" in page.text.vi
    assert status_within(attempt, "paid")
    assert len(booked) == 1


def test_a_wrong_amount_that_stays_wrong_is_never_booked(pay, gateway, booked):
    gateway.faults.switch({"fail": "wrong_amount"})
    attempt, _ = pay()
    assert answers_within(gateway, 11) == ["04"] * 11
    assert Order.objects.get(pk=attempt.order_id).status == "pending"
    assert not booked
    assert GatewayNotice.objects.filter(alert="amount").count() == 11


def test_a_bad_signature_is_refused_and_the_right_repeat_is_booked(pay, gateway):
    gateway.faults.switch({"fail": "bad_signature", "times": 1})
    attempt, _ = pay()
    assert status_within(attempt, "paid")
    assert answers_within(gateway, 2) == ["97", "00"]


def test_a_crash_of_the_city_is_repaired_by_the_gateways_repeat(pay, gateway, booked):
    crashes = [1, 2]

    def power_cut(orders, at):
        if crashes:
            crashes.pop()
            raise OSError("power cut")

    paid.connect(power_cut)
    try:
        attempt, _ = pay()
        assert status_within(attempt, "paid")
    finally:
        paid.disconnect(power_cut)
    assert answers_within(gateway, 3) == ["99", "99", "00"]
    assert [receipt.number for receipt in Receipt.objects.all()] == [1]


def test_a_slow_gateway_is_given_up_on_and_asked_later(pay, gateway, client_of_vnpay, vnpay_settings):
    gateway.faults.switch({"fail": "ipn_never"})
    attempt, _ = pay()
    gateway.faults.switch({"fail": "slow", "seconds": 4.5, "times": 1})
    with pytest.raises(http.GatewayUnreachable):
        client_of_vnpay.query_dr(txn_ref=attempt.txn_ref, created_at=attempt.created_at, at=NEXT_MORNING)
    assert sweep(NEXT_MORNING, VNPAY).settled == 1


def test_an_answer_with_a_false_signature_settles_nothing(pay, gateway):
    gateway.faults.switch({"fail": "ipn_never"})
    pay()
    gateway.faults.switch({"fail": "answer_bad_signature"})
    report = sweep(NEXT_MORNING, VNPAY)
    assert (report.unanswered, report.settled) == (1, 0)
    assert Order.objects.get().status == "pending"


def test_a_payer_who_never_reached_the_gateway_expires_and_may_come_again(
    gateway, open_order, client_of_vnpay, booked
):
    order = open_order()
    attempt, _ = payments.begin(order, client_of_vnpay, ip="203.0.113.10", at=MORNING)
    assert sweep(NEXT_MORNING, VNPAY).settled == 1
    attempt.refresh_from_db()
    order.refresh_from_db()
    assert (attempt.status, order.status) == ("expired", "expired")
    second = orders.start_attempt(order, gateway="vnpay", at=NEXT_MORNING)
    order.refresh_from_db()
    assert (second.txn_ref, order.status) == ("H26152611210001T2", "pending")


def test_a_payer_who_stares_at_the_pay_page_is_left_open_and_given_to_staff_after_three_days(
    gateway, open_order, client_of_vnpay
):
    attempt, address = payments.begin(open_order(), client_of_vnpay, ip="203.0.113.10", at=MORNING)
    requests.get(address, timeout=10)
    assert sweep(NEXT_MORNING, VNPAY).open == 1
    assert for_staff(NEXT_MORNING) == []
    assert for_staff(MORNING + timedelta(days=4)) == [attempt]
