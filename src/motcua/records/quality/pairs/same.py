"""Whom the city knows under more than one id: merged persons are read as one until their merge is undone."""

from collections.abc import Iterable, Sequence

from django.core.cache import cache
from django.db import connection

KEPT_SECONDS = 5
"""How long another process may go on with an outdated answer after a merge or its undoing."""
# Up to the one who was not absorbed, then down to everybody absorbed into it. Both ways by index; a chain is two or three long.
_TOGETHER = """
with recursive
  up (asked, id) as (
    select one, one from unnest(%s::bigint[]) as one
    union select up.asked, m.survivor_id from quality_merge m join up on m.absorbed_id = up.id
      where m.undone_at is null),
  root (asked, id) as (
    select asked, id from up where not exists (
      select 1 from quality_merge m where m.absorbed_id = up.id and m.undone_at is null)),
  down (asked, id) as (
    select asked, id from root
    union select down.asked, m.absorbed_id from quality_merge m join down on m.survivor_id = down.id
      where m.undone_at is null)
select down.asked, down.id, root.id from down join root on root.asked = down.asked order by down.asked, down.id
"""


def same_person(person_id: int) -> tuple[int, ...]:
    """All ids of the human being known as `person_id`, that one included; itself alone where nothing was merged.

    One query by index, then none for `KEPT_SECONDS` in this process.
    """
    return known_as([person_id])[person_id][0]


def survivor_of(person_id: int) -> int:
    """The id under which this human being is kept. As many queries as `same_person`."""
    return known_as([person_id])[person_id][1]


def fresh(person_id: int) -> tuple[tuple[int, ...], int]:
    """The ids and the survivor, asked anew: for changes, under their locks. One query."""
    return _asked([person_id])[person_id]


def forget(*person_ids: int) -> None:
    """After a merge or its undoing: these ids are looked up anew."""
    cache.delete_many([_key(one) for one in person_ids])


def known_as(person_ids: Iterable[int]) -> dict[int, tuple[tuple[int, ...], int]]:
    """For each id: all ids of that human being, and the one under which it is kept.

    One query for all that were not asked about for `KEPT_SECONDS`, or none.
    """
    wanted = set(person_ids)
    kept = cache.get_many([_key(one) for one in wanted])
    found = {one: kept[_key(one)] for one in wanted if _key(one) in kept}
    if missing := sorted(wanted - found.keys()):
        asked = _asked(missing)
        cache.set_many({_key(one): told for one, told in asked.items()}, KEPT_SECONDS)
        found |= asked
    return found


def _asked(person_ids: Sequence[int]) -> dict[int, tuple[tuple[int, ...], int]]:
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [list(person_ids)])
        rows = cursor.fetchall()
    found: dict[int, tuple[tuple[int, ...], int]] = {}
    for asked, one, root in rows:
        others = found[asked][0] if asked in found else ()
        found[asked] = ((*others, one), root)
    return found


def _key(person_id: int) -> str:
    return f"quality.same.{person_id}"
