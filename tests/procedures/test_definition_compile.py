"""Compiling: sound definitions pass, and every planted fault is found at its line."""

from pathlib import Path

import msgspec
import pytest

from motcua import services
from motcua.foundation.definitions import DefinitionError, content_hash, load_text
from motcua.procedures.compile import compile_loaded, compile_procedure, compiled_for
from motcua.procedures.definition import PostKind, ProcedureDefinition

SOUND = Path(__file__).with_name("sound.yaml").read_text()
POSTS = PostKind.__args__
KNOWN = {"posts": POSTS, "agencies": {"so-xay-dung"}, "templates": {"sample"}}


def compiled(text=SOUND, **known):
    return compile_loaded(load_text(text, ProcedureDefinition, name="s.yaml"), **{**KNOWN, **known})


def faults(text, **known):
    with pytest.raises(DefinitionError) as caught:
        compiled(text, **known)
    return caught.value.problems


def test_a_sound_definition_compiles_into_a_transition_table():
    c = compiled()
    assert c.start == "receive"
    assert c.transition("check", "done").to == "sign"
    assert c.transition("sign", "back").kind == "back"
    assert c.transition("return", "returned").to is None
    assert c.transition("check", "fly") is None
    assert (c.step("check").minutes, c.step("ask").minutes) == (240, 960)
    assert [a.id for a in c.actions("sign")] == ["sign", "back", "refuse"]
    assert list(c.fields_by_id)[-2:] == ["children.school", "children.school_name"]


CHANGES = {
    "FLOW_UNKNOWN_STEP": ("to: ask, when", "to: askk, when"),
    "FLOW_START": ("start: receive", "start: recieve"),
    "FLOW_POST": ("      post: specialist\n", ""),
    "FLOW_HOURS": ("      hours: 4\n", "      hours: 30\n"),
    "FLOW_TEMPLATE": ("  template: sample\n", "  template: simple\n"),
    "FLOW_CONSULT": (
        '      consult: {agency: so-xay-dung, days: 2, question: {vi: "Sao?", en: "What?"}}\n',
        "",
    ),
    "FLOW_AGENCY": ("agency: so-xay-dung", "agency: so-xay-dun"),
    "FLOW_ACTION": ("{id: back, label", "{id: sign, label"),
    "FLOW_LOOP": ("to: check, kind: back}", "to: check}"),
    "FLOW_END": ("en: Done}, to: sign}", "en: Done}, to: end}"),
    "FLOW_STUCK": ("en: Done}, to: sign}", "en: Done}, to: sign, when: purpose == 'work'}"),
    "CASE_LAST": ("{id: plain, name", "{id: plain, when: urgent, name"),
    "CASE_DUPLICATE": ("{id: plain, name", "{id: urgent, name"),
    "COMPETENT_FIELD": ("by: residence", "by: site_adress"),
    "ONLINE_REASON": ("level: toan_trinh", "level: mot_phan"),
    "FORM_DUPLICATE_ID": ("{id: child_name,", "{id: copies,"),
    "FORM_RESERVED": ("{id: child_name,", "{id: officer,"),
    "FORM_FORWARD": ("{id: urgent, kind: yes_no,", "{id: urgent, when: copies > 1, kind: yes_no,"),
    "FORM_OPTIONS": ("kind: text, label: {vi: Nêu rõ", "kind: choice, label: {vi: Nêu rõ"),
    "FORM_PREFILL": ("{id: child_name,", "{id: child_name, prefill: applicant.name,"),
    "FORM_PATTERN": ("{id: child_name,", "{id: child_name, pattern: '(',"),
    "FORM_BOUNDS": ("min: 1, max: 10", "min: 11, max: 10"),
    "FORM_REPEAT": ("{min: 0, max: 3}", "{min: 4, max: 3}"),
    "PAPER_SOURCE": ("population.identity", "population.identety"),
    "PAPER_COUNT": ("originals: 1, when", "when"),
    "PAPER_DUPLICATE": ("{id: identity, name", "{id: letter, name"),
    "FEE_AMOUNT": ("amount: 8000 * copies", "amount: -1"),
    "EXPR_RETURN": ("amount: 8000 * copies", "amount: copies > 1"),
    "EXPR_NAME": ("amount: 8000 * copies", "amount: 8000 * copeis"),
    "EXPR_OPTION": ("originals: 1, when: purpose == 'work'", "originals: 1, when: purpose == 'werk'"),
    "EXPR_SYNTAX": ("when: school}", "when: school ==}"),
    "EXPR_TYPE": ("when: case != 'urgent'", "when: case != 3"),
    "EXPR_FUNCTION": ("when: school}", "when: schooled(school)}"),
}  # fmt: skip

WHOLE = ("FLOW_HOURS", "FLOW_LOOP", "FLOW_CONSULT")
"""Faults of a way through several steps, told where the case or the step begins."""


@pytest.mark.parametrize("code", CHANGES)
def test_a_planted_fault_is_found_at_its_line(code):
    old, new = CHANGES[code]
    assert SOUND.count(old) == 1, code
    text = SOUND.replace(old, new)
    found = [problem for problem in faults(text) if problem.code == code]
    assert found, [str(problem) for problem in faults(text)]
    assert found[0].file == "s.yaml" and found[0].vi and found[0].en
    planted = SOUND[: SOUND.index(old)].count("\n") + 1
    assert abs(found[0].line - planted) <= 3 or code in WHOLE


