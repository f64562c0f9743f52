"""Writes the demo city's agencies, calendars, posts, officers and powers; reads `structure` and the units."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from typing import Any, NamedTuple

from motcua.city import posts as post_kinds
from motcua.city.agencies import TIME_ZONE, path_under
from motcua.city.models import (
    Account,
    Agency,
    Appointment,
    Entrustment,
    Person,
    Post,
    Power,
    Unit,
    WorkCalendar,
)
from motcua.city.units import REFORM
from motcua.foundation.identifiers import Sex, make_pin
from motcua.foundation.text import fold, given_name_sort_key, sort_key
from motcua.foundation.worktime.calendar import public_offices_data
from motcua.project.demo import structure
from motcua.project.demo.copying import copy_rows, reserve_ids
from motcua.project.demo.facts import HANOI
from motcua.project.demo.names import NameMaker
from motcua.project.demo.structure import Seat
from motcua.project.demo.territory import CODES_OF_2004

OLD_HANOI = date(2008, 8, 1)
"""Hà Nội in its present borders: from here its bodies count."""
HANOI_AT_BIRTH = "001"
NO_PASSWORD = "!demo"
"""Not a hash: nobody signs on with a password to an account of the demo."""
CERTIFICATION = "certification"
DECISION = "01/QĐ-UBND (dữ liệu mẫu)"
DELEGATION = f"Quyết định số {DECISION}"
LENT_UNTIL = date(2030, 7, 1)
"""The first day after the loans: a power is lent for a stated period (Luật 72/2025 Điều 14)."""


@dataclass(slots=True)
class Bodies:
    """Agencies being put together; ids are known before they are written."""

    calendar: int
    police_calendar: int
    rows: list[Agency] = field(default_factory=list)
    seats: list[tuple[Agency, Sequence[Seat]]] = field(default_factory=list)

    def add(self, key, code, kind, names, parent, *, seats=(), valid_from=REFORM, **fields) -> Agency:
        vi, en = names
        agency = Agency(
            key=key, code=code, kind=kind, name_vi=vi, name_en=en, sort_key=sort_key(vi), parent=parent,
            path=path_under(parent, key), seal_name=vi.upper(), valid_from=valid_from,
            **({"calendar_id": self.calendar} | fields),
        )  # fmt: skip
        self.rows.append(agency)
        self.seats.append((agency, seats))
        return agency


def load(*, seed: int, small: bool) -> None:
    """Write the whole administration. Units must be there."""
    calendar, police = _calendars()
    communes = _communes(small)
    bodies = Bodies(calendar.id, police.id)
    served = _build(bodies, communes, structure.SMALL_BRANCHES if small else structure.BRANCHES)
    for agency, agency_id in zip(bodies.rows, reserve_ids(Agency, len(bodies.rows)), strict=True):
        agency.id = agency_id
    write_agencies(bodies.rows)
    through = Agency.serves.through
    copy_rows(
        through,
        ("agency_id", "unit_id"),
        [(branch.id, unit.id) for branch, units in served for unit in units],
    )
    write_posts(bodies.seats, Random(f"officers {seed}"))


def complete(*, seed: int, small: bool) -> list[str]:
    """Posts that the demo has today and this city lacks, because an older demo made it: written with their officers.

    Their powers are those of kinds of posts and came with the migrations. Gives the new accounts' names. What is there
    stays, also an agency that the demo does not know any more. Three queries where nothing lacks.
    """
    calendars = dict(WorkCalendar.objects.values_list("key", "id"))
    bodies = Bodies(calendars["hanh-chinh"], calendars["cong-an-cap-xa"])
    _build(bodies, _communes(small), structure.SMALL_BRANCHES if small else structure.BRANCHES)
    there = set(Post.objects.values_list("agency__key", "kind"))
    ids = dict(Agency.objects.values_list("key", "id"))
    lacking: list[tuple[Agency, Sequence[Seat]]] = []
    for agency, row in bodies.seats:
        seats = [seat for seat in row if (agency.key, seat.kind) not in there]
        if seats and agency.key in ids:
            agency.id = ids[agency.key]
            lacking.append((agency, seats))
    if not lacking:
        return []
    taken = Account.objects.filter(kind=Account.Kind.OFFICER).count()
    written = _write_seats(lacking, Random(f"officers {seed} after {taken}"), REFORM, 999_000 - taken)
    return [row[1] for row in written.accounts]


def _communes(small: bool) -> list[Unit]:
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE, code_list="2025", parent__code=HANOI)
    found = list(communes.order_by("code"))
    return [unit for unit in found if unit.code in structure.SMALL_COMMUNES] if small else found


def _calendars() -> tuple[WorkCalendar, WorkCalendar]:
    data = json.loads(json.dumps(public_offices_data(), default=str))
    office = WorkCalendar.objects.create(
        key="hanh-chinh", name_vi="Giờ hành chính", name_en="Office hours", data=data
    )  # fmt: skip
    saturday = data | data["channels"]["residence"]
    police = WorkCalendar.objects.create(
        key="cong-an-cap-xa",
        name_vi="Công an cấp xã (có sáng thứ Bảy)",
        name_en="Commune police (with Saturday mornings)",
        data=saturday,
    )
    return office, police


def _build(bodies: Bodies, communes: list[Unit], branches: int) -> list[tuple[Agency, list[Unit]]]:
    """The tree, parents before children; gives each branch with the communes that it serves."""
    kind = Agency.Kind
    hanoi = Unit.objects.on(REFORM).get(level=Unit.Level.PROVINCE, code=HANOI)
    city = bodies.add(
        "ubnd-thanh-pho", "H26", kind.PEOPLE_COMMITTEE,
        ("Ủy ban nhân dân thành phố Hà Nội", "Hà Nội People's Committee"), None,
        seats=structure.PEOPLE_COMMITTEE, unit=hanoi, valid_from=OLD_HANOI,
    )  # fmt: skip
    heirs = {}
    for number, (key, vi, en) in enumerate(structure.DEPARTMENTS, 1):
        heirs[key] = bodies.add(
            key, f"H26.{number:02d}", kind.DEPARTMENT, (vi, en), city,
            seats=structure.DEPARTMENT, unit=hanoi, valid_from=structure.DEPARTMENTS_OF_2025,
        )  # fmt: skip
    for number, (key, vi, en, heir) in enumerate(structure.DISSOLVED, 61):
        bodies.add(
            key, f"H26.{number}", kind.DEPARTMENT, (vi, en), city, unit=hanoi,
            valid_from=OLD_HANOI, valid_to=structure.DEPARTMENTS_OF_2025, successor=heirs[heir],
        )  # fmt: skip
    _districts(bodies, city)
    centre = bodies.add(
        "ttpvhcc", "H26.40", kind.CENTRE,
        ("Trung tâm Phục vụ hành chính công thành phố Hà Nội", "Hà Nội Public Administration Service Centre"),
        city, seats=structure.CENTRE, unit=hanoi,
    )  # fmt: skip
    served = list(_branches(bodies, centre, communes, branches))
    for number, unit in enumerate(communes, 101):
        _commune(bodies, city, unit, f"H26.{number}")
    for key, code, sort, vi, en, seats in structure.LINKED_BODIES:
        bodies.add(key, code, kind(sort), (vi, en), city, seats=seats, unit=hanoi)
    by_code = {unit.code: unit for unit in communes}
    for key, code, unit_code, vi, en in structure.POST_OFFICES:
        bodies.add(
            key, code, kind.POST_OFFICE, (vi, en), city, seats=structure.POST_OFFICE, unit=by_code[unit_code]
        )
    bodies.seats.append((city, structure.DATA_PROTECTION))
    bodies.seats.append((city, structure.ACCOUNTING))
    return served


def _districts(bodies: Bodies, city: Agency) -> None:
    """The 30 committees that ended with their level: who took a task over is said by procedure, not here."""
    rows = Unit.objects.filter(level=Unit.Level.DISTRICT, parent__code=HANOI).order_by("code")
    for number, unit in enumerate(rows, 71):
        bodies.add(
            f"ubnd-{_kind_slug(unit)}-{unit.slug}", f"H26.{number}", Agency.Kind.DISTRICT,
            (f"Ủy ban nhân dân {_lower(unit)}", f"People's Committee of {unit.name_en}"), city,
            unit=unit, valid_from=OLD_HANOI, valid_to=REFORM,
        )  # fmt: skip


def _branches(
    bodies: Bodies, centre: Agency, communes: list[Unit], count: int
) -> Iterator[tuple[Agency, list[Unit]]]:
    """Cuts the list of communes (codes lie together by former district) into `count` nearly equal parts."""
    for number in range(1, count + 1):
        part = communes[len(communes) * (number - 1) // count : len(communes) * number // count]
        branch = bodies.add(
            f"ttpvhcc-chi-nhanh-{number}", f"H26.40.{number:02d}", Agency.Kind.CENTRE_BRANCH,
            (f"Chi nhánh Trung tâm Phục vụ hành chính công số {number}", f"Service Centre, Branch {number}"),
            centre, seats=structure.BRANCH, unit=part[0],
            address_line=f"Trụ sở tại {part[0].full_name_vi} (dữ liệu mẫu)",
        )  # fmt: skip
        yield branch, part


def _commune(bodies: Bodies, city: Agency, unit: Unit, code: str) -> None:
    seats: Sequence[Seat] = structure.COMMUNE
    if unit.kind == "ward":
        vi, en = structure.WARD_ECONOMY
        seats = [Seat(s.kind, s.holders, vi, en) if s.vi == "Trưởng phòng Kinh tế" else s for s in seats]
    key = f"ubnd-{_kind_slug(unit)}-{unit.slug}"
    english = "Ward" if unit.kind == "ward" else "Commune"
    committee = bodies.add(
        key, code, Agency.Kind.COMMUNE,
        (f"Ủy ban nhân dân {_lower(unit)}", f"People's Committee of {unit.name_en} {english}"), city,
        seats=seats, unit=unit,
    )  # fmt: skip
    of_vi, of_en = _lower(unit), f"{unit.name_en} {english}"
    part = "Phòng Kinh tế, Hạ tầng và Đô thị" if unit.kind == "ward" else "Phòng Kinh tế"
    kind = Agency.Kind
    for prefix, letters, sort, names, office_seats, calendar in (
        ("cong-an", "CA", kind.POLICE, ("Công an", "Police of"), structure.POLICE, bodies.police_calendar),
        ("phong-kinh-te", "KT", kind.COMMUNE_OFFICE, (part, "Economic Division of"), structure.OFFICE, None),
        (
            "tieu-hoc",
            "TH",
            kind.SCHOOL,
            ("Trường Tiểu học mẫu", "Demo Primary School of"),
            structure.SCHOOL,
            None,
        ),
    ):
        bodies.add(
            key.replace("ubnd", prefix, 1), f"{code}.{letters}", sort,
            (f"{names[0]} {of_vi}", f"{names[1]} {of_en}"), committee,
            seats=office_seats, unit=unit, calendar_id=calendar or bodies.calendar,
        )  # fmt: skip


def _kind_slug(unit: Unit) -> str:
    return {
        "ward": "phuong",
        "commune": "xa",
        "urban_district": "quan",
        "district": "huyen",
        "town": "thi-xa",
    }[unit.kind]


def _lower(unit: Unit) -> str:
    """The full name within a sentence: "phường Nghĩa Đô"."""
    return unit.full_name_vi[0].lower() + unit.full_name_vi[1:]


def write_agencies(rows: list[Agency]) -> None:
    columns = (
        "id", "code", "key", "kind", "name_vi", "name_en", "sort_key", "parent_id", "path", "unit_id",
        "calendar_id", "seal_name", "address_line", "valid_from", "valid_to", "successor_id",
    )  # fmt: skip

    def line(agency: Agency) -> list[object]:
        # ids of parents were given after the objects were linked
        linked = {
            "parent_id": agency.parent.id if agency.parent else None,
            "successor_id": agency.successor.id if agency.successor else None,
        }
        return [linked[column] if column in linked else getattr(agency, column) for column in columns]

    copy_rows(Agency, columns, map(line, rows))


def write_posts(seats: list[tuple[Agency, Sequence[Seat]]], rng: Random, since: date = REFORM) -> None:
    """Posts, one account an officer, appointments (from `since` at the earliest), standard powers, delegations."""
    written = _write_seats(seats, rng, since, 999_999)
    Power.objects.bulk_create(post_kinds.standard_powers(CODES_OF_2004))
    named = {row[0]: row[2] for row in written.accounts}
    holder = {
        post_id: (account_id, named[account_id]) for account_id, post_id, *_ in reversed(written.appointments)
    }
    _delegations(written.wanted, written.post_ids, holder, since)


class _Written(NamedTuple):
    wanted: list[tuple[Agency, Seat]]
    post_ids: list[int]
    accounts: list[tuple[Any, ...]]
    appointments: list[tuple[Any, ...]]


def _write_seats(
    seats: list[tuple[Agency, Sequence[Seat]]], rng: Random, since: date, first_serial: int
) -> _Written:
    """Posts, officers and appointments. Personal numbers take serials from `first_serial` down."""
    wanted = [(agency, seat) for agency, row in seats for seat in row]
    post_ids = reserve_ids(Post, len(wanted))
    kinds = post_kinds.KINDS
    copy_rows(
        Post,
        ("id", "agency_id", "kind", "title_vi", "title_en"),
        [
            (i, agency.id, seat.kind, seat.vi or kinds[seat.kind].vi, seat.en or kinds[seat.kind].en)
            for i, (agency, seat) in zip(post_ids, wanted, strict=True)
        ],
    )
    holders = sum(seat.holders for _, seat in wanted)
    account_ids, person_ids = iter(reserve_ids(Account, holders)), iter(reserve_ids(Person, holders))
    names = NameMaker(rng)
    accounts: list[tuple[Any, ...]] = []
    appointments: list[tuple[Any, ...]] = []
    people: list[tuple[object, ...]] = []
    numbers: dict[tuple[int, str], int] = {}
    for post_id, (agency, seat) in zip(post_ids, wanted, strict=True):
        for _ in range(seat.holders):
            number = numbers[agency.id, seat.kind] = numbers.get((agency.id, seat.kind), 0) + 1
            account_id = next(account_ids)
            sex: Sex = "female" if rng.random() < 0.5 else "male"
            birth_year, person_id = rng.randint(1968, 2000), next(person_ids)
            name = names.full_name(sex, birth_year)
            # Serials from the top: residents draw theirs at random, and the database refuses a double.
            pin = make_pin(HANOI_AT_BIRTH, sex, birth_year, first_serial - len(people))
            born = date(birth_year, rng.randint(1, 12), rng.randint(1, 28))
            people.append(
                (
                    person_id,
                    pin,
                    name,
                    fold(name),
                    given_name_sort_key(name),
                    born,
                    "day",
                    sex,
                    "",
                    "",
                    "vi",
                    "",
                )
            )
            username = f"{agency.key}.{seat.kind.replace('_', '-')}-{number}"
            accounts.append((account_id, username, name, "", "officer", "vi", True, NO_PASSWORD, person_id))
            appointments.append((account_id, post_id, max(agency.valid_from, since), False))
    copy_rows(
        Person,
        (
            "id", "pin", "full_name", "search_key", "sort_key", "birth_date", "birth_precision", "sex", "phone",
            "email", "language", "address_line",
        ),
        people,
    )  # fmt: skip
    copy_rows(
        Account,
        ("id", "username", "display_name", "email", "kind", "language", "is_active", "password", "person_id"),
        accounts,
    )
    copy_rows(Appointment, ("account_id", "post_id", "valid_from", "acting"), appointments)
    return _Written(wanted, post_ids, accounts, appointments)


def _delegations(
    wanted: list[tuple[Agency, Seat]], post_ids: list[int], holders: dict[int, tuple[int, str]], since: date
) -> None:
    """In most communes the chair lets the justice officer sign certifications (NQ 31/2024/NQ-HĐND Hà Nội).

    The clerk wrote each decision. One rural commune in six has not lent it yet: the report has something to say.
    """
    by_place = {(agency.id, seat.kind): i for i, (agency, seat) in zip(post_ids, wanted, strict=True)}
    lending = [agency for agency, seat in wanted if seat.kind == "justice_officer" and not _hesitates(agency)]
    rows = Entrustment.objects.bulk_create(
        Entrustment(
            kind=Entrustment.Kind.DELEGATION, agency_id=agency.id, number=DECISION, decided_on=since,
            lender_id=by_place[agency.id, "chair"], to_post_id=by_place[agency.id, "justice_officer"],
            powers=[Power.Name.SIGN], fields=[CERTIFICATION], capacity=Power.Capacity.AUTHORISED,
            conditions="Bản sao từ bản chính và chữ ký; không gồm chữ ký người dịch. Không được ủy quyền lại.",
            seal_name=agency.seal_name, valid_from=since, valid_to=LENT_UNTIL,
            written_by_id=holders[_writer(by_place, agency)][0],
            written_by_name=holders[_writer(by_place, agency)][1],
            written_at=_morning(since),
            signed_by_id=holders[by_place[agency.id, "chair"]][0],
            signed_by_name=holders[by_place[agency.id, "chair"]][1],
            signed_at=_morning(since),
        )
        for agency in lending
    )  # fmt: skip
    Power.objects.bulk_create(
        Power(
            post_id=row.to_post_id, power=Power.Name.SIGN, field=CERTIFICATION, capacity=Power.Capacity.AUTHORISED,
            delegated_by_id=row.lender_id, decision=DELEGATION, entrustment=row, valid_from=since, valid_to=LENT_UNTIL,
        )
        for row in rows
    )  # fmt: skip


def _writer(by_place: dict[tuple[int, str], int], agency: Agency) -> int:
    """Who drafts in a committee: the clerk, or the justice officer where it has none."""
    return by_place.get((agency.id, "clerk")) or by_place[agency.id, "justice_officer"]


def _hesitates(agency: Agency) -> bool:
    """Which communes have not lent the signature, by their code; none of those that tests and tours use."""
    unit = agency.unit
    return (
        unit is not None
        and unit.kind == "commune"
        and unit.code not in structure.SMALL_COMMUNES
        and int(unit.code) // 3 % 6 == 0  # codes of communes go in steps of three
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 0), TIME_ZONE)
