"""The shelf: procedures by field, life event, level and audience, page by page, with cached counts."""

from dataclasses import dataclass

from motcua.procedures.catalogue import wording
from motcua.procedures.catalogue.audience import AUDIENCE
from motcua.procedures.catalogue.models import Facet, FieldOfProcedure, Procedure, Status

PAGE = 20
LEVELS = ("commune", "province", "central")


class UnknownChoice(ValueError):
    """A filter names something that does not exist."""


@dataclass(frozen=True)
class Choice:
    """What the shelf is narrowed to; empty means everything."""

    field_key: str = ""
    group: str = ""
    life_event: str = ""
    level: str = ""
    audience: str = ""
    only_executable: bool = False

    def __post_init__(self) -> None:
        known = (
            (self.group, {group.key for group in wording.groups()}),
            (self.life_event, {event.key for event in wording.life_events()}),
            (self.level, set(LEVELS) | {"other"}),
            (self.audience, set(AUDIENCE)),
        )
        for value, values in known:
            if value and value not in values:
                raise UnknownChoice(value)


@dataclass(frozen=True)
class Shelf:
    """One page of the shelf; `after` begins the next page, `before` the one before; empty at the ends."""

    procedures: tuple[Procedure, ...]
    after: str
    before: str


def browse(choice: Choice, *, after: str = "", before: str = "", page: int = PAGE) -> Shelf:
    """A page of procedures for residents: those that can be filed here, then the most asked, then by name.

    A life event that is chosen alone keeps the editors' order and fits one page. One query, two for a group.
    """
    rows = (
        Procedure.objects.filter(internal=False).exclude(status=Status.ABOLISHED).defer("facts", "search_key")
    )
    if choice.group:
        rows = rows.filter(
            field_key__in=list(
                FieldOfProcedure.objects.filter(group=choice.group).values_list("key", flat=True)
            )
        )
    if choice.field_key:
        rows = rows.filter(field_key=choice.field_key)
    if choice.life_event:
        rows = rows.filter(life_events__contains=[choice.life_event])
    if choice.level:
        rows = rows.filter(levels__contains=[choice.level])
    if choice.audience:
        rows = rows.filter(audience__contains=[choice.audience])
    if choice.only_executable:
        rows = rows.filter(executable=True)
    if before:
        found = list(rows.filter(shelf_key__lt=before).order_by("-shelf_key")[: page + 1])
        more, found = len(found) > page, found[:page][::-1]
        return Shelf(tuple(found), found[-1].shelf_key if found else "", found[0].shelf_key if more else "")
    if after:
        rows = rows.filter(shelf_key__gt=after)
    found = list(rows.order_by("shelf_key")[: page + 1])
    more, found = len(found) > page, found[:page]
    return Shelf(
        tuple(found), found[-1].shelf_key if more else "", found[0].shelf_key if after and found else ""
    )


def for_life_event(key: str) -> tuple[Procedure, ...]:
    """What a life event brings, first things first: the editors' own order. One query.

    Raises `UnknownChoice`.
    """
    event = next((event for event in wording.life_events() if event.key == key), None)
    if event is None:
        raise UnknownChoice(key)
    rows = (
        Procedure.objects.filter(code__in=event.codes, internal=False)
        .exclude(status=Status.ABOLISHED)
        .defer("facts", "search_key")
    )
    by_code = {procedure.code: procedure for procedure in rows}
    return tuple(by_code[code] for code in event.codes if code in by_code)


def counts(kind: str) -> dict[str, int]:
    """Cached number of procedures by key of a facet: level, audience, life_event, field, all. One query."""
    return dict(Facet.objects.filter(kind=kind).values_list("key", "count"))


def group_counts() -> dict[str, int]:
    """Cached number of procedures by plain-language group. One query."""
    totals: dict[str, int] = {}
    for group, count in FieldOfProcedure.objects.values_list("group", "procedures_count"):
        totals[group] = totals.get(group, 0) + count
    return totals
