"""The demo city stands within seconds, once, and its offices hold together."""

from datetime import date

import pytest
from django.test import override_settings

from motcua.city import agencies, authority, units
from motcua.city.authority import powers_of
from motcua.city.models import Account, Agency, Appointment, Organisation, Person, Post, Unit, UnitSuccessor
from motcua.foundation.identifiers import format_dossier_code, is_dossier_code, parse_agency_code
from motcua.foundation.worktime.calendar import Calendar
from motcua.project.demo import AnotherCity, NotADemo, account_of, demo_identities, facts, load_demo_city

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
BODIES = ("commune", "department", "centre", "centre_branch", "police", "commune_office", "school")


@pytest.fixture
def made(db):
    return load_demo_city(small=True)


def test_a_second_load_changes_nothing_and_gives_the_same_people(made):
    before = [model.objects.count() for model in (Unit, Agency, Post, Account, Appointment, Person)]
    again = load_demo_city(small=True)
    assert made.created and not again.created
    assert [model.objects.count() for model in (Unit, Agency, Post, Account, Appointment, Person)] == before
    assert list(again.person_ids) == list(made.person_ids)
    assert Person.objects.get(id=again.person_ids[0]).full_name == "Nguyễn Thị Minh Anh"


def test_a_city_that_an_older_demo_made_gets_the_posts_that_are_new(made):
    accountant = account_of("accountant")
    Post.objects.filter(appointments__account=accountant).update(kind="specialist")
    Account.objects.filter(pk=accountant.pk).update(username="somebody-else")
    load_demo_city(small=True)
    new = account_of("accountant")
    assert (new.pk != accountant.pk, new.display_name) == (True, accountant.display_name)
    assert powers_of(new.id, TODAY).holds_any("keep_accounts"), "powers are those of the kind of post"
    before = Account.objects.count()
    load_demo_city(small=True)
    assert Account.objects.count() == before


def test_a_load_over_another_city_is_refused(made):
    with pytest.raises(AnotherCity):
        load_demo_city(small=True, seed=1)


def test_the_row_after_the_copied_ones_gets_a_free_number(made):
    fresh = Person.objects.create(full_name="A B", birth_date=date(2000, 1, 1), sex="male")
    assert fresh.id > max(made.person_ids)


def test_the_whole_city_is_loaded_with_all_its_bodies():
    parts = []
    city = load_demo_city(progress=lambda vi, en, seconds: parts.append(en))
    assert parts == ["Administrative units", "Agencies, posts, officers", "Residents"]
    assert len(city.people) >= 20_000
    kinds = Agency.objects.on(TODAY).values_list("kind", flat=True)
    assert [list(kinds).count(k) for k in BODIES] == [
        126, 14, 1, 12, 127, 126, 126,
    ]  # fmt: skip
    assert 1500 < Account.objects.filter(kind="officer").count() < 2600
    assert Unit.objects.on(TODAY).filter(level=3).count() == 3321
    assert Unit.objects.on(TODAY).filter(level=1).count() == 34
    assert Unit.objects.on(date(2025, 6, 30)).filter(level=3).count() == 10_035
    assert Unit.objects.on(date(2025, 6, 30)).filter(level=2).count() == 696
    unlinked = Unit.objects.filter(code_list="2004", level=3, successor_links=None)
    assert not unlinked.exists(), "every old commune has a successor"


def test_every_commune_has_one_committee_one_police_and_one_branch(made):
    for unit in units.communes("01", TODAY).filter(agencies__isnull=False).distinct():
        for kind in ("people_committee", *BODIES):
            if kind != "department":
                assert agencies.competent(kind, unit, TODAY).kind == kind


def test_every_post_of_today_has_a_holder_and_every_calendar_can_be_read(made):
    assert not Post.objects.filter(appointments=None).exists()
    for agency in Agency.objects.select_related("calendar"):
        calendar = Calendar.from_data(agency.calendar.data)
        assert not calendar.is_working_day(date(2026, 11, 24)), "Vietnamese Culture day"
    police = Calendar.from_data(Agency.objects.filter(kind="police").first().calendar.data)
    assert police.is_working_day(date(2026, 11, 21)), "a Saturday"


def test_every_agency_code_fits_the_national_scheme_and_makes_dossier_codes(made):
    for agency in Agency.objects.all():
        assert parse_agency_code(agency.code).qd20 == agency.code
    ward = agencies.by_key("ubnd-phuong-nghia-do")
    assert is_dossier_code(format_dossier_code(ward.code, TODAY, 1))


def test_every_organisation_has_a_grown_representative(made):
    rows = Organisation.objects.select_related("representative")
    assert rows.count() == 13
    assert all(row.representative.birth_date.year <= 2001 and row.unit_id for row in rows)


def test_the_tree_hangs_together(made):
    for agency in Agency.objects.select_related("parent"):
        assert agency.path == agencies.path_under(agency.parent, agency.key)


def test_each_demo_role_may_do_its_work(made):
    expected = {
        "counter": "receive",
        "justice": "process",
        "land": "process",
        "leader": "approve",
        "chair": "sign",
        "clerk": "number",
        "society": "process",
        "economy": "process",
        "handover": "return",
        "police": "consult",
        "construction": "process",
        "department": "sign",
        "editor": "edit_catalogue",
        "issuer": "issue_catalogue",
        "registrar": "process",
        "land-head": "approve",
        "land-clerk": "number",
        "organiser": "reorganise",
        "city": "see_statistics",
        "post": "carry",
        "dpo": "protect_data",
        "accountant": "keep_accounts",
        "chief-accountant": "keep_accounts",
        "school": "process",
    }
    for identity in demo_identities():
        account = account_of(identity.key)
        assert account.display_name == identity.name
        powers = powers_of(account.id, TODAY)
        if identity.person is not None:
            assert account.person.full_name == identity.name and not powers.grants
            continue
        assert powers.holds(expected.pop(identity.key), agency_id=agencies.by_key(identity.agency).id)
    assert not expected


