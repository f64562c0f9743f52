"""Invented histories of dossiers: every move that the status table allows, at growing moments."""

import uuid
from datetime import datetime, timedelta

from hypothesis import strategies as st

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import OutboxEntry
from motcua.insight import keeping
from motcua.insight.models import Course, Figure, FigureSum, LiveFigure, LiveSum
from motcua.insight.scope import KEPT
from motcua.procedures.dossiers.status import ENDED, MOVES, Move, Status, after
from tests.conftest import hanoi

BEGIN = hanoi("2026-01-28 09:00")
BESIDE = ("fee-paid", "extended", "overdue", "rated", "stepped", "claimed")


@st.composite
def histories(draw) -> list[tuple[str, int, int, dict]]:
    """`(kind, status, hours since the last, data)` of one dossier's events."""
    first = draw(st.sampled_from([Move.SUBMIT, Move.TAKE_IN]))
    status = after(first, None)
    found = [(first.value, int(status), 0, {"papers": 3, "digitised": draw(st.integers(0, 3))})]
    for _ in range(draw(st.integers(0, 9))):
        moves = [move.value for move, table in MOVES.items() if status in table]
        kind = draw(st.sampled_from([*moves, *BESIDE]))
        if kind == "rated" and status not in ENDED:
            continue
        data: dict = {}
        if kind in moves:
            status = after(Move(kind), Status(status))
        if kind in ("fee-paid", "payment-arrived"):
            data = {
                "means": draw(st.sampled_from(["cash", "vnpay"])),
                "amount": draw(st.integers(1, 9)) * 5000,
            }
        if kind == "rated":
            data = {"stars": draw(st.integers(1, 5))}
        if kind == "supplement-given":
            data = {"first_time": draw(st.booleans())}
        found.append((kind, int(status), draw(st.integers(1, 400)), data))
    return found


def write(history, agency: int, intake: int, procedure: str = "1.001193") -> str:
    """Record the history of a new dossier; its chain."""
    chain, at = f"dossier/{uuid.uuid4()}", BEGIN
    for kind, status, hours, data in history:
        at += timedelta(hours=hours)
        tell(chain, kind, at, status, agency, intake, procedure, **data)
    return chain


def tell(chain, kind, at: datetime, status, agency, intake, procedure="1.001193", **data):
    body = {
        "status": status, "procedure": procedure, "field": "civil-status", "channel": "online",
        "competent": agency, "intake": intake, "due_at": at + timedelta(hours=60), **data,
    }  # fmt: skip
    events.record(chain, kind, at=at, actor=SYSTEM, data=body)


def tables() -> dict:
    """Everything that is kept, without ids and without rows of zeros."""
    return {
        "months": _rows(Figure),
        "month sums": _rows(FigureSum),
        "live": _rows(LiveFigure),
        "live sums": _rows(LiveSum),
        "courses": sorted(
            ({**row, "seen": sorted(row["seen"])} for row in Course.objects.values()), key=lambda r: r["uuid"]
        ),
    }


def _rows(model) -> list:
    found = []
    for row in model.objects.values():
        row.pop("id")
        key = tuple(str(row.pop(name, "")) for name in ("level", "month", *PLACE))
        # days at the end on which nothing happened are no difference
        values = {n: v if not isinstance(v, list) else tuple(v) if any(v) else 0 for n, v in row.items()}
        if any(values.values()):
            found.append((key, tuple(sorted(values.items()))))
    return sorted(found)


def sums_of_cells(cells: list) -> list:
    """What the sums of every level have to be: the cells added up here, in plain Python."""
    found: dict = {}
    for (_, month, *place), values in cells:
        for level, kept in KEPT.items():
            empty = ("0", "0", "", "")
            where = [p if name in kept else e for name, p, e in zip(PLACE, place, empty, strict=True)]
            total = found.setdefault((level, month, *where), {})
            for name, value in values:
                total[name] = _plus(total.get(name, 0), value)
    rows = {
        key: {n: v if not isinstance(v, tuple) or any(v) else 0 for n, v in row.items()}
        for key, row in found.items()
    }
    return sorted((key, tuple(sorted(row.items()))) for key, row in rows.items() if any(row.values()))


def _plus(a, b):
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(x + y for x, y in zip(a, b, strict=True))
    return b if not a else a if not b else a + b


PLACE = ("agency_id", "intake_id", "procedure_code", "field_key")


def drain(now, batch=500):
    from motcua.foundation.events import outbox

    while outbox.drain(keeping.CONSUMER, now, batch):
        pass


def waiting():
    return OutboxEntry.objects.filter(consumer=keeping.CONSUMER)
