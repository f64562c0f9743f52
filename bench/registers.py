"""Registers at size: a million births brought in against plain COPY; reading, search and prefill at ten million records.

`make bench-registers`; `--reuse` measures reading and search once more on what an earlier run left in `.bench`.
"""

import argparse
import csv
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bench import city
from bench.reporting import Result, at_least, at_most, report

DATABASE = "bench_registers"
AIM_IMPORT, AIM_READ, AIM_SEARCH_MS = 0.2, 1.5, 50.0
NEEDED_PER_RECORD = 3_500
"""Bytes of disk for a record with its indexes, its twin in the hand-made table and the write-ahead log."""
HEADINGS = (
    "so", "quyen", "trang", "ngay_dang_ky", "loai_dang_ky", "ho_ten", "gioi_tinh", "ngay_sinh", "ngay_sinh_chu",
    "noi_sinh", "que_quan", "dan_toc", "quoc_tich", "so_dinh_danh", "me_ho_ten", "me_nam_sinh", "me_dan_toc", "me_quoc_tich",
    "me_giay_to", "cha_ho_ten", "cha_nam_sinh", "cha_dan_toc", "cha_quoc_tich", "cha_giay_to", "nguoi_di_dk_ho_ten",
    "nguoi_di_dk_quan_he", "can_bo", "nguoi_ky", "chuc_danh", "ghi_chu",
)  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.registers")
    parser.add_argument("--rows", type=int, default=1_000_000, help="births in the file that is brought in")
    parser.add_argument(
        "--records", type=int, default=10_000_000, help="births in the register for reading and search"
    )
    parser.add_argument("--asked", type=int, default=3000, help="searches and reads of each kind")
    parser.add_argument(
        "--reuse", action="store_true", help="no import: the register as an earlier run left it"
    )
    parser.add_argument("--note", default="", help="what the reader of the table must know")
    chosen = parser.parse_args(argv)
    results: list[Result] = []

    def told(result: Result) -> None:
        results.append(result)
        print(
            f"{result.name}: {result.value:g} {result.unit} {result.ratio or ''}", file=sys.stderr, flush=True
        )

    with city.database() as server:
        if chosen.reuse:
            _join(server.url(DATABASE))
        else:
            _room(chosen.records)
            city.load(city.fresh(server, DATABASE), small=True)
            for result in _import(chosen.rows):
                told(result)
            _grow(chosen.records)
        city.settle(server.url(DATABASE))
        for result in _read(chosen.asked):
            told(result)
    note = f"{chosen.rows:,} rows of {len(HEADINGS)} columns brought in; {_count():,} births in the register. {chosen.note}"
    return report("registers", results, note.strip())


_counted = 0


def _count() -> int:
    return _counted


def _room(records: int) -> None:
    city.FOLDER.mkdir(exist_ok=True)
    free = shutil.disk_usage(city.FOLDER).free
    if free < records * NEEDED_PER_RECORD:
        raise SystemExit(
            f"{records:,} records need some {records * NEEDED_PER_RECORD / 1e9:.0f} GB,"
            f" free are {free / 1e9:.0f} GB: use --records"
        )


def _join(url: str) -> None:
    """A database of an earlier run, with the tables of today."""
    import os

    os.environ |= {"DJANGO_SETTINGS_MODULE": "motcua.project.settings", "MOTCUA_DEMO": "1", "MOTCUA_DATA": str(city.FOLDER),
                   "MOTCUA_LOG_LEVEL": "ERROR", "DATABASE_URL": url, "NATS_URL": "",
                   "PYTHONPATH": f"{city.ROOT / 'src'}{os.pathsep}{city.ROOT}"}  # fmt: skip
    city.migrate(url)
    import django

    django.setup()


def _sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


# ---- the file


