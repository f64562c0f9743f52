"""Which questions of lenders the city answers, from which data, and how. Pure.

The sources are a closed list: a definition cannot open another kind of data to lenders.
"""

from collections.abc import Collection
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from motcua.foundation.definitions import load_document

FILE = Path(__file__).with_name("checks.yaml")
SERVICE = "credit-trust"
"""Key of the service in agreements, and purpose of the consent."""


class Outcome(StrEnum):
    MATCH = "MATCH"
    NO_MATCH = "NO_MATCH"
    NO_DATA = "NO_DATA"


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    source: Literal["population.identity", "population.residence", "social.poor_household", "social.merit"]
    name: Words
    social_policy: bool = False


class Checks(Struct, frozen=True, forbid_unknown_fields=True):
    social_policy_lenders: tuple[str, ...]
    answers_last_days: int
    checks: tuple[Check, ...]

    def named(self, key: str) -> Check | None:
        return next((one for one in self.checks if one.id == key), None)


@cache
def all_checks() -> Checks:
    """What the file allows. Raises: DefinitionError, with file and line; ValueError for a list without its guard."""
    found = load_document(FILE, Checks).value
    for one in found.checks:
        if one.source.startswith("social.") and not one.social_policy:
            raise ValueError(f"{one.id}: lists of the social policy bank are for its loans only")
    if not 1 <= found.answers_last_days <= 30:
        raise ValueError("answers last 1 to 30 days")
    return found


def not_for(lender: str, wanted: Collection[str]) -> list[str]:
    """Of these checks, those that this lender (name of its account) may not be given by any agreement."""
    allowed = all_checks()
    return [
        key
        for key in wanted
        if (one := allowed.named(key)) is None
        or (one.social_policy and lender not in allowed.social_policy_lenders)
    ]


def outcome(check: Check, *, in_city: bool | None, sources: Collection[str]) -> Outcome:
    """The answer to one check about a person whose number, name and birth date agree and who is alive.

    `in_city`: whether the population data place them in this city (None: nowhere); `sources`: data about the person that
    are in force. Who lives in the city and is on no list of it is not on it; about the lists of other cities nothing is
    known here.
    """
    if check.source == "population.identity":
        return Outcome.MATCH
    if check.source == "population.residence":
        if in_city is None:
            return Outcome.NO_DATA
        return Outcome.MATCH if in_city else Outcome.NO_MATCH
    if check.source in sources:
        return Outcome.MATCH
    return Outcome.NO_MATCH if in_city else Outcome.NO_DATA
