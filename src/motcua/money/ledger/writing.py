"""Writing entries: one statement each, in the transaction of whatever moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.foundation.columns import as_document
from motcua.foundation.statements import Prepared
from motcua.foundation.worktime import VN
from motcua.money.ledger.models import Entry, Line
from motcua.money.ledger.rules import Part, balanced, reversed_

_POST = Prepared("""
with closed as (select max(through) as last from ledger_closing),
given as (
    select * from json_to_recordset(%(entries)s::json) as given (
        key text, kind text, day date, source text, source_id bigint, "by" text, note text, reverses bigint, parts json)),
entry as (
    insert into ledger_entry (key, kind, day, at, source, source_id, "by", note, reverses_id)
    select key, kind, greatest(day, closed.last + 1), %(at)s::timestamptz, source, source_id, "by", note, reverses
    from given, closed order by key
    on conflict (key) do nothing
    returning id, key, day
),
line as (
    insert into ledger_line (entry_id, day, account, agency_id, detail, amount)
    select entry.id, entry.day, part.account, part.agency_id, part.detail, part.amount
    from entry join given using (key),
        json_to_recordset(given.parts) as part (account text, agency_id bigint, detail text, amount bigint)
    order by entry.id
)
select key, id from entry""")


@dataclass(frozen=True, slots=True)
class Source:
    """What moved: the kind of row (`order`, `attempt`, `refund` …), its id, and which of its movements."""

    table: str
    id: int
    step: str

    @property
    def key(self) -> str:
        return f"{self.table}:{self.id}:{self.step}"


def day_of(at: datetime) -> date:
    """The book day of a moment: the day on the city's clock."""
    return at.astimezone(VN).date()


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry to be: what moved, and its parts, which add up to zero. `reverses`: the entry that it undoes."""

    source: Source
    kind: Entry.Kind
    parts: Sequence[Part]
    by: str = ""
    note: str = ""
    reverses: int | None = None


def post(
    source: Source,
    kind: Entry.Kind,
    parts: Sequence[Part],
    at: datetime,
    *,
    by: str = "",
    note: str = "",
    reverses: int | None = None,
) -> int | None:
    """Book a movement, once: the entry's id, or None when it was booked before. One statement, in the caller's transaction.

    A day that is closed is not reopened: the entry goes to the first open one. Raises rules.Unbalanced.
    """
    return post_each([Movement(source, kind, parts, by, note, reverses)], at).get(source.key)


def post_each(movements: Sequence[Movement], at: datetime) -> dict[str, int]:
    """As `post` for many movements of one moment: the entries' ids by the keys of their sources. One statement."""
    day = day_of(at)
    entries = []
    for one in movements:
        moving = [part for part in balanced(tuple(one.parts)) if part.amount]
        if moving:
            entries.append({
                "key": one.source.key, "kind": one.kind.value, "day": day, "source": one.source.table,
                "source_id": one.source.id, "by": one.by, "note": one.note, "reverses": one.reverses,
                "parts": [
                    {"account": part.account, "agency_id": part.agency_id, "detail": part.detail, "amount": part.amount}
                    for part in moving
                ],
            })  # fmt: skip
    return dict(_POST.every({"entries": as_document(entries), "at": at})) if entries else {}


@transaction.atomic
def reverse(entry: Entry, *, at: datetime, by: str, reason: str) -> int | None:
    """Undo an entry by its opposite; the entry stays. None when it is undone already. Two statements."""
    lines = Line.objects.filter(entry=entry)
    parts = [Part(one.account, one.agency_id, one.amount, one.detail) for one in lines]
    return post(
        Source("entry", entry.pk, "reversed"), Entry.Kind.REVERSAL, reversed_(parts), at,
        by=by, note=reason, reverses=entry.pk,
    )  # fmt: skip
