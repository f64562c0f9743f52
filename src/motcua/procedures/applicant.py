"""What the conditions of a definition know about a person (`applicant.…`), the same at every door of the city.

Not for reading registers: the caller says which sources answer for the person.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

EXEMPTION_OF_SOURCE = {
    "social.poor_household": "poor_household",
    "social.disability": "disabled",
    "social.merit": "person_of_merit",
}
"""Registers that prove a ground of exemption by being there."""
CHILD_UNTIL, ELDERLY_FROM = 16, 60
"""Ages in years. Luật Trẻ em 2016 Điều 1; Luật Người cao tuổi 2009 Điều 2."""


def applicant_facts(
    full_name: str,
    *,
    on: date,
    kind: str = "citizen",
    pin: str = "",
    birth_date: date | None = None,
    sex: str | None = None,
    nationality: str = "VN",
    residence_unit: str = "",
    sources: Collection[str] = (),
) -> dict[str, Any]:
    """The facts by name, as `binding.APPLICANT` types them. Without a birth date no ground follows from the age."""
    return {
        "kind": kind,
        "full_name": full_name,
        "pin": pin,
        "birth_date": birth_date,
        "sex": sex,
        "nationality": nationality,
        "residence_unit": residence_unit,
        "exemptions": exemptions(birth_date, sources, on),
    }


def exemptions(born: date | None, sources: Collection[str], on: date) -> list[str]:
    """Grounds of exemption that the city can prove itself. Source: Luật Phí và lệ phí 2015, Điều 10."""
    grounds = [ground for source, ground in EXEMPTION_OF_SOURCE.items() if source in sources]
    if born is not None:
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        if age < CHILD_UNTIL:
            grounds.append("child")
        if age >= ELDERLY_FROM:
            grounds.append("elderly")
    return grounds
