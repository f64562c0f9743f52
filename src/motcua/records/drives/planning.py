"""Writing a drive, its points and invitations; publishing makes the slots. Who may see and change which."""

import uuid as uuids
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection, transaction
from django.db.models import Sum

from motcua.city.models import Agency, Unit
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.drives import rules
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Drive, Point, Slot, Tally

MOST_DAYS = 62
MOST_POINTS = 60
LONGEST = {"name": 200, "words": 600, "place": 200}
OVER = "Đợt này đã công bố hoặc đã hủy.", "It has been published or cancelled."
# One statement for all targets of a drive: the first reason that fits a person is the one that is told. People come from
# the communes of the points; who has died, or was merged into another person, is not invited.
_INVITE = """
insert into drives_invitation (drive_id, person_id, why)
select %(drive)s, found.person_id, found.why from (
  select p.id as person_id, case
    when 'at_home' = any(%(targets)s) and p.birth_date <= %(at_home)s then 'at_home'
    when 'age_14' = any(%(targets)s) and p.birth_date between %(fourteen_from)s and %(fourteen_to)s
         and c.id_card_issued_on is null then 'age_14'
    when 'no_card' = any(%(targets)s) and p.birth_date <= %(of_age)s and c.id_card_issued_on is null then 'no_card'
    when 'expired' = any(%(targets)s) and c.id_card_issued_on is not null and exists (
         select 1 from unnest(%(ages)s::int[]) as age
         where p.birth_date + make_interval(years => age) <= %(on)s
           and c.id_card_issued_on < p.birth_date + make_interval(years => age - %(early)s)) then 'expired'
    when 'exam' = any(%(targets)s) and extract(year from p.birth_date) = any(%(exam_years)s) then 'exam'
  end as why
  from city_person p join records_citizenrecord c on c.person_id = p.id
  where p.unit_id = any(%(units)s) and c.death_date is null
    and not exists (select 1 from quality_merge m where m.absorbed_id = p.id and m.undone_at is null)) as found
where found.why is not null
on conflict (drive_id, person_id) do nothing
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDrive:
    """A drive as typed; None where nothing readable was typed."""

    kind: str
    name_vi: str
    name_en: str = ""
    words: str = ""
    targets: tuple[str, ...] = ()
    starts_on: date | None
    ends_on: date | None
    service_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoint:
    """A point as typed. `days`: the open days among those of the drive."""

    setting: str
    place: str
    unit: Unit | None
    days: tuple[date, ...]
    opens: time | None
    closes: time | None
    kits: int | None
    reserve: float | None = rules.RESERVE
    lat: float | None = None
    lon: float | None = None


@transaction.atomic
def write(agency: Agency, new: NewDrive, *, by: Actor, at: datetime) -> Drive:
    """A drive that nobody outside sees yet. Raises: Faulty with everything that is wrong."""
    faults: dict[str, tuple[str, str]] = {}
    if new.kind not in Drive.Kind.values:
        faults["kind"] = ("Chọn loại đợt.", "Choose the kind.")
    if not 0 < len(new.name_vi.strip()) <= LONGEST["name"]:
        faults["name_vi"] = ("Đặt tên cho đợt, tối đa 200 ký tự.", "Give it a name of up to 200 characters.")
    if new.starts_on is None:
        faults["starts_on"] = ("Chọn ngày bắt đầu.", "Choose the first day.")
    elif new.starts_on < at.date():
        faults["starts_on"] = ("Ngày bắt đầu phải từ hôm nay.", "The first day must not be over.")
    if new.ends_on is None or (new.starts_on and new.ends_on < new.starts_on):
        faults["ends_on"] = (
            "Ngày kết thúc không được trước ngày bắt đầu.",
            "The last day must not come first.",
        )
    elif new.starts_on and (new.ends_on - new.starts_on).days >= MOST_DAYS:
        faults["ends_on"] = (
            f"Một đợt dài tối đa {MOST_DAYS} ngày.",
            f"A drive lasts {MOST_DAYS} days at most.",
        )
    if set(new.targets) - set(rules.TARGETS):
        faults["targets"] = ("Chọn trong danh sách.", "Choose from the list.")
    minutes = new.service_minutes or rules.SERVICE_MINUTES.get(new.kind, 0)
    if not 1 <= minutes <= 120:
        faults["service_minutes"] = ("Từ 1 đến 120 phút.", "From 1 to 120 minutes.")
    if faults:
        raise Faulty(faults)
    assert new.starts_on is not None and new.ends_on is not None
    made = Drive.objects.create(
        kind=new.kind, name_vi=new.name_vi.strip(), name_en=new.name_en.strip()[: LONGEST["name"]],
        words=new.words.strip()[: LONGEST["words"]], agency=agency, targets=list(dict.fromkeys(new.targets)),
        starts_on=new.starts_on, ends_on=new.ends_on, service_minutes=minutes, made_at=at, made_by=by.as_data(),
    )  # fmt: skip
    events.record(made.chain, "drive-written", at=at, actor=by, data={"agency": agency.pk, "kind": made.kind})
    return made


@transaction.atomic
def add_point(drive_id: int, new: NewPoint, units: Collection[int], *, by: Actor, at: datetime) -> Point:
    """A point of a drive that is not out yet. `units`: communes that the agency serves. Raises: Faulty, Refused."""
    drive = _draft(drive_id)
    faults: dict[str, tuple[str, str]] = {}
    if new.setting not in Point.Setting.values:
        faults["setting"] = ("Chọn loại địa điểm.", "Choose the kind of place.")
    if not 0 < len(new.place.strip()) <= LONGEST["place"]:
        faults["place"] = ("Ghi rõ địa điểm.", "Say where exactly.")
    if new.unit is None or new.unit.pk not in units:
        faults["unit"] = ("Chọn phường, xã.", "Choose the commune.")
    if not new.days or any(not drive.starts_on <= day <= drive.ends_on for day in new.days):
        faults["days"] = ("Chọn ít nhất một ngày trong đợt.", "Choose at least one day of the drive.")
    if new.opens is None or new.closes is None or new.closes <= new.opens:
        faults["closes"] = ("Giờ đóng phải sau giờ mở.", "It must close after it opens.")
    elif datetime.combine(at.date(), new.closes) - datetime.combine(at.date(), new.opens) > rules.LONGEST_DAY:
        faults["closes"] = ("Một ngày dài tối đa 15 giờ.", "A day lasts 15 hours at most.")
    if new.kits is None or not 1 <= new.kits <= 60:
        faults["kits"] = ("Từ 1 đến 60 bộ thiết bị.", "From 1 to 60 kits.")
    if new.reserve is None or not 0 <= new.reserve <= 0.9:
        faults["reserve"] = ("Từ 0 đến 90 phần trăm.", "From 0 to 90 per cent.")
    if not faults and drive.points.count() >= MOST_POINTS:
        faults["place"] = (
            f"Một đợt có tối đa {MOST_POINTS} điểm.",
            f"A drive has {MOST_POINTS} points at most.",
        )
    if faults:
        raise Faulty(faults)
    assert new.unit is not None and new.opens is not None and new.closes is not None
    assert new.kits is not None and new.reserve is not None
    made = Point.objects.create(
        drive=drive, setting=new.setting, place=new.place.strip(), unit=new.unit, lat=new.lat, lon=new.lon,
        days=sorted(set(new.days)), opens=new.opens, closes=new.closes, kits=new.kits, reserve=new.reserve,
        no_show=no_show_of(new.place.strip(), new.unit.pk),
    )  # fmt: skip
    events.record(drive.chain, "drive-point", at=at, actor=by, data={"point": made.pk, "unit": made.unit_id})
    return made


def no_show_of(place: str, unit_id: int) -> float:
    """Which part of those who booked did not come to this place before; 0 where too few booked to say. One query."""
    rows = Tally.objects.filter(
        point__place=place, point__unit=unit_id, what__in=("missed", "came", "walk_in")
    )
    sums = {row["what"]: row["n"] for row in rows.values("what").annotate(n=Sum("number"))}
    missed = sums.get("missed", 0)
    came = sums.get("came", 0) - sums.get("walk_in", 0)
    return missed / (missed + came) if missed + came >= ENOUGH else 0.0


ENOUGH = 50
"""Bookings at a place after which its rate of no-shows says something."""


@transaction.atomic
def publish(drive_id: int, *, by: Actor, at: datetime) -> Drive:
    """Residents see it and book from now on; the slots of all its points are made. Raises: Refused."""
    drive = _draft(drive_id)
    points = list(drive.points.all())
    if not points:
        raise Refused("Đợt này chưa có điểm nào.", "It has no point yet.")
    Slot.objects.bulk_create(
        Slot(point=point, starts_at=span.starts_at, ends_at=span.ends_at, seats=span.seats)
        for point in points
        for day in point.days
        for span in spans_of(point, drive.service_minutes, day)
    )
    drive.state, drive.published_at = Drive.State.PUBLISHED, at
    drive.save(update_fields=["state", "published_at"])
    events.record(drive.chain, "drive-published", at=at, actor=by, data={"points": len(points)})
    return drive


def spans_of(point: Point, service_minutes: int, day: date) -> list[rules.Span]:
    """The spans of a point on a day. No query."""
    return rules.spans(
        day, point.opens, point.closes, service_minutes, point.kits, point.reserve, point.no_show
    )


@transaction.atomic
def invite(drive_id: int, *, by: Actor, at: datetime) -> int:
    """Put whoever the drive is for onto its list; how many are new. One statement, whatever the size of the register.

    Again after a while: whoever has come to be meant since is added. Raises: Refused.
    """
    drive = Drive.objects.select_for_update().get(pk=drive_id)
    units = sorted(set(drive.points.values_list("unit_id", flat=True)))
    if drive.state == Drive.State.CANCELLED or not drive.targets or not units:
        raise Refused(
            "Cần ít nhất một điểm và một nhóm người được mời.", "A point and a group to invite are needed."
        )
    year, on = drive.starts_on.year, drive.starts_on
    with connection.cursor() as cursor:
        cursor.execute(
            _INVITE,
            {
                "drive": drive.pk, "targets": drive.targets, "units": units, "on": on,
                "at_home": rules.years_on(on, -rules.AT_HOME_AGE), "of_age": rules.years_on(on, -14),
                "fourteen_from": date(year - 14, 1, 1), "fourteen_to": date(year - 14, 12, 31),
                "ages": list(rules.CARD_AGES), "early": rules.EARLY,
                "exam_years": [year - age for age in rules.EXAM_AGES],
            },
        )  # fmt: skip
        new = cursor.rowcount
    drive.invited, drive.invited_at = drive.invited + new, at
    drive.save(update_fields=["invited", "invited_at"])
    events.record(drive.chain, "drive-invited", at=at, actor=by, data={"new": new})
    return new


@transaction.atomic
def cancel(drive_id: int, reason: str, *, by: Actor, at: datetime) -> Drive:
    """It does not take place; whoever looks is told why. Raises: Refused without a reason or when it is over."""
    drive = Drive.objects.select_for_update().get(pk=drive_id)
    if not reason.strip():
        raise Refused("Ghi lý do hủy.", "Say why.", "reason")
    if drive.state == Drive.State.CANCELLED or drive.ends_on < at.date():
        raise Refused("Đợt này đã hủy hoặc đã qua.", "It is cancelled or over.")
    drive.state, drive.reason = Drive.State.CANCELLED, reason.strip()[:300]
    drive.save(update_fields=["state", "reason"])
    events.record(drive.chain, "drive-cancelled", at=at, actor=by, data={"reason": drive.reason})
    return drive


def _draft(drive_id: int) -> Drive:
    drive = Drive.objects.select_for_update(of=("self",)).get(pk=drive_id)
    if drive.state != Drive.State.DRAFT:
        raise Refused(*OVER)
    return drive


def of_agencies(agencies: Collection[int], size: int, before: int | None = None) -> list[Drive]:
    """Drives of these agencies, the newest first. One query."""
    rows = Drive.objects.select_related("agency").filter(agency__in=agencies).order_by("-id")
    return list((rows.filter(pk__lt=before) if before is not None else rows)[:size])


def for_officer(uuid: uuids.UUID, agencies: Collection[int]) -> Drive:
    """A drive of one of these agencies. One query. Raises: NotYours."""
    found = Drive.objects.select_related("agency__unit").filter(uuid=uuid, agency__in=agencies).first()
    if found is None:
        raise NotYours
    return found


def public(uuid: uuids.UUID) -> Drive:
    """A drive that residents may see: published, or cancelled after that. One query. Raises: NotYours."""
    rows = Drive.objects.select_related("agency").exclude(published_at=None)
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def coming(on: date, size: int) -> list[Drive]:
    """Published drives that are not over, the one that ends next first. One query."""
    rows = Drive.objects.select_related("agency").filter(state="published", ends_on__gte=on)
    return list(rows.order_by("ends_on", "id")[:size])


def figures(drive: Drive) -> dict[tuple[int, date], dict[str, int]]:
    """What came of each day at each point. One query over sums."""
    found: dict[tuple[int, date], dict[str, int]] = {}
    for row in Tally.objects.filter(point__drive=drive):
        found.setdefault((row.point_id, row.day), {})[row.what] = row.number
    return found
