"""What stands in a workflow's parts runs in their places, and each kind of step says what it must."""

from pathlib import Path

import pytest

from motcua.foundation.definitions import DefinitionError, load_text
from motcua.procedures.compile import compile_loaded
from motcua.procedures.definition import ProcedureDefinition

WIDE = Path(__file__).with_name("wide.yaml").read_text()


def compiled(text=WIDE):
    return compile_loaded(load_text(text, ProcedureDefinition))


def faults(old, new):
    assert old in WIDE
    with pytest.raises(DefinitionError) as found:
        compiled(WIDE.replace(old, new, 1))
    return {problem.code: problem for problem in found.value.problems}


def ways(procedure):
    return {(step.id, way.id): way.to for step in procedure.steps.values() for way in step.actions}


def test_a_part_runs_in_the_place_of_each_step_that_calls_it():
    procedure = compiled()
    to = ways(procedure)
    assert to["triage", "survey"] == "survey__visit", "who goes to the call goes to its first step"
    assert to["survey__visit", "seen"] == "survey__report__write", "a part inside a part"
    assert to["survey__report__write", "done"] == "check", "its end is the calling step's way on"
    assert to["again__report__write", "done"] == "sign", "the second use leads elsewhere"
    assert to["survey__visit", "refuse"] is None, "a refusal inside ends the dossier"
    assert not {"survey", "again"} & procedure.steps.keys()
    assert procedure.step("again__report__write").calls == ("again", "again__report")
    assert procedure.step("survey__visit").path == "workflow.parts.visiting.steps.visit"


def test_a_step_knows_what_differs_in_a_case():
    check, visit = compiled().step("check"), compiled().step("survey__visit")
    assert [check.minutes_in(case) for case in ("plain", "urgent")] == [480, 120]
    assert [check.post_in(case) for case in ("plain", "urgent")] == ["justice_officer", "specialist"]
    assert (visit.skipped_in("urgent"), visit.skipped_in("plain")) == (True, False)
    opinions = compiled().step("opinions")
    assert opinions.minutes == 3 * 480 + 60, "the longest opinion, then the own hour"


def test_what_the_bodies_said_is_known_to_conditions_with_its_type():

    with pytest.raises(DefinitionError):
        compiled(WIDE.replace("officer.works == 'object'", "officer.works == 'no'", 1))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("part: writing", "part: nowhere", "FLOW_PART"),
        ("part: writing", "part: visiting", "FLOW_PART"),
        ("      part: visiting\n      next: [{id: on, label: {vi: Tiếp, en: On}, to: sign}]",
         "      part: visiting\n      next: []", "FLOW_PART"),
        ("  parts:\n", "  parts:\n    idle: {name: {vi: Thừa, en: Idle}, start: write, steps: {}}\n", "FLOW_PART"),
        ("      kind: automatic\n", "      kind: automatic\n      post: clerk\n", "FLOW_AUTOMATIC"),
        ("days: 1, silence: agree", "days: 0, silence: agree", "FLOW_HOURS"),
        ("id: money, name", "id: works, name", "FORM_DUPLICATE_ID"),
        ("id: money, name", "id: tax_due, name", "FORM_DUPLICATE_ID"),
        ("agency: so-y-te", "agency: police", "FLOW_CONSULT"),
        ("variants: [{case: urgent, skip", "variants: [{case: never, skip", "FLOW_VARIANT"),
        ("      makes: wide\n", "      makes: wide\n      variants: [{case: urgent, skip: true}]\n", "FLOW_VARIANT"),
        ("do: report, to: vice_chair", "do: report", "FLOW_ESCALATION"),
        ("do: remind}", "do: remind, to: clerk}", "FLOW_ESCALATION"),
        ("      kind: receive\n", "      kind: receive\n      assignment: round_robin\n", "FLOW_ASSIGNMENT"),
        ("      kind: external\n", "      kind: process\n", "FLOW_EXTERNAL"),
        ("en: Survey}, to: survey}", "en: Survey}, to: triage}", "FLOW_LOOP"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(old, new, code):
    found = faults(old, new)
    assert code in found
    assert found[code].vi and found[code].en


def test_parts_that_call_one_another_are_refused_with_the_circle_named():
    with pytest.raises(DefinitionError) as found:
        compiled(WIDE.replace("part: writing\n", "part: visiting\n", 1))
    assert "visiting → visiting" in str([problem.en for problem in found.value.problems])
