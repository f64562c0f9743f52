"""One record a person, of all records that are linked: which source is believed in what, and where they contradict one another.

A file for `records.population.bulk.publish`; nothing is written into the register here. Set-based.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from motcua.records.quality.matching.keys import number
from motcua.records.quality.matching.trust import in_force

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SURELY_ALIVE = ("insurance", "school")
"""Sources of what is going on: whoever stands there without a day of death is taken to be alive. Others may not have heard."""


COMPARED = (
    ("name", "m.full_name", "g.full_name", "m.bag <> g.bag"),
    ("birth", "m.birth::varchar", "g.birth::varchar", "m.birth <> g.birth"),
    ("sex", "m.sex", "g.sex", "m.sex <> g.sex"),
    ("pin", "m.sure", "g.pin", "m.sure <> g.pin"),
    ("died", "''", "g.died::varchar",
     "m.died is null and g.died is not null"
     f" and (m.source in {SURELY_ALIVE} or m.changed_at > g.died + interval 90 day)"),
    ("home", "concat_ws(', ', m.address, m.unit_code)", "concat_ws(', ', g.address, g.unit_code)",
     "g.homes > 1 and g.died is null and m.died is null and m.source = 'population' and m.unit_code <> g.unit_code"),
)  # fmt: skip
"""In what records of one person may not differ, and how that is seen: field, value, value taken, condition. A name differs
when its words do, in whatever order and with whatever marks."""


@dataclass(frozen=True)
class Golden:
    """What was written. `nameless`: people left out because no record of theirs has a name or a year of birth."""

    people: int
    merged: int
    contradictions: int
    nameless: int


def write(
    con: "DuckDBPyConnection", people: Path, contradictions: Path, *, on: date, sources: Sequence[str] = ("population",),
    changed_only: bool = False,
) -> Golden:  # fmt: skip
    """Golden records of people who have a record in one of `sources`, as Parquet of `bulk.COLUMNS`; contradictions beside.

    `key` is `source:record` of the person's first record. A value comes from a record whose class of errors does not speak
    against it, then from where it is written best (a number that fits sex and year, a full date, a name with its marks), then
    from the source believed most on the day `on` (`trust`), then from the newest.
    Contradictions: source, record, field (name, birth, sex, pin, died, home), value, golden value, commune. `changed_only`:
    people of the last run of changes.
    """
    con.execute("""
        create or replace temp view member as
        select p.*, coalesce(w.person, p.uid) as person from people p left join whose w using (uid)
    """)
    wanted = ", ".join(f"'{source}'" for source in sources)
    touched = (
        "and person in (select coalesce(w.person, c.uid) from changed c left join whose w using (uid))"
        if changed_only
        else ""
    )
    single = f"""
        select uid as person, pin, cmnd, full_name, birth, birth_year, sex, unit_code, address, phone, died, source, record
        from member where uid not in (select uid from whose) and source in ({wanted}) {touched}
    """
    rules = in_force(on)
    trust, numbers, place = _rank(rules.identity), _rank(rules.number), _rank(rules.place)
    bad = rules.unsound
    when = "coalesce(epoch(changed_at), 0) / 1e10"
    name = f"{_sound(bad.name)} + marked * 100 + (1 - short) * 10 + {trust} + {when}"
    several = f"""
        select person,
            arg_max(pin, {_sound(bad.number)} + (sure is not null)::int * 100 + {numbers} + {when}) as pin,
            arg_max(cmnd, {_sound(bad.number)} + {numbers} + {when}) as cmnd,
            arg_max(full_name, {name}) as full_name, arg_max(bag, {name}) as bag,
            arg_max(birth, {_sound(bad.birth)} + (sure is not null)::int * 100 + {trust} + {when}) as birth,
            arg_max(birth_year, {_sound(bad.birth)} + (sure is not null)::int * 100 + {trust} + {when}) as birth_year,
            arg_max(sex, {_sound(bad.sex)} + (sure is not null)::int * 100 + {trust} + {when}) as sex,
            arg_max(unit_code, {_sound(bad.place)} + {place} + {when} * 3) as unit_code,
            arg_max(address, case when unit_code is not null then {_sound(bad.place)} + {place} + {when} * 3 end) as address,
            arg_max(phone, {_sound(bad.phone)} + {place} + {when} * 3) as phone,
            arg_max(died, {_sound(bad.death)} + {trust} + {when}) as died,
            count(distinct unit_code) filter (source = 'population' and died is null) as homes,
            arg_min(source, uid) as source, arg_min(record, uid) as record
        from member where uid in (select uid from whose) {touched}
        group by person having count(*) filter (where source in ({wanted})) > 0
    """
    con.execute(f"create or replace temp table golden as {single} union all by name {several}")
    _name(con)
    known = "full_name is not null and coalesce(birth_year, year(birth)) is not null"
    con.execute(f"""
        copy (
            select source || ':' || record as key, person_id, pin, cmnd, full_name,
                coalesce(birth, make_date(birth_year, 1, 1)) as birth,
                case when birth is null then 'year' else 'day' end as birth_precision,
                sex, unit_code, address, phone, died
            from golden left join named using (person) where {known}
        ) to '{_quoted(people)}' (format parquet, compression zstd)
    """)
    differing = " union all ".join(
        f"select m.source, m.record, '{field}' as field, {value} as value, {held} as golden,"
        f" coalesce(m.unit_code, '') as unit_code"
        f" from member m join golden g using (person) where m.uid in (select uid from whose) and {when}"
        for field, value, held, when in COMPARED
    )
    con.execute(f"copy ({differing}) to '{_quoted(contradictions)}' (format parquet, compression zstd)")
    return Golden(
        number(con, f"select count(*) from golden where {known}"),
        number(con, "select count(*) from (select person from whose group by 1 having count(*) > 1)"),
        number(con, f"select count(*) from '{_quoted(contradictions)}'"),
        number(con, f"select count(*) from golden where not ({known})"),
    )


def _name(con: "DuckDBPyConnection") -> None:
    """`named(person, person_id)`: the register's person of each, from the links of their records (`known_links`).

    One person of the register is one of ours: where records of one were torn apart, those of most records keep the name.
    """
    con.execute(
        "create temp table if not exists known_links (source varchar, record varchar, person_id bigint)"
    )
    con.execute("""
        create or replace temp table named as
        with votes as (
            select m.person, k.person_id, count(*) as n from member m join known_links k using (source, record) group by all
        ), theirs as (
            select person, person_id, n, row_number() over (partition by person order by n desc, person_id) as nth from votes
        )
        select person, person_id from theirs where nth = 1
        qualify row_number() over (partition by person_id order by n desc, person) = 1
    """)


def links(con: "DuckDBPyConnection", ids: Path, lines: Path) -> int:
    """CSV of source, record, person for every record of the people in `ids` (key, person_id), after `write`. How many."""
    written = con.execute(f"""
        copy (
            select m.source, m.record, i.person_id, a.probability
            from read_parquet('{_quoted(ids)}') i join golden g on g.source || ':' || g.record = i.key
                join member m using (person)
            left join (select uid_r as uid, max(probability) as probability from automatic group by 1) a on a.uid = m.uid
        ) to '{_quoted(lines)}' (format csv, header false)
    """)
    return int(written.fetchall()[0][0])


def _rank(sources: Sequence[str]) -> str:
    cases = " ".join(f"when '{source}' then {len(sources) - place}" for place, source in enumerate(sources))
    return f"(case source {cases} else 0 end)"


def _sound(classes: Sequence[str]) -> str:
    """SQL: 1000 where none of these classes of errors was found in the record."""
    named = ", ".join(f"'{one}'" for one in classes)
    return f"(not coalesce(list_has_any(flags, [{named}]), false))::int * 1000" if classes else "1000"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
