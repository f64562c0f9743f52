"""Eight million people cleaned, matched and published: time, memory, precision and recall against the truth.

`make bench-population`. The people are invented (`motcua make-people`), with errors of every class; their making is told but not
counted. Beside it: Splink with its default comparisons on the same pairs, and what DuckDB needs to read and sort the data once.
"""

import argparse
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench import city
from bench.reporting import Result, at_most, report

DATABASE = "bench_population"
AIM_SECONDS, AIM_MEMORY_GIB, AIM_CHANGES_SECONDS = 720.0, 8.0, 30.0
AIM_PRECISION, AIM_RECALL, AIM_RECALL_SEEN, AIM_REVIEW = 0.999, 0.92, 0.97, 0.005
CHANGED = 20_000
NEEDED_PER_RECORD = 3_000
"""Bytes of disk for a record: raw and cleaned files, the matching file, the register with its indexes and log."""
ON = date(2026, 11, 1)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.population")
    parser.add_argument("--records", type=int, default=8_000_000, help="records of the population source")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--all-sources", action="store_true", help="all five sources; quality is told for each pair of them"
    )
    parser.add_argument(
        "--no-beside", action="store_true", help="without Splink's defaults and DuckDB's sort"
    )
    parser.add_argument("--no-publish", action="store_true", help="clean and match only")
    parser.add_argument("--note", default="", help="what the reader of the table must know")
    chosen = parser.parse_args(argv)
    results: list[Result] = []

    def told(result: Result) -> None:
        results.append(result)
        print(
            f"{result.name}: {result.value:g} {result.unit} {result.ratio or ''}", file=sys.stderr, flush=True
        )

    _room(chosen.records)
    folder = city.FOLDER / "population"
    shutil.rmtree(city.FOLDER / "quality", ignore_errors=True)
    with city.database() as server:
        city.load(city.fresh(server, DATABASE), small=True)
        for result in _measure(folder, chosen):
            told(result)
    if not chosen.no_beside:
        for result in _beside(folder):
            told(result)
    shutil.rmtree(folder, ignore_errors=True)
    whose = "the population source beside four others" if chosen.all_sources else "one source"
    note = (
        f"{chosen.records:,} records of {whose}, {1 - 1 / 1.0638:.1%} of them second records, seed {chosen.seed};"
        f" the population register was empty before. {chosen.note}"
    )
    return report("population-sources" if chosen.all_sources else "population", results, note.strip())


def _room(records: int) -> None:
    city.FOLDER.mkdir(exist_ok=True)
    free = shutil.disk_usage(city.FOLDER).free
    if free < records * NEEDED_PER_RECORD:
        raise SystemExit(
            f"{records:,} records need some {records * NEEDED_PER_RECORD / 1e9:.0f} GB,"
            f" free are {free / 1e9:.0f} GB: use --records"
        )


def _measure(folder: Path, chosen: argparse.Namespace) -> Iterator[Result]:
    from motcua.foundation import clock
    from motcua.foundation.actor import SYSTEM
    from motcua.project.synthetic import SOURCES, make_people
    from motcua.records.quality.matching import running
    from motcua.records.quality.models import Load

    at = clock.now()
    sources = [one.key for one in SOURCES] if chosen.all_sources else ["population"]
    made = make_people(folder, chosen.records, seed=chosen.seed, sources=sources)
    yield Result("making the people (not counted)", round(made.seconds), "s")
    loads = [
        Load.objects.create(
            source=source, name=f"{source}.parquet", sha256=f"{chosen.seed:064d}", taken_on=ON, rows=made.records[source],
            received_at=at, received_by=SYSTEM.as_data(),
        )
        for source in sources
    ]  # fmt: skip
    staged = [_staged(folder, source) for source in sources]
    everybody = sum(made.records.values())
    if chosen.all_sources:
        yield Result("records of all sources", everybody, "records")
    with _watched() as seen:
        cleaned = sum(
            _clean(made.files[source], path, source) for source, path in zip(sources, staged, strict=True)
        )
        yield Result("clean", round(cleaned), "s")
        began = time.perf_counter()
        run = running.run(loads, staged, at=at, told=lambda step: _say("match", step))
        matched = time.perf_counter() - began
        yield Result("match", round(matched), "s")
        for step, seconds in run.figures["seconds"].items():
            yield Result(f"match: {step}", round(seconds, 1), "s")
    peak = seen["peak"]
    yield Result("pairs compared", run.figures["pairs"], "pairs")
    with running.opened() as con:
        # a run of changes puts its own pairs in this table's place
        con.execute("create or replace table pairs_of_all as select * from pairs")
        yield from _quality(con, made.truth, everybody)
        if chosen.all_sources:
            yield from _between(con)
    published = 0.0
    if not chosen.no_publish:
        with _watched() as seen:
            began = time.perf_counter()
            figures = running.publish(run, on=ON, at=at, told=lambda step: _say("publish", step))
            published = time.perf_counter() - began
        peak = max(peak, seen["peak"])
        yield Result("publish", round(published), "s")
        yield Result("people published", figures["created"], "people")
        yield Result("records refused by the register", sum(figures["refused"].values()), "records")
        yield Result("links written", figures["links"]["made"], "records")
        yield Result("contradictions between linked records", figures["findings"]["open"], "findings")
    everything = "clean + match" if chosen.no_publish else "clean + match + publish"
    yield at_most(everything, cleaned + matched + published, "s", AIM_SECONDS)
    yield at_most("peak memory, all processes", peak, "GiB", AIM_MEMORY_GIB)
    yield from _changes(folder, made.files["population"], at)


