"""Finding records in every register that an officer may read: by a name as people type it, by numbers, by parcel and place.

One statement asks all registers for ids by keys that few records share (`keys`), at most `MOST` of each; a second fetches the
records of one page. What is common to half the city is not read to the end: the reader is asked to say more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from motcua.city.places import finding as places
from motcua.city.places.index import COMMUNE
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.records.registers import access, definitions, keys, storage
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record
from motcua.records.registers.rows import COLUMNS, record_of

PAGE = 20
MOST = 300
"""Records of one register that are ranked; when there are more the reader says more."""
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """A register and whose records of it are looked through; `agencies` None: everybody's."""

    definition: RegisterDefinition
    agencies: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where a record stands in the answer: surest first, then the newest. Carries a page to the next one."""

    way: int
    elsewhere: bool
    age: int
    register: str
    id: int

    @property
    def text(self) -> str:
        return f"{self.way}.{int(self.elsewhere)}.{self.age}.{self.id}.{self.register}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark that a page's address carries; None for one that nobody gave out."""
        parts = text.split(".", 4)
        if len(parts) != 5 or not all(
            part.isascii() and part.isdecimal() and len(part) < 19 for part in parts[:4]
        ):
            return None
        return cls(int(parts[0]), parts[1] == "1", int(parts[2]), parts[4], int(parts[3]))


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records. `after`: the mark from which the next page begins, empty at the end. `cut`: a register held more
    than `MOST`. `too_wide`: one word of a name, which is not looked for by itself."""

    records: tuple[Record, ...]
    after: str = ""
    cut: bool = False
    too_wide: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What an officer sees of a page, and the page itself."""

    seen: tuple[access.Seen, ...]
    page: Found


