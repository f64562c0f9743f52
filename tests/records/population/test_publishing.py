"""A file of golden records becomes the register: created once, corrected with what it replaced, doubtful rows left out."""

from datetime import date

import duckdb
import pytest
from django.db import connection

from motcua.city.models import Person
from motcua.foundation import first_load
from motcua.foundation.text import fold, given_name_sort_key
from motcua.records import population
from motcua.records.models import Card, Member, PopulationChange, Residence, RetiredNumber, Tie
from motcua.records.population import bulk, bulk_sql
from tests.records.conftest import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
HOME = {"unit_code": "99901", "address": "Số 5 phố Hàng Chuối", "household_no": "0100000009"}
FATHER = {"key": "a", "pin": "001088000456", "full_name": "Trần Văn Đức", "birth": "1988-09-30", "sex": "male", **HOME,
          "head_relation": "head", "spouse_pin": "001190000123", "cmnd": "012345678"}  # fmt: skip
MOTHER = {"key": "b", "pin": "001190000123", "full_name": "Nguyễn Thị Thúy Ngần", "birth": "1990-03-12", "sex": "female", **HOME,
          "head_relation": "wife", "spouse_pin": "001088000456"}  # fmt: skip
CHILD = {"key": "c", "pin": "001319000001", "full_name": "Trần Khánh  Quỳnh", "birth": "2019-05-01", **HOME,
         "head_relation": "child", "father_pin": "001088000456", "mother_pin": "001190000123"}  # fmt: skip
FAMILY = [FATHER, MOTHER, CHILD]
PINS = [row["pin"] for row in FAMILY]


def ours():
    """The people of the file: the city of the tests has others."""
    return Person.objects.filter(pin__in=PINS)


@pytest.fixture
def publish(tmp_path, ward):
    """Publishes rows as the state of a day; gives what was done."""
    number = iter(range(100))

    def run(rows, *, on=TODAY, source="load:1", ids=None, told=lambda step: None):
        path = tmp_path / f"people-{next(number)}.parquet"
        columns = dict.fromkeys(name for row in rows for name in row)
        with duckdb.connect() as con:
            con.execute(f"create table people ({', '.join(f'{name} varchar' for name in columns)})")
            con.executemany(
                f"insert into people values ({', '.join('?' for _ in columns)})",
                [[row.get(name) for name in columns] for row in rows],
            )
            con.execute(f"copy people to '{path}' (format parquet)")
        return bulk.publish(path, source=source, on=on, at=NOON, ids=ids, told=told)

    return run


def test_a_family_of_the_file_is_a_family_of_the_register(publish, tmp_path):
    done = publish(FAMILY, ids=tmp_path / "ids.parquet")
    assert (done.created, done.updated, done.same, done.refused) == (3, 0, 0, {})
    family = population.family("001319000001")
    assert (family.father.full_name, family.mother.full_name) == ("Trần Văn Đức", "Nguyễn Thị Thúy Ngần")
    assert [one.full_name for one in family.household] == ["Trần Văn Đức", "Nguyễn Thị Thúy Ngần"]
    child = Person.objects.get(pin="001319000001")
    assert (child.full_name, child.sex) == ("Trần Khánh Quỳnh", "female")
    assert (child.search_key, child.sort_key) == (fold(child.full_name), given_name_sort_key(child.full_name))
    facts = population.facts_for(child)
    assert facts["population.residence"] == "Số 5 phố Hàng Chuối, Phường Hồng Hà"
    assert facts["population.head_relation"] == "child"
    assert Tie.objects.filter(person__in=ours()).count() == 1
    assert Member.objects.filter(person__in=ours(), relation="head").count() == 1
    assert Card.objects.get(person__in=ours()).number == "012345678"
    with duckdb.connect() as con:
        keys = dict(con.execute(f"select key, person_id from '{tmp_path / 'ids.parquet'}'").fetchall())
    assert keys == {row["key"]: Person.objects.get(pin=row["pin"]).pk for row in FAMILY}


def test_the_same_file_twice_changes_nothing(publish):
    publish(FAMILY)
    again = publish(FAMILY)
    assert (again.created, again.updated, again.same) == (0, 0, 3)
    assert ours().count() == 3
    assert (
        Residence.objects.filter(person__in=ours()).count()
        == Member.objects.filter(person__in=ours()).count()
        == 3
    )
    assert not PopulationChange.objects.filter(source="load:1").exists()


