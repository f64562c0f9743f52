"""The demo's drives: cards at a school this week with a morning behind it, motorbikes next week, home visits.

Invented. Made by the acts themselves; again on each start of the demo only where none is left that lies ahead.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Agency, Person, Unit
from motcua.foundation.actor import Actor
from motcua.project.demo.identities import HOME, account_of
from motcua.records.drives import booking, planning, receiving, visits
from motcua.records.drives.errors import Faulty, Refused
from motcua.records.drives.models import Drive, Invitation, Slot
from motcua.records.drives.planning import NewDrive, NewPoint

CAME, BOOKED = 9, 24


def fill(now: datetime) -> int:
    """Two drives, if none lies ahead; how many there are now."""
    if not Drive.objects.filter(ends_on__gt=now.date()).exists():
        with transaction.atomic():
            _cards(now)
            _bikes(now)
    return Drive.objects.count()


def _does(key: str, at: datetime) -> dict[str, Any]:
    return {"by": authority.actor_for(account_of(key), at), "at": at}


def _drive(new: NewDrive, points: tuple[NewPoint, ...], at: datetime) -> Drive:
    ward = Agency.objects.select_related("unit").get(key=HOME)
    leader = _leader(at)
    made = planning.write(ward, new, by=leader, at=at)
    for point in points:
        planning.add_point(made.pk, point, {ward.unit_id} if ward.unit_id else set(), by=leader, at=at)
    if new.targets:
        planning.invite(made.pk, by=leader, at=at)
    return planning.publish(made.pk, by=leader, at=at)


def _leader(at: datetime) -> Actor:
    return authority.actor_for(account_of("leader"), at)


def _cards(now: datetime) -> None:
    today = now.date()
    written = now - timedelta(days=4)
    days = tuple(today + timedelta(days=n) for n in range(-1, 4))
    point = NewPoint(
        setting="school", place="Trường THCS mẫu Nghĩa Đô", unit=_ward(), days=days, opens=time(7), closes=time(21),
        kits=4, lat=21.0427, lon=105.7972,
    )  # fmt: skip
    estate = NewPoint(
        setting="housing", place="Sảnh khu chung cư mẫu", unit=_ward(), days=days[2:], opens=time(17), closes=time(21),
        kits=2, lat=21.0459, lon=105.8011,
    )  # fmt: skip
    new = NewDrive(
        kind="card", name_vi="Cấp thẻ căn cước, định danh mức 2 tại trường và khu chung cư",
        name_en="Identity cards and level-2 accounts at school and in housing areas",
        words="Học sinh đủ 14 tuổi trong năm được làm ngay tại trường; người cao tuổi được phục vụ tại nhà.",
        targets=("age_14", "no_card", "expired", "at_home"), starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=6),
    )  # fmt: skip
    made = _drive(new, (point, estate), written)
    _yesterday(made, now - timedelta(days=1))
    own = (
        Slot.objects.filter(point__drive=made, starts_at__gt=now + timedelta(hours=20))
        .order_by("starts_at")
        .first()
    )
    resident = account_of("resident")
    if own is not None and resident.person is not None:
        booking.book(own.pk, resident.person, **_does("resident", now - timedelta(hours=2)))
    span = [today + timedelta(days=n) for n in (1, 2)]
    visits.plan(made.pk, span, 2, by=_leader(now), at=now - timedelta(hours=3))


def _ward() -> Unit:
    return Unit.objects.get(code="00160", code_list="2025")


def _yesterday(made: Drive, day: datetime) -> None:
    """A morning of which the results are known, and who has booked today."""
    people = [
        one.person
        for one in Invitation.objects.select_related("person")
        .filter(drive=made)
        .exclude(why="at_home")[: CAME + BOOKED]
    ]
    nine = day.replace(hour=9, minute=0, second=0, microsecond=0)
    _served(made, people[:CAME], nine)
    slots = list(
        Slot.objects.filter(point__drive=made, starts_at__gt=day + timedelta(days=1, hours=1)).order_by(
            "starts_at"
        )
    )
    for number, who in enumerate(people[CAME:]):
        if slots:
            _book(slots[number % min(len(slots), 6)], who, day + timedelta(hours=5))


def _served(made: Drive, people: list[Person], nine: datetime) -> None:
    slots = Slot.objects.filter(
        point__drive=made, starts_at__gte=nine, starts_at__lt=nine + timedelta(hours=6)
    )
    for number, (slot, who) in enumerate(zip(slots.order_by("starts_at"), people, strict=False)):
        found = _book(slot, who, nine - timedelta(days=2))
        if found is None or number == 2:  # the third did not come
            continue
        at = slot.starts_at
        receiving.check_in(found.point, found.code, **_does("justice", at))
        outcome, reason = (
            ("failed", "data_wrong") if number == 4 else ("equipment", "") if number == 6 else ("done", "")
        )
        receiving.finish(
            found.point, found.pk, outcome, reason=reason, receipt=f"BN-{number + 1:03d}",
            **_does("justice", at + timedelta(minutes=12)),
        )  # fmt: skip


def _book(slot: Slot, who: Person, at: datetime) -> Any:
    try:
        return booking.book(slot.pk, who, by=Actor("resident", None, who.pk, who.full_name), at=at)
    except (Refused, Faulty):
        return None


def _bikes(now: datetime) -> None:
    begin: date = now.date() + timedelta(days=7)
    days = tuple(begin + timedelta(days=n) for n in range(2))
    point = NewPoint(
        setting="hall", place="Sân trụ sở phường Nghĩa Đô", unit=_ward(), days=days, opens=time(8), closes=time(17),
        kits=3, lat=21.0443, lon=105.7989,
    )  # fmt: skip
    new = NewDrive(
        kind="motorbike", name_vi="Ngày đăng ký xe máy điện", name_en="Registration days for electric motorbikes",
        words="Kiểm tra xe và cấp biển số tại chỗ, khoảng 10 phút một xe.", starts_on=begin, ends_on=days[-1],
    )  # fmt: skip
    _drive(new, (point,), now - timedelta(days=1))
