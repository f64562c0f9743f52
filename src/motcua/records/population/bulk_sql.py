"""The statements of a publication: what DuckDB checks and prepares, and what PostgreSQL does with it.

`pop_*` are temporary tables of the transaction. Parameters: source, on, at, by.
"""

# -- DuckDB ------------------------------------------------------------------------------------------------------------

CHECKED = r"""
create temp table checked as
with tidy as (
  select key, person_id, coalesce(trim(pin), '') as pin,
         case when regexp_full_match(trim(cmnd), '[0-9]{9}') then trim(cmnd) else '' end as cmnd,
         trim(regexp_replace(nfc_normalize(full_name), '[\s\p{Z}]+', ' ', 'g')) as full_name,
         birth, coalesce(birth_precision, 'day') as precision,
         coalesce(nullif(sex, ''), case when regexp_full_match(trim(pin), '[0-9]{12}')
             then if(cast(substr(trim(pin), 4, 1) as int) % 2 = 0, 'male', 'female') end) as sex,
         coalesce(unit_code, '') as unit_code, left(coalesce(address, ''), 200) as address,
         coalesce(household_no, '') as household_no, coalesce(head_relation, '') as relation,
         coalesce(father_pin, '') as father_pin, coalesce(mother_pin, '') as mother_pin,
         coalesce(spouse_pin, '') as spouse_pin, coalesce(marital_status, '') as marital,
         coalesce(ethnic_code, '') as ethnic_code, coalesce(nationality, '') as nationality,
         left(coalesce(phone, ''), 20) as phone, died
  from given),
keys as (select key from tidy group by key having count(*) > 1),
pins as (select pin from tidy where pin <> '' group by pin having count(*) > 1),
persons as (select person_id from tidy where person_id is not null group by person_id having count(*) > 1)
select tidy.*,
  case when coalesce(key, '') = '' or key in (select key from keys) then 'key'
       when coalesce(full_name, '') = '' or length(full_name) > 120 then 'name'
       when birth is null or precision not in ('day', 'month', 'year') then 'birth'
       when sex is null or sex not in ('male', 'female') then 'sex'
       when pin <> '' and not regexp_full_match(pin, '[0-9]{12}') then 'pin'
       when pin in (select pin from pins) then 'pin_twice'
       when person_id in (select person_id from persons) then 'person_twice'
       when marital not in ('', 'single', 'married', 'divorced', 'widowed') then 'marital'
       when ethnic_code <> '' and not regexp_full_match(ethnic_code, '[0-9]{2}') then 'ethnic'
  end as why
from tidy
"""
LINES = r"""
copy (
  select c.key, c.person_id, c.pin, c.cmnd, c.full_name, n.search_key, left(n.sort_key, 255) as sort_key, c.birth,
         c.precision, c.sex, c.unit_code, c.address, c.household_no, c.relation,
         c.father_pin, c.mother_pin, c.spouse_pin, c.marital,
         c.ethnic_code, c.nationality, c.phone, c.died
  from checked c join read_csv('{names}', delim='\t', header=false, quote='', escape='', auto_detect=false,
       columns={{'full_name': 'VARCHAR', 'search_key': 'VARCHAR', 'sort_key': 'VARCHAR'}}) n using (full_name)
  where c.why is null
) to '{lines}' (format csv, header false, nullstr '\N', force_quote (key, full_name, address, pin, cmnd, search_key, sort_key,
  unit_code, household_no, relation, father_pin, mother_pin, spouse_pin, marital, ethnic_code, nationality, phone))
"""
IDS = (
    "copy (select * from read_csv('{}', header=false, auto_detect=false, "
    "columns={{'key': 'VARCHAR', 'person_id': 'BIGINT'}})) to '{}' (format parquet)"
)

# -- PostgreSQL --------------------------------------------------------------------------------------------------------

STAGING = """
set local work_mem = '256MB';
set local maintenance_work_mem = '512MB';
drop table if exists pg_temp.pop_incoming, pg_temp.pop_resolved, pg_temp.pop_before, pg_temp.pop_changed,
  pg_temp.pop_relatives;
create temporary table pop_incoming (
  key text, given_id bigint, pin text, cmnd text, full_name text, search_key text, sort_key text, birth_date date,
  birth_precision text, sex text, unit_code text, line text, household_no text, relation text, father_pin text,
  mother_pin text, spouse_pin text, marital text, ethnic_code text, nationality text, phone text, died date) on commit drop
"""
COPY_IN = r"copy pop_incoming from stdin (format csv, null '\N')"
COPY_IDS = "copy (select key, person_id from pop_resolved) to stdout (format csv)"

