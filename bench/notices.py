"""Payment notices handled per second, against pgbench on the same server. `python -m bench.notices` or `--quick`.

Each notice is a GET over HTTP as VNPay sends it: its signature is checked, its order locked, the money booked in the ledger,
the receipt numbered, the dossier told, in one durable transaction. Part of `make bench-money`.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from uuid import uuid4

from bench import city, effort
from bench.load import Connection, drive, request
from bench.reporting import Result, at_least, report

CLIENTS = 32
"""Connections of the providers, and as many of the yardstick: a burst."""

THREADS = 16
AIM = 0.25
PATH = "/thanh-toan/vnpay/ipn"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.notices")
    parser.add_argument("--quick", action="store_true", help="a smoke test of the measurement")
    parser.add_argument("--notices", type=int, help="in each round (4000; quick: 200)")
    parser.add_argument("--rounds", type=int, help="of which the median counts (3; quick: 1)")
    parser.add_argument("--seconds", type=int, help="of each run of the yardstick (20; quick: 4)")
    parser.add_argument(
        "--clients", type=int, default=CLIENTS, help=f"connections that report at once ({CLIENTS})"
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=THREADS,
        help=f"of each of the two web processes ({THREADS}, as installed)",
    )
    chosen = parser.parse_args(argv)
    each = chosen.notices or (200 if chosen.quick else 4000)
    rounds, seconds = (
        chosen.rounds or (1 if chosen.quick else 3),
        chosen.seconds or (4 if chosen.quick else 20),
    )
    with city.database() as server:
        results = list(
            measured(
                server, small=chosen.quick, each=each, rounds=rounds, seconds=seconds,
                clients=chosen.clients, threads=chosen.threads,
            )
        )  # fmt: skip
    how = f"{chosen.clients} connections, {chosen.threads} threads in each of two web processes"
    return report("payment notices", results, f"{each} notices a round, median of {rounds}. {how}.")


def measured(
    server,
    *,
    small: bool,
    each: int,
    rounds: int,
    seconds: int,
    clients: int = CLIENTS,
    threads: int = THREADS,
) -> Iterator[Result]:
    """Rounds of yardstick and notices in turn, so that both meet the same neighbours; medians."""
    from django.db import connection

    address = city.fresh(server, "bench_notices")
    city.load(address, small=small)
    notices = _owing(each * rounds + 3)
    yield Result(
        "statements of a notice", city.statements(server, lambda: _told(notices.pop())), "statements"
    )
    _told(notices.pop()), notices.pop()
    yardstick = city.fresh(server, "yardstick")
    city.fill_pgbench(yardstick, 5 if small else 50)
    connection.close()  # the load client forks
    tpcb, rates, repeats, efforts = [], [], [], []
    with city.web(url=address, threads=threads) as port:
        for turn in range(rounds):
            city.settle(yardstick)
            tpcb.append(city.pgbench(yardstick, seconds=seconds, builtin="tpcb-like", clients=clients))
            city.settle(address)
            share = notices[turn * each : (turn + 1) * each]
            before = effort.spent(os.getpid()), effort.spent(server.pid())
            rates.append(_rate(port, share, "00", clients))
            after = effort.spent(os.getpid()), effort.spent(server.pid())
            efforts.append([(then - now) / len(share) * 1e6 for now, then in zip(before, after, strict=True)])
            repeats.append(_rate(port, share[: each // 4], "02", clients))
    base = statistics.median(tpcb)
    yield Result(f"pgbench tpcb-like, {clients} clients", round(base, 1), "tps")
    yield at_least(
        "payment notices over HTTP, all booked", statistics.median(rates), "notices/s", "tpcb-like", base, AIM
    )
    repeated = statistics.median(repeats)
    yield Result(
        "the same notices once more", round(repeated, 1), "notices/s", "tpcb-like", round(repeated / base, 3)
    )
    yield Result("booked in one transaction, mean", round(_together(), 1), "notices")
    for who, column in (("web and load client", 0), ("database", 1)):
        spent = statistics.median(one[column] for one in efforts)
        yield Result(f"processor time a notice: {who}", round(spent), "µs")
    yield Result("difference of all books", float(_difference()), "đồng", aim="<= 0", met=_difference() == 0)


def _rate(port: int, share: list[str], answer: str, clients: int) -> float:
    done, took = drive(port, tell, [[answer, share[n::clients]] for n in range(clients)], 0)
    return done / took


def tell(connection: Connection, share: list, until: float) -> int:
    """Report each payment of the share; every answer must be the expected one."""
    expected, notices = share
    right = b'"RspCode": "%s"' % expected.encode()
    for notice in notices:
        status, answer = connection.call(request("GET", f"{PATH}?{notice}", {}))
        if status != 200 or right not in answer:
            raise RuntimeError(f"{status}: {answer[:300]!r}")
    return len(notices)


def _told(notice: str) -> None:
    """The same within this process."""
    from django.test import RequestFactory

    from motcua.money import views

    answer = views.notice(RequestFactory().get(f"{PATH}?{notice}"))
    if b'"00"' not in answer.content:
        raise RuntimeError(answer.content.decode())


def _owing(count: int) -> list[str]:
    """Notices of payments for so many requests for certified copies, which came by post and owe their fee; shuffled."""
    from itertools import cycle, islice
    from random import Random

    from motcua.city import authority
    from motcua.city.models import Person
    from motcua.foundation import clock
    from motcua.money import orders
    from motcua.money.gateways.vnpay import config, signing
    from motcua.money.models import Order
    from motcua.procedures.catalogue import publishing
    from motcua.procedures.dossiers import changes
    from motcua.project.demo import account_of

    at, merchant = clock.now(), config.current()
    by = authority.actor_for(account_of("resident"), at)
    version = publishing.version_for("2.000815", at)
    assert version is not None
    compiled = publishing.compiled(version)
    people = list(
        Person.objects.select_related("unit")
        .exclude(pin="")
        .filter(birth_date__lt="2000-01-01", unit__isnull=False)[:1000]
    )
    notices = []
    for number, person in enumerate(islice(cycle(people), count), 1):
        dossier = changes.file(_request(version.id, compiled, person), by=by, at=at)
        attempt = orders.start_attempt(Order.objects.get(subject_id=dossier.uuid), gateway="vnpay", at=at)
        notices.append(signing.signed_query(merchant.secret, {
            "vnp_Amount": str(attempt.amount * 100), "vnp_BankCode": "NCB", "vnp_CardType": "ATM",
            "vnp_OrderInfo": f"Le phi ho so {dossier.code}", "vnp_PayDate": f"{at:%Y%m%d%H%M%S}",
            "vnp_ResponseCode": "00", "vnp_TmnCode": merchant.tmn_code, "vnp_TransactionNo": str(14_000_000 + number),
            "vnp_TransactionStatus": "00", "vnp_TxnRef": attempt.txn_ref,
        }))  # fmt: skip
    Random(8).shuffle(notices)
    return notices


def _request(version_id: int, compiled, person):
    from motcua.procedures.dossiers.submission import Party, Submission

    party = Party(
        name=person.full_name, person_id=person.id, unit_code=person.unit.code, address=person.address_line,
        email=f"{person.pin}@example.vn", phone="0912345678",
        facts={"kind": "citizen", "full_name": person.full_name, "residence_unit": person.unit.code, "exemptions": []},
    )  # fmt: skip
    asked = {
        "applicant_name": person.full_name, "applicant_phone": "0912345678", "copy_form": "paper",
        "originals": [{"title": "Bằng tốt nghiệp", "pages": 2, "copies": 3, "issued_by_foreign": False}],
    }  # fmt: skip
    return Submission(
        id=uuid4(), version_id=version_id, compiled=compiled, channel="postal", answers=asked, papers=(),
        applicant=party, owner=party, known_sources=frozenset({"population.identity", "population.residence"}),
    )  # fmt: skip


def _together() -> float:
    """Payments in a transaction: a row remembers which one wrote it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select count(*)::float / greatest(count(distinct xmin::text), 1) from money_receipt")
        return float(cursor.fetchone()[0])


def _difference() -> int:
    from datetime import date

    from motcua.money.ledger import balance

    return balance.difference(balance.trial(date.min, date.max))


if __name__ == "__main__":
    begin = time.time()
    code = main()
    print(f"{time.time() - begin:.0f} s")
    raise SystemExit(code)
