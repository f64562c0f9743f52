"""What only a whole row shows: units on its day, bounds that move with the day, conditions between fields, a number that says
another year than the birth date. Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from motcua.records.registers import check
from motcua.records.registers.definition import PersonPart, RegisterDefinition, RegisterField
from motcua.records.registers.importing.cells import Cell
from motcua.records.registers.importing.classes import Level, Note
from motcua.records.registers.importing.made import Issue, Setting, issue

type Read = Mapping[str, Sequence[Cell]]
"""The cells of a slice of rows, by the target of their column."""


class Faults:
    """What is wrong with rows of one import. `fields`: the fields that the file has."""

    def __init__(self, setting: Setting, fields: Sequence[str]) -> None:
        self._units = setting.units
        self._definition: RegisterDefinition = setting.definition
        self._fields = fields
        self._of_units = [
            one.id
            for one in setting.definition.fields
            if one.kind in ("unit", "address") and one.id in fields
        ]
        self._moving: list[RegisterField] = [
            one for one in setting.definition.fields if "today" in (one.min, one.max) and one.id in fields
        ]

    def looked_at(
        self, read: Read, entered: Sequence[str | None], ends: Sequence[str | None]
    ) -> Collection[int]:
        """The places of the rows at which `of` must look; of most files hardly any."""
        if self._definition.checks:
            return range(len(entered))
        found = {n for n, end in enumerate(ends) if end is not None}
        for target in self._of_units:
            found |= {n for n, cell in enumerate(read[target]) if cell.value}
        for one in self._moving:
            values = [cell.value for cell in read[one.id]]
            if one.min == "today":
                found |= {n for n, value in enumerate(values) if value is not None}
            else:
                days = enumerate(zip(values, entered, strict=True))
                found |= {n for n, (value, on) in days if value is not None and on and str(value) > on}
        return found

    def of(
        self, n: int, read: Read, entered_on: str, valid_from: str, valid_to: str | None
    ) -> list[tuple[str, str, Note]]:
        """What refuses a row: (target, what stands there, the note)."""
        found: list[tuple[str, str, Note]] = []
        for target in self._of_units:
            code = unit_code(read[target][n].value)
            if code and not _held(code, entered_on, self._units.stretches):
                for problem in check.check_units({target: code}, self._units.stretches, day(entered_on)):
                    found.append((target, code, Note(Level.REFUSED, "UNIT", "", problem.vi, problem.en)))
        for one in self._moving:
            value = read[one.id][n].value
            if value is not None and one.max == "today" and str(value) > entered_on:
                vi, en = f"Sau ngày đăng ký {entered_on}.", f"After the day of the entry, {entered_on}."
                found.append((one.id, str(value), Note(Level.REFUSED, "VALUE", "", vi, en)))
            if value is not None and one.min == "today" and str(value) < entered_on:
                vi, en = f"Trước ngày đăng ký {entered_on}.", f"Before the day of the entry, {entered_on}."
                found.append((one.id, str(value), Note(Level.REFUSED, "VALUE", "", vi, en)))
        if valid_to is not None and valid_to < valid_from:
            vi, en = "Ngày hết hiệu lực trước ngày có hiệu lực.", "It ends before it begins."
            found.append(("@valid_to", valid_to, Note(Level.REFUSED, "VALUE", "", vi, en)))
        if self._definition.checks and not found:
            values = {
                target: read[target][n].value for target in self._fields if read[target][n].value is not None
            }
            for problem in check.conditions(self._definition, values):
                found.append((problem.field, "", Note(Level.REFUSED, "CHECK", "", problem.vi, problem.en)))
        return found


def years_that_differ(
    people: Sequence[PersonPart], read: Read, lines: Sequence[int]
) -> dict[int, list[Issue]]:
    """By the place of a row, what is to be said where a person's number and birth date are of different years."""
    found: dict[int, list[Issue]] = {}
    for part in people:
        if part.pin not in read or part.birth not in read or not part.pin or not part.birth:
            continue
        pairs = [(pin.value, born.value) for pin, born in zip(read[part.pin], read[part.birth], strict=True)]
        agree = _AGREE
        differing = [n for n, (pin, born) in enumerate(pairs) if pin and born and pin[3:6] not in agree[born]]
        for n in differing:
            pin, born = pairs[n]
            if len(pin) == 12:
                found.setdefault(n, []).append(_year_differs(lines[n], part.birth, pin, born))
    return found


class _Agree(dict[str, tuple[str, str]]):
    """What may stand in a personal number of twelve digits after the province, by a birth date: a century's and sex's digit, and
    the year's two last."""

    def __missing__(self, born: str) -> tuple[str, str]:
        if len(self) > 100_000:
            self.clear()
        first, year = 2 * (int(born[:2]) - 19), born[2:4]
        made = self[born] = (f"{first}{year}", f"{first + 1}{year}")
        return made


_AGREE = _Agree()


def _year_differs(row: int, target: str, pin: str, born: str) -> Issue:
    year = 1900 + 100 * (int(pin[3]) // 2) + int(pin[4:6])
    code = "DQ07" if abs(year - int(born[:4])) == 100 else "DQ06"
    return issue(row, Note(Level.DOUBTFUL, code, str(year)), target, born)


def unit_code(value: Any) -> str:
    """The code of the unit that a field of this kind (`unit`, `address`) names, or nothing."""
    return (value if isinstance(value, str) else value.get("unit", "")) if value else ""


@lru_cache(200_000)
def day(text: str) -> date:
    """A day from its ISO text, remembered."""
    return date.fromisoformat(text)


def _held(code: str, on: str, stretches: Mapping[str, Collection[tuple[date, date | None]]]) -> bool:
    """Whether a unit bore the code on the day; what is quickly true."""
    when = day(on)
    return any(begin <= when and (end is None or when < end) for begin, end in stretches.get(code, ()))
