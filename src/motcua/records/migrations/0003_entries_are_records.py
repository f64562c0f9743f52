"""What stood in the one table of entries goes to the registers, with its numbers and people; the old tables end.

A carried record is of schema 0: it is brought under its register's definition (fields, key, words to find it by) when
the register is brought in, in the background.
"""

from django.db import migrations

CARRY = """
do $$
declare
    name text;
    base text;
begin
    for name in select distinct register from records_registerentry loop
        foreach base in array array['registers_record', 'registers_revision', 'registers_part'] loop
            if to_regclass(base || '_' || replace(name, '-', '_')) is null then
                execute format('create table %I partition of %I for values in (%L)',
                               base || '_' || replace(name, '-', '_'), base, name);
            end if;
        end loop;
    end loop;
end $$;

insert into registers_record (register, id, agency_id, year, volume, number, key, data, schema, entered_on, valid_from,
                              valid_to, state, dossier_code, paper_id, recorded_at, origin, origin_ref, reason)
select register, nextval('registers_record_id_seq'), agency_id, year, lpad(volume::text, 2, '0') || '/' || year, number,
       agency_id || '/' || year || '/' || number, data, 0, entered_on, valid_from, greatest(valid_to, valid_from),
       state, dossier_code, paper_id, entered_on::timestamp at time zone 'Asia/Ho_Chi_Minh',
       case when dossier_code <> '' then 'dossier' else 'officer' end, dossier_code, ''
from records_registerentry order by id;

insert into registers_part (register, record_id, role, person_id)
select r.register, r.id, s.role, s.person_id
from records_registersubject s
join records_registerentry e on e.id = s.entry_id
join registers_record r on r.register = e.register and r.agency_id = e.agency_id and r.year = e.year
                       and r.number = e.number
on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_papers_have_titles"),
        ("registers", "0001_records_in_partitions"),
    ]

    operations = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.RemoveField("registerentry", "subjects"),
        migrations.DeleteModel("RegisterSubject"),
        migrations.DeleteModel("RegisterEntry"),
    ]
