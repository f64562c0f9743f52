"""Communes and districts by their names of any time, and what became of them. Pure: built once from plain rows.

People write places as they please: `p. dich vong, q. cau giay`, `Dịch Vọng`, `12 ngõ 5 Phường Dịch Vọng, Cầu Giấy`. A name
counts where its words stand side by side; the words of its kind, district and province make it surer. Of a split commune
nothing follows for one address: every successor is a choice, and none is picked here.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from motcua.foundation.text import fold

PROVINCE, DISTRICT, COMMUNE = 1, 2, 3
KIND_WORDS = {
    "ward": ("phuong", "p"),
    "commune": ("xa", "x"),
    "township": ("thi tran", "tt"),
    "special_zone": ("dac khu",),
    "urban_district": ("quan", "q"),
    "district": ("huyen", "h"),
    "town": ("thi xa", "tx"),
    "city": ("thanh pho", "tp"),
    "province": ("tinh",),
}
"""How the kind of a unit is written before its name, in full and shortened."""
_ALL_KINDS = sorted({word for words in KIND_WORDS.values() for word in words}, key=len, reverse=True)
_KIND_BEFORE = re.compile(rf"(?:^| )({'|'.join(_ALL_KINDS)})$")
NAME, KIND, OTHER_KIND, ABOVE, TOP, HOME = 10, 4, -3, 25, 3, 1
"""What a match is worth: each word of its name, its kind before it, its district (more than any name of a district by itself),
its province, the reader's own city."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a stretch of time. `words`: its name without its kind, folded."""

    id: int
    code: str
    level: int
    kind: str
    name: str
    words: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Link:
    """The territory of `old_id` went, whole or in part, to `new_id`. `main`: it took most of it (None: unknown)."""

    old_id: int
    new_id: int
    whole: bool
    main: bool | None
    stated: str = ""
    confidence: str = "high"


