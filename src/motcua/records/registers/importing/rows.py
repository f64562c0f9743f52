"""Rows of a file as lines for the register's table, a chunk at a time. Pure: the city's units and offices are handed in.

Works by columns: each cell is looked up among those already read (`cells`), and a row is put together from pieces of text
that were made once. What a row becomes is what `registers.enter` would have made of the same values; a test holds that.
"""

import gc
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from itertools import batched, compress
from typing import Any, Final, Self

import orjson

from motcua.foundation.definitions.words import Text
from motcua.foundation.text import fold
from motcua.records.registers import check, keys
from motcua.records.registers.definition import RegisterDefinition, RegisterField
from motcua.records.registers.identity import join
from motcua.records.registers.importing.cells import EMPTY, Cell, Column, escaped
from motcua.records.registers.importing.classes import CLASSES, Level, Note
from motcua.records.registers.importing.tables import BROKEN

LONGEST_SHOWN: Final = 120
"""Characters of a cell that the report repeats."""
SLICE: Final = 2_000
"""Rows that are worked on at once: what they are made of fits the processor's own memory."""
EARLIEST: Final = date(1800, 1, 1)


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


type Person = tuple[str, str, str, str]
"""(role, number, folded name, full birth date); the number or the two others are empty."""


@dataclass(slots=True)
class Lines:
    """Rows that may be kept, by columns: a million small objects would travel slowly between processes.

    `texts`: what stands after a row's id in COPY's text. `people`: whom each row names.
    """

    rows: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    agencies: list[int] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    people: list[tuple[Person, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, keep: Sequence[bool]) -> Self:
        """Those of the rows that are marked."""
        return type(self)(*(list(compress(getattr(self, one.name), keep)) for one in fields(self)))


@dataclass(slots=True)
class Made:
    """A chunk: its lines, what is to be said about its rows, and how many rows it had."""

    lines: Lines = field(default_factory=Lines)
    issues: list[Issue] = field(default_factory=list)
    rows: int = 0
    first: int = 0
    last: int = 0


COLUMNS: Final = (
    "register", "id", "agency_id", "year", "volume", "page", "number", "key", "data", "schema", "entered_on", "valid_from",
    "valid_to", "unit_code", "words", "recorded_at", "origin", "origin_ref", "reason", "by",
)  # fmt: skip
"""Columns of a line in COPY's text; the first two are put before it by whoever gives out the ids."""


def issue(row: int, note: Note, target: str, raw: str) -> Issue:
    """A note about a cell, with the words of its class before its own."""
    known = CLASSES[note.code]
    vi = f"{known.vi}. {note.vi}" if note.vi else f"{known.vi}."
    en = f"{known.en}. {note.en}" if note.en else f"{known.en}."
    shown = raw[:LONGEST_SHOWN].encode("utf-8", "replace").decode().replace("\x00", "")
    return Issue(row, note.level, note.code, target, shown, note.shown[:LONGEST_SHOWN], vi, en)


def _own_field(target: str, kind: Any, **more: Any) -> RegisterField:
    return RegisterField(id=target.removeprefix("@"), kind=kind, label=Text(vi=target, en=target), **more)


class _Names(dict[str, tuple[str, str]]):
    """The quoted keys of a name without a year, and how the key with a year begins."""

    def __missing__(self, name: str) -> tuple[str, str]:
        if len(self) > 200_000:
            self.clear()
        found = keys.name_keys(name)
        made = ('"' + '","'.join(found) + '"', f',"y:{found[0][2:]} ') if found else ("", "")
        self[name] = made
        return made


class _Pieces(dict[str, str]):
    """The quoted keys of a field that is found by number, place or words, by its JSON."""

    def __init__(self, plan: keys.Plan) -> None:
        super().__init__()
        self._plan = plan

    def __missing__(self, kept: str) -> str:
        if len(self) > 100_000:
            self.clear()
        data = orjson.loads("{" + kept + "}")
        made = self[kept] = ",".join(f'"{key}"' for key in keys.keys_of(self._plan, data))
        return made


class Assembler:
    """Puts rows together for one import. Not for two threads at once: it remembers what it has read."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        kept = self.definition = setting.definition
        common: dict[str, Any] = {
            "on": setting.today, "agreed": setting.agreed, "unit_named": setting.units.named, "computed": setting.computed,
        }  # fmt: skip
        own = {
            "@number": _own_field("@number", "integer", min=1, max=999_999_999),
            "@year": _own_field("@year", "integer", min=1800, max=setting.today.year),
            "@book": _own_field("@book", "text", max_length=40),
            "@page": _own_field("@page", "text", max_length=20),
            "@entered_on": _own_field(
                "@entered_on", "date", min=EARLIEST.isoformat(), max=setting.today.isoformat()
            ),
            "@valid_from": _own_field("@valid_from", "date", min=EARLIEST.isoformat()),
            "@valid_to": _own_field("@valid_to", "date", min=EARLIEST.isoformat()),
            "@agency": _own_field("@agency", "text", max_length=120),
        }
        self._at = {target: at for at, target in enumerate(setting.targets) if target}
        self._columns: dict[str, Column] = {}
        for target in self._at:
            known = own.get(target) or kept.named(target)
            if known is None:
                raise ValueError(f"no target {target!r}")
            self._columns[target] = Column(known, **common)
        self._fields = [target for target in self._at if not target.startswith("@")]
        self._required = [one.id for one in kept.fields if one.required]
        self._plan = keys.plan_of(kept)
        self._names = _Names()
        self._pieces = {
            **{one: _Pieces(keys.Plan((), (one,), (), (), ())) for one in self._plan.numbers},
            **{one: _Pieces(keys.Plan((), (), (one,), (), ())) for one in self._plan.words},
            **{one: _Pieces(keys.Plan((), (), (), (one,), ())) for one in self._plan.places},
        }
        self._unit_fields = [
            one.id for one in kept.fields if one.kind in ("unit", "address") and one.id in self._at
        ]
        self._moving = [one for one in kept.fields if "today" in (one.min, one.max) and one.id in self._at]
        self._people = [part for part in kept.people if part.name in self._at or (part.pin or "") in self._at]
        self._numbered = "number" in kept.identity or kept.numbering == "year"

    def chunk(self, numbered: Iterable[tuple[int, list[str]]]) -> Made:
        """Lines and issues of consecutive rows. Nothing made here refers to itself, so nobody looks for cycles meanwhile."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            made, seen = Made(), dict[str, int]()
            for part in batched(numbered, SLICE, strict=False):
                self._slice(part, made, seen)
            made.issues = _told_once(made.issues)
            return made
        finally:
            if collecting:
                gc.enable()

    def _slice(self, numbered: Sequence[tuple[int, list[str]]], made: Made, seen: dict[str, int]) -> None:
        made.first, made.last = made.first or numbered[0][0], numbered[-1][0]
        made.rows += len(numbered)
        width = len(self.setting.targets)
        rows: list[tuple[int, list[str]]] = []
        for one in numbered:
            line, cells = one
            if len(cells) == width and cells[0] != BROKEN:
                rows.append(one)
            elif len(cells) > width and not any(cells[width:]):
                rows.append((line, cells[:width]))
            else:
                vi = f"{len(cells)} ô thay vì {width}."
                en = f"{len(cells)} cells instead of {width}."
                made.issues.append(
                    issue(line, Note(Level.REFUSED, "WIDTH", "", vi, en), "", " | ".join(cells))
                )
        if not rows:
            return
        if self.setting.formulas or self.setting.merged:
            rows = [(line, self._sheet_row(line, cells, made)) for line, cells in rows]
        lines = [line for line, _ in rows]
        raw = list(zip(*(cells for _, cells in rows), strict=True))
        refused = set[int]()
        read: dict[str, list[Cell]] = {}
        same = set[str]()
        for target, at in self._at.items():
            column, texts = self._columns[target], raw[at]
            if _all_one(texts):
                same.add(target)
                found = [column[texts[0]]] * len(texts)
            else:
                found = list(map(column.__getitem__, texts))
            read[target] = found
            if not column.noted:
                continue
            for n, cell in enumerate(found):
                if cell.notes:
                    if cell.refused:
                        refused.add(n)
                    made.issues.extend(issue(lines[n], note, target, raw[at][n]) for note in cell.notes)
        for target in self._required:
            self._missing(target, read, raw, lines, refused, made)
        self._put_together(lines, read, same, refused, made, seen)

    def _missing(
        self,
        target: str,
        read: Mapping[str, list[Cell]],
        raw: Any,
        lines: list[int],
        refused: set[int],
        made: Made,
    ) -> None:
        cells = read.get(target) or [EMPTY] * len(lines)
        for n, cell in enumerate(cells):
            if cell.value is None and not cell.refused:
                refused.add(n)
                shown = raw[self._at[target]][n] if target in self._at else ""
                made.issues.append(issue(lines[n], Note(Level.REFUSED, "MISSING"), target, shown))

    def _put_together(
        self,
        lines: list[int],
        read: Mapping[str, list[Cell]],
        same: Collection[str],
        refused: set[int],
        made: Made,
        seen: dict[str, int],
    ) -> None:
        setting, kept = self.setting, self.definition
        nothing = [EMPTY] * len(lines)
        offices = read.get("@agency")
        numbers, years, books, pages, entered, begins, ends = (
            [cell.value for cell in read.get(target, nothing)] for target in _OWN
        )
        years = [year or (int(on[:4]) if on else None) for year, on in zip(years, entered, strict=True)]
        books, pages = [book or "" for book in books], [page or "" for page in pages]
        agencies = (
            [setting.agency_id] * len(lines) if offices is None else [self._agency(cell) for cell in offices]
        )
        constant = f"\t{kept.version}\t"
        tail = f"\t{setting.recorded_at}\timport\t{setting.import_id}:"
        after = f"\t{escaped(setting.reason)}\t{escaped(setting.by_json)}\n"
        looked_at = self._looked_at(read, entered, ends)
        places = read.get(kept.place or "") if kept.place in self._unit_fields else None
        doubtful = self._years_that_differ(read, lines)
        all_keys = self._keys(read, agencies, years, books, pages, numbers, len(lines))
        out = made.lines
        everything = zip(
            lines, self._data(read, same, len(lines)), agencies, numbers, years, _escaped(books), _escaped(pages), entered,
            begins, ends, all_keys, _escaped(all_keys), self._words(read, len(lines)), self._named(read, len(lines)), strict=True,
        )  # fmt: skip
        for n, one in enumerate(everything):
            if n in refused:
                continue
            (row, data, agency_id, number, year, book, page, entered_on, valid_from, valid_to, key, copied_key, words,
             named) = one  # fmt: skip
            if entered_on is None:
                made.issues.append(issue(row, Note(Level.REFUSED, "MISSING"), "@entered_on", ""))
                continue
            if number is None and self._numbered:
                made.issues.append(issue(row, Note(Level.REFUSED, "MISSING"), "@number", ""))
                continue
            if agency_id is None:
                said = str(offices[n].value or "") if offices else ""
                made.issues.append(issue(row, Note(Level.REFUSED, "AGENCY"), "@agency", said))
                continue
            valid_from = valid_from or entered_on
            if looked_at is None or n in looked_at:
                faults = self._row_faults(n, read, entered_on, valid_from, valid_to)
                made.issues.extend(issue(row, note, target, raw) for target, raw, note in faults)
                if faults:
                    continue
            if n in doubtful:
                made.issues.extend(doubtful[n])
            if (first := seen.setdefault(key, row)) != row:
                vi, en = f"Trùng khóa với dòng {first}.", f"The same key as row {first}."
                made.issues.append(issue(row, Note(Level.REFUSED, "TWICE", key, vi, en), "", ""))
                continue
            unit = self._place(places[n].value, entered_on) if places is not None else ""
            text = (
                f"\t{agency_id}\t{year}\t{book}\t{page}\t{_NULL if number is None else number}"
                f"\t{copied_key}\t{{{data[:-1]}}}{constant}{entered_on}\t{valid_from}"
                f"\t{valid_to or _NULL}\t{unit}\t{{{words}}}{tail}{row}{after}"
            )
            out.rows.append(row)
            out.keys.append(key)
            out.agencies.append(agency_id)
            out.years.append(year)
            out.numbers.append(number)
            out.texts.append(text.encode())
            out.people.append(named)

    def _data(self, read: Mapping[str, list[Cell]], same: Collection[str], size: int) -> list[str]:
        """The JSON of each row's values, with a comma behind each: what is the same in all rows is joined once."""
        begun = "".join([read[target][0].copied for target in self._fields if target in same])
        others = [[cell.copied for cell in read[target]] for target in self._fields if target not in same]
        return list(map("".join, zip(itertools.repeat(begun, size), *others, strict=True)))

    def _years_that_differ(
        self, read: Mapping[str, list[Cell]], lines: Sequence[int]
    ) -> dict[int, list[Issue]]:
        """What is to be said where a person's number and birth date are of different years."""
        found: dict[int, list[Issue]] = {}
        for pins, births, target in self._pairs(read):
            pairs = [(pin.value, born.value) for pin, born in zip(pins, births, strict=True)]
            for n in [n for n, (pin, born) in enumerate(pairs) if pin and born and _differ(pin, born)]:
                found.setdefault(n, []).append(_year_differs(lines[n], target, *pairs[n]))
        return found

    def _looked_at(
        self, read: Mapping[str, list[Cell]], entered: Sequence[str | None], ends: Sequence[str | None]
    ) -> set[int] | None:
        """The rows at which `_row_faults` must look; None for all of them."""
        if self.definition.checks:
            return None
        found = {n for n, end in enumerate(ends) if end is not None}
        for target in self._unit_fields:
            found |= {n for n, cell in enumerate(read[target]) if cell.value}
        for one in self._moving:
            days = enumerate(zip(read[one.id], entered, strict=True))
            if one.min == "today":
                found |= {n for n, (cell, _) in days if cell.value is not None}
            else:
                found |= {
                    n for n, (cell, on) in days if cell.value is not None and on and str(cell.value) > on
                }
        return found

    def _agency(self, cell: Cell) -> int | None:
        if cell.value is None:
            return self.setting.agency_id
        return self.setting.agencies.get(fold(cell.value))

    def _row_faults(
        self, n: int, read: Mapping[str, list[Cell]], entered_on: str, valid_from: str, valid_to: str | None
    ) -> list[tuple[str, str, Note]]:
        """What only the whole row shows, and refuses it: units on its day, bounds that move with the day, conditions."""
        found: list[tuple[str, str, Note]] = []
        for target in self._unit_fields:
            value = read[target][n].value
            code = value if isinstance(value, str) else value.get("unit") if value else ""
            if code and not _held(code, entered_on, self.setting.units.stretches):
                on = _day(entered_on)
                for problem in check.check_units({target: code}, self.setting.units.stretches, on):
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
        if self.definition.checks and not found:
            values = {
                target: read[target][n].value for target in self._fields if read[target][n].value is not None
            }
            for problem in check.conditions(self.definition, values):
                found.append((problem.field, "", Note(Level.REFUSED, "CHECK", "", problem.vi, problem.en)))
        return found

    def _pairs(self, read: Mapping[str, list[Cell]]) -> list[tuple[list[Cell], list[Cell], str]]:
        """Columns of a number and a birth date that are of one person, where the file has both."""
        return [
            (read[part.pin], read[part.birth], part.birth)
            for part in self._people
            if part.pin in read and part.birth in read and part.pin and part.birth
        ]

    def _keys(
        self,
        read: Mapping[str, list[Cell]],
        agencies: list[int | None],
        years: list[int | None],
        books: list[str],
        pages: list[str],
        numbers: list[int | None],
        size: int,
    ) -> list[str]:
        """As `identity.key_of` of each row, by columns."""
        own: dict[str, list[Any]] = {
            "agency": agencies, "year": years, "book": books, "page": pages, "number": numbers
        }  # fmt: skip
        columns: list[list[Any]] = []
        for part in self.definition.identity:
            columns.append(own.get(part) or [cell.value for cell in read.get(part) or [EMPTY] * size])
        if len(columns) == 1:
            return [join([value]) for value in columns[0]]  # written as it is
        return list(map("/".join, zip(*map(_key_parts, columns), strict=True)))

    def _place(self, value: Any, entered_on: str) -> str:
        code = value if isinstance(value, str) else value.get("unit") if value else ""
        return self.setting.units.today(code, _day(entered_on)) if code else ""

    def _named(self, read: Mapping[str, list[Cell]], size: int) -> list[tuple[Person, ...]]:
        """Whom each row names: by number, else by name and full birth date."""
        nothing = [EMPTY] * size
        columns = [
            _persons(
                part.role,
                read.get(part.pin or "", nothing),
                read.get(part.name, nothing),
                read.get(part.birth or "", nothing),
            )
            for part in self._people
            if (part.pin or "") in read or (part.name in read and (part.birth or "") in read)
        ]
        if not columns:
            return [()] * size
        return [tuple(filter(None, row)) for row in zip(*columns, strict=True)]

    def _words(self, read: Mapping[str, list[Cell]], size: int) -> list[str]:
        """The words of each row, quoted, as they stand in an array's text."""
        pieces: list[list[str]] = []
        known = self._names
        for target, birth in self._plan.names:
            if target not in read:
                continue
            named = [known[cell.value or ""] for cell in read[target]]
            if birth and birth in read:
                pieces.append(
                    [
                        f'{name[0]}{name[1]}{born.value[:4]}"' if name[1] and born.value else name[0]
                        for name, born in zip(named, read[birth], strict=True)
                    ]
                )
            else:
                pieces.append([name[0] for name in named])
        for target, memory in self._pieces.items():
            if target in read:
                pieces.append([memory[cell.json] if cell.json else "" for cell in read[target]])
        own = self._plan.own
        if own and all(part in read for part in own):
            values = zip(*([cell.value for cell in read[part]] for part in own), strict=True)
            pieces.append(
                ['"' + keys.own_key(map(str, row)) + '"' if None not in row else "" for row in values]
            )
        if not pieces:
            return [""] * size
        if len(pieces) == 1:
            return pieces[0]
        return [",".join(filter(None, row)) for row in zip(*pieces, strict=True)]

    def _sheet_row(self, line: int, cells: list[str], made: Made) -> list[str]:
        """A row of a sheet with its formulas noted and its merged cells told."""
        setting = self.setting
        for at in range(len(cells)):
            target = setting.targets[at] if at < len(setting.targets) else ""
            if not target:
                continue
            if (line, at) in setting.formulas:
                if cells[at]:
                    made.issues.append(
                        issue(line, Note(Level.DOUBTFUL, "FORMULA", cells[at]), target, cells[at])
                    )
                else:
                    cells[at] = "#NULL!"
            if not cells[at] and (value := setting.merged.get((line, at))):
                agreed = "MERGED" in setting.agreed
                level = Level.CORRECTED if agreed else Level.DOUBTFUL
                made.issues.append(issue(line, Note(level, "MERGED", value), target, ""))
                cells[at] = value if agreed else ""
        return cells


_NULL: Final = "\\N"
_OWN: Final = ("@number", "@year", "@book", "@page", "@entered_on", "@valid_from", "@valid_to")


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


def _persons(role: str, pins: list[Cell], names: list[Cell], births: list[Cell]) -> list[Person | None]:
    found: list[Person | None] = []
    for pin, name, born in zip(pins, names, births, strict=True):
        if pin.value and len(pin.value) == 12:
            found.append((role, pin.value, "", ""))
        elif name.value and born.value and len(born.value) == 10:
            found.append((role, "", _folded(name.value), born.value))
        else:
            found.append(None)
    return found


def _year_differs(row: int, target: str, pin: str, born: str) -> Issue:
    year = 1900 + 100 * (int(pin[3]) // 2) + int(pin[4:6])
    code = "DQ07" if abs(year - int(born[:4])) == 100 else "DQ06"
    return issue(row, Note(Level.DOUBTFUL, code, str(year)), target, born)


def _differ(pin: str, born: str) -> bool:
    """Whether a number of twelve digits says another year than the birth date."""
    return len(pin) == 12 and (pin[4:6] != born[2:4] or int(pin[3]) // 2 + 19 != int(born[:2]))


def _all_one(column: Sequence[Any]) -> bool:
    """Whether a column says the same in every row."""
    return column[0] == column[-1] and column.count(column[0]) == len(column)


def _escaped(column: list[str]) -> list[str]:
    """A column as COPY wants it: hardly ever is there anything to put right."""
    whole = "".join(column)
    return [escaped(text) for text in column] if any(mark in whole for mark in "\\\t\n\r") else column


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


@lru_cache(200_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _held(code: str, on: str, stretches: Mapping[str, Collection[tuple[date, date | None]]]) -> bool:
    """Whether a unit bore the code on the day; what is quickly true."""
    day = _day(on)
    return any(begin <= day and (end is None or day < end) for begin, end in stretches.get(code, ()))
