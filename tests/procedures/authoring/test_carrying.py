"""A form that somebody began survives a new version: answers are kept, and what changed is said in plain words."""

from copy import deepcopy

import pytest

from motcua.procedures.authoring.carrying import MOST, carry
from motcua.procedures.authoring.trees import read_tree, tree_of
from motcua.services import load_all

ASKED = {"id": "extra", "kind": "text", "label": {"vi": "Số nhà", "en": "House number"}}


@pytest.fixture(scope="module")
def marital():
    return next(one for one in load_all() if one.name.en and any(p.fields for p in one.form.pages[1:]))


def after(definition, change):
    tree = deepcopy(tree_of(definition))
    change(tree)
    return read_tree(tree).value


def questions(tree):
    return [f for p in tree["form"]["pages"] for f in p.get("fields", ())]


def a_choice(tree):
    return next(f for f in questions(tree) if f.get("options") and f["kind"] == "choice")


def test_a_new_question_is_told_and_nothing_else_changes(marital):
    new = after(marital, lambda tree: tree["form"]["pages"][0]["fields"].append(ASKED))
    made = carry(marital, new, {"a": 1})
    assert made.answers == {"a": 1} and [one.vi for one in made.news] == ["Câu hỏi mới: Số nhà."]


def test_a_question_on_another_page_is_not_news(marital):
    def moved(tree):
        pages = [page for page in tree["form"]["pages"] if page.get("fields")]
        pages[1]["fields"].append(pages[0]["fields"].pop())

    assert carry(marital, after(marital, moved), {}).news == ()


def test_an_answer_that_is_not_asked_any_more_stays_in_the_draft_and_is_shown(marital):
    longer = after(marital, lambda tree: tree["form"]["pages"][0]["fields"].append(ASKED))
    made = carry(longer, marital, {"extra": "12 ngõ 3"})
    assert made.answers == {"extra": "12 ngõ 3"}
    assert made.news[0].vi == "Không hỏi nữa: Số nhà (anh/chị đã ghi: 12 ngõ 3)."
    assert carry(longer, marital, {}).news == ()


def test_an_option_under_a_new_value_but_the_same_words_is_the_same_choice(marital):
    option = a_choice(tree_of(marital))["options"][0]
    field = a_choice(tree_of(marital))["id"]

    new = after(marital, lambda tree: a_choice(tree)["options"][0].update(value="another"))
    made = carry(marital, new, {field: option["value"]})
    assert made.answers[field] == "another" and made.news == ()


def test_an_option_with_new_words_keeps_its_choice_and_says_so(marital):
    field, option = a_choice(tree_of(marital))["id"], a_choice(tree_of(marital))["options"][0]
    new = after(marital, lambda tree: a_choice(tree)["options"][0].update(vi="Cách nói mới"))
    made = carry(marital, new, {field: option["value"]})
    assert made.answers[field] == option["value"] and "nay ghi là “Cách nói mới”" in made.news[0].vi
    assert carry(marital, new, {field: "something-else"}).news == ()


def test_an_option_that_is_gone_has_to_be_chosen_anew(marital):
    field, option = a_choice(tree_of(marital))["id"], a_choice(tree_of(marital))["options"][0]
    new = after(marital, lambda tree: a_choice(tree)["options"].pop(0))
    made = carry(marital, new, {field: option["value"]})
    assert made.answers[field] == "" and "không còn" in made.news[0].vi


def test_papers_limit_and_fees_are_told_when_they_change(marital):
    def changed(tree):
        tree["components"].append({"id": "new_paper", "name": {"vi": "Đơn mới", "en": "New form"}})
        tree["limit"] = {"amount": 9, "unit": "working_day", "legal_ref": "x"}
        tree["fees"] = [
            {"code": "x", "name": {"vi": "Phí", "en": "Fee"}, "kind": "phi", "set_by": "HDND",
             "unit": {"vi": "bản", "en": "copy"}, "amount": 1, "legal_ref": "x"}
        ]  # fmt: skip

    said = " ".join(one.vi for one in carry(marital, after(marital, changed), {}).news)
    assert "Giấy tờ mới có thể cần: Đơn mới." in said and "9 ngày làm việc" in said and "Phí, lệ phí" in said


def test_a_long_list_of_changes_is_cut_with_the_number_of_the_rest(marital):
    many = [{**ASKED, "id": f"extra_{n}"} for n in range(MOST + 4)]
    new = after(marital, lambda tree: tree["form"]["pages"][0]["fields"].extend(many))
    news = carry(marital, new, {}).news
    assert len(news) == MOST + 1 and news[-1].vi == "Và 4 thay đổi khác."
