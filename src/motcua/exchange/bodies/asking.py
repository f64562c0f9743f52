"""The consumer *bodies*: a dossier that waits for a body makes one message; one that waits no longer takes it back.

It looks at how the dossiers stand now and not at what the events say: order and repeats do not matter.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from motcua.exchange.bodies import connectors, gathering, lines
from motcua.exchange.bodies.models import OPEN, BodyMessage
from motcua.foundation.events import Delivered

CONSUMER = "bodies"
AHEAD = timedelta(minutes=5)
"""How far the clock of the machine that wrote an event may be ahead of the worker's without delaying a message."""
AGAIN = frozenset({"external-again", "set-data-changed"})
"""The dossier's data have changed: whoever was asked is asked again, and the earlier question is void."""
HEARD = frozenset(
    {
        "accepted", "taken-in", "stepped", "passed-over", "supplement-asked", "supplement-given",
        "supplement-expired", "payment-awaited", "payment-arrived", "withdrawn", "stopped",
        "refused-after-appraisal", "finished", "reopened", "undone", "moved-to-version", "moved-back", "sent-back",
        "part-resumed",
    }
) | AGAIN  # fmt: skip
"""Kinds after which a dossier may wait for a body, or wait no longer."""


def keep(batch: Sequence[Delivered]) -> None:
    """Three queries for a batch in which nobody waits; the rest only for dossiers that do or did."""
    uuids = sorted({UUID(event.chain.split("/")[1]) for event in batch}, key=str)
    _one_at_a_time()
    found = gathering.waiting(uuids)
    asked = {row.dossier: row for row in _asked(uuids)}
    if not found and not asked:
        return
    again = {UUID(event.chain.split("/")[1]): event.id for event in batch if event.kind in AGAIN}
    at = max(event.at for event in batch)
    systems = set[str]()
    for uuid in uuids:
        now, before = found.get(uuid), asked.get(uuid)
        if before is not None and (now is None or now.task_id != before.task_id):
            systems |= take_back(before, at)
            before = None
        if now is not None:
            systems |= _ask(now, before, again.get(uuid, 0), at)
    _wake(systems)


def _one_at_a_time() -> None:
    """Two workers that see two events of one dossier must not cross: the later look at it has to come last."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('motcua.exchange.bodies', 0))")


def _asked(uuids: Sequence[UUID]) -> list[BodyMessage]:
    """The open questions of these dossiers; a dossier has one."""
    open_ones = BodyMessage.objects.filter(dossier__in=uuids, kind=BodyMessage.Kind.ASK, state__in=OPEN)
    return list(open_ones.order_by("id"))


def _ask(now: gathering.Waiting, before: BodyMessage | None, again: int, at: datetime) -> set[str]:
    connector = connectors.of(now.system)
    if connector is None or not lines.connected(now.system):
        return set()
    key = f"{now.task_id}:{again}" if again else str(now.task_id)
    if before is not None and not again:
        return set()
    allowed = set(connector.papers)
    row, new = BodyMessage.objects.get_or_create(
        key=key,
        defaults={
            "system": now.system,
            "kind": BodyMessage.Kind.ASK,
            "dossier": now.dossier,
            "dossier_code": now.code,
            "procedure_code": now.procedure_code,
            "step": now.step,
            "task_id": now.task_id,
            "about": before,
            "content": content_of(connector, now),
            "papers": [
                {"component": one.component, "name": one.name, "file": str(one.file)}
                for one in now.papers
                if one.component in allowed
            ],
            "person_ids": list(now.person_ids),
            "next_at": at - AHEAD,
            "created_at": at,
        },
    )
    if new and before is not None:
        BodyMessage.objects.filter(id=before.id, state__in=OPEN).update(state=BodyMessage.State.CANCELLED)
    return {row.system} if new else set()


def content_of(connector: connectors.Connector, now: gathering.Waiting) -> Mapping[str, object]:
    """What the message says of the dossier: the question, the shape of the answer, the data the connector allows."""
    return {
        "procedure": {"code": now.procedure_code, **now.procedure_name},
        "question": dict(now.question),
        "answer_by": now.answer_by.isoformat(),
        "data": connector.data_of(now.answers, now.officer),
        "expects": [dict(one) for one in now.expects],
    }


def take_back(row: BodyMessage, at: datetime) -> set[str]:
    """A question needs no answer any more. What never left is dropped; else the body is told. The systems to wake."""
    never_left = BodyMessage.objects.filter(id=row.id, state=BodyMessage.State.QUEUED, attempts=0)
    if never_left.update(state=BodyMessage.State.CANCELLED):
        return set()
    if not BodyMessage.objects.filter(id=row.id, state__in=OPEN).update(state=BodyMessage.State.CANCELLED):
        return set()
    BodyMessage.objects.get_or_create(
        key=f"{row.key}:cancel",
        defaults={
            "system": row.system,
            "kind": BodyMessage.Kind.CANCEL,
            "dossier": row.dossier,
            "dossier_code": row.dossier_code,
            "procedure_code": row.procedure_code,
            "step": row.step,
            "task_id": row.task_id,
            "about": row,
            "content": {},
            "next_at": at - AHEAD,
            "created_at": at,
        },
    )
    return {row.system}


def _wake(systems: set[str]) -> None:
    from motcua.exchange.bodies import jobs

    for system in sorted(systems):
        jobs.wake(system)
