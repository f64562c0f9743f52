"""Writing entries: one statement each, in the transaction of whatever moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.foundation.statements import Prepared, whole
from motcua.foundation.worktime import VN
from motcua.money.ledger.models import Entry, Line
from motcua.money.ledger.rules import Part, balanced, reversed_

_POST = Prepared("""
with closed as (select max(through) as last from ledger_closing),
entry as (
    insert into ledger_entry (key, kind, day, at, source, source_id, "by", note, reverses_id)
    select %(key)s::text, %(kind)s::text, greatest(%(day)s::date, closed.last + 1), %(at)s::timestamptz, %(source)s::text,
        %(source_id)s::bigint, %(by)s::text, %(note)s::text, %(reverses)s::bigint
    from closed
    on conflict (key) do nothing
    returning id, day
)
insert into ledger_line (entry_id, day, account, agency_id, detail, amount)
select entry.id, entry.day, part.account, part.agency_id, part.detail, part.amount
from entry, unnest(%(accounts)s::text[], %(agencies)s::bigint[], %(details)s::text[], %(amounts)s::bigint[])
    as part (account, agency_id, detail, amount)
returning entry_id""")


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
    moving = [part for part in balanced(tuple(parts)) if part.amount]
    if not moving:
        return None
    row = _POST.first(
        {
            "key": source.key, "kind": kind.value, "day": day_of(at), "at": at, "source": source.table,
            "source_id": source.id, "by": by, "note": note, "reverses": reverses,
            "accounts": [part.account for part in moving], "agencies": whole([part.agency_id for part in moving]),
            "details": [part.detail for part in moving], "amounts": whole([part.amount for part in moving]),
        }
    )  # fmt: skip
    return row[0] if row else None


@transaction.atomic
def reverse(entry: Entry, *, at: datetime, by: str, reason: str) -> int | None:
    """Undo an entry by its opposite; the entry stays. None when it is undone already. Two statements."""
    lines = Line.objects.filter(entry=entry)
    parts = [Part(one.account, one.agency_id, one.amount, one.detail) for one in lines]
    return post(
        Source("entry", entry.pk, "reversed"), Entry.Kind.REVERSAL, reversed_(parts), at,
        by=by, note=reason, reverses=entry.pk,
    )  # fmt: skip
