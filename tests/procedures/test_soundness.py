"""Workflows are proved to come to a good end in time; planted faults of every class are found, sound ones pass."""

import copy

import pytest

from motcua import services
from motcua.procedures.compile import compile_procedure, problems_of
from motcua.project.trials.workflows import Subject, invented
from tests.procedures.workflows import REAL, problems, step, tree, way, words


@pytest.mark.parametrize("name", REAL)
def test_the_real_workflows_are_sound(name):
    assert problems(REAL[name]()) == ()


def test_the_citys_own_procedures_are_sound():
    for loaded in services.load_documents():
        assert problems_of(loaded) == ()


def test_a_hundred_invented_workflows_are_sound_and_differ_in_shape():
    sizes, kinds = set(), set()
    for n in range(100):
        subject = Subject(f"9.{n:06d}", "Thủ tục mẫu", "mau", "commune" if n % 3 else "province", "1/QĐ")
        compiled = compile_procedure(invented(subject))
        sizes.add(len(compiled.steps))
        kinds |= {one.kind for one in compiled.steps.values()}
    assert min(sizes) <= 7 and max(sizes) >= 18
    assert kinds >= {"consult", "external", "automatic", "assign", "review"}


# ---- planted faults. Each takes a sound workflow and breaks it; it says the code and the step where it must show.


def no_way_out(made):
    made["workflow"]["steps"]["process"]["next"] = []
    return "FLOW_DEAD_END", "process"


def only_round(made):
    steps = made["workflow"]["steps"]
    steps["process"]["next"] = [way("aside")]
    steps["aside"] = step("process", "Bên lề", "specialist", 0, way("process", kind="back"))
    return "FLOW_DEAD_END", "process"


def round_in_one_case(made):
    """Sound for others: only the urgent ones never get on from the examination."""
    process = made["workflow"]["steps"]["process"]
    process["next"] = [{**one, "when": "case != 'urgent'"} for one in process["next"]]
    process["next"].append(way("process", kind="back", id="again"))
    return "FLOW_DEAD_END", "process"


def stuck_with_an_answer(made):
    process = made["workflow"]["steps"]["process"]
    process["next"] = [{**one, "when": "size in ['small', 'middle']"} for one in process["next"]]
    return "FLOW_STUCK", "process"


def stuck_without_an_answer(made):
    process = made["workflow"]["steps"]["process"]
    first = process["next"][0]
    process["next"] = [{**first, "when": "remark == 'a'"}, {**first, "when": "remark != null && remark != 'a'",
                                                            "id": "other"}]  # fmt: skip
    return "FLOW_STUCK", "process"


def stuck_where_nothing_can_be_proved(made):
    process = made["workflow"]["steps"]["process"]
    process["next"] = [{**one, "when": "age(born, today) >= 80"} for one in process["next"]]
    return "FLOW_STUCK", "process"


def orphan(made):
    to = made["workflow"]["steps"]["process"]["next"][0]["to"]
    made["workflow"]["steps"]["lonely"] = step("process", "Không ai tới", "specialist", 0, way(to))
    return "FLOW_UNREACHABLE", "lonely"


def orphan_by_its_condition(made):
    """An arrow leads there, but its condition never holds."""
    process = made["workflow"]["steps"]["process"]
    to = process["next"][0]["to"]
    made["workflow"]["steps"]["lonely"] = step("process", "Không ai tới", "specialist", 0, way(to))
    process["next"].append(way("lonely", when="area > 5 && area < 3"))
    return "FLOW_UNREACHABLE", "lonely"


def over_time(made):
    made["workflow"]["steps"]["process"]["hours"] = 2000
    made["workflow"]["steps"]["process"].pop("variants", None)
    return "FLOW_HOURS", None


def over_time_on_one_way(made):
    steps = made["workflow"]["steps"]
    to = steps["process"]["next"][0]["to"]
    steps["long"] = step("process", "Làm lâu", "specialist", 900, way(to))
    steps["process"]["next"].append(way("long", when="case == 'urgent'"))
    return "FLOW_HOURS", None


def over_time_by_one_opinion(made):
    steps = made["workflow"]["steps"]
    to = steps["process"]["next"][0]["to"]
    asked = [
        {"id": id, "name": words(id), "agency": "so-xay-dung", "days": days, "question": words("?")}
        for id, days in (("quick", 1), ("slow", 200))
    ]
    steps["both"] = step("consult", "Hỏi", None, 0, way(to), opinions=asked)
    steps["process"]["next"].append(way("both"))
    return "FLOW_HOURS", None


