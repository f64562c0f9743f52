"""Two editors change one procedure: both meanings are kept, and only what truly collides is asked about."""

from copy import deepcopy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.procedures.authoring.merge import ABSENT, merge

BASE = {
    "name": {"vi": "Xác nhận", "en": "Certificate"},
    "keywords": ["giấy", "xác nhận"],
    "form": {
        "pages": [
            {
                "id": "about",
                "fields": [
                    {"id": "name", "kind": "text", "label": {"vi": "Họ tên", "en": "Name"}},
                    {"id": "born", "kind": "date", "label": {"vi": "Ngày sinh", "en": "Born"}},
                    {"id": "note", "kind": "text", "label": {"vi": "Ghi chú", "en": "Note"}},
                ],
            }
        ]
    },
    "workflow": {"start": "receive", "steps": {"receive": {"hours": 4}, "check": {"hours": 8}}},
}


def fields(tree):
    return tree["form"]["pages"][0]["fields"]


def both():
    return deepcopy(BASE), deepcopy(BASE)


def test_changes_of_different_parts_are_put_together_without_asking():
    mine, theirs = both()
    mine["workflow"]["steps"]["check"]["hours"] = 6
    theirs["name"]["en"] = "Confirmation"
    fields(theirs)[1]["label"]["vi"] = "Sinh ngày"
    fields(mine)[1]["hint"] = {"vi": "Như trên căn cước", "en": "As on the card"}
    made = merge(BASE, mine, theirs)
    assert made.conflicts == ()
    assert made.tree["workflow"]["steps"]["check"]["hours"] == 6
    assert made.tree["name"]["en"] == "Confirmation"
    assert fields(made.tree)[1]["label"]["vi"] == "Sinh ngày" and "hint" in fields(made.tree)[1]


def test_the_same_word_changed_twice_is_asked_about_and_the_choice_counts():
    mine, theirs = both()
    mine["name"]["vi"], theirs["name"]["vi"] = "Của tôi", "Của họ"
    made = merge(BASE, mine, theirs)
    (conflict,) = made.conflicts
    assert conflict.path == ("name", "vi") and (conflict.base, conflict.mine) == ("Xác nhận", "Của tôi")
    assert made.tree["name"]["vi"] == "Của họ"
    assert merge(BASE, mine, theirs, {conflict.key: "mine"}).tree["name"]["vi"] == "Của tôi"


def test_questions_added_by_both_stay_where_each_put_them():
    mine, theirs = both()
    fields(mine).insert(1, {"id": "mine"})
    fields(theirs).append({"id": "theirs"})
    made = merge(BASE, mine, theirs)
    assert [f["id"] for f in fields(made.tree)] == ["name", "mine", "born", "note", "theirs"]


def test_a_question_moved_by_one_and_reworded_by_the_other_is_both():
    mine, theirs = both()
    fields(mine).insert(0, fields(mine).pop(2))
    fields(theirs)[2]["label"]["vi"] = "Lời nhắn"
    made = merge(BASE, mine, theirs)
    assert made.conflicts == ()
    assert fields(made.tree)[0] == {"id": "note", "kind": "text", "label": {"vi": "Lời nhắn", "en": "Note"}}


def test_a_question_removed_by_one_and_changed_by_the_other_is_asked_about():
    mine, theirs = both()
    fields(mine).pop(1)
    fields(theirs)[1]["label"]["vi"] = "Sinh ngày"
    made = merge(BASE, mine, theirs)
    (conflict,) = made.conflicts
    assert conflict.mine is ABSENT and conflict.path[-1] == "[born]"
    assert [f["id"] for f in fields(merge(BASE, mine, theirs, {conflict.key: "mine"}).tree)] == [
        "name",
        "note",
    ]


def test_two_orders_of_the_same_questions_are_asked_about():
    mine, theirs = both()
    fields(mine).reverse()
    fields(theirs).insert(0, fields(theirs).pop(1))
    made = merge(BASE, mine, theirs)
    (conflict,) = made.conflicts
    assert conflict.path[-1] == "#order"
    chosen = merge(BASE, mine, theirs, {conflict.key: "mine"})
    assert [f["id"] for f in fields(chosen.tree)] == ["note", "born", "name"]


def test_keywords_of_both_are_kept_and_what_one_took_out_is_out():
    mine, theirs = both()
    mine["keywords"] = ["giấy", "độc thân"]
    theirs["keywords"] = ["giấy", "xác nhận", "hôn nhân"]
    assert set(merge(BASE, mine, theirs).tree["keywords"]) == {"giấy", "độc thân", "hôn nhân"}


def test_a_tick_is_not_a_number():
    mine, theirs = both()
    mine["non_territorial"], theirs["non_territorial"] = True, 1
    assert len(merge(BASE, mine, theirs).conflicts) == 1


_leaf = st.one_of(st.booleans(), st.integers(0, 2), st.sampled_from(["a", "b"]))
_thing = st.fixed_dictionaries({"id": st.sampled_from("pqr")}, optional={"x": _leaf, "y": _leaf})
_things = st.lists(_thing, max_size=3, unique_by=lambda thing: thing["id"])
_tree = st.fixed_dictionaries(
    {}, optional={"a": _leaf, "list": _things, "d": st.dictionaries(st.sampled_from("mn"), _leaf)}
)


QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(_tree, _tree)
def test_when_only_one_side_changed_nothing_is_asked_and_its_tree_is_the_outcome(base, changed):
    assert merge(base, changed, base).conflicts == () == merge(base, base, changed).conflicts
    assert merge(base, changed, base).tree == changed == merge(base, base, changed).tree


@QUICK
@given(_tree, _tree, _tree)
def test_who_decides_everything_for_one_side_loses_nothing_of_it(base, mine, theirs):
    first = merge(base, mine, theirs)
    made = merge(base, mine, theirs, {one.key: "mine" for one in first.conflicts}).tree
    for key, value in mine.items():
        if key != "list" and key != "d" and base.get(key) != value:
            assert made[key] == value
