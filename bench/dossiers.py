"""Filing, officers' steps and pages, against pgbench on the same server. `make bench-dossiers` or `--quick`."""

import argparse
import json
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain, product

from bench import city
from bench.load import Connection, drive, request
from bench.reporting import Result, at_least, at_most, report

CLIENTS = 8
COPY = "2.000815"
"""Certified copies: five answers, a fee with its order, a paper, three posts; the most asked procedure."""
AIM_FILING, AIM_GROWTH = 0.2, 1.3
ACCEPT = json.dumps({"ticked": ["original_seen", "no_ground_to_refuse"]}).encode()
ACT = json.dumps({"action": "submit", "ticked": ["copy_true", "no_interest"]}).encode()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.dossiers")
    parser.add_argument(
        "--quick", action="store_true", help="a smoke test of the measurement: under 90 seconds"
    )
    parser.add_argument("--seconds", type=int, help="of each run (30; quick: 4)")
    parser.add_argument("--rounds", type=int, help="of which the median counts (3; quick: 1)")
    parser.add_argument(
        "--sizes", help="dossiers in the database for the pages, such as 10000,100000,1000000"
    )
    parser.add_argument(
        "--reuse", action="store_true", help="the cities of the pages as an earlier run left them"
    )
    parser.add_argument("--pages-only", action="store_true", help="no filing and no steps")
    parser.add_argument("--note", default="", help="what the reader of the table must know")
    chosen = parser.parse_args(argv)
    seconds = chosen.seconds or (4 if chosen.quick else 30)
    rounds = chosen.rounds or (1 if chosen.quick else 3)
    sizes = [
        int(n) for n in (chosen.sizes or ("2000" if chosen.quick else "10000,100000,1000000")).split(",")
    ]
    with city.database() as server:
        address = city.fresh(server, "bench")
        city.load(address, small=chosen.quick)
        parts = [_pages(server, chosen.quick, sizes, chosen.reuse)]
        if not chosen.pages_only:
            yardstick = city.fresh(server, "yardstick")
            city.fill_pgbench(yardstick, 5 if chosen.quick else 50)
            parts = [_counts(server), _rates(yardstick, address, seconds, rounds), *parts]
        results = []
        for one in chain(*parts):
            print(f"{one.name}: {one.value:g} {one.unit}", flush=True)
            results.append(one)
    return report("dossiers", results, f"{seconds} s a run, median of {rounds}. {chosen.note}".strip())


# ---- requests


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _bodies(count: int) -> list[bytes]:
    """Requests of different people of all communes, without the id."""
    from motcua.city.models import Person

    adults = (
        Person.objects.select_related("unit")
        .exclude(pin="")
        .filter(birth_date__lt="2000-01-01", unit__isnull=False)
    )
    return [
        json.dumps(
            {
                "procedure": COPY,
                "applicant": {"full_name": person.full_name, "pin": person.pin},
                "answers": {
                    "applicant_name": person.full_name,
                    "applicant_phone": "0912345678",
                    "applicant_email": f"{person.pin}@example.vn",
                    "copy_form": "paper",
                    "originals": [
                        {
                            "title": "Bằng tốt nghiệp đại học",
                            "pages": 2,
                            "copies": 3,
                            "issued_by_foreign": False,
                        }
                    ],
                },
            },
            ensure_ascii=False,
        ).encode()
        for person in adults.order_by("?")[:count]
    ]


def _filing(token: str, body: bytes) -> bytes:
    """One request with an id of its own."""
    return request(
        "POST", "/api/v1/dossiers", _headers(token), b'{"id":"%s",' % str(uuid.uuid4()).encode() + body[1:]
    )


def file_until(connection: Connection, share: list, until: float) -> int:
    """File from the share again and again, with new ids; every answer must be a new dossier with a code."""
    token, bodies = share
    done = 0
    while time.perf_counter() < until:
        status, answer = connection.call(_filing(token, bodies[done % len(bodies)]))
        if status != 201 or b'"code":"H' not in answer:
            raise RuntimeError(f"{status}: {answer[:300]!r}")
        done += 1
    return done


def work_through(connection: Connection, share: list, until: float) -> int:
    """Accept, claim and examine each dossier of the share; the number of steps."""
    for task, counter, examiner in share:
        _, answer = _step(connection, f"/api/v1/tasks/{task}/accept", counter, ACCEPT)
        following = json.loads(answer)["open_task"]
        _step(connection, f"/api/v1/tasks/{following}/claim", examiner)
        _step(connection, f"/api/v1/tasks/{following}/act", examiner, ACT)
    return 3 * len(share)


def _step(connection: Connection, path: str, token: str, body: bytes = b"") -> tuple[int, bytes]:
    status, answer = connection.call(request("POST", path, _headers(token), body))
    if status != 200:
        raise RuntimeError(f"{path} {status}: {answer[:300]!r}")
    return status, answer


# ---- tokens


