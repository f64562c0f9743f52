"""From a paper book to the register: inventory, images, two keyings, differences, classes, lots, publishing."""

import io
import zipfile
from datetime import date

import pikepdf
import pytest

from motcua.records import registers
from motcua.records.books import (
    deciding,
    exporting,
    images,
    keying,
    lots,
    progress,
    projects,
    publishing,
    tallies,
)
from motcua.records.books.classing import entered_already
from motcua.records.books.entry_form import always_twice
from motcua.records.books.errors import Faulty, NotPossible, SamePerson
from motcua.records.books.models import ClerkDay, Entry, Lot, Page, Tally, Turn
from motcua.records.papers.models import Paper
from tests.records.books.old_town import (
    CHECKER,
    FIRST_CLERK,
    MONDAY,
    SECOND_CLERK,
    THIRD,
    a_book,
    a_project,
    account,
    actor,
    key_page,
    keyed,
    known_person,
    scan,
    written,
)

pytestmark = pytest.mark.django_db
BY = {"at": MONDAY}


@pytest.fixture
def project():
    found = a_project()
    yield found
    registers.forget()


def counted(project) -> dict[str, int]:
    return {row.what: row.count for row in Tally.objects.filter(project=project) if row.count}


def test_an_inventory_says_all_that_is_wrong_with_a_book_at_once(project):
    wrong = projects.Found(code="1", unit_code="16", year=2040, volume=0, pages=0)
    with pytest.raises(Faulty) as told:
        projects.add_book(project, wrong, by=actor(THIRD), at=MONDAY)
    assert {"code", "unit_code", "year", "volume", "pages"} <= set(told.value.fields)


def test_a_book_stands_in_the_inventory_once(project):
    a_book(project, scanned=False)
    with pytest.raises(Faulty, match="already"):
        a_book(project, scanned=False)


def test_images_find_their_pages_by_name_and_a_page_without_image_is_seen(project):
    book = a_book(project, pages=4, scanned=False)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in (1, 2, 4):
            archive.writestr(f"quet/KS_00160_1998_02_{number:04d}.jpg", scan(number))
        archive.writestr("KS_00160_1999_02_0003.jpg", scan(3))
        archive.writestr("doc.txt", b"khong phai anh")
    brought = images.bring(book, [("so.zip", packed.getvalue())], by=actor(THIRD), at=MONDAY)
    assert brought.placed == [1, 2, 4]
    assert {name for name, _, _ in brought.refused} == {"KS_00160_1999_02_0003.jpg", "doc.txt"}
    assert list(book.pages.filter(file=None).values_list("position", flat=True)) == [3]


def test_a_pdf_of_the_whole_book_fills_its_pages_in_order(project):
    book = a_book(project, pages=2, scanned=False)
    whole = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(whole)
    brought = images.bring(book, [("ca quyen.pdf", whole.getvalue())], by=actor(THIRD), at=MONDAY)
    assert brought.placed == [1, 2]
    assert "Nhiều ảnh hơn" in brought.refused[0][1]
    assert list(book.pages.order_by("position").values_list("sheet", flat=True)) == [1, 2]
    assert len(pikepdf.open(io.BytesIO(exporting.pdf_of(book.pages.get(position=2)))).pages) == 1


def test_a_broken_zip_is_refused_with_words(project):
    book = a_book(project, scanned=False)
    brought = images.bring(book, [("so.zip", b"PK\x03\x04 rubbish")], by=actor(THIRD), at=MONDAY)
    assert brought.refused[0][0] == "so.zip"
    assert not brought.placed


def test_two_clerks_key_a_page_and_one_of_them_twice_never(project):
    a_book(project, pages=1)
    key_page(FIRST_CLERK, project)
    who = account(FIRST_CLERK)
    assert keying.claim(project, who.pk, who.display_name, at=MONDAY) is None
    assert key_page(SECOND_CLERK, project).round == 2
    entry = Entry.objects.get(project=project)
    assert (entry.state, entry.quality, entry.number) == ("ready", "F", 1)


