"""Changes of the population register: what is now, what was on any day, and what the law does not let happen."""

from datetime import date

import pytest
from django.core.cache import cache

from motcua.city import identities
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.records import population
from motcua.records.models import CitizenRecord, Member, PopulationChange, Residence
from motcua.records.population import changes, reading
from motcua.records.population.changes import Ground, NotPossible
from motcua.records.population.household import head_facts
from tests.records.conftest import NOON

pytestmark = pytest.mark.django_db
BY = Actor("officer", account_id=1, name="Cán bộ thử")


def ground(day: str) -> Ground:
    return Ground(date.fromisoformat(day), "dossier:H26.1", BY, NOON)


@pytest.fixture
def linh(ward):
    return ward.person("Lê Thuỳ Linh", born=date(1990, 3, 12), pin="001190000555", ethnic_code="01")


@pytest.fixture
def duc(ward):
    return ward.person(
        "Trần Văn Đức", born=date(1988, 9, 30), sex="male", pin="001088000556", ethnic_code="01"
    )


def test_a_move_is_known_today_and_the_home_before_on_the_day_before(linh, ward):
    changes.moved(linh.pk, "permanent", ward.unit, "Số 1", ground("2020-05-01"))
    changes.moved(linh.pk, "permanent", ward.unit, "Số 2", ground("2026-03-01"))
    assert population.facts_for(linh)["population.residence.line"] == "Số 2"
    linh.refresh_from_db()
    assert linh.address_line == "Số 2"
    assert reading.as_of(linh.pk, date(2026, 2, 28)).homes["permanent"].line == "Số 1"
    assert reading.as_of(linh.pk, date(2026, 3, 1)).homes["permanent"].line == "Số 2"
    assert reading.as_of(linh.pk, date(2019, 1, 1)).homes == {}


def test_an_event_names_person_and_day_and_tells_no_value(linh, ward):
    changes.moved(linh.pk, "temporary", ward.unit, "Ngõ bí mật 7", ground("2026-03-01"))
    event = Event.objects.get(chain=f"person/{linh.pk}")
    assert event.kind == "population_residence_temporary"
    assert "Ngõ bí mật" not in event.body and '"2026-03-01"' in event.body
    assert PopulationChange.objects.get(person=linh).became["temporary"]["line"] == "Ngõ bí mật 7"


def test_nobody_moves_before_the_last_move(linh, ward):
    changes.moved(linh.pk, "permanent", ward.unit, "Số 2", ground("2026-03-01"))
    with pytest.raises(NotPossible, match="before_the_last"):
        changes.moved(linh.pk, "permanent", ward.unit, "Số 1", ground("2026-02-01"))
    assert Residence.objects.filter(person=linh).count() == 1


def test_when_a_registration_ends_the_residence_is_the_next_kind(linh, ward):
    changes.moved(linh.pk, "permanent", ward.unit, "Số 2", ground("2026-01-01"))
    changes.moved(linh.pk, "present", ward.unit, "Nhà trọ 3", ground("2026-02-01"))
    changes.left_home(linh.pk, "permanent", ground("2026-03-01"))
    linh.refresh_from_db()
    assert linh.address_line == "Nhà trọ 3"
    with pytest.raises(NotPossible, match="none"):
        changes.left_home(linh.pk, "permanent", ground("2026-03-02"))


def test_an_absence_is_told_for_its_days_only(linh):
    changes.declared_absent(linh.pk, ground("2026-03-01"), until=date(2026, 4, 1), reason="Đi học")
    assert "absent" in reading.as_of(linh.pk, date(2026, 3, 15)).homes
    assert "absent" not in reading.as_of(linh.pk, date(2026, 4, 1)).homes


def test_a_household_has_one_head_at_a_time_and_remembers_the_former(linh, duc):
    changes.joined(duc.pk, "HK1", "head", ground("2020-01-01"))
    changes.joined(linh.pk, "HK1", "wife", ground("2021-01-01"))
    with pytest.raises(NotPossible, match="has_head"):
        changes.joined(linh.pk, "HK1", "head", ground("2026-01-01"))
    changes.headed_by("HK1", linh.pk, ground("2026-01-01"), former_relation="husband")
    assert head_facts(duc, population.facts_for(duc))["population.head_name"] == linh.full_name
    assert reading.as_of(duc.pk, date(2025, 12, 31)).member.relation == "head"
    assert reading.as_of(duc.pk, date(2026, 1, 1)).member.relation == "husband"
    assert Member.objects.filter(household__number="HK1", until=None).count() == 2


def test_a_replaced_number_leads_to_its_person_for_ever_and_goes_to_nobody_else(linh, duc):
    changes.number_replaced(linh.pk, "001191000777", ground("2026-03-01"), why="Sửa năm sinh")
    changes.number_replaced(linh.pk, "001192000778", ground("2026-04-01"), why="Sửa năm sinh")
    for number in ("001190000555", "001191000777", "001192000778"):
        assert population.lookup(number).person == linh
        assert population.family(number) is not None
    assert reading.as_of(linh.pk, date(2026, 3, 15)).values["pin"] == "001191000777"
    for taken in ("001190000555", "001192000778"):
        with pytest.raises(NotPossible, match="taken"):
            changes.number_replaced(duc.pk, taken, ground("2026-05-01"), why="thử")
    with pytest.raises(NotPossible, match="number"):
        changes.number_replaced(duc.pk, "00119200077", ground("2026-05-01"), why="thử")


