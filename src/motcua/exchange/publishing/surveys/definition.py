"""What a survey asks, as YAML says it. Pure."""

from pathlib import Path
from typing import Literal

import msgspec

from motcua.foundation import definitions

LEVELS = (
    ("Rất không hài lòng", "Very dissatisfied"),
    ("Không hài lòng", "Dissatisfied"),
    ("Bình thường", "Neither"),
    ("Hài lòng", "Satisfied"),
    ("Rất hài lòng", "Very satisfied"),
)
"""The five levels, 1 to 5. Satisfied are 4 and 5. Source: method of SIPAS."""
SATISFIED = 4


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """Words in both languages."""

    vi: str
    en: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be chosen."""

    id: str
    label: Text


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`level`: one of the five; `choice`: one of `choices`; `words`: free text, never published."""

    id: str
    kind: Literal["level", "choice", "words"]
    ask: Text
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What may be answered, in order; empty for words."""
        if self.kind == "level":
            return ("5", "4", "3", "2", "1")
        return tuple(choice.id for choice in self.choices)


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """A survey. `days`: how long it may be answered (after a dossier's end, or after it was opened)."""

    key: str
    title: Text
    intro: Text
    days: int
    questions: tuple[Question, ...]


def read(path: Path) -> Questions:
    """The survey of a file. Raises: definitions.DefinitionError."""
    return definitions.load(path, Questions)


def from_text(canonical: str) -> Questions:
    """A stored definition."""
    return msgspec.json.decode(canonical.encode(), type=Questions)


def level_words(level: int) -> dict[str, str]:
    vi, en = LEVELS[level - 1]
    return {"vi": vi, "en": en}
