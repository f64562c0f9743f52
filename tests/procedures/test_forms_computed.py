"""Answers that are worked out from others, and checks that several answers must satisfy together."""

from datetime import date
from pathlib import Path

import pytest

from motcua.foundation.definitions import DefinitionError, load_text
from motcua.procedures.binding import Context
from motcua.procedures.compile import compile_procedure
from motcua.procedures.definition import ProcedureDefinition
from motcua.procedures.forms import fee_lines, validate

TODAY = date(2026, 11, 22)
SOUND = Path(__file__).with_name("sound.yaml").read_text()
COPIES = "        - {id: copies, kind: integer, label: {vi: Số bản, en: Copies}, min: 1, max: 10}\n"
ASKED = COPIES + (
    "        - {id: came, kind: date, label: {vi: Ngày đến, en: Came}}\n"
    "        - {id: left, kind: date, label: {vi: Ngày đi, en: Left}, required: false}\n"
    '        - {id: total, kind: money, label: {vi: Tổng, en: Total}, value: "copies * 5000"}\n'
    '        - {id: days, kind: integer, label: {vi: Số ngày, en: Days}, value: "days_between(came, left)"}\n'
    "        - {id: level, kind: choice, label: {vi: Mức, en: Level}, value: \"copies > 5 ? 'many' : 'few'\",\n"
    "           options: [{value: few, vi: Ít, en: Few}, {value: many, vi: Nhiều, en: Many}]}\n"
)
CHECKS = (
    "  checks:\n"
    '    - {holds: "left >= came", field: left, message: {vi: Ngày đi phải sau ngày đến., en: Leave after you came.}}\n'
    "    - {holds: \"copies <= 3 || purpose != 'other'\", field: purpose_other, message: {vi: Quá ba bản., en: Over three.}}\n"
)
TEXT = SOUND.replace(COPIES, ASKED).replace("components:\n", CHECKS + "components:\n", 1)
GOOD = {
    "urgent": "no",
    "born": "1/2/2000",
    "purpose": "work",
    "copies": "2",
    "came": "1/3/2026",
    "left": "4/3/2026",
}


def compiled(text=TEXT):
    return compile_procedure(load_text(text, ProcedureDefinition).value)


FORM = compiled()


def answered(**changed):
    return validate(FORM, {**GOOD, **changed}, today=TODAY)


def codes(text):
    with pytest.raises(DefinitionError) as caught:
        compiled(text)
    return {(problem.code, problem.path) for problem in caught.value.problems}


def test_a_computed_answer_is_kept_with_the_others():
    result = answered()
    assert result.ok
    assert (result.clean["total"], result.clean["days"], result.clean["level"]) == (10_000, 3, "few")


def test_what_a_browser_sends_for_a_computed_answer_counts_for_nothing():
    assert answered(total="1", level="many").clean["total"] == 10_000
    assert answered(total="junk", copies="6").clean["level"] == "many"


def test_without_an_answer_that_it_needs_nothing_is_computed_and_nothing_is_missing():
    result = answered(left="")
    assert result.ok
    assert "days" not in result.clean


def test_a_draft_has_its_computed_answers_too():
    assert validate(FORM, {"copies": "4"}, today=TODAY, partial=True).clean == {
        "copies": 4, "total": 20_000, "level": "few",
    }  # fmt: skip


def test_expressions_read_what_was_computed():
    text = TEXT.replace("amount: 8000 * copies", "amount: total + 1000")
    form = compiled(text)
    clean = validate(form, GOOD, today=TODAY).clean
    assert [due.amount for due in fee_lines(form, clean, Context(today=TODAY))] == [11_000]


def test_a_broken_check_is_told_at_its_question_with_the_other_errors():
    errors = answered(left="1/2/2026", copies="0").errors
    assert errors["left"].vi == "Ngày đi phải sau ngày đến."
    assert errors["copies"].code == "MIN"


def test_a_check_that_reads_a_missing_answer_is_not_broken():
    assert answered(left="").ok


def test_a_check_whose_question_is_not_asked_now_stands_at_the_last_question_that_it_reads():
    form = compiled(TEXT.replace("purpose != 'other'\"", "purpose != 'work'\""))
    errors = validate(form, {**GOOD, "copies": "4"}, today=TODAY).errors
    assert {path: error.en for path, error in errors.items()} == {"copies": "Over three."}


def test_a_draft_is_not_checked_across_answers():
    assert validate(FORM, {**GOOD, "left": "1/2/2026"}, today=TODAY, partial=True).ok


def test_each_row_of_a_group_computes_its_own():
    row = "            - {id: school_name,"
    grades = (
        "            - {id: grade, kind: integer, label: {vi: Lớp, en: Grade}}\n"
        '            - {id: fee, kind: money, label: {vi: Tiền, en: Fee}, value: "grade * copies"}\n'
    )
    form = compiled(TEXT.replace(row, grades + row, 1))
    children = [
        {"child_name": "An", "school": "no", "grade": "3"},
        {"child_name": "Bình", "school": "no", "grade": "5"},
    ]
    assert [
        row["fee"] for row in validate(form, {**GOOD, "children": children}, today=TODAY).clean["children"]
    ] == [6, 10]


@pytest.mark.parametrize(
    ("before", "after", "code", "path"),
    [
        ("copies * 5000", "purpose", "EXPR_RETURN", "form.pages[0].fields[7].value"),
        ("copies * 5000", "days * 5000", "FORM_FORWARD", "form.pages[0].fields[7].value"),
        ("copies * 5000", "total + 1", "FORM_FORWARD", "form.pages[0].fields[7].value"),
        ('value: "copies * 5000"', 'value: "copies * 5000", min: 3', "FORM_COMPUTED", "form.pages[0].fields[7].value"),
        ("kind: money, label: {vi: Tổng", "kind: pin, label: {vi: Tổng", "FORM_COMPUTED", "form.pages[0].fields[7].value"),
        ("field: left", "field: leftt", "FORM_CHECK_FIELD", "form.checks[0].field"),
        ("field: left", "field: total", "FORM_CHECK_FIELD", "form.checks[0].field"),
        ("left >= came", "left", "EXPR_RETURN", "form.checks[0].holds"),
        ("message: {vi: Quá ba bản.,", 'message: {vi: "",', "FORM_WORDS", "form.checks[1].message"),
        ("label: {vi: Ngày đến,", 'label: {vi: " ",', "FORM_WORDS", "form.pages[0].fields[5].label"),
    ],
)  # fmt: skip
def test_a_fault_in_what_is_computed_or_checked_is_named(before, after, code, path):
    assert before in TEXT
    assert (code, path) in codes(TEXT.replace(before, after, 1))
