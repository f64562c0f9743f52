"""A whole form: what is asked, what is required, what is left out, which papers and fees follow."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua import services
from motcua.foundation.definitions import load_text
from motcua.procedures.binding import Context
from motcua.procedures.compile import compile_procedure
from motcua.procedures.definition import ProcedureDefinition
from motcua.procedures.forms import components_needed, fee_lines, nest, prefill, validate, validate_step

TODAY = date(2026, 11, 21)
CONTEXT = Context(today=TODAY)
SOUND = Path(__file__).with_name("sound.yaml").read_text()
SAMPLE = compile_procedure(load_text(SOUND, ProcedureDefinition).value)
BY_CODE = {d.code: compile_procedure(d) for d in services.load_all()}
BIRTH, COPY, PERMIT = BY_CODE["1.001193"], BY_CODE["2.000815"], BY_CODE["1.013225"]

GOOD = {
    "urgent": "no",
    "born": "1/2/2000",
    "purpose": "other",
    "purpose_other": "Du học",
    "copies": "2",
    "children": [{"child_name": "An", "school": "yes", "school_name": "Tiểu học A"}],
}
HOME = {"unit": "00001", "line": "12 phố Huế"}
NEWBORN = {
    "situation": "ordinary",
    "relation": "mother",
    "requester_name": "Trần Thị Hoa",
    "requester_pin": "001195000123",
    "requester_residence": HOME,
    "requester_phone": "0912345678",
    "child_name": "Nguyễn Minh Anh",
    "child_birth_date": "2026-11-10",
    "child_sex": "female",
    "birth_place": "facility",
    "facility_name": "Bệnh viện Phụ sản",
    "birth_unit": HOME,
    "child_ethnic_group": "01",
    "child_nationality": "VN",
    "child_home_town": "00001",
    "mother_name": "Trần Thị Hoa",
    "mother_birth_date": "1995-05-05",
    "mother_pin": "001195000123",
    "mother_ethnic_group": "01",
    "mother_nationality": "VN",
    "mother_residence": HOME,
    "father_known": False,
    "birth_proof": "notice",
    "wants_copies": True,
    "copy_count": 3,
}


def codes(result):
    return {path: error.code for path, error in result.errors.items()}


def test_good_answers_come_out_clean():
    result = validate(SAMPLE, GOOD, today=TODAY)
    assert result.ok and result.clean == {
        "urgent": False,
        "born": "2000-02-01",
        "purpose": "other",
        "purpose_other": "Du học",
        "copies": 2,
        "children": [{"child_name": "An", "school": True, "school_name": "Tiểu học A"}],
    }
    assert validate(SAMPLE, result.clean, today=TODAY).clean == result.clean


def test_an_answer_to_a_question_not_asked_is_left_out():
    result = validate(SAMPLE, GOOD | {"purpose": "work", "unknown": 1}, today=TODAY)
    assert result.ok and "purpose_other" not in result.clean and "unknown" not in result.clean


def test_everything_missing_or_wrong_is_told_at_once_at_its_path():
    answers = {"born": "32/1/2000", "purpose": "other", "copies": 99, "children": [{"school": "yes"}]}
    assert codes(validate(SAMPLE, answers, today=TODAY)) == {
        "urgent": "REQUIRED",
        "born": "DATE",
        "purpose_other": "REQUIRED",
        "copies": "MAX",
        "children.0.child_name": "REQUIRED",
        "children.0.school_name": "REQUIRED",
    }


def test_a_draft_may_be_incomplete_but_not_wrong():
    result = validate(SAMPLE, {"copies": "nhiều"}, today=TODAY, partial=True)
    assert codes(result) == {"copies": "INTEGER"}


def test_one_page_tells_its_own_errors_only():
    assert set(codes(validate(BIRTH, {}, today=TODAY, page="situation"))) == {"situation", "relation"}
    assert codes(validate(BIRTH, {}, today=TODAY, page="copies")) == {"wants_copies": "REQUIRED"}


def test_a_repeated_group_counts_its_rows_and_skips_empty_ones():
    four = [{"child_name": "An", "school": "no"}] * 4
    assert codes(validate(SAMPLE, GOOD | {"children": four}, today=TODAY)) == {"children": "GROUP_MAX"}
    spaced = [{"child_name": "", "school": ""}, {"child_name": "2", "school": "no"}]
    assert codes(validate(SAMPLE, GOOD | {"children": spaced}, today=TODAY)) == {
        "children.1.child_name": "NAME"
    }
    for junk in ("x", 3, {"a": 1}, [1]):
        assert not validate(SAMPLE, GOOD | {"children": junk}, today=TODAY).ok


def test_names_of_an_html_form_become_nested_answers():
    pairs = [("home.unit", "00001"), ("home.line", "12"), ("home", "x"), ("..", "x"), ("a.b.c.d.e", "x")]
    pairs += [("children.0.name", "An"), ("children.1.name", "Bình")]
    pairs += [("tags", "a"), ("tags", "b"), ("tags.0", "x")]
    assert nest(pairs) == {
        "home": {"unit": "00001", "line": "12"},
        "children": {"0": {"name": "An"}, "1": {"name": "Bình"}},
        "tags": ["a", "b"],
    }
    rows = nest([("children.0.child_name", "An"), ("children.0.school", "no")])
    assert validate(SAMPLE, GOOD | rows, today=TODAY).ok


def test_a_birth_registered_in_time_pays_for_copies_only():
    result = validate(BIRTH, NEWBORN, today=TODAY)
    assert result.ok, result.errors
    assert [(line.code, line.payable) for line in fee_lines(BIRTH, result.clean, CONTEXT)] == [
        ("birth_copy", 24_000)
    ]


def test_a_birth_registered_late_pays_a_duty_and_a_poor_household_does_not():
    late = NEWBORN | {"child_birth_date": "2026-09-01", "wants_copies": False}
    clean = validate(BIRTH, late, today=TODAY).clean
    (line,) = fee_lines(BIRTH, clean, CONTEXT)
    assert (line.code, line.payable, line.free) == ("late_birth", 8_000, None)
    poor = Context(today=TODAY, applicant={"exemptions": ["poor_household"]})
    (line,) = fee_lines(BIRTH, clean, poor)
    assert (line.payable, line.amount, line.free.reason) == (0, 8_000, "poor_household")


def test_an_abandoned_child_has_no_questions_about_parents_and_another_paper():
    answers = {k: v for k, v in NEWBORN.items() if not k.startswith(("mother_", "father_", "birth_proof"))}
    result = validate(BIRTH, answers | {"situation": "abandoned", "relation": "carer"}, today=TODAY)
    assert result.ok, result.errors
    assert BIRTH.case_for(result.clean, CONTEXT).id == "abandoned"
    needed = components_needed(BIRTH, result.clean, set(), CONTEXT)
    assert [n.paper.id for n in needed] == ["abandonment_record", "identity", "residence_proof"]
    shown = BIRTH.visible_fields(result.clean, CONTEXT)
    assert "mother_name" not in shown and "child_name" in shown


def test_an_abandoned_child_cannot_be_registered_by_its_mother():
    result = validate(BIRTH, NEWBORN | {"situation": "abandoned"}, today=TODAY)
    assert codes(result) == {"relation": "CHOICE"}


def test_a_paper_that_the_city_knows_is_not_asked_for():
    clean = validate(BIRTH, NEWBORN, today=TODAY).clean
    known = {"health.birth_notice", "population.identity", "population.residence"}
    needed = components_needed(BIRTH, clean, known, CONTEXT)
    assert [(n.paper.id, n.asked) for n in needed] == [
        ("birth_notice", False),
        ("identity", False),
        ("residence_proof", False),
    ]
    assert all(n.asked for n in components_needed(BIRTH, clean, set(), CONTEXT))


def test_three_certified_copies_of_five_pages_cost_21000_dong():
    """Vector F8 of the fee tables, and the cap of 200,000 đồng a copy."""

    def fee(pages, copies):
        answers = {
            "applicant_name": "Lê Văn Bình",
            "applicant_phone": "0912345678",
            "copy_form": "paper",
            "originals": [{"title": "Bằng", "pages": pages, "copies": copies, "issued_by_foreign": "no"}],
        }
        result = validate(COPY, answers, today=TODAY)
        assert result.ok, result.errors
        (line,) = fee_lines(COPY, result.clean, CONTEXT)
        return line.payable

    assert fee(5, 3) == 21_000
    assert fee(250, 1) == 200_000
    assert (fee(1, 1), fee(2, 1), fee(3, 1)) == (2_000, 4_000, 5_000)


def test_a_fee_that_cannot_be_told_yet_is_left_out():
    assert fee_lines(COPY, {}, CONTEXT) == ()


def test_a_house_of_three_storeys_needs_a_qualified_designer():
    partial = validate(PERMIT, {"storeys": 3}, today=TODAY)
    assert "designer_certificate" in partial.errors
    small = validate(PERMIT, {"storeys": 2, "floor_area": 120, "height_cm": 900}, today=TODAY)
    assert "designer_certificate" not in small.errors


def test_a_house_is_decided_in_seven_days_other_works_in_ten():
    house = PERMIT.case_for({"building_kind": "house"}, CONTEXT)
    works = PERMIT.case_for({"building_kind": "works"}, CONTEXT)
    assert (PERMIT.limit(house.id).amount, PERMIT.limit(works.id).amount) == (7, 10)


def test_what_the_city_knows_is_proposed_and_checked_like_any_answer():
    known = {"applicant.full_name": "Trần Thị Hoa", "population.residence": HOME, "applicant.phone": "12"}
    answers = prefill(BIRTH, known)
    assert answers == {
        "requester_name": "Trần Thị Hoa",
        "requester_residence": HOME,
        "requester_phone": "12",
    }
    assert codes(validate(BIRTH, answers, today=TODAY, partial=True)) == {"requester_phone": "PHONE"}


def test_the_site_decides_a_permit_the_home_a_birth_and_nothing_a_certified_copy():
    at_home = Context(today=TODAY, applicant={"residence_unit": "00004"})
    assert PERMIT.competent_unit({"site_address": HOME}, at_home) == "00001"
    assert PERMIT.competent_unit({}, at_home) is None
    assert BIRTH.competent_unit({}, at_home) == "00004"
    assert COPY.competent_unit({}, at_home) is None


def test_pages_about_parents_are_not_shown_for_an_abandoned_child():
    assert "mother" in BIRTH.visible_pages({"situation": "ordinary"}, CONTEXT)
    assert "mother" not in BIRTH.visible_pages({"situation": "abandoned"}, CONTEXT)


def test_an_officer_who_proposes_refusal_gives_a_reason():
    def step(entered):
        return codes(validate_step(BIRTH, "check", entered, answers={}, context=CONTEXT))

    assert step({"proposal": "refuse"}) == {"proposal_reason": "REQUIRED"}
    assert step({"proposal": "grant"}) == {}
    assert step({}) == {"proposal": "REQUIRED"}


def test_a_refusal_proposed_shuts_the_way_to_signing():
    refusing = Context(today=TODAY, officer={"proposal": "refuse"})
    assert [a.id for a in BIRTH.open_actions("sign", {}, refusing)] == ["send_back", "refuse"]
    granting = Context(today=TODAY, officer={"proposal": "grant"})
    assert "sign" in [a.id for a in BIRTH.open_actions("sign", {}, granting)]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


@pytest.mark.parametrize("code", sorted(BY_CODE))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_form_of_the_city_is_broken_by_junk(code, data):
    compiled = BY_CODE[code]
    names = sorted({path.split(".")[0] for path in compiled.fields_by_id})
    answers = data.draw(st.dictionaries(st.sampled_from(names), JUNK, max_size=len(names)))
    result = validate(compiled, answers, today=TODAY)
    again = validate(compiled, result.clean, today=TODAY, partial=True)
    assert again.clean == result.clean
    compiled.visible_fields(answers, CONTEXT)
    compiled.case_for(answers, CONTEXT)
    fee_lines(compiled, answers, CONTEXT)
    fee_lines(compiled, result.clean, CONTEXT)
    components_needed(compiled, result.clean, set(), CONTEXT)
    assert not validate(compiled, data.draw(JUNK), today=TODAY).ok
