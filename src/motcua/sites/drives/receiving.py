"""The table at a point: check in by code, take somebody without one, say what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.foundation import audit
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.foundation.worktime import VN
from motcua.records.drives import receiving, rules
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Drive, Point
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.drives.frame import BOOKING_STATES, frame, name_of, point_of, tag
from motcua.sites.shell.language import pick, say

MASKED = 4


@require_safe
@officer_page
def table(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Who is expected, here and done today at a point; the look is noted. Three queries. Raises: Http404."""
    return _shown(request, officer, point_of(officer, number))


def _shown(
    request: HttpRequest, officer: Officer, point: Point, faults: dict[str, tuple[str, str]] | None = None
) -> HttpResponse:
    rows = receiving.today(point, officer.now)
    audit.log_read(
        officer.actor,
        [one.person_id for one in rows],
        purpose="identity-drive",
        code="drive",
        what="drive-table",
        at=officer.now,
    )
    words = {name: {"vi": vi, "en": en} for name, (vi, en) in (faults or {}).items()}
    failures = [
        {"key": key, "vi": vi, "en": en} for key, (vi, en) in rules.FAILURES[point.drive.kind].items()
    ]
    context = frame(
        officer, point=point, drive=point.drive, name=name_of(point.drive), faults=words, typed=request.POST,
        here=[_line(one) for one in rows if one.state == "arrived"],
        expected=[_line(one) for one in rows if one.state == "booked"],
        over=[_line(one) for one in rows if one.state not in ("arrived", "booked")],
        failures=failures, bike=point.drive.kind == Drive.Kind.MOTORBIKE,
        errors=[{"href": f"#{name}", "text": pick(said)} for name, said in words.items()],
    )  # fmt: skip
    return render(request, "drives/table.html", context, status=422 if faults else 200)


def _line(one: Any) -> dict[str, Any]:
    return {
        "row": one,
        "tag": tag(BOOKING_STATES, one.state),
        "number": f"…{one.person.pin[-MASKED:]}" if one.person.pin else "–",
    }


@require_POST
@officer_page
def arrive(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Somebody shows a code. 422 in words where no booking of this point has it today."""
    point = point_of(officer, number)
    try:
        found = receiving.check_in(point, request.POST.get("code", "")[:80], by=officer.actor, at=officer.now)
    except NotYours:
        return _shown(request, officer, point, {"code": ("Hôm nay điểm này không có lịch với mã đó.",
                                                         "No booking of today at this point has this code.")})  # fmt: skip
    except Refused as refused:
        return _shown(request, officer, point, {"code": (refused.vi, refused.en)})
    messages.success(request, say(f"{found.person.full_name} đã đến.", f"{found.person.full_name} is here."))
    return redirect("drives:table", number)


@require_POST
@officer_page
def walk_in(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Somebody comes without a booking. 422 with every fault."""
    point, post = point_of(officer, number), request.POST
    bike = bike_of(post) if point.drive.kind == Drive.Kind.MOTORBIKE else None
    try:
        receiving.walk_in(
            point, number_of(post.get("pin", ""), officer), bike, by=officer.actor, at=officer.now
        )
    except Faulty as faulty:
        return _shown(request, officer, point, faulty.fields)
    except Refused as refused:
        return _shown(request, officer, point, {"pin": (refused.vi, refused.en)})
    return redirect("drives:table", number)


def number_of(typed: str, officer: Officer) -> str:
    """The personal number that was typed, or that of a scanned card; what is no card stays as it is and is refused."""
    if "|" not in typed:
        return typed[:20]
    try:
        card = parse_card_qr(typed[:1000], officer.now.astimezone(VN).date())
    except CardQrError:
        return typed[:20]
    return card.pin.value or ""


def bike_of(post: Any) -> rules.Bike:
    """What a form says about a motorbike, tidied: capitals, no blanks."""
    told = {
        name: "".join(post.get(name, "")[:60].upper().split())
        for name in ("frame", "motor", "invoice", "fee_paid")
    }
    return rules.Bike(**told, guardian=post.get("guardian", "").strip()[:120])


@require_POST
@officer_page
def finish(request: HttpRequest, officer: Officer, number: int, booking: int) -> HttpResponse:
    """What came of somebody who is here. 422 in words. Raises: Http404."""
    point, post = point_of(officer, number), request.POST
    try:
        receiving.finish(
            point, booking, post.get("outcome", ""), reason=post.get("reason", ""), receipt=post.get("receipt", ""),
            by=officer.actor, at=officer.now,
        )  # fmt: skip
    except NotYours:
        raise Http404 from None
    except Faulty as faulty:
        return _shown(request, officer, point, {f"b-{booking}": words for words in faulty.fields.values()})
    except Refused as refused:
        messages.error(request, say(refused.vi, refused.en))
    return redirect("drives:table", number)
