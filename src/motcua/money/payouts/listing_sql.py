"""The statements that make a month's list: set-based, so that a million people cost a dozen statements.

Temporary tables live for the transaction: `payouts_ground` (one ground of a person), `payouts_who` (a person with all grounds),
`payouts_missing` (months that were not paid). What a person gets is computed once for each set of grounds that occurs
(`amounts.compute`) and joined back.
"""

GROUNDS = """
create temp table payouts_ground on commit drop as
select distinct on (person_id, grp) *
from (
    select coalesce(second.survivor_id, first.survivor_id, part.person_id) as person_id, told.*
    from (
        select id, data, data->>'request' as request, (data->>'from_month')::date as from_month,
            case when data->>'request' = 'care' then 'carer' else 'beneficiary' end as role,
            case when data->>'request' = 'care' then 'care' else data->>'group' end as grp
        from registers_record
        where register = %(register)s and agency_id = %(agency)s and state = 'in_force'
            and (valid_to is null or valid_to > %(month)s)
    ) as told
    join registers_part part on part.register = %(register)s and part.record_id = told.id and part.role = told.role
    left join quality_merge first on first.absorbed_id = part.person_id and first.undone_at is null
    left join quality_merge second on second.absorbed_id = first.survivor_id and second.undone_at is null
    where told.grp = any(%(groups)s) and date_trunc('month', told.from_month) <= %(month)s
) as latest
order by person_id, grp, from_month desc, id desc"""
"""The latest decision about each ground of each person that counts in the month. A merged person is read as the survivor."""

UNLINKED = """
insert into payouts_finding (run_id, code, level, detail, state, reason)
select %(run)s, 'NO_PERSON', 'warn', coalesce(data->>'decision_number', '') || ' ' || (data->>'beneficiary_name'), 'open', ''
from registers_record record
where register = %(register)s and agency_id = %(agency)s and state = 'in_force' and data->>'group' = any(%(groups)s)
    and (valid_to is null or valid_to > %(month)s)
    and not exists (select from registers_part part where part.register = record.register and part.record_id = record.id)
limit 1000"""

WHO = """
create temp table payouts_who on commit drop as
select ground.person_id, person.full_name, person.search_key, person.pin, person.birth_date, person.unit_id,
    min(ground.id) as record_id, min(ground.from_month) as from_month,
    coalesce(min(ground.data->>'decision_number'), '') as decision,
    string_agg(ground.grp, '+' order by ground.grp) as groups,
    string_agg(
        ground.grp || ':' || coalesce(
            case ground.grp when 'disabled' then ground.data->>'disability_level'
                when 'elderly' then coalesce(ground.data->>'elderly_class', 'poor')
                when 'social_pension' then ground.data->>'elderly_class'
                when 'care' then coalesce(ground.data->>'care_kind', 'household') end, '')
        || ':' || coalesce(ground.data->>'children', '0') || ':' || coalesce(ground.data->>'coefficient_percent', '0'),
        ';' order by ground.grp
    ) as grounds,
    extract(year from age(%(month)s::date, person.birth_date))::int as age_first,
    extract(year from age((%(month)s::date + interval '1 month - 1 day')::date, person.birth_date))::int as age_last,
    coalesce(min(ground.data->>'payout'), '') as payout,
    coalesce(min(ground.data->'beneficiary_residence'->>'line'), '') as address
from payouts_ground ground
join city_person person on person.id = ground.person_id
where ground.request not in ('end', 'move')
group by ground.person_id, person.id"""

FACTS = "select distinct grounds, age_first, age_last from payouts_who"

ACCOUNTS = """
create temp table payouts_to on commit drop as
select distinct on (account.person_id) account.person_id, account.bin, account.number, account.holder,
    account.holder_is, account.state
from payouts_bankaccount account join payouts_who who on who.person_id = account.person_id
where account.ended_at is null
order by account.person_id, account.rank, account.linked_at desc"""

