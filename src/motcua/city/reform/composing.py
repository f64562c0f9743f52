"""Plans that are written often, from what the city has: communes merged, one commune divided, a body renamed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec
from django.db.models import Q

from motcua.city.models import Agency, Post, Unit
from motcua.city.reform.content import (
    AgencyBegins,
    AgencyChanges,
    AgencyEnds,
    Content,
    PlaceRule,
    PostBegins,
    Share,
    UnitBegins,
    UnitEnds,
    UnitLink,
)

ONE_OF_EACH = (Agency.Kind.POLICE, Agency.Kind.COMMUNE_OFFICE, Agency.Kind.CENTRE_BRANCH)
"""Bodies below a committee of which the new commune has one; all others (schools) stay and change their parent."""


@dataclass(frozen=True, slots=True)
class NewCommune:
    """A commune after the reform: its unit (a code in force, or one that begins) and its committee.

    `takes`: old committees by key, with the old commune codes of the part that it takes where the old one is divided.
    """

    unit: str
    key: str
    code: str
    name_vi: str
    name_en: str
    calendar: str
    takes: Sequence[str]
    parent: str = ""
    begins: UnitBegins | None = None
    main_of: Sequence[str] = field(default=())
    """Old committees that were divided and whose main heir this one is."""


def communes(new: Iterable[NewCommune], *, on: date, places: Sequence[PlaceRule] = ()) -> Content:
    """The plan by which old committees go to new ones. An old one that several take is divided between them by place.

    New committees have every kind of post that the old ones had; officers follow to the main heir unless the plan is
    changed to say otherwise. Six queries.
    """
    wanted = list(new)
    heirs: dict[str, list[NewCommune]] = {}
    for one in wanted:
        for taken in one.takes:
            heirs.setdefault(taken, []).append(one)
    old = {
        agency.key: agency
        for agency in Agency.objects.on(on).filter(key__in=heirs).select_related("unit", "parent")
    }
    below: dict[str, list[Agency]] = {}
    for child in Agency.objects.on(on).filter(parent__key__in=old).select_related("parent").order_by("id"):
        assert child.parent is not None
        below.setdefault(child.parent.key, []).append(child)
    posts = _posts([*old.values(), *(child for group in below.values() for child in group)])
    main = {key: next((one for one in group if key in one.main_of), group[0]) for key, group in heirs.items()}
    begin, change, end = [], [], []
    for one in wanted:
        begin.append(_committee(one, [old[key] for key in one.takes], posts))
        begin += _below_new(one, [c for key in one.takes for c in below.get(key, ())], posts)
    kinds_of_new = {(item.parent, item.kind): item.key for item in begin}
    for key, group in heirs.items():
        end.append(_ending(key, main[key].key, [(one.key, one.unit) for one in group]))
        for child in below.get(key, ()):
            if child.kind in ONE_OF_EACH:
                to = [(kinds_of_new[one.key, child.kind], one.unit) for one in group]
                first = kinds_of_new[main[key].key, child.kind]
                end.append(_ending(child.key, first, to))
            else:
                change.append(AgencyChanges(key=child.key, parent=main[key].key, unit=main[key].unit))
    change += _halls(heirs, main, old, on)
    return Content(
        units_begin=tuple(one.begins for one in wanted if one.begins),
        units_end=_units_end(wanted, old, on),
        unit_links=_links(wanted, heirs, main, old, on),
        places=tuple(places),
        begin=tuple(begin),
        change=tuple(change),
        end=tuple(end),
    )


def renamed(key: str, name_vi: str, name_en: str, seal_name: str = "") -> Content:
    """A body goes on under another name: its posts, work and papers stay where they are."""
    return Content(
        change=(AgencyChanges(key=key, name_vi=name_vi, name_en=name_en, seal_name=seal_name or name_vi),)
    )


def joined(first: Content, *others: Content) -> Content:
    """Several parts as one plan."""
    fields = {
        name: tuple(item for part in (first, *others) for item in getattr(part, name))
        for name in Content.__struct_fields__
    }
    return msgspec.structs.replace(first, **fields)


def _halls(
    heirs: Mapping[str, Sequence[NewCommune]],
    main: Mapping[str, NewCommune],
    old: Mapping[str, Agency],
    on: date,
) -> list[AgencyChanges]:
    """A hall that served a divided commune serves all its parts; one that stood there stands in the main part.

    Merged communes need no word: where there is one successor, running the plan follows it.
    """
    divided = {
        agency.unit_id: key
        for key, agency in old.items()
        if len(heirs[key]) > 1 and agency.unit_id is not None
    }
    inside = {agency.pk for agency in old.values()}
    rows = Agency.objects.on(on).filter(Q(serves__in=divided) | Q(unit__in=divided)).exclude(id__in=inside)
    found = []
    for hall in rows.exclude(parent__in=inside).distinct().prefetch_related("serves").order_by("id"):
        kept = [unit for unit in hall.serves.all() if unit.pk not in divided]
        parts = [
            one.unit for unit in hall.serves.all() if unit.pk in divided for one in heirs[divided[unit.pk]]
        ]
        gone = [unit for unit in kept if not unit.in_force(on)]
        seat = main[divided[hall.unit_id]].unit if hall.unit_id in divided else None
        serves = None if gone or not parts else tuple(dict.fromkeys([*(u.code for u in kept), *parts]))
        if serves or seat:
            found.append(AgencyChanges(key=hall.key, serves=serves, unit=seat))
    return found


def _ending(key: str, main: str, heirs: Sequence[tuple[str, str]]) -> AgencyEnds:
    shares = () if len(heirs) == 1 else tuple(Share(to=to, units=(unit,)) for to, unit in heirs)
    return AgencyEnds(key=key, to=main, shares=shares)


def _posts(agencies: Sequence[Agency]) -> Mapping[int, list[PostBegins]]:
    found: dict[int, list[PostBegins]] = {}
    for post in Post.objects.filter(agency__in=agencies).order_by("id"):
        found.setdefault(post.agency_id, []).append(
            PostBegins(kind=post.kind, title_vi=post.title_vi, title_en=post.title_en)
        )
    return found


def _union(agencies: Iterable[Agency], posts: Mapping[int, list[PostBegins]]) -> tuple[PostBegins, ...]:
    return tuple(dict.fromkeys(post for agency in agencies for post in posts.get(agency.pk, ())))


def _committee(
    one: NewCommune, olds: Sequence[Agency], posts: Mapping[int, list[PostBegins]]
) -> AgencyBegins:
    parent = one.parent or (olds[0].parent.key if olds and olds[0].parent else "")
    return AgencyBegins(
        key=one.key, code=one.code, kind=Agency.Kind.COMMUNE.value, name_vi=one.name_vi, name_en=one.name_en,
        parent=parent, unit=one.unit, calendar=one.calendar, posts=_union(olds, posts),
    )  # fmt: skip


def _below_new(
    one: NewCommune, children: Sequence[Agency], posts: Mapping[int, list[PostBegins]]
) -> list[AgencyBegins]:
    """One police, one division of the new committee, named after it."""
    made = []
    for kind in ONE_OF_EACH:
        same = [child for child in children if child.kind == kind]
        if not same:
            continue
        first = same[0]
        made.append(
            AgencyBegins(
                key=f"{kind.value.replace('_', '-')}-{one.key.removeprefix('ubnd-')}"[:80],
                code=f"{one.code}.{first.code.rpartition('.')[2]}", kind=kind.value,
                name_vi=_named(first.name_vi, first.parent, one.name_vi),
                name_en=f"{Agency.Kind(kind).name.title().replace('_', ' ')}, {one.name_en}"[:160],
                parent=one.key, unit=one.unit, calendar=first.calendar.key, posts=_union(same, posts),
            )
        )  # fmt: skip
    return made


def _named(child: str, parent: Agency | None, committee: str) -> str:
    """ "Công an phường Láng" becomes "Công an phường Đống Đa": the place is that of the new committee."""
    place = committee.removeprefix("Ủy ban nhân dân ")
    old = parent.name_vi.removeprefix("Ủy ban nhân dân ") if parent else ""
    return child.replace(old, place) if old and old in child else f"{child} ({place})"


def _units_end(wanted: Sequence[NewCommune], old: Mapping[str, Agency], on: date) -> tuple[UnitEnds, ...]:
    """Units of the old committees that are still in force on the day; those loaded with their end are left alone."""
    kept = {one.unit for one in wanted if one.begins is None}
    codes = {
        agency.unit.code: UnitEnds(code=agency.unit.code, level=3)
        for agency in old.values()
        if agency.unit is not None and agency.unit.in_force(on) and agency.unit.code not in kept
    }
    return tuple(codes.values())


def _links(
    wanted: Sequence[NewCommune],
    heirs: Mapping[str, Sequence[NewCommune]],
    main: Mapping[str, NewCommune],
    old: Mapping[str, Agency],
    on: date,
) -> tuple[UnitLink, ...]:
    """Where the territory of units that end by this plan goes; links that are data already are not repeated."""
    ending = {unit.code for unit in _units_end(wanted, old, on)}
    return tuple(
        UnitLink(
            old=agency.unit.code, new=one.unit, relation="whole" if len(heirs[key]) == 1 else "split",
            main=main[key] is one,
        )
        for key, agency in old.items()
        if isinstance(agency.unit, Unit) and agency.unit.code in ending
        for one in heirs[key]
    )  # fmt: skip


__all__ = ["NewCommune", "communes", "joined", "renamed"]
