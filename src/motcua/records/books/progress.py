"""How far the work is: by project, book, clerk and day, and against the targets of the reports. No entry is counted here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import F, Q, Sum
from msgspec import Struct

from motcua.foundation.definitions import load_document
from motcua.foundation.definitions.words import Text
from motcua.records.books import tallies
from motcua.records.books.models import Book, ClerkDay, Entry, Project, Tally

FILE = Path(__file__).with_name("targets.yaml")
S = Entry.State


class Target(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """The share of a kind that must be digitised. `above`: more than the share, not just as much."""

    kind: str
    at_least: float
    since: str
    set_by: Text
    basis: Text
    above: bool = False
    by_day: str = ""

    def met(self, share: float | None) -> bool | None:
        """Whether the share in percent reaches it; None without a share."""
        if share is None:
            return None
        return share > self.at_least if self.above else share >= self.at_least


@cache
def targets() -> tuple[Target, ...]:
    return tuple(load_document(FILE, list[Target]).value)


def target(kind: str, on: date) -> Target | None:
    """The target of a kind of books on a day: the latest one begun."""
    begun = [one for one in targets() if one.kind == kind and date.fromisoformat(one.since) <= on]
    return max(begun, key=lambda one: one.since, default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a project or book. `wanted`: entries to digitise (the plan, else the closing notes, else what has
    been found); `state`: entries by state; `quality`: by class."""

    pages: int
    images: int
    once: int
    twice: int
    state: Mapping[str, int]
    quality: Mapping[str, int]
    stated: int | None = None

    @property
    def entries(self) -> int:
        return sum(count for state, count in self.state.items() if state != S.DROPPED)

    @property
    def published(self) -> int:
        return self.state.get(S.PUBLISHED, 0)

    @property
    def held(self) -> int:
        return self.state.get(S.HELD, 0)

    @property
    def in_lots(self) -> int:
        return self.state.get(S.IN_LOT, 0) + self.state.get(S.RECHECK, 0)

    @property
    def wanted(self) -> int:
        return max(self.stated or 0, self.entries)

    @property
    def share(self) -> float | None:
        """Published of all that should be, in percent; None while nothing is known."""
        return 100 * self.published / self.wanted if self.wanted else None


def of_books(books: Iterable[Book]) -> dict[int, Standing]:
    """How far each book is. One query."""
    rows: dict[int, dict[str, int]] = {}
    wanted = list(books)
    for row in Tally.objects.filter(book__in=wanted):
        rows.setdefault(row.book_id, {})[row.what] = row.count
    return {
        book.pk: _standing(book.pages_count - book.blank_pages, book.stated, rows.get(book.pk, {}))
        for book in wanted
    }


def of_projects(projects: Iterable[Project]) -> dict[int, Standing]:
    """How far each project is. Two queries."""
    wanted = list(projects)
    sums: dict[int, dict[str, int]] = {}
    tallied = Tally.objects.filter(project__in=wanted).values_list("project_id", "what")
    for project_id, what, count in tallied.annotate(n=Sum("count")):
        sums.setdefault(project_id, {})[what] = count
    books = Book.objects.filter(project__in=wanted).values("project_id")
    found = {
        row["project_id"]: (row["leaves"] or 0, row["stated_sum"])
        for row in books.annotate(leaves=Sum(F("pages_count") - F("blank_pages")), stated_sum=Sum("stated"))
    }
    return {
        one.pk: _standing(
            found.get(one.pk, (0, None))[0],
            one.expected or found.get(one.pk, (0, None))[1],
            sums.get(one.pk, {}),
        )
        for one in wanted
    }


def _standing(pages: int, stated: int | None, counts: Mapping[str, int]) -> Standing:
    state = {what: count for what, count in counts.items() if what in S.values}
    quality = {what[6:]: count for what, count in counts.items() if what.startswith("class:")}
    return Standing(
        pages=pages,
        images=counts.get(tallies.WITH_IMAGE, 0),
        once=counts.get(tallies.ONCE, 0),
        twice=counts.get(tallies.TWICE, 0),
        state=state,
        quality=quality,
        stated=stated,
    )


@dataclass(frozen=True, slots=True)
class ClerkSum:
    """A clerk's work in a stretch of days. `wrong_share`: of a hundred compared values, those decided otherwise."""

    clerk_id: int
    name: str
    days: int
    entries: int
    strokes: int
    compared: int
    wrong: int

    @property
    def wrong_share(self) -> float | None:
        return 100 * self.wrong / self.compared if self.compared else None

    @property
    def a_day(self) -> float:
        return self.entries / self.days if self.days else 0.0


def clerks(project: Project, first: date, last: date) -> list[ClerkSum]:
    """Each clerk's sums between two days, both counted, by name. One query."""
    days = ClerkDay.objects.filter(project=project, day__range=(first, last)).order_by("clerk_id", "-day")
    found: dict[int, list[ClerkDay]] = {}
    for row in days:
        found.setdefault(row.clerk_id, []).append(row)
    sums = [
        ClerkSum(
            clerk_id=clerk_id,
            name=rows[0].clerk_name,
            days=sum(row.entries > 0 for row in rows),
            entries=sum(row.entries for row in rows),
            strokes=sum(row.strokes for row in rows),
            compared=sum(row.compared for row in rows),
            wrong=sum(row.wrong for row in rows),
        )
        for clerk_id, rows in found.items()
    ]
    return sorted(sums, key=lambda one: (one.name, one.clerk_id))


def by_day(project: Project, first: date, last: date) -> list[tuple[date, int]]:
    """Entries keyed on each day that had any. One query."""
    rows = ClerkDay.objects.filter(project=project, day__range=(first, last)).values_list("day")
    return [(day, count) for day, count in rows.annotate(n=Sum("entries")).order_by("day") if count]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One kind of books at one agency, against its target."""

    agency_id: int
    name_vi: str
    name_en: str
    kind: str
    wanted: int
    published: int
    target: Target | None

    @property
    def share(self) -> float | None:
        return 100 * self.published / self.wanted if self.wanted else None

    @property
    def met(self) -> bool | None:
        return self.target.met(self.share) if self.target else None


def indicators(agency_ids: Iterable[int] | None, on: date) -> list[Indicator]:
    """Published of what was inventoried, by agency and kind; None: of every agency. Three queries."""
    within = Q() if agency_ids is None else Q(agency_id__in=list(agency_ids))
    projects = list(
        Project.objects.filter(within).select_related("agency").order_by("agency__sort_key", "kind", "id")
    )
    standing = of_projects(projects)
    sums: dict[tuple[int, str], dict[str, Any]] = {}
    for one in projects:
        row = sums.setdefault((one.agency_id, one.kind), {"agency": one.agency, "wanted": 0, "published": 0})
        row["wanted"] += standing[one.pk].wanted
        row["published"] += standing[one.pk].published
    return [
        Indicator(
            agency_id,
            row["agency"].name_vi,
            row["agency"].name_en,
            kind,
            row["wanted"],
            row["published"],
            target(kind, on),
        )
        for (agency_id, kind), row in sums.items()
    ]


def in_all(rows: Iterable[Indicator], on: date) -> list[tuple[str, int, int, float | None, Target | None]]:
    """The sums by kind: kind, wanted, published, share, target. No query."""
    sums: dict[str, list[int]] = {}
    for one in rows:
        both = sums.setdefault(one.kind, [0, 0])
        both[0] += one.wanted
        both[1] += one.published
    return [
        (kind, wanted, done, 100 * done / wanted if wanted else None, target(kind, on))
        for kind, (wanted, done) in sums.items()
    ]
