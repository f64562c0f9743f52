"""What of the registers may be filled into forms: not the data of people who asked that it is not done."""

from collections.abc import Collection
from typing import Any

from motcua.records.population.facts import RELATIVES
from motcua.records.subject_requests import marks

SELF = "self"
WHO_FILES = frozenset(
    f"{whose}.{what}"
    for whose in ("population", "applicant")
    for what in ("full_name", "pin", "birth_date", "birth", "sex")
)
"""What stays in one's own form: the sign-on, or the officer at the counter, told who files."""


def stopped(facts: dict[str, Any], person_id: int) -> set[str]:
    """Of the person (`self`) and the relatives in these facts, those whose data fill no form. Two queries."""
    whose = {who: pk for who in RELATIVES if (pk := facts.get(f"population.{who}.person_id")) is not None}
    whose[SELF] = person_id
    marked = marks.restricted_among(whose.values(), marks.PREFILL)
    return {who for who, pk in whose.items() if pk in marked}


def without(facts: dict[str, Any], who: Collection[str]) -> dict[str, Any]:
    """The facts without those of `who` (`stopped`). No query."""
    if not who:
        return facts
    kept = {key: value for key, value in facts.items() if SELF not in who or key in WHO_FILES}
    hidden = tuple(f"population.{one}{mark}" for one in who for mark in "._")
    return {key: value for key, value in kept.items() if not key.startswith(hidden)}
