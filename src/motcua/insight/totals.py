"""Sums of figures and the shares that leaders look at. A share of nothing is None, never zero.

Sources of the formulas: QĐ 766/QĐ-TTg (2.1, 4.2), reports on handling (TT 01/2020/TT-VPCP), cash share
by number of payments.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.insight.counting import COLUMNS, LIVE_COLUMNS

GOOD, FAIR = 95.0, 90.0
"""Traffic lights of the on-time share, in percent: green from 95, amber from 90, red below."""
ENOUGH_TO_RANK = 30
"""Agencies are ranked by a share when at least so many dossiers stand behind it."""


@dataclass(slots=True)
class Totals:
    """What happened in a period. Any column of the monthly figures by name: `totals["late"]`."""

    values: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))

    def __getitem__(self, column: str) -> int:
        return self.values[column]

    def add(self, row: Mapping[str, int]) -> None:
        for column in COLUMNS:
            self.values[column] += row[column] or 0

    @property
    def received(self) -> int:
        return self["received_online"] + self["received_counter"] + self["received_postal"]

    @property
    def handled(self) -> int:
        """Accepted dossiers that ended, in whatever way."""
        return self["early"] + self["on_time"] + self["late"]

    @property
    def on_time_share(self) -> float | None:
        return share(self["early"] + self["on_time"], self.handled)

    @property
    def early_share(self) -> float | None:
        return share(self["early"], self.handled)

    @property
    def online_share(self) -> float | None:
        return share(self["received_online"], self.received)

    @property
    def cashless_share(self) -> float | None:
        """By number of payments, not by amount."""
        return share(self["paid_online"], self["paid_online"] + self["paid_cash"])

    @property
    def digitised_share(self) -> float | None:
        """Papers that came as files or as data, of all papers asked for."""
        return share(self["digitised"], self["papers"])

    @property
    def satisfied_share(self) -> float | None:
        return share(self["satisfied"], self["ratings"])


@dataclass(slots=True)
class Now:
    """What is open at this moment."""

    open: int = 0
    overdue: int = 0
    waiting_supplement: int = 0
    waiting_payment: int = 0

    def add(self, row: Mapping[str, int]) -> None:
        for column in LIVE_COLUMNS:
            setattr(self, column, getattr(self, column) + (row[column] or 0))

    @property
    def overdue_share(self) -> float | None:
        return share(self.overdue, self.open)


def share(part: int, whole: int) -> float | None:
    """Percent; None when there is nothing to take a share of."""
    return 100 * part / whole if whole else None


def tone(on_time: float | None) -> str:
    """The traffic light of an on-time share: ok, warn, danger, or nothing."""
    if on_time is None:
        return ""
    return "ok" if on_time >= GOOD else "warn" if on_time >= FAIR else "danger"


def summed(rows: Iterable[Mapping[str, int]]) -> Totals:
    total = Totals()
    for row in rows:
        total.add(row)
    return total
