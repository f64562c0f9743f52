"""Places in registers: told by the codes of one day, kept by those of another; a code given anew means who bore it then."""

from datetime import date

import pytest

from motcua import services
from motcua.city.models import Unit, UnitSuccessor
from motcua.city.places import finding
from motcua.records import registers

TOLD, ENTERED = date(2025, 6, 20), date(2025, 7, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture
def deaths():
    finding.forget()
    return next(one for one in services.load_registers() if one.register == "deaths")


def old_communes() -> dict[int, list[UnitSuccessor]]:
    links = UnitSuccessor.objects.filter(old__level=3).select_related("old", "new").order_by("old__code")
    found: dict[int, list[UnitSuccessor]] = {}
    for link in links:
        found.setdefault(link.old_id, []).append(link)
    return found


def told(deaths, code: str, told_on=TOLD):
    data = {"last_residence": {"unit": code, "line": "Số 5"}, "deceased_name": "Nguyễn Văn Mẫu"}
    return registers.retold(deaths, data, told_on, ENTERED)["last_residence"]


def test_a_place_told_before_the_reform_is_entered_under_todays_commune(deaths):
    whole = next(links[0] for links in old_communes().values() if len(links) == 1)
    assert told(deaths, whole.old.code) == {"unit": whole.new.code, "line": "Số 5"}


def test_a_commune_that_was_split_stays_in_words(deaths):
    split = next(links[0].old for links in old_communes().values() if len(links) > 1)
    assert told(deaths, split.code) == {"unit": "", "line": f"Số 5, {split.full_name_vi}"}


def test_a_code_that_was_given_to_another_ward_means_the_ward_of_its_day(deaths):
    """00160 was Nghĩa Tân; since 2025-07-01 it is Nghĩa Đô."""
    before, after = Unit.objects.filter(code="00160").order_by("valid_from")
    assert before.name_vi != after.name_vi
    kept = told(deaths, "00160")
    assert kept["unit"] in {link.new.code for link in old_communes()[before.pk]} | {""}
    assert told(deaths, "00160", told_on=ENTERED) == {"unit": "00160", "line": "Số 5"}
