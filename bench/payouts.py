"""A month's payouts to a million people: list, checks, approval, files, answers booked. Wall time and peak memory.

`python -m bench.payouts --payees 1000000`; part of `make bench-money`. The people, their decisions and accounts are made
beforehand and not counted, nor is the bank's own work: it reads each file and writes its answer in this process, where two in a
hundred are refused.
"""

import argparse
import re
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench import city
from bench.reporting import Result, at_most, report

DATABASE = "bench_payouts"
AIM_SECONDS, AIM_MEMORY_MIB = 300.0, 600.0
MONTH = date(2026, 11, 1)
REFUSED_EACH = 50


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.payouts")
    parser.add_argument("--payees", type=int, default=1_000_000)
    parser.add_argument("--note", default="", help="what the reader of the table must know")
    chosen = parser.parse_args(argv)
    results: list[Result] = []
    with city.database() as server:
        city.load(city.fresh(server, DATABASE), small=True)
        _people(chosen.payees)
        city.settle(server.url(DATABASE))
        for result in _measure(chosen.payees):
            results.append(result)
            print(f"{result.name}: {result.value:g} {result.unit}", file=sys.stderr, flush=True)
    note = f"{chosen.payees:,} payees of one list, one in {REFUSED_EACH} refused by the bank. {chosen.note}"
    return report("payouts", results, note.strip())


