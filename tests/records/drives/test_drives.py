"""Drives: invitations from the register, one booking each, two teams never take one person, results by day."""

from datetime import date, timedelta

import pytest

from motcua.city.models import Person
from motcua.records.drives import booking, planning, receiving, visits
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Booking, Drive, Invitation, Slot
from motcua.records.population.models import CitizenRecord
from tests.records.drives.a_drive import (
    BIKE,
    EIGHT,
    MONDAY,
    TUESDAY,
    actor,
    add,
    drawn,
    new_drive,
    new_point,
    out,
    slot,
)
from tests.records.pairs.doubtful import person

pytestmark = pytest.mark.django_db


def books(who: Person, where: Slot, at=MONDAY, **more) -> Booking:
    return booking.book(where.pk, who, by=actor("resident"), at=at, **more)


def came(drive: Drive, who: Person) -> Booking:
    made = books(who, slot(drive))
    return receiving.check_in(made.point, made.code, by=actor("justice"), at=EIGHT)


@pytest.fixture
def lan(city):
    return person("Phạm Thị Lan", "001190900020")


def test_a_plan_tells_everything_that_is_wrong_at_once(city):
    agency = drawn().agency
    wrong = new_drive(
        kind="x", name_vi=" ", starts_on=date(2026, 3, 1), ends_on=date(2026, 2, 1), service_minutes=500
    )
    with pytest.raises(Faulty) as faulty:
        planning.write(agency, wrong, by=actor("leader"), at=MONDAY)
    assert set(faulty.value.fields) == {"kind", "name_vi", "starts_on", "ends_on", "service_minutes"}
    bad = new_point(setting="", place="", unit=None, days=(), closes=None, kits=0, reserve=2)
    with pytest.raises(Faulty) as faulty:
        planning.add_point(drawn().pk, bad, set(), by=actor("leader"), at=MONDAY)
    assert set(faulty.value.fields) == {"setting", "place", "unit", "days", "closes", "kits", "reserve"}


def test_publishing_makes_the_places_of_each_day_by_the_formula(city):
    drive = out()
    rows = Slot.objects.filter(point__drive=drive, starts_at__date=TUESDAY)
    assert sum(one.seats for one in rows) == 32
    with pytest.raises(Refused):
        add(drive)
    with pytest.raises(Refused):
        planning.publish(drawn(points=0).pk, by=actor("leader"), at=MONDAY)


def test_whoever_the_drive_is_for_is_invited_with_the_first_reason_that_fits(city):
    born = {
        "fourteen": date(2012, 8, 1),
        "old": date(1940, 1, 1),
        "adult": date(1990, 1, 1),
        "child": date(2020, 1, 1),
    }
    people = {key: person(f"Mẫu {key}", born=day) for key, day in born.items()}
    people["renew"] = person(
        "Mẫu renew", born=date(1985, 2, 1), record={"id_card_issued_on": date(2015, 1, 1)}
    )
    people["dead"] = person("Mẫu dead", born=date(1990, 1, 1), record={"death_date": date(2024, 1, 1)})
    drive = drawn()
    made = planning.invite(drive.pk, by=actor("leader"), at=MONDAY)
    told = dict(Invitation.objects.filter(drive=drive).values_list("person__full_name", "why"))
    assert {key: told.get(one.full_name) for key, one in people.items()} == {
        "fourteen": "age_14", "old": "at_home", "adult": "no_card", "child": None, "renew": "expired", "dead": None,
    }  # fmt: skip
    assert made == len(told)
    assert planning.invite(drive.pk, by=actor("leader"), at=MONDAY) == 0, "again adds only whoever is new"