def _partner_token() -> str:
    from datetime import timedelta

    from motcua.city import partners
    from motcua.city.models import Account
    from motcua.foundation import clock

    account, _ = Account.objects.get_or_create(
        username="partner.bench", defaults={"display_name": "Hệ thống đo", "kind": "partner", "password": "!"}
    )
    return partners.issue("bench", account, ["dossiers:submit"], at=clock.now(), valid_for=timedelta(days=1))[
        0
    ]


def _officers(kind: str) -> dict[int, str]:
    """A token of one officer of this kind of post for each agency."""
    from datetime import timedelta

    from motcua.city import partners
    from motcua.city.models import Appointment
    from motcua.foundation import clock

    at = clock.now()
    holders = {
        row.post.agency_id: row
        for row in Appointment.objects.on(at.date()).filter(post__kind=kind).select_related("account", "post")
    }
    return {
        agency: partners.issue(
            "bench", row.account, ["tasks:act"], at=at, valid_for=timedelta(days=1), post=row.post
        )[0]
        for agency, row in holders.items()
    }


# ---- measurements


def _counts(server) -> Iterator[Result]:
    """Statements of one filing and of each step, as the server's own log counts them (BEGIN and COMMIT too)."""
    from django.test import RequestFactory

    from motcua.procedures.dossiers.models import Dossier
    from motcua.project.slim import SlimHandler

    machines, bodies, token = SlimHandler(), _bodies(3), _partner_token()
    counters, examiners = _officers("reception"), _officers("justice_officer")

    def send(path: str, token: str, body: bytes):
        call = RequestFactory().post(
            path, body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
        )
        answer = machines.get_response(call)
        if answer.status_code not in (200, 201):
            raise RuntimeError(answer.content.decode())
        return json.loads(answer.content)

    def filed(body: bytes):
        return send("/api/v1/dossiers", token, b'{"id":"%s",' % str(uuid.uuid4()).encode() + body[1:])

    counts: dict[str, int] = {}
    for measured in (False, True):  # the first time fills what a process keeps in memory
        body = bodies[0]
        last: dict = {}
        counts["filing"] = city.statements(server, lambda: last.update(filed(body)))  # noqa: B023
        dossier = Dossier.objects.get(uuid=last["id"])
        counter, examiner = counters[dossier.intake_agency_id], examiners[dossier.competent_agency_id]
        for name, who, sent in (
            ("accept", counter, ACCEPT),
            ("claim", examiner, b""),
            ("act", examiner, ACT),
        ):
            path = f"/api/v1/tasks/{last.get('open_task') or dossier.open_task_id}/{name}"
            counts[name] = city.statements(server, lambda: last.update(send(path, who, sent)))  # noqa: B023
        assert measured or counts
    yield at_most("statements of a filing", counts["filing"], "statements", 10)
    yield at_most("statements of a claim", counts["claim"], "statements", 7, "5 and BEGIN, COMMIT")
    yield at_most("statements of a step", counts["act"], "statements", 5)
    yield Result("statements of an acceptance with its receipt", counts["accept"], "statements")


def _rates(yardstick: str, address: str, seconds: int, rounds: int) -> Iterator[Result]:
    """Rounds of yardstick and filing in turn, so that both meet the same neighbours; medians."""
    from django.db import connection

    bodies, token = _bodies(1000), _partner_token()
    shares = [[token, bodies[n::CLIENTS]] for n in range(CLIENTS)]
    tpcb, simple, filing = [], [], []
    connection.close()  # the load client forks
    with city.web() as port:
        drive(port, file_until, shares, 2)
        for _ in range(rounds):
            for measured, builtin in ((tpcb, "tpcb-like"), (simple, "simple-update")):
                city.settle(yardstick)
                measured.append(city.pgbench(yardstick, seconds=seconds, builtin=builtin))
            city.settle(address)
            done, took = drive(port, file_until, shares, seconds)
            filing.append(done / took)
        steps = _steps(port)
    base = statistics.median(tpcb)
    yield Result("pgbench tpcb-like, 8 clients", round(base, 1), "tps")
    yield Result("pgbench simple-update, 8 clients", round(statistics.median(simple), 1), "tps")
    rate = statistics.median(filing)
    yield at_least("filing over HTTP, everything on", rate, "dossiers/s", "tpcb-like", base, AIM_FILING)
    yield Result(
        "filing over HTTP, everything on", round(rate, 1), "dossiers/s", "simple-update",
        round(rate / statistics.median(simple), 3),
    )  # fmt: skip
    yield Result("officers' steps over HTTP", round(steps, 1), "steps/s", "tpcb-like", round(steps / base, 3))


def _steps(port: int, most: int = 1500) -> float:
    """Accept, claim and examine what was filed, in all agencies at once; steps a second."""
    from django.db import connection

    from motcua.procedures.dossiers.models import Dossier

    counters, examiners = _officers("reception"), _officers("justice_officer")
    rows = Dossier.objects.filter(status=1, open_task_id__isnull=False).order_by("?")
    work = [
        (task, counters[intake], examiners[competent])
        for task, intake, competent in rows.values_list(
            "open_task_id", "intake_agency_id", "competent_agency_id"
        )[:most]
        if intake in counters and competent in examiners
    ]
    connection.close()
    done, took = drive(port, work_through, [work[n::CLIENTS] for n in range(CLIENTS)], 0)
    return done / took


