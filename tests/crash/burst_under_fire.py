"""A web server that is killed while it books payments together: some are answered, some half written, some wait in line."""

import http.client
import json
import threading
import time
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import psycopg

from tests.crash.city_under_fire import DATABASE, Installation
from tests.crash.gateway_under_fire import owing

PLACES = {
    "at-its-first-change": "select 1 from money_attempt where txn_ref = %s for update",
    "at-its-last-statement": """select 1 from foundation_chainhead where chain = (
        select 'dossier/' || subject_id from money_order o join money_attempt a on a.order_id = o.id where txn_ref = %s
    ) for update""",
}
"""What the test holds of each payment, so that whoever books it stops there."""

_IN_HAND = """select a.txn_ref from money_attempt a join money_order o on o.id = a.order_id
where a.txn_ref = any(%s) and o.id not in (select id from money_order where id = any(%s) for update skip locked)"""
_WAITING = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
_AT_WORK = "select pid from pg_stat_activity where datname = current_database() and state like 'idle in%'"


@dataclass
class Burst:
    """Payments that are reported at once, by the references of their tries; `answers`: what the gateway was told."""

    city: Installation
    notices: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)

    def report(self, references: Iterable[str]) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._tell, args=(one,)) for one in references]
        for thread in threads:
            thread.start()
        return threads

    def _tell(self, reference: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=60)
        try:
            connection.request("GET", f"/thanh-toan/vnpay/ipn?{self.notices[reference]}")
            self.answers[reference] = json.loads(connection.getresponse().read())["RspCode"]
        except (OSError, http.client.HTTPException, ValueError):  # killed: the gateway repeats
            pass
        finally:
            connection.close()


def killed_within_a_burst(city: Installation, place: str, payments: int = 12) -> Burst:
    """All are reported at once, and the web is killed while a transaction that books several of them stands at `place`."""
    said = owing(city, payments, first_number=15_000_001 + 1000 * list(PLACES).index(place))
    burst = Burst(city, {parse_qs(one)["vnp_TxnRef"][0]: one for one in said})
    with _watching(city) as database:
        held = {one: _holding(city, PLACES[place], one) for one in burst.notices}
        try:
            threads = burst.report(burst.notices)
            burst.cut, alone = _stopped(database, burst)
            while (
                len(burst.cut) <= alone
            ):  # each by itself: these go on, and who came meanwhile is booked together
                assert any(burst.cut), "nothing was booked together: nothing was proved"
                for one in burst.cut:
                    held.pop(one).close()
                burst.cut, alone = _stopped(database, burst)
            city.kill_web()
        finally:
            for one in held.values():
                one.close()
        for thread in threads:
            thread.join(timeout=60)
        _until_let_go(database)
    return burst


def repeated(burst: Burst) -> dict[str, str]:
    """Every payment once more, by a gateway that asks until it hears that it is known; what it heard."""
    before, burst.answers = burst.answers, {}
    end = time.monotonic() + 60
    while left := [one for one in burst.notices if burst.answers.get(one) not in ("00", "02")]:
        assert time.monotonic() < end, burst.answers
        for thread in burst.report(left):
            thread.join(timeout=60)
    told, burst.answers = burst.answers, before
    return told


def check_burst(burst: Burst, told: dict[str, str]) -> None:
    """What was answered before was booked; of what was cut off nothing was; after the repeat each is booked, once."""
    assert not burst.cut & burst.answers.keys(), "answered before it was durable"
    for one in burst.notices:
        if one in burst.cut:
            assert told[one] == "00", "a part of what was cut off is there"
        elif one in burst.answers:
            assert (burst.answers[one], told[one]) == ("00", "02"), "answered, and not there"
    references = list(burst.notices)
    with _watching(burst.city) as database:
        rows = database.execute(
            """select a.status, o.status,
                 (select count(*) from money_receipt r where r.order_id = o.id),
                 (select count(*) from invoices_document d where d.order_id = o.id),
                 (select count(*) from ledger_entry e where e.key = 'order:' || o.id || ':paid'),
                 (select count(*) from foundation_event e where e.chain = 'dossier/' || o.subject_id and e.kind = 'fee-paid'),
                 (select count(*) from money_gatewaynotice n where n.attempt_id = a.id and n.verdict = '00')
               from money_attempt a join money_order o on o.id = a.order_id where a.txn_ref = any(%s)""",
            [references],
        ).fetchall()
        assert rows == [("paid", "paid", 1, 1, 1, 1, 1)] * len(references)
        (difference,) = database.execute("select sum(amount) from ledger_line").fetchone()  # type: ignore[misc]
        assert difference == 0, "the books do not balance"
        numbers = database.execute("select number from money_receipt order by number").fetchall()
        assert [n for (n,) in numbers] == list(range(1, len(numbers) + 1)), "a number is missing"


@contextmanager
def _watching(city: Installation):
    with psycopg.connect(city.postgres.url(DATABASE), autocommit=True) as database:
        yield database


def _holding(city: Installation, what: str, reference: str) -> psycopg.Connection:
    """A transaction that stays open, and holds a row of this payment."""
    line = psycopg.connect(city.postgres.url(DATABASE))
    assert line.execute(what, [reference]).fetchone() is not None
    return line


def _stopped(database: psycopg.Connection, burst: Burst) -> tuple[set[str], int]:
    """Wait until nothing moves any more: the payments in the hands of those who were stopped, and how many stand there."""
    references = list(burst.notices)
    rows = database.execute(
        "select order_id from money_attempt where txn_ref = any(%s)", [references]
    ).fetchall()
    orders = [order for (order,) in rows]
    before: tuple[set[str], int] = (set(), -1)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.3)
        with database.transaction(force_rollback=True):
            in_hand = {one for (one,) in database.execute(_IN_HAND, [references, orders])}
        now = in_hand, len(database.execute(_WAITING).fetchall())
        if in_hand and now == before:
            return now
        before = now
    raise AssertionError(f"nothing was booked: {burst.answers}")


def _until_let_go(database: psycopg.Connection) -> None:
    """The server ends the transactions of the dead as soon as it wants to answer them."""
    end = time.monotonic() + 60
    while database.execute(f"{_WAITING} union {_AT_WORK}").fetchone():
        assert time.monotonic() < end, "a transaction of a killed process stays open"
        time.sleep(0.1)