@pytest.mark.parametrize(
    ("prefill", "code"),
    [
        ("[{source: applicant.name}]", "FORM_PREFILL"),
        ("[{source: applicant.full_name, when: purpose == 'werk'}]", "EXPR_OPTION"),
        ("[{source: applicant.full_name, when: copeis > 1}]", "EXPR_NAME"),
        ("[{source: applicant.full_name, when: copies}]", "EXPR_RETURN"),
    ],
)
def test_a_condition_of_a_first_value_is_checked_like_any_other(prefill, code):
    line = "{id: child_name,"
    assert code in [p.code for p in faults(SOUND.replace(line, f"{line} prefill: {prefill},"))]


def test_a_first_value_cannot_hang_on_a_later_answer():
    text = SOUND.replace(
        "{id: urgent, kind: yes_no,",
        "{id: urgent, prefill: [{source: population.married, when: copies > 1}], kind: yes_no,",
    )
    [found] = [problem for problem in faults(text) if problem.code == "FORM_FORWARD"]
    assert found.path.endswith("prefill[0].when")


def test_an_unreachable_step_and_one_without_a_way_out_are_found():
    lonely = SOUND.replace(
        "        - {id: ask, label: {vi: Hỏi, en: Ask}, to: ask, when: case != 'urgent'}\n", ""
    )
    assert [p.code for p in faults(lonely)] == ["FLOW_UNREACHABLE"]
    trap = SOUND.replace("{id: answered, label: {vi: Có ý kiến, en: Answered}, to: sign}",
                         "{id: answered, label: {vi: a, en: b}, to: ask, kind: back}")  # fmt: skip
    assert "FLOW_DEAD_END" in [p.code for p in faults(trap)]
    missing_next = SOUND.replace(
        "      next:\n        - {id: answered, label: {vi: Có ý kiến, en: Answered}, to: sign}\n", ""
    )
    assert "FLOW_DEAD_END" in [p.code for p in faults(missing_next)]


def test_an_unknown_step_suggests_the_right_one_on_its_own_line():
    text = SOUND.replace("to: ask, when", "to: askk, when")
    (problem,) = [p for p in faults(text) if p.code == "FLOW_UNKNOWN_STEP"]
    assert problem.line == text[: text.index("askk")].count("\n") + 1
    assert problem.path == "workflow.steps.check.next[0].to" and '"ask"' in problem.en


def test_all_faults_are_told_at_once():
    text = SOUND.replace("      post: specialist\n", "").replace("8000 * copies", "8000 * copeis")
    assert {p.code for p in faults(text)} == {"FLOW_POST", "EXPR_NAME"}


def test_a_consultation_that_pauses_the_clock_does_not_count():
    text = SOUND.replace("days: 2,", "days: 20,")
    assert [p.code for p in faults(text)] == ["FLOW_HOURS"]
    assert compiled(text.replace("days: 20,", "days: 20, pauses: true,"))


def test_a_commune_or_its_police_is_consulted_through_the_field_that_tells_the_unit():
    home = "kind: integer, label: {vi: Số bản, en: Copies}, min: 1, max: 10}\n"
    asked = SOUND.replace(home, home + "        - {id: home, kind: unit, label: {vi: Xã, en: Commune}}\n")
    asked = asked.replace("agency: so-xay-dung", "agency: police, by: home")
    assert compiled(asked).step("ask").consult.by == "home"
    assert "COMPETENT_FIELD" in [p.code for p in faults(asked.replace("by: home", "by: copies"))]
    assert "FLOW_CONSULT" in [p.code for p in faults(asked.replace(", by: home", ""))]


def test_the_urgent_case_does_not_count_the_way_it_cannot_take():
    """The consultation would take 24 h of the 8 h allowed, but `case != 'urgent'` shuts that way."""
    assert compiled().limit("urgent").unit == "working_hour"
    opened = SOUND.replace(", when: case != 'urgent'}", "}")
    assert [p.code for p in faults(opened)] == ["FLOW_HOURS"]


def test_a_post_or_template_that_the_city_lacks_is_found_only_when_it_is_asked():
    assert [p.code for p in faults(SOUND, posts={"reception", "chair"})] == ["FLOW_POST"]
    assert "FLOW_TEMPLATE" in [p.code for p in faults(SOUND, templates={"other"})]
    assert compiled(SOUND, posts=None, agencies=None, templates=None)


def test_a_compiled_version_is_kept_by_its_hash_and_survives_json():
    definition = load_text(SOUND, ProcedureDefinition).value
    stored = msgspec.json.encode(definition)
    name, calls = content_hash(definition), []

    def loader(hash):
        calls.append(hash)
        return msgspec.json.decode(stored, type=ProcedureDefinition)

    assert compiled_for(name, loader) is compiled_for(name, loader)
    assert calls == [name]
    with pytest.raises(ValueError):
        compiled_for("0" * 64, loader)


def test_a_compiled_procedure_cannot_be_changed():
    c = compile_procedure(load_text(SOUND, ProcedureDefinition).value)
    with pytest.raises(AttributeError):
        c.start = "sign"
    with pytest.raises(TypeError):
        c.steps["x"] = None
    with pytest.raises(AttributeError):
        c.definition.code = "1.000000"


def test_every_published_definition_is_sound():
    assert services.check() == []
