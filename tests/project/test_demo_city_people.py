"""The invented residents could be neighbours, and are nobody."""

from collections import Counter
from datetime import date

import pytest

from motcua.foundation.identifiers import parse_pin
from motcua.project.demo import facts, people
from motcua.project.demo.people import AS_OF, generate


@pytest.fixture(scope="module")
def crowd():
    return list(generate(7, 6000))


def test_one_seed_gives_the_same_city_twice_and_another_seed_another():
    assert list(generate(3, 200)) == list(generate(3, 200))
    assert list(generate(3, 200))[20:] != list(generate(4, 200))[20:]


def test_surnames_are_as_common_as_in_the_counted_table(crowd):
    counted = [row for row in facts.rows("surnames") if row["surname"] != "*other*"]
    total = sum(int(row["male"]) + int(row["female"]) for row in counted)
    seen = Counter(person.full_name.split()[0] for person in crowd)
    for row in counted[:8]:
        share = (int(row["male"]) + int(row["female"])) / total
        assert seen[row["surname"]] / len(crowd) == pytest.approx(share, abs=0.025), row["surname"]


def test_thi_and_van_go_out_of_use(crowd):
    def share(sex, word, low, high):
        names = [p.full_name.split() for p in crowd if p.sex == sex and low <= p.birth_date.year < high]
        return sum(word in name[1:-1] for name in names) / len(names)

    assert share("female", "Thị", 1940, 1985) > 0.6 > 0.35 > share("female", "Thị", 2006, 2027)
    assert share("male", "Văn", 1940, 1985) > 0.35 > 0.2 > share("male", "Văn", 2006, 2027)


def test_numbers_are_unique_and_agree_with_sex_year_and_province(crowd):
    assert len({person.pin for person in crowd}) == len(crowd)
    for person in crowd:
        read = parse_pin(person.pin, AS_OF, person.sex, person.birth_date.year)
        assert read.is_valid and not read.flags
        assert read.value == person.pin and read.province == person.birth_province


def test_parents_are_older_people_of_the_right_sex_and_nobody_is_an_own_ancestor(crowd):
    with_parents = [person for person in crowd if person.mother is not None]
    assert len(with_parents) > len(crowd) / 4
    for person in with_parents:
        mother = crowd[person.mother]
        assert mother.sex == "female"
        assert 18 <= person.birth_date.year - mother.birth_date.year <= 50
        if person.father is not None:
            father = crowd[person.father]
            assert father.sex == "male"
            assert person.birth_date.year - father.birth_date.year >= 18
            assert father.full_name.split()[0] == person.full_name.split()[0]
    # every parent is strictly older, so no line of descent can close


def test_spouses_are_married_to_each_other_on_one_day_after_coming_of_age(crowd):
    couples = [person for person in crowd if person.spouse is not None]
    assert couples
    for person in couples:
        other = crowd[person.spouse]
        assert other.spouse == person.index and other.married_on == person.married_on
        assert {person.sex, other.sex} == {"female", "male"}
        assert person.marital_status == "married"
        lowest = 20 if person.sex == "male" else 18
        assert person.married_on.year - person.birth_date.year >= lowest
        assert {person.father, person.mother}.isdisjoint({other.father, other.mother} - {None})


def test_who_lives_together_has_one_address_and_one_head(crowd):
    households = {}
    for person in crowd:
        households.setdefault(person.household_number, []).append(person)
    for members in households.values():
        assert len({(p.unit_code, p.address_line, p.temporary_unit_code) for p in members}) == 1
        assert sum(p.household_role == "head" for p in members) == 1


def test_every_commune_of_ha_noi_has_residents(crowd):
    assert {person.unit_code for person in crowd} == {code for code, _ in facts.hanoi_communes()}
    assert len(facts.hanoi_communes()) == 126


def test_children_under_fourteen_have_no_card_and_nobody_is_born_in_the_future(crowd):
    for person in crowd:
        assert person.birth_date < AS_OF
        age = people._age(person, AS_OF)
        if age < 14:
            assert person.card_issued_on is None and person.marital_status == "single"
        if person.card_issued_on:
            assert person.card_issued_on <= AS_OF
            expected = "Bộ Công an" if person.card_issued_on >= date(2024, 7, 1) else "Cục Cảnh sát"
            assert person.card_issued_by.startswith(expected)


def test_minh_anh_has_a_family_and_a_newborn_within_the_sixty_days_for_registration(crowd):
    minh_anh = crowd[0]
    assert minh_anh.full_name == "Nguyễn Thị Minh Anh"
    assert crowd[minh_anh.spouse].full_name == "Trần Đức Long"
    assert crowd[minh_anh.mother].sex == "female" and crowd[minh_anh.father].full_name.startswith("Nguyễn")
    today = date(2026, 11, 21)
    births = people.newborns(7, crowd, today)
    assert (births[0].mother, births[0].father) == (0, minh_anh.spouse)
    assert len({birth.mother for birth in births}) == len(births)
    assert all(0 <= (today - birth.born_at.date()).days <= 60 for birth in births)
    assert people.newborns(7, crowd, today) == births


def test_the_two_who_may_marry_are_single_and_grown(crowd):
    groom, bride = crowd[5], crowd[6]
    assert {groom.marital_status, bride.marital_status} == {"single"}
    assert people._age(groom, AS_OF) >= 20 and people._age(bride, AS_OF) >= 18