def test_the_list_and_the_rule_agree_on_whose_card_has_ended(city):
    cases = [(date(1985, 2, 1), date(2015, 1, 1)), (date(1986, 4, 1), date(2024, 5, 1)), (date(2001, 3, 1), date(2015, 5, 1)),
             (date(1986, 2, 27), date(2010, 5, 1)), (date(1964, 1, 1), date(2023, 1, 1))]  # fmt: skip
    from motcua.records.drives.rules import card_ends

    drive = drawn(targets=("expired",))
    made = {person(f"Ca {n}", born=born, record={"id_card_issued_on": issued}).pk: card_ends(born, issued)
            for n, (born, issued) in enumerate(cases)}  # fmt: skip
    planning.invite(drive.pk, by=actor("leader"), at=MONDAY)
    invited = set(Invitation.objects.filter(drive=drive).values_list("person_id", flat=True))
    for who, ends in made.items():
        assert (who in invited) == (ends is not None and ends <= drive.starts_on)


def test_one_person_has_one_open_booking_and_gives_it_back(lan):
    drive = out()
    first = books(lan, slot(drive))
    assert slot(drive).taken == 1
    with pytest.raises(Refused):
        books(lan, slot(drive, 1))
    assert slot(drive, 1).taken == 0, "what was refused holds no place"
    booking.cancel(first.uuid, (lan.pk,), by=actor("resident"), at=MONDAY)
    assert slot(drive).taken == 0
    books(lan, slot(drive, 1))
    with pytest.raises(NotYours):
        booking.cancel(first.uuid, (lan.pk + 1,), by=actor("resident"), at=MONDAY)


def test_a_slot_never_takes_one_too_many_and_none_too_near(lan):
    drive = out()
    found = slot(drive)
    Slot.objects.filter(pk=found.pk).update(taken=found.seats)
    with pytest.raises(Refused):
        books(lan, found)
    with pytest.raises(Refused):
        books(lan, slot(drive, 1), at=EIGHT + timedelta(minutes=10))
    assert found not in booking.free(found.point, TUESDAY, MONDAY)


def test_a_signed_code_checks_in_once_and_a_forged_one_never(lan):
    drive = out()
    made = books(lan, slot(drive))
    token = booking.signed(made)
    with pytest.raises(NotYours):
        booking.code_of(token[:-1] + ("a" if token[-1] != "a" else "b"))
    with pytest.raises(NotYours):
        receiving.check_in(made.point, made.code, by=actor("justice"), at=MONDAY)
    for _ in range(2):
        assert receiving.check_in(made.point, token, by=actor("justice"), at=EIGHT).state == "arrived"
    assert planning.figures(drive)[made.point_id, TUESDAY] == {"booked": 1, "came": 1}


def test_two_teams_never_take_one_person_within_a_day(lan):
    drive = out(points=2)
    one, other = drive.points.order_by("id")
    arrived = came(drive, lan)
    receiving.finish(arrived.point, arrived.pk, "done", receipt="BN-1", by=actor("justice"), at=EIGHT)
    later = EIGHT + timedelta(hours=2)
    with pytest.raises(Refused):
        receiving.walk_in(other, lan.pin, by=actor("justice"), at=later)
    assert receiving.walk_in(other, lan.pin, by=actor("justice"), at=EIGHT + timedelta(hours=24)).walk_in
    assert one != other


def test_after_a_breakdown_another_team_may_take_the_person_at_once(lan):
    drive = out(points=2)
    other = drive.points.order_by("id")[1]
    arrived = came(drive, lan)
    receiving.finish(arrived.point, arrived.pk, "equipment", by=actor("justice"), at=EIGHT)
    assert receiving.walk_in(other, lan.pin, by=actor("justice"), at=EIGHT).state == "arrived"


def test_whoever_came_goes_with_a_result_or_a_listed_reason(lan):
    drive = out()
    arrived = came(drive, lan)
    for wrong, reason in (("x", ""), ("failed", "không biết")):
        with pytest.raises(Faulty):
            receiving.finish(arrived.point, arrived.pk, wrong, reason=reason, by=actor("justice"), at=EIGHT)
    receiving.finish(
        arrived.point, arrived.pk, "failed", reason="fingerprints", by=actor("justice"), at=EIGHT
    )
    with pytest.raises(Refused):
        receiving.finish(arrived.point, arrived.pk, "done", by=actor("justice"), at=EIGHT)
    assert planning.figures(drive)[arrived.point_id, TUESDAY] == {
        "booked": 1,
        "came": 1,
        "failed:fingerprints": 1,
    }


