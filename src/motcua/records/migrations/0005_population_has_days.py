"""What the records said so far becomes the first rows of the tables with days: residences, households, members, cards.

Since when is not known, so the days stay empty. Relations to the head get their codes. Can be run twice.
"""

from django.db import migrations

CARRY = """
update records_citizenrecord set head_relation = case head_relation
    when 'Chủ hộ' then 'head' when 'Vợ' then 'wife' when 'Chồng' then 'husband' when 'Con' then 'child'
    when 'Cháu' then 'grandchild' when 'Bố' then 'parent' when 'Mẹ' then 'parent' else 'other' end
where head_relation not in ('', 'head', 'spouse', 'wife', 'husband', 'child', 'son_in_law', 'daughter_in_law',
                            'grandchild', 'parent', 'grandparent', 'sibling', 'other');

insert into records_residence (person_id, kind, unit_id, line, source, recorded_at)
select person_id, kind, unit_id, line, 'record', updated_at
from records_citizenrecord, lateral (values ('permanent', permanent_unit_id, permanent_line),
    ('temporary', temporary_unit_id, temporary_line), ('present', present_unit_id, present_line)) as homes (kind, unit_id, line)
where unit_id is not null
on conflict do nothing;

insert into records_residence_file (number, unit_id, line)
select distinct on (household_no) household_no, permanent_unit_id, permanent_line
from records_citizenrecord where household_no <> ''
order by household_no, head_relation = 'head' desc, person_id
on conflict do nothing;

insert into records_member (household_id, person_id, relation, source, recorded_at)
select h.id, r.person_id,
       case when r.head_relation = 'head' and row_number() over (
                partition by r.household_no, r.head_relation order by r.person_id) > 1 then 'other'
            when r.head_relation = '' then 'other' else r.head_relation end,
       'record', r.updated_at
from records_citizenrecord r join records_residence_file h on h.number = r.household_no
where r.death_date is null
on conflict do nothing;

insert into records_tie (kind, person_id, other_id, source, recorded_at)
select 'spouse', least(person_id, spouse_id), greatest(person_id, spouse_id), 'record', updated_at
from records_citizenrecord where spouse_id is not null
on conflict do nothing;

insert into records_card (person_id, kind, number, issued_on, issued_at, source, recorded_at)
select r.person_id, case when r.id_card_issued_on >= date '2024-07-01' then 'card' else 'chip' end, p.pin,
       r.id_card_issued_on, r.id_card_issued_at, 'record', r.updated_at
from records_citizenrecord r join city_person p on p.id = r.person_id
where r.id_card_issued_on is not null and p.pin <> ''
on conflict do nothing;
"""
KEEP = """
create function records_population_change_stays() returns trigger language plpgsql as $$
begin
    raise exception 'changes of the population register are not rewritten';
end $$;
create trigger records_population_change_stays before update on records_populationchange
    for each row execute function records_population_change_stays();
"""
FORGET = """
drop trigger records_population_change_stays on records_populationchange;
drop function records_population_change_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0004_population_as_the_law_lists_it")]

    operations = [
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
    ]
