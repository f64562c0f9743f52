"""Booking a time: which hall, what for, which slot, who comes; then moving, cancelling, and the calendar file."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.agencies import TIME_ZONE
from motcua.city.hall import bookings, layout, rules
from motcua.city.hall.bookings import Wanted
from motcua.city.hall.errors import NotYours, Refused
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Booking, Group
from motcua.city.models import Person
from motcua.foundation import clock
from motcua.foundation.identifiers import is_dossier_code
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.hall import wording
from motcua.sites.hall.icalendar import event_of
from motcua.sites.hall.own_booking import OPENED, actor_of, own_booking, resident_of
from motcua.sites.hall.public import plan_or_404
from motcua.sites.portal.wrong import named_errors
from motcua.sites.public.communes import own_commune
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import active, pick

LONGEST_NAME = 100
LOOKUPS_A_MINUTE = 10
BOOKINGS_AN_HOUR = 10


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which hall: those of the reader's commune first. `thu-tuc` and `ho-so` are carried along. Three queries."""
    at = clock.now()
    halls = layout.all_halls(at)
    mine = own_commune(request)
    near = {one.pk for one in layout.halls_serving(mine.id, at)} if mine else set()
    context = {
        "near": [{"hall": one} for one in halls if one.pk in near],
        "halls": [{"hall": one} for one in halls if one.pk not in near],
        "carried": _carried(request),
        "crumbs": _crumbs(),
        "fields": _find_fields("", ""),
    }
    return render(request, "hall/book_where.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, key: str) -> HttpResponse:
    """What for, which day, which time, who: one page, every choice an address. Raises: Http404."""
    at = clock.now()
    plan = plan_or_404(key)
    posted = request.method == "POST"
    given = request.POST if posted else request.GET
    procedure, dossier = _about(given.get("thu-tuc", ""), given.get("ho-so", ""))
    takes = [one for one in plan.groups if one.per_slot]
    if not takes:
        raise Http404
    group = next((one for one in takes if one.letter == given.get("nhom", "")), None)
    if group is None and procedure is not None:
        found = plan.group_for(procedure.code, _field_of(procedure))
        group = found if found in takes else None
    days = rules.bookable_days(plan.office, at.date())
    day = _day(given.get("ngay", ""), days)
    free = bookings.free_on(plan, group, day, at) if group and day else []
    context: dict[str, Any] = {
        "hall": plan.hall,
        "groups": takes,
        "group": group,
        "days": [
            {"value": one.isoformat(), "words": wording.day_words(one), "current": one == day} for one in days
        ],
        "day": wording.day_words(day) if day else None,
        "day_value": day.isoformat() if day else "",
        "free": [
            {"value": one.starts_at.isoformat(), "from": one.starts_at, "to": one.ends_at, "left": one.left}
            for one in free
        ],
        "chosen": given.get("gio", ""),
        "procedure": procedure,
        "dossier": dossier,
        "carried": _carried(request),
        "crumbs": _crumbs(plan),
    }
    person = resident_of(request)
    fields = _who_fields(request, person)
    if not posted:
        return render(request, "hall/book.html", context | {"fields": fields, "errors": []})
    time_wrong, refused = _read_who(request, fields, group, given.get("gio", ""))
    booking = None
    if not time_wrong and not refused and group is not None:
        if not _may(request, "book", BOOKINGS_AN_HOUR, 3600):
            fields[-1].error = {
                "vi": "Quá nhiều lịch hẹn từ mạng này.",
                "en": "Too many bookings from this network.",
            }
        else:
            booking, time_wrong = _book(
                request, plan, group, fields, procedure, dossier, person, given["gio"], at
            )
    if booking is not None:
        return redirect("hall:booking", booking.uuid)
    errors = named_errors(fields)
    if time_wrong:
        errors.insert(0, {"href": "#gio", "text": _say(time_wrong)})
    return render(
        request,
        "hall/book.html",
        context | {"fields": fields, "errors": errors, "time_wrong": time_wrong},
        status=422,
    )


def _book(
    request: HttpRequest,
    plan: Plan,
    group: Group,
    fields: list[Field],
    procedure: Procedure | None,
    dossier: str,
    person: Person | None,
    time: str,
    at: datetime,
) -> tuple[Booking | None, dict[str, str] | None]:
    """The booking, or what is wrong with the time; what is wrong with a field stands at the field."""
    wanted = Wanted(
        name=fields[0].value,
        phone=fields[1].value,
        person_id=person.pk if person else None,
        procedure_code=procedure.code if procedure else "",
        dossier_code=dossier,
        language=active(),
    )
    try:
        return bookings.book(
            plan, group, datetime.fromisoformat(time), wanted, by=actor_of(person, wanted.name), at=at
        ), None
    except Refused as refused:
        words = {"vi": refused.vi, "en": refused.en}
        if refused.field == "phone":
            fields[1].error = words
            return None, None
        return None, words


@require_safe
@never_cache
@own_booking
def booking(request: HttpRequest, found: Booking) -> HttpResponse:
    """One's booking. Raises: Http404."""
    return render(request, "hall/booking.html", _booking_context(found))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@own_booking
def move(request: HttpRequest, found: Booking) -> HttpResponse:
    """Another time in the same group. Raises: Http404."""
    at = clock.now()
    plan = plan_or_404(found.hall.key)
    group = plan.group_id(found.group_id)
    if group is None or not bookings.changeable(found, at):
        return render(request, "hall/booking.html", _booking_context(found) | {"late": True}, status=409)
    given = request.POST if request.method == "POST" else request.GET
    days = rules.bookable_days(plan.office, at.date())
    day = _day(given.get("ngay", "") or found.starts_at.astimezone(TIME_ZONE).date().isoformat(), days)
    wrong: dict[str, str] | None = None
    if request.method == "POST":
        try:
            starts = datetime.fromisoformat(given.get("gio", ""))
            bookings.move(plan, found.uuid, starts, by=actor_of(resident_of(request), found.name), at=at)
            return redirect("hall:booking", found.uuid)
        except ValueError:
            wrong = {"vi": "Hãy chọn một giờ.", "en": "Please choose a time."}
        except Refused as refused:
            wrong = {"vi": refused.vi, "en": refused.en}
    free = bookings.free_on(plan, group, day, at) if day else []
    context = _booking_context(found) | {
        "days": [
            {"value": one.isoformat(), "words": wording.day_words(one), "current": one == day} for one in days
        ],
        "day": wording.day_words(day) if day else None,
        "day_value": day.isoformat() if day else "",
        "free": [
            {"value": one.starts_at.isoformat(), "from": one.starts_at, "to": one.ends_at, "left": one.left}
            for one in free
        ],
        "time_wrong": wrong,
        "errors": [{"href": "#gio", "text": _say(wrong)}] if wrong else [],
    }
    return render(request, "hall/book_move.html", context, status=422 if wrong else 200)


@require_POST
@own_booking
def cancel(request: HttpRequest, found: Booking) -> HttpResponse:
    """Give the time back. Raises: Http404."""
    try:
        bookings.cancel(found.uuid, by=actor_of(resident_of(request), found.name), at=clock.now())
    except Refused:
        return render(request, "hall/booking.html", _booking_context(found) | {"late": True}, status=409)
    return redirect("hall:booking", found.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """A booking by its code and the phone number: for who has lost the address."""
    code, phone = request.POST.get("ma", "").strip()[:12], _digits(request.POST.get("dien-thoai", ""))
    fields = _find_fields(code, request.POST.get("dien-thoai", "")[:20])
    status = 200
    if request.method == "POST":
        status = 422
        needed = {"vi": "Mục này cần được trả lời.", "en": "This is needed."}
        fields[0].error, fields[1].error = "" if code else needed, "" if phone else needed
        if not _may(request, "find", LOOKUPS_A_MINUTE, 60):
            fields[0].error, status = (
                {"vi": "Hãy đợi một phút rồi thử lại.", "en": "Please wait a minute."},
                429,
            )
        elif code and phone:
            try:
                known = str(bookings.of_code(code, phone).uuid)
                request.session[OPENED] = [*request.session.get(OPENED, [])[-9:], known]
                return redirect("hall:booking", known)
            except NotYours:
                fields[0].error = {
                    "vi": "Không có lịch hẹn nào với mã và số điện thoại này.",
                    "en": "No booking has this code and phone number.",
                }
    context = {"fields": fields, "errors": named_errors(fields), "crumbs": _crumbs()}
    return render(request, "hall/book_find.html", context, status=status)


@require_safe
@own_booking
def calendar(request: HttpRequest, found: Booking) -> HttpResponse:
    """The booking as an iCalendar file (RFC 5545): the same event when it is fetched again, cancelled when it is.

    Raises: Http404.
    """
    answer = HttpResponse(event_of(found, clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lich-hen.ics"'
    return answer


def _booking_context(found: Booking) -> dict[str, Any]:
    return {
        "booking": found,
        "state": wording.state(found.state),
        "when": wording.when_words(found.starts_at, found.ends_at),
        "changeable": bookings.changeable(found, clock.now()),
        "notice": rules.rules().booking.notice,
        "hall": found.hall,
        "crumbs": _crumbs(),
    }


def _who_fields(request: HttpRequest, person: Person | None) -> list[Field]:
    posted = request.method == "POST"
    name = request.POST.get("ten", "") if posted else person.full_name if person else ""
    phone = request.POST.get("dien-thoai", "") if posted else person.phone if person else ""
    return [
        Field(
            "ten",
            "text",
            {"vi": "Người đến", "en": "Who comes"},
            value=" ".join(name.split()),
            max_length=LONGEST_NAME,
            autocomplete="name",
            example="Nguyễn Thị An",
        ),
        Field(
            "dien-thoai",
            "phone",
            {"vi": "Số điện thoại", "en": "Phone number"},
            value=phone.strip(),
            max_length=20,
            hint={
                "vi": "Để tìm lại lịch hẹn bằng mã. Không dùng vào việc khác.",
                "en": "To find the booking again with its code. For nothing else.",
            },
        ),
    ]


def _read_who(
    request: HttpRequest, fields: list[Field], group: Group | None, time: str
) -> tuple[dict[str, str] | None, bool]:
    """What is wrong with the time, and whether a field is wrong; all faults at once, at their fields."""
    name, phone = fields
    if not name.value or len(name.value) > LONGEST_NAME:
        name.error = {"vi": "Ghi họ tên người đến.", "en": "Write the name of the person who comes."}
    digits = _digits(phone.value)
    if not digits:
        phone.error = {
            "vi": "Số điện thoại gồm 10 chữ số, bắt đầu bằng 0.",
            "en": "Ten digits, beginning with 0.",
        }
    else:
        phone.value = digits
    wrong = None
    try:
        if datetime.fromisoformat(time).tzinfo is None:
            raise ValueError
    except ValueError:
        wrong = {"vi": "Hãy chọn một giờ.", "en": "Please choose a time."}
    if group is None:
        wrong = {"vi": "Hãy chọn việc cần làm.", "en": "Please choose what it is about."}
    return wrong, bool(name.error or phone.error)


def _digits(typed: str) -> str:
    """A Vietnamese phone number as ten or eleven digits beginning with 0; empty when it is none."""
    digits = "".join(char for char in typed if char.isdecimal())
    if digits.startswith("84") and len(digits) in (11, 12):
        digits = f"0{digits[2:]}"
    return digits if digits.startswith("0") and len(digits) in (10, 11) else ""


def _find_fields(code: str, phone: str) -> list[Field]:
    return [
        Field("ma", "text", {"vi": "Mã hẹn", "en": "Booking code"}, value=code, max_length=8, width="s"),
        Field(
            "dien-thoai", "phone", {"vi": "Số điện thoại", "en": "Phone number"}, value=phone, max_length=20
        ),
    ]


def _about(procedure: str, dossier: str) -> tuple[Procedure | None, str]:
    found = Procedure.objects.filter(code=procedure[:20], internal=False).first() if procedure else None
    return found, dossier if dossier and is_dossier_code(dossier) else ""


def _field_of(procedure: Procedure) -> str:
    version = publishing.version_for(procedure.code, clock.now()) if procedure.executable else None
    return publishing.definition_of(version).field if version is not None else procedure.field_key


def _carried(request: HttpRequest) -> str:
    """What the addresses of the next choices carry along."""
    given = request.POST if request.method == "POST" else request.GET
    kept = {name: given[name][:60] for name in ("thu-tuc", "ho-so") if given.get(name)}
    return urlencode(kept)


def _day(raw: str, days: list[date]) -> date | None:
    try:
        wanted = date.fromisoformat(raw)
    except ValueError:
        return days[0] if days else None
    return wanted if wanted in days else (days[0] if days else None)


def _may(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    key = f"hall.{what}.{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:
        return True


def _say(words: dict[str, str]) -> str:
    return pick(words)


def _crumbs(plan: Plan | None = None) -> list[dict[str, Any]]:
    rows = [{"label": {"vi": "Đặt hẹn", "en": "Book a time"}, "href": "/dat-hen"}]
    if plan is not None:
        rows.append({"label": {"vi": plan.hall.name_vi, "en": plan.hall.name_en}, "href": ""})
    return rows
