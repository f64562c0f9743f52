"""The plan of the reform fits the city of the day before: every body has a taker, every unit a successor."""

import pytest
from django.db.models import Q

from motcua.city.models import Agency, Appointment, Unit
from motcua.city.reform import plans
from motcua.city.reform.resolving import resolve
from motcua.project.trials.reform_2025 import city_before, plan
from tests.conftest import hanoi
from tests.project.reform.city_of_2025 import THREE_DISTRICTS, writer

pytestmark = pytest.mark.django_db
AT = hanoi("2025-06-25 09:00")


def test_the_city_of_the_day_before_has_three_levels_and_none_of_the_new_communes():
    before = city_before.build(seed=1, residents=50)
    assert len(before.districts) == 30 and len(before.communes) == 526
    assert Agency.objects.filter(kind="commune").count() == 526
    assert Agency.objects.filter(kind="centre_branch").count() == 556
    assert not Unit.objects.exclude(valid_to=None).exists()
    assert not Appointment.objects.filter(~Q(valid_to=None) | Q(valid_from__gt=AT.date())).exists()


def test_the_plan_of_the_whole_city_has_no_fault():
    before = city_before.build(seed=1, residents=50)
    content = plan.content(before.communes, before.districts, 1)
    assert len(content.units_begin) == 126 and len(content.unit_links) == 794
    drafted = plans.draft(plan.TITLE, plan.ACT, city_before.REFORM, content, by=writer(AT), at=AT)
    change = resolve(drafted)
    assert change.faults == []
    assert [p for p in change.placements if not p.to_key] == []
    held = {(p.to_key, p.to_kind) for p in change.placements}
    committees = {one.key for one in content.begin if one.kind == "commune"}
    posts = ("chair", "reception", *plan.NEEDED)
    assert [(key, post) for key in sorted(committees) for post in posts if (key, post) not in held] == []


def test_a_hamlet_is_in_one_commune_and_the_plan_does_not_know_all_of_them():
    before = city_before.build(seed=1, residents=50, districts=THREE_DISTRICTS)
    _, links = plan.new_communes(before.communes)
    dealt = plan.hamlets(before.communes, links, 1)
    split = {row["old_code"] for row in links if row["relation"] != "whole"}
    assert {code for code, _ in dealt.truth} == split
    assert 0.4 < len(dealt.known) / len(dealt.truth) < 0.8
