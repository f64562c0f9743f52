"""Hà Nội on 30 June 2025: three levels, a reception office at each district and commune, nothing of what came after.

Units are written as they stood, in force without an end: what ends them is the plan.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import connection, transaction

from motcua.city import authority
from motcua.city.models import Account, Agency, Person, Unit, WorkCalendar
from motcua.foundation.text import fold, given_name_sort_key, sort_key
from motcua.foundation.worktime.calendar import public_offices_data
from motcua.insight import names
from motcua.procedures.dossiers import office
from motcua.project.demo import administration, facts, people, structure
from motcua.project.demo.administration import OLD_HANOI, Bodies
from motcua.project.demo.copying import copy_rows, reserve_ids
from motcua.project.demo.facts import HANOI, KINDS
from motcua.project.demo.structure import Seat
from motcua.project.demo.territory import CODES_OF_2004, COLUMNS

LAST_DAY, REFORM = date(2025, 6, 30), date(2025, 7, 1)
CALENDAR, SUMMER = "hanh-chinh", "gio-he-som"
EARLY_DISTRICTS = frozenset({"271", "282"})
"""Ba Vì and Mỹ Đức kept other hours in summer (invented): deadlines there cannot stay equal, and must be told."""
EARLY_HOURS = ["07:00-11:30", "13:30-17:00"]

COMMUNE = (
    Seat("chair"), Seat("vice_chair"), Seat("justice_officer"), Seat("land_officer"),
    Seat("culture_society_officer"), Seat("clerk", 1, "Văn phòng - thống kê", "Office and statistics"),
)  # fmt: skip
"""A commune before the reform: no divisions, no economic officer."""
DISTRICT = (
    Seat("chair"), Seat("vice_chair", 2), Seat("division_leader", 4),
    Seat("deputy_leader", 1, "Trưởng phòng Quản lý đô thị, ký thừa lệnh", "Head of urban management, signs by order"),
    Seat("economic_officer", 2),
    Seat("land_officer", 2), Seat("culture_society_officer", 2), Seat("specialist", 4), Seat("clerk"),
)  # fmt: skip
RECEPTION_OF_COMMUNE = (Seat("reception"),)
RECEPTION_OF_DISTRICT = (Seat("reception", 3),)


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A district or commune as it stood."""

    id: int
    code: str
    level: int
    kind: str
    name: str
    slug: str
    district: str


@dataclass(frozen=True, slots=True)
class CityBefore:
    """What was written. `residents`: ids of people by the code of their commune."""

    communes: Sequence[OldUnit]
    districts: Sequence[OldUnit]


@transaction.atomic
def build(*, seed: int, residents: int, districts: Sequence[str] = ()) -> CityBefore:
    """Units, bodies, officers and residents of 30 June 2025. `districts`: codes of some of them only, for tests."""
    units = _units(frozenset(districts))
    communes = [unit for unit in units if unit.level == 3]
    above = [unit for unit in units if unit.level == 2]
    _bodies(units, seed)
    _residents(communes, seed, residents)
    with connection.cursor() as cursor:
        for model in (Unit, Agency, Account, Person):
            cursor.execute(f"analyze {model._meta.db_table}")
    for kept in (authority, names, office):
        kept.forget()
    return CityBefore(communes, above)


def key_of(unit: OldUnit) -> str:
    """The key of a unit's committee before the reform. The code keeps apart what bore one name."""
    return f"ubnd-cu-{unit.slug}-{unit.code}"


def reception_of(unit: OldUnit) -> str:
    """The key of a unit's reception office before the reform."""
    return f"mot-cua-cu-{unit.slug}-{unit.code}"


def old_units(districts: frozenset[str] = frozenset()) -> list[dict[str, str]]:
    """Rows of Hà Nội, its districts and communes of before, parents first."""
    kept = {HANOI}
    found = []
    for row in facts.rows("units-before-2025"):
        if row["level"] == "1" and row["code"] != HANOI:
            continue
        if row["level"] == "2" and (
            row["parent_code"] != HANOI or (districts and row["code"] not in districts)
        ):
            continue
        if row["level"] == "3" and row["parent_code"] not in kept:
            continue
        if row["level"] != "3":
            kept.add(row["code"])
        found.append(row)
    return found


def _units(districts: frozenset[str]) -> list[OldUnit]:
    rows = old_units(districts)
    ids = dict(zip([(row["level"], row["code"]) for row in rows], reserve_ids(Unit, len(rows)), strict=True))

    def line(row: dict[str, str]) -> tuple[object, ...]:
        parent = ids[str(int(row["level"]) - 1), row["parent_code"]] if row["parent_code"] else None
        name = row["full_name_vi"]
        return (
            ids[row["level"], row["code"]], row["code"], int(row["level"]), KINDS[row["type_vi"]], row["name_vi"],
            name, row["name_en"], row["slug"].replace("_", "-"), fold(name), sort_key(row["name_vi"]), parent,
            "2004", CODES_OF_2004, None,
        )  # fmt: skip

    copy_rows(Unit, COLUMNS, map(line, rows))
    return [
        OldUnit(
            ids[row["level"], row["code"]], row["code"], int(row["level"]), KINDS[row["type_vi"]], row["full_name_vi"],
            row["slug"].replace("_", "-"), row["parent_code"] if row["level"] == "3" else "",
        )
        for row in rows
    ]  # fmt: skip


