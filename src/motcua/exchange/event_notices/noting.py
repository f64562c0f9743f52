"""After an event of a register: one notice for each receiver that is connected and whose matter it is."""

from collections.abc import Sequence

from motcua.city import partners
from motcua.exchange.event_notices.models import EventNotice
from motcua.exchange.event_notices.receivers import all_receivers
from motcua.foundation import events

CONSUMER = "event-notices"
KINDS = frozenset(f"register.{change}" for change in EventNotice.Change.values)


def register() -> None:
    """Hear what happens in registers."""
    events.subscribe(CONSUMER, note, KINDS)


def note(batch: Sequence[events.Delivered]) -> None:
    """Write the notices of a batch; the same event twice is one. One query, and one more when somebody is to be told.

    A receiver without a valid token is not connected: it is told nothing, and nobody waits for its answer.
    """
    connected = partners.systems_connected(max(event.at for event in batch))
    rows = [
        EventNotice(
            event_id=event.id, receiver=one.system, register=data["register"], record_id=data["record"],
            agency_id=data["agency_id"], change=event.kind.partition(".")[2], created_at=event.at,
        )
        for event in batch
        if (data := event.data).get("record") is not None
        for one in all_receivers().values()
        if one.system in connected and _concerns(one.events.get(data.get("register", "")), data.get("fields"))
    ]  # fmt: skip
    if rows:
        EventNotice.objects.bulk_create(rows, ignore_conflicts=True)


def _concerns(told: Sequence[str] | None, changed: Sequence[str] | None) -> bool:
    """Whether the receiver is told of this register, and the change touches a value that it is told."""
    return told is not None and (not changed or not set(told).isdisjoint(changed))
