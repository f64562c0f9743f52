"""The product and a bank over real HTTP: a payer scans the code, the bank tells, with every fault that the bank can play."""

import re
import threading
import time

import pytest
import requests

from motcua.city.models import Unit
from motcua.foundation import clock
from motcua.money.bank import bringing, config, paying
from motcua.money.bank.models import BankLine
from motcua.money.merchants import changes, printed, rules
from motcua.money.merchants.models import Taking
from motcua.money.models import Order
from sandbox.bank import merchants
from sandbox.bank.app import application, read_qr
from sandbox.bank.state import Account, State
from sandbox.web import mounted
from tests.money.conftest import MORNING
from tests.money.test_gateway_contract import _Quiet, _Server
from tests.money.test_ledger import balances
from tests.procedures import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.money.urls")]
KEY = "khoa-chung-cua-ngan-hang-va-thanh-pho"


@pytest.fixture
def bank(live_server, settings):
    """A running bank; gives (its state, its address)."""
    clock.set_for_test(MORNING)
    settings.BANK = {
        "BIN": "970436",
        "ACCOUNT": "0123499999",
        "HOLDER": "TRUNG TAM",
        "BANK": "Vietcombank",
        "KEY": KEY,
    }
    account = Account("0123499999", KEY, f"{live_server.url}/thanh-toan/ngan-hang/bien-dong")
    state = State(account=account, now=lambda: MORNING)
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(mounted({"bank": application(state)}, application(state)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield state, f"http://127.0.0.1:{server.server_port}/bank"
    for teller in [t for t in threading.enumerate() if t.name == "bank-message"]:
        teller.join(timeout=10)
    server.shutdown()
    server.server_close()


def transfer(address: str, qr: str, **changes: str) -> None:
    """What a payer does with a bank's app: scan, look, confirm."""
    seen = requests.get(f"{address}/", params={"qr": qr}, timeout=10).text
    form = dict(re.findall(r'name="(account|amount|note|payer)" value="([^"]*)"', seen)) | changes
    done = requests.post(f"{address}/transfer", data=form, timeout=10, allow_redirects=False)
    assert done.status_code == 303, done.text


def answers(state: State, count: int) -> list[str]:
    end = time.monotonic() + 8
    while time.monotonic() < end and sum(len(one.answer) for one in state.moved) < count:
        time.sleep(0.03)
    return [answer for one in state.moved for answer in one.answer]


def asked(order: Order) -> str:
    account = config.account()
    assert account is not None
    return paying.asked(paying.begin(order, MORNING), account).qr


def test_a_payer_scans_the_code_and_the_order_is_paid(bank, open_order):
    state, address = bank
    order = open_order()
    state.faults.switch({"fail": "message_twice"})
    transfer(address, asked(order))
    assert answers(state, 2) == ["200", "200"]
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert BankLine.objects.count() == 1
    assert balances() == {"bank": 50_000, "le_phi": 50_000}


@pytest.mark.parametrize(("fault", "answer"), [("bad_key", "401"), ("float_amount", "400")])
def test_what_the_bank_tells_wrongly_is_refused_and_told_again(bank, open_order, fault, answer):
    state, address = bank
    order = open_order()
    qr = asked(order)
    state.faults.switch({"fail": fault, "times": 1})
    transfer(address, qr)
    assert answers(state, 2) == [answer, "200"]
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert BankLine.objects.count() == 1


@pytest.mark.parametrize("form", ["statement.sta", "statement.xml"])
def test_what_the_bank_never_told_comes_with_the_statement(bank, open_order, form):
    state, address = bank
    order = open_order()
    state.faults.switch({"fail": "message_never"})
    transfer(address, asked(order))
    transfer(address, asked(order), note="tien an trua")
    account = config.account()
    assert account is not None
    report = bringing.bring(requests.get(f"{address}/{form}", timeout=10).content, account, MORNING)
    assert (report.new, report.results) == (2, {"matched": 1, "unmatched": 1})
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert balances() == {"bank": 100_000, "le_phi": 50_000, "suspense": 50_000}


def test_a_slip_in_the_note_waits_for_an_officer(bank, open_order):
    state, address = bank
    qr = asked(open_order())
    state.faults.switch({"fail": "typing_slip"})
    transfer(address, qr)
    assert answers(state, 1) == ["200"]
    assert BankLine.objects.get().state == BankLine.State.OPEN


@pytest.mark.urls("motcua.project.urls")
def test_a_merchant_is_paid_by_its_code_and_the_hub_tells_the_city_once(live_server, city, settings):
    clock.set_for_test(MORNING)
    settings.MERCHANTS_KEY = KEY
    unit = Unit.objects.get(code="00160", code_list="2025")
    owner = people.resident(MORNING)
    told = rules.Application(
        "Hàng mẫu", "market", "Chợ mẫu", "970436", "12345678", False, "NGUYEN VAN MAU", True
    )
    merchant = changes.apply(told, unit, by=owner, at=MORNING)
    merchant = changes.decide(merchant.uuid, True, "", None, by=people.officer("leader", MORNING), at=MORNING)
    state = State(account=Account("0123499999", KEY, "http://127.0.0.1:9/"), now=lambda: MORNING)
    state.faults.switch({"fail": "message_twice"})
    hub = merchants.Hub(KEY, f"{live_server.url}{merchants.MESSAGE_PATH}")
    paid = state.elsewhere(45_000, "tien rau", "TRAN VAN KHACH")
    for teller in merchants.start(paid, read_qr(printed.text_of(merchant))["account"], hub, state.faults):
        teller.join(timeout=10)
    assert paid.answer == ["200", "200"]
    assert list(Taking.objects.values_list("merchant", "amount")) == [(merchant.pk, 45_000)]
