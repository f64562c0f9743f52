"""Web and worker processes are killed while eight clients file, and while a gateway reports payments: what was acknowledged
is there, once, and whole."""

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from tests.browser.city_site import forget, own_folder
from tests.crash.burst_under_fire import PLACES, check_burst, killed_within_a_burst, repeated
from tests.crash.city_under_fire import DATABASE, Installation
from tests.crash.gateway_under_fire import check_payments, reported_under_fire

CLIENTS = 8


@contextmanager
def begun() -> Iterator[tuple[Installation, dict]]:
    """An installation that answers, with a partner's token and the request that it files."""
    folder = own_folder()
    city = Installation(folder)
    try:
        yield city, json.loads(city.open())
    finally:
        city.close()
        forget(folder)


@pytest.fixture(scope="module")
def installation(django_db_setup) -> Iterator[tuple[Installation, dict]]:
    """The one of the short tests: starting it takes longer than they do. Filing must come first, it counts all dossiers."""
    with begun() as started:
        yield started


@pytest.fixture
def another(django_db_setup) -> Iterator[tuple[Installation, dict]]:
    with begun() as started:
        yield started


@dataclass
class Client:
    """Files one request after another; after a lost connection it sends the same one again, like a browser."""

    port: int
    token: str
    body: dict
    acknowledged: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self, ending: threading.Event, dice: random.Random) -> None:
        while not ending.is_set():
            ident = str(uuid.UUID(int=dice.getrandbits(128), version=4))
            for _ in range(200):
                code = self._send(ident)
                if code:
                    self.acknowledged[ident] = code
                    break
                if dice.random() < 0.2:  # this person gives up: nobody knows whether it arrived
                    self.given_up.add(ident)
                    break
                time.sleep(0.05)

    def _send(self, ident: str) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(
                "POST", "/api/v1/dossiers", json.dumps({**self.body, "id": ident}),
                {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            )  # fmt: skip
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            self.lost += 1
            return None
        finally:
            connection.close()
        if response.status not in (200, 201):
            self.wrong.append(f"{response.status} {answer[:300]!r}")
            return None
        return json.loads(answer)["code"]


def file_under_fire(city: Installation, told: dict, rounds: int, seed: int) -> list[Client]:
    """Eight clients file while, in each round, a web worker, the web server and the worker are killed."""
    dice, ending = random.Random(seed), threading.Event()
    clients = [Client(city.port, told["token"], told["body"]) for _ in range(CLIENTS)]
    threads = [
        threading.Thread(target=client.run, args=(ending, random.Random(seed + n)))
        for n, client in enumerate(clients, 1)
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in range(rounds):
            _until_more(clients, dice.randint(10, 40))
            city.kill_one_web_worker()
            _until_more(clients, dice.randint(10, 40))
            city.kill_worker()
            city.start_worker()
            _until_more(clients, dice.randint(10, 40))
            city.kill_web()
            city.start_web()
        _until_more(clients, 20)
    finally:
        ending.set()
        for thread in threads:
            thread.join(timeout=30)
    return clients


def _until_more(clients: list[Client], more: int) -> None:
    """Wait until so many more requests have been acknowledged: a slow machine is killed as late as a fast one."""
    begin, end = _filed(clients), time.monotonic() + 60
    while _filed(clients) < begin + more:
        assert time.monotonic() < end, [client.wrong[-1:] for client in clients]
        time.sleep(0.01)


def _filed(clients: list[Client]) -> int:
    return sum(len(client.acknowledged) for client in clients)


def settle(database: psycopg.Connection, within_s: float) -> None:
    """Wait until every consumer has handled every event."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        (left,) = database.execute("select count(*) from foundation_outboxentry").fetchone()
        if not left:
            return
        time.sleep(0.2)
    rows = database.execute(
        "select consumer, count(*), max(last_error) from foundation_outboxentry group by 1"
    )
    raise AssertionError(f"the outbox is not empty: {rows.fetchall()}")


def check_everything(city: Installation, clients: list[Client]) -> None:
    acknowledged = {ident: code for client in clients for ident, code in client.acknowledged.items()}
    given_up = set().union(*(client.given_up for client in clients))
    assert not [problem for client in clients for problem in client.wrong]
    with psycopg.connect(city.postgres.url(DATABASE), autocommit=True) as database:
        settle(database, 60)
        rows = database.execute(
            """select d.uuid::text, d.code, d.open_task_id,
                 (select count(*) from dossiers_task t where t.dossier_id = d.id and t.closed_at is null),
                 (select max(t.id) from dossiers_task t where t.dossier_id = d.id and t.closed_at is null),
                 (select count(*) from foundation_event e where e.chain = 'dossier/' || d.uuid),
                 (select count(*) from dossiers_timer t where t.dossier_id = d.id),
                 (select count(*) from money_order o where o.subject_id = d.uuid),
                 (select count(*) from exchange_message m where m.dossier_code = d.code)
               from dossiers_dossier d"""
        ).fetchall()
        stored = {row[0]: row[1] for row in rows}
        assert len(stored) == len(rows)
        missing = {ident: code for ident, code in acknowledged.items() if stored.get(ident) != code}
        assert not missing, f"acknowledged and lost or renamed: {missing}"
        assert stored.keys() <= acknowledged.keys() | given_up, "a dossier that nobody filed"
        for ident, _, open_task, tasks, task, events, timers, orders, messages in rows:
            assert (tasks, task, events, timers, orders) == (1, open_task, 1, 1, 1), f"{ident} is not whole"
            assert messages == 1, f"{ident} has {messages} messages"
        numbers = sorted(int(code.rsplit("-", 1)[1]) for code in stored.values())
        assert numbers == list(range(1, len(numbers) + 1)), "a number is missing or was given twice"
    assert city.python("-m", "motcua", "verify-chain") is not None


def test_what_was_acknowledged_survives_kills_of_every_process(installation):
    city, told = installation
    clients = file_under_fire(city, told, rounds=1, seed=20260302)
    assert sum(client.lost for client in clients) > 0, "no connection was lost: nothing was proved"
    assert _filed(clients) > 50
    check_everything(city, clients)


def test_payments_reported_while_the_web_is_killed_are_booked_once_each(installation):
    city, _ = installation
    check_payments(city, reported_under_fire(city, payments=24, kills=2, seed=20261121))


@pytest.mark.parametrize("place", PLACES)
def test_payments_that_are_being_booked_together_when_the_web_is_killed_are_booked_once_each(
    installation, place
):
    city, _ = installation
    burst = killed_within_a_burst(city, place)
    city.start_web()
    check_burst(burst, repeated(burst))


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_acknowledged_survives_many_kills_of_every_process(another, seed):
    city, told = another
    clients = file_under_fire(city, told, rounds=8, seed=seed)
    assert sum(client.lost for client in clients) > 0
    check_everything(city, clients)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_payments_reported_through_many_kills_are_booked_once_each(another, seed):
    city, _ = another
    check_payments(city, reported_under_fire(city, payments=400, kills=10, seed=seed))
