"""Agencies by date: who is competent for a place, what became of a body, what belongs to it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.city import units
from motcua.city.models import Agency, Unit

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class NoCompetentAgency(LookupError):
    """No agency of this kind is in charge of that place, or none follows that body, on that day."""

    def __init__(self, what_vi: str, what_en: str, on: date) -> None:
        super().__init__(f"nobody competent: {what_en} on {on.isoformat()}")
        self.vi = f"Không có cơ quan phù hợp: {what_vi}, ngày {on:%d/%m/%Y}"
        self.en = f"No competent agency: {what_en}, {on.isoformat()}"


class SeveralCompetent(LookupError):
    """Several agencies of this kind are in charge there (the departments of a city): name one by its key."""

    def __init__(self, choices: list[Agency]) -> None:
        super().__init__(f"{len(choices)} agencies: {', '.join(agency.key for agency in choices)}")
        self.choices = choices


def day(at: date | datetime) -> date:
    """The calendar day in Việt Nam of a moment, or the day itself."""
    return at.astimezone(TIME_ZONE).date() if isinstance(at, datetime) else at


def by_key(key: str) -> Agency:
    """The agency with this stable key, dissolved or not. Raises Agency.DoesNotExist."""
    return Agency.objects.get(key=key)


def choices(kind: str, unit: Unit | str, at: date | datetime) -> list[Agency]:
    """All agencies of `kind` in charge of `unit` (row or code) at a moment. At most six queries.

    A unit that no longer exists leads to its successor. Those of the unit itself come first, else those that
    serve it (a centre's branch), else those of the unit above. Empty when there is none.
    Raises: units.SeveralSuccessors, units.UnknownUnit.
    """
    on = day(at)
    place = units.at(unit, on) if isinstance(unit, str) else units.now_called(unit, on)
    rows = Agency.objects.on(on).filter(kind=kind).order_by("code")
    for level in units.lineage(place):
        found = list(rows.filter(unit=level)) or list(rows.filter(serves=level))
        if found:
            return found
    return []


def competent(kind: str, unit: Unit | str, at: date | datetime) -> Agency:
    """The one agency of `kind` in charge of `unit` (row or code) at a moment; see `choices`.

    Raises: NoCompetentAgency, SeveralCompetent, units.SeveralSuccessors, units.UnknownUnit.
    """
    found = choices(kind, unit, at)
    if not found:
        place = unit if isinstance(unit, str) else unit.full_name_vi
        raise NoCompetentAgency(f"{Agency.Kind(kind).label}, {place}", f"{kind}, {place}", day(at))
    if len(found) > 1:
        raise SeveralCompetent(found)
    return found[0]


def heir(agency: Agency, at: date | datetime) -> Agency:
    """Who answers for `agency` at a moment: itself while in force, else its successor, and so on.

    Raises: NoCompetentAgency when the line ends.
    """
    on, seen = day(at), agency
    while not seen.in_force(on):
        if seen.successor is None:
            raise NoCompetentAgency(f"kế thừa {agency.name_vi}", f"successor of {agency.name_en}", on)
        seen = seen.successor
    return seen


def path_under(parent: Agency | None, key: str) -> str:
    """The path of a new agency: that of its parent and its own key."""
    return f"{parent.path if parent else ''}{key}/"