@dataclass(frozen=True, slots=True)
class Now:
    """A unit of today in which all or part of an old one lies."""

    place: Place
    whole: bool
    main: bool | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What an old unit is called now: one unit (`certain`), several to choose from, or nothing known."""

    place: Place
    now: tuple[Now, ...]

    @property
    def certain(self) -> bool:
        return len(self.now) == 1 and self.now[0].whole

    @property
    def split(self) -> bool:
        return len(self.now) > 1


@dataclass(slots=True)
class Index:
    """Every unit by its names. Built by `build`; asked by `find`, `fate`, `before` and `in_text`."""

    places: Mapping[int, Place]
    after: Mapping[int, Sequence[Link]]
    ahead: Mapping[int, Sequence[Link]]
    by_first: Mapping[str, Sequence[Place]]
    sorted_words: Sequence[tuple[str, int]]
    home: frozenset[int] = field(default_factory=frozenset)

    def above(self, place: Place) -> Iterator[Place]:
        """The district (of an old commune) and the province, from below."""
        while place.parent_id is not None:
            place = self.places[place.parent_id]
            yield place

    def full_name(self, place: Place) -> str:
        """`Phường Dịch Vọng, Quận Cầu Giấy, Thành phố Hà Nội`."""
        return ", ".join([place.name, *(one.name for one in self.above(place))])

    def find(self, typed: str, on: date, limit: int = 12) -> list[Place]:
        """Communes, old and of `on`, that fit what was typed, the surest first; districts where only one is named."""
        words = fold(typed).split()[:24]
        if not words:
            return []
        scored = self._named(words)
        if not any(place.level == COMMUNE for _, place in scored):
            scored += self._begun(words)
        # Whoever names a commune and its district wants the commune; a district named alone is wanted itself.
        communes = [one for one in scored if one[1].level == COMMUNE]
        districts = max((score for score, place in scored if place.level == DISTRICT), default=0)
        found = communes if max((score for score, _ in communes), default=0) > districts else scored
        found = list({place.id: (score, place) for score, place in sorted(found, key=_sure)}.values())
        found.sort(key=lambda one: (-one[0], one[1].in_force(on), self.full_name(one[1])))
        top = found[0][0] if found else 0
        return [place for score, place in found if score > top - NAME - KIND][:limit]

    def fate(self, place: Place, on: date) -> Fate:
        """Where the territory of `place` lies on `on`: itself while in force, else all its heirs at the ends of the lines."""
        ends: dict[int, Now] = {}

        def follow(here: Place, whole: bool, main: bool | None) -> None:
            if here.in_force(on):
                ends[here.id] = Now(here, whole, main)
                return
            for link in self.after.get(here.id, ()):
                both = None if main is None or link.main is None else main and link.main
                follow(self.places[link.new_id], whole and link.whole, both)

        follow(place, True, True)
        now = sorted(ends.values(), key=lambda one: (one.main is not True, one.place.code))
        return Fate(place, tuple(now))

    def communes_of(self, district: Place) -> list[Place]:
        """The communes that stood in a district, in the order of their codes."""
        below = (place for place in self.places.values() if place.parent_id == district.id)
        return sorted(below, key=lambda place: place.code)

    def before(self, place: Place) -> list[tuple[Place, Link]]:
        """The units from which `place` was formed, in whole or in part, by code; itself under the same name left out."""
        links = [(self.places[link.old_id], link) for link in self.ahead.get(place.id, ())]
        return sorted(links, key=lambda pair: pair[0].code)

    def in_text(self, address: str, on: date) -> Place | None:
        """The one old commune that an address names together with its district; None when it names none, or several.

        The kind must stand before the name ("Phường Dịch Vọng"): a street may bear the name of a commune elsewhere.
        """
        words = fold(address).split()
        found = set[int]()
        for at, place in self._matches(words):
            if place.level != COMMUNE or place.in_force(on) or not _kind_before(words, at, place):
                continue
            district = next(self.above(place), None)
            if district is None or district.level != DISTRICT:
                continue
            if _stands(district.words.split(), words[at + len(place.words.split()) :]):
                found.add(place.id)
        return self.places[found.pop()] if len(found) == 1 else None

    def _matches(self, words: list[str]) -> Iterator[tuple[int, Place]]:
        for at, word in enumerate(words):
            for place in self.by_first.get(word, ()):
                name = place.words.split()
                if words[at : at + len(name)] == name:
                    yield at, place

    def _named(self, words: list[str]) -> list[tuple[int, Place]]:
        """Places whose whole name stands in the words, with what the rest of the words says for them."""
        found = []
        for at, place in self._matches(words):
            if place.level == PROVINCE:
                continue
            length = len(place.words.split())
            score = NAME * length + (HOME if self._at_home(place) else 0)
            said = _KIND_BEFORE.search(" ".join(words[:at]))
            if said:
                score += KIND if said.group(1) in KIND_WORDS.get(place.kind, ()) else OTHER_KIND
            rest = words[at + length :]
            for one in self.above(place):
                if _stands(one.words.split(), rest):
                    score += ABOVE if one.level == DISTRICT else TOP
            found.append((score, place))
        return found

    def _begun(self, words: list[str]) -> list[tuple[int, Place]]:
        """Communes whose name begins with what was typed so far: its last word may be half written."""
        begun = " ".join(words)
        for kind in _ALL_KINDS:
            if begun.startswith(kind + " "):
                begun = begun.removeprefix(kind + " ")
                break
        found = []
        for text, number in self.sorted_words[bisect_left(self.sorted_words, (begun, 0)) :]:
            if not text.startswith(begun):
                break
            place = self.places[number]
            if place.level == COMMUNE:
                found.append((NAME + (HOME if self._at_home(place) else 0), place))
        return found

    def _at_home(self, place: Place) -> bool:
        return any(one.id in self.home for one in self.above(place))


def build(places: Iterable[Place], links: Iterable[Link], home: str = "") -> Index:
    """The index of these units; `home`: the code of the reader's own province, which comes first among equals."""
    known = {place.id: place for place in places}
    after, ahead = defaultdict[int, list[Link]](list), defaultdict[int, list[Link]](list)
    for link in links:
        after[link.old_id].append(link)
        ahead[link.new_id].append(link)
    by_first = defaultdict[str, list[Place]](list)
    for place in known.values():
        if place.words:
            by_first[place.words.split()[0]].append(place)
    own = frozenset(p.id for p in known.values() if p.level == PROVINCE and p.code == home)
    words = sorted((place.words, place.id) for place in known.values())
    return Index(known, after, ahead, by_first, words, own)


def _sure(scored: tuple[int, Place]) -> tuple[int, int]:
    return scored[0], scored[1].id


def _stands(name: list[str], words: list[str]) -> bool:
    """Whether the words of a name stand side by side among `words`."""
    return any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))


def _kind_before(words: list[str], at: int, place: Place) -> bool:
    said = _KIND_BEFORE.search(" ".join(words[:at]))
    return said is not None and said.group(1) in KIND_WORDS.get(place.kind, ())
