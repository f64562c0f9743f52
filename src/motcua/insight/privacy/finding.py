"""One day of the log against all rules: set-based, a statement a rule over one temporary table of the day.

Looks of officers only. Lists of work are left out: they show what was given to the post. A look that names a dossier of the
person is explained by it; so is one at a person who had a dossier at the reader's agency lately.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from motcua.city.models import Power
from motcua.foundation.worktime import VN
from motcua.insight.privacy import rules
from motcua.insight.privacy.rules import Rule
from motcua.records.privacy import purposes
from motcua.records.privacy.models import ReaderDay

MOST_NAMED = 50
"""Rows of the log that the evidence names, at most."""
MOST_FOUND = 200
"""Proposals of one rule on one day: more cannot be read; those with most people come first."""
USUAL_DAYS = 30

_DAY = """
create temporary table day_looks on commit drop as
select l.id, l.at, l.person_id, l.reader_account_id as account_id, l.reader_name, l.reader_agency_id as agency_id,
       l.reader_post_id as post_id, l.code, l.dossier_code,
       l.dossier_code <> '' or exists (
         select from dossiers_dossier d
         where (d.owner_id = l.person_id or d.applicant_id = l.person_id)
           and (d.intake_agency_id = l.reader_agency_id or d.competent_agency_id = l.reader_agency_id
                or d.return_agency_id = l.reader_agency_id)
           and d.submitted_at > l.at - make_interval(days => %(days)s)) as explained
from foundation_accesslog l
where l.at >= %(begin)s and l.at < %(end)s and l.reader->>'kind' = 'officer'
  and l.reader_account_id is not null and l.person_id is not null and l.result = 'shown'
"""

_FOUND = """
insert into privacy_review (uuid, rule, day, account_id, reader_name, agency_id, people, looks, evidence, found_at,
                            state, explanation)
select gen_random_uuid(), %(rule)s, %(day)s, account_id, min(reader_name), min(agency_id),
       count(distinct person_id), count(*),
       jsonb_build_object('looks', to_jsonb((array_agg(id order by id))[1:{named}]),
                          'first', min(at), 'last', max(at)) || {more},
       %(at)s, 'open', ''
from ({source}) as found
group by account_id
having count(distinct coalesce(person_id, id)) >= %(least)s
order by count(distinct person_id) desc limit {most}
on conflict (rule, day, account_id) do nothing
"""

_SOURCES = {
    "no_matter": "select * from day_looks where not explained and code not in ('oversight', 'protection')",
    "colleague": """
        select l.* from day_looks l where not explained and exists (
          select from city_account a join city_appointment h on h.account_id = a.id join city_post p on p.id = h.post_id
          where a.person_id = l.person_id and p.agency_id = l.agency_id and a.id <> l.account_id
            and h.valid_from <= %(day)s and (h.valid_to is null or h.valid_to > %(day)s))""",
    "family": """
        select l.* from day_looks l join city_account a on a.id = l.account_id
        where not explained and a.person_id is not null and exists (
          select from records_citizenrecord own
          left join records_citizenrecord theirs on theirs.person_id = l.person_id
          where own.person_id = a.person_id
            and (l.person_id in (own.father_id, own.mother_id, own.spouse_id)
                 or a.person_id in (theirs.father_id, theirs.mother_id)
                 or (own.household_no <> '' and own.household_no = theirs.household_no)))""",
    "same_name": """
        select l.* from day_looks l join city_account a on a.id = l.account_id
        join city_person reader on reader.id = a.person_id join city_person seen on seen.id = l.person_id
        where not explained and seen.search_key = reader.search_key and seen.id <> reader.id""",
    "elsewhere": """
        select l.* from day_looks l join city_agency g on g.id = l.agency_id
        join city_person p on p.id = l.person_id
        where not explained and g.kind in ('commune', 'commune_office', 'police') and g.unit_id is not null
          and p.unit_id is not null and p.unit_id <> g.unit_id
          and not exists (select from city_agency_serves s where s.agency_id = g.id and s.unit_id = p.unit_id)""",
    "out_of_hours": """
        select * from day_looks
        where extract(hour from at at time zone 'Asia/Ho_Chi_Minh') >= %(begins)s
           or extract(hour from at at time zone 'Asia/Ho_Chi_Minh') < %(ends)s""",
    "protected": """
        select l.* from day_looks l join privacy_protectedperson s on s.person_id = l.person_id
        where not explained and s.until >= %(day)s""",
    "dead": """
        select l.* from day_looks l join records_citizenrecord r on r.person_id = l.person_id
        where not explained and r.death_date < %(day)s - interval '1 year'""",
    "on_leave": """
        select l.* from day_looks l where exists (
          select from dossiers_absence a
          where a.account_id = l.account_id and %(day)s between a.first_day and a.last_day)""",
    "bulk": """
        select l.* from day_looks l join usual u on u.account_id = l.account_id
        where u.people >= %(factor)s * greatest(u.own, 1) and u.people >= %(factor)s * greatest(u.peers, 1)""",
    "guessing": """
        select id, at, person_id, reader_account_id as account_id, reader_name, reader_agency_id as agency_id
        from foundation_accesslog
        where at >= %(begin)s and at < %(end)s and result = 'empty' and reader_account_id is not null""",
    "wrong_purpose": """
        select l.* from day_looks l join beyond b on b.post_id = l.post_id and b.code = l.code""",
}
_MORE = {
    "bulk": "jsonb_build_object('usual', (select own from usual u where u.account_id = found.account_id),"
    " 'peers', (select peers from usual u where u.account_id = found.account_id))",
    "wrong_purpose": "jsonb_build_object('codes', to_jsonb(array_agg(distinct code)))",
}

# "Usual" is the median of the days on which one worked; of peers: of all who hold such a post, that day.
_USUAL = """
create temporary table usual on commit drop as
select d.account_id, d.people,
       coalesce((select percentile_disc(0.5) within group (order by b.people) from privacy_readerday b
                 where b.account_id = d.account_id and b.day < d.day and b.day >= d.day - %(usual)s), 0) as own,
       coalesce((select percentile_disc(0.5) within group (order by p.people) from privacy_readerday p
                 where p.day = d.day and p.post_kind = d.post_kind and p.account_id <> d.account_id), 0) as peers
