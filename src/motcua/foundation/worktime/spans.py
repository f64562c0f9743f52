"""Limits as published: an amount of one unit, never converted into another unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MICROSECONDS_AN_HOUR = 3_600_000_000
HOURS_A_WORKING_DAY = 8
"""A working day in an approved workflow is 8 hours, whatever the agency's own hours are."""

MICROSECONDS_A_WORKING_DAY = HOURS_A_WORKING_DAY * MICROSECONDS_AN_HOUR


class SpanError(ValueError):
    """A limit that cannot be counted: negative, or a fraction of a calendar unit."""


class Unit(StrEnum):
    """The unit a limit is published in, kept as published: 1 working day is not 8 working hours."""

    WORKING_DAY = "working_day"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same_day"


@dataclass(frozen=True)
class Span:
    """A limit: an amount of one unit. Working days and hours may be fractions (0.25 working day = 2 hours).

    `whole` and `microseconds` are the parts that counting uses: whole units, then office time.
    """

    amount: Decimal
    unit: Unit
    whole: int = field(init=False, repr=False, compare=False)
    microseconds: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        amount, unit = Decimal(self.amount), Unit(self.unit)
        if not amount.is_finite() or amount < 0:
            raise SpanError(f"a limit cannot be {self.amount} {self.unit}")
        whole = int(amount)
        if unit is Unit.WORKING_HOUR:
            whole, fraction = 0, _round(amount * MICROSECONDS_AN_HOUR)
        elif unit is Unit.WORKING_DAY:
            fraction = _round((amount - whole) * MICROSECONDS_A_WORKING_DAY)
        elif amount != whole:
            raise SpanError(f"{self.amount} {self.unit}: only working days and hours may be fractions")
        else:
            fraction = 0
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "unit", unit)
        object.__setattr__(self, "whole", whole)
        object.__setattr__(self, "microseconds", fraction)


SAME_DAY = Span(Decimal(1), Unit.SAME_DAY)


def working_days(amount: int | str | Decimal) -> Span:
    """`amount` working days (ngày làm việc)."""
    return Span(Decimal(amount), Unit.WORKING_DAY)


def working_hours(amount: int | str | Decimal) -> Span:
    """`amount` working hours (giờ làm việc)."""
    return Span(Decimal(amount), Unit.WORKING_HOUR)


def days(amount: int) -> Span:
    """`amount` calendar days (ngày)."""
    return Span(Decimal(amount), Unit.DAY)


def months(amount: int) -> Span:
    """`amount` calendar months (tháng)."""
    return Span(Decimal(amount), Unit.MONTH)


def years(amount: int) -> Span:
    """`amount` calendar years (năm)."""
    return Span(Decimal(amount), Unit.YEAR)


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