def _bodies(units: Sequence[OldUnit], seed: int) -> None:
    office, early = _calendars()
    bodies = Bodies(office.id, office.id)
    kind = Agency.Kind
    city_unit = next(unit for unit in units if unit.level == 1)
    city = bodies.add(
        "ubnd-thanh-pho", "H26", kind.PEOPLE_COMMITTEE,
        ("Ủy ban nhân dân thành phố Hà Nội", "Hà Nội People's Committee"), None,
        seats=structure.PEOPLE_COMMITTEE, unit_id=city_unit.id, valid_from=OLD_HANOI,
    )  # fmt: skip
    for number, (key, vi, en) in enumerate(structure.DEPARTMENTS, 1):
        bodies.add(
            key, f"H26.{number:02d}", kind.DEPARTMENT, (vi, en), city, seats=structure.DEPARTMENT,
            unit_id=city_unit.id, valid_from=structure.DEPARTMENTS_OF_2025,
        )  # fmt: skip
    districts, served = dict[str, Agency](), list[tuple[Agency, list[int]]]()
    below: dict[str, list[OldUnit]] = {}
    for unit in units:
        if unit.level == 3:
            below.setdefault(unit.district, []).append(unit)
    for number, unit in enumerate([one for one in units if one.level == 2], 71):
        districts[unit.code] = _body(bodies, city, unit, f"H26.{number}", kind.DISTRICT, DISTRICT, office.id)
    for district, communes in below.items():
        above = districts[district]
        calendar = early.id if district in EARLY_DISTRICTS else office.id
        desk = _reception(bodies, above, RECEPTION_OF_DISTRICT, office.id)
        served.append((desk, [unit.id for unit in communes]))
        for number, unit in enumerate(communes, 1):
            committee = _body(
                bodies, above, unit, f"{above.code}.{number:02d}", kind.COMMUNE, COMMUNE, calendar
            )
            _reception(bodies, committee, RECEPTION_OF_COMMUNE, calendar)
    for agency, agency_id in zip(bodies.rows, reserve_ids(Agency, len(bodies.rows)), strict=True):
        agency.id = agency_id
    administration.write_agencies(bodies.rows)
    copy_rows(
        Agency.serves.through,
        ("agency_id", "unit_id"),
        [(branch.id, unit_id) for branch, unit_ids in served for unit_id in unit_ids],
    )
    administration.write_posts(bodies.seats, Random(f"officers before {seed}"), since=OLD_HANOI)


def _body(
    bodies: Bodies, above: Agency, unit: OldUnit, code: str, kind: str, seats: Sequence[Seat], calendar: int
) -> Agency:
    name = unit.name[0].lower() + unit.name[1:]
    return bodies.add(
        key_of(unit), code, kind, (f"Ủy ban nhân dân {name}", f"People's Committee of {unit.name}"), above,
        seats=seats, unit_id=unit.id, calendar_id=calendar, valid_from=OLD_HANOI,
    )  # fmt: skip


def _reception(bodies: Bodies, of: Agency, seats: Sequence[Seat], calendar: int) -> Agency:
    name = of.name_vi.removeprefix("Ủy ban nhân dân ")
    return bodies.add(
        of.key.replace("ubnd", "mot-cua", 1), f"{of.code}.MC", Agency.Kind.CENTRE_BRANCH,
        (f"Bộ phận Một cửa {name}", f"Reception office, {of.name_en}"), of, seats=seats, unit_id=of.unit_id,
        calendar_id=calendar, valid_from=OLD_HANOI,
    )  # fmt: skip


def _calendars() -> tuple[WorkCalendar, WorkCalendar]:
    data = json.loads(json.dumps(public_offices_data(), default=str))
    office = WorkCalendar.objects.create(
        key=CALENDAR, name_vi="Giờ hành chính", name_en="Office hours", data=data
    )
    early = WorkCalendar.objects.create(
        key=SUMMER, name_vi="Giờ mùa hè, vào sớm", name_en="Summer hours, early", data=data | {"hours": EARLY_HOURS}
    )  # fmt: skip
    return office, early


def _residents(communes: Sequence[OldUnit], seed: int, count: int) -> None:
    kinds = {unit.code: ("commune" if unit.kind == "commune" else "ward") for unit in communes}
    ids = {unit.code: unit.id for unit in communes}
    crowd, rng = list(people.generate(seed, count, list(kinds.items()))), Random(f"addresses {seed}")
    officers = set(Person.objects.values_list("pin", flat=True))
    columns = (
        "pin", "full_name", "search_key", "sort_key", "birth_date", "birth_precision", "sex", "phone", "email",
        "language", "unit_id", "address_line",
    )  # fmt: skip
    copy_rows(
        Person,
        columns,
        (
            (
                p.pin, p.full_name, fold(p.full_name), given_name_sort_key(p.full_name), p.birth_date, "day", p.sex,
                p.phone, p.email, "vi", ids[p.unit_code], _said(p.address_line, rng),
            )
            for p in crowd
            if p.unit_code in ids and p.pin not in officers
        ),
    )  # fmt: skip


NO_HAMLET = 0.3
"""Of the residents, so many are written without their hamlet: the old commune is all that is known."""


def _said(address: str, rng: Random) -> str:
    return address.split(",")[0] if rng.random() < NO_HAMLET else address
