"""Figures and courses between memory and their tables, a batch in a statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from motcua.insight.counting import COLUMNS, DAY_COLUMNS, DAYS, LIVE_COLUMNS, Counts, Place, State
from motcua.insight.models import Course, Figure, FigureSum, LiveFigure, LiveSum
from motcua.insight.scope import KEPT

_PLACE = ("agency_id", "intake_id", "procedure_code", "field_key")
_STATE = tuple(item.name for item in fields(State) if item.name != "place")
_COURSE = ("uuid", *_PLACE, *_STATE)


def states_of(uuids: Iterable[UUID]) -> dict[UUID, State]:
    """The kept states of these dossiers. One query."""
    return {row.uuid: _state(row) for row in Course.objects.filter(uuid__in=list(uuids))}


def write_states(states: Mapping[UUID, State]) -> None:
    """Write new states and overwrite known ones. One statement."""
    Course.objects.bulk_create(
        [Course(**dict(zip(_COURSE, _row(uuid, state), strict=True))) for uuid, state in states.items()],
        update_conflicts=True,
        unique_fields=["uuid"],
        update_fields=[*_PLACE, *_STATE],
    )


def copy_states(states: Mapping[UUID, State]) -> None:
    """Write states that are certainly new, by COPY."""
    statement = sql.SQL("copy insight_course ({}) from stdin").format(
        sql.SQL(", ").join(map(sql.Identifier, _COURSE))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for uuid, state in states.items():
            # an array as text costs a tenth of one that the driver looks through
            seen = "{" + ",".join(map(str, state.seen)) + "}"
            copy.write_row([seen if value is state.seen else value for value in _row(uuid, state)])


def add(counts: Counts) -> None:
    """Add signed changes to the figures and to every level of their sums. At most four statements."""
    monthly = _monthly(counts)
    live: _Rows = defaultdict(dict)
    for (place, column), number in counts.live.items():
        if number:
            live[tuple(place)][column] = number
    upsert(Figure._meta.db_table, ("month", *_PLACE), COLUMNS, DAY_COLUMNS, monthly)
    upsert(FigureSum._meta.db_table, ("level", "month", *_PLACE), COLUMNS, DAY_COLUMNS, _summed(monthly, 1))
    upsert(LiveFigure._meta.db_table, _PLACE, LIVE_COLUMNS, (), live)
    upsert(LiveSum._meta.db_table, ("level", *_PLACE), LIVE_COLUMNS, (), _summed(live, 0))


type _Rows = dict[tuple, dict[str, Any]]
"""By key: numbers, and lists of one number a day."""


def _monthly(counts: Counts) -> _Rows:
    rows: _Rows = defaultdict(dict)
    for (cell, column), number in counts.monthly.items():
        if number:
            rows[(cell.month, *cell.place)][column] = number
    for (cell, column, day), number in counts.daily.items():
        if number:
            days = rows[(cell.month, *cell.place)].setdefault(column, [0] * DAYS)
            days[day - 1] += number
    return rows


def _summed(rows: _Rows, before: int) -> _Rows:
    """The same changes once for each level; `before`: how many parts of a key precede its place."""
    found: _Rows = {}
    for key, values in rows.items():
        for level, kept in KEPT.items():
            place = tuple(
                part if name in kept else _NONE[name] for name, part in zip(_PLACE, key[before:], strict=True)
            )
            total = found.setdefault((level, *key[:before], *place), {})
            for column, value in values.items():
                if isinstance(value, list):
                    so_far = total.get(column, [0] * DAYS)
                    total[column] = [a + b for a, b in zip(so_far, value, strict=True)]
                else:
                    total[column] = total.get(column, 0) + value
    return found


_NONE: dict[str, Any] = {"agency_id": 0, "intake_id": 0, "procedure_code": "", "field_key": ""}
_TYPES = {
    "level": "text",
    "month": "date",
    "agency_id": "bigint",
    "intake_id": "bigint",
    "procedure_code": "text",
    "field_key": "text",
    "version_id": "bigint",
    "step": "text",
    "action": "text",
    "reached": "text",
    "path_id": "bigint",
}
_ADD_DAYS = """{name} = case when cardinality(excluded.{name}) = 0 then {table}.{name} else (
  select array_agg(coalesce(a, 0) + coalesce(b, 0) order by i)
  from unnest({table}.{name}, excluded.{name}) with ordinality as u(a, b, i)) end"""


def upsert(
    table: str, key: tuple[str, ...], columns: tuple[str, ...], days: tuple[str, ...], rows: _Rows
) -> None:
    """Add to rows of figures, or begin them: `columns` are numbers, `days` lists of them. One statement."""
    if not rows:
        return
    order = sorted(rows)
    arrays: list[list[Any]] = [[row[i] for row in order] for i in range(len(key))]
    arrays += [[rows[row].get(column, 0) for row in order] for column in columns]
    # a list of lists would be unnested wholly: the days travel as text
    arrays += [
        ["{" + ",".join(map(str, rows[row].get(column, ()))) + "}" for row in order] for column in days
    ]
    names = [*key, *columns, *days]
    types = [_TYPES[name] for name in key] + ["bigint"] * len(columns) + ["text"] * len(days)
    taken = [*key, *columns, *(f"{name}::int[]" for name in days)]
    changes = [f"{name} = {table}.{name} + excluded.{name}" for name in columns]
    changes += [_ADD_DAYS.format(name=name, table=table) for name in days]
    statement = (
        f"insert into {table} ({', '.join(names)}) select {', '.join(taken)}"
        f" from unnest({', '.join(f'%s::{kind}[]' for kind in types)}) as given({', '.join(names)})"
        f" on conflict ({', '.join(key)}) do update set {', '.join(changes)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)


def _state(row: Course) -> State:
    place = Place(row.agency_id, row.intake_id, row.procedure_code, row.field_key)
    return State(place, **{name: getattr(row, name) for name in _STATE})


def _row(uuid: UUID, state: State) -> tuple:
    return (uuid, *state.place, *(getattr(state, name) for name in _STATE))