def births_file(path: Path, rows: int) -> None:
    """Invented births of twenty-six years in the books of one ward, as the national form lists them."""
    from motcua.foundation.identifiers import make_pin
    from motcua.project.demo.names import NameMaker

    rng = random.Random(6)
    maker = NameMaker(rng)
    names = {
        sex: [maker.full_name(sex, year) for year in range(1960, 2024) for _ in range(3000)]
        for sex in ("male", "female")
    }
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range(9400)]
    written = {day: f"{day:%d/%m/%Y}" for day in days}
    places = (
        "Bệnh viện Phụ sản Hà Nội",
        "Bệnh viện Bạch Mai",
        "Trạm y tế phường Cầu Giấy",
        "Bệnh viện Xanh Pôn",
        "Nhà hộ sinh quận Ba Đình",
    )
    towns = ("Xã Dịch Vọng, huyện Từ Liêm, Hà Nội", "Phường Nghĩa Tân, quận Cầu Giấy, Hà Nội",
             "Xã Đại Áng, huyện Thanh Trì, Hà Nội", "Xã Nam Hồng, huyện Đông Anh, Hà Nội",
             "Phường Hàng Bài, quận Hoàn Kiếm, Hà Nội")  # fmt: skip
    staff = [maker.full_name("female", 1985) for _ in range(40)]
    entries: dict[int, int] = {}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for n in range(rows):
            born = days[rng.randrange(len(days) - 60)]
            entered = born + timedelta(days=rng.randrange(60))
            number = entries[entered.year] = entries.get(entered.year, 0) + 1
            sex = "male" if rng.random() < 0.52 else "female"
            mother, father = rng.choice(names["female"]), rng.choice(names["male"])
            child = father.split()[0] + " " + rng.choice(names[sex]).split(" ", 1)[-1]
            old = 20 + rng.randrange(20)
            writer.writerow((
                number, f"{number // 200 + 1:02d}/{entered.year}", number % 200 + 1, f"{entered:%d/%m/%Y}", "Đúng hạn", child,
                "Nam" if sex == "male" else "Nữ", written[born], "", rng.choice(places), rng.choice(towns), "01", "VN",
                make_pin("001", sex, born.year, n % 1_000_000), mother, born.year - old, "01", "VN", f"CCCD {n:012d}", father,
                born.year - old - 3, "01", "VN", "", father, "Cha", staff[n % 40], staff[n % 7], "Công chức tư pháp", "",
            ))  # fmt: skip


# ---- bringing it in


def _import(rows: int) -> Iterator[Result]:
    from motcua.city import authority
    from motcua.city.models import Account, Agency
    from motcua.foundation import clock
    from motcua.records.registers.importing import preparing, running
    from motcua.records.registers.importing.models import ImportRun

    path = city.FOLDER / f"births-{rows}.csv"
    if not path.exists():
        births_file(path, rows)
    _people(rows)
    at = clock.now()
    home = "ubnd-phuong-cau-giay"
    officer = authority.actor_for(Account.objects.get(username=f"{home}.justice-officer-1"), at)
    chair = authority.actor_for(Account.objects.get(username=f"{home}.chair-1"), at)
    run = preparing.upload(
        "births", path, name=path.name, agency=Agency.objects.get(key=home), by=officer, at=at, says="bench"
    )
    began = time.perf_counter()
    profile = preparing.look_over(run, at=at)
    looked = time.perf_counter() - began
    yield Result("looking over the whole file", round(rows / looked), "rows/s")
    if profile.refused or profile.stops:
        raise SystemExit(f"the file is not in order: {profile}")
    preparing.ask(run, by=officer, at=at)
    preparing.release(run, by=chair, at=at)
    began = time.perf_counter()
    running.go_on(run, at=at, beside=True)
    took = time.perf_counter() - began
    run = ImportRun.objects.get(pk=run.pk)
    if run.accepted != rows:
        raise SystemExit(f"{run.accepted} of {rows} rows came in")
    yield Result("import with validation, provenance and links", round(rows / took), "rows/s")
    yield Result("persons linked", run.named, "persons")
    copy = city.FOLDER / "rows.copy"
    _out(copy)
    plain = _copy(copy, indexes=False)
    yield at_least(
        "import",
        rows / took,
        "rows/s",
        "COPY into a plain table with its primary key",
        rows / plain,
        AIM_IMPORT,
    )
    indexed = _copy(copy, indexes=True)
    yield at_least(
        "import",
        rows / took,
        "rows/s",
        "COPY into a table with the same ten indexes",
        rows / indexed,
        AIM_IMPORT,
    )
    copy.unlink()


def _people(rows: int) -> None:
    """Half the children are known to the population register."""
    _sql(
        "insert into city_person (pin, full_name, search_key, sort_key, birth_date, birth_precision, sex, phone, email, language,"
        " address_line) select '001' || (case when mod(n, 2) = 0 then '2' else '3' end) || '10' || lpad(n::text, 6, '0'),"
        " 'Nguyễn Văn ' || n, 'nguyen van ' || n, 'x', '2010-01-01', 'day', 'male', '', '', 'vi', ''"
        " from generate_series(0, %s - 1) n on conflict do nothing",
        min(rows, 1_000_000),
    )


COLUMNS = (
    "id, agency_id, year, volume, page, number, key, data, schema, entered_on, valid_from, valid_to, state, unit_code, words,"
    " dossier_code, paper_id, revision, recorded_at, origin, origin_ref, reason, by"
)


