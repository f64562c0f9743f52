"""A whole reform from a table: one line says which old body goes to which new one, and what about. Pure.

Columns (Vietnamese or English, in any order): co_quan_cu/old, co_quan_moi/new, and if only a part goes there
xa_moi/units, thu_tuc/procedures, linh_vuc/fields (several separated by blanks); chinh/main marks the main heir.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from motcua.city.reform.content import AgencyEnds, Content, Share

COLUMNS = {
    "co_quan_cu": "old",
    "co_quan_moi": "new",
    "xa_moi": "units",
    "thu_tuc": "procedures",
    "linh_vuc": "fields",
    "chinh": "main",
}
YES = {"1", "x", "co", "có", "yes", "true"}
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line of the table; line 0 is the table as a whole."""

    line: int
    vi: str
    en: str


def read_csv(text: str, keys: Mapping[str, str]) -> tuple[Content, list[LineFault]]:
    """The endings that a table names, and every line that cannot be read.

    `keys`: agency keys by key and by code. The first heir of a body is its main one unless another is marked. Lines
    that name communes, procedures or fields are shares in the order of the table.
    """
    reader = csv.DictReader(
        StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text), skipinitialspace=True
    )
    names = {
        name: COLUMNS.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or ()
    }
    missing = {"old", "new"} - set(names.values())
    if missing:
        return Content(), [
            LineFault(0, "Thiếu cột co_quan_cu hoặc co_quan_moi.", "The column old or new is missing.")
        ]
    faults: list[LineFault] = []
    shares: dict[str, list[Share]] = {}
    main: dict[str, str] = {}
    for number, raw in enumerate(reader, 2):
        if number > MOST_LINES:
            faults.append(LineFault(number, f"Tối đa {MOST_LINES} dòng.", f"At most {MOST_LINES} lines."))
            break
        row = {names[name]: (value or "").strip() for name, value in raw.items() if name in names}
        if not any(row.values()):
            continue
        old, new = keys.get(row["old"]), keys.get(row["new"]) or row["new"]
        if old is None:
            faults.append(
                LineFault(number, f"Không có cơ quan “{row['old']}”.", f"No agency “{row['old']}”.")
            )
            continue
        if not new:
            faults.append(LineFault(number, "Chưa nói chuyển về đâu.", "It does not say where to."))
            continue
        parts = [tuple(row.get(name, "").split()) for name in ("units", "procedures", "fields")]
        share = Share(to=new, units=parts[0], procedures=parts[1], fields=parts[2])
        shares.setdefault(old, []).append(share)
        if old not in main or row.get("main", "").lower() in YES:
            main[old] = new
    ends = tuple(
        AgencyEnds(key=old, to=main[old], shares=() if _whole(group) else tuple(group))
        for old, group in shares.items()
    )
    return Content(end=ends), faults


def _whole(group: list[Share]) -> bool:
    """One heir that takes everything needs no share."""
    return len(group) == 1 and not (group[0].units or group[0].procedures or group[0].fields)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
