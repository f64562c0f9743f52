"""The demo's registers are full: each of them, quickly, with what its rules allow, about people who are there."""

import time

import pytest

from motcua import services
from motcua.city.models import Person
from motcua.project.demo import facts, load_demo_city, parcels, registered
from motcua.records import registers
from motcua.records.registers.models import Record
from tests.conftest import hanoi
from tests.services import dossiers

NOW = hanoi("2026-11-02 09:00")

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled():
    city = load_demo_city(small=True)
    begun = time.perf_counter()
    written = registered.fill(city, NOW, seed=2026)
    return city, written, time.perf_counter() - begun


def test_every_declared_register_has_records_and_a_second_start_writes_none(filled):
    city, written, seconds = filled
    held = dict.fromkeys((one.register for one in services.load_registers()), 0)
    for register in Record.objects.values_list("register", flat=True):
        held[register] += 1
    assert [register for register, count in held.items() if not count] == []
    assert sum(held.values()) == written > 1000
    assert seconds < 10
    assert registered.fill(city, NOW, seed=2026) == 0
    parcels_lie_in_their_commune_keep_their_old_keys_and_bear_permits()
    her_plot_stands_in_the_forms_of_the_demos_first_resident()


def parcels_lie_in_their_commune_keep_their_old_keys_and_bear_permits():
    borders = {one["properties"]["code"]: one["geometry"] for one in facts.boundaries("hanoi")["features"]}
    lots = {(one.data["unit_code"], one.data["map_sheet"], one.data["parcel_number"]): one.data
            for one in Record.objects.filter(register="parcels")}  # fmt: skip
    for (unit, _, _), lot in lots.items():
        rings = parcels.outer_rings(borders[unit])
        assert all(parcels.inside(tuple(corner), rings) for corner in lot["boundary"]["coordinates"][0])
    assert {one["old_key_until"] for one in lots.values() if "old_unit_code" in one} == {"2025-06-30"}
    permits = list(Record.objects.filter(register="construction-permits"))
    for permit in permits:
        lot = lots[permit.data["unit_code"], permit.data["map_sheet"], permit.data["parcel_number"]]
        at = tuple(permit.data["location"]["coordinates"])
        assert parcels.inside(at, parcels.outer_rings(lot["boundary"]))
    assert len(permits) > 20


def her_plot_stands_in_the_forms_of_the_demos_first_resident():
    me = Person.objects.get(pin=dossiers.PIN)
    told = registers.answers_for(me.pk, on=NOW.date())
    assert told["land.certificate"].value.startswith("XX ")
    assert told["land.address"].value["unit"] == "00160"


def test_the_same_seed_lays_the_same_parcels_and_none_upon_another():
    feature = next(
        one for one in facts.boundaries("hanoi")["features"] if one["properties"]["code"] == "00160"
    )
    first, again = (list(parcels.lay(2026, feature, 60)) for _ in range(2))
    assert first == again and len(first) == 60
    assert not any(
        parcels.inside(lot.middle, [other.corners]) for lot in first for other in first if lot is not other
    )