def test_a_move_ends_the_old_home_and_says_what_it_was(publish):
    publish(FAMILY, on=date(2026, 1, 1))
    done = publish([CHILD | {"address": "Số 9 ngõ 1"}], on=date(2026, 6, 1), source="load:2")
    assert (done.created, done.updated) == (0, 1)
    person = Person.objects.get(pin=CHILD["pin"])
    homes = Residence.objects.filter(person=person).order_by("id")
    assert [(one.line, one.since, one.until) for one in homes] == [
        ("Số 5 phố Hàng Chuối", None, date(2026, 6, 1)),
        ("Số 9 ngõ 1", date(2026, 6, 1), None),
    ]
    change = PopulationChange.objects.get(person=person)
    assert change.was["permanent"]["line"] == "Số 5 phố Hàng Chuối" and change.source == "load:2"
    assert change.became == {"permanent": {"unit_id": person.unit_id, "line": "Số 9 ngõ 1"}}


def test_what_the_file_does_not_say_stays(publish):
    publish([FATHER | {"phone": "0900000001", "ethnic_code": "02"}])
    done = publish(
        [
            {
                "key": "z",
                "pin": FATHER["pin"],
                "full_name": "Trần Văn Đức",
                "birth": "1988-09-30",
                "sex": "male",
            }
        ]
    )
    assert done.same == 1
    facts = population.facts_for(ours().get())
    assert facts["population.phone"] == "0900000001" and facts["population.ethnicity"] == "Tày"
    assert facts["population.household_no"] == HOME["household_no"]


def test_a_retired_number_finds_its_person_and_does_not_come_back(publish):
    publish([FATHER])
    person = ours().get()
    RetiredNumber.objects.create(
        pin_old="001087000456", person=person, pin_new=person.pin, on=TODAY, ground="năm sinh", source="t", recorded_at=NOON
    )  # fmt: skip
    done = publish([FATHER | {"pin": "001087000456"}])
    assert (done.created, done.same) == (0, 1)
    assert ours().get().pin == FATHER["pin"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([FATHER, MOTHER | {"pin": FATHER["pin"]}], {"pin_twice": 2}),
        ([FATHER, MOTHER | {"key": "a"}], {"key": 2}),
        ([FATHER | {"birth": None}], {"birth": 1}),
        ([FATHER | {"pin": "12345678901"}], {"pin": 1}),
        ([FATHER | {"full_name": "  "}], {"name": 1}),
        ([FATHER | {"sex": "", "pin": ""}], {"sex": 1}),
    ],
)
def test_doubtful_rows_are_left_out_and_counted(publish, rows, why):
    done = publish([CHILD, *rows])
    assert done.refused == why
    assert done.created == 1 and ours().get().pin == CHILD["pin"]


def test_two_rows_that_mean_one_person_are_both_left_out(publish):
    publish(FAMILY)
    father = Person.objects.get(pin=FATHER["pin"])
    other = {
        "key": "x",
        "person_id": str(father.pk),
        "full_name": "Ai đó",
        "birth": "1990-01-01",
        "sex": "male",
    }
    done = publish([FATHER | {"phone": "0900000001"}, other])
    assert done.refused == {"person_twice": 2} and done.updated == 0
    assert Person.objects.get(pk=father.pk).full_name == "Trần Văn Đức"


def test_a_file_without_names_is_no_file_of_people(publish):
    with pytest.raises(bulk.NotPublishable, match="full_name"):
        publish([{"key": "a", "birth": "1990-01-01"}])


def test_a_first_load_takes_indexes_and_references_off_and_puts_them_back(publish, monkeypatch):
    def standing():
        with connection.cursor() as cursor:
            return first_load.off_and_on(cursor, bulk_sql.TABLES)

    before = standing()
    told = []
    monkeypatch.setattr(bulk, "FIRST_LOAD_FROM", 1)
    monkeypatch.setattr(bulk_sql, "FIRST_LOAD", 0.001)
    done = publish(FAMILY, told=told.append)
    assert done.created == 3 and any("city_person_pin" in step for step in told)
    assert standing() == before


NAMES = ("Trần Văn Đức", "Nguyễn Thị Thúy Ngần", "Lê Hoà", "An", "H'Hen Niê", "Y-Blơ Êban", "Vũ Đình Mỹ Ý An")


@pytest.mark.parametrize("name", NAMES)
def test_keys_made_word_by_word_are_those_of_the_whole_name(name):
    assert bulk.keys_of(name, {}) == (fold(name), given_name_sort_key(name))
