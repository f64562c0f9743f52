"""Who gets a task when it opens, where the definition lets the city decide it: one statement, under any load.

Chosen among the officers who hold the post at the agency today, may do such steps and are not away. When there is
none, the task waits for the post as any other: nobody's work is given to nobody.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from motcua.city import agencies
from motcua.procedures.dossiers import posts

_OFFICERS = """
with officers as (
    select distinct held.account_id as id
    from city_appointment held
    join city_post post on post.id = held.post_id
    join city_agency agency on agency.id = post.agency_id
    join city_account account on account.id = held.account_id
    where post.agency_id = %(agency)s and post.kind = %(post)s and account.is_active
      and held.valid_from <= %(day)s and (held.valid_to is null or held.valid_to > %(day)s)
      and not exists (
        select 1 from dossiers_absence away
        where away.account_id = held.account_id and away.first_day <= %(day)s and away.last_day >= %(day)s)
      and exists (
        select 1 from city_power power
        where power.power = any(%(powers)s)
          and (power.post_id = post.id
               or (power.post_kind = post.kind and power.agency_kind in ('', agency.kind)))
          and power.procedure_code in ('', %(procedure)s) and power.field in ('', %(field)s)
          and power.valid_from <= %(day)s and (power.valid_to is null or power.valid_to > %(day)s)))
"""
_CHOICES = {
    # whose open work is least; of equals the one who has been there longest
    "least_loaded": """
select officers.id from officers
left join dossiers_task task on task.claimed_by_id = officers.id and task.closed_at is null
group by officers.id order by count(task.id), officers.id limit 1""",
    # the row of the post is locked by the upsert: two at the same moment are given to two officers
    "round_robin": """
insert into dossiers_turn (agency_id, post_kind, account_id)
select %(agency)s, %(post)s, min(id) from officers
on conflict (agency_id, post_kind) do update set account_id = coalesce(
    (select min(id) from officers where id > dossiers_turn.account_id), (select min(id) from officers))
returning account_id""",
    "same_officer": """
select task.closed_by_id from dossiers_task task
join officers on officers.id = task.closed_by_id
where task.dossier_id = %(dossier)s and task.agency_id = %(agency)s and task.post_kind = %(post)s
  and task.closed_at is not null
order by task.id desc limit 1""",
}


def choose(
    how: str,
    *,
    dossier_id: int,
    agency_id: int,
    post_kind: str,
    task_kind: str,
    procedure_code: str,
    field_key: str,
    at: datetime,
) -> int | None:
    """The account that gets the task; None leaves it to the post. One statement, none for `claim`."""
    if how not in _CHOICES or not post_kind:
        return None
    values: dict[str, Any] = {
        "dossier": dossier_id,
        "agency": agency_id,
        "post": post_kind,
        "powers": list(posts.POWERS[task_kind]),
        "procedure": procedure_code,
        "field": field_key,
        "day": agencies.day(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OFFICERS + _CHOICES[how], values)
        row = cursor.fetchone()
    return row[0] if row else None
