"""Old cadastral files bear the classes of the land campaign, and the gravest says what becomes of them."""

from datetime import date
from decimal import Decimal

import pytest

from motcua.city.models import Agency, Person
from motcua.foundation.actor import SYSTEM
from motcua.records import registers
from motcua.records.books.cadastral import Cadastral, File, classes_of, weighed
from motcua.records.books.classing import classed
from motcua.records.books.models import Entry
from motcua.records.books.quality import Quality
from motcua.records.population.models import CitizenRecord
from tests.conftest import hanoi

FINE = {"serial": "AB 123456", "holder": "Trần Thị Mực", "on_map": True}


@pytest.mark.parametrize(
    ("more", "found", "quality"),
    [
        ({}, [Cadastral.MATCH], Quality.A),
        ({"held_by": ["Tran Thi Muc"]}, [Cadastral.MATCH], Quality.A),
        ({"held_by": ["Lê Văn Giấy"]}, [Cadastral.HOLDER], Quality.C),
        ({"on_map": False}, [Cadastral.PARCEL], Quality.C),
        ({"area": Decimal("100"), "area_on_map": Decimal("101.9")}, [Cadastral.MATCH], Quality.A),
        ({"area": Decimal("100"), "area_on_map": Decimal("110")}, [Cadastral.PARCEL], Quality.C),
        ({"serial": ""}, [Cadastral.NO_CERTIFICATE], Quality.E),
        ({"other_serial": True, "holder_dead": True}, [Cadastral.DOUBLE, Cadastral.HOLDER_DEAD], Quality.D),
        ({"holder_dead": True}, [Cadastral.HOLDER_DEAD], Quality.C),
    ],
)
def test_a_file_bears_every_class_that_is_true_of_it(more, found, quality):
    bears = classes_of(File(**{**FINE, **more}))
    assert list(bears) == found
    assert weighed(bears, Quality.A) is quality


def test_the_graver_of_file_and_holder_decides():
    assert weighed([Cadastral.MATCH], Quality.F) is Quality.F
    assert weighed([Cadastral.HOLDER], Quality.E) is Quality.E


PLACE = {"unit_code": "00160", "map_sheet": 7, "parcel_number": 112}


def parcel() -> registers.Record:
    words = {"parcel_words": "Thửa 112 tờ 7", "area_m2": "62"}
    return entered("parcels", {**PLACE, **words})


def entered(register: str, data: dict) -> registers.Record:
    return registers.enter(
        register, agency_id=Agency.objects.get(key="ubnd-phuong-nghia-do").id, on=date(2026, 3, 2), data=data,
        source=registers.Source("officer", ""), by=SYSTEM, at=hanoi("2026-03-02 09:00"),
    )  # fmt: skip


def keyed(**changed: str) -> Entry:
    values = {
        "serial": "AB 123456", "holder_name": "Trần Thị Mực", "unit_code": "00160", "map_sheet": "7",
        "parcel_number": "112", "area_m2": "62", "entry_number": "1", "entered_on": "02/03/2010", **changed,
    }  # fmt: skip
    entry = Entry(values=values)
    classed(entry, registers.definition_of("land-certificates"))
    return entry


@pytest.mark.django_db
def test_a_keyed_certificate_is_held_against_map_register_and_population(city):
    assert any("LECH_THUA" in reason["vi"] for reason in keyed().reasons), "the map does not know the parcel"
    parcel()
    assert any("KHOP" in reason["vi"] for reason in keyed().reasons)
    entered("land-certificates", {**PLACE, "serial": "CD 654321", "holder_name": "Lê Văn Giấy"})
    second = keyed()
    assert (second.quality, second.state) == ("D", Entry.State.HELD)
    assert any("GCN_TRUNG" in reason["vi"] for reason in second.reasons)
    other = keyed(serial="CD 654321")
    assert any("LECH_CHU" in reason["vi"] for reason in other.reasons)
    dead = Person.objects.exclude(pin="").order_by("id").last()
    CitizenRecord.objects.update_or_create(
        person=dead, defaults={"death_date": date(2020, 1, 1), "updated_at": hanoi("2026-03-02 09:00")}
    )
    assert any("CHU_DA_CHET" in reason["vi"] for reason in keyed(holder_pin=dead.pin).reasons)