def test_the_city_leader_sees_every_office_and_signs_for_none_but_his_own(made):
    powers = powers_of(account_of("city").id, TODAY)
    ward = agencies.by_key("ubnd-phuong-nghia-do")
    assert powers.holds("see_statistics", agency_id=ward.id)
    assert not powers.holds("sign", agency_id=ward.id)
    assert len(powers.agency_ids("see_statistics")) == Agency.objects.count()


def test_the_justice_officer_signs_certifications_for_the_chair_and_nothing_else(made):
    ward = agencies.by_key("ubnd-phuong-nghia-do")
    actor = authority.actor_for(account_of("justice"), TODAY)
    grant = authority.require(
        actor, "sign", at=TODAY, procedure_code="2.000815", field="certification", agency_id=ward.id
    )
    assert grant.capacity == "TUQ." and grant.decision
    with pytest.raises(authority.NotAllowed):
        authority.require(
            actor, "sign", at=TODAY, procedure_code="1.001193", field="civil-status", agency_id=ward.id
        )


def test_nobody_signs_on_with_one_click_outside_the_demo(made):
    with override_settings(DEMO=False, TEST_MODE=False), pytest.raises(NotADemo):
        account_of("chair")
    assert not Account.objects.get(username="ubnd-phuong-nghia-do.chair-1").check_password("!demo")


def test_a_dissolved_department_leads_to_its_heir(made):
    transport = agencies.by_key("so-giao-thong-van-tai")
    assert agencies.heir(transport, date(2024, 5, 1)) == transport
    assert agencies.heir(transport, TODAY).key == "so-xay-dung"
    district = agencies.by_key("ubnd-quan-cau-giay")
    with pytest.raises(agencies.NoCompetentAgency) as nobody:
        agencies.heir(district, TODAY)
    assert "quận Cầu Giấy" in nobody.value.vi


def test_several_departments_are_a_choice_and_not_a_guess(made):
    with pytest.raises(agencies.SeveralCompetent) as several:
        agencies.competent("department", "00160", TODAY)
    assert len(several.value.choices) == 14


class TestDatedCodes:
    def test_00160_was_another_ward_before_the_reform(self, made):
        assert units.at("00160", date(2025, 6, 30)).full_name_vi == "Phường Nghĩa Tân"
        assert units.at("00160", date(2025, 7, 1)).full_name_vi == "Phường Nghĩa Đô"

    def test_an_undivided_ward_leads_to_its_successor(self, made):
        phuc_xa = units.at("00001", date(2025, 6, 30))
        assert units.now_called(phuc_xa, TODAY).full_name_vi == "Phường Hồng Hà"

    def test_a_split_ward_leaves_the_choice_to_a_person(self, made):
        split = UnitSuccessor.objects.filter(relation="split", main=True, old__level=3).first().old
        with pytest.raises(units.SeveralSuccessors) as choice:
            units.now_called(split, TODAY)
        assert len(choice.value.choices) > 1
        assert choice.value.choices[0] == UnitSuccessor.objects.get(old=split, main=True).new

    def test_a_district_code_means_nothing_any_more(self, made):
        assert units.at("005", date(2025, 6, 30)).full_name_vi == "Quận Cầu Giấy"
        with pytest.raises(units.UnknownUnit):
            units.at("005", TODAY)

    def test_dong_nai_was_a_province_until_it_became_a_city(self, made):
        assert units.at("75", date(2026, 4, 29)).full_name_vi == "Tỉnh Đồng Nai"
        assert units.at("75", date(2026, 4, 30)).full_name_vi == "Thành phố Đồng Nai"
        binh_phuoc = units.at("70", date(2025, 6, 30))
        assert units.now_called(binh_phuoc, TODAY).full_name_vi == "Thành phố Đồng Nai"
        assert units.now_called(binh_phuoc, date(2025, 8, 1)).full_name_vi == "Tỉnh Đồng Nai"

    def test_an_address_reads_from_the_house_to_the_province(self, made):
        ward = units.at("00160", TODAY)
        address = units.full_address("Số 5, ngõ 12", ward)
        assert address == "Số 5, ngõ 12, Phường Nghĩa Đô, Thành phố Hà Nội"

    def test_provinces_stand_in_vietnamese_order(self, made):
        names = list(units.provinces(TODAY).values_list("name_vi", flat=True))
        assert len(names) == 34
        assert names.index("Đà Nẵng") < names.index("Điện Biên") < names.index("Gia Lai")
        assert names[0] == "An Giang"


def test_hoang_sa_and_truong_sa_are_on_the_map():
    provinces = {feature["id"]: feature for feature in facts.boundaries("provinces")["features"]}
    east = {code: _points(provinces[code]["geometry"]["coordinates"]) for code in ("48", "56")}
    assert any(lon > 111 and 15.5 < lat < 17.5 for lon, lat in east["48"]), "Hoàng Sa with Đà Nẵng"
    assert any(lon > 111.5 and lat < 12 for lon, lat in east["56"]), "Trường Sa with Khánh Hòa"


def test_the_borders_of_ha_noi_are_those_of_its_126_units():
    codes = {feature["id"] for feature in facts.boundaries("hanoi")["features"]}
    assert codes == {code for code, _ in facts.hanoi_communes()}


def _points(nested):
    if isinstance(nested[0], float | int):
        yield tuple(nested)
    else:
        for part in nested:
            yield from _points(part)
