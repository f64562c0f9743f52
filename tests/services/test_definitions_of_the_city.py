"""The executable procedures: their published facts, and that anybody who answers what is asked gets through."""

from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from motcua import services
from motcua.foundation.definitions import content_hash
from motcua.procedures.binding import Context
from motcua.procedures.compile import compile_procedure
from motcua.procedures.forms import components_needed, fee_lines, validate, validate_step
from motcua.procedures.forms.messages import Message

TODAY = date(2026, 11, 20)
BY_CODE = {d.code: compile_procedure(d) for d in services.load_all()}

FACTS = {
    "1.000656": ("163/QĐ-BTP", 1, "same_day"),
    "1.000894": ("163/QĐ-BTP", 1, "same_day"),
    "1.001193": ("163/QĐ-BTP", 1, "same_day"),
    "1.001612": ("2353/QĐ-BTC", 3, "working_day"),
    "1.001776": ("2072/QĐ-BYT", 10, "working_day"),
    "1.004873": ("163/QĐ-BTP", 3, "working_day"),
    "1.013225": ("1077/QĐ-BXD", 10, "working_day"),
    "1.013274": ("1139/QĐ-BXD", 3, "working_day"),
    "1.014335": ("2624/QĐ-BGDĐT", 10, "working_day"),
    "2.000635": ("163/QĐ-BTP", 1, "same_day"),
    "2.000815": ("3152/QĐ-BTP", 1, "same_day"),
    "2.000884": ("858/QĐ-BTP", 1, "same_day"),
    # decided by the commune, and in a register
    "1.001022": ("163/QĐ-BTP", 3, "working_day"),
    "1.004837": ("163/QĐ-BTP", 3, "working_day"),
    "1.004859": ("163/QĐ-BTP", 3, "working_day"),
    "1.010833": ("320/QĐ-BNV", 5, "working_day"),
    "1.011607": ("967/QĐ-BNNMT", 15, "day"),
    # parts of linked sets, and the sets
    "1.001731": ("2072/QĐ-BYT", 3, "working_day"),
    "1.001939": ("1474/QĐ-BTC", 5, "working_day"),
    "1.003197": ("1523/QĐ-BCA-C06", 5, "working_day"),
    "1.004222": ("1523/QĐ-BCA-C06", 7, "working_day"),
    "1.012789": ("135/QĐ-UBND", 3, "working_day"),
    "1.014028": ("2180/QĐ-BYT", 3, "working_day"),
    "1.014062": ("5710/QĐ-BCA-C06", 7, "working_day"),
    "1.014159": ("898/QĐ-BXD", 3, "working_day"),
    "1.014177": ("863/QĐ-BNV", 10, "working_day"),
    "2.000821": ("1474/QĐ-BTC", 8, "working_day"),
    "2.001263": ("361/QĐ-BTP", 30, "day"),
    "2.002913": ("3582/QĐ-UBND", 12, "working_day"),
    "3.000333": ("1025/QĐ-BCA", 10, "day"),
    "3.000722": ("3582/QĐ-UBND", 5, "working_day"),
    "1.001029": ("1198/QĐ-BVHTTDL", 10, "working_day"),
    "1.001699": ("970/QĐ-BYT", 25, "working_day"),
    "1.009664": ("1165/QĐ-BTC", 10, "day"),
    "1.115538": ("2252/QĐ-VP", 5, "working_day"),
    "2.001478": ("3116/QĐ-BCA-C06", 5, "working_day"),
    "2.001583": ("92/QĐ-BTC", 3, "working_day"),
    "9.000700": ("297/2025/NĐ-CP", 16, "working_day"),
    "9.000300": ("Danh mục liên thông của thành phố", 40, "day"),
    "9.000400": ("Danh mục liên thông của thành phố", 13, "working_day"),
}
"""Code: publication decision and time limit, from the national database of procedures (July 2026)."""
EVERYDAY = frozenset(
    {
        "1.000656", "1.000894", "1.001193", "1.001612", "1.001776", "1.004873", "1.013225", "1.013274", "1.014335",
        "2.000635", "2.000815", "2.000884",
    }
)  # fmt: skip
"""What most people ask for: tried hard. Linked sets and their parts are tried less often; they have journeys."""


