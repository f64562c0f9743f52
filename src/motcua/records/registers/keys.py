"""The words by which a record is found: what is stored with it, and what a question is turned into. Pure.

A word begins with its kind, so that a name never meets a number. Nobody looks for a person by "Nguyễn" alone, and a key
that a third of the city shares is worth nothing: a name is kept as a whole (in any order of its words) and as the pairs
that its last word forms with each other word. The rarer the key, the less is read, however many records there are.

    n:an nguyen van        the whole name; also `n:an van`, `n:an nguyen`
    y:an nguyen van 1990   the whole name with the year of birth
    #:001090000017         a number, without whatever stands between its letters and digits
    k:5/12                 the parts of the record's own key that stand in fields: sheet 5, parcel 12
    w:banh                 a word of a text that is searched by its words
    p:dich vong            a commune that an address names, as it was called when it was written
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from motcua.foundation.text import fold
from motcua.records.registers.definition import RegisterDefinition

LONGEST_NAME: Final = 8
"""Words of a name that are looked at; the longest names of the country have seven."""
MOST_WORDS: Final = 24
"""Words of a text that are kept: a business's name, the heading of a paper."""
OWN_PARTS: Final = ("agency", "year", "book", "page", "number")
"""Parts of a record's key that do not stand in its fields."""
EXACT: Final = ("pin", "integer")
"""Kinds of numbers that are written in one way only."""

_LAST_Y: Final = re.compile(r"(?<=[bcdghklmnpqrstvx])(u?)y$")
_TITLES: Final = frozenset({"ong", "ba", "anh", "chi", "chau", "em"})


@lru_cache(200_000)
def _word(raw: str) -> str:
    """One word folded; the final y of `Lý`, `Mỹ`, `Quý` as i, for both are written."""
    folded = fold(raw).replace(" ", "")
    if folded.endswith("y") and (len(folded) < 3 or folded[-2] != "u" or folded[:-2] == "q"):
        folded = _LAST_Y.sub(r"\1i", folded)
    return folded


def name_words(name: str) -> list[str]:
    """The folded words of a name in their order."""
    parts = [_word(raw) for raw in name.replace("-", " ").split()]
    return [part for part in parts if part][:LONGEST_NAME]


def name_keys(name: str, year: str = "") -> list[str]:
    """The keys of a person's name: the whole, the pairs with the last word, and the whole with the year of birth."""
    words = name_words(name)
    if not words:
        return []
    whole = " ".join(sorted(words))
    keys = ["n:" + whole]
    if len(words) > 2:
        given = words[-1]
        for other in dict.fromkeys(words[:-1]):
            keys.append(f"n:{given} {other}" if given <= other else f"n:{other} {given}")
    if year:
        keys.append(f"y:{whole} {year}")
    return keys


def number_key(raw: str) -> str:
    """`12/GPXD-2021` -> `#:12gpxd2021`; empty when no letter or digit is left."""
    bare = raw if raw.isdecimal() else fold(raw).replace(" ", "")
    return f"#:{bare}" if bare else ""


def own_key(values: Iterable[str]) -> str:
    """The key of the parts of a record's identity that stand in its fields, in their order."""
    parts = [fold(value).replace(" ", "").lstrip("0") or "0" for value in values]
    return "k:" + "/".join(parts)


_COMMUNE = re.compile(r"^(?:xa|phuong|p|x|thi tran|tt|dac khu) (?=[a-z])")


def place_keys(written: str) -> list[str]:
    """The communes that an address names, without their kind: `Xã Dịch Vọng, Từ Liêm` -> `p:dich vong`. A district or
    province is shared by too many to be a key."""
    found = []
    for piece in written.split(","):
        folded = fold(piece)
        if match := _COMMUNE.match(folded):
            found.append("p:" + folded[match.end() :])
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """What a register is searched by, worked out once from its definition: (field, field of the birth date)."""

    names: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]
    words: tuple[str, ...]
    places: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether its records have words at all."""
        return bool(self.names or self.numbers or self.words or self.places or self.own)


def plan_of(definition: RegisterDefinition) -> Plan:
    """The plan by which `keys_of` reads this register's values."""
    births = {part.name: part.birth or "" for part in definition.people}
    by_kind: dict[str, list[str]] = {"name": [], "number": [], "words": [], "place": []}
    for field in definition.fields:
        # What is sensitive is not found by its words. A personal number is written in one way: its own index finds it.
        if (
            field.search in by_kind
            and not field.sensitive
            and not (field.search == "number" and field.kind in EXACT)
        ):
            by_kind[field.search].append(field.id)
    placed = {field.id for field in definition.fields if field.kind in ("unit", "address")}
    own = tuple(part for part in definition.identity if part not in OWN_PARTS and part not in placed)
    return Plan(
        names=tuple((name, births.get(name, "")) for name in by_kind["name"]),
        numbers=tuple(by_kind["number"]),
        words=tuple(by_kind["words"]),
        places=tuple(by_kind["place"]),
        own=own if len(own) > 1 else (),
    )


