"""Numbers at the device of a hall: a touch, a printed slip, a code to follow on the phone."""

import uuid as uuids
from typing import Any

import segno
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.hall import bookings, layout, rules, tickets
from motcua.city.hall.errors import NotYours, Refused
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Ticket
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.sites.hall import wording
from motcua.sites.hall.lines import queue_rows
from motcua.sites.portal.offline.kiosk.views import IDLE_S, kiosk_page

PRINTED_IDLE_S = 20
"""After the slip has been taken the next person may come."""


@require_http_methods(["GET", "HEAD", "POST"])
@kiosk_page
def take(request: HttpRequest) -> HttpResponse:
    """Choose what it is about, priority if any, and take the number; a booked person types the code instead."""
    kiosk, at = request.kiosk, clock.now()  # type: ignore[attr-defined]
    plan = _plan(kiosk.agency_id, at)
    if plan is None:
        return _show(request, "hall/kiosk_take.html", {"none": True})
    doors = rules.doors(plan.calendar, at)
    context: dict[str, Any] = {
        "rows": queue_rows(plan, at),
        "open": doors.open,
        "doors": wording.doors_words(doors),
        "priorities": rules.rules().priorities,
        "code": "",
    }
    if request.method != "POST":
        return _show(request, "hall/kiosk_take.html", context)
    code = request.POST.get("ma", "").strip()[:8]
    try:
        ticket = _taken(request, plan, code, kiosk, at)
    except NotYours:
        told = {
            "vi": "Hôm nay sảnh này không có lịch hẹn mang mã đó.",
            "en": "This hall expects no booking with that code today.",
        }
        return _show(request, "hall/kiosk_take.html", context | {"refused": told, "code": code}, 404)
    except Refused as refused:
        return _show(request, "hall/kiosk_take.html", context | {"refused": refused, "code": code}, 422)
    cache.delete(f"hall.queues.{plan.hall.pk}")
    return redirect("hall:kiosk-slip", ticket.uuid)


def _taken(request: HttpRequest, plan: Plan, code: str, kiosk: Any, at: Any) -> Ticket:
    if code:
        by = Actor("system", name=f"Ki-ốt: {kiosk.name}", agency_id=kiosk.agency_id)
        return bookings.arrive(plan, code, None, by=by, at=at)
    group = plan.group(request.POST.get("group", ""))
    if group is None:
        raise Refused("Hãy chọn một việc.", "Please choose what it is about.", "group")
    return tickets.issue(plan, group, Ticket.Source.KIOSK, at=at, priority=request.POST.get("uu-tien", ""))


@require_safe
@kiosk_page
def slip(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The number, big, to print or to take along as a code. Raises: Http404 for one of another hall."""
    kiosk = request.kiosk  # type: ignore[attr-defined]
    found = slip_context(uuid)
    if found["ticket"].hall.agency_id != kiosk.agency_id:
        raise Http404
    return _show(request, "hall/kiosk_slip.html", found | {"idle": PRINTED_IDLE_S})


def slip_context(uuid: uuids.UUID) -> dict[str, Any]:
    """A ticket as it is printed. At most six queries. Raises: Http404."""
    at = clock.now()
    try:
        found = tickets.of_uuid(uuid)
    except NotYours:
        raise Http404 from None
    plan = layout.plan(found.hall.key, at)
    if plan is None:
        raise Http404
    place = tickets.place(plan, found, at)
    address = f"{settings.PUBLIC_URL}{reverse('hall:ticket', args=[found.uuid])}"
    picture = segno.make(address, error="m", micro=False).svg_data_uri(
        border=2, scale=5, dark="#000000", light="#ffffff"
    )
    return {
        "ticket": found,
        "hall": found.hall,
        "place": place,
        "wait": wording.wait_words(place.estimate, place.counters),
        "priority": wording.priority_words(found.priority),
        "qr": picture,
    }


def _plan(agency_id: int, at: Any) -> Plan | None:
    """The first hall of the agency at which the device stands. One query, and those of the plan."""
    halls = layout.halls_of([agency_id], at)
    return layout.plan(halls[0].key, at) if halls else None


def _show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    kiosk = request.kiosk  # type: ignore[attr-defined]
    return render(request, template, {"kiosk": kiosk, "idle": IDLE_S, **context}, status=status)
