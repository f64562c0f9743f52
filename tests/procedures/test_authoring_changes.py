"""Changing a tree: parts come, go and move; ids follow words; whatever names a part follows its new id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua import services
from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes import starts, steps
from motcua.procedures.authoring.trees import read_tree, tree_of
from motcua.procedures.authoring.working import problems

BIRTH = tree_of(next(one for one in services.load_all() if one.code == "1.001193"))
ALL = [tree_of(one) for one in services.load_all()]
EVERY_CONDITION = sorted({source for tree in ALL for _, source in changes.expressions(tree)})


def place_of(tree, name):
    """The path of a question, by id."""
    for p, page in enumerate(tree["form"]["pages"]):
        for base, holder in [
            ("", page),
            *((f".groups[{g}]", one) for g, one in enumerate(page.get("groups", ()))),
        ]:
            for f, item in enumerate(holder.get("fields", ())):
                if item["id"] == name:
                    return f"form.pages[{p}]{base}.fields[{f}]"
    raise LookupError(name)


def test_an_id_says_what_the_words_say():
    assert changes.id_from("Ngày sinh của mẹ", ()) == "ngay_sinh_cua_me"
    assert changes.id_from("Đường, số nhà?", {"duong_so_nha"}) == "duong_so_nha_2"
    assert changes.id_from("3 bản", ()) == "muc_3_ban"
    assert changes.id_from("Case", ()) == "case_2"
    assert changes.id_from("…", ()) == "muc"
    assert len(changes.id_from("Họ và tên đầy đủ của người được ủy quyền nộp hồ sơ thay", ())) <= 40


def test_a_place_is_named_as_problems_name_it():
    assert changes.parts_of("form.pages[0].fields[12].when") == ("form", "pages", 0, "fields", 12, "when")
    assert changes.path_of(changes.parts_of("cases[1].limit.unit")) == "cases[1].limit.unit"
    for odd in ("a..b", "a[", "a[x]", "]", "a[0]b"):
        with pytest.raises(changes.NoSuchPlace):
            changes.read({"a": [1]}, odd)


def test_a_change_leaves_the_tree_it_came_from_alone():
    before = repr(BIRTH)
    changes.write(BIRTH, "form.pages[0].fields[0].label.vi", "Khác")
    changes.remove(BIRTH, "form.pages[0].fields[0]")
    changes.rename(BIRTH, place_of(BIRTH, "situation"), "hoan_canh")
    steps.take_out(BIRTH, "check")
    assert repr(BIRTH) == before


def test_parts_move_within_and_between_lists():
    tree = {"form": {"pages": [{"id": "a", "fields": [{"id": "x"}, {"id": "y"}]}, {"id": "b"}]}}
    tree, at = changes.move_to(tree, "form.pages[0].fields[0]", "form.pages[1].fields")
    assert (at, tree["form"]["pages"][1]["fields"]) == ("form.pages[1].fields[0]", [{"id": "x"}])
    tree, at = changes.move_to(tree, at, "form.pages[0].fields", 0)
    assert [one["id"] for one in tree["form"]["pages"][0]["fields"]] == ["x", "y"]
    tree, at = changes.move(tree, "form.pages[0].fields[0]", 5)
    assert at == "form.pages[0].fields[1]"
    tree, at = changes.move_to(tree, "form.pages[0].fields[0]", "form.pages[0].fields", 2)
    assert [one["id"] for one in tree["form"]["pages"][0]["fields"]] == ["x", "y"]
    with pytest.raises(changes.NotMovable):
        changes.move_to(tree, "form.pages[0]", "form.pages[0].fields")


def test_a_part_behind_the_taken_one_is_still_found():
    tree = {
        "form": {
            "pages": [
                {"id": "a", "fields": [{"id": "x"}]},
                {"id": "b", "groups": [{"id": "g", "fields": []}]},
            ]
        }
    }
    _, at = changes.move_to(tree, "form.pages[0]", "form.pages[1].groups[0].fields")
    assert at == "form.pages[0].groups[0].fields[0]"


def test_a_copy_has_ids_of_its_own():
    tree, at = changes.copy_of(BIRTH, "form.pages[0]")
    assert at == "form.pages[1]"
    assert [one["id"] for one in tree["form"]["pages"][1]["fields"]] == ["situation_2", "relation_2"]


def test_a_question_of_another_name_is_read_by_its_new_name():
    tree = changes.rename(BIRTH, place_of(BIRTH, "relation"), "quan_he")
    assert not problems(tree)
    assert not changes.uses(tree, "relation")
    assert len(changes.uses(tree, "quan_he")) == len(changes.uses(BIRTH, "relation")) > 20


@pytest.mark.parametrize("tree", ALL, ids=lambda tree: tree["code"])
def test_renaming_every_question_and_case_of_every_procedure_leaves_it_sound(tree):
    names = [
        path
        for p, page in enumerate(tree["form"]["pages"])
        for base, holder in [
            ("", page),
            *((f".groups[{g}]", one) for g, one in enumerate(page.get("groups", ()))),
        ]
        for path in (
            *(f"form.pages[{p}]{base}.fields[{f}]" for f in range(len(holder.get("fields", ())))),
            *([f"form.pages[{p}]{base}"] if base else []),
        )
    ]
    changed = tree
    for number, path in enumerate([*names, *(f"cases[{i}]" for i in range(len(tree["cases"])))]):
        changed = changes.rename(changed, path, f"zz_{number}")
    for number, step in enumerate(tree["workflow"]["steps"]):
        changed = changes.rename(changed, f"workflow.steps.{step}", f"step_{number}")
    for step, item in changed["workflow"]["steps"].items():
        for f in range(len(item.get("fields", ()))):
            changed = changes.rename(changed, f"workflow.steps.{step}.fields[{f}]", f"seen_{step}_{f}")
    for number in range(len(tree.get("components", ()))):
        changed = changes.rename(changed, f"components[{number}]", f"paper_{number}")
    assert not problems(changed)


def test_a_set_gives_its_parts_what_they_ask_for_under_their_own_names():
    tree = {
        "form": {"pages": [{"groups": [{"id": "rows", "repeat": {}, "fields": [{"id": "number"}]}]}]},
        "components": [{"id": "deed"}],
        "linked": {
            "choice": "rows",
            "parts": [
                {
                    "id": "tax",
                    "answers": {"number": "rows[0].number + parts.tax.number", "value": "rows"},
                    "papers": {"deed": "result:deed or deed", "value": "deed"},
                    "proceeds": "rows.exists(r, r.number == 'deed')",
                }
            ],
        },
        "result": {
            "layout": {"title": {"vi": "Số {{rows[0].number}} number", "en": "No {{rows}}"}, "blocks": []}
        },
    }
    tree = changes.rename(tree, "form.pages[0].groups[0].fields[0]", "so")
    tree = changes.rename(tree, "form.pages[0].groups[0]", "hang")
    tree = changes.rename(tree, "components[0]", "giay")
    assert tree["linked"] == {
        "choice": "hang",
        "parts": [
            {
                "id": "tax",
                "answers": {"number": "hang[0].so + parts.tax.number", "value": "hang"},
                "papers": {"deed": "result:deed or giay", "value": "giay"},
                "proceeds": "hang.exists(r, r.so == 'deed')",
            }
        ],
    }
    assert tree["result"]["layout"]["title"] == {"vi": "Số {{hang[0].so}} number", "en": "No {{hang}}"}
    assert "result.layout.title.en" in changes.uses(tree, "hang")


def test_an_option_of_another_value_is_compared_by_its_new_value():
    tree = changes.renaming.rename_option(BIRTH, f"{place_of(BIRTH, 'birth_proof')}.options[0]", "chung_sinh")
    assert "birth_proof == 'chung_sinh'" in tree["components"][0]["when"]
    assert not problems(tree)


def test_quoted_words_and_members_are_no_names():
    tree = {
        "form": {"pages": [{"fields": [{"id": "age"}]}]},
        "cases": [{"when": "age > 3 && x.age == 'age' || age(b, c) > 2"}],
    }
    assert (
        changes.rename(tree, "form.pages[0].fields[0]", "tuoi")["cases"][0]["when"]
        == "tuoi > 3 && x.age == 'age' || age(b, c) > 2"
    )


def test_an_id_that_another_part_has_is_refused():
    for new in ("relation", "case", "Hai từ", ""):
        with pytest.raises(changes.NameTaken):
            changes.rename(BIRTH, place_of(BIRTH, "situation"), new)


@pytest.mark.parametrize("source", [s for s in EVERY_CONDITION if changes.read_condition(s) is not None])
def test_a_condition_that_can_be_clicked_together_says_the_same_when_written_again(source):
    condition = changes.read_condition(source)
    kinds = {
        row.name: "integer" if row.value.isdigit() else "date" if row.value == "today" else "choice"
        for row in condition.rows
    }
    assert changes.read_condition(changes.write_condition(condition, kinds)) == condition


def test_most_conditions_of_the_real_procedures_can_be_clicked_together():
    simple = [source for source in EVERY_CONDITION if changes.read_condition(source) is not None]
    assert len(simple) > len(EVERY_CONDITION) / 3


@pytest.mark.parametrize(
    "source", ["a == 'x' && b || c", "age(b, today) > 3", "(a)", "a.b == 'x'", "a +", "!"]
)
def test_what_is_not_simple_stays_an_expression(source):
    assert changes.read_condition(source) is None


NAMES = st.sampled_from(["lam_gi", "so_ban", "ngay", "officer.de_xuat"])
ROWS = st.lists(
    st.builds(changes.Row, NAMES, st.sampled_from(["is", "not", "has"]), st.text("abcẮ .", max_size=6))
    | st.builds(changes.Row, NAMES, st.sampled_from(["yes", "no", "answered", "empty"])),
    min_size=1, max_size=4,
)  # fmt: skip


@given(ROWS, st.booleans())
def test_rows_come_back_as_they_were_written(rows, all_of):
    condition = changes.Condition(tuple(rows), all_of or len(rows) == 1)
    assert changes.read_condition(changes.write_condition(condition, {})) == condition


def test_steps_stand_in_the_order_a_dossier_takes():
    assert steps.order_of(BIRTH) == ["receive", "check", "sign", "number", "return"]


def test_a_step_put_in_stands_on_the_way_and_one_taken_out_leaves_no_gap():
    tree, name = steps.put_in(
        BIRTH, starts.step("review", {"vi": "Rà soát", "en": "Review"}), "review", after="check"
    )
    assert steps.order_of(tree) == ["receive", "check", "review", "sign", "number", "return"]
    assert steps.order_of(steps.take_out(tree, name)) == steps.order_of(BIRTH)
    assert steps.order_of(steps.take_out(tree, "receive"))[0] == "check"


def test_a_step_moves_earlier_and_later():
    tree, _ = steps.put_in(
        BIRTH, starts.step("review", {"vi": "Rà soát", "en": "Review"}), "review", after="sign"
    )
    earlier = steps.later(tree, "review", -1)
    assert steps.order_of(earlier) == ["receive", "check", "review", "sign", "number", "return"]
    assert steps.order_of(steps.later(earlier, "review", 1)) == steps.order_of(tree)
    assert steps.order_of(steps.later(tree, "receive", -1)) == steps.order_of(tree)


def test_the_hours_of_a_workflow_are_those_of_its_longest_way():
    assert steps.longest_hours(BIRTH) == 8


@pytest.mark.parametrize("tree", ALL, ids=lambda tree: tree["code"])
def test_every_new_part_has_a_shape_that_can_be_read(tree):
    lists = [
        "form.pages",
        "form.pages[0].fields",
        "form.pages[0].groups",
        "components",
        "fees",
        "cases",
        "conditions",
    ]
    for path in lists:
        tree, _ = changes.insert(tree, path, starts.new_part(tree, path))
    read_tree(tree)
