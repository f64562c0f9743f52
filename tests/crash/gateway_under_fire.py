"""A payment gateway that reports while web processes are killed: each order is paid once, each đồng is in the books."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable

import psycopg

from tests.crash.city_under_fire import DATABASE, Installation

CLIENTS = 8
OWING = """
import django; django.setup()
import json, sys
from motcua.foundation import clock
from motcua.money import orders
from motcua.money.gateways.vnpay import config, signing
from motcua.money.models import Order
from tests.procedures.at_work import filed_works

filed = [filed_works(clock.now()).uuid for _ in range(int(sys.argv[1]))]
merchant, notices = config.current(), []
for n, order in enumerate(Order.objects.filter(subject_id__in=filed).order_by("id"), int(sys.argv[2])):
    tried = orders.start_attempt(order, gateway="vnpay", at=clock.now())
    said = {
        "vnp_Amount": str(tried.amount * 100), "vnp_BankCode": "NCB", "vnp_CardType": "ATM",
        "vnp_OrderInfo": f"Le phi ho so {order.subject}", "vnp_PayDate": "20261121093312", "vnp_ResponseCode": "00",
        "vnp_TmnCode": merchant.tmn_code, "vnp_TransactionNo": str(n), "vnp_TransactionStatus": "00",
        "vnp_TxnRef": tried.txn_ref,
    }
    notices.append(signing.signed_query(merchant.secret, said))
print(json.dumps(notices))
"""


def owing(city: Installation, payments: int, first_number: int = 14_000_001) -> list[str]:
    """Notices of payments for so many requests that owe their fee; the gateway's own numbers count from the first."""
    return json.loads(city.python("-c", OWING, str(payments), str(first_number)).strip().splitlines()[-1])


class Gateway:
    """Reports its payments in any order, each until it is told 00 or 02, and some of them once more after that."""

    def __init__(self, city: Installation, payments: int, seed: int) -> None:
        self.port, self.dice, self.payments = city.port, random.Random(seed), payments
        self.left: list[str] = owing(city, payments) * 2
        self.dice.shuffle(self.left)
        self.lock = threading.Lock()
        self.answers: list[str] = []
        self.lost = 0

    def report(self) -> None:
        while True:
            with self.lock:
                if not self.left:
                    return
                notice = self.left.pop()
            told = self._tell(notice)
            with self.lock:
                if told is None:
                    self.lost += 1
                    self.left.insert(0, notice)
                else:
                    self.answers.append(told)
            if told is None:
                time.sleep(0.05)

    def _tell(self, notice: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"/thanh-toan/vnpay/ipn?{notice}")
            said = json.loads(connection.getresponse().read())["RspCode"]
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        return said if said in ("00", "02") else None


def reported_under_fire(city: Installation, payments: int, kills: int, seed: int) -> Gateway:
    """All payments are reported twice by eight connections while web processes are killed."""
    gateway = Gateway(city, payments, seed)
    threads = [threading.Thread(target=gateway.report) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    share = 2 * payments // (kills + 1)
    for kill in range(kills):
        _until(lambda wanted=share * (kill + 1): len(gateway.answers) >= wanted)  # type: ignore[misc]
        if kill % 2:
            city.kill_web()
            city.start_web()
        else:
            city.kill_one_web_worker()
    for thread in threads:
        thread.join(timeout=120)
    return gateway


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < end, "the gateway does not get on"
        time.sleep(0.01)


def check_payments(city: Installation, gateway: Gateway) -> None:
    """Everything is booked once: orders, tries, receipts, books, and what the dossiers heard."""
    assert gateway.lost > 0, "no connection was lost: nothing was proved"
    assert gateway.answers.count("00") <= gateway.payments <= len(gateway.answers)
    with psycopg.connect(city.postgres.url(DATABASE), autocommit=True) as database:

        def told(question: str) -> tuple:
            row = database.execute(question).fetchone()
            assert row is not None
            return row

        assert (
            told(
                """select (select count(*) from money_order where status = 'paid'),
                 (select count(*) from money_receipt where cancelled_at is null),
                 (select count(*) from money_attempt where status = 'paid')"""
            )
            == (gateway.payments,) * 3
        )
        assert told("select coalesce(sum(amount), 0) from ledger_line") == (0,), "the books do not balance"
        came, asked = told(
            """select (select sum(amount) from ledger_line where account = 'clearing' and detail = 'vnpay'),
                 (select sum(payer_amount) from money_order where status = 'paid')"""
        )
        assert came == asked > 0, "what the gateway holds is not what was paid"
        heard = database.execute(
            """select count(*) from foundation_event where kind = 'fee-paid' and chain like 'dossier/%' group by chain"""
        ).fetchall()
        assert heard == [(1,)] * gateway.payments, "a dossier heard of its payment more than once, or never"
        numbers = database.execute("select number from money_receipt order by number").fetchall()
        assert [n for (n,) in numbers] == list(range(1, gateway.payments + 1)), (
            "a number is missing or was given twice"
        )
    assert city.python("-m", "motcua", "verify-chain") is not None
