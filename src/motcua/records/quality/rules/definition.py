"""One class of errors as it is written down, and the list of all."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from motcua.foundation.definitions import load_document
from motcua.foundation.definitions.words import Part, Text

FILE = Path(__file__).with_name("rules.yaml")
MOST = 62
"""Classes are bits of a 64-bit number while a load is cleaned."""


Severity = Literal["blocks", "flags", "notes"]
"""What follows: the value is not taken by itself and somebody must decide, somebody has to look, or it is counted only."""
Aspect = Literal["right", "complete", "clean", "alive"]
"""Which of the four promises is broken: đúng, đủ, sạch, sống."""

ASPECTS: dict[str, Text] = {
    "right": Text(vi="Đúng", en="Right"),
    "complete": Text(vi="Đủ", en="Complete"),
    "clean": Text(vi="Sạch", en="Clean"),
    "alive": Text(vi="Sống", en="Alive"),
}
SEVERITIES: dict[str, Text] = {
    "blocks": Text(vi="Phải quyết định", en="Must be decided"),
    "flags": Text(vi="Cần xem", en="To be looked at"),
    "notes": Text(vi="Ghi nhận", en="Noted"),
}

RuleId = Annotated[str, Meta(pattern=r"^(DQ|MC)[0-9]{2}$")]


class Rule(Part, frozen=True, kw_only=True):
    """A class of errors. Exactly one of `reading`, `when` and `check` says how it is found.

    `value` and `proposal`: SQL over the staged columns, what stands there and what is proposed instead.
    `sources`: where it is looked for; everywhere when none is named.
    """

    id: RuleId
    name: Text
    about: Text
    severity: Severity
    aspect: Aspect
    field: str
    value: str
    action: Text
    basis: str
    reading: bool = False
    when: str = ""
    check: str = ""
    proposal: str = ""
    sources: tuple[str, ...] = ()
    field_of: str = ""
    """SQL of the column that is meant, where a class can stand at several; else it is `field`."""
    tells: bool = False
    """Counts against its aspect although nobody has to look at each record."""

    def looks_at(self, source: str) -> bool:
        return not self.sources or source in self.sources

    @property
    def listed(self) -> bool:
        """Whether its findings come to somebody's list; the others are only counted."""
        return self.severity != "notes"

    @property
    def counted(self) -> bool:
        """Whether a record with it breaks its aspect's promise."""
        return self.listed or self.tells


@cache
def rules() -> tuple[Rule, ...]:
    """All classes in the order of the file. Raises DefinitionError for a file that does not fit."""
    return tuple(load_document(FILE, list[Rule]).value)


@cache
def _by_id() -> dict[str, tuple[int, Rule]]:
    return {one.id: (at, one) for at, one in enumerate(rules())}


def rule(id: str) -> Rule:
    """The class of this id. Raises KeyError."""
    return _by_id()[id][1]


def bit(id: str) -> int:
    """The place of a class in the number that a cleaned row carries."""
    return 1 << _by_id()[id][0]