def _say(what: str, step: str) -> None:
    print(f"  {what}: {step} {time.strftime('%H:%M:%S')}", file=sys.stderr, flush=True)


def _staged(folder: Path, source: str) -> Path:
    return folder / ("staged.parquet" if source == "population" else f"staged-{source}.parquet")


def _clean(raw: Path, staged: Path, source: str = "population") -> float:
    """Seconds of making the cleaned file of a raw one."""
    import duckdb

    from motcua.city.places import finding
    from motcua.records.quality.intake import cleaning
    from motcua.records.quality.intake.places import Places

    began = time.perf_counter()
    store = staged.with_suffix(".duckdb")
    store.unlink(missing_ok=True)
    with duckdb.connect(str(store)) as con:
        con.execute("set memory_limit = '4GB'; set threads = 2; set enable_progress_bar = false")
        cleaning.clean(con, raw, source, ON, places=Places(ON, ON, finding.index()))
        con.execute(f"copy (select * from staged) to '{staged}' (format parquet, compression zstd)")
    store.unlink()
    return time.perf_counter() - began


def _quality(con: Any, truth: Path, records: int) -> Iterator[Result]:
    """Precision and recall of the links, and what the review list adds."""
    _true_pairs(con, truth)
    con.execute("""
        create or replace temp table links as
        select l.uid as uid_l, r.uid as uid_r from whose l join whose r on l.person = r.person and l.uid < r.uid
    """)
    true, linked, right, listed, found = (
        con.execute(f"select count(*) from {what}").fetchall()[0][0]
        for what in (
            "true_pairs", "links", "links join true_pairs using (uid_l, uid_r)", "review",
            "review join true_pairs using (uid_l, uid_r)",
        )
    )  # fmt: skip
    yield Result("true pairs", true, "pairs")
    yield Result("wrong links", linked - right, f"of {linked:,}")
    yield _reached("precision of automatic links", right / linked, AIM_PRECISION)
    yield _reached("recall of automatic links", right / true, AIM_RECALL)
    yield _reached("recall with the review list", (right + found) / true, AIM_RECALL_SEEN)
    share = listed / records
    yield Result(
        "review list",
        round(share * 100, 3),
        "% of records",
        "",
        None,
        f"<= {AIM_REVIEW:.1%}",
        share <= AIM_REVIEW,
    )
    yield Result("of the review list one person", round(found / max(listed, 1) * 100, 1), "%")


def _between(con: Any) -> Iterator[Result]:
    """Precision and recall for each pair of sources: what is linked of what is one person. Three queries."""
    pair = "least(a.source, b.source) || ' - ' || greatest(a.source, b.source)"

    def counted(pairs: str) -> dict[str, int]:
        rows = con.execute(
            f"select {pair}, count(*) from {pairs} x join people a on a.uid = x.uid_l join people b on b.uid = x.uid_r group by 1"
        ).fetchall()
        return {str(name): int(many) for name, many in rows}

    true, linked = counted("true_pairs"), counted("links")
    right = counted("(select uid_l, uid_r from links join true_pairs using (uid_l, uid_r))")
    listed = counted("(select uid_l, uid_r from review join true_pairs using (uid_l, uid_r))")
    for name, many in sorted(true.items()):
        yield Result(f"{name}: true pairs", many, "pairs")
        yield Result(f"{name}: precision", round(right.get(name, 0) / max(linked.get(name, 0), 1), 5), "")
        yield Result(f"{name}: recall", round(right.get(name, 0) / many, 4), "")
        with_list = (right.get(name, 0) + listed.get(name, 0)) / many
        yield Result(f"{name}: recall with the review list", round(with_list, 4), "")


def _true_pairs(con: Any, truth: Path) -> None:
    """`true_pairs(uid_l, uid_r)`: records of one person."""
    con.execute(f"""
        create or replace temp table owner as
        select p.uid, t.person as who from people p
        join read_parquet('{truth}') t on t.source = p.source and t.record = p.record
    """)
    con.execute("""
        create or replace temp table true_pairs as
        select l.uid as uid_l, r.uid as uid_r from owner l join owner r on l.who = r.who and l.uid < r.uid
    """)


def _reached(name: str, value: float, aim: float) -> Result:
    return Result(name, round(value, 5), "", "", None, f">= {aim}", value >= aim)


