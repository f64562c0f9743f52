"""What the registers know about people is what forms need not ask again."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua import services
from motcua.city.models import Organisation
from motcua.foundation.actor import SYSTEM
from motcua.procedures.sources import PAPER_SOURCES, PREFILL_SOURCES
from motcua.records import population, registers
from motcua.records.population import CitizenRecord, facts
from motcua.records.population.ethnic_groups import LISTS, ethnic_group
from motcua.records.population.household import HEAD, head_facts
from tests.records.conftest import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
SOURCE = registers.Source("officer", "thử")
BIRTH = {"child_name": "Trần Khánh Quỳnh", "child_birth_date": "2019-05-01"}


@pytest.fixture
def household(ward):
    at_home = {
        "permanent_unit": ward.unit,
        "permanent_line": "Số 5 phố Hàng Chuối",
        "household_no": "0100000001",
    }
    father = ward.person("Trần Văn Đức", born=date(1988, 9, 30), sex="male", pin="001088000456", **at_home)
    mother = ward.person(
        "Nguyễn Thị Thúy Ngần",
        pin="001190000123",
        ethnic_code="02",
        spouse=father,
        marital_status="married",
        **at_home,
    )
    CitizenRecord.objects.filter(person=father).update(spouse=mother, marital_status="married")
    child = ward.person(
        "Trần Khánh Quỳnh", born=date(2019, 5, 1), pin="001319000001", father=father, mother=mother, **at_home
    )
    elder = ward.person(
        "Trần Minh Khuê", born=date(2015, 2, 4), pin="001215000002", father=father, mother=mother
    )
    return father, mother, child, elder


def test_facts_answer_what_forms_would_ask(household, ward, django_assert_num_queries):
    father, mother, child, _ = household
    with django_assert_num_queries(2):
        known = population.facts_for(mother)
    assert known["applicant.full_name"] == "Nguyễn Thị Thúy Ngần"
    assert known["population.residence"] == "Số 5 phố Hàng Chuối, Phường Hồng Hà"
    assert known["population.residence_unit"] == "99901"
    assert known["population.spouse_name"] == known["population.spouse.full_name"] == "Trần Văn Đức"
    assert known["population.spouse_pin"] == "001088000456"
    assert known["population.marital_status"] == "married"
    assert known["population.ethnicity"] == "Tày"
    assert known["population.nationality"] == "Việt Nam"
    assert population.facts_for(child)["population.father.full_name"] == father.full_name


def test_what_is_not_known_is_left_for_the_form_to_ask(ward):
    stranger = ward.person("Lê Văn Tám", born=date(1950, 1, 1), sex="male")
    known = population.facts_for(stranger)
    assert known["applicant.full_name"] == "Lê Văn Tám"
    assert not [key for key, value in known.items() if value in (None, "")]
    assert "population.father_name" not in known and "population.residence" not in known


def test_a_birth_known_by_its_year_only_is_not_passed_off_as_a_day(ward):
    person = ward.person("Vũ Thị Cúc", born=date(1940, 1, 1), pin="001140000009")
    person.birth_precision = "year"
    known = population.facts_for(person)
    assert known["population.birth"] == "1940"
    assert "applicant.birth_date" not in known


def test_residence_falls_back_from_permanent_to_temporary_to_present(ward):
    person = ward.person(
        "Hoàng Văn Nam", sex="male", pin="001090000007", present_unit=ward.unit, present_line="Nhà trọ số 3"
    )
    assert population.facts_for(person)["population.residence"] == "Nhà trọ số 3, Phường Hồng Hà"
    CitizenRecord.objects.filter(person=person).update(temporary_unit=ward.unit, temporary_line="Số 9 ngõ 1")
    assert population.facts_for(person)["population.residence"] == "Số 9 ngõ 1, Phường Hồng Hà"


def test_every_source_of_persons_that_definitions_may_name_can_be_answered(household, ward):
    _father, mother, child, _ = household
    CitizenRecord.objects.update(birth_place="Bệnh viện", hometown="Quảng Ninh", ethnic_code="01")
    child.phone, child.email = "0900000000", "a@vidu.example"
    shop = Organisation(number="0100000001", name="Bún thang Cầu Gỗ", unit=ward.unit, address_line="Số 5")
    CitizenRecord.objects.filter(person=mother).update(head_relation=HEAD)
    known = population.facts_for(child) | population.facts_for(mother) | population.organisation_facts(shop)
    known |= head_facts(child, population.facts_for(child))
    assert PREFILL_SOURCES - known.keys() == set()
    assert known["organisation.address"] == "Số 5, Phường Hồng Hà"
    assert known["population.head_name"] == mother.full_name


def test_a_family_is_parents_spouse_children_by_age_and_the_household(household, django_assert_num_queries):
    father, mother, child, elder = household
    with django_assert_num_queries(5):
        found = population.family(mother.pin)
    assert (found.spouse, found.children) == (father, [elder, child])
    assert found.household == [father, child]
    assert population.family("001190999999") is None


def test_an_unknown_or_missing_number_finds_nobody(household):
    ward_mother = household[1]
    assert population.lookup(ward_mother.pin).person == ward_mother
    assert population.lookup("") is None and population.lookup("001000000000") is None


def test_only_the_married_have_a_spouse(ward, household):
    with pytest.raises(IntegrityError), transaction.atomic():
        ward.person("Đinh Thị Lan", pin="001190000777", spouse=household[0], marital_status="single")


def test_an_entry_answers_for_a_paper_while_it_is_in_force(ward, household):
    father, _mother, child, _ = household
    services.bring_in_registers(at=NOON)
    entry = registers.enter(
        "births", agency_id=ward.agency.id, on=TODAY, data=BIRTH, source=SOURCE, by=SYSTEM, at=NOON,
        people={"child": child.id, "father": father.id},
    )  # fmt: skip
    assert {"civil_status.birth", "population.identity", "population.residence", "population.family"} <= (
        population.sources_for(child.id, on=TODAY)
    )
    assert registers.about(child.id, ["births"]) == [entry]
    registers.cancel(entry, reason="Quyết định 12", source=SOURCE, by=SYSTEM, at=NOON)
    assert "civil_status.birth" not in population.sources_for(child.id, on=TODAY)
    assert registers.about(child.id, ["births"]) == []


def test_sources_are_those_that_definitions_may_name():
    assert set(facts.PAPER_SOURCES.values()) <= PAPER_SOURCES


def test_the_two_lists_of_ethnic_groups_differ_from_the_fourth_on():
    assert len(LISTS["QD121-1979"]) == 55
    assert [ethnic_group(name, "02") for name in LISTS] == ["Tày", "Tày"]
    assert [ethnic_group(name, "04") for name in LISTS] == ["Hoa", "Mường"]
    assert ethnic_group("QD121-1979", "") == "" and ethnic_group("nowhere", "01") == ""
