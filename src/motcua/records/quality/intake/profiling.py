"""A look at a whole raw file before anything of it counts: how full each column is, how much has the right form. No Django."""

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

import duckdb

from motcua.records.quality.intake.names import LETTERS
from motcua.records.quality.intake.opening import Opened
from motcua.records.quality.intake.sources import Form, columns

EXAMPLES = 3
LONGEST_EXAMPLE = 40
LOOKED_AT = 200_000
"""Rows of a large file of which it is asked what else a wrong column looks like."""

_DAY = (
    r"\s*''?(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{1,2}([T ].*)?|\d{4}|\d{8}"
    r"|\d{1,2}\s*[/.\-]\s*\d{4})\s*"
)
FORMS: dict[Form, str] = {
    "text": "true",
    "pin": r"regexp_full_match(v, '[0-9 .''\-]{9,16}') AND length(regexp_replace(v, '[^0-9]', '', 'g')) IN (9, 12)",
    "cmnd": r"length(regexp_replace(v, '[^0-9]', '', 'g')) IN (9, 12)",
    "name": rf"NOT regexp_matches(v, '[0-9�?]') AND regexp_matches(v, '[{LETTERS}]') AND length(v) <= 120",
    "birth": f"regexp_full_match(v, '{_DAY}')",
    "sex": "lower(trim(v)) IN ('nam', 'nữ', 'nu', 'male', 'female', 'm', 'f', '0', '1', '2', '3', 'trai', 'gái', 'khác')",
    "unit": rf"regexp_full_match(trim(v), '[0-9]{{1,5}}') OR regexp_full_match(trim(v), '[{LETTERS}][^|;]{{1,119}}')",
    "phone": r"length(regexp_replace(v, '[^0-9]', '', 'g')) BETWEEN 9 AND 12 AND NOT regexp_matches(v, '[A-Za-zÀ-ỹ]')",
    "insurance": r"regexp_full_match(upper(trim(v)), '[A-Z0-9]{8,16}') AND regexp_matches(v, '[0-9]{6}')",
    "moment": f"regexp_full_match(v, '{_DAY}')",
}
"""When a text `v` has the form of its column, as SQL: form only, not whether it is true."""
TELLING: tuple[Form, ...] = ("pin", "birth", "sex", "phone", "name")
"""Forms by which a shifted column is recognised."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """`filled`: share of rows with a value; `right`: share of right form among those; `wrong`: examples, digits covered;
    `like`: the form that its wrong values have instead."""

    present: bool
    filled: float = 0.0
    right: float = 1.0
    different: int = 0
    wrong: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole file. `repeated`: keys that stand more than once; `lost`: rows with bytes that could not be read."""

    rows: int
    encoding: str = ""
    broken: int = 0
    cut: bool = False
    unknown: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    repeated: int = 0
    lost: int = 0
    columns: dict[str, ColumnProfile] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The profile as it was kept; what was kept beside it is left out."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["columns"] = {id: ColumnProfile(**(one | {"wrong": tuple(one.get("wrong", ()))}))
                            for id, one in data.get("columns", {}).items()}  # fmt: skip
        return cls(**(known | {name: tuple(known.get(name, ())) for name in ("unknown", "examples")}))


def profile(con: duckdb.DuckDBPyConnection, raw: Opened, on: date) -> Profile:
    """Look at the relation `raw` of a file that is open. One pass, and one more for columns that look wrong."""
    asked = ["count(*)", "count(*) - count(DISTINCT record)"]
    for one in columns():
        right_form = f"{one.id} IS NOT NULL AND ({_about(one.form, one.id)})"
        asked += [
            f"count({one.id})",
            f"count(*) FILTER (WHERE {right_form})",
            f"approx_count_distinct({one.id})",
        ]
    asked.append("count(*) FILTER (WHERE contains(concat(full_name, father, mother, address), '�'))")
    (row,) = con.execute(f"SELECT {', '.join(asked)} FROM raw").fetchall()
    rows, repeated, lost = int(row[0]), int(row[1]), int(row[-1])
    found: dict[str, ColumnProfile] = {}
    for at, one in enumerate(columns()):
        filled, right, different = row[2 + 3 * at : 5 + 3 * at]
        present = one.id in raw.known
        share = right / filled if filled else 1.0
        wrong: tuple[str, ...] = ()
        like = ""
        if present and filled and right < filled:
            wrong = _examples(con, one.form, one.id)
        if present and filled and share < 0.9:
            like = _like(con, one.form, one.id)
        found[one.id] = ColumnProfile(
            present,
            round(filled / rows, 4) if rows else 0.0,
            round(share, 4),
            min(different, filled),
            wrong,
            like,
        )
    return Profile(
        rows, raw.encoding, raw.broken, raw.cut, raw.unknown, tuple(map(covered, raw.examples)), repeated, lost, found
    )  # fmt: skip


def covered(text: str) -> str:
    """A value as an example: what form it has can be seen, whose number it is cannot."""
    kept = 0

    def digit(match: re.Match[str]) -> str:
        nonlocal kept
        kept += 1
        return match[0] if kept <= 3 else "•"

    return re.sub(r"\d", digit, text[:LONGEST_EXAMPLE])


def _about(form: Form, column: str) -> str:
    return re.sub(r"\bv\b", column, FORMS[form])


def _examples(con: duckdb.DuckDBPyConnection, form: Form, column: str) -> tuple[str, ...]:
    rows = con.execute(
        f"SELECT DISTINCT {column} FROM (SELECT {column} FROM raw WHERE {column} IS NOT NULL AND NOT ({_about(form, column)})"
        f" LIMIT 200) ORDER BY 1 LIMIT {EXAMPLES}"
    ).fetchall()
    return tuple(dict.fromkeys(covered(text) for (text,) in rows))


def _like(con: duckdb.DuckDBPyConnection, form: Form, column: str) -> str:
    """The telling form that most of the wrong values have, if most of them have one."""
    others = [other for other in TELLING if other != form]
    counted = ", ".join(f"count(*) FILTER (WHERE {_about(other, column)})" for other in others)
    (row,) = con.execute(
        f"SELECT count(*), {counted} FROM (SELECT {column} FROM raw WHERE {column} IS NOT NULL"
        f" AND NOT ({_about(form, column)}) LIMIT {LOOKED_AT})"
    ).fetchall()
    times, best = max(zip(row[1:], others, strict=True), key=lambda one: one[0])
    return best if row[0] and times >= 0.6 * row[0] else ""
