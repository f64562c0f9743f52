"""The cash share of what was taken, as cities report it. Pure.

By amount: refunds are subtracted in the form in which was paid; what cost nothing does not count. A payment without a known
form blocks the report: the share would be a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

type Form = Literal["cash", "online", "transfer", "unknown"]
FORMS: dict[str, Form] = {
    "cash": "cash", "vnpay": "online", "momo": "online", "zalopay": "online", "platform": "online", "bank": "transfer",
    "treasury": "transfer", "card": "transfer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """Percent with two decimals; None where nothing was taken. `blocked`: what has no known form, in the same measure."""

    cash: Decimal | None
    online: int
    transfer: int
    in_cash: int
    blocked: int = 0

    @property
    def non_cash(self) -> Decimal | None:
        return None if self.cash is None else Decimal(100) - self.cash

    @property
    def total(self) -> int:
        return self.in_cash + self.online + self.transfer


def form_of(means: str) -> Form:
    """Cash, online, transfer; unknown where the means is empty or new."""
    return FORMS.get(means, "unknown")


def share(by_means: Mapping[str, int]) -> Share:
    """The share of what was taken by means, in đồng or in dossiers."""
    sums = dict.fromkeys(("cash", "online", "transfer", "unknown"), 0)
    for means, amount in by_means.items():
        sums[form_of(means)] += amount
    total = sums["cash"] + sums["online"] + sums["transfer"]
    if sums["unknown"] or total <= 0:
        return Share(None, sums["online"], sums["transfer"], sums["cash"], sums["unknown"])
    percent = (Decimal(100) * sums["cash"] / total).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Share(percent, sums["online"], sums["transfer"], sums["cash"])


def ratio(part: int, whole: int) -> Decimal | None:
    """Percent with two decimals, half up; None of nothing."""
    if whole <= 0:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
