"""Communes as a source writes them, read by the day: a code means nothing without a date. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date

from motcua.city.places.index import COMMUNE, Index, Place
from motcua.foundation.text import fold
from motcua.records.quality.rules import bit

DQ19, DQ20 = bit("DQ19"), bit("DQ20")
OLD_WORDS = "quận|huyện|thị xã|thị trấn|quan |huyen |thi xa |thi tran "
"""An address that speaks of a district names a commune of before; for a search in small letters."""


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """`code`: the commune of today, where there is one answer; `proposal`: the choices where there are several."""

    code: str | None = None
    mask: int = 0
    proposal: str = ""


@dataclass(slots=True)
class Places:
    """Reads what stands in a column of communes and in the ends of addresses.

    `day`: whose state the file gives; `codes_of`: the day of the code list it uses, where that is an older one.
    Without an index every code of five digits is taken as one of today.
    """

    day: date
    today: date
    index: Index | None = None
    codes_of: date | None = None
    _by_code: dict[str, list[Place]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.index is not None:
            for place in self.index.places.values():
                if place.level == COMMUNE:
                    self._by_code.setdefault(place.code, []).append(place)

    def unit(self, written: str) -> PlaceRead:
        """A code, or a name with as much of its district as there is."""
        text = written.strip().lstrip("'")
        if re.fullmatch("[0-9]{1,5}", text):
            return self._code(text.zfill(5))
        if self.index is None:
            return PlaceRead()
        found = self.index.find(text, self.today, 2)
        if not found or found[0].level != COMMUNE:
            return PlaceRead()
        if len(found) > 1 and not found[0].in_force(self.today):
            old = self.index.in_text(text, self.today)
            return self._now(old) if old else PlaceRead()
        return self._now(found[0])

    def tail(self, written: str) -> PlaceRead:
        """The end of an address: only whether it names, with its district, one commune that is no more."""
        if self.index is None:
            return PlaceRead()
        old = self.index.in_text(written, self.today)
        return self._now(old) if old else PlaceRead(None, DQ19 if _names_district(written) else 0)

    def _code(self, code: str) -> PlaceRead:
        if self.index is None:
            return PlaceRead(code)
        known = self._by_code.get(code, [])
        on = self.codes_of or self.day
        then = (
            next((place for place in known if place.in_force(on)), None)
            or next((place for place in known if place.in_force(self.today)), None)
            or next(iter(known), None)
        )
        if then is None:
            return PlaceRead()
        read = self._now(then)
        now = next((place for place in known if place.in_force(self.today)), None)
        if now is not None and now is not then and now.words != then.words:
            return PlaceRead(read.code, read.mask | DQ20, read.proposal)
        return read

    def _now(self, place: Place) -> PlaceRead:
        if place.in_force(self.today):
            return PlaceRead(place.code)
        assert self.index is not None
        fate = self.index.fate(place, self.today)
        if fate.certain:
            return PlaceRead(fate.now[0].place.code, DQ19)
        return PlaceRead(None, DQ19, " | ".join(one.place.code for one in fate.now[:6]))


def _names_district(text: str) -> bool:
    return re.search(r"(?:^| )(quan|huyen|thi xa|thi tran) [a-z]", fold(text)) is not None
