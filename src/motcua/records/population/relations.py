"""How two people are related by the city's register: parents, spouse, representative, household, brothers and sisters.

Both are read as who they are today (merges). Verdicts and words only; who else is in the family is not told.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from motcua.city import identities
from motcua.records.population.models import CitizenRecord, Member, Tie

WORDS: dict[str, tuple[str, str]] = {
    "parent": ("cha hoặc mẹ của", "a parent of"),
    "child": ("con của", "a child of"),
    "spouse": ("vợ hoặc chồng của", "the spouse of"),
    "sibling": ("anh, chị, em của", "a brother or sister of"),
    "representative": ("người đại diện của", "the representative of"),
    "represented": ("người được đại diện bởi", "represented by"),
    "household": ("cùng hộ với", "of one household with"),
}
"""What the first is to the second, nearest first."""


@dataclass(frozen=True, slots=True)
class Related:
    """`kinds`: what the first person is to the second, keys of `WORDS`; empty: the register connects them by nothing.

    `known`: whether the register knows both; if not, that nothing was found says nothing.
    """

    kinds: tuple[str, ...]
    known: bool


def between(one_id: int, other_id: int, on: date) -> Related:
    """What `one` is to `other` on a day. Five queries at most; four when nobody was merged."""
    ids = identities.together_of([one_id, other_id])
    ours, theirs = set(ids[one_id]), set(ids[other_id])
    if ours & theirs:
        return Related((), True)
    rows = CitizenRecord.objects.filter(person_id__in=ours | theirs).only(
        "person_id", "father_id", "mother_id", "spouse_id", "household_no"
    )
    mine = [row for row in rows if row.person_id in ours]
    other = [row for row in rows if row.person_id in theirs]
    found: set[str] = set()
    parents, their_parents = _parents(mine), _parents(other)
    if their_parents & ours:
        found.add("parent")
    if parents & theirs:
        found.add("child")
    if parents and their_parents and _same(parents, their_parents):
        found.add("sibling")
    if {row.spouse_id for row in mine} & theirs or {row.spouse_id for row in other} & ours:
        found.add("spouse")
    found |= _ties(ours, theirs, on) | _household(ours, theirs, on)
    numbers = {row.household_no for row in mine} & {row.household_no for row in other}
    if numbers - {""}:
        found.add("household")
    return Related(tuple(kind for kind in WORDS if kind in found), bool(mine and other))


def _parents(rows: list[CitizenRecord]) -> set[int]:
    return {one for row in rows for one in (row.father_id, row.mother_id) if one is not None}


def _same(one: set[int], other: set[int]) -> bool:
    """Whether two sets of persons have one in common, as who they are today."""
    kept = identities.present(one | other)
    return bool({kept[pk] for pk in one} & {kept[pk] for pk in other})


def _on(day: date) -> Q:
    """Rows that hold on a day: begun (or since nobody knows when) and not ended."""
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gt=day))


def _ties(ours: set[int], theirs: set[int], on: date) -> set[str]:
    """Marriages and representations that hold on the day."""
    between = Q(person__in=ours, other__in=theirs) | Q(person__in=theirs, other__in=ours)
    found = set()
    for tie in Tie.objects.filter(between, _on(on)):
        if tie.kind == Tie.Kind.SPOUSE:
            found.add("spouse")
        else:
            # `other` of a representation is the representative
            found.add("representative" if tie.other_id in ours else "represented")
    return found


def _household(ours: set[int], theirs: set[int], on: date) -> set[str]:
    homes = Member.objects.filter(_on(on), person__in=ours).values("household")
    shared = Member.objects.filter(_on(on), person__in=theirs, household__in=homes)
    return {"household"} if shared.exists() else set()
