"""The amount of a monthly social allowance: base of the day times coefficient."""

from datetime import date
from decimal import Decimal

from motcua.foundation.amounts import Dong, round_dong

BASES: tuple[tuple[date, Dong, str], ...] = (
    (date(2026, 1, 1), 650_000, "63/2025/NQ-HĐND thành phố Hà Nội"),
    (date(2024, 7, 1), 500_000, "76/2024/NĐ-CP"),
    (date(2021, 7, 1), 360_000, "20/2021/NĐ-CP"),
)
"""Base amount (mức chuẩn, đồng a month) by the first day on which it counts, newest first, with its source."""


class NoBaseAmount(LookupError):
    """No base amount is known for that month."""


def base_amount(month: date) -> Dong:
    """The base for a month, in đồng. Raises NoBaseAmount before July 2021."""
    for first_day, amount, _ in BASES:
        if month >= first_day:
            return amount
    raise NoBaseAmount(month.isoformat())


def monthly_allowance(base: Dong, percent: int) -> Dong:
    """Base × coefficient, the coefficient in hundredths (1,5 is 150). Source: NĐ 20/2021/NĐ-CP Đ6."""
    return round_dong(Decimal(base) * percent / 100)