def _sql(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def _people(count: int) -> None:
    """Old people of one ward with population records, decisions, accounts; some are dead or live elsewhere."""
    from motcua.city.models import Agency, Unit
    from motcua.project.demo.identities import HOME

    ward = Agency.objects.get(key=HOME)
    elsewhere = (
        Unit.objects.filter(level=Unit.Level.COMMUNE, code_list="2025").exclude(pk=ward.unit_id).first()
    )
    assert elsewhere is not None
    given = {
        "count": count,
        "unit": ward.unit_id,
        "agency": ward.pk,
        "elsewhere": elsewhere.pk,
        "month": MONTH,
    }
    _sql(
        """insert into city_person (id, pin, full_name, search_key, sort_key, birth_date, birth_precision,
            sex, phone, email,
            language,
            unit_id, address_line)
        select 10000000 + n, lpad((200000000000 + n)::text, 12, '0'), 'Nguyễn Thị ' || n, 'nguyen thi ' || n, 'nguyen thi ' || n,
            date '1936-01-01' + (n %% 11000)::int, 'day', 'female', '', '', 'vi', %(unit)s,
                'Số ' || n %% 500 || ', tổ ' || n %% 40
        from generate_series(1, %(count)s) as n""",
        **given,
    )
    _sql(
        """insert into records_citizenrecord (person_id, ethnic_list, ethnic_code, nationality, birth_place,
            hometown, permanent_unit_id,
            permanent_line, temporary_line, present_line, household_no, head_relation, marital_status,
            id_card_issued_at, updated_at, death_date)
        select id, 'QD121-1979', '01', 'VN', '', '', case when id %% 1000 = 7 then %(elsewhere)s else %(unit)s
            end, address_line, '', '',
            '', '', '', '', now(), case when id %% 2000 = 3 then %(month)s::date - 40 end
        from city_person where id > 10000000""",
        **given,
    )
    _sql(
        """with made as (
            insert into registers_record (register, agency_id, year, key, data, schema, entered_on, valid_from,
            state, recorded_at, origin)
            select 'allowances', %(agency)s, 2026, 'b/' || id, jsonb_build_object('decision_number', id::text,
                'request', 'grant', 'group',
                case id %% 3 when 0 then 'disabled' else 'elderly' end, 'disability_level',
                    case id %% 2 when 0 then 'severe' else 'special' end,
                'beneficiary_name', full_name, 'beneficiary_pin', pin, 'from_month', '2026-01-01', 'payout',
                case id %% 20 when 0 then 'post' else 'account' end), 2, date '2026-01-01', date '2026-01-01',
                    'in_force', now(), 'import'
            from city_person where id > 10000000 returning id, key)
        insert into registers_part (register, record_id, role, person_id)
        select 'allowances', id, 'beneficiary', substr(key, 3)::bigint from made""",
        **given,
    )
    _sql(
        """insert into payouts_bankaccount (person_id, bin, number, holder, holder_is, source, rank, state,
            told_name, linked_at, by)
        select id, case id %% 3 when 0 then '970436' when 1 then '970405' else '970418' end, lpad(id::text, 12,
            '0'), full_name, 'self',
            'own', 2, 'good', full_name, now(), '{}' from city_person where id > 10000000 and id %% 20 <> 0""",
        **given,
    )
    _sql("analyze")


class _Bank:
    """Takes files and says of each line what became of it. `spent`: seconds of its own work."""

    def __init__(self, config: Any) -> None:
        self.config, self.spent = config, 0.0

    def send_file(self, path: Path, sha256: str) -> bytes:
        began = time.perf_counter()
        text = path.read_bytes()
        msg_id = re.search(rb"<MsgId>([^<]+)</MsgId>", text)
        assert msg_id is not None
        pieces = [
            b'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">',
            b"<CstmrPmtStsRpt>",
            b"<GrpHdr><MsgId>B-" + msg_id[1]
            + b"</MsgId><CreDtTm>2026-11-02T09:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>",
            msg_id[1], b"</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>",
            b"<OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId>",
        ]  # fmt: skip
        for n, key in enumerate(re.findall(rb"<EndToEndId>([^<]+)</EndToEndId>", text)):
            pieces.append(b"<TxInfAndSts><OrgnlEndToEndId>" + key + b"</OrgnlEndToEndId>")
            pieces.append(
                b"<TxSts>ACSC</TxSts></TxInfAndSts>" if n % REFUSED_EACH
                else b"<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>"
            )  # fmt: skip
        pieces.append(b"</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>")
        self.spent += time.perf_counter() - began
        return b"".join(pieces)


@contextmanager
def _timed(parts: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    parts[name] = time.perf_counter() - began
    print(f"  {name}: {parts[name]:.1f} s", file=sys.stderr, flush=True)


def _measure(payees: int) -> Iterator[Result]:
    from motcua.city import authority
    from motcua.city.models import Agency
    from motcua.foundation import clock
    from motcua.money.ledger.balance import difference, trial
    from motcua.money.payouts import approving, budget, config, deciding, listing, sending
    from motcua.money.payouts.models import Line
    from motcua.project.demo import account_of
    from motcua.project.demo.identities import HOME

    at = clock.now().replace(month=11, day=2)
    ward = Agency.objects.get(key=HOME)
    maker, chair = (authority.actor_for(account_of(key), at) for key in ("society", "chair"))
    budget.allot(ward.pk, "allowance", MONTH.year, 10**13, "01/QĐ-UBND", by=chair, at=at)
    told = config.current()
    assert told is not None
    bank: Any = _Bank(told)
    parts: dict[str, float] = {}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with _timed(parts, "list and checks"):
        run = listing.prepare(ward, "allowance", MONTH, by=maker, at=at)
    with _timed(parts, "approval by two"):
        deciding.hold_all(run.pk, by=maker, at=at)
        approving.submit(run.pk, by=maker, at=at)
        run = approving.approve(run.pk, by=chair, at=at)
    with _timed(parts, "batches"):
        sending.send(run.pk, by=chair, at=at)
    with _timed(parts, "files written and checked, answers booked"):
        sending.go_on(bank, at, run)
    parts["files written and checked, answers booked"] -= bank.spent
    total = sum(parts.values())
    for name, seconds in parts.items():
        yield Result(name, round(seconds, 1), "s")
    counted = dict(_sql("select state, count(*) from payouts_line group by 1"))
    yield Result("lines settled", counted.get("settled", 0), "lines")
    yield Result("lines refused", counted.get("rejected", 0), "lines")
    yield Result("lines held by checks", counted.get("held", 0), "lines")
    yield Result("cash to hand out", counted.get("cash_due", 0), "lines")
    assert difference(trial(date(2020, 1, 1), date(2030, 1, 1))) == 0
    assert sum(counted.values()) == Line.objects.filter(run=run).count()
    # the aim is of a million: a smaller run is held to its share
    yield at_most(f"all of it, {payees:,} payees", total, "s", AIM_SECONDS * payees / 1_000_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield at_most("peak memory of the process above its start", (peak - before) / 1024, "MiB", AIM_MEMORY_MIB)


if __name__ == "__main__":
    raise SystemExit(main())