def no_post(made):
    del made["workflow"]["steps"]["process"]["post"]
    return "FLOW_POST", "process"


def post_that_the_city_lacks(made):
    made["workflow"]["steps"]["sign"]["post"] = "police_officer"
    return "FLOW_POST", "sign"


def agency_that_the_city_lacks(made):
    made["workflow"]["steps"]["process"]["agency"] = "so-khong-co"
    return "FLOW_AGENCY", "process"


def missing_template(made):
    made["workflow"]["steps"]["sign"]["makes"] = "no-such-paper"
    return "FLOW_TEMPLATE", "sign"


def missing_result(made):
    del made["workflow"]["steps"]["sign"]["makes"]
    return "FLOW_TEMPLATE", None


def question_that_the_form_lacks(made):
    made["workflow"]["steps"]["process"]["next"].append(way("sign", when="no_such_answer", id="lost"))
    return "EXPR_NAME", "process"


def step_that_is_not_there(made):
    made["workflow"]["steps"]["process"]["next"].append(way("nowhere"))
    return "FLOW_UNKNOWN_STEP", "process"


def forward_in_a_circle(made):
    made["workflow"]["steps"]["sign"]["next"].append(way("process", id="round"))
    return "FLOW_LOOP", None


FAULTS = (
    no_way_out, only_round, round_in_one_case, stuck_with_an_answer, stuck_without_an_answer,
    stuck_where_nothing_can_be_proved, orphan, orphan_by_its_condition, over_time, over_time_on_one_way,
    over_time_by_one_opinion, no_post, post_that_the_city_lacks, agency_that_the_city_lacks, missing_template,
    missing_result, question_that_the_form_lacks, step_that_is_not_there, forward_in_a_circle,
)  # fmt: skip
CITY = {
    "posts": {"reception", "specialist", "division_leader", "department_leader", "deputy_leader", "chair", "clerk",
              "land_officer", "centre_head"},
    "agencies": {"so-xay-dung", "so-tai-chinh", "so-tu-phap"},
    "templates": {"paper"},
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_sound_workflow_passes_what_the_city_has(name):
    assert problems(REAL[name](), **CITY) == ()


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_in_every_real_workflow(fault, name):
    made = copy.deepcopy(REAL[name]())
    code, where = fault(made)
    found = [problem for problem in problems(made, **CITY) if problem.code == code]
    assert found
    if where is not None:
        assert any(problem.path.startswith(f"workflow.steps.{where}") for problem in found)
    if code in ("FLOW_DEAD_END", "FLOW_STUCK"):
        assert all(problem.way[0] == "receive" and problem.way[-1] == where for problem in found)


# ---- what is told


def test_a_counter_example_is_told_step_by_step_and_in_ids_to_draw():
    made = REAL["W3"]()
    stuck_with_an_answer(made)
    (found,) = problems(made)
    assert found.way == ("receive", "receive.to_assign", "assign", "assign.to_process", "process")
    assert (
        "khi “Quy mô” = large" in found.vi and "“Tiếp nhận” → “Phân công” → “Chuyên viên xử lý”" in found.vi
    )
    assert "when “Quy mô” = large" in found.en


def test_a_fault_of_one_case_names_the_case():
    made = REAL["W3"]()
    round_in_one_case(made)
    (found,) = [problem for problem in problems(made) if problem.code == "FLOW_DEAD_END"]
    assert "trường hợp = Gấp" in found.vi and "case = Gấp" in found.en


def test_an_over_time_way_is_told_with_the_hours_of_each_step():
    made = REAL["W3"]()
    made["workflow"]["steps"]["process"]["hours"] = 59
    found = problems(made)
    assert [problem.path for problem in found] == ["cases[0]", "cases[1]"]
    assert "“Chuyên viên xử lý” 59" in found[0].vi and "81 giờ" in found[0].vi
    assert found[0].way == ("receive", "assign", "process", "review", "sign", "number", "return")


def test_a_circle_forward_is_shown():
    made = REAL["W3"]()
    forward_in_a_circle(made)
    (found,) = [problem for problem in problems(made) if problem.code == "FLOW_LOOP"]
    assert set(found.way) == {"process", "review", "sign"} and found.way[0] == found.way[-1]


def test_a_condition_that_never_holds_is_told_at_its_action():
    made = REAL["W7"]()
    made["workflow"]["steps"]["process"]["next"].append(
        way("sign", when="size == 'small' && size == 'large'", id="both")
    )
    (found,) = problems(made)
    assert (found.code, found.path) == ("FLOW_NEVER", "workflow.steps.process.next[3].when")


def test_a_step_from_which_there_is_only_refusal_is_no_way_to_a_result():
    made = REAL["W3"]()
    made["workflow"]["steps"]["review"]["next"] = [way("end", kind="refuse")]
    assert {problem.code for problem in problems(made)} >= {"FLOW_DEAD_END", "FLOW_UNREACHABLE"}


# ---- what is accepted


ALL_VALUES = {
    "a yes-or-no question": ("urgent", "!urgent"),
    "the options of a choice": ("size == 'small'", "size in ['middle', 'large']"),
    "numbers below and above": ("area < 100", "area >= 100"),
    "an answer or none": ("remark == null", "remark != null"),
    "a text or another": ("remark == 'x'", "remark != 'x'"),
    "the case and the answer that leads to it": ("case == 'urgent'", "!urgent"),
    "the channel": ("channel == 'online'", "channel in ['counter', 'postal']"),
    "what this officer enters": ("officer.fine", "officer.fine == false"),
}


@pytest.mark.parametrize("name", ALL_VALUES)
def test_conditions_that_cover_all_answers_need_no_other_way(name):
    assert not any(p.code == "FLOW_STUCK" for p in problems(_divided(*ALL_VALUES[name])))


@pytest.mark.parametrize("name", [name for name in ALL_VALUES if name != "an answer or none"])
def test_one_of_two_conditions_does_not_cover_all_answers(name):
    first, _ = ALL_VALUES[name]
    assert any(p.code == "FLOW_STUCK" for p in problems(_divided(first, first)))


def _divided(first, second):
    made = REAL["W3"]()
    steps = made["workflow"]["steps"]
    steps["process"]["fields"] = [{"id": "fine", "kind": "yes_no", "label": words("Đạt?")}]
    steps["process"]["next"] = [way("review", when=first, id="a"), way("review", when=second, id="b")]
    return made


def test_what_was_entered_before_counts_only_where_every_way_passed_it():
    """The proposal is entered at the examination: after it, it is there; on a way past it, it may not be."""
    made = REAL["W3"]()
    steps = made["workflow"]["steps"]
    steps["process"]["fields"] = [{"id": "fine", "kind": "yes_no", "label": words("Đạt?")}]
    steps["review"]["next"] = [
        way("sign", when="officer.fine"),
        way("process", kind="back", when="!officer.fine"),
    ]
    assert problems(made) == ()
    steps["assign"]["next"].append(way("review", when="urgent"))
    (found,) = problems(made)
    assert (found.code, found.path) == ("FLOW_STUCK", "workflow.steps.review.next")
    assert "“Đạt?” = không có câu trả lời" in found.vi


def test_two_long_ways_that_exclude_each_other_are_not_added_up():
    made = REAL["W7"]()  # 4 + 8 + 16 + 16 (visit or question) + 8 + 4
    assert problems(made) == ()
    made["limit"]["amount"] = 55
    assert {problem.code for problem in problems(made)} == {"FLOW_HOURS"}
    assert "56 giờ" in problems(made)[0].vi


def test_a_part_used_twice_is_proved_in_both_places():
    made = REAL["W1"]()
    made["limit"]["amount"] = 2000
    steps = made["workflow"]["steps"]
    steps["finish"]["next"] = [way("city_again")]
    steps["city_again"] = step("part", "Lại", None, 0, way("return"), part="office")
    assert problems(made) == ()
    inner = made["workflow"]["parts"]["office"]["steps"]
    inner["office_study"]["next"] = [way("office_study", kind="back")]
    found = [problem for problem in problems(made) if problem.code == "FLOW_DEAD_END"]
    assert found and all(p.path == "workflow.parts.office.steps.office_study" for p in found)


def test_a_thousand_steps_in_a_row_are_no_trouble():
    steps = {"receive": step("receive", "Nhận", "reception", 0, way("s0"), agency="intake")}
    for n in range(900):
        to = f"s{n + 1}" if n < 899 else "sign"
        steps[f"s{n}"] = step("process", f"Bước {n}", "specialist", 0, way(to))
    steps["sign"] = step("sign", "Ký", "chair", 0, way("return"), makes="paper")
    steps["return"] = step("return", "Trả", "reception", 0, way("end"), agency="intake")
    assert problems(tree(steps, 8)) == ()