def _out(path: Path) -> None:
    from django.db import connection

    with (
        connection.cursor() as cursor,
        path.open("wb") as file,
        cursor.copy(
            f"copy (select register, {COLUMNS} from registers_record_births order by id) to stdout"
        ) as copy,
    ):
        for block in copy:
            file.write(block)


def _copy(path: Path, *, indexes: bool) -> float:
    """Seconds for the same rows into a table of the same columns, by COPY in one transaction."""
    from django.db import connection, transaction

    _sql("drop table if exists plain_births")
    if indexes:
        _sql("create table plain_births (like registers_record_births including all)")
    else:
        _sql("create table plain_births (like registers_record_births, primary key (id))")
    _sql("checkpoint")
    began = time.perf_counter()
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        path.open("rb") as file,
        cursor.copy(f"copy plain_births (register, {COLUMNS}) from stdin") as copy,
    ):
        while block := file.read(1 << 18):
            copy.write(block)
    took = time.perf_counter() - began
    _sql("drop table plain_births")
    return took


# ---- ten million records


def _grow(records: int) -> None:
    """Copies of what came in, in the books of every agency, with numbers and people of their own; set-based, indexes after."""
    (have,) = _sql("select count(*) from registers_record_births")[0]
    table = "registers_record_births"
    indexes = _sql(
        "select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid"
        " where i.indrelid = %s::regclass and not i.indisprimary", table,
    )  # fmt: skip
    if records > have:
        for name, _ in indexes:
            _sql(f"drop index {name}")
    agencies = [pk for (pk,) in _sql("select id from city_agency where kind = 'commune' order by id")]
    turn = 0
    while have < records:
        turn += 1
        count = min(1_000_000, records - have)
        began = time.perf_counter()
        _sql(
            f"insert into {table} (register, id, agency_id, year, volume, page, number, key, data, schema, entered_on,"
            " valid_from, unit_code, words, recorded_at, origin, origin_ref, by)"
            " select register, nextval('registers_record_id_seq'), a.id, r.year, volume, page, r.number + %s,"
            " a.id || '//' || r.year || '/' || (r.number + %s),"
            " r.data || jsonb_build_object('child_pin', left(r.data->>'child_pin', 6) ||"
            "   lpad(((right(r.data->>'child_pin', 6)::int + 111111 * %s) %% 1000000)::text, 6, '0')),"
            " schema, entered_on, valid_from, unit_code, words, recorded_at, origin, origin_ref, by"
            " from (select *, row_number() over (order by id) as n from"
            f"  (select * from {table} order by id limit %s) f) r join unnest(%s::bigint[]) with ordinality a (id, place)"
            "  on a.place = 1 + r.n %% cardinality(%s::bigint[])",
            turn * 1_000_000, turn * 1_000_000, turn, count, agencies, agencies,
        )  # fmt: skip
        have += count
        print(f"{have:,} births after {time.perf_counter() - began:.0f} s more", file=sys.stderr, flush=True)
    _sql("set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 2")
    there = {name for (name,) in _sql("select relname from pg_class where relkind = 'i'")}
    for name, statement in indexes:
        if name not in there:
            _sql(statement)
    _sql("drop table if exists by_hand")
    columns = ", ".join(f"data->>'{name}' as {name}" for name in _fields())
    _sql(
        "create table by_hand as select id, agency_id, year, volume, page, number, key, entered_on, valid_from,"
        f" {columns} from {table} where state = 'in_force'"
    )
    _sql("alter table by_hand add primary key (id)")
    _sql("create unique index by_hand_key on by_hand (key)")
    _sql(
        "create table if not exists by_hand_part as select record_id, role, person_id from registers_part_births"
    )
    _sql("create index if not exists by_hand_person on by_hand_part (person_id)")


def _fields() -> list[str]:
    (row,) = _sql(
        "select array_agg(distinct k) from (select data from registers_record_births limit 1000) d, jsonb_object_keys(data) k"
    )
    return sorted(row[0])


def _each(of: list[Any], act: Callable[[Any], Any]) -> list[float]:
    """Milliseconds of each."""
    took = []
    for one in of:
        began = time.perf_counter()
        act(one)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


