"""What reviews achieved: reviewed, simplified, saved, by field and year. Decided reviews only."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from motcua.foundation.text import sort_key
from motcua.procedures.review import cost
from motcua.procedures.review.models import Review

DECIDED = ("approved", "kept", "rejected")


@dataclass(frozen=True, slots=True)
class Line:
    """One field. `before`, `after`: đồng a year of what was simplified."""

    field: str
    reviewed: int
    simplified: int
    before: int
    after: int

    @property
    def saved(self) -> int:
        return self.before - self.after

    @property
    def percent(self) -> Decimal | None:
        """Of the cost before; None when that was nothing."""
        return cost.Saving(self.before, self.after).percent

    @property
    def share(self) -> Decimal | None:
        """Simplified of reviewed, in percent."""
        return cost.percent(self.simplified, self.reviewed) if self.reviewed else None


def by_field(year: int) -> list[Line]:
    """A line for each field with a decided review of that year, in Vietnamese order. One query."""
    rows = (
        Review.objects.filter(year=year, state__in=DECIDED)
        .values("field")
        .annotate(
            reviewed=Count("id"),
            simplified=Count("id", filter=Q(state="approved")),
            before=Sum("cost_before", filter=Q(state="approved"), default=0),
            after=Sum("cost_after", filter=Q(state="approved"), default=0),
        )
    )
    lines = [
        Line(row["field"], row["reviewed"], row["simplified"], int(row["before"]), int(row["after"]))
        for row in rows
    ]
    return sorted(lines, key=lambda line: sort_key(line.field))


def together(lines: list[Line]) -> Line:
    """All fields as one."""
    return Line(
        "",
        sum(line.reviewed for line in lines),
        sum(line.simplified for line in lines),
        sum(line.before for line in lines),
        sum(line.after for line in lines),
    )


def years() -> list[int]:
    """Years with decided reviews, newest first. One query."""
    return list(
        Review.objects.filter(state__in=DECIDED).order_by("-year").values_list("year", flat=True).distinct()
    )


def most_saved(year: int, most: int = 10) -> list[Review]:
    """The simplified procedures of a year that save the most. One query."""
    rows = Review.objects.filter(year=year, state="approved").annotate(
        saved=F("cost_before") - F("cost_after")
    )
    return list(rows.order_by("-saved", "id")[:most])
