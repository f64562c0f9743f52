"""The file of a day over real HTTP: fetched with a signature, taken once, with every fault that the gateway can play."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest

from motcua.money import orders, refunds
from motcua.money.gateways import http
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.reconciliation import asking, fetching, files, running
from motcua.money.reconciliation.models import Difference, Part
from motcua.money.reconciliation.partners import partners
from sandbox import day_files
from sandbox.day_files import Moved
from sandbox.gateway import Payment as Opened
from sandbox.momo import state as momo_state
from sandbox.server import _QuietHandler, _ThreadedServer
from sandbox.vnpay.app import application
from sandbox.vnpay.state import Merchant, Payment, State
from sandbox.web import mounted
from sandbox.zalopay import state as zalopay_state
from tests.money.conftest import MORNING, SECRET, TMN_CODE

pytestmark = pytest.mark.django_db
DAY, NEXT = MORNING.date(), MORNING + timedelta(days=1)
WHO = {"by": "Hệ thống", "at": NEXT, "today": NEXT.date()}


@contextmanager
def served(apps):
    """Stand-ins over HTTP; gives their address."""
    server = _ThreadedServer(("127.0.0.1", 0), _QuietHandler)
    server.set_app(mounted(apps, next(iter(apps.values()))))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway(settings):
    state = State(merchant=Merchant(TMN_CODE, SECRET, "http://127.0.0.1:9/ipn"), now=lambda: MORNING)
    with served({"vnpay": application(state)}) as base:
        settings.DAY_FILES, settings.DAY_FILES_KEY = {"vnpay": f"{base}/vnpay/day-file"}, SECRET
        yield state


def paid(open_order, state, count=2):
    """Payments that both sides know; their references."""
    found = []
    for n in range(1, count + 1):
        order = open_order(subject=f"H26.15-261121-{n:04d}")
        attempt = orders.start_attempt(order, gateway="vnpay", at=MORNING)
        settle(attempt, orders.lock(order.pk), Outcome.PAID, MORNING, gateway_no=str(n))
        asked = {"vnp_TxnRef": attempt.txn_ref, "vnp_Amount": "5000000"}
        state.payments[attempt.txn_ref] = Payment(asked, "t", "00", "00", str(n), f"{MORNING:%Y%m%d%H%M%S}")
        found.append(attempt.txn_ref)
    return found


def compared():
    fetching.fetch("vnpay", DAY, **WHO)
    running.run(DAY, **WHO)
    return {one.reference: one.cause for one in Difference.objects.filter(partner="vnpay", state="open")}


def test_the_days_file_is_fetched_and_agrees_fees_and_all(gateway, open_order):
    paid(open_order, gateway)
    assert compared() == {}
    part = Part.objects.get(partner="vnpay")
    assert (part.agrees, part.matched_lines, part.fees) == (True, 2, 1_100)
    assert fetching.fetch("vnpay", DAY, **WHO)[1] is False


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("file_lost_line", "late_settlement"), ("file_double_line", "double"), ("file_wrong_amount", "amount")],
)
def test_each_fault_of_the_file_is_one_difference_that_ends_with_a_right_file(
    gateway, open_order, fault, cause
):
    references = paid(open_order, gateway)
    gateway.faults.switch({"fail": fault, "times": 1})
    assert compared() == {references[0]: cause}
    assert compared() == {}


def test_a_gateway_that_is_away_or_does_not_know_us_gives_no_file(gateway, open_order, settings):
    paid(open_order, gateway)
    gateway.faults.switch({"fail": "file_down", "times": 1})
    with pytest.raises(http.GatewayUnreachable, match="503"):
        fetching.fetch("vnpay", DAY, **WHO)
    settings.DAY_FILES_KEY = "another"
    with pytest.raises(http.GatewayUnreachable, match="401"):
        fetching.fetch("vnpay", DAY, **WHO)


def test_a_payment_whose_notice_never_came_is_asked_about_and_then_nothing_differs(
    gateway, open_order, settings
):
    paid(open_order, gateway, 1)
    order = open_order(subject="H26.15-261121-0009")
    attempt = orders.start_attempt(order, gateway="vnpay", at=MORNING)
    began = f"{MORNING:%Y%m%d%H%M%S}"
    asked = {
        "vnp_TxnRef": attempt.txn_ref,
        "vnp_Amount": "5000000",
        "vnp_CreateDate": began,
        "vnp_OrderInfo": "x",
    }
    gateway.payments[attempt.txn_ref] = Payment(asked, "u", "00", "00", "77", f"{MORNING:%Y%m%d%H%M%S}")
    base = settings.DAY_FILES["vnpay"].removesuffix("/day-file")
    settings.VNPAY = {
        "TMN_CODE": TMN_CODE, "SECRET": SECRET, "PAY_URL": f"{base}/paymentv2/vpcpay.html",
        "API_URL": f"{base}/merchant_webapi/api/transaction", "RETURN_URL": "https://motcua.example.vn/ket-qua",
    }  # fmt: skip
    assert compared() == {attempt.txn_ref: "missing_notice"}
    assert asking.ask(Difference.objects.get(reference=attempt.txn_ref), NEXT)
    running.run(DAY, **WHO)
    order.refresh_from_db()
    assert order.status == "paid" and not Difference.objects.filter(state="open", partner="vnpay").exists()


@pytest.mark.parametrize(
    ("partner", "stand_in"),
    [
        ("momo", lambda: momo_state.State(merchant=momo_state.Merchant("MOTCUA", "K", "S"), now=lambda: MORNING)),
        ("zalopay", lambda: zalopay_state.State(merchant=zalopay_state.Merchant(99001, "1", "2"), now=lambda: MORNING)),
    ],
)  # fmt: skip
def test_what_a_gateway_gave_back_stands_in_its_file_and_agrees_with_our_books(
    open_order, partner, stand_in, settings, monkeypatch
):
    state = stand_in()
    order = open_order(subject="H26.15-261121-0001")
    attempt = orders.start_attempt(order, gateway=partner, at=MORNING)
    settle(attempt, orders.lock(order.pk), Outcome.PAID, MORNING, gateway_no="77")
    there = Opened(
        attempt.txn_ref, 50_000, "x", "", "", NEXT, {}, outcome="0", number="77", decided_at=MORNING
    )
    state.payments[attempt.txn_ref] = there
    there.give_back("RF1", 20_000, MORNING)
    there.give_back("RF2", 5_000, NEXT)
    refund = refunds.approve(refunds.request(order, 20_000, "giảm", "An", MORNING), "Bình", MORNING)
    refunds.Refund.objects.filter(pk=refund.pk).update(status="unknown")
    refunds.clear(refund, done=True, by="Bình", at=MORNING)
    monkeypatch.setattr(day_files, "key_of", lambda config: SECRET)
    with served({partner: day_files.beside(lambda environ, start: [], partner, state, None)}) as base:
        settings.DAY_FILES, settings.DAY_FILES_KEY = {partner: f"{base}/{partner}/day-file"}, SECRET
        fetching.fetch(partner, DAY, **WHO)
    running.run(DAY, **WHO)
    part = Part.objects.get(partner=partner)
    assert part.agrees and not Difference.objects.filter(partner=partner, state="open").exists()
    assert (part.matched_lines, part.partner_sum, part.refunded_sum) == (2, 30_000, 20_000)


@pytest.mark.parametrize("partner", ["vnpay", "momo", "zalopay", "platform"])
def test_every_partners_stand_in_writes_what_its_layout_reads(partner):
    rows = [
        Moved("H26T1", "N1", 50_000, "20261121093312"),
        Moved("H26T1", "N1R", 20_000, "20261121100000", back=True),
    ]
    layout = partners()[partner].layout(DAY)
    told = files.read(day_files.WRITERS[partner](rows)[0].encode(), layout, DAY)
    assert [(one.reference, one.amount, one.fee) for one in told] == [
        ("H26T1", 50_000, 550),
        ("H26T1", -20_000, 0),
    ]
