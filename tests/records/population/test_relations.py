"""What one person is to another by the register; and a relation confirmed without asking the national services."""

from datetime import date

import pytest
from django.core.cache import cache

from motcua.city import identities
from motcua.exchange.population import verifying
from motcua.foundation.actor import SYSTEM, Actor
from motcua.records.models import CitizenRecord
from motcua.records.population import changes, relations
from motcua.records.population.changes import Ground
from tests.records.conftest import NOON

pytestmark = pytest.mark.django_db
BY = Actor("officer", account_id=1, name="Cán bộ thử")
DAY = date(2026, 3, 2)


def ground(day: str) -> Ground:
    return Ground(date.fromisoformat(day), "dossier:H26.1", BY, NOON)


@pytest.fixture
def people(ward):
    mother = ward.person("Lê Thuỳ Linh", born=date(1970, 3, 12), pin="001170000555", ethnic_code="01")
    son = ward.person("Trần Minh", born=date(1995, 1, 1), pin="001095000001", ethnic_code="01")
    daughter = ward.person("Trần Mai", born=date(1999, 1, 1), pin="001199000002", ethnic_code="01")
    wife = ward.person("Vũ Thị An", born=date(1996, 1, 1), pin="001196000003", ethnic_code="01")
    aunt = ward.person("Lê Thị Xa", born=date(1975, 1, 1), pin="001175000004", ethnic_code="01")
    CitizenRecord.objects.filter(pk__in=[son.pk, daughter.pk]).update(mother=mother)
    changes.married(son.pk, wife.pk, ground("2020-05-01"))
    changes.represented(daughter.pk, aunt.pk, ground("2025-01-01"))
    return {"mother": mother, "son": son, "daughter": daughter, "wife": wife, "aunt": aunt}


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("mother", "son", ("parent",)), ("son", "mother", ("child",)), ("son", "daughter", ("sibling",)),
        ("wife", "son", ("spouse",)), ("aunt", "daughter", ("representative",)),
        ("daughter", "aunt", ("represented",)), ("wife", "daughter", ()), ("son", "son", ()),
    ],
)  # fmt: skip
def test_the_register_says_what_one_is_to_the_other(people, one, other, kinds):
    assert relations.between(people[one].pk, people[other].pk, DAY) == relations.Related(kinds, True)


def test_a_marriage_that_has_ended_and_one_to_come_are_none(people):
    son, wife = people["son"].pk, people["wife"].pk
    assert relations.between(son, wife, date(2019, 1, 1)).kinds == ("spouse",), "today's record says so too"
    changes.divorced(son, ground("2026-02-01"))
    assert relations.between(son, wife, DAY).kinds == ()
    assert relations.between(son, wife, date(2025, 1, 1)).kinds == ("spouse",)


def test_two_of_one_household_are_that_and_no_more(people, django_assert_max_num_queries):
    for who in ("wife", "aunt"):
        changes.joined(people[who].pk, "HK-9", "head" if who == "wife" else "other", ground("2024-01-01"))
    cache.clear()
    with django_assert_max_num_queries(5):
        found = relations.between(people["wife"].pk, people["aunt"].pk, DAY)
    assert found.kinds == ("household",)


def test_whom_the_register_does_not_know_is_told_apart_from_no_relation(people, ward):
    from motcua.city.models import Person

    stranger = Person.objects.create(full_name="Người Lạ", birth_date=date(1990, 1, 1), sex="male")
    assert relations.between(people["son"].pk, stranger.pk, DAY) == relations.Related((), False)


def test_a_relation_is_found_under_whichever_number_somebody_was_known(people, monkeypatch):
    mother, aunt = people["mother"], people["aunt"]
    both = (mother.pk, aunt.pk)
    monkeypatch.setattr(
        identities, "_read_as", [lambda ids: {one: (both, mother.pk) if one in both else ((one,), one) for one in ids}]
    )  # fmt: skip
    assert relations.between(aunt.pk, people["son"].pk, DAY).kinds == ("parent",)


def test_parents_and_spouses_are_confirmed_without_a_question_to_the_national_services(people, settings):
    settings.POPULATION_SERVICES = {}
    said = {"procedure_code": "1.000001", "dossier_code": "", "purpose": "Nộp thay", "by": SYSTEM, "at": NOON}
    assert verifying.confirm_relation(people["mother"], people["son"], **said) == "match"
    assert verifying.confirm_relation(people["wife"], people["son"], **said) == "match"
    assert verifying.confirm_relation(people["wife"], people["daughter"], **said) == "unavailable"