def keys_of(plan: Plan, data: Mapping[str, Any]) -> list[str]:
    """The words to store with a record that holds `data`; each once."""
    keys: list[str] = []
    for field, birth in plan.names:
        if name := data.get(field):
            born = data.get(birth) if birth else None
            keys += name_keys(name, str(born)[:4] if born else "")
    for field in plan.numbers:
        if (value := data.get(field)) not in (None, ""):
            keys.append(number_key(str(value)))
    for field in plan.places:
        if place := data.get(field):
            keys += place_keys(str(place.get("line", "")) if isinstance(place, Mapping) else str(place))
    for field in plan.words:
        if text := data.get(field):
            keys += [f"w:{word}" for word in fold(str(text)).split()[:MOST_WORDS]]
    if plan.own and all(data.get(part) not in (None, "") for part in plan.own):
        keys.append(own_key(str(data[part]) for part in plan.own))
    return list(dict.fromkeys(key for key in keys if key))


_PLANS: dict[tuple[str, int], tuple[RegisterDefinition, Plan]] = {}


def words_for(definition: RegisterDefinition, data: Mapping[str, Any]) -> list[str]:
    """The words to store with one record. The plan of a definition is worked out once."""
    kept = _PLANS.get((definition.register, definition.version))
    if kept is None or kept[0] is not definition:
        kept = (definition, plan_of(definition))
        _PLANS[definition.register, definition.version] = kept
    return keys_of(kept[1], data)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed, taken apart. `ways`: keys that must all be there, the surest way first.

    `entry`: number and year of an entry (`15/2021`). `place`: the words that say where, for the index of places.
    `too_wide`: a single word of a name, which would mean half the city. `number`: a number as written, capitals, no blanks.
    """

    ways: tuple[tuple[str, ...], ...]
    entry: tuple[int, int] | None = None
    place: str = ""
    year: str = ""
    too_wide: bool = False
    number: str = ""


_PARCEL = re.compile(r"\bthua(?: dat)?(?: so)? ([0-9]+)\b")
_SHEET = re.compile(r"\bto(?: ban do)?(?: so)? ([0-9]+)\b")
_PLACE_BEGINS = re.compile(
    r"(?<=[\s,;])(?:phường|xã|thị trấn|đặc khu|quận|huyện)\s"
    r"|(?<=[0-9] )(?:phuong|p\.|thi tran|dac khu|quan|q\.|huyen|xa)\s?",
    re.IGNORECASE,
)
"""Without its marks `phuong` may be a person's name: it means a place only after a number."""
_ENTRY = re.compile(r"^(?:số |so )?([0-9]{1,6})\s*/\s*((?:19|20)[0-9]{2})$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:(?:[0-9]{1,2}[/.-]){0,2})((?:18|19|20)[0-9]{2})$")


def question(typed: str) -> Question:
    """What was typed, as keys: a number, an entry of a year, a parcel, or a name with a year and a place."""
    text = " ".join(typed.split())[:200]
    folded = fold(text)
    parcel, sheet = _PARCEL.search(folded), _SHEET.search(folded)
    if parcel and sheet:
        place = " ".join(_SHEET.sub(" ", _PARCEL.sub(" ", folded)).split())
        return Question(((own_key((sheet[1], parcel[1])),),), None, place)
    text, place = _without_place(text)
    if match := _ENTRY.match(text):
        return Question((), (int(match[1]), int(match[2])), place)
    words: list[str] = []
    year = ""
    for raw in text.replace(",", " ").split():
        if match := _YEAR.match(raw):
            year = match[1]
        else:
            words.append(raw)
    bare = " ".join(words)
    if any(char.isdecimal() for char in bare):
        key = number_key(text)
        return Question(((key,),) if key else (), None, place, year, number="".join(text.split()).upper())
    while words and fold(words[0]) in _TITLES and len(words) > 2:
        words.pop(0)
    return _names(name_words(" ".join(words)), bare, year, place)


def _names(words: list[str], bare: str, year: str, place: str) -> Question:
    loose = tuple(f"w:{word}" for word in fold(bare).split()[:MOST_WORDS])
    if not words:
        return Question((), None, place, year)
    whole = " ".join(sorted(words))
    if len(words) == 1:
        return Question(((f"n:{whole}",), loose), None, place, year, too_wide=True)
    ways: list[tuple[str, ...]] = [(f"y:{whole} {year}",)] if year else []
    ways.append((f"n:{whole}",))
    if len(words) > 2:
        for given in dict.fromkeys((words[-1], words[0])):
            others = list(words)
            others.remove(given)
            pairs = (" ".join(sorted((given, other))) for other in dict.fromkeys(others))
            ways.append(tuple(f"n:{pair}" for pair in pairs))
    ways.append(loose)
    return Question(tuple(dict.fromkeys(ways)), None, place, year)


def _without_place(text: str) -> tuple[str, str]:
    """What comes before the first word of a place, and the place: after a comma, or from `phường`, `xã` … on."""
    match = _PLACE_BEGINS.search(text)
    cut = match.start() if match else -1
    comma = text.find(",")
    if comma >= 0 and (cut < 0 or comma < cut):
        cut = comma
    if cut < 0:
        return text, ""
    return text[:cut].strip(" ,;"), text[cut:].strip(" ,;")
