"""What the machine links by itself, what it brings before people, and that it can say why."""

from datetime import date

import duckdb
import pytest

from motcua.records.quality.matching import engine
from motcua.records.quality.matching.definition import definition
from motcua.records.quality.matching.explaining import explain, prior_bits
from motcua.records.quality.matching.model import Model
from tests.records.matching.conftest import arrive, reasons, together

PIN, OTHER_PIN = "001187604321", "001187609876"


def _run(city):
    return engine.match_changes(city.con, "arriving_people", wanted=city.wanted)


def _one(con: duckdb.DuckDBPyConnection, statement: str) -> int:
    return con.execute(statement).fetchall()[0][0]


def test_links_are_right_and_few_duplicates_stay_unseen(matched):
    con = matched.con
    con.execute(
        "create or replace temp table owner as select uid, person as who from people join truth using (source, record)"
    )
    con.execute(
        "create or replace temp table true_pairs as select l.uid as uid_l, r.uid as uid_r from owner l join owner r"
        " on l.who = r.who and l.uid < r.uid"
    )
    con.execute(
        "create or replace temp table linked as select l.uid as uid_l, r.uid as uid_r from whose l join whose r"
        " on l.person = r.person and l.uid < r.uid"
    )
    true, links = _one(con, "select count(*) from true_pairs"), _one(con, "select count(*) from linked")
    right = _one(con, "select count(*) from linked join true_pairs using (uid_l, uid_r)")
    seen = right + _one(con, "select count(*) from review join true_pairs using (uid_l, uid_r)")
    assert true > 100
    assert right == links
    assert right / true > 0.7
    assert seen > right
    assert (
        _one(con, "select count(*) from review") <= matched.outcome.records * 0.005 + matched.outcome.refused
    )


def test_the_same_number_date_and_name_need_no_weighing(changes):
    for name in ("NGUYỄN THỊ THANH TÂM", "Nguyen Thi Thanh Tam", "Tâm Nguyễn Thị Thanh"):
        arrive(
            changes.con,
            {"pin": PIN},
            {"pin": PIN, "name": name, "unit_code": "00008", "phone": None, "address_key": None},
        )
        done = _run(changes)
        assert together(changes.con, "X0", "X1"), name
        assert done.certain == 1


def test_a_record_without_a_number_finds_its_person_by_everything_else(changes):
    arrive(changes.con, {"pin": PIN}, {"pin": None})
    _run(changes)
    assert together(changes.con, "X0", "X1")


def test_twins_are_never_linked_by_a_machine(changes):
    """The same birth, parents, home and telephone; one of them has no number yet."""
    arrive(
        changes.con,
        {"pin": PIN, "name": "Nguyễn Thị Thanh Tâm"},
        {"pin": None, "name": "Nguyễn Thị Thanh Tân"},
    )
    _run(changes)
    assert not together(changes.con, "X0", "X1")
    assert reasons(changes.con)[frozenset({"X0", "X1"})] == "other_given"


def test_two_numbers_are_two_people_until_two_officers_say_otherwise(changes):
    arrive(changes.con, {"pin": PIN}, {"pin": OTHER_PIN})
    _run(changes)
    assert not together(changes.con, "X0", "X1")
    changes.con.execute(f"create or replace table said ({engine.VERDICTS})")
    changes.con.execute("insert into said values ('population', 'X0', 'population', 'X1', true)")
    _run(changes)
    assert together(changes.con, "X0", "X1")


def test_a_third_record_does_not_bring_two_numbers_together(changes):
    arrive(changes.con, {"pin": PIN}, {"pin": None}, {"pin": OTHER_PIN})
    _run(changes)
    assert not together(changes.con, "X0", "X2")
    assert together(changes.con, "X0", "X1") != together(changes.con, "X1", "X2")


def test_what_people_kept_apart_stays_apart(changes):
    arrive(changes.con, {"pin": PIN}, {"pin": PIN})
    changes.con.execute(f"create or replace table said ({engine.VERDICTS})")
    changes.con.execute("insert into said values ('population', 'X0', 'population', 'X1', false)")
    _run(changes)
    assert not together(changes.con, "X0", "X1")
    assert frozenset({"X0", "X1"}) not in reasons(changes.con)


def test_name_and_year_of_birth_alone_link_nobody(changes):
    arrive(
        changes.con,
        {"pin": PIN, "name": "Nguyễn Văn Hùng", "sex": None},
        {"pin": None, "name": "Nguyễn Văn Hùng", "sex": None, "birth": None, "birth_precision": "year", "father_key": None,
         "mother_key": None, "phone": None, "address_key": None, "unit_code": "00008"},
    )  # fmt: skip
    _run(changes)
    assert not together(changes.con, "X0", "X1")


def test_a_changed_record_leaves_its_person_and_the_others_stay_together(changes):
    arrive(changes.con, {"pin": PIN}, {"pin": PIN}, {"pin": PIN})
    _run(changes)
    assert together(changes.con, "X0", "X2")
    arrive(changes.con, {"pin": "001066004455", "name": "Đỗ Quang Vinh", "birth": date(1966, 1, 9), "sex": "male",
                         "father_key": None, "mother_key": None, "phone": None, "address_key": None})  # fmt: skip
    _run(changes)
    assert not together(changes.con, "X0", "X1")
    assert together(changes.con, "X1", "X2")


@pytest.mark.parametrize(
    "older", ["update learned set rules = 'older'", "alter table learned drop column rules"]
)
def test_changes_after_an_update_of_the_rules_ask_for_a_full_run_by_name(changes, older):
    changes.con.execute(older)
    with pytest.raises(engine.Outdated, match="run `motcua match` once"):
        engine.match_changes(changes.con, "staged", wanted=changes.wanted)


def test_changes_before_any_full_run_are_refused():
    with duckdb.connect() as con, pytest.raises(engine.NotLearned):
        engine.match_changes(con, "staged")


def test_every_pair_is_explained_and_the_weights_add_up(matched):
    wanted, model = matched.wanted, Model.of(matched.outcome.model)
    gammas = ", ".join(f"gamma_{one.id}" for one in wanted.comparisons)
    rows = matched.con.execute(f"select match_weight, {gammas} from weighed limit 200").fetchall()
    assert rows
    for weight, *places in rows:
        levels = {one.id: place for one, place in zip(wanted.comparisons, places, strict=True)}
        ladder = explain(wanted, model, levels, {"pin": PIN}, {})
        assert all(step["level_vi"] and step["level_en"] for step in ladder)
        assert sum(step["weight"] for step in ladder) + prior_bits(model) == pytest.approx(weight, abs=0.02)


def test_agreement_never_weighs_less_than_difference(matched):
    model = Model.of(matched.outcome.model)
    for one in definition().comparisons:
        ratio = [m / u for m, u in zip(model.m[one.id], model.u[one.id], strict=True)]
        assert ratio[0] > 1 > ratio[-1], one.id
