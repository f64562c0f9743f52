"""What stood in the one table of entries before registers were declared is carried over with its numbers and people."""

from importlib import import_module

import msgspec
import pytest
from django.db import connection

from motcua.city.models import Person
from motcua.records import registers
from motcua.records.registers import moving
from motcua.records.registers.definition import Migration
from tests.conftest import hanoi
from tests.records.registers.conftest import STALLS

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-05-04 10:00")
OLD = """
create table records_registerentry (
    id bigint primary key, register varchar, agency_id bigint, year smallint, volume smallint, number int, entered_on date,
    data jsonb, dossier_code varchar, paper_id bigint, valid_from date, valid_to date, state varchar);
create table records_registersubject (id bigint, entry_id bigint, person_id bigint, role varchar);
insert into records_registerentry values
    (1, 'market-stalls', %(ward)s, 2026, 1, 7, '2026-02-03', '{"seller": "Trần Thị Quầy", "market": "Chợ", "stall": "A1",
     "colour": "đỏ"}', 'H26.1-260203-0001', 5, '2026-02-03', null, 'in_force'),
    (2, 'market-stalls', %(ward)s, 2026, 1, 8, '2026-02-04', '{"seller": "Lê Văn Hai", "market": "Chợ", "stall": "A2"}', '', null,
     '2026-02-04', '2026-03-01', 'cancelled'),
    (3, 'old-songs', %(ward)s, 2025, 2, 1, '2025-12-31', '{"song": "Cò lả"}', '', null, '2025-12-31', null, 'in_force');
insert into records_registersubject values (1, 1, %(person)s, 'holder'), (2, 1, %(person)s, '');
"""


def test_entries_become_records_under_their_registers_and_unknown_registers_wait(ward):
    person = Person.objects.exclude(pin="").first()
    with connection.cursor() as cursor:
        cursor.execute(OLD, {"ward": ward.id, "person": person.id})
        cursor.execute(import_module("motcua.records.migrations.0003_entries_are_records").CARRY)
    rule = Migration(version=1, set={"holder_name": "seller"})
    registers.bring_in(msgspec.structs.replace(STALLS, migrations=(rule,)), at=NOW)
    try:
        record = registers.by_key("market-stalls", f"{ward.id}/2026/7")
        assert (registers.number_text(record), record.volume, record.schema, record.origin) == (
            "07/2026", "01/2026", 0, "dossier",
        )  # fmt: skip
        assert registers.about(person.id, ["market-stalls"]) == [record]
        now, earlier = registers.under_newest(record)
        assert (now["holder_name"], earlier) == ("Trần Thị Quầy", {"seller": "Trần Thị Quầy", "colour": "đỏ"})
        assert moving.move("market-stalls", at=NOW) is False
        moved = registers.get("market-stalls", record.id)
        assert (moved.schema, moved.data["holder_name"], moved.words != []) == (1, "Trần Thị Quầy", True)
        states = {one.number: one.state for one in (registers.get("market-stalls", pk) for pk in ids())}
        assert states == {7: "in_force", 8: "cancelled"}
    finally:
        registers.forget()
    with connection.cursor() as cursor:
        cursor.execute("select key, data from registers_record where register = 'old-songs'")
        assert cursor.fetchone()[0] == f"{ward.id}/2025/1"


def ids() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select id from registers_record where register = 'market-stalls' order by id")
        return [row[0] for row in cursor.fetchall()]
