"""The line of an agency: who was here before, what it was called, who took over. For everybody, and for lookups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from motcua.city.models import Agency, Unit, UnitSuccessor
from motcua.city.reform.models import FormerName, Handover
from motcua.foundation.text import fold

_BEFORE = """
with recursive line (id) as (
  select unnest(%s::bigint[])
  union
  select before.old from line join lateral (
    select a.id as old from city_agency a where a.successor_id = line.id
    union all select h.old_id from reform_handover h where h.new_id = line.id) before on true)
select id from line
"""
_AFTER = """
with recursive line (id) as (
  select unnest(%s::bigint[])
  union
  select after.new from line join lateral (
    select a.successor_id as new from city_agency a where a.id = line.id and a.successor_id is not null
    union all select h.new_id from reform_handover h where h.old_id = line.id) after on true)
select id from line
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A body beside another in its line; `main` false: took or gave a part only. `on`: the day of the change."""

    agency: Agency
    on: date
    main: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One body's history. `names`: what it was called before, the newest first."""

    agency: Agency
    ancestors: Sequence[Link]
    heirs: Sequence[Link]
    names: Sequence[FormerName]


def ids_before(agency_ids: Iterable[int]) -> set[int]:
    """These bodies and all that went before them, wholly or in part: whose papers they keep. One query."""
    return _walk(_BEFORE, agency_ids)


def ids_after(agency_ids: Iterable[int]) -> set[int]:
    """These bodies and all that took over from them. One query."""
    return _walk(_AFTER, agency_ids)


def line_of(agency: Agency) -> Line:
    """What a page of the body's history shows: its direct ancestors and heirs, and its names. Five queries."""
    parts = {(row.old_id, row.new_id): row for row in Handover.objects.filter(new=agency)}
    before = Agency.objects.filter(id__in=[old for old, _ in parts]) | Agency.objects.filter(successor=agency)
    ancestors = [
        Link(
            old,
            parts[old.pk, agency.pk].on
            if (old.pk, agency.pk) in parts
            else old.valid_to or agency.valid_from,
            old.successor_id == agency.pk,
        )
        for old in before.order_by("valid_to", "sort_key", "id").distinct()
    ]
    given = {row.new_id: row for row in Handover.objects.filter(old=agency)}
    wanted = {*given, *([agency.successor_id] if agency.successor_id else [])}
    heirs = [
        Link(new, given[new.pk].on if new.pk in given else agency.valid_to or new.valid_from, new.pk == agency.successor_id)
        for new in Agency.objects.filter(id__in=wanted).order_by("sort_key", "id")
    ]  # fmt: skip
    names = list(FormerName.objects.filter(agency=agency).order_by("-until", "-id"))
    return Line(agency, ancestors, sorted(heirs, key=lambda link: not link.main), names)


def called(words: str, most: int = 20) -> list[Agency]:
    """Bodies of this name or code, present and former, with marks or without: the living ones first. Three queries."""
    wanted = fold(words)
    if len(wanted) < 2:
        return []
    by_code = Agency.objects.filter(code__iexact=words.strip())
    former = FormerName.objects.filter(search_key__contains=wanted).values_list("agency_id", flat=True)[:most]
    coded = FormerName.objects.filter(code__iexact=words.strip()).values_list("agency_id", flat=True)[:most]
    ids = {*by_code.values_list("id", flat=True)[:most], *former, *coded}
    # a city has a few thousand bodies: folding their names here is quicker than a column that must be kept
    ids |= {
        pk for pk, name in Agency.objects.values_list("id", "name_vi") if all(w in fold(name) for w in wanted.split())
    }  # fmt: skip
    rows = Agency.objects.filter(id__in=ids).select_related("successor", "unit")
    return sorted(rows, key=lambda agency: (agency.valid_to is not None, agency.sort_key))[:most]


def units_before(unit: Unit) -> list[Unit]:
    """Communes whose territory, or a part of it, lies in this one now. One query."""
    rows = UnitSuccessor.objects.filter(new=unit).select_related("old").order_by("old__code")
    return [row.old for row in rows]


def ids_of_place(unit: Unit) -> set[int]:
    """Bodies that are or ever were in charge of this place, under its present or an earlier name: whose papers and
    registers concern it. Walks back over units and bodies; three queries.
    """
    here = [unit.pk, *(old.pk for old in units_before(unit))]
    return ids_before(Agency.objects.filter(unit_id__in=here).values_list("id", flat=True))


def _walk(statement: str, agency_ids: Iterable[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(agency_ids)])
        return {row[0] for row in cursor.fetchall()}