LINES = """
with made as (
    insert into payouts_line (
        run_id, programme, period, component, person_id, record_id, decision, full_name, search_key, pin,
        birth_date, address, groups,
        amount_row_id, percent, base, monthly, arrears, recovery, total, way, bin, account_number, account_name, receiver, change,
        before, state, attempt, returns, reason)
    select %(run)s, %(programme)s, %(month)s, 'regular', who.person_id, who.record_id, who.decision,
        who.full_name, who.search_key,
        who.pin, who.birth_date, who.address, who.groups, amount.id, amount.percent, amount.base, amount.amount,
        0, 0, amount.amount,
        case when route.person_id is not null and route.state <> 'closed' then 'account' when who.payout = 'home' then 'home'
            when who.payout = 'post' then 'post' else 'commune' end,
        coalesce(route.bin, ''), coalesce(route.number, ''), coalesce(route.holder, ''),
        case when route.holder_is in ('guardian', 'proxy') then route.holder else '' end,
        case when last.id is null then 'new' when last.monthly = amount.amount then ''
            when last.percent = amount.percent then 'standard' else 'rate' end,
        coalesce(last.monthly, 0), 'listed', 0, 0, ''
    from payouts_who who
    join payouts_amount amount on amount.run_id = %(run)s and amount.month = %(month)s and amount.amount > 0
        and amount.facts = who.grounds || '@' || who.age_first || ',' || who.age_last
    left join payouts_to route on route.person_id = who.person_id
    left join payouts_line last on last.person_id = who.person_id and last.programme = %(programme)s and last.period = %(before)s
        and last.component = 'regular' and last.run_id = %(last_run)s
    order by who.address, who.search_key
    on conflict (person_id, programme, period, component) do nothing
    returning person_id)
select count(*) from made"""

LISTED_ELSEWHERE = """
insert into payouts_finding (run_id, person_id, code, level, detail, state, reason)
select %(run)s, who.person_id, 'LISTED_ELSEWHERE', 'warn', agency.name_vi, 'open', ''
from payouts_who who
join payouts_line line on line.person_id = who.person_id and line.programme = %(programme)s and line.period = %(month)s
    and line.component = 'regular' and line.run_id <> %(run)s
join payouts_run run on run.id = line.run_id join city_agency agency on agency.id = run.agency_id"""

NO_GROUND = """
insert into payouts_finding (run_id, person_id, code, level, detail, state, reason)
select %(run)s, who.person_id, 'NO_GROUND', 'warn', who.groups || ', ' || who.age_first, 'open', ''
from payouts_who who
join payouts_amount amount on amount.run_id = %(run)s and amount.month = %(month)s and amount.amount = 0
    and amount.facts = who.grounds || '@' || who.age_first || ',' || who.age_last"""

MISSING = """
create temp table payouts_missing on commit drop as
select who.person_id, who.grounds, run.period as month, line.id as from_line,
    case when line.state = 'unpaid' then line.total end as amount,
    extract(year from age(run.period, who.birth_date))::int as age_first,
    extract(year from age((run.period + interval '1 month - 1 day')::date, who.birth_date))::int as age_last
from payouts_who who
join payouts_run run on run.agency_id = %(agency)s and run.programme = %(programme)s
    and run.state in ('approved', 'sent', 'closed')
    and run.period < %(month)s and run.period >= %(since)s and run.period >= date_trunc('month', who.from_month)
left join payouts_line line on line.person_id = who.person_id and line.programme = %(programme)s and line.period = run.period
    and line.component = 'regular'
where (line.id is null or line.state in ('held', 'unpaid'))
    and not exists (
        select from payouts_line later join payouts_share share on share.line_id = later.id
        where later.person_id = who.person_id and later.programme = %(programme)s and later.state not in ('held', 'excluded')
            and later.run_id <> %(run)s and share.month = run.period and share.amount > 0
            and share.why <> 'by_hand')"""
"""Months of approved lists, a year back at most, in which the person was due money, got none, and none came with a later list."""

MISSING_FACTS = (
    "select distinct month, grounds, age_first, age_last from payouts_missing where amount is null"
)

ARREARS = """
insert into payouts_share (line_id, month, amount, why, from_line)
select line.id, missing.month, coalesce(missing.amount, amount.amount),
    case when missing.amount is not null then 'unpaid' when missing.from_line is not null then 'held' else
        'late' end, missing.from_line
from payouts_missing missing
join payouts_line line on line.run_id = %(run)s and line.person_id = missing.person_id and line.programme = %(programme)s
    and line.period = %(month)s and line.component = 'regular'
left join payouts_amount amount on missing.amount is null and amount.run_id = %(run)s and amount.month = missing.month
    and amount.facts = missing.grounds || '@' || missing.age_first || ',' || missing.age_last
where coalesce(missing.amount, amount.amount) > 0"""

BY_HAND = """
insert into payouts_share (line_id, month, amount, why, claim_id)
select line.id, %(month)s, claim.amount, 'by_hand', claim.id
from payouts_claim claim
join payouts_line line on line.run_id = %(run)s and line.person_id = claim.person_id
where claim.agency_id = %(agency)s and claim.programme = %(programme)s and claim.kind = 'arrears' and claim.state = 'agreed'
    and claim.taken < claim.amount"""
