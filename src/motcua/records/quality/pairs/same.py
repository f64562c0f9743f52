"""Whom the city knows under more than one id: merged persons are read as one until their merge is undone."""

from django.core.cache import cache
from django.db import connection

KEPT_SECONDS = 5
"""How long another process may go on with an outdated answer after a merge or its undoing."""
# Up to the one who was not absorbed, then down to everybody absorbed into it. Both ways by index; a chain is two or three long.
_TOGETHER = """
with recursive
  up (id) as (
    select %s::bigint
    union select m.survivor_id from quality_merge m join up on m.absorbed_id = up.id where m.undone_at is null),
  root as (
    select id from up where not exists (
      select 1 from quality_merge m where m.absorbed_id = up.id and m.undone_at is null)),
  down (id) as (
    select id from root
    union select m.absorbed_id from quality_merge m join down on m.survivor_id = down.id where m.undone_at is null)
select down.id, root.id from down, root order by down.id
"""


def same_person(person_id: int) -> tuple[int, ...]:
    """All ids of the human being known as `person_id`, that one included; itself alone where nothing was merged.

    One query by index, then none for `KEPT_SECONDS` in this process.
    """
    return _known(person_id)[0]


def survivor_of(person_id: int) -> int:
    """The id under which this human being is kept. As many queries as `same_person`."""
    return _known(person_id)[1]


def fresh(person_id: int) -> tuple[tuple[int, ...], int]:
    """The ids and the survivor, asked anew: for changes, under their locks. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [person_id])
        rows = cursor.fetchall()
    return tuple(one for one, _ in rows), rows[0][1]


def forget(*person_ids: int) -> None:
    """After a merge or its undoing: these ids are looked up anew."""
    cache.delete_many([_key(one) for one in person_ids])


def _known(person_id: int) -> tuple[tuple[int, ...], int]:
    kept = cache.get(_key(person_id))
    if kept is None:
        kept = fresh(person_id)
        cache.set(_key(person_id), kept, KEPT_SECONDS)
    return kept


def _key(person_id: int) -> str:
    return f"quality.same.{person_id}"
