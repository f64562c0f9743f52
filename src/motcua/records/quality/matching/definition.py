"""The definition of matching (`settings.yaml`), read and checked."""

from functools import cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from motcua.foundation.definitions.shapes import prepared


@prepared
class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One outcome of a comparison, in order of falling agreement; the last has no condition."""

    id: str
    vi: str
    en: str
    when: str = ""
    chance: float = 0.0
    """People other than oneself who agree here by accident; 0 = taken from random pairs."""
    counted_on: list[str] = []
    """`chance` is counted from records with equal values of these columns."""


@prepared
class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is compared; says nothing where `unless` holds (a side is missing)."""

    id: str
    vi: str
    en: str
    shows: str
    unless: str
    levels: list[Level]


@prepared
class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pairs that agree in the columns `agree`; the comparisons `silent` learn nothing from them."""

    agree: list[str]
    silent: list[str]


@prepared
class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    records: int
    pairs: int
    """At most so many pairs teach in one session."""
    random_pairs: int
    sessions: list[Session]


@prepared
class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    precision: float
    review_share: float
    review_from: float


@prepared
class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    largest: int
    blocking: list[list[str]]
    blocking_bare: list[list[str]]
    """Rules for pairs of which one side has no number."""
    training: Training
    comparisons: list[Comparison]
    decision: Decision

    def as_data(self) -> dict[str, Any]:
        """As it is kept with a run."""
        return msgspec.to_builtins(self)


@cache
def definition() -> Definition:
    """The definition that ships. Raises msgspec.ValidationError for a file that is wrong."""
    text = resources.files("motcua.records.quality.matching").joinpath("settings.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), Definition)
