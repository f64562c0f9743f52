"""The rules by which looks are proposed for review (`rules.yaml`): dated figures and words. Pure."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from motcua.foundation.definitions import load_document

FILE = Path(__file__).with_name("rules.yaml")
Name = Literal[
    "no_matter", "colleague", "family", "same_name", "bulk", "elsewhere", "out_of_hours", "protected", "dead", "on_leave",
    "guessing", "wrong_purpose",
]  # fmt: skip


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Rule(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One rule from a day on. `least`: people (for `guessing` searches) of one reader on one day; `factor`: times the usual;
    `days`: how far back a dossier explains a look; `begins`, `ends`: hours of the night."""

    rule: Name
    since: str
    least: int
    name: Words
    asks: Words
    factor: int = 0
    days: int = 180
    begins: int = 21
    ends: int = 5
    until: str = ""

    def __post_init__(self) -> None:
        date.fromisoformat(self.since)
        if self.until:
            date.fromisoformat(self.until)
        if self.least < 1:
            raise ValueError(f"{self.rule}: at least one")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Raises: DefinitionError, with file and line."""
    return load_document(FILE, tuple[Rule, ...]).value


def in_force(on: date) -> dict[str, Rule]:
    """The rules of a day, by name: of several versions the newest that has begun, unless it has ended."""
    found: dict[str, Rule] = {}
    for one in sorted(all_rules(), key=lambda rule: rule.since):
        if date.fromisoformat(one.since) <= on:
            found[one.rule] = one
    return {name: one for name, one in found.items() if not one.until or on <= date.fromisoformat(one.until)}
