"""Changes of registers for those who keep copies: a list with positions, and messages over JetStream.

Both carry what changed and where, not about whom. Two consumers of the outbox, so that a message server that is away
holds up nobody who asks for the list.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from motcua.exchange import relay
from motcua.exchange.data_services.models import Agreement, Change
from motcua.foundation import events
from motcua.records import registers
from motcua.records.registers.versions import data_now

KINDS = frozenset(
    f"register.{change}"
    for change in (
        "entered",
        "corrected",
        "ended",
        "replaced",
        "cancelled",
        "withdrawn",
        "imported",
        "import-withdrawn",
    )
)
LIST, MESSAGES = "register-changes", "register-feed"
STREAM, SUBJECT = "motcua-registers", "registers"
ONE_WRITER = 0x726567697374  # "regist": positions are given out in the order in which they can be read
PAGE = 500


def register() -> None:
    """Note every change; send it as a message where a NATS server is configured."""
    events.subscribe(LIST, note, KINDS)
    if settings.NATS_URL:
        events.subscribe(MESSAGES, send, KINDS)


def note(batch: Sequence[events.Delivered]) -> None:
    """Write changes down in their order. Part of the transaction that hands the events on."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_WRITER])
    rows = [_row(event) for event in batch]
    Change.objects.bulk_create([row for row in rows if row is not None], ignore_conflicts=True)


def _row(event: events.Delivered) -> Change | None:
    data = event.data
    if not data.get("register"):
        return None
    return Change(
        event_id=event.id, register=data["register"], record_id=data.get("record"), revision=data.get("revision"),
        kind=event.kind.partition(".")[2], at=event.at, agency_id=data.get("agency_id"),
        fields=list(data.get("fields", ())), import_ref=str(data.get("import", "")),
    )  # fmt: skip


def send(batch: Sequence[events.Delivered]) -> None:
    """Publish changes at `registers.<register>.<change>`, each once for every consumer. Raises: RelayFailed."""
    messages = [
        (f"{SUBJECT}.{row.register}.{row.kind}", json.dumps(body_of(row)).encode(), f"reg-{row.event_id}")
        for event in batch
        if (row := _row(event)) is not None
    ]
    asyncio.run(relay.publish_all(STREAM, SUBJECT, messages))


def body_of(row: Change) -> dict[str, Any]:
    """What a message says: which record changed how, in which fields. Nobody is named."""
    return {
        "event": row.event_id, "register": row.register, "record": row.record_id, "revision": row.revision,
        "change": row.kind, "at": row.at.isoformat(), "fields": row.fields,
        **({"import": row.import_ref} if row.import_ref else {}),
    }  # fmt: skip


def changes_after(agreement: Agreement, position: int, limit: int = PAGE) -> tuple[list[dict[str, Any]], int]:
    """Changes of the agreement's register after a position, and the position to go on from. One query, and one for
    each record whose fields the agreement lets the feed carry."""
    rows = list(
        Change.objects.filter(register=agreement.register, position__gt=position).order_by("position")[:limit]
    )
    told = []
    for row in rows:
        allowed = [name for name in row.fields if name in agreement.fields]
        line = {"position": row.position, **body_of(row), "fields": allowed}
        if agreement.feed_fields and row.record_id is not None:
            line["values"] = _values(agreement, row)
        told.append(line)
    return told, rows[-1].position if rows else position


def _values(agreement: Agreement, row: Change) -> dict[str, Any]:
    """The allowed values as they are now: a reader who is late gets the newest at once."""
    record = registers.get(row.register, row.record_id or 0)
    if record is None or (agreement.territory and record.unit_code not in agreement.territory):
        return {}
    data = data_now(registers.definition_of(row.register), record)
    return {name: _plain(data[name]) for name in agreement.feed_fields if data.get(name) is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
