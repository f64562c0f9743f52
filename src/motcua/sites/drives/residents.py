"""Residents see where cards are issued and vehicles registered, book a time, and show a code at the table."""

from datetime import date, datetime
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.records.drives import booking as bookings
from motcua.records.drives import planning
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Drive, Invitation, Point, Slot
from motcua.records.quality.pairs import same_person
from motcua.sites.drives.frame import BOOKING_STATES, KINDS, SETTINGS, day_words, moment_words, name_of, tag
from motcua.sites.drives.planning import TARGETS
from motcua.sites.drives.receiving import bike_of
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, current, resident_only
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import pick
from motcua.sites.shell.my_page import Card, Line

SHOWN = 40
HOME = {"label": {"vi": "Trang đầu", "en": "Home"}, "href": "/"}
HERE = {"vi": "Cấp thẻ, đăng ký xe lưu động", "en": "Cards and vehicles near you"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Drives that are out; those that invite the reader first. Two or three queries."""
    rows = planning.coming(clock.now().date(), SHOWN)
    resident = current(request)
    why = _invited(resident, rows)
    lines = [
        {"drive": one, "name": name_of(one), "kind": KINDS[one.kind], "why": why.get(one.pk)}
        for one in sorted(rows, key=lambda one: one.pk not in why)
    ]
    context = {"lines": lines, "crumbs": [HOME, {"label": HERE, "href": ""}]}
    return show(request, "drives/index.html", context)


def _invited(resident: Resident | None, drives: list[Drive]) -> dict[int, dict[str, str]]:
    """Why the reader is invited, by drive. One query for who is signed on."""
    if resident is None or not drives:
        return {}
    rows = Invitation.objects.filter(person__in=same_person(resident.person.pk), drive__in=drives)
    return {drive: TARGETS[why] for drive, why in rows.values_list("drive_id", "why")}


@require_safe
def drive(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One drive: its places and days. Three queries. Raises: Http404."""
    try:
        found = planning.public(uuid)
    except NotYours:
        raise Http404 from None
    today = clock.now().date()
    points = [
        {
            "point": one, "setting": SETTINGS[one.setting],
            "days": [{"value": day.isoformat(), "words": day_words(day)} for day in one.days if day >= today],
        }
        for one in found.points.select_related("unit").order_by("unit__sort_key", "pk")
    ]  # fmt: skip
    context = {
        "drive": found, "name": name_of(found), "kind": KINDS[found.kind], "points": points,
        "why": _invited(current(request), [found]).get(found.pk), "over": found.ends_on < today,
        "cancelled": found.state == Drive.State.CANCELLED,
        "crumbs": [HOME, {"label": HERE, "href": reverse("drives:index")}, {"label": name_of(found), "href": ""}],
    }  # fmt: skip
    return show(request, "drives/public.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def point(request: HttpRequest, number: int) -> HttpResponse:
    """Day, time, and for a motorbike its papers; one page. Five queries. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    rows = Point.objects.select_related("drive__agency", "unit")
    found = rows.filter(pk=number, drive__state=Drive.State.PUBLISHED).first()
    if found is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    days = [day for day in found.days if day >= at.date()]
    day = _chosen(given.get("ngay", ""), days)
    free = bookings.free(found, day, at) if day else []
    is_bike = found.drive.kind == Drive.Kind.MOTORBIKE
    fields = _bike_fields(request) if is_bike else []
    time_wrong: dict[str, str] | None = None
    if request.method == "POST":
        raw = given.get("gio", "")
        try:
            if (
                not raw.isdecimal()
                or len(raw) > 17
                or not Slot.objects.filter(pk=int(raw), point=found).exists()
            ):
                raise Refused("Hãy chọn một giờ.", "Please choose a time.", "gio")
            by = Actor("resident", resident.account.pk, resident.person.pk, resident.person.full_name)
            told = bike_of(given) if is_bike else None
            made = bookings.book(int(raw), resident.person, told, by=by, at=at)
            return redirect("drives:booking", made.uuid)
        except Faulty as faulty:
            time_wrong = _at_fields(fields, faulty)
        except Refused as refused:
            time_wrong = {"vi": refused.vi, "en": refused.en}
    errors = errors_of(fields)
    if time_wrong:
        errors.insert(0, {"href": "#gio", "text": pick(time_wrong)})
    context = {
        "point": found, "drive": found.drive, "name": name_of(found.drive), "setting": SETTINGS[found.setting],
        "days": [{"value": one.isoformat(), "words": day_words(one), "current": one == day} for one in days],
        "day": day_words(day) if day else None, "day_value": day.isoformat() if day else "",
        "free": [{"slot": one, "left": one.seats - one.taken} for one in free], "chosen": given.get("gio", ""),
        "fields": fields, "errors": errors, "time_wrong": time_wrong, "person": resident.person,
        "crumbs": [HOME, {"label": HERE, "href": reverse("drives:index")},
                   {"label": name_of(found.drive), "href": reverse("drives:public", args=[found.drive.uuid])}],
    }  # fmt: skip
    return show(request, "drives/book.html", context, status=422 if errors else 200)


def _chosen(raw: str, days: list[date]) -> date | None:
    try:
        wanted = date.fromisoformat(raw)
    except ValueError:
        return days[0] if days else None
    return wanted if wanted in days else (days[0] if days else None)


BIKE = (
    ("frame", "Số khung", "Frame number", 17), ("motor", "Số máy", "Motor number", 17),
    ("invoice", "Số hóa đơn điện tử", "Number of the e-invoice", 20),
    ("fee_paid", "Mã chứng từ nộp lệ phí trước bạ", "Code of the paid registration fee", 30),
    ("guardian", "Người giám hộ đồng ý (chủ xe dưới 18 tuổi)", "Guardian who agrees (owner under 18)", 120),
)  # fmt: skip


def _bike_fields(request: HttpRequest) -> list[Field]:
    return [
        Field(
            name, "text", {"vi": vi, "en": en}, value=request.POST.get(name, "")[:most], max_length=most,
            required=name != "guardian",
        )
        for name, vi, en, most in BIKE
    ]  # fmt: skip


def _at_fields(fields: list[Field], faulty: Faulty) -> dict[str, str] | None:
    """Each fault at its field; what belongs to none is told at the top."""
    by_name, rest = {one.name: one for one in fields}, None
    for name, (vi, en) in faulty.fields.items():
        if name in by_name:
            by_name[name].error = {"vi": vi, "en": en}
        else:
            rest = {"vi": vi, "en": en}
    return rest


@never_cache
@require_safe
@resident_only
def booking(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One's booking with the code for the table. Three queries. Raises: Http404."""
    return _booking(request, uuid)


def _booking(request: HttpRequest, uuid: Any, refused: Refused | None = None) -> HttpResponse:
    resident: Resident = request.resident  # type: ignore[attr-defined]
    try:
        found = bookings.own(uuid, same_person(resident.person.pk))
    except NotYours:
        raise Http404 from None
    drive_ = found.point.drive
    picture = segno.make(bookings.signed(found), error="m", micro=False).svg_data_uri(scale=6, border=2)
    context = {
        "booking": found, "drive": drive_, "name": name_of(drive_), "point": found.point, "refused": refused,
        "tag": tag(BOOKING_STATES, found.state), "when": moment_words(found.starts_at), "picture": picture,
        "open": found.state == "booked", "cancelled": drive_.state == Drive.State.CANCELLED,
        "crumbs": [HOME, {"label": HERE, "href": reverse("drives:index")}, {"label": name_of(drive_), "href": ""}],
    }  # fmt: skip
    return show(request, "drives/booking.html", context, status=409 if refused else 200)


@never_cache
@require_POST
@resident_only
def cancel(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Give the place back. 409 in words when it is too late. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    by = Actor("resident", resident.account.pk, resident.person.pk, resident.person.full_name)
    try:
        bookings.cancel(uuid, same_person(resident.person.pk), by=by, at=clock.now())
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _booking(request, uuid, refused)
    return redirect("drives:booking", uuid)


def of_person(person_id: int, at: datetime) -> Card | None:
    """What the person has booked. At most two queries. None where there is nothing."""
    found = bookings.open_of(same_person(person_id))
    if not found:
        return None
    lines = [
        Line(
            moment_words(one.starts_at), reverse("drives:booking", args=[one.uuid]), name_of(one.point.drive)
        )
        for one in found
    ]
    title = {"vi": "Lịch hẹn lưu động", "en": "Booked with a mobile team"}
    return Card("drives", title, lines, {"vi": "", "en": ""}, href=reverse("drives:index"), more=HERE)


def of_commune(unit_id: int, at: datetime) -> Card | None:
    """The next drives in a commune. One query. None where none is planned."""
    rows = Drive.objects.filter(state="published", ends_on__gte=at.date(), points__unit=unit_id)
    found = list(rows.distinct().order_by("ends_on", "id")[:4])
    if not found:
        return None
    lines = [Line(name_of(one), reverse("drives:public", args=[one.uuid]), KINDS[one.kind]) for one in found]
    title = {"vi": "Cấp thẻ, đăng ký xe gần bạn", "en": "Cards and vehicles near you"}
    return Card("drives", title, lines, {"vi": "", "en": ""}, href=reverse("drives:index"), more=HERE)
