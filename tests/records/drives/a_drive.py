"""A drive of the ward for tests: a school hall on two days of next week, two kits, from eight to noon."""

from datetime import date, time
from typing import Any

from motcua.city import authority
from motcua.city.models import Agency, Unit
from motcua.foundation.actor import Actor
from motcua.project.demo import account_of
from motcua.project.demo.identities import HOME
from motcua.records.drives import planning
from motcua.records.drives.models import Drive, Point, Slot
from motcua.records.drives.planning import NewDrive, NewPoint
from motcua.records.drives.rules import Bike
from tests.conftest import hanoi

MONDAY = hanoi("2026-03-02 09:15")
TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)
EIGHT = hanoi("2026-03-10 08:00")
BIKE = Bike("RLHXC1234A567890", "E3X9E012345", "1C26TAA-123", "LPTB-260301-77")


def actor(key: str, at=MONDAY) -> Actor:
    return authority.actor_for(account_of(key), at)


def home_unit() -> Unit:
    return Unit.objects.get(code="00160", code_list="2025")


def new_drive(kind: str = "card", **changed: Any) -> NewDrive:
    told: dict[str, Any] = {
        "kind": kind, "name_vi": "Cấp thẻ tại trường", "name_en": "Cards at school",
        "targets": ("age_14", "no_card", "expired", "at_home"),
        "starts_on": date(2026, 3, 9), "ends_on": date(2026, 3, 13),
    }  # fmt: skip
    return NewDrive(**(told | changed))


def new_point(place: str = "Trường THCS mẫu", **changed: Any) -> NewPoint:
    told: dict[str, Any] = {
        "setting": "school", "place": place, "unit": home_unit(), "days": (TUESDAY, WEDNESDAY), "opens": time(8),
        "closes": time(12), "kits": 2, "lat": 21.04, "lon": 105.79,
    }  # fmt: skip
    return NewPoint(**(told | changed))


def drawn(kind: str = "card", points: int = 1, **changed: Any) -> Drive:
    """A drive that is not out yet."""
    ward = Agency.objects.get(key=HOME)
    made = planning.write(ward, new_drive(kind, **changed), by=actor("leader"), at=MONDAY)
    for number in range(points):
        add(made, f"Trường THCS mẫu {number}" if number else "Trường THCS mẫu")
    return made


def add(drive: Drive, place: str = "Trường THCS mẫu", **changed: Any) -> Point:
    return planning.add_point(
        drive.pk, new_point(place, **changed), {home_unit().pk}, by=actor("leader"), at=MONDAY
    )


def out(kind: str = "card", points: int = 1, **changed: Any) -> Drive:
    """A drive that residents see."""
    return planning.publish(drawn(kind, points, **changed).pk, by=actor("leader"), at=MONDAY)


def slot(drive: Drive, number: int = 0, day: date = TUESDAY) -> Slot:
    rows = Slot.objects.filter(point__drive=drive, starts_at__date=day).order_by("point_id", "starts_at")
    return rows[number]
