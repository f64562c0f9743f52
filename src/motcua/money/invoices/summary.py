"""A month by symbol: how many numbers, which are out of force, how much; and the summary table for the tax authority (400)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.foundation.worktime import VN
from motcua.money.invoices import ending, envelope
from motcua.money.invoices.content import clean
from motcua.money.invoices.envelope import Kind, Row
from motcua.money.invoices.models import CollectingUnit, Document, TaxMessage

ROWS_IN_A_TABLE = 5_000
_BY_SYMBOL = """
select kind, form, serial, min(number), max(number), count(*),
       count(*) filter (where state = 'cancelled'), count(*) filter (where state = 'replaced'),
       count(*) filter (where nature = '2'), coalesce(sum(amount) filter (where state = 'issued'), 0)
from invoices_document
where unit_id = %s and day >= %s and day < %s and number is not null
group by kind, form, serial order by kind desc, form, serial
"""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol in one month. `missing`: numbers of the span that no document of the month has."""

    kind: str
    form: str
    serial: str
    first: int
    last: int
    count: int
    cancelled: int
    replaced: int
    adjusting: int
    amount: int

    @property
    def missing(self) -> int:
        return self.last - self.first + 1 - self.count


def month_of(text: str, today: date) -> date:
    """The first day of a month written `2026-11`; this month's for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def by_symbol(unit_id: int, month: date) -> list[Symbol]:
    """Sums of a unit's month. One query by index."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_SYMBOL, [unit_id, month, next_month(month)])
        return [Symbol(*row) for row in cursor.fetchall()]


def sent(unit_id: int, month: date) -> list[TaxMessage]:
    """Summaries of the month that went out, newest first. One query."""
    rows = TaxMessage.objects.filter(unit=unit_id, kind=int(Kind.SUMMARY), about=f"{month:%Y-%m}")
    return list(rows.defer("body").order_by("-id")[:20])


class TooEarly(ValueError):
    """The month is not over, or a document of it still waits."""


@transaction.atomic
def send(unit_id: int, month: date, at: datetime) -> int:
    """Queue the month's summary tables; how many. A second delivery is one of changes (LDau 0). Raises: TooEarly."""
    unit = CollectingUnit.objects.select_for_update().get(pk=unit_id)
    today = at.astimezone(VN).date()
    waiting = Document.objects.filter(unit=unit, state__in=("waiting", "faulty"), receipt__isnull=False)
    if next_month(month) > today or waiting.filter(
        receipt__issued_at__gte=datetime(month.year, month.month, 1, tzinfo=VN),
        receipt__issued_at__lt=datetime.combine(next_month(month), datetime.min.time(), VN),
    ).exists():  # fmt: skip
        raise TooEarly(f"{month:%Y-%m}")
    first = not TaxMessage.objects.filter(unit=unit, kind=int(Kind.SUMMARY), about=f"{month:%Y-%m}").exists()
    rows = Document.objects.filter(
        unit=unit, day__gte=month, day__lt=next_month(month), number__isnull=False
    ).order_by("form", "serial", "number")
    values = rows.values_list(
        "form", "serial", "number", "day", "payer_name", "amount", "state", "nature", "kind"
    )
    part, batch = 0, list[Row]()
    for form, serial, number, day, payer, amount, state, nature, kind in values.iterator(chunk_size=2000):
        assert day is not None and number is not None
        # what a person paid for stays with the documents; the table names payers of invoices only
        named = clean(payer) if kind == Document.Kind.INVOICE else ""
        batch.append(Row(form, serial, number, day, named, amount, _state(state, nature)))
        if len(batch) == ROWS_IN_A_TABLE:
            part, batch = _table(unit, month, part + 1, today, batch, at, first=first), []
    if batch:
        part = _table(unit, month, part + 1, today, batch, at, first=first)
    return part


def _table(
    unit: CollectingUnit, month: date, part: int, today: date, rows: list[Row], at: datetime, *, first: bool
) -> int:
    body = envelope.summary(clean(unit.name), unit.tax_code, month, part, today, rows, first=first)
    ending.queue(unit, Kind.SUMMARY, body, at, about=f"{month:%Y-%m}")
    return part


def _state(state: str, nature: str) -> int:
    if state == Document.State.CANCELLED:
        return 1
    return {Document.Nature.ADJUSTS: 2, Document.Nature.REPLACES: 3}.get(Document.Nature(nature), 0)