def test_the_second_clerk_is_blind_and_asked_less(project):
    a_book(project, pages=1)
    key_page(FIRST_CLERK, project)
    who = account(SECOND_CLERK)
    turn = keying.claim(project, who.pk, who.display_name, at=MONDAY)
    work = keying.at_work(turn)
    assert [one.id for one in work.asked] == ["entry_number", "child_name", "child_birth_date"]
    assert (work.values, work.above) == ({}, {})


def test_a_claimed_page_is_nobody_elses_until_it_is_given_back(project):
    a_book(project, pages=1)
    one, other = account(FIRST_CLERK), account(SECOND_CLERK)
    mine = keying.claim(project, one.pk, "", at=MONDAY)
    assert keying.claim(project, one.pk, "", at=MONDAY) == mine
    with pytest.raises(NotPossible):
        keying.save_draft(mine.pk, other.pk, 1, {"child_name": "x"}, at=MONDAY)
    keying.save_draft(mine.pk, one.pk, 1, {"child_name": "Đặng Thị"}, at=MONDAY)
    assert keying.at_work(keying.claim(project, one.pk, "", at=MONDAY)).values == {"child_name": "Đặng Thị"}
    keying.give_back(mine.pk, one.pk)
    assert Page.objects.get(book__project=project).taken == 0
    assert keying.claim(project, other.pk, "", at=MONDAY).round == 1


def test_nothing_is_kept_of_a_keying_with_faults(project):
    a_book(project, pages=1)
    who = account(FIRST_CLERK)
    turn = keying.claim(project, who.pk, "", at=MONDAY)
    with pytest.raises(Faulty) as told:
        keying.finish_entry(
            turn.pk, who.pk, 1, written(1, child_birth_date="31/02/1998", child_name=""), at=MONDAY
        )
    assert set(told.value.fields) == {"child_birth_date", "child_name"}
    assert Turn.objects.get(pk=turn.pk).done_at is None


def test_a_difference_is_decided_by_a_third_person_with_both_values_in_sight(project):
    a_book(project, pages=1)
    key_page(FIRST_CLERK, project, child_name="Đặng Thị Số B")
    key_page(SECOND_CLERK, project)
    entry = Entry.objects.get(project=project)
    assert (entry.state, entry.differing) == ("differs", ["child_name"])
    assert [(one.first, one.second) for one in deciding.differences(entry)] == [
        ("Đặng Thị Số B", "Đặng Thị Sổ B")
    ]
    chosen = {"child_name": "Đặng Thị Sổ B"}
    with pytest.raises(SamePerson):
        deciding.decide(entry.pk, chosen, clerk_id=account(FIRST_CLERK).pk, by=actor(FIRST_CLERK), at=MONDAY)
    decided = deciding.decide(entry.pk, chosen, clerk_id=account(THIRD).pk, by=actor(THIRD), at=MONDAY)
    assert (decided.state, decided.values["child_name"]) == ("ready", "Đặng Thị Sổ B")
    assert decided.decisions["child_name"]["of"] == 2
    wrong = dict(ClerkDay.objects.filter(project=project).values_list("clerk_id", "wrong"))
    assert wrong == {account(FIRST_CLERK).pk: 1, account(SECOND_CLERK).pk: 0}
    with pytest.raises(NotPossible):
        deciding.decide(entry.pk, chosen, clerk_id=account(THIRD).pk, by=actor(THIRD), at=MONDAY)


def test_an_entry_that_one_clerk_saw_is_kept_or_dropped_by_the_third(project):
    project = a_project(several=True, name="Nhiều mục một trang")
    a_book(project, pages=1, scanned=False)
    book = project.books.get()
    images.bring(book, [("trang 1.jpg", scan(1))], by=actor(THIRD), at=MONDAY)
    one, other = account(FIRST_CLERK), account(SECOND_CLERK)
    turn = keying.claim(project, one.pk, "", at=MONDAY)
    keying.finish_entry(turn.pk, one.pk, 1, written(1), at=MONDAY, last=False)
    keying.finish_entry(turn.pk, one.pk, 2, written(2), at=MONDAY, last=True)
    turn = keying.claim(project, other.pk, "", at=MONDAY)
    keying.finish_entry(turn.pk, other.pk, 1, written(1), at=MONDAY, last=False)
    keying.finish_page(turn.pk, other.pk, at=MONDAY)
    first, lonely = Entry.objects.filter(project=project).order_by("slot")
    assert (first.state, lonely.state, lonely.missing) == ("ready", "differs", 2)
    third = {"clerk_id": account(THIRD).pk, "by": actor(THIRD), "at": MONDAY}
    with pytest.raises(Faulty):
        deciding.decide(lonely.pk, {}, **third)
    assert deciding.decide(lonely.pk, {}, missing="drop", **third).state == "dropped"
    assert counted(project)["dropped"] == 1


