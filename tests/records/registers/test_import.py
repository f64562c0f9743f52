"""A file of an old office becomes records of a register: looked over, released by a second person, run, and taken back."""

import pytest

from motcua.city.authority import NotAllowed
from motcua.city.models import Person
from motcua.foundation.models import Event
from motcua.records import registers
from motcua.records.registers.importing import mapping, preparing, running
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


def test_a_file_becomes_records_with_their_book_their_row_and_who_released_it(office: Office):
    run = office.bring(table(*ROWS))
    assert (run.state, run.rows, run.accepted, run.refused) == ("done", 3, 3, 0)
    first, second, third = stored()
    assert (first.number, first.volume, first.page, str(first.entered_on)) == (
        1,
        "01/2021",
        "1",
        "2021-01-04",
    )
    assert first.data == {
        "child_name": "Nguyễn Văn An", "child_sex": "male", "child_birth": "2021-01-02", "child_pin": "001221000017",
        "residence": "00166", "mother_name": "Lê Thị Hoa", "mother_birth": "1990",
    }  # fmt: skip
    assert (first.origin, first.origin_ref) == ("import", f"{run.uuid}:2") and first.by[
        "name"
    ] == office.chair.name
    assert (second.data["mother_birth"], second.data["remarks"]) == ("1992-03-12", "quá hạn")
    assert third.data["child_birth"] == "2021"


def test_a_row_becomes_what_entering_it_by_hand_would_make(office: Office):
    office.bring(table(ROWS[0]))
    (brought,) = stored()
    registers.withdraw(
        brought, reason="nhập thử", source=registers.Source("officer"), by=office.chair, at=NOW
    )
    entered = registers.enter(
        "old-births", agency_id=office.agency.pk, on=brought.entered_on, data=brought.data, number=1, volume="01/2021",
        page="1", source=registers.Source("officer"), by=office.chair, at=NOW,
    )  # fmt: skip
    assert sorted(brought.words) == sorted(entered.words)
    for name in (
        "data",
        "key",
        "unit_code",
        "year",
        "number",
        "valid_from",
        "valid_to",
        "schema",
        "entered_on",
    ):
        assert getattr(brought, name) == getattr(entered, name), name


def test_the_next_number_of_the_year_comes_after_what_was_brought_in(office: Office):
    office.bring(table(*ROWS))
    entered = registers.enter(
        "old-births", agency_id=office.agency.pk, on=stored()[0].entered_on, source=registers.Source("officer"), by=office.chair,
        data={"child_name": "Lê Văn Dư", "child_sex": "male", "child_birth": "2021-01-09"}, at=NOW,
    )  # fmt: skip
    assert entered.number == 4


def test_who_uploads_does_not_release(office: Office):
    run = office.upload(table(*ROWS))
    preparing.look_over(run, at=NOW)
    preparing.ask(run, by=office.officer, at=NOW)
    ImportRun.objects.filter(pk=run.pk).update(uploader=office.chair.account_id)
    with pytest.raises(preparing.Refused, match="does not release"):
        preparing.release(run, by=office.chair, at=NOW)
    with pytest.raises(NotAllowed):
        preparing.release(run, by=office.officer, at=NOW)
    assert stored() == []


def test_nothing_runs_that_was_not_looked_over_and_released(office: Office):
    run = office.upload(table(*ROWS))
    with pytest.raises(preparing.Refused, match="Look over"):
        preparing.ask(run, by=office.officer, at=NOW)
    with pytest.raises(preparing.Refused):
        running.go_on(run, at=NOW)


def test_columns_are_proposed_by_their_headings_and_remembered_as_a_person_chose_them(office: Office):
    run = office.upload(table(*ROWS, headings=(*HEADINGS[:-1], "Chuyện khác")))
    assert run.targets[:4] == ["@number", "@book", "@page", "@entered_on"] and run.targets[-1] == ""
    faults = preparing.choose(run, targets=["", *run.targets[1:4], "child_name", "child_name", *[""] * 6])
    assert {fault.column for fault in faults} == {5, None} and len(faults) == 4
    assert preparing.choose(run, targets=[*run.targets[:-1], "remarks"]) == []
    preparing.look_over(run, at=NOW)
    preparing.ask(run, by=office.officer, at=NOW)
    again = office.upload(table(row(9), headings=(*HEADINGS[:-1], "Chuyện khác")))
    assert again.targets[-1] == "remarks"


def test_labels_of_the_register_are_headings_too():
    assert mapping.propose(births(), ("Giới tính", "DATE OF BIRTH", "Họ, chữ đệm, tên")) == (
        "child_sex",
        "child_birth",
        "child_name",
    )


