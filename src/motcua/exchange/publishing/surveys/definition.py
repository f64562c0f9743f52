"""What a survey asks, as YAML says it. Pure."""

from pathlib import Path
from typing import Literal

import msgspec

from motcua.foundation import definitions
from motcua.foundation.definitions.shapes import prepared

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


@prepared
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


MOST_QUESTIONS, MOST_CHOICES = 12, 12


def parse(text: str) -> tuple[tuple[Question, ...], list[tuple[int, str, str]]]:
    """The questions that an editor typed, and the faults with their lines (counted from 1), in both languages.

    `? câu hỏi | question` begins one; `- lựa chọn | choice` below it are its answers; `...` below it asks for words.
    Without either it is answered by one of the five levels.
    """
    asked: list[tuple[int, Text, list[Text], bool]] = []
    faults: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        sign, words = line.strip()[:1], _both(line.strip()[1:])
        if not line.strip():
            continue
        if sign == "?" and words.vi:
            asked.append((number, words, [], False))
        elif sign == "-" and words.vi and asked:
            asked[-1][2].append(words)
        elif line.strip() in ("...", "…") and asked:
            asked[-1] = (*asked[-1][:3], True)
        else:
            faults.append(
                (number, "Dòng phải bắt đầu bằng ?, - hoặc là …", "A line begins with ?, - or is …")
            )
    for line_no, _, choices, free in asked:
        if len(choices) == 1 or len(choices) > MOST_CHOICES or (choices and free):
            faults.append(
                (
                    line_no,
                    f"Cần từ 2 đến {MOST_CHOICES} lựa chọn.",
                    f"2 to {MOST_CHOICES} choices are needed.",
                )
            )
    if not 1 <= len(asked) <= MOST_QUESTIONS:
        faults.append(
            (1, f"Cần từ 1 đến {MOST_QUESTIONS} câu hỏi.", f"1 to {MOST_QUESTIONS} questions are needed.")
        )
    questions = tuple(
        Question(
            id=f"q{number}",
            kind="words" if free else "choice" if choices else "level",
            ask=ask,
            choices=tuple(Choice(id=f"c{n}", label=label) for n, label in enumerate(choices, 1)),
        )
        for number, (_, ask, choices, free) in enumerate(asked, 1)
    )
    return questions, faults


def _both(words: str) -> Text:
    vi, _, en = words.partition("|")
    return Text(vi=vi.strip(), en=en.strip() or vi.strip())
