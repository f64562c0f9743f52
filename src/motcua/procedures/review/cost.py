"""What a procedure costs the people who need it, before and after a change. Pure; whole đồng, hours as decimals.

Source: TT 07/2014/TT-BTP and TT 02/2017/TT-VPCP (compliance cost of administrative procedures).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import msgspec

from motcua.foundation.amounts import Dong, round_dong

MONTHS, DAYS, HOURS = 12, 22, 8
"""A year's working time: months, working days a month, hours a day."""
HOURS_A_WORKING_DAY = 8
"""Waiting is costed as working days of eight hours where a city counts it."""
DATA = Path(__file__).parent / "hourly.yaml"

ACTIVITIES: dict[str, tuple[str, str]] = {
    "read": ("Tìm hiểu hướng dẫn", "Reading the guidance"),
    "prepare": ("Chuẩn bị hồ sơ, giấy tờ", "Preparing papers"),
    "fill": ("Điền đơn, tờ khai", "Filling in forms"),
    "file": ("Đi lại và nộp hồ sơ", "Travelling and filing"),
    "supplement": ("Bổ sung hồ sơ", "Supplementing"),
    "inspect": ("Phối hợp kiểm tra, thẩm định", "Taking part in inspections"),
    "wait": ("Chờ giải quyết", "Waiting for the result"),
    "other": ("Công việc khác", "Other work"),
    "receive": ("Nhận kết quả", "Receiving the result"),
}
"""The kinds of activity by which the cost is told; both methods of the law are sums over them."""


class BadCost(ValueError):
    """A figure that no activity can have: below zero, or not finite."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that people do: hours of their time, and đồng for services (consultants) and for other costs."""

    kind: str
    hours: Decimal = Decimal(0)
    service: Dong = 0
    other: Dong = 0

    def __post_init__(self) -> None:
        if self.kind not in ACTIVITIES:
            raise BadCost(f"no activity: {self.kind}")
        if not self.hours.is_finite() or self.hours < 0 or min(self.service, self.other) < 0:
            raise BadCost(f"{self.kind}: below zero")


@dataclass(frozen=True, slots=True)
class Burden:
    """All that one dossier costs its person. `fees`: phí and lệ phí; `times` a year by each of `subjects` persons."""

    activities: tuple[Activity, ...]
    fees: Dong = 0
    times: Decimal = Decimal(1)
    subjects: int = 1

    def __post_init__(self) -> None:
        if not self.times.is_finite() or self.times < 0 or min(self.fees, self.subjects) < 0:
            raise BadCost("below zero")

    @property
    def hours(self) -> Decimal:
        """Hours of one dossier."""
        return sum((one.hours for one in self.activities), Decimal(0))


def hourly_income(income: Dong) -> Dong:
    """Đồng for an hour, from the average income (or GDP) per head of a year.

    Source: TT 07/2014/TT-BTP: year / 12 months / 22 days / 8 hours.
    """
    return round_dong(Decimal(income) / (MONTHS * DAYS * HOURS))


def waiting(working_days: Decimal | int) -> Activity:
    """Waiting of so many working days, as the cities that count it do: eight hours a day."""
    return Activity("wait", Decimal(working_days) * HOURS_A_WORKING_DAY)


def once(burden: Burden, hourly: Dong) -> Dong:
    """What one dossier costs: time by the hour, services, other costs, fees.

    Source: TT 02/2017/TT-VPCP.
    """
    spent = sum(one.service + one.other for one in burden.activities)
    return round_dong(burden.hours * hourly) + spent + burden.fees


def a_year(burden: Burden, hourly: Dong) -> Dong:
    """What the procedure costs all its people in a year: one dossier × times a year × persons.

    Source: TT 02/2017/TT-VPCP.
    """
    return round_dong(once(burden, hourly) * burden.times * burden.subjects)


@dataclass(frozen=True, slots=True)
class Saving:
    """Costs of a year before and after. `percent` of the cost before, two decimals; None when that was nothing."""

    before: Dong
    after: Dong

    @property
    def saved(self) -> Dong:
        """Below zero when the change makes it dearer."""
        return self.before - self.after

    @property
    def percent(self) -> Decimal | None:
        return None if self.before == 0 else percent(self.saved, self.before)


def saving(before: Burden, after: Burden, hourly: Dong) -> Saving:
    """Both costs of a year by the same hourly figure.

    Source: TT 02/2017/TT-VPCP: (before - after) / before.
    """
    return Saving(a_year(before, hourly), a_year(after, hourly))


def together(savings: Iterable[Saving]) -> Saving:
    """Several procedures as one sum."""
    rows: Sequence[Saving] = list(savings)
    return Saving(sum(one.before for one in rows), sum(one.after for one in rows))


def percent(part: int, whole: int) -> Decimal:
    """`part` of `whole` in percent, half up to two decimals; `whole` is not zero."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


class Words(msgspec.Struct, frozen=True):
    vi: str
    en: str


class HourlyFigure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an hour counts for, from a day on, and who says so."""

    since: date = msgspec.field(name="from")
    hourly: int
    source: Words


@cache
def hourly_figures() -> tuple[HourlyFigure, ...]:
    """All dated figures, newest first. Raises: msgspec.ValidationError for a file that is not one."""
    rows = msgspec.yaml.decode(DATA.read_bytes(), type=tuple[HourlyFigure, ...])
    return tuple(sorted(rows, key=lambda row: row.since, reverse=True))


def hourly_on(day: date) -> HourlyFigure:
    """The figure that counts on a day; the oldest one for earlier days."""
    rows = hourly_figures()
    return next((row for row in rows if row.since <= day), rows[-1])
