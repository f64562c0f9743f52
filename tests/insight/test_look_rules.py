"""Each rule by which a look comes up for review: what it sees, and what it lets be."""

from datetime import date, timedelta

import pytest

from motcua.city.models import Account, Appointment, Person, Unit
from motcua.foundation import audit
from motcua.insight.privacy import finding, rules
from motcua.procedures.dossiers.models import Absence
from motcua.project.demo import account_of
from motcua.records.population.models import CitizenRecord
from motcua.records.privacy.models import ProtectedPerson, ReaderDay, Review
from tests.conftest import hanoi
from tests.procedures import people

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:15")
READER = "justice"


def someone(n: int = 0, **more) -> Person:
    given = {
        "full_name": f"Người Mẫu {n}",
        "birth_date": date(1980, 1, 1),
        "sex": "female",
        "pin": f"00118090{n:04d}",
    }
    return Person.objects.create(**(given | more))


def look(*seen: Person, at=AT, dossier="", code="checking", key=READER) -> None:
    by = people.officer(key, at)
    for one in seen:
        audit.log_read(by, [one.pk], purpose="x", what="population", code=code, at=at, dossier_code=dossier)


def proposed(rule: str, day=AT) -> int:
    return finding.run(day.date(), at=day + timedelta(days=1)).proposed[rule]


def reader_is(person: Person) -> None:
    Account.objects.filter(pk=account_of(READER).pk).update(person=person)


def few_of_nobodys(n: int = 3) -> list[Person]:
    return [someone(n) for n in range(n)]


def no_matter():
    return few_of_nobodys()


def colleague():
    who = someone()
    post = people.officer(READER, AT).post_id
    agency = Appointment.objects.get(post_id=post, account=account_of(READER)).post.agency
    other = Appointment.objects.filter(post__agency=agency).exclude(account=account_of(READER)).first()
    Account.objects.filter(pk=other.account_id).update(person=who)
    return [who]


def family():
    me, child = someone(1), someone(2)
    for one in (me, child):
        CitizenRecord.objects.create(person=one, updated_at=AT)
    CitizenRecord.objects.filter(person=child).update(mother=me)
    reader_is(me)
    return [child]


def same_name():
    reader_is(someone(9, full_name="Vũ Minh Tuệ"))
    return [someone(n, full_name="Vũ Minh Tuệ") for n in range(3)]


def elsewhere():
    far = Unit.objects.filter(level=Unit.Level.COMMUNE, code_list="2025").exclude(code="00160").last()
    return [someone(n, unit=far) for n in range(5)]


def protected():
    who = someone()
    ProtectedPerson.objects.create(
        person=who, until=date(2026, 12, 31), reason="Nhân chứng", noted_by=account_of("dpo"), noted_at=AT
    )
    return [who]


def dead():
    gone = few_of_nobodys(2)
    for one in gone:
        CitizenRecord.objects.create(person=one, updated_at=AT, death_date=date(2024, 1, 1))
    return gone


def on_leave():
    Absence.objects.create(account=account_of(READER), first_day=AT.date(), last_day=AT.date())
    return [someone()]


def bulk():
    by = people.officer(READER, AT)
    for n in range(1, 11):
        ReaderDay.objects.create(
            day=AT.date() - timedelta(days=n), account_id=by.account_id, agency_id=by.agency_id, post_kind="justice",
            people=5, looks=5,
        )  # fmt: skip
    return few_of_nobodys(41)


MADE = {
    "no_matter": no_matter, "colleague": colleague, "family": family, "same_name": same_name, "elsewhere": elsewhere,
    "protected": protected, "dead": dead, "on_leave": on_leave, "bulk": bulk,
}  # fmt: skip


@pytest.mark.parametrize("rule", MADE)
def test_a_rule_sees_what_it_is_for_and_proposes_it_once(city, rule):
    seen = MADE[rule]()
    assert proposed(rule) == 0, "nobody has looked yet"
    ReaderDay.objects.filter(day=AT.date()).delete()
    look(*seen)
    assert proposed(rule) == 1
    found = Review.objects.get(rule=rule)
    assert (found.people, found.account_id, found.day) == (len(seen), account_of(READER).pk, AT.date())
    assert proposed(rule) == 0, "the same day again proposes nothing twice"


@pytest.mark.parametrize(
    "rule", ["no_matter", "colleague", "family", "same_name", "elsewhere", "protected", "dead"]
)
def test_a_look_within_a_dossier_is_explained_by_it(city, rule):
    look(*MADE[rule](), dossier="H26.40.01-260302-0001")
    assert proposed(rule) == 0


def test_looks_at_night_come_up_and_those_of_the_day_do_not(city):
    seen = few_of_nobodys()
    look(*seen)
    assert proposed("out_of_hours") == 0
    night = hanoi("2026-03-03 22:30")
    look(*seen, at=night)
    assert proposed("out_of_hours", night) == 1


def test_many_searches_that_find_nobody_come_up(city):
    by = people.officer(READER, AT)
    for _ in range(9):
        audit.log_search(by, purpose="x", what="population", at=AT, code="checking")
    assert proposed("guessing") == 0
    audit.log_search(by, purpose="x", what="population", at=AT, code="checking")
    assert proposed("guessing") == 1


def test_a_purpose_that_the_posts_powers_do_not_hold_comes_up(city):
    look(*few_of_nobodys(), code="protection")
    assert proposed("wrong_purpose") == 1
    assert Review.objects.get(rule="wrong_purpose").evidence["codes"] == ["protection"]


def test_a_busy_day_of_everybody_is_nobodys_fault(city):
    seen = bulk()
    for n in range(100, 103):
        ReaderDay.objects.create(
            day=AT.date(), account_id=n, agency_id=None, post_kind=_kind(), people=40, looks=40
        )
    look(*seen)
    # the day's own figures are there already: the reader's is added as the run would
    ReaderDay.objects.create(
        day=AT.date(),
        account_id=account_of(READER).pk,
        agency_id=None,
        post_kind=_kind(),
        people=41,
        looks=41,
    )
    assert proposed("bulk") == 0


def _kind() -> str:
    return Appointment.objects.get(
        account=account_of(READER), post_id=people.officer(READER, AT).post_id
    ).post.kind


def test_every_rule_in_force_has_a_test():
    others = {"out_of_hours", "guessing", "wrong_purpose"}
    assert set(rules.in_force(AT.date())) == set(MADE) | others