RESOLVE = (
    ("analyzed", "analyze pop_incoming"),
    (
        "resolved",
        """
create temporary table pop_resolved on commit drop as
select i.*, coalesce(g.id, p.id, o.person_id) is null as fresh,
       coalesce(g.id, p.id, o.person_id, nextval(pg_get_serial_sequence('city_person', 'id'))) as person_id, u.id as unit_id,
       g.id is null and p.id is null and o.person_id is not null as retired
from pop_incoming i
left join city_person g on g.id = i.given_id
left join city_person p on p.pin = nullif(i.pin, '')
left join records_retirednumber o on o.pin_old = nullif(i.pin, '')
left join city_unit u on u.code = i.unit_code and u.code_list = '2025' and u.level = 3
                      and u.valid_from <= %(on)s and (u.valid_to is null or u.valid_to > %(on)s)
""",
    ),
    ("index", "create index on pop_resolved (person_id)"),
    ("analyzed", "analyze pop_resolved"),
)
# a person that two rows mean, one by its id and one by its number
TWICE = """
select count(*) from pop_resolved where person_id in (
  select person_id from pop_resolved where not fresh group by person_id having count(*) > 1)
"""
WITHOUT_TWICE = """
delete from pop_resolved where person_id in (
  select person_id from pop_resolved where not fresh group by person_id having count(*) > 1)
"""

# What a row of the file makes of a person: an empty value erases nothing. A retired number does not come back, and a
# number is never changed by a file: that is `changes.number_replaced`, with its ground.
BECOMES = """
create temporary table pop_before on commit drop as
select r.person_id,
  p.full_name, p.birth_date, p.birth_precision, p.sex, p.phone, p.pin, p.unit_id as person_unit, p.address_line,
  c.person_id is not null as recorded, c.permanent_unit_id, c.permanent_line, c.household_no, c.head_relation, c.marital_status,
  c.ethnic_code, c.nationality, c.death_date
from pop_resolved r join city_person p on p.id = r.person_id left join records_citizenrecord c on c.person_id = p.id
where not r.fresh
"""
CHANGED = """
create temporary table pop_changed on commit drop as
select * from (
  select r.person_id,
    jsonb_strip_nulls(jsonb_build_object(
      'full_name', case when b.full_name <> r.full_name then b.full_name end,
      'birth_date', case when b.birth_date <> r.birth_date then b.birth_date end,
      'birth_precision', case when b.birth_precision <> r.birth_precision then b.birth_precision end,
      'sex', case when b.sex <> r.sex then b.sex end,
      'phone', case when r.phone <> '' and b.phone <> r.phone then b.phone end,
      'pin', case when b.pin = '' and r.pin <> '' then '' end,
      'permanent', case when r.unit_id is not null
            and (b.permanent_unit_id, b.permanent_line) is distinct from (r.unit_id, r.line)
          then jsonb_build_object('unit_id', b.permanent_unit_id, 'line', coalesce(b.permanent_line, '')) end,
      'household_no', case when r.household_no <> '' and coalesce(b.household_no, '') <> r.household_no
          then coalesce(b.household_no, '') end,
      'head_relation', case when r.relation <> '' and coalesce(b.head_relation, '') <> r.relation
          then coalesce(b.head_relation, '') end,
      'marital_status', case when r.marital <> '' and coalesce(b.marital_status, '') <> r.marital
          then coalesce(b.marital_status, '') end,
      'ethnic_code', case when r.ethnic_code <> '' and coalesce(b.ethnic_code, '') <> r.ethnic_code
          then coalesce(b.ethnic_code, '') end,
      'nationality', case when r.nationality <> '' and coalesce(b.nationality, '') <> r.nationality
          then coalesce(b.nationality, '') end,
      'death_date', case when r.died is not null and b.death_date is distinct from r.died
          then coalesce(to_jsonb(b.death_date), '""'::jsonb) end)) as was
  from pop_resolved r join pop_before b using (person_id)
) found where was <> '{}'
"""

