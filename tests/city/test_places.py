"""A place is found by the name it had and the name it has; of a split one every successor is shown and none is picked."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist

from motcua.city.models import Unit
from motcua.city.places import finding
from motcua.city.places.index import COMMUNE, DISTRICT, PROVINCE, Link, Place, build

BEFORE, REFORM, TODAY = date(2004, 7, 8), date(2025, 7, 1), date(2026, 11, 20)


def place(number, level, kind, name, words, parent=None, since=BEFORE, until=REFORM, code=None):
    return Place(number, code or f"{number:05d}", level, kind, name, words, parent, since, until)


OLD_CITY = place(1, PROVINCE, "city", "Thành phố Hà Nội", "ha noi", code="01")
CITY = place(2, PROVINCE, "city", "Thành phố Hà Nội", "ha noi", None, REFORM, None, code="01")
CAU_GIAY_Q = place(3, DISTRICT, "urban_district", "Quận Cầu Giấy", "cau giay", 1)
TU_LIEM_Q = place(4, DISTRICT, "urban_district", "Quận Bắc Từ Liêm", "bac tu liem", 1)
ELSEWHERE = place(5, PROVINCE, "province", "Tỉnh Bắc Giang", "bac giang", code="24")
DISTRICT_ELSEWHERE = place(6, DISTRICT, "district", "Huyện Việt Yên", "viet yen", 5)
QUAN_HOA = place(10, COMMUNE, "ward", "Phường Quan Hoa", "quan hoa", 3)
NGHIA_TAN = place(11, COMMUNE, "ward", "Phường Nghĩa Tân", "nghia tan", 3)
NGHIA_TAN_ELSEWHERE = place(12, COMMUNE, "commune", "Xã Nghĩa Tân", "nghia tan", 6)
CAU_GIAY = place(20, COMMUNE, "ward", "Phường Cầu Giấy", "cau giay", 2, REFORM, None)
NGHIA_DO = place(21, COMMUNE, "ward", "Phường Nghĩa Đô", "nghia do", 2, REFORM, None)
LINKS = [
    Link(10, 20, False, True), Link(10, 21, False, False), Link(11, 21, True, True),
]  # fmt: skip
INDEX = build(
    [OLD_CITY, CITY, CAU_GIAY_Q, TU_LIEM_Q, ELSEWHERE, DISTRICT_ELSEWHERE, QUAN_HOA, NGHIA_TAN,
     NGHIA_TAN_ELSEWHERE, CAU_GIAY, NGHIA_DO],
    LINKS, home="01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Phường Nghĩa Tân", NGHIA_TAN),
        ("nghia tan", NGHIA_TAN),
        ("p. nghĩa tân, q. cầu giấy", NGHIA_TAN),
        ("xã nghĩa tân", NGHIA_TAN_ELSEWHERE),
        ("nghia tan viet yen", NGHIA_TAN_ELSEWHERE),
        ("Số 5, ngõ 12, Phường Quan Hoa, Cầu Giấy, Hà Nội", QUAN_HOA),
        ("phuong cau giay", CAU_GIAY),
        ("nghia ta", NGHIA_TAN),
    ],
)
def test_people_write_places_as_they_please(typed, first):
    assert INDEX.find(typed, TODAY)[0] is first


def test_a_word_that_is_no_place_finds_none():
    assert INDEX.find("xyzzy", TODAY) == [] == INDEX.find("   ", TODAY)


def test_a_district_named_alone_is_found_beside_a_ward_of_its_name():
    assert CAU_GIAY_Q in INDEX.find("quận cầu giấy", TODAY)
    assert [place.name for place in INDEX.communes_of(CAU_GIAY_Q)] == ["Phường Quan Hoa", "Phường Nghĩa Tân"]


def test_a_whole_commune_has_one_name_today_and_a_split_one_every_choice_with_the_largest_first():
    assert INDEX.fate(NGHIA_TAN, TODAY).certain
    split = INDEX.fate(QUAN_HOA, TODAY)
    assert split.split and not split.certain
    assert [(one.place.name, one.main) for one in split.now] == [
        ("Phường Cầu Giấy", True), ("Phường Nghĩa Đô", False),
    ]  # fmt: skip


def test_before_the_reform_an_old_commune_is_itself():
    assert INDEX.fate(QUAN_HOA, date(2025, 6, 30)).now[0].place is QUAN_HOA


def test_a_commune_that_changes_again_leads_on_and_what_was_split_once_stays_uncertain():
    later = date(2030, 1, 1)
    gone = place(21, COMMUNE, "ward", "Phường Nghĩa Đô", "nghia do", 2, REFORM, later)
    newest = place(30, COMMUNE, "ward", "Phường Bưởi", "buoi", 2, later, None)
    again = build([OLD_CITY, CITY, CAU_GIAY_Q, QUAN_HOA, NGHIA_TAN, CAU_GIAY, gone, newest],
                  [*LINKS, Link(21, 30, True, True)])  # fmt: skip
    assert again.fate(NGHIA_TAN, later).now[0].place is newest and again.fate(NGHIA_TAN, later).certain
    assert [one.place.name for one in again.fate(QUAN_HOA, later).now] == ["Phường Cầu Giấy", "Phường Bưởi"]


def test_what_formed_a_commune_is_told():
    assert [old.name for old, _ in INDEX.before(NGHIA_DO)] == ["Phường Quan Hoa", "Phường Nghĩa Tân"]


def test_an_address_is_understood_only_with_its_kind_and_its_district():
    assert INDEX.in_text("Số 5, Phường Nghĩa Tân, Quận Cầu Giấy, Hà Nội", TODAY) is NGHIA_TAN
    assert INDEX.in_text("Số 5, đường Nghĩa Tân, Quận Cầu Giấy", TODAY) is None
    assert INDEX.in_text("Số 5, Phường Nghĩa Tân", TODAY) is None
    assert INDEX.in_text("Số 5, Phường Cầu Giấy, Thành phố Hà Nội", TODAY) is None


def old(name: str) -> Unit:
    found = Unit.objects.filter(full_name_vi=name, code_list="2004", parent__parent__code="01").first()
    if found is None:
        raise ObjectDoesNotExist(name)
    return found


@pytest.mark.django_db
def test_every_old_commune_of_the_city_leads_to_a_unit_of_today(city, django_assert_num_queries):
    finding.forget()
    olds = list(Unit.objects.filter(level=3, code_list="2004", parent__parent__code="01"))
    with django_assert_num_queries(2):
        fates = [finding.fate_of(unit, TODAY) for unit in olds]
    assert len(olds) == 526
    assert all(fate and fate.now for fate in fates)
    assert sum(fate.split for fate in fates if fate) == 199
    assert sum(fate.certain for fate in fates if fate) == 327


@pytest.mark.django_db
def test_every_old_commune_is_found_by_its_name_and_district_without_marks(city):
    finding.forget()
    olds = Unit.objects.filter(level=3, code_list="2004", parent__parent__code="01").select_related("parent")
    missed = [
        unit.full_name_vi
        for unit in olds
        if unit.pk
        not in {
            f.place.id for f in finding.find(f"{unit.search_key} {unit.parent.search_key}", TODAY, limit=1)
        }
    ]
    assert missed == []


@pytest.mark.django_db
def test_the_words_beside_an_old_place_never_guess(city):
    finding.forget()
    whole = finding.today(old("Phường Phúc Xá"), TODAY)
    split = finding.today(old("Phường Dịch Vọng"), TODAY)
    assert whole and whole.certain and whole.vi == "nay là Phường Hồng Hà"
    assert split and not split.certain
    assert split.vi == "nay thuộc Phường Cầu Giấy hoặc Phường Nghĩa Đô, tùy địa chỉ"
    assert finding.today_of_address("12 Phường Dịch Vọng, Quận Cầu Giấy, Hà Nội", TODAY) == split
    assert finding.today_of_address("12 đường Dịch Vọng", TODAY) is None


@pytest.mark.django_db
def test_a_name_of_either_time_means_the_same_units(city):
    finding.forget()
    new = Unit.objects.get(full_name_vi="Phường Cầu Giấy", level=3, code_list="2025", parent__code="01")
    assert new.pk in finding.units_by_any_name("phuong dich vong quan cau giay", TODAY)
    assert old("Phường Dịch Vọng").pk in finding.units_by_any_name("phuong cau giay", TODAY)
    assert "phuong dich vong" in finding.old_names(new)
