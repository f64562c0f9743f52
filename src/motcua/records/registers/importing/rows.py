"""Rows of a file as lines for the register's table, a chunk at a time. Pure: the city's units and offices are handed in.

Works by columns: each cell is looked up among those already read (`cells`), and a row is joined from pieces of text that were
made once. What a row becomes is what `registers.enter` would have made of the same values; a test holds that.
"""

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any, Final

from motcua.foundation.definitions.words import Text
from motcua.foundation.text import fold
from motcua.records.registers import keys
from motcua.records.registers.definition import RegisterField
from motcua.records.registers.identity import join
from motcua.records.registers.importing import row_words
from motcua.records.registers.importing.cells import EMPTY, Cell, Column, escaped
from motcua.records.registers.importing.classes import Level, Note
from motcua.records.registers.importing.csv_rows import Row
from motcua.records.registers.importing.made import Issue, Lines, Made, Setting, issue
from motcua.records.registers.importing.row_faults import Faults, day, unit_code, years_that_differ
from motcua.records.registers.importing.tables import BROKEN

EARLIEST: Final = date(1800, 1, 1)
_NULL: Final = b"\\N"


@dataclass(slots=True)
class _Slice:
    """Consecutive rows that have the right number of cells. `same`: columns that say one thing in all of them; `out`: the places
    of rows that are refused."""

    lines: list[int]
    raw: list[tuple[str, ...]]
    read: dict[str, Sequence[Cell]] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    out: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.lines)

    def values(self, target: str) -> list[Any]:
        """The values of a column, None where there are none."""
        return [cell.value for cell in self.read[target]] if target in self.read else [None] * len(self)

    def copied(self, target: str, empty: bytes) -> "Pieces":
        """A column of the table that is no field, as COPY wants it."""
        if target not in self.read:
            return empty
        if target in self.same:
            return self.read[target][0].copied or empty
        return [cell.copied or empty for cell in self.read[target]]


type Pieces = bytes | list[bytes]
"""A part of all lines of a slice: the same in each, or one for each."""


