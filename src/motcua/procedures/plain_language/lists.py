"""The word list and the limits, read once from the YAML beside this file."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from motcua.foundation.definitions.shapes import prepared

HERE = Path(__file__).parent


class StiffWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word of offices, and what to say instead. `but`: longer phrases in which it is the right word."""

    say: str
    instead: str
    but: tuple[str, ...] = ()


@prepared
class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of text may be at most: `level` 1 (plain) to 4 (hard), `longest` syllables of a sentence."""

    level: Annotated[int, msgspec.Meta(ge=1, le=4)]
    longest: Annotated[int, msgspec.Meta(ge=5)]


@prepared
class _Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: str
    stiff: tuple[StiffWord, ...]
    known_short_forms: tuple[str, ...]


@cache
def _lists() -> _Lists:
    return msgspec.yaml.decode((HERE / "words.yaml").read_bytes(), type=_Lists)


def stiff_words() -> tuple[StiffWord, ...]:
    """Words of offices; the longest first, so that a phrase is found before its parts."""
    return tuple(sorted(_lists().stiff, key=lambda word: -len(word.say)))


def known_short_forms() -> frozenset[str]:
    """Abbreviations that everybody knows, which need no explanation."""
    return frozenset(_lists().known_short_forms)


@cache
def limits() -> dict[str, dict[str, Limit]]:
    """Limits by kind of text and language (`vi`, `en`)."""
    return msgspec.yaml.decode((HERE / "limits.yaml").read_bytes(), type=dict[str, dict[str, Limit]])
