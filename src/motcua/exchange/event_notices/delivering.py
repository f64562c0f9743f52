"""Receivers take their notices and answer; an officer has one sent again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.exchange.event_notices.models import EventNotice
from motcua.exchange.event_notices.receivers import all_receivers
from motcua.foundation import audit, events
from motcua.foundation.actor import Actor
from motcua.records import registers
from motcua.records.registers.versions import data_now
from motcua.records.registers.writing import chain

AT_ONCE = 100
LONGEST_SAID = 300
Answer = EventNotice.Answer


class NoSuchNotice(LookupError):
    """No notice of this id went to this receiver."""


class AnsweredOtherwise(RuntimeError):
    """The receiver has given another answer already."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as the receiver reads it: the values as they are now, of a cancelled entry none."""

    notice: EventNotice
    values: dict[str, Any]


@transaction.atomic
def fetch(system: str, *, by: Actor, at: datetime) -> list[Told]:
    """The oldest notices that this receiver has not taken, now taken. Whose data are told is logged with the purpose."""
    receiver = all_receivers().get(system)
    if receiver is None:
        return []
    rows = list(
        EventNotice.objects.select_for_update(skip_locked=True)
        .filter(receiver=system, fetched_at=None)
        .order_by("id")[:AT_ONCE]
    )
    told = []
    for row in rows:
        row.fetched_at, row.times = at, row.times + 1
        record = registers.get(row.register, row.record_id)
        values: dict[str, Any] = {}
        if record is not None and record.state == registers.State.IN_FORCE:
            data = data_now(registers.definition_of(row.register), record)
            values = {
                name: data[name]
                for name in receiver.events.get(row.register, ())
                if data.get(name) is not None
            }
            people = set(registers.people_of([record])[record.register, record.id].values())
            if people:
                audit.log_read(
                    by,
                    people,
                    purpose=receiver.purpose.vi,
                    what=f"register:{row.register}",
                    code="event-notice",
                    at=at,
                )
        told.append(Told(row, values))
    EventNotice.objects.bulk_update(rows, ["fetched_at", "times"])
    return told


@transaction.atomic
def answer(system: str, notice: UUID, said: str, words: str, at: datetime) -> EventNotice:
    """What the receiver made of it; the same answer twice is one. After an error another answer may follow.

    Raises: NoSuchNotice, AnsweredOtherwise.
    """
    row = EventNotice.objects.select_for_update().filter(receiver=system, uuid=notice).first()
    if row is None:
        raise NoSuchNotice
    if row.answer == said and row.said == words[:LONGEST_SAID]:
        return row
    if row.answer in (Answer.DONE, Answer.NOT_CONCERNED):
        raise AnsweredOtherwise
    row.answer, row.said, row.answered_at = Answer(said), words[:LONGEST_SAID], at
    row.fetched_at = row.fetched_at or at
    row.save(update_fields=["answer", "said", "answered_at", "fetched_at"])
    return row


@transaction.atomic
def again(notice: UUID, agencies: frozenset[int], *, by: Actor, at: datetime) -> EventNotice | None:
    """Let the receiver take an open notice once more. None: there is no such open notice of these agencies."""
    row = (
        EventNotice.objects.select_for_update()
        .filter(uuid=notice, agency_id__in=agencies, answer__in=["", Answer.ERROR])
        .first()
    )
    if row is None:
        return None
    row.fetched_at, row.answer, row.said, row.answered_at = None, "", "", None
    row.again_at, row.again_by = at, by.as_data()
    row.save(update_fields=["fetched_at", "answer", "said", "answered_at", "again_at", "again_by"])
    events.record(
        chain(row.register, row.agency_id), "event-notice.again", at=at, actor=by,
        data={"register": row.register, "record": row.record_id, "receiver": row.receiver, "notice": str(row.uuid)},
    )  # fmt: skip
    return row
