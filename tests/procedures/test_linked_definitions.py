"""A linked set is checked before it is published: names, types, order, choice, papers; at the line of the fault."""

from typing import Any

import msgspec

from motcua.foundation.definitions import DefinitionError, load_text
from motcua.procedures.compile import compile_procedure
from motcua.procedures.definition import ProcedureDefinition
from motcua.services import load_all
from tests.procedures.linked_sets import HERE, definition

TEXT = (HERE / "linked_set.yaml").read_text()


def known() -> dict[str, ProcedureDefinition]:
    return {one.code: one for one in (*load_all(), definition("residence"), definition("card"))}


def faults(old: str = "", new: str = "") -> dict[str, str]:
    """Path and code of each problem after a change of the text."""
    assert old in TEXT
    wrong = load_text(TEXT.replace(old, new, 1), ProcedureDefinition).value
    try:
        compile_procedure(wrong, procedures=known())
    except DefinitionError as error:
        return {problem.path: problem.code for problem in error.problems}
    return {}


def test_the_sample_set_is_sound():
    assert faults() == {}


def test_a_part_must_be_a_procedure_of_the_city_and_no_set():
    assert faults('procedure: "9.990003"', 'procedure: "9.990009"') == {
        "linked.parts[2].procedure": "LINKED_PROCEDURE"
    }
    assert "linked.parts[2].procedure" in _with_itself()


def test_parts_stand_after_those_they_need():
    assert faults("needs: [birth]", "needs: [card]")["linked.parts[1].needs[0]"] == "LINKED_NEEDS"
    assert faults("needs: [birth]", "needs: [residence]")["linked.parts[1].needs[0]"] == "LINKED_NEEDS"


def test_answers_are_questions_of_the_part_and_fit_them():
    assert faults("person_name: child_name", "person: child_name") == {
        "linked.parts[1].answers.person": "LINKED_ANSWER",
        "linked.parts[1].answers": "LINKED_ANSWER",
    }
    assert "linked.parts[1].answers.registered_on" in faults(
        "registered_on: parts.birth.issued_on", "registered_on: parts.birth.number"
    )
    assert "linked.parts[1].answers.birth_number" in faults("parts.birth.number", "parts.birth.nummer")
    assert "linked.parts[1].answers.birth_number" in faults("parts.birth.number", "parts.card.number")


def test_a_required_answer_cannot_be_forgotten():
    assert faults("        home: home\n", "") == {"linked.parts[1].answers": "LINKED_ANSWER"}


def test_papers_come_from_the_set_or_from_a_part_that_is_needed():
    assert faults('"result:birth"', '"result:card"') == {"linked.parts[1].papers.certificate": "LINKED_PAPER"}
    assert faults("birth_notice: notice", "birth_notice: nothing") == {
        "linked.parts[0].papers.birth_notice": "LINKED_PAPER"
    }
    assert "linked.parts[0].papers.notice" in faults("birth_notice: notice", "notice: notice")


def test_the_question_of_choice_offers_exactly_the_optional_parts():
    assert faults("  choice: wanted\n", "") == {"linked.choice": "LINKED_CHOICE"}
    assert faults("value: card", "value: cart")["linked.choice"] == "LINKED_CHOICE"


def test_a_set_waits_at_one_step_and_makes_no_paper_of_its_own():
    assert faults("template: linked-set", "template: outside")["result.template"] == "LINKED_RESULT"
    assert faults("system: linked-set", "system: police")["workflow.steps"] == "LINKED_STEP"
    ordinary: Any = msgspec.structs.replace(
        definition("card"), result=msgspec.structs.replace(definition("card").result, template="linked-set")
    )
    try:
        compile_procedure(ordinary)
    except DefinitionError as error:
        assert [problem.code for problem in error.problems] == ["LINKED_NONE"]
    else:
        raise AssertionError("a procedure without parts cannot give the results of parts")


def _with_itself() -> dict[str, str]:
    wrong = load_text(TEXT.replace('"9.990003"', '"9.990001"', 1), ProcedureDefinition).value
    try:
        compile_procedure(wrong, procedures={**known(), "9.990001": definition("set")})
    except DefinitionError as error:
        return {problem.path: problem.code for problem in error.problems}
    return {}
