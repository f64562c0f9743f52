"""Makes the files: what each source delivers, shuffled, and the truth: which record is whose."""

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from motcua.project.synthetic import errors, families, packed, words

COLUMNS = (
    "ma_ban_ghi", "so_dinh_danh", "so_cmnd", "ho_va_ten", "ngay_sinh", "gioi_tinh", "ho_ten_cha", "ho_ten_me", "ma_xa",
    "dia_chi", "dien_thoai", "ma_so_bhxh", "so_the", "ngay_mat", "ngay_cap_nhat",
)  # fmt: skip
"""Columns of every source's file, all text. Dates of birth and of changes: day/month/year."""
CHUNK = 250_000
"""People made at a time: some 400 MB of memory."""
DUPLICATES = 0.06
"""Share of the population source's records that are not the first of their person."""


@dataclass(frozen=True)
class SourceSpec:
    """`share` of the people (by age) that a source knows, and how badly it writes."""

    key: str
    youngest: float
    oldest: float
    share: float
    rates: errors.Rates


SOURCES = (
    SourceSpec("population", 0, 130, 1.0, errors.FIRST),
    SourceSpec("insurance", 0, 130, 0.92, replace(
        errors.FIRST, pin_missing=0.06, plain=0.08, typo=0.012, insurance_missing=0.0, parent_missing=0.7,
        phone_missing=0.4, year_only=0.02, moved=0.1)),
    SourceSpec("vaccination", 0, 60, 0.7, replace(
        errors.FIRST, pin_missing=0.25, plain=0.1, typo=0.02, insurance_missing=0.5, parent_missing=0.4, moved=0.12,
        phone_missing=0.05, phone_changed=0.2)),
    SourceSpec("school", 3, 19, 0.95, replace(
        errors.FIRST, pin_missing=0.15, plain=0.02, typo=0.01, parent_missing=0.08, insurance_missing=0.3, moved=0.06)),
    SourceSpec("civil_status", 0, 30, 0.9, replace(
        errors.FIRST, pin_missing=0.35, plain=0.01, typo=0.008, parent_missing=0.02, phone_missing=0.9,
        insurance_missing=0.95, moved=0.2)),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """Files by source (`truth` beside them: source, record, person), and what they hold."""

    files: dict[str, Path]
    truth: Path
    people: int
    records: dict[str, int]
    seconds: float


def make_people(
    folder: Path,
    records: int,
    *,
    seed: int = 7,
    sources: Iterable[str] = ("population",),
    on: date = date(2026, 11, 1),
) -> Made:
    """Write `records` records of the population source (duplicates among them) and what the other `sources` have.

    `folder` is made; files of an earlier run in it are replaced. Some 30 s and 0.3 GB of disk a million records.
    Raises ValueError for fewer than 100 records.
    """
    import duckdb

    if records < 100:
        raise ValueError("fewer than 100 records are no city")
    began = time.perf_counter()
    parts_folder = folder / "parts"
    shutil.rmtree(parts_folder, ignore_errors=True)
    parts_folder.mkdir(parents=True)
    wanted = set(sources)
    people = round(records * (1 - DUPLICATES))
    chunks = max(1, round(people / CHUNK))
    codes, shares = families.communes(seed)
    today = int((np.datetime64(on, "D") - families.EPOCH).astype(int))
    tables = _Tables(codes)
    clerks = np.random.default_rng(seed).lognormal(-0.32, 0.8, (len(codes), errors.CLERKS))
    bounds = np.linspace(0, people, chunks + 1).astype(int)
    for chunk in range(chunks):
        rng = np.random.default_rng([seed, chunk])
        many = int(bounds[chunk + 1] - bounds[chunk])
        made = families.make(rng, many, words.parts(), shares, chunk, chunks, today)
        numbers = np.arange(bounds[chunk], bounds[chunk + 1])
        for spec in SOURCES:
            if spec.key not in wanted:
                continue
            _write_chunk(
                parts_folder, rng, spec, made, numbers, chunk, clerks, shares, today, tables, records
            )
    files, counts = {}, {}
    with duckdb.connect() as con:
        con.execute("set preserve_insertion_order = false; set threads = 2; set memory_limit = '4GB'")
        con.execute("set enable_progress_bar = false")
        for key in sorted(wanted):
            files[key] = folder / f"{key}.parquet"
            con.execute(
                f"copy (select * exclude (person) from '{parts_folder}/{key}-*.parquet' order by ma_ban_ghi)"
                f" to '{files[key]}' (format parquet, compression zstd)"
            )
            counts[key] = con.execute(f"select count(*) from '{files[key]}'").fetchone()[0]  # type: ignore[index]
        truth = folder / "truth.parquet"
        con.execute(
            f"copy (select regexp_extract(filename, '([a-z_]+)-[0-9]+.parquet', 1) as source, ma_ban_ghi as record, person"
            f" from read_parquet('{parts_folder}/*.parquet', filename = true)) to '{truth}' (format parquet)"
        )
    shutil.rmtree(parts_folder)
    return Made(files, truth, people, counts, time.perf_counter() - began)


def _write_chunk(
    folder: Path, rng: np.random.Generator, spec: SourceSpec, made: families.People, numbers: np.ndarray, chunk: int,
    clerks: np.ndarray, shares: np.ndarray, today: int, tables: "_Tables", records: int,
) -> None:  # fmt: skip
    import pyarrow as pa
    import pyarrow.parquet as pq

    age = (today - made.birth) / 365.25
    known = np.flatnonzero(
        (age >= spec.youngest) & (age < spec.oldest) & (rng.random(len(made)) < spec.share)
    )
    batches = [(known, errors.write(rng, made.take(known), spec.rates, clerks, shares, today))]
    if spec.key == "population":
        # one in ten of the people written twice is written a third time
        extra = round(len(known) * DUPLICATES / (1 - DUPLICATES))
        twice = rng.permutation(known)[: round(extra / 1.1)]
        thrice = twice[: max(extra - len(twice), 0)]
        again = np.concatenate([twice, thrice])
        batches.append((again, errors.write(rng, made.take(again), errors.SECOND, clerks, shares, today)))
    begin = chunk * CHUNK * 3
    written = []
    for rows, what in batches:
        keys = (np.arange(begin, begin + len(rows)) * 2_654_435_761) % 4_294_967_296
        begin += len(rows)
        written.append(
            tables.table(rng, what, spec.key, keys, today).append_column("person", pa.array(numbers[rows]))
        )
    pq.write_table(pa.concat_tables(written), folder / f"{spec.key}-{chunk}.parquet", compression="lz4")


class _Tables:
    """Texts by index, made once, and the columns made of them."""

    def __init__(self, codes: list[str]) -> None:
        import pyarrow as pa

        named = words.parts()
        self.many = len(named.texts)
        self.names = pa.array([text for row in named.variants for text in row], pa.string())
        days = np.arange(0, 47_500)
        dates = (families.EPOCH + days).astype(object)
        self.days = len(days)
        self.dates = pa.array(
            [day.strftime("%d/%m/%Y") for day in dates]
            + [str(day.year) for day in dates]
            + [f"01/01/{day.year}" for day in dates]
            + [day.strftime("%m/%d/%Y") for day in dates]
            + [f"00/00/{day.year}" for day in dates]
        )
        self.codes, self.old_codes = pa.array(codes), pa.array(_old_codes(codes))
        ward = {row["code"]: row["full_name_vi"] for row in packed.rows("units-2025")}
        self.wards = pa.array([ward[code] for code in codes])
        rng = np.random.default_rng(11)
        pool = [part.strip() for part in words.parts().texts if len(part) > 3]
        self.streets = pa.array([" ".join(rng.choice(pool, 2, replace=False)) for _ in range(240)])

    def table(
        self, rng: np.random.Generator, what: errors.Written, source: str, keys: np.ndarray, today: int
    ) -> Any:
        """The records as an Arrow table of text."""
        import pyarrow as pa
        import pyarrow.compute as pc

        who, n = what.people, len(what.people)

        def digits(values: np.ndarray, width: int, empty: np.ndarray | None = None) -> Any:
            found = pa.array(values)
            text = pc.utf8_lpad(pc.cast(found, pa.string()), width, "0")
            return pc.if_else(pa.array(empty), None, text) if empty is not None else text

        given, middle = what.people.given, np.where(what.order == 2, 0, what.people.middle)
        name = self._name(who.family, middle, given, what.variant, what.order, what.space)
        pin = digits(what.pin, 12)
        pin = pc.if_else(pa.array(what.pin_form == errors.CUT), pc.cast(pa.array(what.pin), pa.string()), pin)
        pin = pc.if_else(pa.array(what.pin_form == errors.FILLER), "000000000000", pin)
        pin = pc.if_else(pa.array(what.pin_form == errors.EMPTY), None, pin)
        day = np.clip(what.birth, 0, self.days - 1)
        parents = [
            pc.if_else(
                pa.array((what.parent_variant[:, side] == errors.NO_PARENT) | (names[:, 2] <= 0)),
                None,
                self._name(
                    names[:, 0],
                    names[:, 1],
                    names[:, 2],
                    np.repeat(np.maximum(what.parent_variant[:, side], 0)[:, None], 3, 1),
                ),
            )
            for side, names in enumerate((who.father, who.mother))
        ]
        commune = pa.array(who.commune)
        ward, street = pc.take(self.wards, commune), pc.take(self.streets, pa.array(who.street))
        house = pc.cast(pa.array(who.house), pa.string())
        forms = (
            ("Số ", house, " phố ", street, ", ", ward, ", Hà Nội"),
            (house, " ", street, ", ", ward, ", HN"),
            ("Phố ", street, ", ", ward, ", Hà Nội"),
            ("Nhà ", house, ", ", ward, ", phố ", street),
        )
        address = pc.choose(
            pa.array(what.address_form, pa.int64()),
            *(pc.binary_join_element_wise(*form, "") for form in forms),
        )
        sex = pc.if_else(pa.array(who.sex == 0), "Nam", pc.if_else(pa.array(who.sex == 1), "Nữ", None))
        changed = np.clip(today - (rng.gamma(1.2, 900, n)).astype(int) - 1, who.birth + 1, today - 1)
        columns = [
            pc.binary_join_element_wise(source[:1].upper(), digits(keys, 10), ""),
            pin,
            digits(who.cmnd, 9, who.cmnd == 0),
            name,
            pc.take(self.dates, pa.array(day + self.days * what.birth_form.astype(np.int64))),
            sex,
            *parents,
            pc.if_else(
                pa.array(what.old_unit), pc.take(self.old_codes, commune), pc.take(self.codes, commune)
            ),
            address,
            digits(who.phone, 10, who.phone == 0),
            digits(who.insurance, 10, who.insurance == 0),
            pa.nulls(n, pa.string()),
            pc.if_else(pa.array(who.died == 0), None, pc.take(self.dates, pa.array(np.maximum(who.died, 0)))),
            pc.take(self.dates, pa.array(changed)),
        ]
        return pa.table(dict(zip(COLUMNS, columns, strict=True)))

    def _name(
        self, family: np.ndarray, middle: np.ndarray, given: np.ndarray, variant: np.ndarray,
        order: np.ndarray | None = None, space: np.ndarray | None = None,
    ) -> Any:  # fmt: skip
        import pyarrow as pa
        import pyarrow.compute as pc

        parts = [
            pc.take(
                self.names, pa.array(np.maximum(index, 0) + self.many * variant[:, place].astype(np.int64))
            )
            for place, index in enumerate((family, middle, given))
        ]
        gap: Any = " " if space is None else pc.take(pa.array([" ", "  ", "\u00a0"]), pa.array(space))
        name = pc.binary_join_element_wise(parts[0], gap, parts[1], parts[2], "")
        if order is None or not (order == 1).any():
            return name
        turned = pc.utf8_trim_whitespace(
            pc.binary_join_element_wise(parts[2], " ", parts[0], " ", parts[1], "")
        )
        return pc.if_else(pa.array(order == 1), turned, name)


def _old_codes(codes: list[str]) -> list[str]:
    """A commune of before 2025-07-01 that became wholly part of each commune of today; today's where there is none."""
    became: dict[str, str] = {}
    for row in packed.rows("successors"):
        if row["relation"] == "whole" and row["old_code"] and row["old_code"] not in codes:
            became.setdefault(row["new_code"], row["old_code"])
    return [became.get(code, code) for code in codes]
