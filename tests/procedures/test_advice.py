"""Authors hear what people would stumble over, why, and how to mend it."""

from pathlib import Path

import pytest
import yaml

from motcua.procedures.authoring.trees import read_tree
from motcua.procedures.plain_language.advising import LEVELS, advise, mended
from motcua.services import load_all

FILE = Path(__file__).parent / "sheet.yaml"


def tree() -> dict:
    return yaml.safe_load(FILE.read_text())


def fields(of: dict) -> list[dict]:
    return of["form"]["pages"][0]["fields"]


def codes(of: dict) -> list[tuple[str, str, str]]:
    return [(one.level, one.code, one.path) for one in advise(read_tree(of).value)]


def with_question(**question) -> dict:
    changed = tree()
    fields(changed).append(
        {"id": "extra", "kind": "text", "label": {"vi": "Ghi thêm", "en": "More"}, **question}
    )
    return changed


HERE = "form.pages[0].fields[6]"


@pytest.mark.parametrize(
    ("question", "level", "code"),
    [
        ({"kind": "phone"}, "should", "QUESTION_WHY"),
        ({"kind": "phone"}, "should", "QUESTION_EXAMPLE"),
        ({"pattern": "[A-Z]{3}"}, "must", "QUESTION_EXAMPLE"),
        ({"label": {"vi": "Ngày cấp phép", "en": "Day of the permit"}}, "should", "QUESTION_KIND"),
        ({"label": {"vi": "Ghi thêm *", "en": "More"}}, "should", "QUESTION_MARK"),
        ({"label": {"vi": "Số nhà (nếu có)", "en": "House number"}}, "must", "QUESTION_OPTIONAL"),
        ({"id": "applicant_name", "kind": "person_name"}, "should", "ONCE_PREFILL"),
        ({"kind": "choice", "options": [{"value": "a", "vi": "Một", "en": "One"}]}, "should", "OPTIONS_ONE"),
        ({"kind": "choice", "options": [{"value": "a", "vi": "Một", "en": "One"},
                                        {"value": "b", "vi": " một", "en": "Two"}]}, "must", "OPTIONS_SAME"),
        ({"kind": "choice", "options": [{"value": f"v{n}", "vi": f"Lựa chọn {n}", "en": f"Option {n}"} for n in range(31)]},
         "should", "OPTIONS_MANY"),
        ({}, "could", "QUESTION_UNUSED"),
    ],
)  # fmt: skip
def test_a_question_that_people_stumble_over(question, level, code):
    assert (level, code, HERE) in codes(with_question(**question))


@pytest.mark.parametrize(
    ("vi", "en", "code"),
    [
        ("Ghi thêm", "", "ENGLISH_MISSING"),
        ("Ghi thêm", "Ghi thêm", "ENGLISH_MISSING"),
        ("", "", "WORDS_EMPTY"),
        ("GHI THÊM ĐIỀU CẦN", "More", "WORDS_CAPITALS"),
        ("Điền vào ô bên phải", "Fill it in", "WORDS_SENSES"),
        ("Căn cứ quy định nêu trên, tiến hành xem xét", "Look", "WORDS_HARD_VI"),
    ],
)
def test_words_that_shut_somebody_out(vi, en, code):
    found = codes(with_question(label={"vi": vi, "en": en}))
    assert code in [one for _, one, path in found if path == f"{HERE}.label"]


def test_a_word_that_is_the_same_in_both_languages_is_no_gap():
    assert "ENGLISH_MISSING" not in [
        code for _, code, _ in codes(with_question(label={"vi": "Email", "en": "Email"}))
    ]


def test_a_paper_that_data_answer_for_may_not_be_asked():
    changed = tree()
    changed["components"] = [
        {
            "id": "birth",
            "name": {"vi": "Giấy khai sinh (bản sao chứng thực)", "en": "Birth certificate"},
            "copies": 1,
        }
    ]
    found = advise(read_tree(changed).value)
    paper = next(one for one in found if one.code == "ONCE_PAPER")
    assert paper.level == "must" and paper.mend.value == ["civil_status.birth"]
    assert any(one.code == "PAPER_CERTIFIED" for one in found)


def test_conditions_that_never_or_always_hold():
    changed = with_question(when="kind == 'native' && kind == 'italian'")
    assert ("must", "CONDITION_NEVER", f"{HERE}.when") in codes(changed)
    changed = with_question(when="kind == 'native' || kind != 'native' || kind == null")
    assert ("could", "CONDITION_ALWAYS", f"{HERE}.when") in codes(changed)
    assert not [code for _, code, _ in codes(with_question(when="kind == 'native'")) if "CONDITION" in code]
    assert not [code for _, code, _ in codes(with_question(when="hives > 5000")) if "CONDITION" in code]


def test_a_condition_within_a_page_that_excludes_it_never_holds():
    changed = tree()
    page = {
        "id": "second", "title": {"vi": "Ong nội", "en": "Native"}, "when": "kind == 'native'",
        "fields": [{"id": "x", "kind": "yes_no", "label": {"vi": "Đúng?", "en": "Right?"}, "when": "kind == 'italian'"}],
    }  # fmt: skip
    changed["form"]["pages"].append(page)
    assert ("must", "CONDITION_NEVER", "form.pages[1].fields[0].when") in codes(changed)


def test_a_case_behind_one_that_takes_all_is_never_reached():
    changed = tree()
    name = {"vi": "Trường hợp", "en": "Case"}
    changed["cases"] = [
        {"id": "a", "name": name, "when": "kind != 'native'"},
        {"id": "b", "name": name, "when": "kind == 'italian'"},
        {"id": "c", "name": name},
    ]
    assert ("must", "CASE_NEVER", "cases[1]") in codes(changed)


def test_what_is_mended_is_not_advised_again():
    changed = with_question(
        id="applicant_phone", kind="phone", label={"vi": "Số điện thoại *", "en": "Phone"}
    )
    found = advise(read_tree(changed).value)
    mends = [one.mend for one in found if one.mend is not None]
    assert len(mends) >= 4
    after = mended(changed, mends)
    assert not [one for one in advise(read_tree(after).value) if one.mend is not None]
    assert (
        fields(after)[6]["label"]["vi"] == "Số điện thoại"
        and fields(after)[6]["prefill"] == "applicant.phone"
    )
    assert fields(changed)[6]["label"]["vi"] == "Số điện thoại *"


def test_the_gravest_comes_first_and_every_advice_speaks_both_languages():
    changed = with_question(kind="phone", label={"vi": "Số điện thoại (nếu có)", "en": ""})
    found = advise(read_tree(changed).value)
    assert [LEVELS.index(one.level) for one in found] == sorted(LEVELS.index(one.level) for one in found)
    assert all(words.vi and words.en for one in found for words in (one.where, one.why, one.how))


def test_the_published_procedures_shut_nobody_out():
    musts = [
        (definition.code, one.code, one.path)
        for definition in load_all()
        for one in advise(definition)
        if one.level == "must"
    ]
    assert musts == []