def test_an_entry_that_matches_is_b_and_one_with_a_year_alone_waits_for_an_officer(project):
    person = known_person(1)
    a_book(project, pages=1)
    entry = keyed(project, 1)[0]
    assert (entry.quality, entry.points, entry.persons) == ("B", 100, {"child": person.pk})


def test_a_doubtful_entry_is_ruled_on_with_a_ground(project):
    person = known_person(1)
    a_book(project, pages=1)
    for key in (FIRST_CLERK, SECOND_CLERK):
        key_page(key, project, child_birth_date="1998")
    entry = Entry.objects.get(project=project)
    assert (entry.quality, entry.state, entry.points) == ("C", "doubtful", 80)  # K8
    third = {"clerk_id": account(THIRD).pk, "by": actor(THIRD), "at": MONDAY}
    with pytest.raises(Faulty):
        deciding.rule(entry.pk, person.pk, " ", **third)
    with pytest.raises(Faulty):
        deciding.rule(entry.pk, person.pk + 999, "Đúng người", **third)
    ruled = deciding.rule(entry.pk, person.pk, "Đối chiếu giấy khai sinh bản chính", **third)
    assert (ruled.state, ruled.persons) == ("ready", {"child": person.pk})
    assert ruled.values["child_birth_date"] == "1998"  # the book's value stays


def test_what_conflicts_or_cannot_be_read_stays_outside_with_its_reason(project):
    known_person(1, birth_date=date(1998, 11, 30))
    a_book(project, pages=2)
    for key in (FIRST_CLERK, SECOND_CLERK):
        key_page(key, project)
        key_page(key, project, child_name="không đọc được")
    conflict, unread = Entry.objects.filter(project=project).order_by("number")
    assert (conflict.quality, conflict.state) == ("D", "held")
    assert "khác ngày sinh" in conflict.reasons[0]["vi"]
    assert (unread.quality, unread.state) == ("E", "held")
    assert "Họ và tên" in unread.reasons[0]["vi"]


def test_after_a_new_scan_both_clerks_key_the_page_anew(project):
    book = a_book(project, pages=1)
    for key in (FIRST_CLERK, SECOND_CLERK):
        key_page(key, project, child_name="không đọc được")
    images.bring(book, [("KS_00160_1998_02_0001.jpg", scan(77))], by=actor(THIRD), at=MONDAY)
    assert images.key_again(book.pages.get().pk, by=actor(THIRD), at=MONDAY)
    assert counted(project) == {tallies.WITH_IMAGE: 1}
    assert keyed(project, 1)[0].state == "ready"


def test_the_run_of_a_book_shows_gaps_that_an_officer_explains(project):
    book = a_book(project, pages=3, last_number=5)
    for key in (FIRST_CLERK, SECOND_CLERK):
        key_page(key, project)
        key_page(key, project, entry_number="1")
        key_page(key, project)
    seen = projects.run_of(book)
    assert ([gap.words for gap in seen.run.gaps], seen.run.doubles) == (["2", "4–5"], (1,))
    assert seen.open_questions() == 3
    projects.explain(book, "gap", 4, 5, "Trang bị rách, có biên bản 3/BB-1999", by=actor(THIRD), at=MONDAY)
    assert projects.run_of(book).open_questions() == 2
    with pytest.raises(Faulty):
        projects.explain(book, "gap", 7, 9, "không có", by=actor(THIRD), at=MONDAY)


