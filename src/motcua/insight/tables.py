"""Figures and courses between memory and their tables, a batch in a statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from uuid import UUID

from django.db import connection
from psycopg import sql

from motcua.insight.counting import COLUMNS, LIVE_COLUMNS, Counts, Place, State
from motcua.insight.models import Course, Figure, LiveFigure

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
    """Add signed changes to the figures. At most one statement each for monthly and live figures."""
    monthly: dict[tuple, dict[str, int]] = defaultdict(dict)
    for (cell, column), number in counts.monthly.items():
        if number:
            monthly[(cell.month, *cell.place)][column] = number
    live: dict[tuple, dict[str, int]] = defaultdict(dict)
    for (place, column), number in counts.live.items():
        if number:
            live[tuple(place)][column] = number
    _upsert(Figure._meta.db_table, ("month", *_PLACE), COLUMNS, monthly)
    _upsert(LiveFigure._meta.db_table, _PLACE, LIVE_COLUMNS, live)


_TYPES = {
    "month": "date",
    "agency_id": "bigint",
    "intake_id": "bigint",
    "procedure_code": "text",
    "field_key": "text",
}


def _upsert(
    table: str, key: tuple[str, ...], columns: tuple[str, ...], rows: Mapping[tuple, Mapping[str, int]]
) -> None:
    if not rows:
        return
    order = sorted(rows)
    arrays = [[row[i] for row in order] for i in range(len(key))]
    arrays += [[rows[row].get(column, 0) for row in order] for column in columns]
    types = [_TYPES[name] for name in key] + ["bigint"] * len(columns)
    names = [*key, *columns]
    statement = (
        f"insert into {table} ({', '.join(names)})"
        f" select * from unnest({', '.join(f'%s::{kind}[]' for kind in types)})"
        f" on conflict ({', '.join(key)}) do update set "
        + ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in columns)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)


def _state(row: Course) -> State:
    place = Place(row.agency_id, row.intake_id, row.procedure_code, row.field_key)
    return State(place, **{name: getattr(row, name) for name in _STATE})


def _row(uuid: UUID, state: State) -> tuple:
    return (uuid, *state.place, *(getattr(state, name) for name in _STATE))
