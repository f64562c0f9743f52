"""What is asked of each entry of a book, from the register's definition: which fields, and which of them twice. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.foundation.definitions.words import Text
from motcua.records.books.values import ABSENT, NotRead, read, tidy
from motcua.records.registers.definition import PersonPart, RegisterDefinition

NUMBER, DAY, REMARK = "entry_number", "entered_on", "book_remark"
PARENTS = ("mother", "father")
DRAWN = ("area", "point")
"""Geometry is drawn on a map and not keyed from a book."""
OLD_UNIT, OLD_PLACE = "old_unit", "old_place"
"""Where the paper book was kept: known from the inventory and not keyed, in registers that have these fields."""
REMARKS = ("remark", "remarks", "note", "notes")
"""What registers call the remark column (ghi chú) of a book; one without it is asked for beside."""


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
    """Number, name and birth date of the letter (CV 1437/BTP-CNTT, phase 3): never keyed by one clerk only. So are the
    fields by which a record is told from the others (map sheet and parcel, serial of a certificate)."""
    fields = {NUMBER} | {part for part in definition.identity if definition.named(part)} - {OLD_UNIT}
    for one in subjects(definition):
        fields |= {one.name} | ({one.birth} if one.birth else set())
    return frozenset(fields)


def remark_field(definition: RegisterDefinition) -> str:
    """The field that takes the book's remark column; `REMARK` when the register has none of its own."""
    own = (one.id for one in definition.fields if one.id in REMARKS and one.kind in ("text", "longtext"))
    return next(own, REMARK)


def columns(definition: RegisterDefinition) -> tuple[str, ...]:
    """The fields that a paper book has: those with columns of the entry table; all, where none says any."""
    inventoried = (OLD_UNIT, OLD_PLACE)
    kept = [one for one in definition.fields if one.kind not in DRAWN and one.id not in inventoried]
    named = [one.id for one in kept if one.columns or one.required]
    return tuple(named) if any(one.columns for one in kept) else tuple(one.id for one in kept)


def form(
    definition: RegisterDefinition, also_twice: Iterable[str] = (), without: Iterable[str] = ()
) -> tuple[Asked, ...]:
    """What the first clerk is asked, in the book's order: number, day of registration, the columns, the remark.

    `without`: columns that the forms of the project's period do not have; a required one is asked all the same.
    """
    twice, left_out = always_twice(definition) | set(also_twice), set(without)
    wanted = set(columns(definition))
    asked = [
        Asked(NUMBER, "integer", Text(vi="Số", en="Number"), True, True),
        Asked(DAY, "date", Text(vi="Ngày đăng ký", en="Day of registration"), True, DAY in twice),
    ]
    for one in definition.fields:
        if one.id not in wanted or (one.id in left_out and not one.required):
            continue
        options = tuple((choice.value, choice.vi) for choice in one.options)
        asked.append(
            Asked(one.id, one.kind, one.label, one.required, one.id in twice, options, one.max_length or 400)
        )
    if remark_field(definition) == REMARK:
        words = Text(vi="Ghi chú trong sổ", en="Remark in the book")
        asked.append(Asked(REMARK, "longtext", words, False, REMARK in twice, (), 4000))
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