def _read(asked: int) -> Iterator[Result]:
    global _counted
    from django.db import connection

    from motcua.foundation.statements import Prepared
    from motcua.foundation.text import fold
    from motcua.foundation.worktime import VN
    from motcua.records import registers
    from motcua.records.registers import definitions, finding

    (_counted,) = _sql("select count(*) from registers_record_births where state = 'in_force'")[0]
    rng = random.Random(9)
    low, high = _sql("select min(id), max(id) from registers_record_births")[0]
    drawn = _sql(
        "select id, key, number, year, data from registers_record_births where register = 'births' and id = any(%s)",
        [rng.randint(low, high) for _ in range(asked)],
    )
    picked = [(*row[:4], orjson.loads(row[4]) if isinstance(row[4], str) else row[4]) for row in drawn]
    keys = [row[1] for row in picked]

    def by_hand(key: str) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute("select * from by_hand where key = %s", [key])
            names = [column.name for column in cursor.description]
            return dict(zip(names, cursor.fetchone(), strict=True))

    names = [
        column
        for (column,) in _sql(
            "select attname from pg_attribute where attrelid = 'by_hand'::regclass and attnum > 0 order by attnum"
        )
    ]
    planned = Prepared(f"select {', '.join(names)} from by_hand where key = %(key)s")

    def planned_by_hand(key: str) -> dict[str, Any]:
        row = planned.first({"key": key})
        return dict(zip(names, row or (), strict=True))

    def of_register(key: str) -> Any:
        return registers.by_key("births", key)

    for act in (by_hand, planned_by_hand, of_register):
        _each(keys, act)  # all equally warm
    hand, twin, ours = _each(keys, by_hand), _each(keys, planned_by_hand), _each(keys, of_register)
    yield Result("read by key, a hand-made table", round(statistics.median(hand), 3), "ms p50")
    yield at_most(
        "read by key, the register",
        statistics.median(ours),
        "ms p50",
        AIM_READ,
        "the hand-made table",
        statistics.median(hand),
    )
    yield at_most("read by key, the register", statistics.median(ours), "ms p50", AIM_READ,
                  "the hand-made table, its statement planned once too", statistics.median(twin))  # fmt: skip

    scopes = [finding.Scope(kept) for kept in definitions.all_definitions()]
    today = datetime.now(VN).date()
    kinds: dict[str, Callable[[Any], str]] = {
        "a full name without marks": lambda row: fold(row[4]["child_name"]),
        "a name in another order": lambda row: " ".join(reversed(row[4]["child_name"].split())),
        "a name and year of birth": lambda row: (
            f"{fold(row[4]['child_name'])} {row[4]['child_birth_date'][:4]}"
        ),
        "two words of a name": lambda row: " ".join(fold(row[4]["mother_name"]).split()[-2:]),
        "a name and an old place": lambda row: f"{row[4]['child_name']}, xã Dịch Vọng",
        "a personal number": lambda row: row[4]["child_pin"],
        "an entry of a year": lambda row: f"{row[2]}/{row[3]}",
        "a name that nobody has": lambda row: fold(row[4]["child_name"]) + " zo",
    }
    everything: list[float] = []
    for name, typed in kinds.items():
        texts = [typed(row) for row in picked[: max(200, asked // len(kinds))]]
        _each(texts[:50], lambda text: finding.find(scopes, text, on=today))
        took = _each(texts, lambda text: finding.find(scopes, text, on=today))
        everything += took
        yield Result(f"search in {len(scopes)} registers: {name}", round(_p95(took), 2), "ms p95")
    yield Result("search, all kinds", round(statistics.median(everything), 2), "ms p50")
    yield at_most("search, all kinds", _p95(everything), "ms p95", AIM_SEARCH_MS)

    people = [
        pk
        for (pk,) in _sql(
            "select person_id from registers_part_births where mod(person_id, 7) = 3 limit %s", asked
        )
    ]

    def prefill_by_hand(person: int) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select h.*, p.role from by_hand_part p join by_hand h on h.id = p.record_id where p.person_id = %s",
                [person],
            )
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def prefill(person: int) -> Any:
        return registers.answers_for(person, on=today)

    if people:
        for act in (prefill_by_hand, prefill):
            _each(people, act)
        hand, ours = _each(people, prefill_by_hand), _each(people, prefill)
        yield Result(
            "what is known of a person, a hand-made table", round(statistics.median(hand), 3), "ms p50"
        )
        base, value = statistics.median(hand), statistics.median(ours)
        yield Result("prefill: what all registers answer about a person", round(value, 3), "ms p50",
                     "the hand-made table of births alone", round(value / base, 3))  # fmt: skip
        yield Result("prefill: what all registers answer about a person", round(_p95(ours), 3), "ms p95",
                     "the hand-made table of births alone", round(_p95(ours) / _p95(hand), 3))  # fmt: skip
    for name, size in _sql(
        "select c.relname, pg_relation_size(c.oid) from pg_class c left join pg_index i on i.indexrelid = c.oid"
        " where c.oid = 'registers_record_births'::regclass or i.indrelid = 'registers_record_births'::regclass order by 2 desc"
    ):
        yield Result(f"size of {name}", round(size / 1e6), "MB")


if __name__ == "__main__":
    raise SystemExit(main())
