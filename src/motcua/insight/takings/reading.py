"""Reports over the kept sums: by one dimension, the indicator of online payment, the cash share. And the detailed book."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from motcua.insight.takings import shares
from motcua.insight.takings.models import Taking, TakingDay
from motcua.insight.takings.shares import Share

type By = Literal["day", "agency_id", "field_key", "procedure_code", "code", "channel", "means"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A period, both days included, and what it is narrowed to; empty: everything. `agencies` None: the whole city."""

    begin: date
    end: date
    agencies: frozenset[int] | None = None
    procedure: str = ""
    field: str = ""
    channel: str = ""
    means: str = ""

    def rows(self) -> QuerySet[Taking]:
        q = Q(day__range=(self.begin, self.end))
        for name, value in (
            ("procedure_code", self.procedure), ("field_key", self.field), ("channel", self.channel), ("means", self.means),
        ):  # fmt: skip
            if value:
                q &= Q(**{name: value})
        if self.agencies is not None:
            q &= Q(agency_id__in=sorted(self.agencies))
        return Taking.objects.filter(q)


@dataclass(slots=True)
class Sums:
    """Đồng and dossiers of one value of a dimension. Amounts are less what went back."""

    phi: int = 0
    le_phi: int = 0
    other: int = 0
    dossiers: int = 0
    payments: int = 0
    refunded: int = 0
    by_means: dict[str, int] = field(default_factory=dict)
    dossiers_by_means: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_means.values())

    @property
    def share(self) -> Share:
        """The cash share by amount."""
        return shares.share(self.by_means)

    @property
    def share_by_number(self) -> Share:
        """The cash share by number of dossiers."""
        return shares.share(self.dossiers_by_means)


def by(chosen: Chosen, dimension: By) -> dict[Any, Sums]:
    """The sums of each value of a dimension. Two queries; one by fee, which has no dossiers of its own."""
    found: dict[Any, Sums] = {}
    rows = chosen.rows().exclude(means="-")
    split = rows.exclude(code="").values_list(*_named(dimension), "kind").order_by()
    for *key, kind, amount, back in split.annotate(a=Sum("amount"), r=Sum("refunded")):
        sums = found.setdefault(key[0], Sums())
        name = kind if kind in ("phi", "le_phi") else "other"
        setattr(sums, name, getattr(sums, name) + amount - back)
    whole = rows.exclude(code="") if dimension == "code" else rows.filter(code="")
    figures = whole.values_list(*_named(dimension), "means").order_by()
    told = figures.annotate(n=Sum("payments"), d=Sum("dossiers"), a=Sum("amount"), r=Sum("refunded"))
    for key, means, payments, dossiers, amount, back in _padded(told, dimension):
        sums = found.setdefault(key, Sums())
        sums.payments += payments
        sums.dossiers += dossiers
        sums.refunded += back
        sums.by_means[means] = sums.by_means.get(means, 0) + amount - back
        sums.dossiers_by_means[means] = sums.dossiers_by_means.get(means, 0) + dossiers
    return found


def whole(chosen: Chosen) -> Sums:
    """The sums of everything chosen. Two queries."""
    return added(by(chosen, "means").values())


