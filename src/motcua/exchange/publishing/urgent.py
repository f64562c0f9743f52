"""What stands above every page of the portal: urgent announcements that count now. One read in half a minute.

A process keeps the few rows; a change forgets them here at once, elsewhere within `KEPT_S` seconds.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.exchange.publishing.models import Article

KEPT_S = 30.0
AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Urgent:
    """An urgent announcement: whom it is for (`unit_id` None: everybody), and from when to when."""

    id: int
    slug: str
    title_vi: str
    title_en: str
    summary_vi: str
    summary_en: str
    unit_id: int | None
    unit_vi: str
    begins: datetime
    ends: datetime


_kept: tuple[float, tuple[Urgent, ...]] = (0.0, ())


def now_valid(at: datetime) -> list[Urgent]:
    """All that count at this moment, the newest first. At most one query."""
    until, rows = _kept
    if until <= time.monotonic():
        rows = _read(at)
        keep(rows)
    return [row for row in rows if row.begins <= at < row.ends]


def keep(rows: tuple[Urgent, ...], seconds: float = KEPT_S) -> None:
    """Answer with these rows for a while."""
    global _kept
    _kept = (time.monotonic() + seconds, rows)


def forget() -> None:
    """Look again: now, and when the open transaction commits."""

    def again() -> None:
        keep((), 0.0)

    again()
    transaction.on_commit(again)


def _read(at: datetime) -> tuple[Urgent, ...]:
    found = (
        Article.objects.filter(state=Article.State.PUBLISHED, urgent=True, valid_to__gt=at)
        .select_related("unit")
        .only(
            "id", "slug", "title_vi", "title_en", "summary_vi", "summary_en", "unit__full_name_vi", "valid_from",
            "valid_to",
        )
        .order_by("-valid_from", "-id")[:AT_MOST]
    )  # fmt: skip
    return tuple(
        Urgent(
            row.pk, row.slug, row.title_vi, row.title_en, row.summary_vi, row.summary_en, row.unit_id,
            row.unit.full_name_vi if row.unit else "", row.valid_from, row.valid_to,
        )
        for row in found
        if row.valid_from and row.valid_to
    )  # fmt: skip
