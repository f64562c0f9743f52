"""At the point: somebody is checked in by code or comes without one, is served or not; two teams never take one person."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from motcua.city import identities
from motcua.city.hall.bookings import new_code
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.drives import rules
from motcua.records.drives.booking import OPEN, State, checked, code_of, count, day_of, plain
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Booking, Held, Point, Tally
from motcua.records.population.models import CitizenRecord

LATE = timedelta(hours=2)
"""So long after its slot a booking still counts; then it was missed."""
# Whoever takes a person in holds them for a day. The same point may take them again; another one has to wait.
_HOLD = """
insert into drives_held (person_id, point_id, until) values (%(person)s, %(point)s, %(until)s)
on conflict (person_id) do update
set point_id = excluded.point_id, until = greatest(drives_held.until, excluded.until)
where drives_held.until <= %(at)s or drives_held.point_id = excluded.point_id
returning person_id
"""


def today(point: Point, at: datetime, size: int = 200) -> list[Booking]:
    """Bookings of a point on this day, in order. One query."""
    begin = datetime.combine(day_of(at), datetime.min.time(), rules.VN)
    rows = Booking.objects.select_related("person").filter(
        point=point, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1)
    )
    return list(rows.exclude(state=State.CANCELLED).order_by("starts_at", "id")[:size])


@transaction.atomic
def check_in(point: Point, scanned: str, *, by: Actor, at: datetime) -> Booking:
    """The person with this code is here. Twice is once. Raises: NotYours (no such code at this point today), Refused."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("person")
    found = rows.filter(code=code_of(scanned), point=point, state__in=OPEN).first()
    if found is None or day_of(found.starts_at) != day_of(at):
        raise NotYours
    if found.state == State.ARRIVED:
        return found
    hold(found.person_id, point, at)
    found.state, found.came_at = State.ARRIVED, at
    found.save(update_fields=["state", "came_at"])
    count(point.pk, day_of(at), "came")
    _tell(point, found, "drive-arrived", by, at)
    return found


@transaction.atomic
def walk_in(
    point: Point,
    pin: str,
    told: rules.Bike | None = None,
    *,
    by: Actor,
    at: datetime,
    made_as: UUID | None = None,
) -> Booking:
    """Somebody of the register is here without a booking at this point. `made_as`: the id that a tablet gave it.

    Raises: Faulty, Refused.
    """
    person = identities.by_pin(pin.strip())
    if person is None:
        raise Faulty(
            {"pin": ("Không có số định danh này trong sổ dân cư.", "The register has no such number.")}
        )
    if CitizenRecord.objects.filter(person=person).exclude(death_date=None).exists():
        raise Faulty({"pin": ("Theo sổ dân cư, người này đã mất.", "By the register this person has died.")})
    frame = checked(point.drive.kind, told, person, at)
    hold(person.pk, point, at)
    try:
        with transaction.atomic():
            made = Booking.objects.create(
                uuid=made_as or uuid4(), code=new_code(),
                kind=point.drive.kind, point=point, person=person, starts_at=at, state=State.ARRIVED,
                walk_in=True, told=plain(told), frame=frame, made_at=at, came_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(
            "Người này đang có lịch đặt cho việc này; dùng mã lịch đó, hoặc hủy trước.",
            "This person has a booking for this; use its code, or cancel it first.", "pin",
        ) from None  # fmt: skip
    for what in ("came", "walk_in"):
        count(point.pk, day_of(at), what)
    _tell(point, made, "drive-arrived", by, at)
    return made


def places_left(point: Point, on: date) -> int:
    """Places of a day for whoever comes without a booking that are left; never below zero. One query.

    Nobody is sent away by this number: it is told, and the team decides.
    """
    minutes = (point.closes.hour - point.opens.hour) * 60 + point.closes.minute - point.opens.minute
    kept = rules.kept_for_walk_ins(minutes, point.drive.service_minutes, point.kits, point.reserve)
    used = Tally.objects.filter(point=point, day=on, what="walk_in").values_list("number", flat=True).first()
    return max(kept - (used or 0), 0)


def hold(person_id: int, point: Point, at: datetime) -> None:
    """No other point takes this person for a day. One statement. Raises: Refused when another one holds them."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"person": person_id, "point": point.pk, "until": at + rules.LOCK, "at": at})
        if cursor.fetchone() is None:
            other = Held.objects.select_related("point").get(person=person_id)
            since = (other.until - rules.LOCK).astimezone(rules.VN)
            place = other.point.place
            raise Refused(
                f"Một tổ khác đã thu nhận người này trong 24 giờ qua ({place}, {since:%H:%M %d/%m}).",
                f"Another team has taken this person in within the last 24 hours ({place}, {since:%H:%M %d/%m}).",
                "pin",
            )


@transaction.atomic
def finish(
    point: Point, number: int, outcome: str, *, reason: str = "", receipt: str = "", by: Actor, at: datetime
) -> Booking:
    """What came of a person who is here: done, failed for a listed reason, or the equipment broke down.

    After a breakdown another team may take the person at once. Raises: NotYours, Refused, Faulty.
    """
    found = Booking.objects.select_for_update().filter(pk=number, point=point).first()
    if found is None:
        raise NotYours
    if found.state != State.ARRIVED:
        raise Refused("Người này chưa đến hoặc đã xong.", "This person has not come, or is done.")
    if outcome not in (State.DONE, State.FAILED, State.EQUIPMENT):
        raise Faulty({"outcome": ("Chọn kết quả.", "Choose what came of it.")})
    if outcome == State.FAILED and reason not in rules.FAILURES[found.kind]:
        raise Faulty({"reason": ("Chọn lý do.", "Choose the reason.")})
    found.state, found.ended_at, found.by = outcome, at, by.as_data()
    found.reason = reason if outcome == State.FAILED else ""
    found.receipt = receipt.strip()[:40] if outcome == State.DONE else ""
    found.save(update_fields=["state", "ended_at", "by", "reason", "receipt"])
    count(point.pk, day_of(at), f"failed:{reason}" if outcome == State.FAILED else outcome)
    if outcome == State.EQUIPMENT:
        Held.objects.filter(person=found.person_id, point=point).delete()
    _tell(point, found, f"drive-{outcome}", by, at)
    return found


def missed(at: datetime, most: int = 500) -> int:
    """Mark bookings that went by without anybody coming; how many. For a job; any number of them may run."""
    with transaction.atomic():
        rows = list(
            Booking.objects.select_for_update(skip_locked=True)
            .filter(state=State.BOOKED, starts_at__lt=at - LATE)
            .order_by("starts_at")[:most]
        )
        numbers: dict[tuple[int, date], int] = {}
        for one in rows:
            one.state, one.ended_at = State.MISSED, at
            key = (one.point_id, day_of(one.starts_at))
            numbers[key] = numbers.get(key, 0) + 1
        Booking.objects.bulk_update(rows, ["state", "ended_at"])
        for (point_id, on), number in sorted(numbers.items()):
            count(point_id, on, "missed", number)
    return len(rows)


def _tell(point: Point, booking: Booking, kind: str, by: Actor, at: datetime) -> None:
    """The event names the booking, not the person."""
    data = {"booking": str(booking.uuid), "point": point.pk, "walk_in": booking.walk_in}
    events.record(point.drive.chain, kind, at=at, actor=by, data=data)