"""Arrears that an officer entered and another one agreed to."""

RECOVERIES = """
insert into payouts_share (line_id, month, amount, why, claim_id)
select line_id, %(month)s, -taken, 'recovery', claim_id
from (
    select line.id as line_id, claim.id as claim_id,
        least(claim.amount - claim.taken, greatest(0, line.monthly + coalesce(shares.arrears,
            0) - coalesce(sum(claim.amount - claim.taken)
            over (partition by line.id order by claim.id rows between unbounded preceding and 1 preceding), 0))) as taken
    from payouts_claim claim
    join payouts_line line on line.run_id = %(run)s and line.person_id = claim.person_id
    left join (select line_id, sum(amount) as arrears from payouts_share where amount > 0 group by line_id) shares
        on shares.line_id = line.id
    where claim.agency_id = %(agency)s and claim.programme = %(programme)s and claim.taken < claim.amount and claim.by_deduction
        and claim.kind = 'recovery' and claim.state = 'agreed'
) as owed
where taken > 0"""
"""Never more than the line holds; the oldest claim first."""

SUMS = """
update payouts_line line
set arrears = sums.arrears, recovery = sums.recovery, total = line.monthly + sums.arrears - sums.recovery,
    change = case when line.change = '' then 'sum' else line.change end
from (
    select share.line_id, coalesce(sum(share.amount) filter (where share.amount > 0), 0) as arrears,
        coalesce(-sum(share.amount) filter (where share.amount < 0), 0) as recovery
    from payouts_share share join payouts_line line on line.id = share.line_id and line.run_id = %(run)s group by share.line_id
) as sums
where line.id = sums.line_id"""

LEAVINGS = """
insert into payouts_leaving (run_id, person_id, full_name, before, why)
select %(run)s, last.person_id, last.full_name, last.monthly,
    case when citizen.death_date < %(month)s then 'died'
        when exists (select from payouts_who who where who.person_id = last.person_id) then
            case when exists (select from payouts_line there where there.person_id
                = last.person_id and there.programme = %(programme)s
                and there.period = %(month)s) then 'elsewhere' else 'age' end
        when ground.request = 'move' then 'moved'
        when ground.request = 'end' then coalesce(nullif('ended: ' || (ground.data->>'end_reason'), ''), 'ended')
        else 'register' end
from payouts_line last
left join lateral (
    select request, data from payouts_ground ground where ground.person_id = last.person_id order by from_month desc limit 1
) as ground on true
left join records_citizenrecord citizen on citizen.person_id = last.person_id
where last.run_id = %(last_run)s and last.component = 'regular' and last.state <> 'excluded'
    and not exists (select from payouts_line now where now.run_id = %(run)s and now.person_id = last.person_id)"""

