"""Who reads which fields of which records, what for. Reading for an officer is logged for the people of the record."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.city import authority
from motcua.city.models import Agency
from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.records.privacy import purposes as purpose_list
from motcua.records.registers import definitions
from motcua.records.registers.definition import Access, RegisterDefinition
from motcua.records.registers.models import Record, State
from motcua.records.registers.reading import people_of
from motcua.records.registers.versions import split


class NotReadable(PermissionError):
    """The officer may not read this record, or not for this purpose. Pages answer as if it did not exist."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One line of a register's `access` that the officer fulfils. `agencies`: whose records; None: everybody's."""

    fields: frozenset[str]
    purposes: tuple[str, ...]
    agencies: frozenset[int] | None

    def covers(self, agency_id: int) -> bool:
        return self.agencies is None or agency_id in self.agencies


@dataclass(frozen=True, slots=True)
class Readable:
    """What an officer may read in a register. False when it is nothing."""

    register: str
    grounds: tuple[Ground, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.grounds)

    @property
    def purposes(self) -> tuple[str, ...]:
        """What the officer may read for, in the order of the definition."""
        return tuple(dict.fromkeys(purpose for ground in self.grounds for purpose in ground.purposes))

    @property
    def agencies(self) -> frozenset[int] | None:
        """Whose records are read: for the condition of a list. None: of every agency."""
        found: frozenset[int] = frozenset()
        for ground in self.grounds:
            if ground.agencies is None:
                return None
            found |= ground.agencies
        return found

    def fields(self, agency_id: int, purpose: str | None = None) -> frozenset[str]:
        """The fields of an agency's records that are read for a purpose (for any, when none is said)."""
        return frozenset().union(
            *(
                ground.fields
                for ground in self.grounds
                if ground.covers(agency_id) and (purpose is None or purpose in ground.purposes)
            )
        )

    def covers(self, record: Record) -> bool:
        """Whether the record may be read at all."""
        return any(ground.covers(record.agency_id) for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as an officer sees it: `hidden` fields have values that are not shown for this purpose.

    `earlier`: values of fields that the register no longer has, for those who may read all that is not sensitive.
    """

    record: Record
    data: dict[str, Any]
    hidden: tuple[str, ...]
    earlier: dict[str, Any]
    people: dict[str, int]


def may_read(actor: Actor, definition: RegisterDefinition, at: datetime) -> Readable:
    """What the officer may read in the post it acts in. No query but the powers' own, mostly none."""
    if actor.kind != "officer":
        return Readable(definition.register)
    powers = authority.powers_of(actor.account_id, at).in_post(actor.post_id)
    grounds = []
    for access in definition.access:
        held = [
            grant
            for grant in powers.grants
            if grant.power == access.power
            and not grant.procedure_code
            and not grant.cases
            and (not access.field or grant.field in ("", access.field))
        ]
        if held:
            reached = frozenset[int]().union(*(grant.agencies for grant in held))
            everywhere = access.territory == "city"
            grounds.append(
                Ground(
                    _fields(definition, access),
                    access.purposes,
                    None if everywhere else with_former(reached),
                )
            )
    return Readable(definition.register, tuple(grounds))


def _fields(definition: RegisterDefinition, access: Access) -> frozenset[str]:
    """Fields of a line of `access`: those it names, else all that are not sensitive."""
    if access.fields:
        return frozenset(access.fields)
    return frozenset(field.id for field in definition.fields if not field.sensitive)


def read(
    actor: Actor, records: Record | Sequence[Record], *, purpose: str, at: datetime, what: str = ""
) -> list[Seen]:
    """The records as the actor may see them for a purpose; the look is logged for every person they name.

    Three statements at most: people, log, and definitions that were not known. Raises: NotReadable for a record of
    another territory or a purpose that the register does not name.
    """
    wanted = [records] if isinstance(records, Record) else list(records)
    named = people_of(wanted)
    seen = []
    readable: dict[str, Readable] = {}
    for record in wanted:
        kept = definitions.definition_of(record.register)
        mine = readable.setdefault(record.register, may_read(actor, kept, at))
        shown = mine.fields(record.agency_id, purpose) if mine.covers(record) else frozenset[str]()
        if not shown:
            raise NotReadable(f"{record.register} {record.id}: {purpose}")
        data, earlier = split(kept, record.data, record.schema)
        public = {field.id for field in kept.fields if field.public}
        plain = {field.id for field in kept.fields if not field.sensitive}
        seen.append(
            Seen(
                record,
                {name: value for name, value in data.items() if name in shown or name in public},
                tuple(name for name in data if name not in shown and name not in public),
                earlier if plain <= shown else {},
                named[record.register, record.id],
            )
        )
    audit.log_read(
        actor,
        sorted({person for people in named.values() for person in people.values()}),
        purpose=purpose,
        what=what or _what(wanted),
        code=purpose_list.code_of(purpose, "register-keeping"),
        at=at,
    )
    return seen


def _what(records: Iterable[Record]) -> str:
    """Which registers were looked into, as the person reads it in the list of who saw what."""
    return "register:" + ",".join(sorted({record.register for record in records}))


def public_view(record: Record) -> dict[str, Any]:
    """What anybody may read of a record in force: its public fields. Nothing of one that is not."""
    if record.state != State.IN_FORCE:
        return {}
    kept = definitions.definition_of(record.register)
    data, _ = split(kept, record.data, record.schema)
    return {field.id: data[field.id] for field in kept.fields if field.public and field.id in data}


KEPT_S = 30.0
_former: tuple[float, dict[int, frozenset[int]]] | None = None


def with_former(agencies: frozenset[int]) -> frozenset[int]:
    """These agencies and those whose books they took over, back to the first. No query for half a minute."""
    global _former
    kept = _former
    if kept is None or kept[0] <= time.monotonic():
        rows = Agency.objects.filter(successor__isnull=False).values_list("successor_id", "id")
        before: dict[int, set[int]] = {}
        for after, former in rows:
            before.setdefault(after, set()).add(former)
        kept = (time.monotonic() + KEPT_S, {after: frozenset(ids) for after, ids in before.items()})
        _former = kept
    found, new = agencies, agencies
    while new:
        new = frozenset().union(*(kept[1].get(agency, frozenset()) for agency in new)) - found
        found |= new
    return found


def forget() -> None:
    """Read anew which agency took over whose books: after a reorganisation, and between tests."""
    global _former
    _former = None