from privacy_readerday d where d.day = %(day)s
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """How many were proposed, by rule."""

    day: date
    proposed: dict[str, int]


@transaction.atomic
def run(day: date, *, at: datetime) -> Ran:
    """Figures of the day's readers, then every rule in force. The same day again proposes nothing twice.

    A statement a rule, six besides. On a day of a million looks it reads the day once (BRIN by time) and each dossier's
    owner by index.
    """
    begin = datetime.combine(day, time(0), VN)
    given: dict[str, Any] = {"day": day, "begin": begin, "end": begin + timedelta(days=1), "at": at}
    wanted = rules.in_force(day)
    longest = max((rule.days for rule in wanted.values()), default=180)
    proposed = {}
    with connection.cursor() as cursor:
        for table in ("day_looks", "usual", "beyond"):
            cursor.execute(f"drop table if exists pg_temp.{table}")
        cursor.execute(_DAY, given | {"days": longest})
        cursor.execute("create index on day_looks (account_id)")
        cursor.execute("analyze day_looks")
        _figures(cursor, day)
        cursor.execute(_USUAL, given | {"usual": USUAL_DAYS})
        _beyond(cursor, day)
        for name, rule in wanted.items():
            proposed[name] = _propose(cursor, rule, given)
    return Ran(day, proposed)


def _propose(cursor: Any, rule: Rule, given: dict[str, Any]) -> int:
    statement = _FOUND.format(
        source=_SOURCES[rule.rule],
        named=MOST_NAMED,
        most=MOST_FOUND,
        more=_MORE.get(rule.rule, "'{}'::jsonb"),
    )
    cursor.execute(
        statement,
        given | {
            "rule": rule.rule, "least": rule.least, "factor": rule.factor, "begins": rule.begins, "ends": rule.ends,
        },
    )  # fmt: skip
    return int(cursor.rowcount)


def _figures(cursor: Any, day: date) -> None:
    """One row for each reader of the day; written once."""
    if ReaderDay.objects.filter(day=day).exists():
        return
    cursor.execute(
        """
        insert into privacy_readerday (day, account_id, agency_id, post_kind, people, looks)
        select %s, l.account_id, min(l.agency_id), coalesce(min(p.kind), ''), count(distinct l.person_id), count(*)
        from day_looks l left join city_post p on p.id = l.post_id group by l.account_id
        """,
        [day],
    )


def _beyond(cursor: Any, day: date) -> None:
    """Posts and purposes of the day that do not go together, by the list of purposes. Two queries."""
    cursor.execute("create temporary table beyond (post_id bigint, code text) on commit drop")
    cursor.execute(
        "select distinct l.post_id, p.kind, g.kind, l.code from day_looks l"
        " join city_post p on p.id = l.post_id join city_agency g on g.id = p.agency_id where l.code <> ''"
    )
    pairs = cursor.fetchall()
    held: dict[tuple[Any, Any, Any], set[str]] = {}
    rows = Power.objects.on(day).values_list("post_id", "post_kind", "agency_kind", "power")
    for post, kind, agency_kind, power in rows:
        held.setdefault((post, kind or "", agency_kind or ""), set()).add(power)
    found = []
    for post, kind, agency_kind, code in pairs:
        powers = set().union(
            held.get((post, "", ""), set()),
            held.get((None, kind, ""), set()),
            held.get((None, kind, agency_kind), set()),
        )
        if code in purposes.all_purposes() and not purposes.may_use(code, powers):
            found.append((post, code))
    if found:
        cursor.execute(
            "insert into beyond select * from jsonb_to_recordset(%s) as r (post_id bigint, code text)",
            [orjson.dumps([{"post_id": post, "code": code} for post, code in found]).decode()],
        )
