"""What the rows of an import are put together with, and what they become: lines for the register's table, and what is to be
said about them. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import Any, Final, Self

from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.importing.classes import CLASSES, Level, Note

LONGEST_SHOWN: Final = 120
"""Characters of a cell that the report repeats."""

COLUMNS: Final = (
    "register", "id", "agency_id", "year", "volume", "page", "number", "key", "data", "schema", "entered_on", "valid_from",
    "valid_to", "unit_code", "words", "recorded_at", "origin", "origin_ref", "reason", "by",
)  # fmt: skip
"""Columns of a line in COPY's text; the first two are put before it by whoever gives out the ids."""


@dataclass(frozen=True, slots=True)
class Units:
    """The country's units as rows need them: `stretches` by code, `today` the code of today of a (code, day) or empty,
    `named` the code of the one unit that a name means."""

    stretches: Mapping[str, Sequence[tuple[date, date | None]]]
    today: Callable[[str, date], str]
    named: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What an import is about; the same for all its rows."""

    definition: RegisterDefinition
    targets: tuple[str, ...]
    units: Units
    agency_id: int | None
    agencies: Mapping[str, int]
    today: date
    import_id: str
    recorded_at: str
    by_json: str
    reason: str = ""
    agreed: frozenset[str] = frozenset()
    computed: bool = False
    from_1904: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """What the first cell of a merged range says, by each of its cells."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about a row. `field`: the target of its column, or empty for the whole row."""

    row: int
    level: Level
    code: str
    field: str
    raw: str
    shown: str
    vi: str
    en: str


def issue(row: int, note: Note, target: str, raw: str) -> Issue:
    """A note about a cell, with the words of its class before its own."""
    known = CLASSES[note.code]
    vi = f"{known.vi}. {note.vi}" if note.vi else f"{known.vi}."
    en = f"{known.en}. {note.en}" if note.en else f"{known.en}."
    shown = raw[:LONGEST_SHOWN].encode("utf-8", "replace").decode().replace("\x00", "")
    return Issue(row, note.level, note.code, target, shown, note.shown[:LONGEST_SHOWN], vi, en)


@dataclass(slots=True)
class Lines:
    """Rows that may be kept, by columns.

    `texts`: what stands after a row's id in COPY's text. `people`: by role, whom each row names: a personal number, or a folded
    name and a full birth date with `|` between them, or nothing.
    """

    rows: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    people: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, keep: Sequence[bool]) -> Self:
        """Those of the rows that are marked."""
        return type(self)(
            list(compress(self.rows, keep)),
            list(compress(self.keys, keep)),
            list(compress(self.texts, keep)),
            {role: list(compress(whom, keep)) for role, whom in self.people.items()},
        )

    def add(self, more: "Lines") -> None:
        """Put other rows, which name people in the same roles, behind these."""
        self.rows += more.rows
        self.keys += more.keys
        self.texts += more.texts
        for role, whom in more.people.items():
            self.people.setdefault(role, []).extend(whom)

    def __reduce__(self) -> tuple[Any, ...]:
        """A million small objects travel slowly between processes: each column goes as one text. None of its parts holds a line
        break: keys have single blanks, lines are as COPY wants them, a person is a number or a folded name."""
        people = {role: "\n".join(whom) for role, whom in self.people.items()}
        return _unpacked, (self.rows, "\n".join(self.keys), b"".join(self.texts), people)


def _unpacked(rows: list[int], keys: str, texts: bytes, people: Mapping[str, str]) -> Lines:
    if not rows:
        return Lines()
    by_role = {role: whom.split("\n") for role, whom in people.items()}
    return Lines(rows, keys.split("\n"), texts.splitlines(keepends=True), by_role)


@dataclass(slots=True)
class Made:
    """A chunk: its lines, what is to be said about its rows, and how many rows it had."""

    lines: Lines = field(default_factory=Lines)
    issues: list[Issue] = field(default_factory=list)
    rows: int = 0
    first: int = 0
    last: int = 0
