"""What a change needs to know of agencies, kept in memory for a short while: code, calendar, who is competent.

Reorganisations are rare and dated; a process sees a new one within `KEEP_S` seconds.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from motcua.city import agencies, units
from motcua.city.delegation import reading as lending
from motcua.city.models import Agency
from motcua.foundation.worktime import Calendar

KEEP_S = 30.0


@dataclass(frozen=True, slots=True)
class Office:
    """An agency as changes see it."""

    id: int
    key: str
    code: str
    kind: str
    name_vi: str
    name_en: str
    unit_code: str
    calendar: Calendar
    by_channel: Mapping[str, Calendar]

    def calendar_for(self, channel: str) -> Calendar:
        """The calendar of a channel of filing; the office's own where the city keeps no other."""
        return self.by_channel.get(channel, self.calendar)


class _Kept[K, V]:
    """Values that may be `KEEP_S` seconds old."""

    def __init__(self, find: Callable[[K], V]) -> None:
        self._find, self._values = find, dict[K, tuple[float, V]]()

    def __call__(self, key: K) -> V:
        kept = self._values.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        value = self._find(key)
        self._values[key] = (time.monotonic() + KEEP_S, value)
        return value

    def clear(self) -> None:
        self._values.clear()


def _office(agency_id: int) -> Office:
    agency = Agency.objects.select_related("calendar", "unit").get(id=agency_id)
    data = agency.calendar.data
    return Office(
        id=agency.id,
        key=agency.key,
        code=agency.code,
        kind=agency.kind,
        name_vi=agency.name_vi,
        name_en=agency.name_en,
        unit_code=agency.unit.code if agency.unit else "",
        calendar=Calendar.from_data(data),
        by_channel={name: Calendar.from_data(data, name) for name in data.get("channels") or {}},
    )


def _competent(question: tuple[str, str, date, date]) -> int:
    kind, unit_code, on, told_on = question
    # a code means what it meant when it was told: many were given to other places since
    place = units.at(unit_code, told_on) if told_on < on else unit_code
    return agencies.competent(kind, place, on).id


office = _Kept(_office)
"""`office(agency_id) -> Office`; one query when it is not in memory."""


def _id_of(key: str) -> int:
    return agencies.by_key(key).id


_by_key = _Kept(_id_of)
_moved = _Kept(lending.moved)
_competent_id = _Kept(_competent)


def _in_force(question: tuple[str, date]) -> int:
    key, on = question
    return agencies.heir(agencies.by_key(key), on).id


_in_force_id = _Kept(_in_force)


def _heirs(on: date) -> Mapping[int, int]:
    after = dict(Agency.objects.filter(valid_to__lte=on).values_list("id", "successor_id"))
    found = {}
    for old, heir in after.items():
        seen = {old}
        while heir is not None and heir in after and heir not in seen:
            seen.add(heir)
            heir = after[heir]
        if heir is not None and heir not in after:
            found[old] = heir
    return found


heirs = _Kept(_heirs)
"""`heirs(on)`: by each body that has ended, the one in force that took over as main heir; one query when not in memory."""


def office_by_key(key: str) -> Office:
    """The office with this stable key; raises Agency.DoesNotExist."""
    return office(_by_key(key))


def office_in_force(key: str, at: datetime) -> Office:
    """The office with this key or who answers for it since; raises Agency.DoesNotExist, agencies.NoCompetentAgency."""
    return office(_in_force_id((key, agencies.day(at))))


def competent_office(kind: str, unit_code: str, at: datetime, *, told_at: datetime | None = None) -> Office:
    """Who decides for a place, whose code was told at `told_at` (default: now).

    Raises agencies.NoCompetentAgency and what `agencies.competent` raises.
    """
    on = agencies.day(at)
    told_on = min(on, agencies.day(told_at)) if told_at else on
    return office(_competent_id((kind, unit_code, on, told_on)))


def deciding_kind(procedure_code: str, kind: str, at: datetime) -> str:
    """The kind of agency that decides a procedure on a day: that of its definition, unless the power has moved."""
    moved = _moved(agencies.day(at))
    from_kind, to_kind = moved.get(procedure_code, ("", ""))
    return to_kind if from_kind == kind else kind


def office_for(kind: str, unit_code: str, at: datetime) -> Office:
    """The office of `kind` that serves a place: a branch of the centre for a commune."""
    return competent_office(kind, unit_code, at)


def forget() -> None:
    """Look everything up again: after a reorganisation, and between tests."""
    for kept in (office, heirs, _by_key, _competent_id, _in_force_id, _moved):
        kept.clear()
