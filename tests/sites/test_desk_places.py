"""Officers find dossiers by the old and the new name of a place; an address of before has its name of today beside it."""

import pytest

from motcua.city.models import Unit
from motcua.city.places import finding
from motcua.procedures.dossiers.models import Dossier
from tests.conftest import hanoi
from tests.sites.desk_people import accepted, at_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def _units_known():
    finding.forget()


def test_an_old_name_leads_to_the_dossiers_of_what_became_of_the_place():
    dossier = accepted()
    desk = at_desk("justice")
    told = desk.get("/ban-lam-viec/tim/?q=phuong dich vong, cau giay").content.decode()
    assert "Phường Dịch Vọng" in told and "tùy địa chỉ" in told
    old = Unit.objects.get(full_name_vi="Phường Dịch Vọng", code_list="2004", parent__parent__code="01")
    assert dossier.code in desk.get(f"/ban-lam-viec/tim/?noi={old.pk}").content.decode()
    far = Unit.objects.get(full_name_vi="Phường Hà Đông", code_list="2025", parent__code="01")
    assert dossier.code not in desk.get(f"/ban-lam-viec/tim/?noi={far.pk}").content.decode()
    assert (
        dossier.code not in at_desk("construction").get(f"/ban-lam-viec/tim/?noi={old.pk}").content.decode()
    )


@pytest.mark.parametrize("raw", ["0", "x", "9999999999999999", "-1", "%00"])
def test_a_place_that_is_none_finds_nothing(raw):
    assert at_desk("justice").get(f"/ban-lam-viec/tim/?noi={raw}").status_code == 200


def test_an_address_told_before_the_reform_is_shown_as_it_was_with_its_name_of_today():
    dossier = accepted()
    address = {"unit": "00001", "line": "Số 5"}
    answers = Dossier.objects.get(id=dossier.id).answers | {"requester_residence": address}
    Dossier.objects.filter(id=dossier.id).update(answers=answers, submitted_at=hanoi("2025-06-20 09:00"))
    page = at_desk("justice").get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội (nay là Phường Hồng Hà)" in page
