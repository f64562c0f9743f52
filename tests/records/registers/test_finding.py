"""An officer finds a record as people name it, in the registers that may be read, and the person sees the look."""

from datetime import date

import pytest

from motcua.city import authority
from motcua.city.models import Account, Person
from motcua.foundation.models import AccessLog
from motcua.records import registers
from motcua.records.registers import finding
from tests.records.registers.importing_city import NOW, Office, office, row, table
from tests.records.registers.samples import births, parcels

__all__ = ["office"]
TODAY = date(2026, 3, 2)


def numbers(typed: str, **more) -> list[int | None]:
    scopes = [finding.Scope(births()), finding.Scope(parcels())]
    return [record.number for record in finding.find(scopes, typed, on=TODAY, **more).records]


@pytest.fixture
def books(office: Office) -> Office:
    office.bring(
        table(
            row(
                1,
                ho_ten="Nguyễn Văn An",
                ngay_sinh="02/01/2021",
                so_dinh_danh="001221000017",
                me_ho_ten="Lý Thị Quý",
            ),
            row(2, ho_ten="Nguyễn Văn An", ngay_sinh="05/06/2019"),
            row(3, ho_ten="Trần Nguyễn Thu Hà", ngay_dang_ky="05/01/2022"),
            row(4, ho_ten="Phạm An"),
        )
    )
    registers.bring_in(parcels(), at=NOW)
    for number, unit in enumerate(("00166", "00160"), 1):
        registers.enter(
            "old-parcels", agency_id=office.agency.pk, on=TODAY, number=number, source=registers.Source("officer"),
            by=office.officer, data={"unit": unit, "sheet": "5", "parcel": "12", "holder": "Lê Thị Đất"}, at=NOW,
        )  # fmt: skip
    return office


def test_a_name_is_found_without_marks_and_in_any_order(books):
    assert sorted(numbers("nguyen van an")) == sorted(numbers("An Nguyễn Văn")) == [1, 2]
    assert numbers("Nguyễn Văn An 2019") == [2]
    assert numbers("li thi qui") == [1]
    assert numbers("Thu Hà") == [3] and numbers("Trần Thu Hà") == [3]


def test_numbers_entries_and_parcels_are_found_by_what_is_written_on_paper(books):
    assert numbers("001221000017") == [1]
    assert numbers("3/2022") == [3] and numbers("số 1/2021") == [1]
    assert numbers("thửa 12 tờ 5 phường Cầu Giấy") == [1]
    assert sorted(numbers("thửa 12 tờ 5")) == [1, 2]


def test_an_old_name_of_a_place_means_what_it_became(books):
    """Dịch Vọng lies in Cầu Giấy today, for the most part."""
    assert 1 in numbers("thửa 12 tờ 5, phường Dịch Vọng, quận Cầu Giấy")


def test_one_word_of_a_name_is_not_looked_for_and_says_so(books):
    found = finding.find([finding.Scope(births())], "An", on=TODAY)
    assert found.too_wide and not found.records


@pytest.mark.parametrize(
    "typed", ["", " ", "'; drop table x", "%", "\x00", "," * 300, "a" * 5000, "phường", "thửa tờ", "0/0", "﷽"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(books, typed):
    assert numbers(typed) == []


def test_pages_follow_one_another_without_a_gap_or_a_repeat(office: Office):
    office.bring(table(*(row(n, ho_ten="Lê Văn Trang") for n in range(1, 8))))
    scopes = [finding.Scope(births())]
    seen, after = [], ""
    while True:
        page = finding.find(scopes, "lê văn trang", on=TODAY, after=after, limit=3)
        seen += [record.number for record in page.records]
        if not (after := page.after):
            break
    assert sorted(seen) == list(range(1, 8)) and len(seen) == 7
    assert finding.Mark.read("none.of.ours") is None


def test_what_was_withdrawn_is_not_found(books):
    (record,) = finding.find([finding.Scope(births())], "Phạm An", on=TODAY).records
    registers.cancel(record, reason="ghi nhầm", source=registers.Source("officer"), by=books.chair, at=NOW)
    assert numbers("Phạm An") == []


def test_an_officer_finds_what_the_own_agency_holds_and_the_person_sees_the_look(
    books, django_assert_max_num_queries
):
    child = Person.objects.create(
        full_name="Nguyễn Văn An", birth_date="2021-01-02", sex="male", pin="001221000017"
    )
    books.bring(table(row(50, ho_ten="Nguyễn Văn An", so_dinh_danh="001221000017")))
    registers.all_definitions()
    finding.search(books.officer, "Phạm An", purpose="handling", at=NOW)
    with django_assert_max_num_queries(5):
        shown = finding.search(
            books.officer, "nguyễn văn an", purpose="handling", at=NOW, registers=["old-births"]
        )
    assert sorted(one.record.number for one in shown.seen) == [1, 2, 50]
    assert "mother_pin" not in shown.seen[0].data
    looks = AccessLog.objects.filter(person_id=child.pk)
    assert [look.what for look in looks] == ["register-search:old-births"]
    assert (
        finding.search(
            books.officer, "nguyễn văn an", purpose="marketing", at=NOW, registers=["old-births"]
        ).seen
        == ()
    )
    elsewhere = Account.objects.get(username="ubnd-phuong-ha-dong.justice-officer-1")
    stranger = authority.actor_for(elsewhere, NOW)
    assert (
        finding.search(stranger, "nguyễn văn an", purpose="handling", at=NOW, registers=["old-births"]).seen
        == ()
    )


def test_a_resident_finds_nothing(books):
    from motcua.foundation.actor import Actor

    assert (
        finding.search(
            Actor("resident", account_id=1, person_id=1), "nguyễn văn an", purpose="handling", at=NOW
        ).seen
        == ()
    )