def check_all(lot, wrong: int = 0) -> Lot:
    """The whole sample by the division leader, who finds the first `wrong` entries faulty."""
    who = account(CHECKER)
    for turn in range(lot.size):
        look = lots.next_look(lot, who.pk)
        if look is None:
            break
        typed = {"birth_place_words": "Nhà hộ sinh"} if turn < wrong else {}
        lots.look(look.pk, typed, account_id=who.pk, by=actor(CHECKER), at=MONDAY)
        lot.refresh_from_db()
        if lot.state != Lot.State.OPEN:
            break
    return lot


def test_a_good_lot_is_accepted_and_goes_into_the_register_with_book_image_and_remark(project):
    person = known_person(1)
    book = a_book(project)
    keyed(project)
    lot = lots.make(project, "hạt giống", by=actor(CHECKER), at=MONDAY)
    assert (lot.entries_count, lot.size, lot.accept) == (3, 3, 0)
    with pytest.raises(NotPossible):
        publishing.publish(lot, by=actor("chair"), at=MONDAY)
    assert check_all(lot).state == "accepted"
    assert publishing.publish(lot, by=actor("chair"), at=MONDAY) == publishing.Published(3, 0)
    entry = Entry.objects.get(project=project, number=1)
    record = registers.get("old-births", entry.record_id)
    assert record is not None
    assert (record.number, record.year, record.volume, record.page) == (1, 1998, "02/1998", "1")
    assert record.data["child_name"] == "Đặng Thị Sổ B"
    assert record.data["old_unit"] == "00160"
    assert "child_pin" not in record.data  # the book has none: it is the link that knows
    assert (record.origin, record.origin_ref) == ("book", f"{book.uuid}/{entry.pk}")
    assert "quyển 02/1998" in record.reason
    assert "loại B" in record.reason
    assert [one.id for one in registers.about(person.pk)] == [record.id]
    assert Paper.objects.get(pk=record.paper_id).file == entry.page.file
    again = publishing.publish_entry(entry.pk, by=actor("chair"), at=MONDAY)
    assert again
    assert len(registers.about(person.pk)) == 1
    assert counted(project)["published"] == 3


def test_a_bad_sample_sends_the_whole_lot_back_and_it_is_drawn_anew_after_every_entry_was_read(project):
    a_book(project, pages=4)
    keyed(project, 4)
    lot = lots.make(project, "s", by=actor(CHECKER), at=MONDAY)
    lot = check_all(lot, wrong=1)
    assert (lot.state, lot.faulty) == ("returned", 1)
    assert counted(project)["recheck"] == 3
    fault = lot.looks.get(at__isnull=False)
    assert fault.faults == ["birth_place_words"]
    assert Entry.objects.get(pk=fault.entry_id).values["birth_place_words"] == "Nhà hộ sinh"
    with pytest.raises(NotPossible):
        lots.draw_again(lot, by=actor(CHECKER), at=MONDAY)
    who = account(THIRD)
    while (entry := lots.next_recheck(lot, who.pk)) is not None:
        lots.recheck(entry.pk, {}, account_id=who.pk, by=actor(THIRD), at=MONDAY)
    lot = lots.draw_again(lot, by=actor(CHECKER), at=MONDAY)
    assert (lot.drawing, lot.state) == (2, "open")
    assert check_all(lot).state == "accepted"


def test_nobody_checks_what_they_keyed_or_decided(project):
    a_book(project, pages=1)
    keyed(project, 1)
    lot = lots.make(project, "s", by=actor(CHECKER), at=MONDAY)
    look = lot.looks.get()
    assert lots.next_look(lot, account(FIRST_CLERK).pk) is None
    with pytest.raises(SamePerson):
        lots.look(look.pk, {}, account_id=account(FIRST_CLERK).pk, by=actor(FIRST_CLERK), at=MONDAY)


