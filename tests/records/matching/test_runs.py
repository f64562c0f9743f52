"""A matching run is kept, its pairs come before people, its golden records into the register."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from django.db import connection
from msgspec.structs import replace

from motcua.city.models import Person
from motcua.foundation import first_load
from motcua.foundation.actor import SYSTEM
from motcua.records.population.models import Household, Member
from motcua.records.quality.matching import consistency, engine, golden, running, trust
from motcua.records.quality.models import Finding, Link, Load, MatchRun, Merge, Opinion, Pair
from motcua.records.quality.rules import rule
from tests.conftest import hanoi
from tests.records.matching.conftest import ON, RECORDS, arrive, small

NOW = hanoi("2026-11-02 09:00")


@pytest.fixture
def run(city, staged, tmp_path, monkeypatch):
    """Matching of the small city's load in a data folder of its own; the room's definition has a small sample."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(running, "definition", small)
    load = Load.objects.create(
        source="population",
        name="dan-cu.parquet",
        sha256="1" * 64,
        taken_on=ON,
        received_at=NOW,
        received_by=SYSTEM.as_data(),
    )

    def now(kind=running.FULL, file=staged):
        return running.run([load], [file], at=NOW, kind=kind, memory="1GB")

    return now


def test_a_run_keeps_what_it_was_made_with_and_its_pairs_come_before_people(run):
    done = run()
    assert done.ended_at == NOW
    assert done.figures["records"] == RECORDS
    assert done.settings["model"]["m"]["number"][0] > 0.9
    pairs = list(Pair.objects.all())
    assert len(pairs) == done.figures["review"] > 0
    for pair in pairs:
        assert pair.run_id == done.pk
        assert (pair.left_source, pair.left_record) < (pair.right_source, pair.right_record)
        assert pair.left["record"] == pair.left_record and pair.left["full_name"]
        assert 0 < pair.probability <= 1
        assert all(step["level_vi"] and step["level_en"] for step in pair.explanation)


def test_matching_again_changes_no_pair_and_forgets_none_that_somebody_looked_at(run, django_user_model):
    run()
    before = set(Pair.objects.values_list("id", "left_record", "right_record"))
    looked_at = Pair.objects.order_by("id").first()
    stale = Pair.objects.create(
        run_id=looked_at.run_id, left_source="population", left_record="A", right_source="population", right_record="B",
        left={}, right={}, weight=0, probability=0.5, explanation=[],
    )  # fmt: skip
    said = Pair.objects.create(
        run_id=looked_at.run_id, left_source="population", left_record="C", right_source="population", right_record="D",
        left={}, right={}, weight=0, probability=0.5, explanation=[],
    )  # fmt: skip
    account = django_user_model.objects.first()
    Opinion.objects.create(pair=said, account=account, by={}, verdict="unknown", at=NOW)
    run()
    assert set(Pair.objects.exclude(pk=said.pk).values_list("id", "left_record", "right_record")) == before
    assert not Pair.objects.filter(pk=stale.pk).exists()
    assert Pair.objects.filter(pk=said.pk).exists()
    assert MatchRun.objects.count() == 2


@pytest.mark.long
def test_a_run_that_died_is_taken_up_and_leaves_the_file_of_the_last_one(run, monkeypatch):
    first = run()
    file = running.file().read_bytes()

    def dies(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running.rows, "write_pairs", dies)
        with pytest.raises(KeyboardInterrupt):
            run()
    left = MatchRun.objects.get(ended_at=None)
    assert running.file().read_bytes() == file
    assert run().pk == left.pk != first.pk


def _rules_of_links():
    with connection.cursor() as cursor:
        return first_load.off_and_on(cursor, ["quality_link"])


