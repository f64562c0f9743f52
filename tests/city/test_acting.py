"""Leaves to act, and the powers that a city which exists already gets for helpers."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from motcua.city.acting.mandates import comes_of_age
from motcua.city.models import Power
from motcua.city.posts import standard_powers


@pytest.mark.parametrize(
    ("born", "grown"),
    [
        (date(2010, 5, 4), date(2028, 5, 4)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2010, 12, 31), date(2028, 12, 31)),
    ],
)
def test_somebody_comes_of_age_on_the_eighteenth_birthday(born, grown):
    assert comes_of_age(born) == grown


@pytest.mark.django_db
def test_a_city_that_exists_gets_the_powers_to_assist_once_and_they_are_the_standard_ones(city):
    given = import_module("motcua.city.acting.migrations.0002_first_powers_to_assist")
    new = Power.objects.filter(power__in=["assist", "keep_devices"])
    new.delete()
    for _ in range(2):
        given.give(apps, None)
    standard = {
        (row.post_kind, row.power, row.reach)
        for row in standard_powers(date(2025, 7, 1))
        if row.power in ("assist", "keep_devices")
    }
    assert sorted(new.values_list("post_kind", "power", "reach")) == sorted(standard)
