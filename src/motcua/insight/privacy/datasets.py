"""Data sets that may leave as pseudonymised statistics: values are general before they come here."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from motcua.records.privacy import exports
from motcua.records.privacy.exports import Column, DataSet
from motcua.records.privacy.statistics import age_group

AGE, SEX, COMMUNE = (
    Column("age", "Nhóm tuổi (5 năm)", "Age group (5 years)"),
    Column("sex", "Giới tính", "Sex"),
    Column("commune", "Xã, phường cư trú", "Commune of residence"),
)
PEOPLE = (AGE, SEX, COMMUNE)
DOSSIERS = (
    *PEOPLE,
    Column("procedure", "Thủ tục", "Procedure"),
    Column("quarter", "Quý nộp", "Quarter of filing"),
    Column("channel", "Kênh nộp", "Channel", quasi=False),
    Column("status", "Trạng thái", "Status", quasi=False),
)
_PEOPLE = """
select p.id, p.birth_date, p.sex, coalesce(u.code, '') from city_person p
left join city_unit u on u.id = p.unit_id
where p.unit_id is not null
  and not exists (select from records_citizenrecord r where r.person_id = p.id and r.death_date <= %(on)s)
  and not exists (select from quality_merge m where m.absorbed_id = p.id and m.undone_at is null)
"""
# Whoever died or was joined with another record is no resident of their own.
_DOSSIERS = """
select p.id, p.birth_date, p.sex, coalesce(u.code, ''), d.procedure_code,
       to_char(d.submitted_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY"Q"Q'), d.channel, d.status::text
from dossiers_dossier d join city_person p on p.id = d.owner_id left join city_unit u on u.id = p.unit_id
"""
CHUNK = 5000


def people(columns: Sequence[str], on: date) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Residents of the city on a day, each human being once. One query, streamed."""
    for person, born, sex, commune in _streamed(_PEOPLE, {"on": on}):
        yield person, {"age": age_group(born, on), "sex": sex, "commune": commune}


def dossiers(columns: Sequence[str], on: date) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Dossiers of persons. One query, streamed."""
    for person, born, sex, commune, procedure, quarter, channel, status in _streamed(_DOSSIERS):
        yield person, {
            "age": age_group(born, on), "sex": sex, "commune": commune, "procedure": procedure, "quarter": quarter,
            "channel": channel, "status": status,
        }  # fmt: skip


def _streamed(statement: str, given: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, given or {})
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def offer() -> None:
    exports.offer(DataSet("people", "Dân cư", "Residents", PEOPLE, people))
    exports.offer(DataSet("dossiers", "Hồ sơ thủ tục", "Dossiers", DOSSIERS, dossiers))