def test_bookings_to_which_nobody_came_are_missed_and_the_place_learns_from_it(lan):
    drive = out()
    made = books(lan, slot(drive))
    assert receiving.missed(EIGHT + timedelta(hours=1)) == 0
    assert receiving.missed(EIGHT + timedelta(hours=3)) == 1
    made.refresh_from_db()
    assert made.state == "missed"
    booking.count(made.point_id, TUESDAY, "missed", 9)
    booking.count(made.point_id, TUESDAY, "came", 90)
    assert planning.no_show_of(made.point.place, made.point.unit_id) == 0.1
    assert add(drawn(points=0), made.point.place).no_show == 0.1


def test_a_motorbike_is_booked_with_its_papers_and_its_frame_once(lan):
    drive = out("motorbike", targets=())
    with pytest.raises(Faulty):
        books(lan, slot(drive))
    books(lan, slot(drive), told=BIKE)
    other = person("Lê Thị Na", "001190900021")
    with pytest.raises(Faulty) as faulty:
        books(other, slot(drive, 1), told=BIKE)
    assert set(faulty.value.fields) == {"frame"}


def test_home_visits_are_laid_out_by_street_and_what_does_not_fit_is_told(city):
    CitizenRecord.objects.filter(person__birth_date__lte=date(1946, 3, 10)).update(death_date=TUESDAY)
    for number in range(14):
        person(f"Cụ {number}", born=date(1940, 1, 1), address_line=f"Số {number} Nghĩa Tân")
    drive = drawn(targets=("at_home",))
    planning.invite(drive.pk, by=actor("leader"), at=MONDAY)
    assert visits.plan(drive.pk, [TUESDAY], 1, by=actor("leader"), at=MONDAY) == (14, 0)
    rows = visits.of_day(drive, TUESDAY)
    assert [one.visit_morning for one in rows] == [True] * 12 + [False] * 2
    assert [one.person.address_line for one in rows[:2]] == ["Số 0 Nghĩa Tân", "Số 1 Nghĩa Tân"]
    assert visits.days_of(drive) == [TUESDAY]
    with pytest.raises(Refused):
        visits.plan(drive.pk, [date(2026, 5, 1)], 1, by=actor("leader"), at=MONDAY)


def test_nobody_under_six_gets_a_level_two_account_and_nobody_who_died_is_taken_in(lan):
    """NĐ 69/2024/NĐ-CP: from six years on through the representative; before there is no such account."""
    drive = out("level2")
    point = drive.points.get()
    born = {"five": date(2020, 3, 11), "six": date(2020, 3, 10)}
    small = {
        name: Person.objects.create(full_name="Trần Bé", pin=f"00122000000{n}", birth_date=day, sex="male")
        for n, (name, day) in enumerate(born.items())
    }
    with pytest.raises(Faulty) as refused:
        receiving.walk_in(point, small["five"].pin, by=actor("justice"), at=EIGHT)
    assert set(refused.value.fields) == {"owner"}
    assert receiving.walk_in(point, small["six"].pin, by=actor("justice"), at=EIGHT).walk_in
    with pytest.raises(Faulty):
        booking.book(slot(drive).pk, small["five"], by=actor("resident"), at=MONDAY)
    assert slot(drive).taken == 0
    CitizenRecord.objects.update_or_create(
        person=lan, defaults={"death_date": date(2026, 1, 5), "updated_at": MONDAY}
    )
    with pytest.raises(Faulty) as refused:
        receiving.walk_in(point, lan.pin, by=actor("justice"), at=EIGHT)
    assert set(refused.value.fields) == {"pin"}
