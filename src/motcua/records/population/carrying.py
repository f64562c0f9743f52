"""Records that came without days become the first rows of the tables with days: homes, households, members, ties, cards."""

from django.db import connection

CARRY = (
    """
insert into records_residence (person_id, kind, unit_id, line, source, recorded_at)
select person_id, kind, unit_id, line, %(source)s, updated_at
from records_citizenrecord, lateral (values ('permanent', permanent_unit_id, permanent_line),
    ('temporary', temporary_unit_id, temporary_line), ('present', present_unit_id, present_line)) as homes (kind, unit_id, line)
where unit_id is not null
on conflict do nothing
""",
    """
insert into records_residence_file (number, unit_id, line)
select distinct on (household_no) household_no, permanent_unit_id, permanent_line
from records_citizenrecord where household_no <> ''
order by household_no, head_relation = 'head' desc, person_id
on conflict do nothing
""",
    """
insert into records_member (household_id, person_id, relation, source, recorded_at)
select h.id, r.person_id,
       case when r.head_relation = 'head' and row_number() over (
                partition by r.household_no, r.head_relation order by r.person_id) > 1 then 'other'
            when r.head_relation = '' then 'other' else r.head_relation end,
       %(source)s, r.updated_at
from records_citizenrecord r join records_residence_file h on h.number = r.household_no
where r.death_date is null
on conflict do nothing
""",
    """
insert into records_tie (kind, person_id, other_id, source, recorded_at)
select 'spouse', least(person_id, spouse_id), greatest(person_id, spouse_id), %(source)s, updated_at
from records_citizenrecord where spouse_id is not null
on conflict do nothing
""",
    """
insert into records_card (person_id, kind, number, issued_on, issued_at, source, recorded_at)
select r.person_id, case when r.id_card_issued_on >= date '2024-07-01' then 'card' else 'chip' end, p.pin,
       r.id_card_issued_on, r.id_card_issued_at, %(source)s, r.updated_at
from records_citizenrecord r join city_person p on p.id = r.person_id
where r.id_card_issued_on is not null and p.pin <> ''
on conflict do nothing
""",
)
"""Migration 0005 did the same once for what a city had. Rows that are there stay."""


def begin_history(source: str) -> None:
    """Rows without a first day for everything that the records say and no row says yet. Five statements."""
    with connection.cursor() as cursor:
        for statement in CARRY:
            cursor.execute(statement, {"source": source})
