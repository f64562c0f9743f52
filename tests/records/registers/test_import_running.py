"""Imports side by side, broken off, and read again afterwards."""

import csv
import io
import random
import threading
from datetime import date

import duckdb
import pytest
from django.db import connection

from motcua.city.models import Person
from motcua.foundation.models import AccessLog, Event
from motcua.records import registers
from motcua.records.registers import exporting
from motcua.records.registers.importing import (
    bulk,
    cells,
    csv_rows,
    jobs,
    preparing,
    reports,
    running,
    writing,
)
from motcua.records.registers.importing.cells import Column
from motcua.records.registers.importing.models import ImportRun
from tests.conftest import hanoi
from tests.records.registers.importing_city import (
    HEADINGS,
    NOW,
    ROWS,
    Office,
    issues,
    office,
    row,
    stored,
    table,
)
from tests.records.registers.samples import births

__all__ = ["office"]


class Killed(BaseException):
    """A process that is gone: nothing catches it."""


def test_an_import_that_breaks_off_goes_on_with_no_row_lost_or_doubled(office: Office, monkeypatch):
    rows = [row(n) for n in range(1, 101)]
    run = office.released(table(*rows))
    dice, whole = random.Random(4), writing._copy_people

    def dying(*given):
        if dice.random() < 0.4:
            raise Killed
        return whole(*given)

    monkeypatch.setattr(writing, "_copy_people", dying)
    fallen = 0
    while True:
        try:
            if running.go_on(run, at=NOW, size=7):
                break
        except Killed:
            fallen += 1
            assert {record.number for record in stored()} == set(
                range(1, ImportRun.objects.get(pk=run.pk).accepted + 1)
            )
    run.refresh_from_db()
    assert fallen > 3 and (run.rows, run.accepted, run.chunks.count()) == (100, 100, 15)
    assert [record.number for record in stored()] == list(range(1, 101))
    assert len({record.origin_ref for record in stored()}) == 100


def test_a_second_import_into_the_register_waits_or_says_so(office: Office):
    run = office.released(table(*ROWS))
    held, done = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with running.alone("old-births", wait=True):
                held.set()
                done.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert held.wait(20)
    try:
        with pytest.raises(running.Busy):
            running.go_on(run, at=NOW, wait=False)
        assert stored() == []
    finally:
        done.set()
        thread.join()
    assert running.go_on(run, at=NOW)
    assert len(stored()) == 3


def test_an_import_that_was_run_meanwhile_by_somebody_else_writes_nothing_twice(office: Office):
    run = office.released(table(*ROWS))
    stale = ImportRun.objects.get(pk=run.pk)
    running.go_on(run, at=NOW)
    kept = births()
    made = next(running._made(stale, _file(stale), NOW, 10))
    with pytest.raises(writing.Moved):
        writing.write(stale, kept, made, writing.Manner())
    assert len(stored()) == 3


def _file(run: ImportRun):
    with preparing.opened(run.path) as path:
        return path


def test_a_row_that_a_clerk_entered_a_moment_ago_is_refused_and_the_others_go_in(office: Office, monkeypatch):
    """The look for known keys has passed; the unique index refuses, and the chunk goes in the careful way."""
    monkeypatch.setattr(writing, "_new", lambda cursor, table, made: made.lines)
    office.bring(table(row(2, ho_ten="Người Trước")))
    run = office.bring(table(*ROWS))
    assert (run.accepted, run.refused) == (2, 1) and issues(run) == [(3, "refused", "RULE")]
    assert [one.data["child_name"] for one in stored()] == ["Nguyễn Văn An", "Người Trước", "Phạm Minh Châu"]


def test_rows_put_together_in_a_process_beside_are_the_same_rows(office: Office):
    run = office.released(table(*(row(n) for n in range(1, 31))))
    assert not running.go_on(run, at=NOW, size=7, chunks=2, beside=True)
    run.refresh_from_db()
    assert run.accepted == 14 and running.go_on(run, at=NOW, size=7, beside=True)
    assert [record.number for record in stored()] == list(range(1, 31))


