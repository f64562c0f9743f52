"""A small city treasury: settings of a merchant, orders to pay, notices as VNPay would send them."""

import itertools
import threading
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from motcua.money import orders, paid
from motcua.money.fees import Channel, FeeLine, Kind, SetBy, Words, compute
from motcua.money.gateways.vnpay import config, signing
from motcua.money.gateways.vnpay.client import VnpayClient, stamp

SECRET = "MOTCUATESTSECRET0123456789ABCDEF"
TMN_CODE = "MOTCUA01"
VN = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 21, 9, 30, tzinfo=VN)


@pytest.fixture
def vnpay_settings(settings):
    """The merchant of the published examples; the gateway's address leads nowhere until a test gives one."""
    settings.VNPAY = {
        "TMN_CODE": TMN_CODE,
        "SECRET": SECRET,
        "PAY_URL": "http://127.0.0.1:9/vnpay/paymentv2/vpcpay.html",
        "API_URL": "http://127.0.0.1:9/vnpay/merchant_webapi/api/transaction",
        "RETURN_URL": "https://motcua.example.vn/thanh-toan/vnpay/ket-qua",
        "TIMEOUT_S": 3.0,
    }
    return settings.VNPAY


@pytest.fixture
def client_of_vnpay(vnpay_settings):
    ids = (f"RQ{n:014d}" for n in itertools.count(1))
    return VnpayClient(config.current(), new_id=lambda: next(ids))


def le_phi(amount=50_000, kind=Kind.LE_PHI):
    line = FeeLine("le_phi.ho_tich", Words("Lệ phí hộ tịch", "Civil status charge"), kind, SetBy.CP, amount)
    return compute([line], [], channel=Channel.ONLINE, on=date(2026, 11, 21), city="01")


@pytest.fixture
def open_order():
    """Open an order for a dossier; the published example by default."""

    def build(subject="H26.15-261121-0001", fee=None, **more):
        return orders.open_order(
            subject=subject,
            subject_id=uuid.uuid4(),
            fee=fee or le_phi(),
            payer_name="Nguyễn Thị Thử",
            channel="online",
            at=MORNING,
            **more,
        )

    return build


@pytest.fixture
def booked():
    """What the rooms above hear: (subject, time) of each paid order."""
    heard = []

    def hear(orders, at):
        heard.extend((order.subject, at) for order in orders)

    paid.connect(hear)
    yield heard
    paid.disconnect(hear)


def notice(attempt, code="00", status=None, number="14226112", **changes):
    """The signed parameters of an IPN or return for `attempt`; `changes` are made before signing."""
    params = {
        "vnp_Amount": str(attempt.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": "VNP14226112",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": f"Le phi ho so {attempt.order.subject}",
        "vnp_PayDate": stamp(MORNING),
        "vnp_ResponseCode": code,
        "vnp_TmnCode": TMN_CODE,
        "vnp_TransactionNo": number,
        "vnp_TransactionStatus": status or ("00" if code == "00" else "07" if code == "07" else "02"),
        "vnp_TxnRef": attempt.txn_ref,
        **{f"vnp_{name}": value for name, value in changes.items()},
    }
    return params | {"vnp_SecureHash": signing.sign(SECRET, signing.hash_data(params))}


def together(count, work):
    """Run `work(n)` in `count` threads that start at the same moment; their answers, in any order.

    An error of a thread is its answer.
    """
    barrier = threading.Barrier(count)
    answers = []

    def run(n):
        try:
            barrier.wait(timeout=20)
            answers.append(work(n))
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    assert len(answers) == count, "a thread did not come to its end"
    return answers