def _pages(server, small: bool, sizes: list[int], reuse: bool) -> Iterator[Result]:
    """The inbox with the most work and the leaders' page, one reader at a time, as the city's history grows.

    In databases of their own: what the other measurements have filed would be counted too. All sizes are asked in
    turn, so that all meet the same neighbours.
    """
    cookies = _cities(server, small, sizes, reuse)
    times: dict[tuple[str, int], list[float]] = {}
    with ExitStack() as open_cities:
        ports = {size: open_cities.enter_context(city.web(url=server.url(f"bench_{size}"))) for size in sizes}
        for turn in range(PAGE_TURNS + 1):  # the first fills what a process keeps in memory
            for (name, path), size in product(PAGES, sizes):
                taken = _latencies(ports[size], path, cookies[name])
                if turn:
                    times.setdefault((name, size), []).extend(taken)
    for (name, _), size in product(PAGES, sizes):
        taken = times[name, size]
        p50, p95 = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
        yield Result(f"{name}, {size:,} dossiers, p50", round(p50, 1), "ms")
        label = f"{name}, {size:,} dossiers, p95"
        if size == sizes[0]:
            base = p95
            yield Result(label, round(p95, 1), "ms")
        else:
            yield at_most(label, p95, "ms", AIM_GROWTH, f"the same at {sizes[0]:,}", base)


PAGES = (("inbox", "/ban-lam-viec/"), ("leaders' page", "/dieu-hanh/"))
PAGE_TURNS = 10


def _cities(server, small: bool, sizes: list[int], reuse: bool) -> dict[str, str]:
    """One database for each size, the larger ones grown from the smaller; the cookies of the readers of the pages."""
    from django.db import connection

    from motcua.foundation import clock
    from motcua.procedures.dossiers.models import Dossier
    from motcua.project.demo import history

    kept = city.FOLDER / "pages.json"
    if reuse and kept.exists():
        found = json.loads(kept.read_text())
        if found["sizes"] == sizes:
            for size in sizes:
                city.migrate(server.url(f"bench_{size}"))
            return found["cookies"]
    connection.close()
    city.load(city.fresh(server, "bench"), small=small)
    counter = _fill_a_counter()
    cookies = {"inbox": _at_the_counter(counter), "leaders' page": _leader()}
    have = Dossier.objects.count()
    for size in sizes:
        if size > have:
            history.generate(size - have, size, clock.now())
            have = size
        connection.close()
        city.settle(server.url("bench"))
        city.copied(server, "bench", f"bench_{size}")
    kept.write_text(json.dumps({"sizes": sizes, "cookies": cookies}))
    return cookies


def _latencies(port: int, path: str, cookie: str, times: int = 20) -> list[float]:
    """Milliseconds of each call."""
    connection, call = Connection(port), request("GET", path, {"Cookie": cookie})
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        status, _body = connection.call(call)
        taken.append((time.perf_counter() - begin) * 1000)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
    return taken


def _fill_a_counter(most: int = 5000) -> int:
    """File until one counter has more than a page to do; its agency.

    So the page is as long at every size, and only what lies behind it grows.
    """
    from django.db.models import Count
    from django.test import RequestFactory

    from motcua.procedures.dossiers.models import Task
    from motcua.procedures.dossiers.worklist import PAGE
    from motcua.project.slim import SlimHandler

    machines, token = SlimHandler(), _partner_token()
    waiting = (
        Task.objects.filter(closed_at=None, post_kind="reception")
        .values_list("agency_id").annotate(n=Count("id")).order_by("-n")
    )  # fmt: skip
    bodies = _bodies(500)
    for filed in range(most):
        body = b'{"id":"%s",' % str(uuid.uuid4()).encode() + bodies[filed % len(bodies)][1:]
        call = RequestFactory().post(
            "/api/v1/dossiers", body, content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        answer = machines.get_response(call)
        if answer.status_code != 201:
            raise RuntimeError(answer.content.decode())
        if filed % 50 == 49 and waiting[0][1] > PAGE:
            return waiting[0][0]
    raise RuntimeError("no counter has a page of work")


def _at_the_counter(agency: int) -> str:
    """The session of a counter officer of this agency."""
    from motcua.city.models import Appointment
    from motcua.foundation import clock

    row = Appointment.objects.on(clock.now().date()).filter(post__kind="reception", post__agency_id=agency)
    return _session(row.select_related("account").first().account)


def _leader() -> str:
    from motcua.project.demo import account_of

    return _session(account_of("city"))


def _session(account) -> str:
    from django.conf import settings
    from django.test import Client

    from motcua.foundation import clock
    from motcua.sites.security import marks

    client, now = Client(), int(clock.now().timestamp())
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    # of the demo, and not idle however long the history takes that is generated before the pages are asked for
    session[marks.KEY] = {"how": marks.DEMO, "began": now, "seen": now + 7 * 3600, "proved": now}
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    raise SystemExit(main())