def test_every_row_that_cannot_be_kept_is_told_with_its_reason(office: Office):
    text = table(
        row(1),
        row(1, ho_ten="Trùng Số"),
        row(2, ho_ten=""),
        row(3, ngay_sinh="30/02/2020"),
        row(4, ngay_dang_ky="04/25/2021"),
        row(5, so_dinh_danh="1221000018"),
        row(6, gioi_tinh="Khác lạ"),
        row(7, ma_xa="99999"),
        row(8)[:6],
        row(9, ngay_sinh="12/03/21"),
    )
    run = office.bring(text)
    assert sorted((line, code) for line, level, code in issues(run) if level == "refused") == [
        (3, "TWICE"), (4, "MISSING"), (5, "VALUE"), (6, "DQ09"), (7, "DQ23"), (8, "VALUE"), (9, "UNIT"),
        (10, "WIDTH"), (11, "YEAR2"),
    ]  # fmt: skip
    assert (run.accepted, run.refused) == (1, 9) and len(stored()) == 1


def test_proposals_are_taken_when_a_person_agreed_to_them_and_are_told_then_too(office: Office):
    run = office.bring(
        table(row(1, ngay_dang_ky="04/25/2021", so_dinh_danh="1221000018")), agreed=("DQ09", "DQ23")
    )
    (kept,) = stored()
    assert (str(kept.entered_on), kept.data["child_pin"]) == ("2021-04-25", "001221000018")
    assert [(level, code) for _, level, code in issues(run)] == [("corrected", "DQ09"), ("corrected", "DQ23")]
    assert (run.accepted, run.corrected) == (1, 1)


def test_what_stands_in_the_register_is_not_brought_in_twice(office: Office):
    office.bring(table(*ROWS))
    run = office.bring(table(*ROWS, row(4)))
    assert (run.accepted, run.refused) == (1, 3)
    assert {code for _, _, code in issues(run)} == {"HELD"} and len(stored()) == 4


def test_an_import_is_taken_back_but_for_what_was_corrected_since(office: Office):
    run = office.bring(table(*ROWS), size=2)
    kept = stored()[1]
    registers.correct(
        kept,
        {"remarks": "cải chính năm 2026"},
        reason="Quyết định 12",
        source=registers.Source("officer"),
        by=office.chair,
        at=NOW,
    )
    running.take_back(run, reason="Nhầm sổ của phường khác", by=office.chair, at=hanoi("2026-03-03 08:00"))
    assert running.go_back(run, at=hanoi("2026-03-03 08:00"))
    run.refresh_from_db()
    assert (run.state, run.withdrawn, run.kept) == ("withdrawn", 2, [kept.id])
    assert [one.id for one in stored()] == [kept.id]
    gone = (
        registers.Record.objects.exclude(state="in_force")
        .filter(register="old-births")
        .order_by("id")
        .first()
    )
    assert (gone.state, gone.reason, gone.revision) == ("withdrawn", "Nhầm sổ của phường khác", 2)
    assert [held.state for held in registers.history("old-births", gone.id)] == ["in_force", "withdrawn"]
    again = office.bring(table(*ROWS))
    assert (again.accepted, again.refused) == (2, 1)


def test_taking_back_needs_a_reason_and_the_power_to_release(office: Office):
    run = office.bring(table(*ROWS))
    with pytest.raises(preparing.Refused, match="reason"):
        running.take_back(run, reason=" ", by=office.chair, at=NOW)
    with pytest.raises(NotAllowed):
        running.take_back(run, reason="thử", by=office.officer, at=NOW)


def test_one_event_tells_of_a_whole_import(office: Office):
    run = office.bring(table(*ROWS))
    told = Event.objects.filter(kind="register.imported")
    assert told.count() == 1 and str(run.uuid) in told.get().body


def test_a_shifted_column_stops_the_file(office: Office):
    shifted = [row(n, ngay_sinh="Nữ", gioi_tinh="02/01/2021") for n in range(1, 31)]
    run = office.upload(table(*shifted))
    profile = preparing.look_over(run, at=NOW)
    assert {stop["field"] for stop in profile.stops} == {"child_sex", "child_birth"}
    with pytest.raises(preparing.Refused):
        preparing.ask(run, by=office.officer, at=NOW)


def test_a_table_whose_rows_have_another_width_stops(office: Office):
    run = office.upload(table(row(1), *[(*row(n), "thừa") for n in range(2, 10)]))
    assert "separator" in preparing.look_over(run, at=NOW).stops[0]["en"]


def test_persons_are_linked_by_number_and_else_by_name_and_birth_date_where_only_one_fits(office: Office):
    child = Person.objects.create(
        full_name="Nguyễn Văn An", birth_date="2021-01-02", sex="male", pin="001221000017"
    )
    mother = Person.objects.create(full_name="Đỗ Thị Quỳnh", birth_date="1992-03-12", sex="female")
    run = office.bring(table(*ROWS))
    assert run.named == 2
    assert registers.about(child.pk)[0].number == 1 and registers.about(mother.pk)[0].number == 2
    Person.objects.create(full_name="Đỗ Thị Quỳnh", birth_date="1992-03-12", sex="female")
    assert office.bring(table(row(50))).named == 0
