"""What cleaning found, brought into PostgreSQL: the findings somebody has to look at, and the figures of each commune."""

from collections.abc import Iterator
from typing import Any

import duckdb
from django.db import connection

from motcua.records.quality.intake.cleaning import flags_of, pin_year
from motcua.records.quality.models import Load, LoadFigure
from motcua.records.quality.rules import Rule, bit, rules

BATCH = 50_000
ASPECTS = ("right", "complete", "clean", "alive")
COLUMN_OF = {"clean": "tidy"}


def bring(con: duckdb.DuckDBPyConnection, load: Load) -> int:
    """Findings of the table `staged`, replacing those of an earlier try. Returns how many. In the caller's transaction.

    What was dismissed, or is proposed to its source, in the load before stays so while the value is the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("delete from quality_finding where load_id = %s", [load.pk])
        cursor.execute(
            "create temporary table quality_arriving (rule text, record text, pin text, unit_code text, field text,"
            " value text, proposal text)"
        )
        with cursor.cursor.copy(  # type: ignore[attr-defined]
            "copy quality_arriving (rule, record, pin, unit_code, field, value, proposal) from stdin"
        ) as copy:
            for rule in rules():
                if rule.listed and rule.looks_at(load.source):
                    for row in _rows(con, rule):
                        copy.write_row(row)
        cursor.execute(_INSERT, {"load": load.pk, "source": load.source})
        many = cursor.rowcount
        cursor.execute(_CARRY, {"load": load.pk, "source": load.source})
        cursor.execute("drop table quality_arriving")
    return many


_INSERT = """
insert into quality_finding (load_id, rule, source, record, person_id, unit_code, field, value, proposal, state, reason)
select %(load)s, a.rule, %(source)s, a.record, p.id, a.unit_code, a.field, a.value, a.proposal, 'open', ''
from quality_arriving a left join city_person p on p.pin = a.pin and a.pin is not null
on conflict do nothing
"""
_CARRY = """
update quality_finding f set state = old.state, reason = old.reason, decided_at = old.decided_at, decided_by = old.decided_by
from (select distinct on (record, rule, field) record, rule, field, value, state, reason, decided_at, decided_by
      from quality_finding
      where source = %(source)s and load_id < %(load)s and state in ('dismissed', 'proposed')
      order by record, rule, field, load_id desc) old
where f.load_id = %(load)s and f.record = old.record and f.rule = old.rule and f.field = old.field and f.value = old.value
"""


def _rows(con: duckdb.DuckDBPyConnection, rule: Rule) -> Iterator[tuple[Any, ...]]:
    """A rule's findings as the table wants them."""
    field = f"({rule.field_of})" if rule.field_of else f"'{rule.field}'"
    proposal = f"coalesce(({rule.proposal})::VARCHAR, '')" if rule.proposal else "''"
    found = con.execute(
        f"SELECT '{rule.id}', record, pin, coalesce(unit_code, ''), {field},"
        f" left(coalesce(({rule.value})::VARCHAR, ''), 400), left({proposal}, 400)"
        f" FROM (SELECT *, {pin_year('pin')} AS pin_year FROM staged_rows WHERE mask & {bit(rule.id)} <> 0)"
    )
    while rows := found.fetchmany(BATCH):
        for row in rows:
            yield tuple(cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in row)


def figures(con: duckdb.DuckDBPyConnection, load: Load) -> list[LoadFigure]:
    """Unsaved rows, one a commune: records, promises kept, classes of errors."""
    counted: dict[str, LoadFigure] = {}
    rows = con.execute(
        "SELECT coalesce(unit_code, ''), mask, count(*) FROM staged_rows GROUP BY ALL"
    ).fetchall()
    broken = {
        aspect: sum(bit(rule.id) for rule in rules() if rule.aspect == aspect and rule.counted)
        for aspect in ASPECTS
    }
    for unit, mask, times in rows:
        one = counted.get(unit) or LoadFigure(
            load=load, unit_code=unit, records=0, right=0, complete=0, tidy=0, alive=0, good=0, rules={}
        )
        counted[unit] = one
        one.records += times
        for aspect in ASPECTS:
            if not mask & broken[aspect]:
                column = COLUMN_OF.get(aspect, aspect)
                setattr(one, column, getattr(one, column) + times)
        one.good += 0 if mask & sum(broken.values()) else times
        for id in flags_of(mask):
            one.rules[id] = one.rules.get(id, 0) + times
    return list(counted.values())