def test_a_number_that_the_register_holds_already_is_refused_with_its_words_and_stays_outside(project):
    a_book(project, pages=1)
    agency_id = actor(THIRD).agency_id
    held = {
        "child_name": "Người Khác",
        "child_birth_date": "1998-01-01",
        "child_sex": "male",
        "old_unit": "00160",
    }
    source = registers.Source("officer", "ghi tay")
    registers.enter(
        "old-births",
        agency_id=agency_id,
        on=date(1998, 4, 1),
        data=held,
        source=source,
        by=actor(THIRD),
        number=1,
        **BY,
    )
    keyed(project, 1)
    lot = check_all(lots.make(project, "s", by=actor(CHECKER), at=MONDAY))
    assert publishing.publish(lot, by=actor("chair"), at=MONDAY) == publishing.Published(0, 1)
    entry = Entry.objects.get(project=project)
    assert (entry.state, entry.quality) == ("held", "D")
    assert entry.refused[0]["vi"]


def test_progress_counts_books_clerks_and_days_and_meets_the_target(project):
    book = a_book(project)
    keyed(project)
    standing = progress.of_books([book])[book.pk]
    assert (standing.pages, standing.images, standing.once, standing.twice) == (3, 3, 3, 3)
    assert standing.quality == {"F": 3}
    one, other = progress.clerks(project, date(2026, 3, 1), date(2026, 3, 31))
    assert (one.entries, one.strokes, one.compared, one.wrong) == (3, 360, 9, 0)
    assert other.a_day == 3
    assert progress.by_day(project, date(2026, 3, 1), date(2026, 3, 31)) == [(date(2026, 3, 2), 6)]
    lot = check_all(lots.make(project, "s", by=actor(CHECKER), at=MONDAY))
    publishing.publish(lot, by=actor("chair"), at=MONDAY)
    (row,) = progress.indicators(None, date(2026, 3, 2))
    assert (row.wanted, row.published, row.share, row.met) == (3, 3, 100.0, True)


def test_more_than_half_of_the_construction_files_is_more_than_half():
    wanted = progress.target("construction", date(2026, 3, 2))
    assert wanted is not None
    assert (wanted.met(50.0), wanted.met(50.1), wanted.met(None)) == (False, True, None)
    assert progress.target("permits", date(2024, 1, 1)) is None


def test_a_book_is_exported_as_one_sheet_and_one_zip_of_pdfs(project):
    book = a_book(project)
    keyed(project)
    with zipfile.ZipFile(io.BytesIO(exporting.excel(book, date(2026, 3, 2)))) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    for said in (
        "ho_ten",
        "noi_sinh_ma_don_vi_nay",
        "Đặng Thị Sổ B",
        "KS_00160_1998_02_0001.pdf",
        "KHONG_CO_TRONG_SO",
    ):
        assert said in sheet
    with zipfile.ZipFile(io.BytesIO(exporting.joined(exporting.pdfs(book)))) as packed:
        assert packed.namelist() == [f"KS_00160_1998_02_{number:04d}.pdf" for number in (1, 2, 3)]
        assert packed.testzip() is None
        assert packed.read("KS_00160_1998_02_0002.pdf").startswith(b"%PDF")


def test_what_tells_a_record_from_the_others_is_always_keyed_twice(project):
    assert always_twice(registers.definition_of("old-births")) == {
        "entry_number",
        "child_name",
        "child_birth_date",
    }
    assert {"map_sheet", "parcel_number"} <= always_twice(registers.definition_of("parcels"))
    both = {"woman_name", "woman_birth_date", "man_name", "man_birth_date"}
    assert both <= always_twice(registers.definition_of("marriages"))


def test_a_second_birth_of_one_person_stays_outside_a_second_permit_does_not(project):
    person = known_person(1)
    births = {"child_name": person.full_name, "child_birth_date": "1998-03-01", "child_sex": "female"}
    agency_id = actor(THIRD).agency_id
    given = {"agency_id": agency_id, "on": date(2020, 1, 6), "source": registers.Source("officer", "x")}
    registers.enter("births", data=births, people={"child": person.pk}, by=actor(THIRD), **given, **BY)
    assert entered_already("births", person.pk, "child")
    assert not entered_already("births", person.pk, "mother")
    assert not entered_already("old-births", person.pk, "child")
