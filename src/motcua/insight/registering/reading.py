"""Figures of registers for leaders: sums over months, and how many records there are."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from motcua.insight.registering.keeping import COLUMNS
from motcua.insight.registering.models import RegisterMonth


def by_register(agencies: Iterable[int] | None, since: date) -> dict[str, dict[str, int]]:
    """What happened from a month on, by register; None: in the whole city. One query over sums."""
    rows = RegisterMonth.objects.filter(month__gte=since)
    if agencies is not None:
        rows = rows.filter(agency_id__in=list(agencies))
    found = rows.values("register").annotate(**{f"all_{name}": Sum(name) for name in COLUMNS})
    rows_of: list[dict[str, Any]] = list(found)  # type: ignore[arg-type]
    return {row["register"]: {name: row[f"all_{name}"] for name in COLUMNS} for row in rows_of}


def about_how_many(tables: dict[str, str]) -> dict[str, int]:
    """How many records the tables of registers hold, as the planner knows it: nobody counts ten million. One query.

    A table that was never looked at by the planner is not in the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, reltuples::bigint from pg_class where relname = any(%s) and reltuples >= 0",
            [list(tables.values())],
        )
        known = dict(cursor.fetchall())
    return {register: known[table] for register, table in tables.items() if table in known}