CHECKS: dict[str, tuple[str, str]] = {
    "DEAD": ("block", """
select line.id, line.person_id, to_char(citizen.death_date, 'DD/MM/YYYY')
    || case when exists (
        select from registers_part part join registers_record record on record.register = 'deaths' and record.id = part.record_id
        where part.register = 'deaths' and part.person_id = line.person_id and part.role = 'deceased'
            and record.state = 'in_force'
    ) then ', sổ khai tử' else '' end
from payouts_line line join records_citizenrecord citizen on citizen.person_id = line.person_id
where line.run_id = %(run)s and citizen.death_date < %(month)s"""),
    "DEATH_REGISTERED": ("block", """
select line.id, line.person_id, record.data->>'death_date'
from payouts_line line
join registers_part part on part.register = 'deaths' and part.person_id = line.person_id and part.role = 'deceased'
join registers_record record on record.register = 'deaths' and record.id = part.record_id and record.state = 'in_force'
left join records_citizenrecord citizen on citizen.person_id = line.person_id
where line.run_id = %(run)s and citizen.death_date is null and record.entered_on < %(end)s
    and (record.data->>'death_date' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' or (record.data->>'death_date') < %(month_text)s)"""),
    "DIED_THIS_MONTH": ("warn", """
select line.id, line.person_id, to_char(citizen.death_date, 'DD/MM/YYYY')
from payouts_line line join records_citizenrecord citizen on citizen.person_id = line.person_id
where line.run_id = %(run)s and citizen.death_date >= %(month)s and citizen.death_date < %(end)s"""),
    "DECLARED_MISSING": ("block", """
select line.id, line.person_id, to_char(citizen.missing_since, 'DD/MM/YYYY')
from payouts_line line join records_citizenrecord citizen on citizen.person_id = line.person_id
where line.run_id = %(run)s and citizen.missing_since < %(month)s"""),
    "LIVES_ELSEWHERE": ("block", """
select line.id, line.person_id, unit.full_name_vi
from payouts_line line join records_citizenrecord citizen on citizen.person_id = line.person_id
join city_unit unit on unit.id = citizen.permanent_unit_id
where line.run_id = %(run)s and citizen.permanent_unit_id <> %(unit)s
    and coalesce(citizen.temporary_unit_id, 0) <> %(unit)s and coalesce(citizen.present_unit_id, 0) <> %(unit)s"""),
    "TWO_PROGRAMMES": ("block", """
select line.id, line.person_id, other.programme
from payouts_line line join payouts_line other on other.person_id = line.person_id and other.period = line.period
    and other.programme = any(%(excludes)s) and other.state <> 'excluded'
where line.run_id = %(run)s"""),
    "NEVER_FETCHED": ("block", """
select line.id, line.person_id, fetched.count::text
from payouts_line line
join lateral (
    select count(*) filter (where last.state in ('unpaid', 'carried')) as count from (
        select state from payouts_line earlier where earlier.person_id = line.person_id and earlier.programme = line.programme
            and earlier.period < line.period order by earlier.period desc limit %(periods)s
    ) as last
) as fetched on fetched.count >= %(periods)s
where line.run_id = %(run)s and line.way <> 'account' and line.before > 0"""),
    "NAME_MISMATCH": ("block", """
select line.id, line.person_id, account.told_name
from payouts_line line join payouts_bankaccount account on account.person_id = line.person_id and account.ended_at is null
    and account.bin = line.bin and account.number = line.account_number and account.state = 'mismatch'
where line.run_id = %(run)s and line.way = 'account'"""),
    "ACCOUNT_UNCHECKED": ("block", """
select line.id, line.person_id, account.number
from payouts_line line join payouts_bankaccount account on account.person_id = line.person_id and account.ended_at is null
    and account.bin = line.bin and account.number = line.account_number and account.state = 'unchecked'
where line.run_id = %(run)s and line.way = 'account'"""),
    "RATE_DIFFERS": ("warn", """
select line.id, line.person_id, line.decision
from payouts_line line join payouts_amount amount on amount.id = line.amount_row_id and amount.problem = 'differs'
where line.run_id = %(run)s"""),
    "NO_NUMBER": ("warn", """
select line.id, line.person_id, '' from payouts_line line where line.run_id = %(run)s and line.pin = ''"""),
    "LIFE_UNKNOWN": ("warn", """
select line.id, line.person_id, coalesce(to_char(life.on, 'DD/MM/YYYY'), '')
from payouts_line line left join records_citizenrecord citizen on citizen.person_id = line.person_id
left join payouts_lifesign life on life.person_id = line.person_id
where line.run_id = %(run)s and citizen.person_id is null and (life.on is null or life.on < %(alive_since)s)"""),
    "BY_HAND": ("warn", """
select line.id, line.person_id, share.amount::text || ', ' || claim.months || coalesce(', ' || nullif(claim.paper, ''), '')
from payouts_line line join payouts_share share on share.line_id = line.id and share.why = 'by_hand'
join payouts_claim claim on claim.id = share.claim_id
where line.run_id = %(run)s"""),
    "BIG_SUM": ("warn", """
select line.id, line.person_id, line.arrears::text
from payouts_line line where line.run_id = %(run)s and line.arrears > 3 * line.monthly"""),
}  # fmt: skip
"""Code → how it counts, and the lines it finds. A code without a block is for reading."""

FOUND = """
insert into payouts_finding (run_id, line_id, person_id, code, level, detail, state, reason)
select %(run)s, found.id, found.person_id, %(code)s, %(level)s, coalesce(found.detail, ''), 'open', ''
from ({check}) as found (id, person_id, detail)"""

HOLD = """
update payouts_line line set state = 'held', reason = finding.code
from (select line_id, min(code) as code from payouts_finding where run_id = %(run)s and level = 'block'
    and line_id is not null group by line_id)
    as finding
where line.id = finding.line_id"""

COUNT = """
select count(*) filter (where state = 'listed'), coalesce(sum(total) filter (where state = 'listed'), 0)::bigint,
    count(*) filter (where state = 'listed' and way = 'account'), count(*) filter (where state in ('held', 'excluded')),
    count(*) filter (where change = 'new'), count(*) filter (where change in ('standard', 'rate', 'sum'))
from payouts_line where run_id = %(run)s"""