def added(many: Iterable[Sums]) -> Sums:
    """Several sums in one, such as those of all agencies. No query."""
    total = Sums()
    for one in many:
        for name in ("phi", "le_phi", "other", "dossiers", "payments", "refunded"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        for mine, theirs in (
            (total.by_means, one.by_means),
            (total.dossiers_by_means, one.dossiers_by_means),
        ):
            for means, amount in theirs.items():
                mine[means] = mine.get(means, 0) + amount
    return total


def _named(dimension: By) -> tuple[str, ...]:
    return (dimension,)


def _padded(rows: Iterable[tuple[Any, ...]], dimension: By) -> Iterator[tuple[Any, ...]]:
    """When the dimension is the means itself, Django gives the column once."""
    for row in rows:
        yield (row[0], *row) if dimension == "means" and len(row) == 5 else row


@dataclass(frozen=True, slots=True)
class Indicator:
    """Online payment of one agency in a period, in the manner of QĐ 766/QĐ-TTg."""

    agency_id: int
    asked_procedures: int
    paid_procedures: int
    online_procedures: int
    asked: int
    exempt: int
    paid: int
    paid_online: int
    cash: int
    transfer: int
    online: int


def indicators(chosen: Chosen) -> list[Indicator]:
    """The indicator by agency. One query."""
    online = [means for means, form in shares.FORMS.items() if form == "online"]
    transfer = [means for means, form in shares.FORMS.items() if form == "transfer"]
    rows: Iterable[Any] = (
        chosen.rows()
        .filter(code="")
        .values("agency_id")
        .order_by("agency_id")
        .annotate(
            asked_procedures=Count("procedure_code", filter=Q(means="-"), distinct=True),
            paid_procedures=Count("procedure_code", filter=Q(payments__gt=0), distinct=True),
            online_procedures=Count(
                "procedure_code", filter=Q(payments__gt=0, means__in=online), distinct=True
            ),
            asked_n=Sum("asked"),
            exempt_n=Sum("exempt"),
            paid=Sum("dossiers"),
            paid_online=Sum("dossiers", filter=Q(means__in=online), default=0),
            **{
                f"{name}_{side}": Sum(side, filter=Q(means__in=means), default=0)
                for name, means in (("cash", ["cash"]), ("transfer", transfer), ("online", online))
                for side in ("amount", "refunded")
            },
        )
    )
    return [
        Indicator(
            one["agency_id"], one["asked_procedures"], one["paid_procedures"], one["online_procedures"], one["asked_n"],
            one["exempt_n"], one["paid"], one["paid_online"],
            *(one[f"{name}_amount"] - one[f"{name}_refunded"] for name in ("cash", "transfer", "online")),
        )
        for one in rows
    ]  # fmt: skip


def as_of(chosen: Chosen) -> datetime | None:
    """When the newest sums of the period were made. One query."""
    made = TakingDay.objects.filter(day__range=(chosen.begin, chosen.end)).aggregate(at=Max("at"))
    return made["at"]


_BOOK = """
select orders.id, orders.paid_at, orders.subject, dossier.procedure_code, dossier.owner_name, orders.payer_name, orders.person_id,
    orders.lines, orders.payer_amount, orders.means, orders.channel, orders.status, orders.collected_by, orders.agency_id,
    receipt.form, receipt.serial, receipt.number, receipt.phi, receipt.le_phi
from money_order orders
left join dossiers_dossier dossier on dossier.uuid = orders.subject_id
left join lateral (
    select form, serial, number, phi, le_phi from money_receipt where order_id = orders.id order by id desc limit 1
) as receipt on true
where orders.paid_at >= %(begin)s and orders.paid_at < %(end)s
    and (%(agencies)s::bigint[] is null or orders.agency_id = any(%(agencies)s))
    and (%(means)s = '' or orders.means = %(means)s) and (%(channel)s = '' or orders.channel = %(channel)s)
    and (%(procedure)s = '' or dossier.procedure_code = %(procedure)s)
    and (%(field)s = '' or dossier.field_key = %(field)s)
    and (%(after)s::timestamptz is null or (orders.paid_at, orders.id) < (%(after)s, %(after_id)s))
order by orders.paid_at desc, orders.id desc"""

COLUMNS = (
    "id", "paid_at", "subject", "procedure", "owner", "payer", "person_id", "lines", "amount", "means", "channel", "status",
    "by", "agency_id", "form", "serial", "number", "phi", "le_phi",
)  # fmt: skip


def book(
    chosen: Chosen, begin: datetime, end: datetime, after: tuple[datetime, int] | None, size: int
) -> list[dict[str, Any]]:
    """A page of the detailed book (sổ chi tiết thu phí, lệ phí), the newest first. One query over the index of payments."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOK + " limit %(size)s", _told(chosen, begin, end, after) | {"size": size})
        return [_shown(row) for row in cursor.fetchall()]


def whole_book(chosen: Chosen, begin: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    """All of the detailed book, page by page: memory stays small whatever the period."""
    after = None
    while rows := book(chosen, begin, end, after, 2_000):
        yield from rows
        after = (rows[-1]["paid_at"], rows[-1]["id"])


def _told(
    chosen: Chosen, begin: datetime, end: datetime, after: tuple[datetime, int] | None
) -> dict[str, Any]:
    return {
        "begin": begin, "end": end, "agencies": sorted(chosen.agencies) if chosen.agencies is not None else None,
        "means": chosen.means, "channel": chosen.channel, "procedure": chosen.procedure, "field": chosen.field,
        "after": after[0] if after else None, "after_id": after[1] if after else 0,
    }  # fmt: skip


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    shown = dict(zip(COLUMNS, row, strict=True))
    return shown | {"lines": json.loads(shown["lines"])}