def test_a_number_of_today_is_found_at_once(linh, django_assert_num_queries):
    for find in (lambda pin: population.lookup(pin).person, reading.of_number):
        cache.clear()
        with django_assert_num_queries(2):  # the second asks whether the person was merged into another
            assert find("001190000555") == linh


def merged_into(kept, absorbed):
    both = (absorbed.pk, kept.pk)
    return lambda ids: {one: (both, kept.pk) if one in both else ((one,), one) for one in ids}


def test_a_replaced_number_of_a_merged_person_leads_to_the_survivor(linh, duc, monkeypatch):
    changes.number_replaced(linh.pk, "001191000777", ground("2026-03-01"), why="Sửa năm sinh")
    monkeypatch.setattr(identities, "_read_as", [merged_into(duc, linh)])
    for number in ("001190000555", "001191000777"):
        assert reading.of_number(number) == duc
        assert population.lookup(number).person == duc


def test_a_nine_digit_number_finds_its_person_unless_two_had_it(linh, duc):
    changes.card_issued(linh.pk, "cmnd9", "012345678", ground("2008-01-01"))
    assert reading.of_number("012345678") == linh
    changes.card_issued(duc.pk, "cmnd9", "012345678", ground("2008-01-01"))
    assert reading.of_number("012345678") is None


def test_a_card_ends_those_before_and_carries_the_persons_own_number(linh):
    changes.card_issued(linh.pk, "chip", linh.pin, ground("2021-05-01"), issued_at="Cục Cảnh sát")
    changes.card_issued(linh.pk, "card", linh.pin, ground("2026-03-12"), expires_on=date(2030, 3, 12))
    assert [card.kind for card in reading.as_of(linh.pk, date(2022, 1, 1)).cards] == ["chip"]
    assert [card.kind for card in reading.as_of(linh.pk, date(2026, 4, 1)).cards] == ["card"]
    with pytest.raises(NotPossible, match="number"):
        changes.card_issued(linh.pk, "card", "001190000999", ground("2026-04-01"))


def test_a_death_ends_home_and_household_and_widows_the_living(linh, duc, ward):
    changes.married(linh.pk, duc.pk, ground("2015-05-05"))
    changes.moved(duc.pk, "permanent", ward.unit, "Số 2", ground("2016-01-01"))
    changes.joined(duc.pk, "HK1", "head", ground("2016-01-01"))
    changes.died(duc.pk, ground("2026-02-02"))
    widow = CitizenRecord.objects.get(person=linh)
    assert (widow.marital_status, widow.spouse) == ("widowed", None)
    before, after = (reading.as_of(duc.pk, date(2026, 2, day)) for day in (1, 2))
    assert (before.alive, before.spouse_id, before.member.relation) == (True, linh.pk, "head")
    assert (after.alive, after.homes, after.member) == (False, {}, None)
    assert reading.as_of(linh.pk, date(2020, 1, 1)).values["marital_status"] == "married"
    with pytest.raises(NotPossible, match="dead"):
        changes.moved(duc.pk, "permanent", ward.unit, "Số 3", ground("2026-03-01"))


def test_a_divorce_is_one_for_both_and_the_tie_keeps_its_days(linh, duc):
    changes.married(linh.pk, duc.pk, ground("2015-05-05"))
    with pytest.raises(NotPossible, match="self"):
        changes.married(linh.pk, linh.pk, ground("2016-01-01"))
    changes.divorced(linh.pk, ground("2020-01-01"))
    assert {one.marital_status for one in CitizenRecord.objects.filter(person__in=[linh, duc])} == {
        "divorced"
    }
    assert reading.as_of(duc.pk, date(2019, 1, 1)).spouse_id == linh.pk
    assert reading.as_of(duc.pk, date(2020, 1, 1)).spouse_id is None


def test_a_representative_is_read_from_the_represented_only(linh, duc):
    changes.represented(linh.pk, duc.pk, ground("2026-01-01"))
    assert reading.as_of(linh.pk, date(2026, 2, 1)).representative_id == duc.pk
    assert reading.as_of(duc.pk, date(2026, 2, 1)).representative_id is None
    assert [tie.other_id for tie in reading.whole(duc.pk).ties] == [duc.pk]


def test_a_correction_was_right_from_the_beginning(linh):
    changes.corrected(linh.pk, {"full_name": "Lê Thùy Linh", "ethnic_code": "02"}, ground("2026-03-01"))
    assert reading.as_of(linh.pk, date(2000, 1, 1)).values["full_name"] == "Lê Thùy Linh"
    assert PopulationChange.objects.get(person=linh).was == {"full_name": "Lê Thuỳ Linh", "ethnic_code": "01"}
    with pytest.raises(KeyError):
        changes.corrected(linh.pk, {"pin": "001190000999"}, ground("2026-03-01"))


def test_the_whole_record_is_nine_questions_and_one_more_for_the_household(
    linh, duc, django_assert_max_num_queries
):
    changes.joined(duc.pk, "HK1", "head", ground("2020-01-01"))
    changes.joined(linh.pk, "HK1", "wife", ground("2021-01-01"))
    CitizenRecord.objects.filter(person=duc).update(mother=linh)
    with django_assert_max_num_queries(10):
        found = reading.whole(linh.pk)
    assert [one.person for one in found.household] == [duc, linh] and found.children == [duc]
    assert found.shown == {linh.pk, duc.pk}
    assert reading.whole(0) is None
