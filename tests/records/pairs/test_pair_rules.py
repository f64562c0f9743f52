"""Rules of the desk for doubtful pairs: what opinions make of a pair, what is shown, who stays, what sources are told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.records.quality.pairs import proposing
from motcua.records.quality.pairs.deciding import outcome
from motcua.records.quality.pairs.differences import pieces, remark, rows, strength
from motcua.records.quality.pairs.surviving import (
    Standing,
    Step,
    against_rule,
    applied,
    parted,
    replayed,
    survivor,
    taken,
    unanswered,
)

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], "open"), (["same"], "first"), (["same", "same"], "same"), (["different"], "different"),
        (["same", "different"], "disputed"), (["different", "same"], "disputed"), (["unknown"], "open"),
        (["unknown", "unknown"], "unknown"), (["same", "unknown"], "first"), (["same", "unknown", "unknown"], "disputed"),
        (["unknown", "same", "same"], "same"),
    ],
)  # fmt: skip
def test_two_must_agree_that_it_is_one_person_and_who_disagrees_calls_the_supervisor(said, state):
    assert outcome(said) == state


@given(st.lists(st.sampled_from(["same", "different", "unknown"]), max_size=4))
def test_the_order_of_opinions_does_not_matter_and_one_alone_never_joins_two_people(said):
    assert outcome(said) == outcome(sorted(said))
    if said.count("same") < 2:
        assert outcome(said) != "same"


@given(st.text(max_size=30), st.text(max_size=30))
def test_pieces_put_together_are_the_values_again_and_what_is_not_marked_is_equal(one, other):
    left, right = pieces(one, other)
    assert "".join(piece.text for piece in left) == one
    assert "".join(piece.text for piece in right) == other
    kept = ["".join(piece.text for piece in side if not piece.differs) for side in (left, right)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    ("key", "one", "other", "words"),
    [
        ("full_name", "Nguyễn Thị Hòa", "Nguyen Thi Hoa", "chỉ khác dấu, chữ hoa hoặc khoảng trắng"),
        ("full_name", "Nguyễn Hòa Thị", "Nguyễn Thị Hòa", "cùng các từ, khác thứ tự"),
        ("birth", "05/03/1990", "03/05/1990", "đảo ngày và tháng"),
        ("birth", "05/03/1990", "1990", "một bên chỉ ghi năm"),
        ("pin", "001190000028", "001190000082", "đảo hai chữ số cạnh nhau"),
        ("pin", "001190000028", "001190000029", "lệch một chữ số"),
        ("full_name", "Trần Văn An", "Lê Thị Bình", ""),
    ],
)
def test_well_known_differences_are_named(key, one, other, words):
    assert remark(key, one, other)[0] == words


def test_a_side_that_says_nothing_is_told_and_what_neither_says_is_left_out():
    found = {row.key: row for row in rows({"full_name": "An", "phone": "0912"}, {"full_name": "An"})}
    assert (found["full_name"].how, found["phone"].how) == ("equal", "left_only")
    assert set(found) == {"full_name", "phone"}


@pytest.mark.parametrize(
    ("weight", "step"),
    [(7, "strong-for"), (2, "for"), (0, "little"), (-2, "against"), (-9, "strong-against")],
)
def test_a_weight_is_a_step_of_the_ladder(weight, step):
    assert strength(weight)[0] == step


def test_who_has_a_valid_number_stays_then_who_is_in_the_register_then_the_fuller_record():
    one = Standing(1, "", number_valid=False, recorded=True, filled=9, dead=False)
    numbered = Standing(2, "001190000028", number_valid=True, recorded=True, filled=3, dead=False)
    bare = Standing(3, "", number_valid=False, recorded=False, filled=12, dead=False)
    assert survivor(one, numbered) == survivor(numbered, one) == 2
    assert survivor(one, bare) == 1
    assert survivor(one, Standing(4, "", False, True, 10, False)) == 4
    assert survivor(one, Standing(5, "", False, True, 9, False)) == 1, (
        "the older row where nothing else speaks"
    )


def test_empty_values_are_filled_but_nobody_is_declared_dead_or_married_by_a_rule():
    assert taken("phone", [""], ["0912"]) == ["0912"]
    assert taken("phone", ["0911"], ["0912"]) == ["0911"]
    assert taken("phone", ["0911"], ["0912"], "absorbed") == ["0912"]
    assert taken("death", [None], ["2020-01-01"]) == [None]
    mine, theirs = {"death": [None], "phone": [""]}, {"death": ["2020-01-01"], "phone": ["1"]}
    assert unanswered(mine, theirs, {}) == ["death"]
    assert unanswered(mine, theirs, {"death": "absorbed"}) == []
    assert against_rule(mine, theirs, {"phone": "survivor"}) == ["phone"]
    assert against_rule(mine, theirs, {"phone": "absorbed"}) == []


VALUES = st.fixed_dictionaries(
    {group: st.sampled_from([[""], ["a"], ["b"], ["c"]]) for group in ("name", "phone", "death")}
)
CHOICES = st.dictionaries(
    st.sampled_from(["name", "phone", "death"]), st.sampled_from(["survivor", "absorbed"])
)
STEPS = st.lists(st.builds(Step, VALUES, CHOICES, st.booleans()), min_size=1, max_size=5)


@given(VALUES, STEPS, st.data())
def test_parting_leaves_what_the_standing_merges_alone_would_have_made(base, steps, data):
    number = data.draw(st.integers(0, len(steps) - 1))
    now = replayed(base, steps)
    after = parted(now, base, steps, number)
    left = [step for at, step in enumerate(steps) if step.standing and at != number]
    expected = dict(base)
    for step in left:
        expected = applied(expected, step.theirs, step.choices)
    assert after == expected


@given(VALUES, STEPS, st.data())
def test_what_somebody_changed_since_is_not_undone(base, steps, data):
    number = data.draw(st.integers(0, len(steps) - 1))
    now = replayed(base, steps) | {"phone": ["z"]}
    assert parted(now, base, steps, number)["phone"] == ["z"]


def test_a_source_is_told_what_the_population_register_says_once_two_officers_agree():
    person = {"source": "population", "record": "P1", "full_name": "Trần Thị Hoa", "birth": "1990-03-05"}
    record = {"source": "vaccination", "record": "V1", "full_name": "Tran Thi Hoa", "birth": "1990-03-05"}
    (only,) = proposing.of_pair(person, record, "same", on=ON)
    assert (only.source, only.record, only.field, only.was, only.proposed) == (
        "vaccination", "V1", "full_name", "Tran Thi Hoa", "Trần Thị Hoa",
    )  # fmt: skip
    assert proposing.of_pair(person, record, "unknown", on=ON) == []


def test_two_people_under_one_number_are_both_to_be_verified_and_two_records_of_one_are_to_become_one():
    one = {"source": "school", "record": "S1", "full_name": "An", "pin": "001190000028"}
    other = {"source": "school", "record": "S2", "full_name": "Bình", "pin": "001190000028"}
    assert [(told.record, told.field) for told in proposing.of_pair(one, other, "different", on=ON)] == [
        ("S1", "pin"),
        ("S2", "pin"),
    ]
    wrong = other | {"pin": "12"}
    (told,) = proposing.of_pair(one, wrong, "same", on=ON)
    assert (told.record, told.field, told.proposed) == ("S2", "record", "S1")