@pytest.mark.parametrize("code", sorted(FACTS))
def test_a_procedure_has_its_published_decision_and_limit(code):
    definition = BY_CODE[code].definition
    assert (definition.decision, definition.limit.amount, definition.limit.unit) == FACTS[code]


def test_every_procedure_may_be_filed_anywhere_in_the_city():
    assert all(compiled.definition.non_territorial for compiled in BY_CODE.values())


def test_a_funeral_on_the_pavement_is_decided_within_a_day():
    compiled = BY_CODE["1.013274"]
    limit = compiled.limit(compiled.case_for({"use": "funeral"}, Context(today=TODAY)).id)
    assert (limit.amount, limit.unit) == (1, "day")


def test_marriage_certification_and_adoption_say_why_they_are_not_wholly_online():
    partly = {code for code, c in BY_CODE.items() if c.definition.online_level.level == "mot_phan"}
    assert {"1.000894", "2.000815", "2.000884", "2.001263", "9.000300"} <= partly


@pytest.mark.parametrize(
    ("code", "answers", "payable"),
    [
        ("1.013225", {"building_kind": "house"}, 75_000),
        ("1.001612", {"founded_by": "person"}, 150_000),
        ("1.004873", {}, 15_000),
        ("2.000635", {"asker": "self", "copy_count": 2}, 16_000),
        ("2.000884", {"paper_count": 3}, 30_000),
        ("1.000894", {"wants_copies": False}, 0),
        ("1.000894", {"wants_copies": True, "copy_count": 1}, 8_000),
        ("1.000656", {"death_date": "2026-11-05"}, 0),
        ("1.000656", {"death_date": "2026-11-04"}, 8_000),
        ("1.001776", {}, 0),
    ],
)
def test_a_fee_follows_from_the_answers(code, answers, payable):
    lines = fee_lines(BY_CODE[code], answers, Context(today=TODAY))
    assert sum(line.payable for line in lines) == payable


def test_every_definition_has_its_own_name_in_both_languages():
    for attribute in ("vi", "en"):
        names = [getattr(c.definition.name, attribute) for c in BY_CODE.values()]
        assert len(set(names)) == len(BY_CODE) and all(names)
    assert len({content_hash(c.definition) for c in BY_CODE.values()}) == len(BY_CODE)


# Any resident, any officer: answer what is asked, take any way, and the dossier comes to its end.


def some_answer(draw, item, options):
    match item.kind:
        case "choice":
            return draw(st.sampled_from(sorted(options)))
        case "choices":
            return draw(st.lists(st.sampled_from(sorted(options)), min_size=1, unique=True))
        case "yes_no":
            return draw(st.booleans())
        case "integer" | "money":
            low = item.min if isinstance(item.min, int) else 0
            high = item.max if isinstance(item.max, int) else 10**9
            return draw(st.integers(low, high))
        case "date":
            later = TODAY + timedelta(days=400) if item.max != "today" else TODAY
            earlier = date(1930, 1, 1) if item.min != "today" else TODAY
            return draw(st.dates(earlier, later)).isoformat()
        case "address":
            return {"unit": "00001", "line": "12 phố Huế"}
        case "text" | "longtext":
            return draw(st.from_regex(item.pattern, fullmatch=True)) if item.pattern else "Nội dung"
    return {
        "pin": "001195000123",
        "person_name": "Trần Thị Hoa",
        "phone": "0912345678",
        "email": "hoa@example.vn",
        "unit": "00001",
        "country": "VN",
        "ethnic_group": "01",
    }[item.kind]


AGREEING = {
    "child_birth_date": st.dates(TODAY - timedelta(days=1500), TODAY - timedelta(days=20)),
    "adopter_birth_date": st.dates(date(1960, 1, 1), date(1990, 1, 1)),
    "guardian_birth_date": st.dates(date(1960, 1, 1), date(1990, 1, 1)),
    "parent_birth_date": st.dates(date(1960, 1, 1), date(1990, 1, 1)),
    "consent_date": st.just(TODAY),
    "smallest_room_m2": st.integers(20, 1000),
    "no_bolts": st.just(True),
    "no_alarm": st.just(True),
    "project_capital": st.integers(10**9, 10**12),
    "own_capital": st.integers(1, 10**9),
}
"""Answers that also agree with each other, for the checks across several."""


