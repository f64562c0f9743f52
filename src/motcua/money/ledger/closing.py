"""Closing days: their totals are kept, a fingerprint is taken over their lines, and nothing is booked into them any more."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from motcua.money.errors import MoneyError
from motcua.money.ledger.balance import closed_through
from motcua.money.ledger.models import Closing

_TOTALS = """
insert into ledger_daytotal (day, account, agency_id, detail, debit, credit)
select day, account, agency_id, detail, sum(greatest(amount, 0)), sum(greatest(-amount, 0))
from ledger_line where day > %(after)s and day <= %(through)s
group by day, account, agency_id, detail"""

_FINGERPRINT = """
select encode(sha256(convert_to(%(before)s || coalesce(string_agg(
    concat_ws('|', entry.id, entry.key, entry.kind, line.day, line.account, line.agency_id, line.detail, line.amount),
    e'\\n' order by line.id), ''), 'UTF8')), 'hex'), count(distinct entry.id)
from ledger_line line join ledger_entry entry on entry.id = line.entry_id
where line.day > %(after)s and line.day <= %(through)s"""


class CannotClose(MoneyError):
    """The day is closed already, or not over yet; `code` says which (closed, not_over)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Broken:
    """A closed period whose lines are not those that were closed."""

    through: date


@transaction.atomic
def close(through: date, *, at: datetime, by: str, today: date) -> Closing:
    """Close all open days up to and with `through`. Waits for entries that are being written; later ones get a later day.

    Raises: CannotClose. Five statements, whatever the number of lines.
    """
    if through >= today:
        raise CannotClose("not_over")
    with connection.cursor() as cursor:
        # entries take a weaker lock: those under way come in, new ones wait and then see the closing
        cursor.execute("lock table ledger_entry in share row exclusive mode")
        after = closed_through()
        if through <= after:
            raise CannotClose("closed")
        cursor.execute(_TOTALS, {"after": after, "through": through})
    before = Closing.objects.order_by("-through").values_list("fingerprint", flat=True).first() or ""
    fingerprint, entries = _fingerprint(before, after, through)
    return Closing.objects.create(through=through, entries=entries, fingerprint=fingerprint, at=at, by=by)


def check() -> Broken | None:
    """The first closing whose lines are not what they were; None when all are. Reads every line."""
    before, after = "", date.min
    for closing in Closing.objects.order_by("through"):
        found, entries = _fingerprint(before, after, closing.through)
        if (found, entries) != (closing.fingerprint, closing.entries):
            return Broken(closing.through)
        before, after = closing.fingerprint, closing.through
    return None


def _fingerprint(before: str, after: date, through: date) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, {"before": before, "after": after, "through": through})
        row = cursor.fetchone()
    assert row is not None
    return row[0], row[1]
