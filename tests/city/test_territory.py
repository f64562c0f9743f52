"""Codes of units mean something only on a date."""

from datetime import date

import pytest
from django.db import IntegrityError

from motcua.city.models import Unit

pytestmark = pytest.mark.django_db
REFORM = date(2025, 7, 1)


def unit(code, name, valid_from, valid_to=None, level=3, code_list="2025"):
    return Unit.objects.create(
        code=code, level=level, kind="ward", name_vi=name, full_name_vi=f"Phường {name}", name_en=name,
        slug=name, search_key=name, sort_key=name, code_list=code_list,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip


def test_one_code_cannot_name_two_wards_on_one_day():
    unit("00160", "Nghĩa Tân", date(2004, 7, 8), code_list="2004")
    with pytest.raises(IntegrityError, match="city_unit_one_per_code_and_day"):
        unit("00160", "Nghĩa Đô", REFORM)


def test_one_code_may_name_another_ward_from_the_day_of_the_reform():
    unit("00160", "Nghĩa Tân", date(2004, 7, 8), REFORM, code_list="2004")
    unit("00160", "Nghĩa Đô", REFORM)
    assert Unit.objects.on(date(2025, 6, 30)).get().name_vi == "Nghĩa Tân"
    assert Unit.objects.on(REFORM).get().name_vi == "Nghĩa Đô"


def test_a_unit_in_force_for_no_day_is_refused():
    with pytest.raises(IntegrityError, match="city_unit_valid"):
        unit("00160", "Nghĩa Đô", REFORM, REFORM)