def test_jobs_take_turns_and_a_left_import_is_taken_up(office: Office, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNKS_A_TURN", 1)
    monkeypatch.setattr(running, "CHUNK", 2)
    asked: list[int] = []
    monkeypatch.setattr(jobs.run_import, "defer", lambda import_id: asked.append(import_id))
    run = office.released(table(*ROWS))
    monkeypatch.setattr(running.go_on, "__kwdefaults__", running.go_on.__kwdefaults__ | {"size": 2})
    jobs.run_import(run.pk)
    assert asked == [run.pk] and len(stored()) == 2
    jobs.run_import(run.pk)
    jobs.run_import(run.pk)
    assert ImportRun.objects.get(pk=run.pk).state == "done" and len(stored()) == 3


def test_the_report_tells_of_every_row_and_can_be_opened_without_harm(office: Office):
    run = office.bring(
        table(
            row(1),
            row(2, ngay_sinh="=1+1"),
            row(3, ho_ten="Ñoã Vaên Duõng"),
            row(4, so_dinh_danh="123456789"),
        )
    )
    text = b"".join(reports.blocks(run)).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [(line[0], line[1]) for line in lines[1:]] == [
        ("2", "Nhận"), ("3", "Không nhận"), ("4", "Nhận, đã chỉnh"), ("5", "Nhận, cần xem lại"),
    ]  # fmt: skip
    assert lines[2][6] == "'=1+1" and lines[3][7] == "Đỗ Văn Dũng"
    assert lines[1][2] == str(stored()[0].id)
    assert b"".join(reports.blocks(run, only_odd=True)).count(b"\n") == 4


def test_an_export_shows_what_the_officer_may_read_and_every_person_sees_it(office: Office, tmp_path):
    child = Person.objects.create(
        full_name="Nguyễn Văn An", birth_date="2021-01-02", sex="male", pin="001221000017"
    )
    office.bring(table(*ROWS, row(4, ho_ten="=cmd()", ghi_chu="-5")))
    wanted = exporting.Wanted("old-births", "handling", entered_from=date(2021, 1, 5))
    export = exporting.allow(wanted, by=office.officer, at=NOW)
    text = b"".join(exporting.csv_blocks(export)).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["number"] for line in lines] == ["2", "3", "4"] and export.rows == 3
    assert (
        "mother_pin" not in lines[0] and lines[2]["child_name"] == "'=cmd()" and lines[2]["remarks"] == "-5"
    )
    assert not AccessLog.objects.filter(person_id=child.pk).exists()
    everything = exporting.allow(exporting.Wanted("old-births", "handling"), by=office.officer, at=NOW)
    exporting.write(everything, tmp_path / "births.parquet", "parquet")
    rows = duckdb.sql(
        f"select number, entered_on, child_name, valid_to from '{tmp_path}/births.parquet' order by number"
    ).fetchall()
    assert rows[0] == (1, date(2021, 1, 4), "Nguyễn Văn An", None) and len(rows) == 4
    assert AccessLog.objects.get(person_id=child.pk).what == "register-export:old-births"
    assert Event.objects.filter(kind="register.exported").count() == 2


def test_an_export_needs_a_purpose_that_the_register_names(office: Office):
    with pytest.raises(registers.NotReadable):
        exporting.allow(exporting.Wanted("old-births", "marketing"), by=office.officer, at=NOW)


def test_an_export_can_be_brought_in_again(office: Office, tmp_path):
    office.bring(table(*ROWS))
    before = [record.data for record in stored()]
    path = tmp_path / "out.csv"
    exporting.write(
        exporting.allow(exporting.Wanted("old-births", "handling"), by=office.officer, at=NOW), path
    )
    first = ImportRun.objects.get()
    running.take_back(first, reason="thử lại", by=office.chair, at=NOW)
    running.go_back(first, at=hanoi("2026-03-02 10:00"))
    run = office.upload(path.read_bytes())
    targets = ["" if target == "@agency" else target for target in run.targets]
    assert preparing.choose(run, targets=targets) == []
    preparing.look_over(run, at=NOW)
    preparing.ask(run, by=office.officer, at=NOW)
    preparing.release(run, by=office.chair, at=NOW)
    running.go_on(run, at=NOW)
    assert [record.data for record in stored()] == before


def test_a_plain_name_is_read_as_the_slow_way_reads_it():
    field = births().named("child_name")
    quick, slow = Column(field, on=date(2026, 3, 2)), Column(field, on=date(2026, 3, 2))
    slow._plain_names = 0
    for name in (
        "Nguyễn Văn An",
        "Đỗ Thị Quỳnh",
        "Hà Ỷ",
        "Lê  Hoa",
        "Ñoã Vaên Duõng",
        "NGUYỄN VĂN AN",
        "Y Blô Êban",
        "Nguyá»…n An",
        "x",
        "Ông Ích Khiêm",
    ):
        assert quick[name] == slow[name]
    assert cells.plain_name("Nguyễn Văn An") and not cells.plain_name("§ç V¨n Dòng")


def test_a_first_load_makes_its_indexes_at_the_end_and_a_later_import_keeps_them(office: Office, monkeypatch):
    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("select indexname from pg_indexes where tablename = 'registers_record_old_births'")
            return {name for (name,) in cursor.fetchall()}

    monkeypatch.setattr(bulk, "FROM_ROWS", 10)
    whole = indexes()
    run = office.released(table(*(row(n) for n in range(1, 41))))
    assert not running.go_on(run, at=NOW, chunks=1, size=20)
    assert len(indexes()) < len(whole) and any("key" in name for name in indexes())
    run.refresh_from_db()
    assert running.go_on(run, at=NOW, size=20)
    assert indexes() == whole and len(stored()) == 40
    assert not bulk.lift(births(), 100)


def test_processes_beside_take_turns_and_say_what_a_single_one_would_say(office: Office, monkeypatch):
    """The same key in a chunk and in two, a half row, a last chunk that is not full: as told by one process."""
    monkeypatch.setattr(csv_rows, "BLOCK", 2)
    rows = [row(n) for n in range(1, 24)]
    rows[4] = row(1, ho_ten="Người Trùng")
    rows[9] = row(3, ho_ten="Người Sau")
    rows[15] = ("16", "01/2021")
    alone = office.released(table(*rows))
    beside = office.released(table(*rows, ("",) * len(HEADINGS)))
    monkeypatch.setattr(running.os, "process_cpu_count", lambda: 2)
    assert running.go_on(beside, at=NOW, size=5, beside=True)
    said = issues(beside)
    running.take_back(ImportRun.objects.get(pk=beside.pk), reason="nhập lại", by=office.chair, at=NOW)
    assert running.go_back(ImportRun.objects.get(pk=beside.pk), at=NOW)
    assert running.go_on(alone, at=NOW, size=5)
    alone.refresh_from_db()
    assert issues(alone) == said and {(line, code) for line, _, code in said} == {
        (6, "TWICE"),
        (11, "HELD"),
        (17, "WIDTH"),
    }
    assert (alone.rows, alone.accepted, alone.refused) == (23, 20, 3)