WRITE = (
    ("before", BECOMES),
    ("changed", CHANGED),
    ("analyzed", "analyze pop_changed"),
    (
        "changes",
        """
insert into records_populationchange (person_id, kind, "on", at, source, by, was, became)
select c.person_id, 'published', %(on)s, %(at)s, %(source)s, %(by)s::jsonb, c.was,
  (select jsonb_object_agg(k, case k
      when 'permanent' then jsonb_build_object('unit_id', r.unit_id, 'line', r.line)
      when 'full_name' then to_jsonb(r.full_name) when 'birth_date' then to_jsonb(r.birth_date)
      when 'birth_precision' then to_jsonb(r.birth_precision) when 'sex' then to_jsonb(r.sex)
      when 'phone' then to_jsonb(r.phone) when 'pin' then to_jsonb(r.pin) when 'household_no' then to_jsonb(r.household_no)
      when 'head_relation' then to_jsonb(r.relation) when 'marital_status' then to_jsonb(r.marital)
      when 'ethnic_code' then to_jsonb(r.ethnic_code) when 'nationality' then to_jsonb(r.nationality)
      else to_jsonb(r.died) end) from jsonb_object_keys(c.was) k)
from pop_changed c join pop_resolved r using (person_id)
""",
    ),
    (
        "persons",
        """
insert into city_person (id, pin, full_name, search_key, sort_key, birth_date, birth_precision, sex, phone, email, language,
                         unit_id, address_line)
select person_id, pin, full_name, search_key, sort_key, birth_date, birth_precision, sex, phone, '', 'vi', unit_id, line
from pop_resolved where fresh
""",
    ),
    (
        "persons_changed",
        """
update city_person p set full_name = r.full_name, search_key = r.search_key, sort_key = r.sort_key,
  birth_date = r.birth_date, birth_precision = r.birth_precision, sex = r.sex,
  pin = case when p.pin = '' and not r.retired then r.pin else p.pin end,
  phone = coalesce(nullif(r.phone, ''), p.phone), unit_id = coalesce(r.unit_id, p.unit_id),
  address_line = case when r.unit_id is null then p.address_line else r.line end
from pop_changed c join pop_resolved r using (person_id) where p.id = c.person_id
""",
    ),
    (
        "relatives",
        """
create temporary table pop_relatives on commit drop as
select r.person_id, f.id as father_id, m.id as mother_id, s.id as spouse_id
from pop_resolved r
left join city_person f on f.pin = nullif(r.father_pin, '') and f.id <> r.person_id
left join city_person m on m.pin = nullif(r.mother_pin, '') and m.id <> r.person_id
left join city_person s on s.pin = nullif(r.spouse_pin, '') and s.id <> r.person_id
where f.id is not null or m.id is not null or s.id is not null
""",
    ),
    ("analyzed", "analyze pop_relatives"),
    (
        "records",
        """
insert into records_citizenrecord (person_id, ethnic_list, ethnic_code, nationality, birth_place, hometown, permanent_unit_id,
  permanent_line, temporary_line, present_line, household_no, head_relation, father_id, mother_id, spouse_id, marital_status,
  id_card_issued_at, death_date, updated_at)
select r.person_id, 'QD121-1979', r.ethnic_code, coalesce(nullif(r.nationality, ''), 'VN'), '', '', r.unit_id,
  case when r.unit_id is null then '' else r.line end, '', '', r.household_no, r.relation, k.father_id, k.mother_id, k.spouse_id,
  case when k.spouse_id is not null then 'married' else r.marital end, '', r.died, %(at)s
from pop_resolved r left join pop_relatives k using (person_id)
where r.fresh or not exists (select from pop_before b where b.person_id = r.person_id and b.recorded)
on conflict (person_id) do nothing
""",
    ),
    (
        "records_changed",
        """
update records_citizenrecord c set
  ethnic_code = coalesce(nullif(r.ethnic_code, ''), c.ethnic_code),
  nationality = coalesce(nullif(r.nationality, ''), c.nationality),
  permanent_unit_id = coalesce(r.unit_id, c.permanent_unit_id),
  permanent_line = case when r.unit_id is null then c.permanent_line else r.line end,
  household_no = coalesce(nullif(r.household_no, ''), c.household_no),
  head_relation = coalesce(nullif(r.relation, ''), c.head_relation),
  father_id = coalesce(k.father_id, c.father_id), mother_id = coalesce(k.mother_id, c.mother_id),
  spouse_id = case when r.marital not in ('', 'married') then null else coalesce(k.spouse_id, c.spouse_id) end,
  marital_status = case when r.marital not in ('', 'married') then r.marital
                        when k.spouse_id is not null then 'married' else coalesce(nullif(r.marital, ''), c.marital_status) end,
  death_date = coalesce(r.died, c.death_date), updated_at = %(at)s
from pop_resolved r left join pop_relatives k using (person_id)
where c.person_id = r.person_id and not r.fresh
  and (exists (select from pop_changed g where g.person_id = r.person_id)
    or (k.father_id is not null and k.father_id is distinct from c.father_id)
    or (k.mother_id is not null and k.mother_id is distinct from c.mother_id)
    or (k.spouse_id is not null and k.spouse_id is distinct from c.spouse_id and r.marital in ('', 'married')))
""",
    ),
    (
        "residences_ended",
        """
update records_residence h set until = greatest(h.since, %(on)s)
from pop_changed g where g.person_id = h.person_id and g.was ? 'permanent' and h.kind = 'permanent' and h.until is null
""",
    ),
    (
        "residences",
        """
insert into records_residence (person_id, kind, unit_id, line, since, source, recorded_at)
select r.person_id, 'permanent', r.unit_id, r.line, case when r.fresh then null else %(on)s end, %(source)s, %(at)s
from pop_resolved r
where r.unit_id is not null and (r.fresh or r.person_id in (select person_id from pop_changed where was ? 'permanent'))
on conflict do nothing
""",
    ),
    (
        "households",
        """
insert into records_residence_file (number, unit_id, line, since)
select distinct on (household_no) household_no, unit_id, line, null::date
from pop_resolved r where household_no <> ''
  and (r.fresh or r.person_id in (select person_id from pop_changed where was ? 'household_no'))
order by household_no, relation = 'head' desc, person_id
on conflict (number) do nothing
""",
    ),
    (
        "members_ended",
        """
update records_member m set until = greatest(m.since, %(on)s)
from pop_changed g
where g.person_id = m.person_id and m.until is null and (g.was ?| array['household_no', 'head_relation', 'death_date'])
""",
    ),
    (
        "members",
        """
insert into records_member (household_id, person_id, relation, since, source, recorded_at)
select h.id, r.person_id,
  case when c.head_relation = 'head' and (o.id is not null
         or row_number() over (partition by c.household_no, c.head_relation order by r.person_id) > 1)
       then 'other' else coalesce(nullif(c.head_relation, ''), 'other') end,
  case when r.fresh then null else %(on)s end, %(source)s, %(at)s
from pop_resolved r
join records_citizenrecord c on c.person_id = r.person_id
join records_residence_file h on h.number = c.household_no
left join records_member o on o.household_id = h.id and o.until is null and o.relation = 'head'
where c.household_no <> '' and c.death_date is null
  and (r.fresh or r.person_id in (select person_id from pop_changed where was ?| array['household_no', 'head_relation']))
on conflict do nothing
""",
    ),
    (
        "ties",
        """
insert into records_tie (kind, person_id, other_id, source, recorded_at)
select distinct 'spouse', least(c.person_id, c.spouse_id), greatest(c.person_id, c.spouse_id), %(source)s, %(at)s::timestamptz
from pop_relatives k join records_citizenrecord c on c.person_id = k.person_id
where c.spouse_id is not null and k.spouse_id = c.spouse_id
  and not exists (select from records_tie t where t.kind = 'spouse' and t.until is null
                  and t.person_id = least(c.person_id, c.spouse_id))
on conflict do nothing
""",
    ),
    (
        "cards",
        """
insert into records_card (person_id, kind, number, source, recorded_at)
select person_id, 'cmnd9', cmnd, %(source)s, %(at)s from pop_resolved where cmnd <> ''
  and not exists (select from records_card k where k.person_id = pop_resolved.person_id and k.number = pop_resolved.cmnd)
on conflict do nothing
""",
    ),
)

FIRST_LOAD = 4
"""So many times more new people than the register has: then it is a first load."""
TABLES = (
    "city_person",
    "records_citizenrecord",
    "records_residence",
    "records_member",
    "records_card",
    "records_tie",
)
HOW_MANY = "select count(*) filter (where fresh) from pop_resolved"
HOW_MANY_THERE = "select count(*) from (select from city_person limit %s) there"