def test_golden_records_become_people_once_and_every_record_is_somebodys(run):
    done = run()
    before, rules = Person.objects.count(), _rules_of_links()
    figures = running.publish(done, on=ON, at=NOW, memory="1GB")
    people = Person.objects.count() - before
    assert figures["created"] == people
    assert figures["people"] == people + sum(figures["refused"].values())
    assert 0.9 * RECORDS < people < RECORDS - 50
    links = Link.objects.filter(ended_at=None)
    assert links.count() == figures["links"]["made"] > people + 50
    assert _rules_of_links() == rules and len(rules) == 5, "the first load puts index and references back"
    again = running.publish(done, on=ON, at=NOW, memory="1GB")
    assert (again["created"], again["links"]) == (0, {"made": 0, "ended": 0})
    assert Person.objects.count() == before + people


@pytest.mark.long
def test_changed_records_are_published_without_the_others(run, staged, tmp_path):
    done = run()
    running.publish(done, on=ON, at=NOW, memory="1GB")
    before = Person.objects.count()
    changed = tmp_path / "changed.parquet"
    with duckdb.connect() as con:
        con.execute(f"create table staged as select * from '{staged}'")
        arrive(con, {"pin": "001187604321"}, {"pin": None})
        con.execute(f"copy arriving_people to '{changed}' (format parquet)")
    second = run(running.CHANGES, changed)
    assert second.kind == "incremental" and second.figures["records"] == 2
    figures = running.publish(second, on=ON, at=NOW, memory="1GB")
    assert (figures["people"], figures["created"]) == (1, 1)
    assert Person.objects.count() == before + 1
    assert len(set(Link.objects.filter(record__in=["X0", "X1"]).values_list("person_id", flat=True))) == 1


def test_changes_before_a_full_run_are_refused(run):
    with pytest.raises(engine.NotLearned):
        run(running.CHANGES)


def test_the_better_written_and_the_newer_survive_and_contradictions_are_told(tmp_path, changes):
    con = changes.con
    arrive(
        con,
        {"pin": "001187604321", "name": "NGUYEN THI THANH TAM", "phone": "0900000001", "changed_at": "2026-05-01 00:00:00"},
        {"pin": "001187604321", "birth": None, "birth_precision": "year", "phone": "0900000002",
         "changed_at": "2020-05-01 00:00:00"},
        {"pin": "001187604321", "name": "Nguyễn Thị Thanh Tâm", "sex": "male", "changed_at": "2019-05-01 00:00:00"},
    )  # fmt: skip
    engine.match_changes(con, "arriving_people", wanted=changes.wanted)
    people, differing = tmp_path / "people.parquet", tmp_path / "differing.parquet"
    made = golden.write(con, people, differing, on=ON, changed_only=True)
    assert made.people == 1
    row = con.execute(
        f"select key, pin, full_name, birth, birth_precision, sex, phone from '{people}'"
    ).fetchall()[0]
    assert row == (
        "population:X0", "001187604321", "Nguyễn Thị Thanh Tâm", date(1987, 4, 23), "day", "female", "0900000001",
    )  # fmt: skip
    assert con.execute(f"select record, field, value, golden from '{differing}'").fetchall() == [
        ("X2", "sex", "male", "female")
    ]


def test_a_value_with_a_fault_is_taken_last_whoever_wrote_it(tmp_path, changes):
    con, other = changes.con, {"source": "insurance", "pin": "001187604321"}
    arrive(
        con,
        {"pin": "001187604321", "name": "Tâm Nguyễn Thị Thanh", "flags": ["DQ17"]},
        other | {"changed_at": "2010-01-01 00:00:00"},
        other | {"birth": date(1987, 4, 24), "flags": ["DQ09"], "source": "civil_status"},
    )
    engine.match_changes(con, "arriving_people", wanted=changes.wanted)
    people = tmp_path / "people.parquet"
    golden.write(con, people, tmp_path / "differing.parquet", on=ON, changed_only=True)
    row = con.execute(f"select full_name, birth from '{people}'").fetchall()
    assert row == [("Nguyễn Thị Thanh Tâm", date(1987, 4, 23))]


def test_whose_word_counts_is_a_matter_of_the_day():
    first = trust.in_force(ON)
    later = replace(first, begins=date(2027, 1, 1), identity=("population", "civil_status"))
    assert trust.in_force(date(2026, 12, 31), [later, first]) == first
    assert trust.in_force(date(2027, 1, 1), [later, first]) == later
    assert trust.in_force(date(1990, 1, 1), [later, first]) == first


