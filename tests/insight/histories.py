"""Invented histories of dossiers: every move that the status table allows, at growing moments."""

import uuid
from datetime import datetime, timedelta

from hypothesis import strategies as st

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import OutboxEntry
from motcua.insight import keeping
from motcua.insight.models import Course, Figure, LiveFigure
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
        "live": _rows(LiveFigure),
        "courses": sorted(
            ({**row, "seen": sorted(row["seen"])} for row in Course.objects.values()), key=lambda r: r["uuid"]
        ),
    }


def _rows(model) -> list:
    found = []
    for row in model.objects.values():
        row.pop("id")
        place = tuple(
            str(row.pop(name)) for name in ("agency_id", "intake_id", "procedure_code", "field_key")
        )
        month = str(row.pop("month", ""))
        if any(row.values()):
            found.append((month, place, tuple(sorted(row.items()))))
    return sorted(found)


def drain(now, batch=500):
    from motcua.foundation.events import outbox

    while outbox.drain(keeping.CONSUMER, now, batch):
        pass


def waiting():
    return OutboxEntry.objects.filter(consumer=keeping.CONSUMER)
