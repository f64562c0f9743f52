"""Figures of processes between memory and their tables, a batch in a statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from motcua.insight.process.buckets import NUMBER
from motcua.insight.process.measuring import (
    FLOW_COLUMNS,
    PATH_COLUMNS,
    STEP_COLUMNS,
    TIME_COLUMNS,
    Measured,
    Place,
    Tally,
    path_id,
)
from motcua.insight.process.models import (
    FlowFigure,
    Path,
    PathFigure,
    SlowStay,
    StepFigure,
    StepLive,
    Trace,
    WayFigure,
)
from motcua.insight.tables import upsert

_CELL = ("level", "agency_id", "procedure_code", "version_id")
type _Rows = dict[tuple[Any, ...], dict[str, Any]]


class Known(NamedTuple):
    """What a dossier counts for, and under which place."""

    place: Place
    filed_at: datetime
    ended_at: datetime | None
    measured: Measured


def known(uuids: Iterable[UUID]) -> dict[UUID, Known]:
    """What these dossiers count for. One query."""
    return {
        row.uuid: Known(
            Place(row.agency_id, row.intake_id, row.procedure_code, row.field_key, row.version_id),
            row.filed_at,
            row.ended_at,
            Measured.from_data(row.counted),
        )
        for row in Trace.objects.filter(uuid__in=list(uuids))
    }


def write(traces: Mapping[UUID, Known], *, new: bool = False) -> None:
    """Keep what dossiers count for now. Three statements; `new`: none of them was there before, by COPY."""
    if not new:
        Trace.objects.bulk_create(
            [Trace(**dict(zip(_TRACE, _trace(uuid, trace), strict=True))) for uuid, trace in traces.items()],
            update_conflicts=True,
            unique_fields=["uuid"],
            update_fields=[name for name in _TRACE if name != "uuid"],
        )
        SlowStay.objects.filter(uuid__in=list(traces)).delete()
    else:
        _copy(Trace._meta.db_table, _TRACE, (_text(_trace(uuid, trace)) for uuid, trace in traces.items()))
    _copy(SlowStay._meta.db_table, _SLOW, _slow(traces))


_TRACE = (
    "uuid", "agency_id", "intake_id", "procedure_code", "field_key", "version_id", "filed_at", "ended_at",
    "path_id", "counted",
)  # fmt: skip
_SLOW = (
    "uuid", "agency_id", "intake_id", "procedure_code", "field_key", "doing_id", "step", "left_at", "over",
)  # fmt: skip


def _trace(uuid: UUID, trace: Known) -> tuple[Any, ...]:
    end = trace.measured.ended
    number = path_id(end.path, end.ending) if end else None
    return (uuid, *trace.place, trace.filed_at, trace.ended_at, number, trace.measured.as_data())


def _text(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:-1], orjson.dumps(row[-1]).decode())


def _slow(traces: Mapping[UUID, Known]) -> Iterable[tuple[Any, ...]]:
    for uuid, trace in traces.items():
        for row in trace.measured.passed:
            if row.over > 0:
                yield (uuid, *trace.place[:4], row.agency_id, row.step, row.at, row.over)


def _copy(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def add(tally: Tally) -> None:
    """Add signed changes to every level of the figures. At most six statements."""
    steps, ways, flows, paths, live = (defaultdict[tuple, dict[str, Any]](dict) for _ in range(5))
    for (cell, column), number in tally.steps.items():
        for level in _levels(cell.place, cell.doing_id) if number else ():
            _plus(steps[(*level, cell.month, cell.step)], column, number)
    for (cell, column, index), number in tally.times.items():
        for level in _levels(cell.place, cell.doing_id) if number else ():
            steps[(*level, cell.month, cell.step)].setdefault(column, [0] * NUMBER)[index] += number
    for way, number in tally.ways.items():
        for level in _levels(way.place) if number else ():
            _plus(ways[(*level, way.month, way.step, way.action, way.reached)], "dossiers", number)
    for (flow, column), number in tally.flows.items():
        for level in _levels(flow.place, flow.doing_id) if number else ():
            _plus(flows[(*level, flow.place.field_key, flow.month)], column, number)
    for (path, column), number in tally.paths.items():
        for level in _levels(path.place) if number else ():
            _plus(paths[(*level, path.month, path.path_id)], column, number)
    for (place, doing_id, step), number in tally.live.items():
        for level in _levels(place, doing_id) if number else ():
            _plus(live[(*level, step)], "open", number)
    upsert(StepFigure._meta.db_table, (*_CELL, "month", "step"), STEP_COLUMNS, TIME_COLUMNS, steps)
    upsert(WayFigure._meta.db_table, (*_CELL, "month", "step", "action", "reached"), ("dossiers",), (), ways)
    upsert(FlowFigure._meta.db_table, (*_CELL, "field_key", "month"), FLOW_COLUMNS, (), flows)
    upsert(PathFigure._meta.db_table, (*_CELL, "month", "path_id"), PATH_COLUMNS, (), paths)
    upsert(StepLive._meta.db_table, (*_CELL, "step"), ("open",), (), live)
    Path.objects.bulk_create(
        [
            Path(path_id=number, path=path, ending=ending)
            for number, (path, ending) in sorted(tally.names.items())
        ],
        ignore_conflicts=True,
    )


def _levels(place: Place, doing_id: int = 0) -> Iterable[tuple[str, int, str, int]]:
    about = (place.procedure_code, place.version_id)
    yield ("all", 0, *about)
    yield ("deciding", place.agency_id, *about)
    if doing_id:
        yield ("doing", doing_id, *about)


def _plus(row: dict[str, Any], column: str, number: int) -> None:
    row[column] = row.get(column, 0) + number


def clear() -> None:
    """Forget everything. Locks the tables until the transaction ends."""
    tables = [
        model._meta.db_table
        for model in (StepFigure, WayFigure, FlowFigure, PathFigure, StepLive, SlowStay, Trace)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(tables)}")