def _changes(folder: Path, raw: Path, at: Any) -> Iterator[Result]:
    """Half of the changed records are new states of known ones, half are records never seen."""
    import duckdb

    from motcua.foundation.actor import SYSTEM
    from motcua.project.synthetic import make_people
    from motcua.records.quality.matching import running
    from motcua.records.quality.models import Load

    fresh = make_people(folder / "fresh", CHANGED, seed=99)
    changed = folder / "changed.parquet"
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        con.execute(f"""
            copy (
                (select * replace ('09' || right(ma_ban_ghi, 8) as dien_thoai, '01/11/2026' as ngay_cap_nhat)
                 from read_parquet('{raw}') where hash(ma_ban_ghi) % 50 = 7 limit {CHANGED // 2})
                union all by name
                (select * replace ('N' || ma_ban_ghi as ma_ban_ghi)
                 from read_parquet('{fresh.files["population"]}') limit {CHANGED // 2})
            ) to '{changed}' (format parquet)
        """)
    load = Load.objects.create(
        source="population", name="changed.parquet", sha256=f"{99:064d}", taken_on=ON, rows=CHANGED, received_at=at,
        received_by=SYSTEM.as_data(),
    )  # fmt: skip
    staged = folder / "changed-staged.parquet"
    cleaned = _clean(changed, staged)
    began = time.perf_counter()
    run = running.run([load], [staged], at=at, kind=running.CHANGES)
    took = time.perf_counter() - began
    yield Result("changed records", run.figures["records"], "records")
    yield Result("clean the changed", round(cleaned, 1), "s")
    for step, seconds in run.figures["seconds"].items():
        yield Result(f"match the changed: {step}", round(seconds, 1), "s")
    yield at_most("clean + match the changed", cleaned + took, "s", AIM_CHANGES_SECONDS)


def _beside(folder: Path) -> Iterator[Result]:
    import duckdb

    from motcua.records.quality.matching import keys, running

    with duckdb.connect(str(folder / "sorted.duckdb")) as con:
        keys.tune(con)
        began = time.perf_counter()
        con.execute(
            f"create table sorted as select * from read_parquet('{folder}/staged.parquet') order by name_key, birth"
        )
        yield Result(
            "DuckDB reads and sorts the cleaned records once", round(time.perf_counter() - began), "s"
        )
    with running.opened() as con, _watched() as seen:
        yield from _splink_defaults(con, folder)
    yield Result("Splink's defaults: peak memory", round(seen["peak"], 1), "GiB")


def _splink_defaults(con: Any, folder: Path) -> Iterator[Result]:
    """Splink's own comparisons, training and clustering, on the pairs that our blocking made."""
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.WARNING)
    began = time.perf_counter()
    api = DuckDBAPI(connection=con)
    chosen = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="uid",
        comparisons=[
            cl.NameComparison("name_ascii"), cl.DateOfBirthComparison("birth_iso", input_is_string=True), cl.ExactMatch("pin"),
            cl.ExactMatch("cmnd"), cl.ExactMatch("insurance_no"), cl.ExactMatch("phone"), cl.ExactMatch("unit_code"),
            cl.ExactMatch("sex"), cl.NameComparison("father_ascii"), cl.NameComparison("mother_ascii"),
        ],
        blocking_rules_to_generate_predictions=[block_on("pin"), block_on("birth", "bag")],
    )  # fmt: skip
    con.execute(
        "create or replace temp view people_iso as select *, strftime(birth, '%Y-%m-%d') as birth_iso from people"
    )
    linker = Linker(api.register("people_iso"), chosen)
    linker.training.estimate_probability_two_random_records_match([block_on("pin")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=7)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("pin"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("bag", "birth"))
    learned = time.perf_counter() - began
    yield Result("Splink's defaults: training", round(learned), "s")
    began = time.perf_counter()
    linker.table_management.register_blocked_pairs_for_predict(api.register("pairs_of_all"))
    found = linker.inference.predict(threshold_match_probability=0.95)
    yield Result("Splink's defaults: weighing the same pairs", round(time.perf_counter() - began), "s")
    con.execute(f"""
        create or replace temp table theirs as
        select least(uid_l, uid_r) as uid_l, greatest(uid_l, uid_r) as uid_r from {found.physical_name}
    """)
    _true_pairs(con, folder / "truth.parquet")
    true, links, right = (
        con.execute(f"select count(*) from {what}").fetchall()[0][0]
        for what in ("true_pairs", "theirs", "theirs join true_pairs using (uid_l, uid_r)")
    )
    yield Result("Splink's defaults at 0.95: precision", round(right / max(links, 1), 5), "")
    yield Result("Splink's defaults at 0.95: recall", round(right / true, 5), "")


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """The most memory that this process and all below it held together (proportional share of what is shared), in GiB."""
    import psutil

    seen = {"peak": 0.0}
    ended = threading.Event()
    me = psutil.Process(os.getpid())

    def look() -> None:
        while not ended.wait(0.5):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                with _gone():
                    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
                        if line.startswith("Pss:"):
                            total += int(line.split()[1]) * 1024
            seen["peak"] = max(seen["peak"], total / 2**30)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


@contextmanager
def _gone() -> Iterator[None]:
    """A process may end while it is looked at."""
    import contextlib

    with contextlib.suppress(OSError):
        yield


if __name__ == "__main__":
    raise SystemExit(main())