class Assembler:
    """Puts rows together for one import. Not for two threads at once: it remembers what it has read."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        kept = self.definition = setting.definition
        self._at = {target: at for at, target in enumerate(setting.targets) if target}
        self._plan = keys.plan_of(kept)
        words = row_words.makers(self._plan)
        own = _own_fields(setting.today)
        self._columns: dict[str, Column] = {}
        for target in self._at:
            known = own.get(target) or kept.named(target)
            if known is None:
                raise ValueError(f"no target {target!r}")
            self._columns[target] = Column(
                known, on=setting.today, agreed=setting.agreed, unit_named=setting.units.named, computed=setting.computed,
                from_1904=setting.from_1904, own=target in own, words=words.get(target),
            )  # fmt: skip
        self._fields = [target for target in self._at if not target.startswith("@")]
        self._required = [one.id for one in kept.fields if one.required]
        self._faults = Faults(setting, self._fields)
        self._people = [part for part in kept.people if part.name in self._at or (part.pin or "") in self._at]
        self._numbered = "number" in kept.identity or kept.numbering == "year"

    def chunk(self, blocks: Iterable[Sequence[Row]]) -> Made:
        """Lines and issues of consecutive rows, a block at once: what a small one is made of fits the processor's own memory.

        Nothing made here refers to itself, so nobody looks for cycles meanwhile.
        """
        collecting = gc.isenabled()
        gc.disable()
        try:
            made, seen = Made(), dict[str, int]()
            for block in blocks:
                self._block(block, made, seen)
            made.issues = _told_once(made.issues)
            return made
        finally:
            if collecting:
                gc.enable()

    def _block(self, numbered: Sequence[Row], made: Made, seen: dict[str, int]) -> None:
        made.first, made.last = made.first or numbered[0][0], numbered[-1][0]
        made.rows += len(numbered)
        rows = self._whole(numbered, made)
        if not rows:
            return
        if self.setting.formulas or self.setting.merged:
            rows = [(line, self._sheet_row(line, cells, made)) for line, cells in rows]
        of = _Slice([line for line, _ in rows], list(zip(*(cells for _, cells in rows), strict=True)))
        self._read(of, made)
        for target in self._required:
            self._missing(of, target, made)
        made.lines.add(self._put_together(of, made, seen))

    def _whole(self, numbered: Sequence[Row], made: Made) -> Sequence[Row]:
        """The rows that have a cell for each column; the others are refused."""
        width = len(self.setting.targets)
        if {len(cells) for _, cells in numbered} == {width} and BROKEN not in {c[0] for _, c in numbered}:
            return numbered
        rows = []
        for line, cells in numbered:
            if len(cells) == width and cells[0] != BROKEN:
                rows.append((line, cells))
            elif len(cells) > width and not any(cells[width:]):
                rows.append((line, cells[:width]))
            else:
                vi, en = f"{len(cells)} ô thay vì {width}.", f"{len(cells)} cells instead of {width}."
                note = Note(Level.REFUSED, "WIDTH", "", vi, en)
                made.issues.append(issue(line, note, "", " | ".join(cells)))
        return rows

    def _read(self, of: _Slice, made: Made) -> None:
        """The cells of every column that is brought in, and what is to be said about them."""
        for target, at in self._at.items():
            column, texts = self._columns[target], of.raw[at]
            if _all_one(texts):
                of.same.add(target)
                found = [column[texts[0]]] * len(texts)
            else:
                found = list(map(column.__getitem__, texts))
            of.read[target] = found
            if not column.noted:
                continue
            for n, cell in enumerate(found):
                if cell.notes:
                    if cell.refused:
                        of.out.add(n)
                    made.issues.extend(issue(of.lines[n], note, target, texts[n]) for note in cell.notes)

    def _missing(self, of: _Slice, target: str, made: Made) -> None:
        values = of.values(target)
        if None not in values:
            return
        cells = of.read.get(target) or [EMPTY] * len(of)
        for n, value in enumerate(values):
            if value is None and not cells[n].refused:
                of.out.add(n)
                shown = of.raw[self._at[target]][n] if target in self._at else ""
                made.issues.append(issue(of.lines[n], Note(Level.REFUSED, "MISSING"), target, shown))

    def _put_together(self, of: _Slice, made: Made, seen: dict[str, int]) -> Lines:
        """The lines of the rows that are in order; of the others, what is wrong with them."""
        entered, ends = of.values("@entered_on"), of.values("@valid_to")
        begins = [begin or on for begin, on in zip(of.values("@valid_from"), entered, strict=True)]
        agencies = self._agencies(of)
        self._lacking(of, "@entered_on", entered, "MISSING", made)
        if self._numbered:
            self._lacking(of, "@number", of.values("@number"), "MISSING", made)
        self._lacking(of, "@agency", agencies, "AGENCY", made)
        for n in sorted(set(self._faults.looked_at(of.read, entered, ends)) - of.out):
            for target, raw, note in self._faults.of(n, of.read, entered[n], begins[n], ends[n]):
                of.out.add(n)
                made.issues.append(issue(of.lines[n], note, target, raw))
        for n, said in years_that_differ(self._people, of.read, of.lines).items():
            if n not in of.out:
                made.issues.extend(said)
        years = [
            year or (int(on[:4]) if on else None)
            for year, on in zip(of.values("@year"), entered, strict=True)
        ]
        row_keys = self._keys(of, agencies, years)
        self._twice(of, row_keys, made, seen)
        texts = list(map(b"".join, _together(self._pieces(of, agencies, years, entered, row_keys), len(of))))
        lines = Lines(of.lines, row_keys, texts, self._named(of))
        return lines.where([n not in of.out for n in range(len(of))]) if of.out else lines

    def _agencies(self, of: _Slice) -> list[int | None]:
        if "@agency" not in of.read:
            return [self.setting.agency_id] * len(of)
        said = of.values("@agency")
        return [
            self.setting.agency_id if name is None else self.setting.agencies.get(fold(name)) for name in said
        ]

    def _lacking(self, of: _Slice, target: str, values: Sequence[Any], code: str, made: Made) -> None:
        """Refuse the rows without a value that the register cannot do without; once is enough."""
        if None not in values:
            return
        said = of.values(target) if code == "AGENCY" else repeat(None)
        for n, (value, raw) in enumerate(zip(values, said, strict=False)):
            if value is None and n not in of.out:
                of.out.add(n)
                made.issues.append(issue(of.lines[n], Note(Level.REFUSED, code), target, str(raw or "")))

    def _twice(self, of: _Slice, row_keys: list[str], made: Made, seen: dict[str, int]) -> None:
        """Refuse the rows whose key a row before them in the chunk has."""
        if not of.out and len(set(row_keys)) == len(row_keys) and seen.keys().isdisjoint(row_keys):
            seen.update(zip(row_keys, of.lines, strict=True))
            return
        for n, (key, row) in enumerate(zip(row_keys, of.lines, strict=True)):
            if n not in of.out and (first := seen.setdefault(key, row)) != row:
                of.out.add(n)
                vi, en = f"Trùng khóa với dòng {first}.", f"The same key as row {first}."
                made.issues.append(issue(row, Note(Level.REFUSED, "TWICE", key, vi, en), "", ""))

    def _pieces(
        self,
        of: _Slice,
        agencies: list[int | None],
        years: list[int | None],
        entered: list[str | None],
        row_keys: list[str],
    ) -> list[Pieces]:
        """What each line is joined from: tabs, parts of the record, its data, its words, and whence it came."""
        setting = self.setting
        tab, day_entered = b"\t", of.copied("@entered_on", b"")
        said = "\t".join(("import", setting.import_id)) + ":"
        done = f"\t{escaped(setting.reason)}\t{escaped(setting.by_json)}\n"
        return [
            tab, _whole(agencies), tab, _whole(years), tab, of.copied("@book", b""), tab, of.copied("@page", b""),
            tab, of.copied("@number", _NULL), tab, _encoded(row_keys), b"\t{", *self._data(of),
            f"}}\t{self.definition.version}\t".encode(), day_entered,
            tab, _or(of.copied("@valid_from", b""), day_entered), tab, of.copied("@valid_to", _NULL),
            tab, self._places(of, entered), b"\t{", row_words.words_of(self._plan, of.read, len(of)),
            f"}}\t{setting.recorded_at}\t{said}".encode(), [b"%d" % line for line in of.lines], done.encode(),
        ]  # fmt: skip

    def _data(self, of: _Slice) -> list[Pieces]:
        """The values of each row as JSON, with no comma behind the last: there stands what is the same in all rows."""
        same = b"".join([of.read[target][0].copied for target in self._fields if target in of.same])
        others = [
            [cell.copied for cell in of.read[target]] for target in self._fields if target not in of.same
        ]
        if same or not others:
            return [*others, same[:-1]]
        return [[row[:-1] for row in map(b"".join, zip(*others, strict=True))]]

    def _keys(self, of: _Slice, agencies: list[int | None], years: list[int | None]) -> list[str]:
        """As `identity.key_of` of each row, by columns."""
        columns: list[list[Any]] = []
        for part in self.definition.identity:
            match part:
                case "agency":
                    columns.append(agencies)
                case "year":
                    columns.append(years)
                case "book" | "page" | "number":
                    columns.append(of.values(f"@{part}"))
                case _:
                    columns.append(of.values(part))
        if len(columns) == 1:
            return [join([value]) for value in columns[0]]  # written as it is
        return list(map("/".join, zip(*map(_key_parts, columns), strict=True)))

    def _places(self, of: _Slice, entered: list[str | None]) -> Pieces:
        """The code of today of the place that each row names."""
        place = self.definition.place or ""
        if place not in of.read:
            return b""
        codes = map(unit_code, of.values(place))
        return [
            self.setting.units.today(code, day(on)).encode() if code and on else b""
            for code, on in zip(codes, entered, strict=True)
        ]

    def _named(self, of: _Slice) -> dict[str, list[str]]:
        """Whom each row names, by role: by number, else by name and full birth date."""
        found: dict[str, list[str]] = {}
        for part in self._people:
            by_number, by_name = (part.pin or "") in of.read, part.name in of.read and part.birth in of.read
            if by_number:
                found[part.role] = [
                    pin if pin and len(pin) == 12 else "" for pin in of.values(part.pin or "")
                ]
            if by_name:
                numbers = found.get(part.role) or [""] * len(of)
                both = zip(numbers, of.values(part.name), of.values(part.birth or ""), strict=True)
                found[part.role] = [
                    number or (f"{_folded(name)}|{born}" if name and born and len(born) == 10 else "")
                    for number, name, born in both
                ]
        return found

    def _sheet_row(self, line: int, cells: list[str], made: Made) -> list[str]:
        """A row of a sheet with its formulas noted and its merged cells told."""
        setting = self.setting
        for at in range(len(cells)):
            target = setting.targets[at] if at < len(setting.targets) else ""
            if not target:
                continue
            if (line, at) in setting.formulas:
                if cells[at]:
                    note = Note(Level.DOUBTFUL, "FORMULA", cells[at])
                    made.issues.append(issue(line, note, target, cells[at]))
                else:
                    cells[at] = "#NULL!"
            if not cells[at] and (value := setting.merged.get((line, at))):
                agreed = "MERGED" in setting.agreed
                level = Level.CORRECTED if agreed else Level.DOUBTFUL
                made.issues.append(issue(line, Note(level, "MERGED", value), target, ""))
                cells[at] = value if agreed else ""
        return cells


def _own_fields(today: date) -> dict[str, RegisterField]:
    """The parts of a record that are no fields, read as if they were."""

    def own(target: str, kind: Any, **more: Any) -> RegisterField:
        return RegisterField(id=target.removeprefix("@"), kind=kind, label=Text(vi=target, en=target), **more)

    first, last = EARLIEST.isoformat(), today.isoformat()
    found = {
        "@number": own("@number", "integer", min=1, max=999_999_999),
        "@year": own("@year", "integer", min=1800, max=today.year),
        "@book": own("@book", "text", max_length=40),
        "@page": own("@page", "text", max_length=20),
        "@entered_on": own("@entered_on", "date", min=first, max=last),
        "@valid_from": own("@valid_from", "date", min=first),
        "@valid_to": own("@valid_to", "date", min=first),
        "@agency": own("@agency", "text", max_length=120),
    }
    return found


def _told_once(issues: Sequence[Issue]) -> list[Issue]:
    """By rows; what was put right in several cells of a row in the same way is told once, with all its fields."""
    told: dict[tuple[int, str], Issue] = {}
    found: list[Issue] = []
    for one in issues:
        if one.level is not Level.CORRECTED:
            found.append(one)
        elif (first := told.get((one.row, one.code))) is None:
            told[one.row, one.code] = one
        else:
            told[one.row, one.code] = replace(first, field=f"{first.field},{one.field}")
    return sorted([*found, *told.values()], key=lambda one: (one.row, one.level))


def _together(pieces: Sequence[Pieces], size: int) -> Iterable[tuple[bytes, ...]]:
    """The pieces of each line; what is the same in all and stands side by side is one."""
    columns: list[Iterable[bytes]] = []
    same = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            same += piece
            continue
        if same:
            columns.append(repeat(same, size))
        same = b""
        columns.append(piece)
    if same:
        columns.append(repeat(same, size))
    return zip(*columns, strict=True)


def _or(first: Pieces, other: Pieces) -> Pieces:
    """The first where it says something."""
    if isinstance(first, bytes):
        return first or other
    others = repeat(other) if isinstance(other, bytes) else other
    return [one or two for one, two in zip(first, others, strict=False)]


def _all_one(column: Sequence[Any]) -> bool:
    """Whether a column says the same in every row."""
    return column[0] == column[-1] and column.count(column[0]) == len(column)


def _whole(column: Sequence[int | None]) -> Pieces:
    """Whole numbers as COPY wants them."""
    if _all_one(column):
        return _NULL if column[0] is None else b"%d" % column[0]
    return [_NULL if number is None else b"%d" % number for number in column]


def _encoded(column: list[str]) -> list[bytes]:
    """Keys as COPY wants them. No key holds a line break or a tab."""
    return "\n".join(column).replace("\\", "\\\\").encode().split(b"\n")


def _key_parts(column: list[Any]) -> list[str]:
    """One of several parts of the keys, as `identity.join` writes it."""
    if _all_one(column):
        return [_key_part(column[0])] * len(column)
    return [str(value) if value.__class__ is int else _key_part(value) for value in column]


def _key_part(value: Any) -> str:
    return _key_text(value) if isinstance(value, str) else join([value, ""])[:-1]


@lru_cache(100_000)
def _key_text(value: str) -> str:
    return join([value, ""])[:-1]


@lru_cache(100_000)
def _folded_word(word: str) -> str:
    return fold(word)


def _folded(name: str) -> str:
    """`fold` of a name, word by word: words repeat themselves more than names."""
    return " ".join(filter(None, map(_folded_word, name.split())))
