"""The consumer "register-figures": adds what happened in a register to the sums of its month. No page counts records.

An event leaves the outbox in the transaction that counts it, so it counts once; their order does not matter.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from motcua.foundation.events import Delivered
from motcua.foundation.worktime import VN

CONSUMER = "register-figures"
COLUMNS = ("entered", "corrected", "ended", "brought_in", "taken_back", "contested", "upheld")
OF_RECORDS = {
    "register.entered": "entered",
    "register.corrected": "corrected",
    "register.ended": "ended",
    "register.replaced": "ended",
    "register.cancelled": "ended",
    "register.withdrawn": "ended",
}
OF_IMPORTS = {
    "register.imported": ("brought_in", "accepted"),
    "register.import-withdrawn": ("taken_back", "withdrawn"),
}
OF_CONTESTS = {"contest-received": "contested", "contest-corrected": "upheld"}
KINDS = frozenset({*OF_RECORDS, *OF_IMPORTS, *OF_CONTESTS})

type Cell = tuple[date, str, int]
_ADD = f"""
insert into register_figures_registermonth (month, register, agency_id, {", ".join(COLUMNS)})
values (%s, %s, %s, {", ".join(["%s"] * len(COLUMNS))})
on conflict (month, register, agency_id) do update set
{", ".join(f"{name} = register_figures_registermonth.{name} + excluded.{name}" for name in COLUMNS)}
"""


def keep(batch: Sequence[Delivered]) -> None:
    """One statement for each cell that a batch moves, in the order of the cells: two workers do not cross."""
    sums: dict[Cell, Counter[str]] = {}
    for event in batch:
        for register, agency_id, column, count in counted(event.kind, event.data):
            sums.setdefault((_month(event.at), register, agency_id), Counter())[column] += count
    with connection.cursor() as cursor:
        for cell, moved in sorted(sums.items()):
            cursor.execute(_ADD, [*cell, *(moved[name] for name in COLUMNS)])


def counted(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, int, str, int]]:
    """(register, agency, column, how many) of an event. Pure. An import without an agency of its own counts under 0."""
    if kind in OF_CONTESTS:
        parts = str(data.get("subject", "")).split(":")
        if parts[0] == "register" and len(parts) > 2:
            yield parts[1], int(data.get("agency") or 0), OF_CONTESTS[kind], 1
    elif register := data.get("register"):
        agency_id = int(data.get("agency_id") or 0)
        if kind in OF_RECORDS:
            yield register, agency_id, OF_RECORDS[kind], 1
        elif kind in OF_IMPORTS:
            column, name = OF_IMPORTS[kind]
            yield register, agency_id, column, int(data.get(name) or 0)


def _month(at: datetime) -> date:
    return at.astimezone(VN).date().replace(day=1)
