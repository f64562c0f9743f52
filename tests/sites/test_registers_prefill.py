"""What a register holds is not asked again: a registered birth fills the forms for residence and the health card."""

import pytest

from motcua.city.models import Agency
from motcua.foundation.models import AccessLog
from motcua.records import registers
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.services import dossiers, walking
from tests.sites.form_filling import read
from tests.sites.portal_town import MONDAY, town  # noqa: F401

pytestmark = pytest.mark.django_db
RESIDENCE, HEALTH_CARD, PERMIT = "1.004222", "1.001939", "1.013225"
BEFORE = hanoi("2026-03-02 09:15")


@pytest.fixture
def birth(town):
    """The birth of the mother's child as the ward has registered it."""
    done = walking.walk(dossiers.filed(dossiers.BIRTH, BEFORE), BEFORE, dossiers.BIRTH.officers)
    (entry,) = registers.of_dossier("births", done.code)
    return entry


def filled(town, code, page, **answers):
    """What stands in a page of a new form after the first question was answered."""
    draft = town.begin(code)
    first = town.browser.get(f"/nop/ban-nhap/{draft.id}/{page}").content.decode()
    answer = town.browser.post(f"/nop/ban-nhap/{draft.id}/{page}", read(first).post(answers))
    html = answer.content.decode()
    if answer.status_code == 302:
        html = town.browser.get(f"/nop/ban-nhap/{draft.id}/{page}").content.decode()
    return dict(read(html).sent), html


def test_a_registered_birth_fills_the_forms_for_residence_and_the_health_card(town, birth):
    values, html = filled(town, RESIDENCE, "person", ground="newborn")
    assert values["person_name"] == birth.data["child_name"] == "Trần Bảo An"
    assert [values[f"person_birth_date-{part}"] for part in ("day", "month", "year")] == ["20", "2", "2026"]
    assert values["person_sex"] == "female"
    assert values["birth_certificate_number"] == birth.data["paper_number"] != ""
    assert f"Lấy từ Sổ đăng ký khai sinh, số {registers.number_text(birth)}" in html
    child = registers.people_of([birth])["births", birth.id]["child"]
    looks = AccessLog.objects.filter(person_id=child).values_list("purpose", "reader_name")
    assert ("Điền sẵn: Đăng ký thường trú", town.mother.person.full_name) in looks
    values, _ = filled(town, HEALTH_CARD, "person", card_group="child")
    assert values["person_name"] == "Trần Bảo An"
    assert values["birth_certificate_number"] == birth.data["paper_number"]


def test_a_corrected_birth_fills_with_what_is_right_now(town, birth):
    registers.correct(
        birth,
        {"child_name": "Trần Bảo Anh"},
        reason="Cải chính",
        source=registers.Source("officer", "QĐ 12"),
        by=officer("justice", BEFORE),
        at=MONDAY,
        expected_revision=birth.revision,
    )
    values, _ = filled(town, RESIDENCE, "person", ground="newborn")
    assert values["person_name"] == "Trần Bảo Anh"


def test_a_plot_that_the_land_office_has_entered_fills_the_building_permit(town):
    me = town.mother.person
    registers.enter(
        "land-certificates",
        agency_id=land_office(),
        on=BEFORE.date(),
        data={
            "serial": "CS 12345678", "holder_name": me.full_name, "holder_pin": me.pin, "map_sheet": 7,
            "parcel_number": 112, "area_m2": "61.6", "parcel_address": {"unit": "00160", "line": "Số 8 phố Chùa Hà"},
        },
        source=registers.Source("officer", "mẫu"),
        by=officer("justice", BEFORE),
        at=BEFORE,
    )  # fmt: skip
    draft = town.begin(PERMIT)
    values = dict(read(town.browser.get(f"/nop/ban-nhap/{draft.id}/site").content.decode()).sent)
    assert (values["parcel_number"], values["map_sheet"], values["parcel_area"]) == ("112", "7", "62")
    assert values["land_certificate"] == "CS 12345678"
    assert (values["site_address-commune"], values["site_address-line"]) == ("00160", "Số 8 phố Chùa Hà")


def test_who_stands_in_no_register_is_asked(town):
    values, _ = filled(town, RESIDENCE, "person", ground="newborn")
    assert values.get("person_name", "") == "" and values.get("birth_certificate_number", "") == ""


def land_office() -> int:
    return Agency.objects.get(key="vpdkdd-ha-noi").id
