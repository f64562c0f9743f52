"""What changed between two versions is said in sentences, each with what it means for dossiers that run."""

from copy import deepcopy

import pytest

from motcua.procedures.authoring.differences import differences, worst
from motcua.procedures.authoring.trees import tree_of
from motcua.services import load_all


@pytest.fixture(scope="module")
def birth():
    return tree_of(next(one for one in load_all() if one.code == "1.001193"))


def changed(tree, change):
    new = deepcopy(tree)
    change(new)
    return differences(tree, new)


def page(tree, number=0):
    return tree["form"]["pages"][number]


def question(tree, wanted=lambda field: True):
    return next(f for p in tree["form"]["pages"] for f in p.get("fields", ()) if wanted(f))


ASKED = {"id": "extra", "kind": "text", "label": {"vi": "Số nhà", "en": "House number"}}
REMOVALS = [lambda tree: page(tree)["fields"].pop(0), lambda tree: tree["form"]["pages"].pop(0)]


def test_equal_versions_differ_in_nothing(birth):
    assert differences(birth, deepcopy(birth)) == () and worst(()) == "safe"


def test_a_new_question_is_named_with_its_page_and_needs_consent(birth):
    (one,) = changed(birth, lambda tree: page(tree)["fields"].append(ASKED))
    assert one.kind == "added" and one.effect == "consent"
    assert one.vi.startswith("Thêm câu hỏi “Số nhà” – Trang “")
    assert one.en.startswith('Question "House number" added – Page "')


def test_a_new_question_that_may_stay_empty_or_is_computed_is_safe(birth):
    (one,) = changed(birth, lambda tree: page(tree)["fields"].append({**ASKED, "required": False}))
    (two,) = changed(birth, lambda tree: page(tree)["fields"].append({**ASKED, "value": "'x'"}))
    assert one.effect == two.effect == "safe"


@pytest.mark.parametrize("remove", REMOVALS)
def test_what_was_answered_is_never_thrown_away_for_running_dossiers(birth, remove):
    assert worst(changed(birth, remove)) == "never"


def test_another_kind_of_question_is_never_followed(birth):
    (one,) = changed(birth, lambda tree: question(tree, lambda f: f["kind"] == "text").update(kind="integer"))
    assert one.effect == "never" and "chữ ngắn → số nguyên" in one.vi


def test_a_question_on_another_page_moved_and_is_the_same_question(birth):
    found = changed(birth, lambda tree: page(tree, 1)["fields"].append(page(tree)["fields"].pop(0)))
    assert [one.kind for one in found] == ["moved"] and found[0].effect == "safe"
    assert found[0].vi.startswith("Chuyển câu hỏi “")


def test_an_option_taken_away_concerns_only_who_chose_it(birth):
    field = question(birth, lambda f: f.get("options"))
    gone = field["options"][0]["value"]
    (one,) = changed(birth, lambda tree: question(tree, lambda f: f["id"] == field["id"])["options"].pop(0))
    assert one.effect == "never" and one.verdict.answered == (field["id"], gone)


def test_hours_of_a_step_are_told_from_and_to_and_are_safe(birth):
    step, was = next((key, s) for key, s in birth["workflow"]["steps"].items() if s.get("hours"))
    (one,) = changed(birth, lambda tree: tree["workflow"]["steps"][step].update(hours=16))
    assert one.effect == "safe"
    assert one.vi == f"Bước “{was['title']['vi']}” › số giờ: {was['hours']:g} giờ → 16 giờ"


def test_a_step_taken_away_concerns_only_dossiers_that_stand_there(birth):
    step = next(iter(birth["workflow"]["steps"]))
    (one,) = changed(birth, lambda tree: tree["workflow"]["steps"].pop(step))
    assert one.effect == "never" and one.verdict.standing == step and one.vi.startswith("Bỏ bước “")


def test_a_longer_limit_needs_consent_and_a_shorter_does_not(birth):
    base = {**birth, "limit": {"amount": 5, "unit": "working_day", "legal_ref": "x"}}
    (longer,) = changed(base, lambda tree: tree["limit"].update(amount=8))
    (shorter,) = changed(base, lambda tree: tree["limit"].update(amount=3))
    assert (longer.effect, shorter.effect) == ("consent", "safe")
    assert longer.vi == "Thời hạn: 5 ngày làm việc → 8 ngày làm việc"


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        (lambda tree: tree["name"].update(vi="Tên khác"), "safe"),
        (lambda tree: question(tree).update(hint={"vi": "a", "en": "b"}), "safe"),
        (lambda tree: question(tree).update(required=False), "safe"),
        (lambda tree: question(tree).update(max_length=3), "consent"),
        (lambda tree: question(tree).update(when="channel == 'online'"), "consent"),
        (
            lambda tree: tree["components"].append({"id": "new", "name": {"vi": "Đơn", "en": "Form"}}),
            "consent",
        ),
        (lambda tree: tree["components"].pop(0), "safe"),
        (lambda tree: tree["cases"].pop(0), "never"),
        (lambda tree: tree.update(level="province"), "consent"),
        (lambda tree: tree.update(code="9.999999"), "never"),
        (lambda tree: tree["result"].update(register="so-khac"), "never"),
        (lambda tree: tree["result"]["name"].update(vi="Tên khác"), "safe"),
        (lambda tree: tree["result"].update(valid={"amount": 1, "unit": "year"}), "consent"),
    ],
)
def test_each_kind_of_change_has_its_class(birth, change, effect):
    assert worst(changed(birth, change)) == effect


def test_a_text_changed_in_english_only_tells_the_english(birth):
    (one,) = changed(birth, lambda tree: tree["name"].update(en="Another name"))
    assert one.en.endswith("→ Another name")


def test_every_difference_between_two_real_procedures_has_words_in_both_languages():
    trees = [tree_of(one) for one in load_all()[:5]]
    for old in trees:
        for new in trees:
            for one in differences(old, new):
                assert one.vi.strip() and one.en.strip() and one.effect in ("safe", "consent", "never")
                assert one.effect == "safe" or (one.verdict.vi and one.verdict.en)