def as_answered(value):
    return value.isoformat() if isinstance(value, date) else value


AGREEING_ROWS = {"sectors": {"sector_code": "9329"}}


IN_THE_END = {"name_free": True}
"""What officers enter once a dossier has gone round and round: without it only the way back stays open."""


def fill(draw, check, fields, options_of, groups=(), known=()):
    """Answer whatever is reported as missing, until nothing is."""
    answers = {name: value for name, value in dict(known).items() if name in fields}
    for _ in range(60):
        errors = check(answers).errors
        if not errors:
            return check(answers).clean
        for path, error in errors.items():
            parts = path.split(".")
            if parts[0] in groups and error.code == "CHECK":
                for row in answers[parts[0]]:
                    row |= AGREEING_ROWS[parts[0]]
                continue
            if parts[0] in groups:
                rows = answers.setdefault(parts[0], [])
                if len(parts) == 1:
                    rows.append({})
                    parts = [parts[0], str(len(rows) - 1), ""]
                for item in groups[parts[0]]:
                    if not parts[2] or parts[2] == item.id:
                        values = [option.value for option in item.field.options]
                        rows[int(parts[1])][item.id] = some_answer(draw, item.field, values)
                continue
            if error.code == "CHECK":
                answers |= {
                    name: as_answered(draw(values)) for name, values in AGREEING.items() if name in answers
                }
                if parts[0] not in AGREEING:
                    answers.pop(parts[0], None)
                continue
            item = fields[parts[0]]
            allowed = options_of(item, check(answers).clean)
            assert isinstance(error, Message) and error.code in ("REQUIRED", "CHOICE", "CHOICES"), path
            answers[parts[0]] = some_answer(draw, item.field, allowed)
    raise AssertionError(f"still missing: {sorted(check(answers).errors)}")


@pytest.mark.parametrize("code", sorted(EVERYDAY))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whoever_answers_what_is_asked_gets_a_dossier_that_comes_to_its_end(code, data):
    answered_to_the_end(code, data)


@pytest.mark.parametrize("code", sorted(set(BY_CODE) - EVERYDAY))
@settings(max_examples=4, deadline=None, phases=[Phase.generate], report_multiple_bugs=False)
@given(data=st.data())
def test_so_does_whoever_asks_for_a_linked_set_or_one_of_its_parts(code, data):
    answered_to_the_end(code, data)


def answered_to_the_end(code, data):
    compiled = BY_CODE[code]
    groups = {}
    for item in compiled.fields_by_id.values():
        if item.group:
            groups.setdefault(item.group, []).append(item)
    context = Context(today=TODAY)

    def options_of(item, answers):
        return [option.value for option in compiled.open_options(item, answers, context)]

    def check(answers):
        return validate(compiled, answers, today=TODAY)

    clean = fill(data.draw, check, compiled.fields_by_id, options_of, groups)
    case = compiled.case_for(clean, context)
    assert all(line.payable >= 0 for line in fee_lines(compiled, clean, context))
    assert all(needed.asked for needed in components_needed(compiled, clean, set(), context))

    step, officer, way = compiled.start, {}, []
    for turn in range(60):
        now = Context(today=TODAY, case=case.id, officer=officer)
        fields = {item.id: item for item in compiled.step(step).fields}
        officer |= fill(
            data.draw,
            lambda entered, step=step, now=now: validate_step(
                compiled, step, entered, answers=clean, context=now
            ),
            fields,
            options_of,
            known=IN_THE_END if turn > 30 else (),
        )
        now = Context(today=TODAY, case=case.id, officer=officer)
        open_ = compiled.open_actions(step, clean, now)
        assert open_, f"stuck at {step}"
        if turn > 30:
            open_ = [a for a in open_ if a.kind != "back"] or open_
        action = data.draw(st.sampled_from(list(open_)))
        way.append(f"{step}.{action.id}")
        if action.to is None:
            assert compiled.step(step).kind == "return" or action.kind == "refuse"
            return
        step = action.to
    raise AssertionError(f"no end: {way}")
