"""What is public of decisions of publication, newest first, by pages; and what a procedure's page says of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from motcua.procedures.catalogue.notice import Kind
from motcua.procedures.gazette.models import Decision, Item

PAGE = 30


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the list. `after`: key of the next page, empty at the end."""

    items: list[Item]
    after: str = ""


class BadKey(ValueError):
    """A page's key that no page gave."""


def public(kind: str = "", after: str = "", size: int = PAGE) -> Page:
    """Published procedures, the newest decision first. One query. Raises: BadKey, ValueError for an unknown kind."""
    rows = Item.objects.filter(issued_on__isnull=False).select_related("decision", "procedure", "successor")
    if kind:
        rows = rows.filter(kind=Kind(kind))
    if after:
        day, number = _key(after)
        rows = rows.filter(Q(issued_on__lt=day) | Q(issued_on=day, id__lt=number))
    found = list(rows.order_by("-issued_on", "-id")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, f"{found[-1].issued_on:%Y%m%d}-{found[-1].pk}" if more else "")


def of_procedure(code: str, most: int = 5) -> list[Item]:
    """What decisions say of a procedure, the newest first. One query."""
    rows = Item.objects.filter(procedure__code=code, issued_on__isnull=False)
    return list(
        rows.select_related("decision", "procedure", "successor").order_by("-issued_on", "-id")[:most]
    )


def waiting(most: int = 50) -> list[Decision]:
    """Decisions that wait for who issues them. Two queries."""
    return list(
        Decision.objects.filter(state="proposed")
        .prefetch_related("items")
        .order_by("-decided_on", "-id")[:most]
    )


def not_entered(most: int = 50) -> list[Decision]:
    """Issued decisions that are not yet in the national database. Two queries."""
    rows = Decision.objects.filter(state="issued", entered_on=None).prefetch_related("items")
    return list(rows.order_by("decided_on", "id")[:most])


def _key(text: str) -> tuple[date, int]:
    day, _, number = text.partition("-")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError as error:
        raise BadKey(text) from error
