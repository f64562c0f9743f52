"""One record of a load as its file says it, for whoever decides about it: out of the staged file, which is ordered by key."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

SHOWN = ("full_name", "pin", "cmnd", "birth", "birth_year", "sex", "father_key", "mother_key", "address", "phone", "card_no",
         "insurance_no", "died", "changed_at", "name_was", "pin_was", "birth_was", "unit_was")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A record's values, by columns of the staged table."""

    values: dict[str, Any]

    def text(self, column: str) -> str:
        """A value for people: the original where reading changed it."""
        was = {"full_name": "name_was", "pin": "pin_was", "birth": "birth_was"}.get(column)
        found = (self.values.get(was) if was else None) or self.values.get(column)
        if column == "birth" and found is None:
            found = self.values.get("birth_year")
        if isinstance(found, date):
            return f"{found:%d/%m/%Y}"
        return "" if found is None else str(found)


def record_of(staged: Path, record: str) -> Seen | None:
    """The record of this key. None when it, or the file, is not there. A few milliseconds: one row group is read."""
    if not staged.exists():
        return None
    with duckdb.connect(config={"threads": 1}) as con:
        rows = con.execute(
            f"SELECT {', '.join(SHOWN)} FROM read_parquet(?) WHERE record = ? LIMIT 1", [str(staged), record]
        ).fetchall()
    return Seen(dict(zip(SHOWN, rows[0], strict=True))) if rows else None