def search(
    actor: Actor,
    typed: str,
    *,
    purpose: str,
    at: datetime,
    registers: Iterable[str] | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Shown:
    """The records that fit what was typed, as far as the officer may read them for this purpose; the look is logged.

    Five statements at most. Registers that the officer may not read are left out without a word.
    """
    wanted = set(registers) if registers is not None else None
    scopes = []
    for kept in definitions.all_definitions():
        if wanted is not None and kept.register not in wanted:
            continue
        mine = access.may_read(actor, kept, at)
        grounds = [ground for ground in mine.grounds if purpose in ground.purposes]
        if not grounds:
            continue
        everywhere = any(ground.agencies is None for ground in grounds)
        reached = frozenset[int]().union(*(ground.agencies or frozenset() for ground in grounds))
        scopes.append(Scope(kept, None if everywhere else reached))
    page = find(scopes, typed, on=at.astimezone(worktime.VN).date(), after=after, limit=limit)
    what = "register-search:" + ",".join(sorted({record.register for record in page.records}))
    seen = access.read(actor, page.records, purpose=purpose, at=at, what=what) if page.records else []
    return Shown(tuple(seen), page)


def find(scopes: Sequence[Scope], typed: str, *, on: date, after: str = "", limit: int = PAGE) -> Found:
    """The records of these scopes that fit what was typed, surest first. Two statements, more when little was found."""
    asked = keys.question(typed[:MOST_LETTERS])
    codes, names = _places(asked.place, on)
    # Words of a text and a name's own words are other ways: the next is asked when the one before found nothing.
    marks: list[Mark] = []
    cut = False
    for number, condition in enumerate(_ways(asked, codes, names)):
        marks, cut = _marks(scopes, condition, number, codes, names)
        if marks:
            break
    begun = Mark.read(after)
    rest = [mark for mark in sorted(marks) if begun is None or mark > begun]
    page = rest[:limit]
    last = page[-1].text if len(rest) > limit else ""
    return Found(_records(page), last, cut, asked.too_wide and not page)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to look: `words` that must all be there, a `number` in the fields that are numbers, an `entry` of a year, or
    a place alone."""

    words: tuple[str, ...] = ()
    number: str = ""
    entry: tuple[int, int] | None = None
    place: bool = False


def _ways(asked: keys.Question, codes: Sequence[str], names: Sequence[str]) -> list[_Way]:
    if asked.entry is not None:
        number, year = asked.entry
        return [
            _Way(entry=asked.entry),
            _Way(words=(keys.number_key(f"{number}/{year}"),), number=f"{number}/{year}"),
        ]
    ways = [
        _Way(words=way, number=asked.number if way[0].startswith("#:") else "") for way in asked.ways if way
    ]
    if not ways and (codes or names):
        ways.append(_Way(place=True))
    return ways


def _marks(
    scopes: Sequence[Scope], way: _Way, number: int, codes: Sequence[str], names: Sequence[str]
) -> tuple[list[Mark], bool]:
    """Ids of every register in one statement, each ranked."""
    parts: list[str] = []
    values: list[Any] = []
    for scope in scopes:
        condition, given = _condition(scope, way, codes, names)
        if not condition:
            continue
        near = "false"
        before: list[Any] = []
        if codes or names:
            near, before = "(unit_code = any(%s) or words && %s::text[])", [list(codes), list(names)]
        own = ""
        if scope.agencies is not None:
            own, given = " and agency_id = any(%s)", [*given, list(scope.agencies)]
        parts.append(
            f"(select '{scope.definition.register}', id, entered_on, {near} from"
            f" {storage.record_table(scope.definition.register)} where state = 'in_force' and {condition}{own} limit {MOST + 1})"
        )
        values += [*before, *given]
    if not parts:
        return [], False
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), values)
        rows = cursor.fetchall()
    counts: dict[str, int] = {}
    marks = []
    for register, pk, entered_on, near in rows:
        counts[register] = counts.get(register, 0) + 1
        if counts[register] <= MOST:
            elsewhere = bool(codes or names) and not near
            marks.append(Mark(number, elsewhere, _NEWEST - entered_on.toordinal(), register, pk))
    return marks, any(count > MOST for count in counts.values())


_NEWEST = date.max.toordinal()


def _condition(scope: Scope, way: _Way, codes: Sequence[str], names: Sequence[str]) -> tuple[str, list[Any]]:
    """The rows of one register that a way means; empty when the register cannot be asked this way."""
    kept = scope.definition
    plan = keys.plan_of(kept)
    if way.entry is not None:
        return ("number = %s and year = %s", list(way.entry)) if kept.numbering == "year" else ("", [])
    if way.place:
        return "(unit_code = any(%s) or words && %s::text[])", [list(codes), list(names)]
    found: list[str] = []
    values: list[Any] = []
    kinds = {word[0] for word in way.words}
    if way.words and kinds <= _kinds(plan):
        found.append("words @> %s::text[]")
        values.append(list(way.words))
        if kinds == {"k"} and codes and kept.place:
            # Sheet 5, parcel 12 is in every commune: the place is part of what was asked.
            return "words @> %s::text[] and unit_code = any(%s)", [list(way.words), list(codes)]
    if way.number:
        for field in kept.fields:
            if (
                field.search == "number"
                and field.kind in keys.EXACT
                and not (field.kind == "integer" and plan.own)
            ):
                found.append(f"{storage.text_of(field.id)} = %s")
                values.append(way.number)
    return ("(" + " or ".join(found) + ")", values) if found else ("", [])


def _kinds(plan: keys.Plan) -> set[str]:
    """First letters of the keys that a register's records have."""
    kinds = {
        "n": plan.names,
        "y": plan.names,
        "#": plan.numbers,
        "w": plan.words,
        "p": plan.places,
        "k": plan.own,
    }
    return {letter for letter, fields in kinds.items() if fields}


def _places(typed: str, on: date) -> tuple[list[str], list[str]]:
    """Codes of today and keys of all names, before and now, of the communes that the words mean."""
    if not typed:
        return [], []
    known = places.index()
    codes, names = dict[str, None](), dict[str, None]()
    for place in known.find(typed, on, 4):
        if place.level != COMMUNE:
            continue
        names[f"p:{place.words}"] = None
        for one in known.fate(place, on).now:
            codes[one.place.code] = None
            names[f"p:{one.place.words}"] = None
        if place.in_force(on):
            names |= {f"p:{old.words}": None for old, _ in known.before(place)}
    return list(codes), list(names)


def _records(marks: Sequence[Mark]) -> tuple[Record, ...]:
    """The records of a page in its order. One statement."""
    if not marks:
        return ()
    by_register: dict[str, list[int]] = {}
    for mark in marks:
        by_register.setdefault(mark.register, []).append(mark.id)
    parts = [
        f"select {COLUMNS} from {storage.record_table(register)} where register = %s and id = any(%s)"
        for register in by_register
    ]
    values = [value for register, ids in by_register.items() for value in (register, ids)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), values)
        found = {(record.register, record.id): record for record in map(record_of, cursor.fetchall())}
    return tuple(found[mark.register, mark.id] for mark in marks if (mark.register, mark.id) in found)
