"""Targets of the shares that leaders look at: dated data (`targets.yaml`), asked for by figure and month. Pure."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from motcua.foundation.definitions import load_document
from motcua.insight.totals import Totals

FILE = Path(__file__).with_name("targets.yaml")

Figure = Literal["on_time", "online", "cashless", "digitised", "satisfied"]
FIGURES: tuple[Figure, ...] = ("on_time", "online", "cashless", "digitised", "satisfied")


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Target(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """A share (percent) that a figure should reach from a day on; for a kind of agency, or for all (empty)."""

    figure: Figure
    at_least: float
    since: str
    set_by: Words
    basis: Words
    kind: str = ""

    def __post_init__(self) -> None:
        date.fromisoformat(self.since)  # a day that is none is refused when the file is read

    @property
    def begins(self) -> date:
        return date.fromisoformat(self.since)

    def met(self, share: float | None) -> bool | None:
        """Whether the share, as it is shown with one decimal, reaches the target; None without a share."""
        return None if share is None else round(share, 1) >= self.at_least


@cache
def all_targets() -> tuple[Target, ...]:
    """Those of the file. Raises: DefinitionError, with file and line."""
    return load_document(FILE, tuple[Target, ...]).value


def target(
    figure: Figure, month: date, kind: str = "", among: Iterable[Target] | None = None
) -> Target | None:
    """The target in force on the first day of a month; one for the kind of agency before one for all.

    `among`: other targets than those of the file.
    """
    found = [
        one
        for one in (all_targets() if among is None else among)
        if one.figure == figure and one.begins <= month and one.kind in ("", kind)
    ]
    return max(found, key=lambda one: (one.kind != "", one.begins), default=None)


def share_of(figure: Figure, totals: Totals) -> float | None:
    """The share that a target is about."""
    shares: dict[Figure, float | None] = {
        "on_time": totals.on_time_share,
        "online": totals.online_share,
        "cashless": totals.cashless_share,
        "digitised": totals.digitised_share,
        "satisfied": totals.satisfied_share,
    }
    return shares[figure]


def behind(figure: Figure, totals: Totals) -> int:
    """How many dossiers, payments, papers or ratings a share rests on."""
    return {
        "on_time": totals.handled,
        "online": totals.received,
        "cashless": totals["paid_online"] + totals["paid_cash"],
        "digitised": totals["papers"],
        "satisfied": totals["ratings"],
    }[figure]
