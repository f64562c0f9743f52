"""Reading figures for pages: sums over kept rows, never a count; and the dossiers behind a figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from motcua.foundation import worktime
from motcua.insight.counting import COLUMNS, LIVE_COLUMNS
from motcua.insight.fair import Compared
from motcua.insight.models import CASH, OPEN, UNDIGITISED, Course, Figure, FigureSum, LiveFigure, LiveSum
from motcua.insight.scope import By, Scope
from motcua.insight.totals import Now, Totals, summed
from motcua.procedures.dossiers.models import Dossier

PAGE = 50


def months(scope: Scope, first: date, last: date) -> dict[date, Totals]:
    """Sums by month, both ends included; months without figures are there with zeros. One query."""
    found = {month: Totals() for month in month_range(first, last)}
    for row in _happened(scope, first, last).values("month").annotate(**_sums(COLUMNS)):
        found[row["month"]] = summed([_plain(row)])
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened from the first day of a month to some day of it."""

    received: int = 0
    handled: int = 0
    in_time: int = 0

    def __add__(self, other: "Stretch") -> "Stretch":
        return Stretch(
            self.received + other.received, self.handled + other.handled, self.in_time + other.in_time
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """An agency or procedure in a month and in the month before: whole months, and the days that are compared."""

    this: Totals
    before: Totals
    this_days: Stretch
    before_days: Stretch


NOTHING = Pair(Totals(), Totals(), Stretch(), Stretch())


def pairs(scope: Scope, month: date, of: Compared | None, by: By) -> dict[Any, Pair]:
    """A month and the one before it, by agency id or procedure code, with the stretches `of` them. One query.

    Without `of` nothing is compared: the days stay empty.
    """
    key, before = _KEY[by], later(month, -1)
    rows = _happened(scope, before, month, by).filter(month__in=[before, month])
    days = {f"day_{name}": _until(f"{name}_days", month, of) for name in _DAYS}
    halves: dict[Any, list[tuple[Totals, Stretch]]] = {}
    for row in rows.values("month", key).annotate(**_sums(COLUMNS), **days):
        half = halves.setdefault(row[key], [(Totals(), Stretch())] * 2)
        stretch = Stretch(*(int(row[f"day_{name}"]) for name in _DAYS))
        half[row["month"] == month] = summed([_plain(row)]), stretch
    return {key: Pair(this[0], before[0], this[1], before[1]) for key, (before, this) in halves.items()}


_DAYS = ("received", "handled", "in_time")
_KEY: dict[By, str] = {"agency": "agency_id", "procedure": "procedure_code"}


def _until(column: str, month: date, of: Compared | None) -> Sum:
    """The sum of the days up to the end of the stretch that a row's month belongs to."""
    ends = (of.this_until.day, of.before_until.day) if of else (0, 0)
    days = RawSQL(
        f"(select coalesce(sum(d), 0) from unnest({column}[1:case when month = %s then %s else %s end]) d)",
        [month, *ends],
        output_field=BigIntegerField(),
    )
    return Sum(days)


def trends(scope: Scope, first: date, last: date, by: By) -> dict[Any, dict[date, Stretch]]:
    """What was received, handled and in time in each month with figures, by agency id or procedure code.

    One query; of the many columns only those that a line of twelve months needs.
    """
    key = _KEY[by]
    rows = (
        _happened(scope, first, last, by)
        .values_list(key, "month")
        .annotate(
            received=Sum(F("received_online") + F("received_counter") + F("received_postal")),
            handled=Sum(F("early") + F("on_time") + F("late")),
            in_time=Sum(F("early") + F("on_time")),
        )
        .order_by("month")
    )
    found: dict[Any, dict[date, Stretch]] = {}
    for unit, month, received, handled, in_time in rows:
        found.setdefault(unit, {})[month] = Stretch(received, handled, in_time)
    return found


def totals(scope: Scope, first: date, last: date, by: By) -> dict[Any, Totals]:
    """Sums over several months, both ends included, by agency id or procedure code. One query."""
    key = _KEY[by]
    rows = _happened(scope, first, last, by).values(key).annotate(**_sums(COLUMNS))
    return {row[key]: summed([_plain(row)]) for row in rows}


def open_by_agency(scope: Scope) -> dict[int, Now]:
    """What is open, by deciding agency. One query."""
    rows = _open(scope, "agency").values("agency_id").annotate(**_sums(LIVE_COLUMNS))
    return {row["agency_id"]: _now(row) for row in rows}


def open_by_procedure(scope: Scope) -> dict[str, Now]:
    """What is open, by procedure. One query."""
    rows = _open(scope, "procedure").values("procedure_code").annotate(**_sums(LIVE_COLUMNS))
    return {row["procedure_code"]: _now(row) for row in rows}


def _happened(scope: Scope, first: date, last: date, by: By = "") -> QuerySet[Any]:
    """Rows of the smallest level that answers: their number does not grow with the number of dossiers."""
    level = scope.level(by)
    if level == "cell":
        return Figure.objects.filter(scope.q(), month__gte=first, month__lte=last)
    return FigureSum.objects.filter(scope.q(), level=level, month__gte=first, month__lte=last)


def _open(scope: Scope, by: By) -> QuerySet[Any]:
    level = scope.level(by)
    if level == "cell":
        return LiveFigure.objects.filter(scope.q())
    return LiveSum.objects.filter(scope.q(), level=level)


def rows_for_export(scope: Scope, first: date, last: date) -> Iterator[Figure]:
    """The monthly figures themselves, streamed."""
    rows = Figure.objects.filter(scope.q(), month__gte=first, month__lte=last)
    return rows.order_by("month", "agency_id", "procedure_code").iterator(chunk_size=2000)


def month_range(first: date, last: date) -> list[date]:
    found = []
    while first <= last:
        found.append(first)
        first = later(first, 1)
    return found


def later(month: date, by: int) -> date:
    """The first day of the month `by` months later; earlier when negative."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dossiers stand behind a figure, and in which order. `newest` first, or most urgent first."""

    vi: str
    en: str
    order: str
    newest: bool
    of_month: bool


CHOICES = {
    "overdue": Choice("Đang quá hạn", "Overdue now", "due_at", False, False),
    "open": Choice("Đang giải quyết", "Open now", "due_at", False, False),
    "supplement": Choice("Chờ người dân bổ sung", "Waiting for a supplement", "due_at", False, False),
    "payment": Choice("Chờ nộp phí", "Waiting for payment", "due_at", False, False),
    "received": Choice("Đã tiếp nhận trong tháng", "Received in the month", "received_at", True, True),
    "online": Choice("Nộp trực tuyến trong tháng", "Filed online in the month", "received_at", True, True),
    "undigitised": Choice(
        "Tiếp nhận trong tháng, còn giấy tờ chưa số hóa",
        "Received in the month, papers not digitised",
        "received_at",
        True,
        True,
    ),
    "cash": Choice("Nộp tiền mặt trong tháng", "Paid in cash in the month", "cash_at", True, True),
    "handled": Choice("Đã giải quyết trong tháng", "Handled in the month", "ended_at", True, True),
    "early": Choice("Giải quyết trước hạn trong tháng", "Handled early in the month", "ended_at", True, True),
    "late": Choice("Giải quyết quá hạn trong tháng", "Handled late in the month", "ended_at", True, True),
    "unhappy": Choice(
        "Đánh giá 1-3 sao trong tháng", "Rated 1 to 3 stars in the month", "stars", False, True
    ),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which the next page begins."""

    moment: float
    uuid: UUID

    def __str__(self) -> str:
        return f"{self.moment:.6f}_{self.uuid}"

    @classmethod
    def read(cls, raw: str) -> "Cursor | None":
        """The cursor of an address; None for anything that is not one."""
        try:
            moment, uuid = raw.split("_")
            return cls(float(moment), UUID(uuid))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of dossiers and the cursor of the next (None: this is the last)."""

    dossiers: list[Dossier]
    following: Cursor | None


def dossiers(scope: Scope, choice: str, month: date, after: Cursor | None = None, size: int = PAGE) -> Page:
    """The dossiers that a figure counts, the same rows as the figure. Two queries, no count.

    Raises KeyError for an unknown choice.
    """
    look = CHOICES[choice]
    rows = list(_behind(scope.q(), choice, month, after)[: size + 1])
    shown = rows[:size]
    found = {
        dossier.uuid: dossier
        for dossier in Dossier.objects.filter(uuid__in=[row.uuid for row in shown])
        .select_related("competent_agency")
        .only(
            "uuid", "code", "procedure_code", "field_key", "status", "channel", "submitted_at", "due_at",
            "ended_at", "owner_id", "owner_name", "paused_at", "rating", "competent_agency__name_vi",
            "competent_agency__name_en", "competent_agency__key",
        )
    }  # fmt: skip
    last = shown[-1] if len(rows) > size else None
    following = Cursor(_position(getattr(last, look.order)), last.uuid) if last else None
    return Page([found[row.uuid] for row in shown if row.uuid in found], following)


def _behind(where: Q, choice: str, month: date, after: Cursor | None) -> QuerySet[Course]:
    look = CHOICES[choice]
    rows = Course.objects.filter(where, _filter(choice, month)).only("uuid", look.order)
    sign = "-" if look.newest else ""
    # Open dossiers that were not accepted yet have no day: they come last (PostgreSQL's order of nulls).
    rows = rows.order_by(f"{sign}{look.order}", f"{sign}uuid")
    if after is None:
        return rows
    side = "lt" if look.newest else "gt"
    if after.moment == _LAST:
        return rows.filter(**{f"{look.order}__isnull": True, f"uuid__{side}": after.uuid})
    at = int(after.moment) if look.order == "stars" else datetime.fromtimestamp(after.moment, worktime.VN)
    beyond = Q(**{f"{look.order}__{side}": at}) | Q(**{look.order: at, f"uuid__{side}": after.uuid})
    return rows.filter(beyond | Q(**{f"{look.order}__isnull": True}))


_LAST = -1.0


def _position(value: datetime | int | None) -> float:
    if value is None:
        return _LAST
    return float(value) if isinstance(value, int) else value.timestamp()


def _filter(choice: str, month: date) -> Q:
    begin, end = _midnight(month), _midnight(later(month, 1))
    received = Q(received_at__gte=begin, received_at__lt=end)
    ended = Q(ended_at__gte=begin, ended_at__lt=end) & ~Q(verdict="")
    return {
        "overdue": OPEN & Q(overdue=True, status__in=[2, 4]),
        "open": OPEN,
        "supplement": OPEN & Q(status=5),
        "payment": OPEN & Q(status=6),
        "received": received,
        "online": received & Q(channel="online"),
        "undigitised": received & UNDIGITISED,
        "cash": Q(cash_at__gte=begin, cash_at__lt=end) & CASH,
        "handled": ended,
        "early": ended & Q(verdict="early"),
        "late": ended & Q(verdict="late"),
        "unhappy": Q(rated_in=month, stars__lt=4),
    }[choice]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=worktime.VN)


def _sums(columns: tuple[str, ...]) -> dict[str, Sum]:
    return {f"sum_{column}": Sum(F(column)) for column in columns}


def _plain(row: Mapping[str, Any]) -> dict[str, int]:
    return {key.removeprefix("sum_"): value for key, value in row.items() if key.startswith("sum_")}


def _now(row: Mapping[str, Any]) -> Now:
    now = Now()
    now.add(_plain(row))
    return now
