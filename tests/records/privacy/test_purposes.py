"""The list of purposes: every look says one, and registers' words lead to it."""

import ast
from pathlib import Path

import pytest
import yaml

from motcua.city.models import Power
from motcua.insight.privacy import rules
from motcua.records.privacy import purposes, terms
from tests.conftest import hanoi

SOURCES = Path(__file__).parents[3] / "src/motcua"


def calls() -> list[tuple[str, ast.Call]]:
    """Every place in the city that writes to the log of looks."""
    found = []
    for file in SOURCES.rglob("*.py"):
        text = file.read_text()
        if "audit.log_" not in text and "log_read(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if named and node.func.attr in {"log_read", "log_list", "log_search"}:
                found.append((f"{file.relative_to(SOURCES)}:{node.lineno}", node))
    return found


def test_every_look_says_a_purpose_of_the_list():
    wrong = []
    for place, call in calls():
        if any(one.arg is None for one in call.keywords):
            continue  # `**said`: the page's own test proves the code
        code = next((one.value for one in call.keywords if one.arg == "code"), None)
        if code is None or (isinstance(code, ast.Constant) and code.value not in purposes.all_purposes()):
            wrong.append(place)
    assert len(calls()) > 40
    assert wrong == [], "say code= with a purpose of records/privacy/purposes.yaml"


def test_the_purposes_of_every_register_are_on_the_list():
    said = set()
    for file in (SOURCES / "services").rglob("registers/*.yaml"):
        for access in yaml.safe_load(file.read_text()).get("access", ()):
            said |= set(access.get("purposes", ()))
    assert said and {word for word in said if not purposes.code_of(word)} == set()


def test_powers_of_purposes_exist_and_decide_who_may():
    named = {power for one in purposes.all_purposes().values() for power in one.powers}
    assert named <= set(Power.Name.values)
    assert purposes.may_use("intake", ["receive"]) and not purposes.may_use("intake", ["see_statistics"])
    assert purposes.may_use("digitising", []) and not purposes.may_use("nothing", ["receive"])


@pytest.mark.parametrize("begun, hours", [("2025-03-01", 72), ("2026-03-02", None)])
def test_a_question_is_answered_within_the_limit_of_its_day(begun, hours):
    found = terms.term("question", hanoi(f"{begun} 09:00").date())
    assert (found.hours or None) == hours and (hours or found.days == 10)


def test_rules_count_from_their_day_and_say_both_languages():
    assert rules.in_force(hanoi("2025-12-31 09:00").date()) == {}
    found = rules.in_force(hanoi("2026-03-02 09:00").date())
    assert len(found) == 12
    assert all(one.name.vi and one.name.en and one.asks.vi and one.asks.en for one in found.values())
