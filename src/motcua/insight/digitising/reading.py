"""Reading the figures of digitisation: shares of an agency, of each agency of the city, month by month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from motcua.insight.digitising.models import WAITS, MonthPapers, PaperDossier

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Papers:
    """Sums of papers; shares in percent, None where no paper came."""

    dossiers: int = 0
    papers: int = 0
    digitised: int = 0
    reused: int = 0

    @property
    def waiting(self) -> int:
        return self.papers - self.digitised - self.reused

    @property
    def digital(self) -> int:
        return self.digitised + self.reused

    @property
    def share(self) -> float | None:
        """Papers that are digital, by a signed copy or by the store's own."""
        return 100 * self.digital / self.papers if self.papers else None

    @property
    def reused_share(self) -> float | None:
        return 100 * self.reused / self.papers if self.papers else None


def _papers(row: Mapping[str, Any]) -> Papers:
    return Papers(row["dossiers"], row["papers"], row["digitised"], row["reused"])


def _sums() -> dict[str, Sum]:
    return {name: Sum(name) for name in ("dossiers", "papers", "digitised", "reused")}


def of_months(agencies: Iterable[int] | None, last: date) -> list[tuple[date, Papers]]:
    """The twelve months up to `last`, oldest first, of these agencies (received or decided there); None: the city. One query."""
    rows = MonthPapers.objects.filter(month__gt=_before(last), month__lte=last)
    if agencies is not None:
        known = list(agencies)
        rows = rows.filter(Q(intake_id__in=known) | Q(competent_id__in=known))
    summed = rows.values("month").annotate(**_sums()).order_by("month")
    return [(row["month"], _papers(row)) for row in summed]


def by_agency(month: date) -> list[tuple[int, Papers]]:
    """Each receiving agency in a month. One query."""
    rows = (
        MonthPapers.objects.filter(month=month).values("intake_id").annotate(**_sums()).order_by("intake_id")
    )
    return [(row["intake_id"], _papers(row)) for row in rows]


def waiting(agencies: Iterable[int], after: int, size: int) -> list[PaperDossier]:
    """Dossiers of these agencies with papers that wait, the oldest first, from behind `after`. One query on an index."""
    known = list(agencies)
    open_ones = PaperDossier.objects.filter(WAITS, dossier_id__gt=after)
    mine = Q(intake_id__in=known) | Q(competent_id__in=known)
    return list(open_ones.filter(mine).order_by("dossier_id")[:size])


def _before(last: date) -> date:
    """The month before the twelve that end with `last`."""
    total = last.year * 12 + last.month - 1 - MONTHS
    return date(total // 12, total % 12 + 1, 1)
