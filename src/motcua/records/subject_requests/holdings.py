"""What rooms hold about a person: given as a copy, and deleted where nothing orders that it be kept.

A room offers each kind of data it holds from its `AppConfig.ready`. Rows are plain values under words of both languages, so
that the copy reads as a page and as JSON. `delete` is None for what a law keeps; `kept` says which.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Row = Mapping[str, Any]
"""Plain values by a plain key; `label` and `value` where it is one fact."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data. `rows(person_id)`: all of it; `delete(person_id)`: ends it, how many rows; `kept`: the law that keeps
    it, in both languages."""

    key: str
    vi: str
    en: str
    rows: Callable[[int], Sequence[Row]]
    delete: Callable[[int], int] | None = None
    kept: tuple[str, str] = ("", "")
    order: int = 50


_offered: dict[str, Holding] = {}


def offer(holding: Holding) -> None:
    """Add a kind of data; the same key replaces."""
    _offered[holding.key] = holding


def all_holdings() -> list[Holding]:
    return sorted(_offered.values(), key=lambda one: (one.order, one.key))


def deletable() -> list[Holding]:
    """What may be deleted because nothing orders that it be kept."""
    return [one for one in all_holdings() if one.delete is not None]


def copy_of(person_id: int) -> dict[str, Any]:
    """Everything that rooms hold about a person, by kind: what "be given one's data" gives. A few queries a kind."""
    return {
        one.key: {"vi": one.vi, "en": one.en, "rows": [dict(row) for row in one.rows(person_id)]}
        for one in all_holdings()
    }
