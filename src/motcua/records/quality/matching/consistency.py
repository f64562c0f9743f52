"""After linking: where records of one person contradict one another, as findings for the communes that look at them.

Which value is taken says `golden`; that they differ is somebody's work all the same. Set-based: one COPY, five statements.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from motcua.records.quality.models import Load, MatchRun

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RULES = {"birth": "MC13", "sex": "MC14", "name": "MC15", "pin": "MC16", "died": "MC17", "home": "MC18"}
"""Class of errors by the field of `golden.COMPARED`."""
AT_ONCE = 20_000
LONGEST = 400

# Two persons of the register whom officers merged, both of whom stand in a household today: told at the absorbed one's record.
_TWO_HOUSEHOLDS = """
insert into quality_differing (rule, source, record, unit_code, field, value, proposal)
select %(rule)s, k.source, k.record, coalesce(u.code, ''), 'home', theirs.number, ours.number
from quality_merge m
join records_member a on a.person_id = m.absorbed_id and a.until is null
join records_member b on b.person_id = m.survivor_id and b.until is null and b.household_id <> a.household_id
join records_residence_file theirs on theirs.id = a.household_id
join records_residence_file ours on ours.id = b.household_id
join quality_link k on k.person_id = m.absorbed_id and k.source = 'population' and k.ended_at is null
left join city_unit u on u.id = theirs.unit_id
where m.undone_at is null
"""
_BRING = """
insert into quality_finding (load_id, rule, source, record, person_id, unit_code, field, value, proposal, state, reason)
select l.id, d.rule, d.source, d.record, k.person_id, d.unit_code, d.field, d.value, d.proposal, 'open', ''
from quality_differing d
join quality_load l on l.id = any(%(loads)s) and l.source = d.source
left join quality_link k on k.source = d.source and k.record = d.record and k.ended_at is null
where d.rule <> %(dead)s or not exists (
  select from quality_finding f where f.load_id = l.id and f.record = d.record and f.rule = 'DQ21')
on conflict (load_id, record, rule, field) do update
  set value = excluded.value, proposal = excluded.proposal, person_id = excluded.person_id
  where quality_finding.state = 'open'
"""
# What was dismissed or proposed for an earlier load stays so while the value is the same.
_CARRY = """
update quality_finding f set state = old.state, reason = old.reason, decided_at = old.decided_at, decided_by = old.decided_by
from (select distinct on (source, record, rule, field) source, record, rule, field, value, state, reason, decided_at, decided_by
      from quality_finding
      where rule = any(%(rules)s) and not load_id = any(%(loads)s) and state in ('dismissed', 'proposed')
      order by source, record, rule, field, load_id desc) old
where f.load_id = any(%(loads)s) and f.state = 'open' and f.source = old.source and f.record = old.record
  and f.rule = old.rule and f.field = old.field and f.value = old.value
"""
# A contradiction that is gone is nobody's work any more; a run of changes knows of its own records only.
_GONE = """
delete from quality_finding f
where f.load_id = any(%(loads)s) and f.rule = any(%(rules)s) and f.state = 'open'
  and not exists (select from quality_differing d
                  where d.source = f.source and d.record = f.record and d.rule = f.rule and d.field = f.field)
"""


@transaction.atomic
def bring(
    con: "DuckDBPyConnection", run: MatchRun, differing: Path, *, changed_only: bool = False
) -> dict[str, int]:
    """Findings of what `golden.write` told as different, for the loads of the run; how many are open, how many went away.

    `changed_only`: what is not among the changes stays as it is. Doing it again changes nothing.
    """
    given: dict[str, Any] = {
        "loads": list(run.loads),
        "rules": sorted(RULES.values()),
        "dead": RULES["died"],
        "rule": RULES["home"],
    }
    if changed_only:
        given["loads"] = _with_current(run)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists quality_differing")
        cursor.execute(
            "create temporary table quality_differing (rule text, source text, record text, unit_code text, field text,"
            " value text, proposal text) on commit drop"
        )
        found = con.execute(
            f"select source, record, field, coalesce(unit_code, ''), left(coalesce(value, ''), {LONGEST}),"
            f" left(coalesce(golden, ''), {LONGEST}) from read_parquet(?)",
            [str(differing)],
        )
        with cursor.cursor.copy(  # type: ignore[attr-defined]
            "copy quality_differing (rule, source, record, unit_code, field, value, proposal) from stdin"
        ) as copy:
            while rows := found.fetchmany(AT_ONCE):
                for source, record, field, unit, value, golden in rows:
                    line = (RULES[field], source, record, unit, field, value, golden)
                    copy.write_row(tuple(cell.replace("\x00", "") for cell in line))
        if not changed_only:
            cursor.execute(_TWO_HOUSEHOLDS, given)
        cursor.execute("create index on quality_differing (source, record)")
        cursor.execute("analyze quality_differing")
        cursor.execute(_BRING, given)
        cursor.execute(_CARRY, given)
        gone = 0
        if not changed_only:
            cursor.execute(_GONE, given)
            gone = cursor.rowcount
        cursor.execute(
            "select count(*) from quality_finding where load_id = any(%(loads)s) and rule = any(%(rules)s)"
            " and state = 'open'",
            given,
        )
        return {"open": cursor.fetchone()[0], "gone": gone}


def _with_current(run: MatchRun) -> list[int]:
    """The loads of a run of changes; and of the other sources the newest that the matching knew, whose records it may name."""
    here = set(Load.objects.filter(pk__in=run.loads).values_list("source", flat=True))
    full = MatchRun.objects.filter(kind="full", ended_at__isnull=False, pk__lt=run.pk).order_by("-id").first()
    others = Load.objects.filter(pk__in=full.loads if full else []).exclude(source__in=here)
    return [*run.loads, *others.values_list("pk", flat=True)]
