"""The work list of an officer: one SQL condition for rights, keyset paging, no exact counts.

The order is the due moment, then the id: the index `task_waiting` gives it without a sort. Tested at ten million
dossiers' worth of rows by `bench/` and by query counts in the tests.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from motcua.city.authority import PowerSet
from motcua.foundation import text
from motcua.foundation.identifiers import is_dossier_code
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.models import Task

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What an officer chose to see. Empty means everything that the posts allow."""

    mine: bool = False
    unclaimed: bool = False
    kind: str = ""
    channel: str = ""
    procedure: str = ""
    due: str = ""  # overdue | today | soon
    search: str = ""
    order: str = ""  # "" by due moment | newest


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which the next page begins: due moment and id of the last row shown."""

    due_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.due_at.timestamp():.6f}_{self.id}"

    @classmethod
    def read(cls, raw: str) -> "Cursor | None":
        """The cursor of an address; None for anything that is not one."""
        from motcua.foundation.clock import VN

        try:
            moment, row = raw.split("_")
            return cls(datetime.fromtimestamp(float(moment), VN), int(row))
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tasks and the cursor of the next (None: this is the last)."""

    tasks: list[Task]
    following: Cursor | None


def page(
    powers: PowerSet, filters: Filters, now: datetime, after: Cursor | None = None, size: int = PAGE
) -> Page:
    """The waiting tasks that this officer may do, most urgent first. One query."""
    rows = list(waiting(powers, filters, now, after)[: size + 1])
    more = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], Cursor(more.due_at, more.id) if more else None)


def neighbour(
    powers: PowerSet, filters: Filters, now: datetime, place: Cursor, *, before: bool = False
) -> str:
    """The code of the dossier that follows a place of the list, or the one before it; empty at its end.

    The place itself need not be in the list. One query.
    """
    rows = waiting(powers, filters, now, None if before else place)
    if before:
        rows = rows.reverse().filter(_earlier(filters.order, place))
    return rows.values_list("dossier__code", flat=True).first() or ""


def count_to(powers: PowerSet, filters: Filters, now: datetime, most: int) -> int:
    """How many wait, counted up to `most` + 1. One query of as many rows at most."""
    return waiting(powers, filters, now).values("id")[: most + 1].count()


def _earlier(order: str, place: Cursor) -> Q:
    if order == "newest":
        return Q(id__gt=place.id)
    return Q(due_at__lt=place.due_at) | Q(due_at=place.due_at, id__lt=place.id)


def waiting(powers: PowerSet, filters: Filters, now: datetime, after: Cursor | None = None) -> QuerySet[Task]:
    """The same as a query set, without a limit."""
    rows = (
        Task.objects.filter(posts.tasks_of(powers), closed_at=None).exclude(kind=posts.PARTS)
        .select_related("dossier", "claimed_by")
        .only(
            "id", "step", "kind", "due_at", "opened_at", "post_kind", "agency_id", "procedure_code",
            "branch", "main_id", "closed_at",
            "claimed_by__display_name", "dossier__uuid", "dossier__code", "dossier__owner_name", "dossier__owner_id",
            "dossier__procedure_code", "dossier__status", "dossier__channel", "dossier__due_at",
            "dossier__finance", "dossier__version_id", "dossier__supplements", "dossier__paused_at",
        )
        .order_by(*(["-id"] if filters.order == "newest" else ["due_at", "id"]))
    )  # fmt: skip
    if filters.mine:
        rows = rows.filter(claimed_by_id=powers.account_id)
    if filters.unclaimed:
        rows = rows.filter(claimed_by=None)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.procedure:
        rows = rows.filter(procedure_code=filters.procedure)
    if filters.channel:
        rows = rows.filter(dossier__channel=filters.channel)
    if filters.due:
        rows = rows.filter(_due(filters.due, now))
    if filters.search.strip():
        rows = rows.filter(_search(filters.search.strip()))
    if after is not None and filters.order == "newest":
        rows = rows.filter(id__lt=after.id)
    elif after is not None:
        rows = rows.filter(due_at__gte=after.due_at).exclude(due_at=after.due_at, id__lte=after.id)
    return rows


def _due(choice: str, now: datetime) -> Q:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if choice == "overdue":
        # a step without hours of its own is due when it opens, and never late
        return Q(due_at__lt=now, due_at__gt=F("opened_at"))
    if choice == "today":
        return Q(due_at__gte=now, due_at__lt=midnight)
    return Q(due_at__gte=now, due_at__lt=now + timedelta(days=3))


def _search(words: str) -> Q:
    """A dossier code, or the beginning of an owner's name without diacritics."""
    if is_dossier_code(words.upper()):
        return Q(dossier__code=words.upper())
    return Q(dossier__owner_key__startswith=text.fold(words))
