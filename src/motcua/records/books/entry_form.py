"""What is asked of each entry of a book, from the register's definition: which fields, and which of them twice. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.foundation.definitions.words import Text
from motcua.records.books.values import ABSENT, NotRead, read, tidy
from motcua.records.registers.definition import PersonPart, RegisterDefinition

NUMBER, DAY, REMARK = "entry_number", "entered_on", "book_remark"
PARENTS = ("mother", "father")
TOO_OLD_TO_ASK = ("area", "point")
"""Geometry is drawn on a map and not keyed from a book."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One value to be keyed. `twice`: by both clerks, each without seeing the other's."""

    id: str
    kind: str
    label: Text
    required: bool = False
    twice: bool = False
    options: tuple[tuple[str, str], ...] = field(default=())
    max_length: int = 400


def subjects(definition: RegisterDefinition) -> tuple[PersonPart, ...]:
    """Whom the entry is about: people with a birth date who are not somebody's parent; else the first one named."""
    found = tuple(one for one in definition.people if one.birth and one.role not in PARENTS)
    return found or definition.people[:1]


def always_twice(definition: RegisterDefinition) -> frozenset[str]:
    """Number, name and birth date of the letter (CV 1437/BTP-CNTT, phase 3): never keyed by one clerk only."""
    fields = {NUMBER}
    for one in subjects(definition):
        fields |= {one.name} | ({one.birth} if one.birth else set())
    return frozenset(fields)


def form(definition: RegisterDefinition, also_twice: Iterable[str] = ()) -> tuple[Asked, ...]:
    """What the first clerk is asked, in the book's order: number, day of registration, the fields, the remark."""
    twice = always_twice(definition) | set(also_twice)
    asked = [
        Asked(NUMBER, "integer", Text(vi="Số", en="Number"), True, True),
        Asked(DAY, "date", Text(vi="Ngày đăng ký", en="Day of registration"), True, DAY in twice),
    ]
    for one in definition.fields:
        if one.kind in TOO_OLD_TO_ASK:
            continue
        options = tuple((choice.value, choice.vi) for choice in one.options)
        asked.append(
            Asked(one.id, one.kind, one.label, one.required, one.id in twice, options, one.max_length or 400)
        )
    asked.append(Asked(REMARK, "longtext", Text(vi="Ghi chú trong sổ", en="Remark in the book"), False, REMARK in twice))
    return tuple(asked)


def second(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """What the second clerk is asked: what is keyed twice, and nothing else."""
    return tuple(one for one in asked if one.twice)


def faults(asked: Iterable[Asked], typed: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Everything wrong with one keying, by field: nothing typed where something must stand, or no value of its kind.

    A required field may hold one of the two marks: then the entry is sorted out later, and nobody invents.
    """
    found: dict[str, tuple[str, str]] = {}
    for one in asked:
        text = tidy(typed.get(one.id, ""))
        if not text:
            if one.required or one.twice:
                found[one.id] = (
                    "Ghi giá trị trong sổ; không đọc được thì bấm Alt+U, sổ không có thì bấm Alt+K.",
                    "Write what the book says; Alt+U when unreadable, Alt+K when the book has none.",
                )
            continue
        if len(text) > one.max_length:
            found[one.id] = (f"Dài hơn {one.max_length} ký tự.", f"Longer than {one.max_length} letters.")
            continue
        try:
            read(one.kind, text, one.options)
        except NotRead as error:
            found[one.id] = (error.vi, error.en)
    return found


def completed(asked: Iterable[Asked], typed: Mapping[str, str]) -> dict[str, str]:
    """A keying as it is kept: tidy, and what was left empty is `ABSENT` (asked, looked for, not in the book)."""
    return {one.id: tidy(typed.get(one.id, "")) or ABSENT for one in asked}