def test_what_linked_records_say_against_one_another_stands_on_somebodys_list(run, city, tmp_path):
    """Loads of two sources: one person's records differ in name, birth, sex, homes; one is dead in one and alive in another."""
    done = run()
    load, at = (
        Load.objects.get(),
        {"person": Person.objects.first(), "run": done, "how": "automatic", "since": NOW},
    )
    school = Load.objects.create(
        source="school", name="s", sha256="2" * 64, taken_on=ON, received_at=NOW, received_by={}
    )
    done.loads = [load.pk, school.pk]
    lines = [
        ("school", "S1", "name", "Lê Văn A", "Lê Văn B", "00160"), ("population", "P1", "birth", "1990-01-02", "1990-01-01", ""),
        ("population", "P1", "sex", "male", "female", ""), ("population", "P2", "pin", "001", "002", ""),
        ("school", "S1", "died", "", "2020-01-01", "00160"), ("population", "P3", "home", "Số 1", "Số 2", "00160"),
    ]  # fmt: skip
    differing = tmp_path / "differing.parquet"
    con = duckdb.connect()
    con.execute(
        "create table d (source text, record text, field text, value text, golden text, unit_code text)"
    )
    con.executemany("insert into d values (?, ?, ?, ?, ?, ?)", lines)
    con.execute(f"copy d to '{differing}' (format parquet)")
    Link.objects.create(source="school", record="S1", **at)
    assert consistency.bring(con, done, differing) == {"open": 6, "gone": 0}
    found = Finding.objects.filter(rule__in=consistency.RULES.values())
    assert {(one.source, one.record, one.field) for one in found} == {line[:3] for line in lines}
    assert all(rule(one.rule).listed for one in found)
    of_school = found.get(record="S1", field="died")
    assert (of_school.load, of_school.person_id, of_school.unit_code, of_school.proposal) == (
        school, at["person"].pk, "00160", "2020-01-01",
    )  # fmt: skip
    Finding.objects.filter(record="P3").update(state="dismissed", reason="hai nơi đều đúng")
    con.execute("delete from d where record = 'P2'")
    con.execute(f"copy d to '{differing}' (format parquet)")
    assert consistency.bring(con, done, differing) == {"open": 4, "gone": 1}
    assert Finding.objects.get(record="P3").state == "dismissed"
    assert not Finding.objects.filter(record="P2", rule=consistency.RULES["pin"]).exists()


def test_two_who_were_merged_and_live_in_two_households_stand_on_the_list(run):
    done = run()
    keeps, goes = Person.objects.order_by("pk")[:2]
    pair = Pair.objects.order_by("pk").first()
    for number, who in (("HK-A", keeps), ("HK-B", goes)):
        Member.objects.filter(person=who, until=None).update(until=ON)
        home = Household.objects.create(number=number)
        Member.objects.create(household=home, person=who, relation="head", source="t", recorded_at=NOW)
    Link.objects.create(person=goes, source="population", record="P9", run=done, how="review", since=NOW)
    merge = Merge.objects.create(
        pair=pair, survivor=keeps, absorbed=goes, before={}, became={}, at=NOW, by={}
    )
    nothing = Path(settings.DATA) / "nothing.parquet"
    con = duckdb.connect()
    con.execute(
        "copy (select '' as source, '' as record, '' as field, '' as value, '' as golden, '' as unit_code limit 0)"
        f" to '{nothing}' (format parquet)"
    )
    assert consistency.bring(con, done, nothing) == {"open": 1, "gone": 0}
    found = Finding.objects.get(rule=consistency.RULES["home"])
    assert (found.record, found.value, found.proposal, found.person_id) == ("P9", "HK-B", "HK-A", goes.pk)
    Merge.objects.filter(pk=merge.pk).update(undone_at=NOW)
    assert consistency.bring(con, done, nothing) == {"open": 0, "gone": 1}
