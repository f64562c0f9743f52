"""For residents: which halls there are, how long the lines are, a number by phone, and following it without signing on."""

import uuid as uuids
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.city.hall import layout, rules, tickets
from motcua.city.hall.errors import AlreadyWaiting, NotYours, Refused
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Ticket
from motcua.foundation import clock
from motcua.foundation.text import fold
from motcua.sites.hall import wording
from motcua.sites.hall.lines import of_city, queue_rows
from motcua.sites.public.communes import own_commune

TICKETS_AN_HOUR = 12
"""Numbers by phone from one network address an hour: a household, a café; not a script."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every hall with its lines now; those of the reader's own commune first. Three queries, seven more each half minute."""
    at = clock.now()
    query = request.GET.get("q", "").strip()[:80]
    words = fold(query).split()
    halls = [
        one
        for one in layout.all_halls(at)
        if all(word in fold(f"{one.name_vi} {one.agency.name_vi}") for word in words)
    ]
    mine = own_commune(request)
    near = {one.pk for one in layout.halls_serving(mine.id, at)} if mine and not query else set()
    told = of_city(at)
    lines = [(one.pk in near, {"hall": one, "now": told.get(one.pk)}) for one in halls]
    context = {
        "query": query,
        "near": [line for is_near, line in lines if is_near],
        "halls": [line for is_near, line in lines if not is_near],
        "crumbs": _crumbs(None),
    }
    return render(request, "hall/index.html", context)


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One hall now. Raises: Http404."""
    at = clock.now()
    plan = plan_or_404(key)
    return render(request, "hall/hall.html", _hall_context(request, plan, at))


def _hall_context(
    request: HttpRequest, plan: Plan, at: Any, refused: Refused | None = None
) -> dict[str, Any]:
    doors = rules.doors(plan.calendar, at)
    held = request.session.get("hall-ticket")
    return {
        "hall": plan.hall,
        "doors": wording.doors_words(doors),
        "open": doors.open,
        "rows": queue_rows(plan, at),
        "held": held,
        "refused": refused,
        "books": any(group.per_slot for group in plan.groups),
        "crumbs": _crumbs(plan),
    }


@require_POST
@never_cache
def take(request: HttpRequest, key: str) -> HttpResponse:
    """A number by phone: one for a phone. Raises: Http404."""
    at = clock.now()
    plan = plan_or_404(key)
    group = plan.group(request.POST.get("group", ""))
    if group is None or not plan.hall.remote:
        raise Http404
    if not request.session.session_key:
        request.session.save()
    device = request.session.session_key or ""
    try:
        if not _may_take(request):
            raise Refused(
                "Quá nhiều số được lấy từ mạng này. Hãy lấy số tại sảnh.",
                "Too many numbers from this network. Please take one in the hall.",
            )
        ticket = tickets.issue(plan, group, Ticket.Source.PHONE, at=at, device=device)
    except AlreadyWaiting as known:
        assert isinstance(known.ticket, Ticket)
        return redirect("hall:ticket", known.ticket.uuid)
    except Refused as refused:
        return render(request, "hall/hall.html", _hall_context(request, plan, at, refused), status=422)
    cache.delete(f"hall.queues.{plan.hall.pk}")
    request.session["hall-ticket"] = str(ticket.uuid)
    return redirect("hall:ticket", ticket.uuid)


def _may_take(request: HttpRequest) -> bool:
    key = f"hall.take.{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) <= TICKETS_AN_HOUR
    except ValueError:  # the hour ended between the two calls
        return True


@require_safe
@never_cache
def ticket(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One's number: how many are before it, where it is called. `phan`: the moving part only. Raises: Http404."""
    context = ticket_context(uuid)
    template = "hall/_ticket.html" if "phan" in request.GET else "hall/ticket.html"
    return render(request, template, context)


def ticket_context(uuid: uuids.UUID) -> dict[str, Any]:
    """A ticket as its holder sees it. At most six queries. Raises: Http404."""
    at = clock.now()
    try:
        found = tickets.of_uuid(uuid)
    except NotYours:
        raise Http404 from None
    plan = layout.plan(found.hall.key, at)
    waits = found.state == Ticket.State.WAITING
    place = tickets.place(plan, found, at) if plan is not None and waits else None
    return {
        "ticket": found,
        "state": wording.state(found.state),
        "place": place,
        "wait": wording.wait_words(place.estimate, place.counters) if place else None,
        "priority": wording.priority_words(found.priority),
        "back": tickets.may_come_back(found, at),
        "moving": found.state in (Ticket.State.WAITING, Ticket.State.CALLED),
        "at": at,
        "crumbs": _crumbs(plan) if plan else [],
    }


@require_POST
def give_up(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Not waiting any more: whoever holds the address holds the ticket. Raises: Http404."""
    try:
        found = tickets.give_up(uuid, at=clock.now())
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return render(request, "hall/ticket.html", ticket_context(uuid) | {"refused": refused}, status=409)
    cache.delete(f"hall.queues.{found.hall_id}")
    return redirect("hall:ticket", uuid)


def plan_or_404(key: str) -> Plan:
    """The plan of a hall by its address. Raises: Http404."""
    plan = layout.plan(key, clock.now())
    if plan is None:
        raise Http404
    return plan


def _crumbs(plan: Plan | None) -> list[dict[str, Any]]:
    first = {
        "label": {"vi": "Xếp hàng, đặt hẹn", "en": "Queues and bookings"},
        "href": "/xep-hang" if plan else "",
    }
    if plan is None:
        return [first]
    return [
        first,
        {"label": {"vi": plan.hall.name_vi, "en": plan.hall.name_en}, "href": f"/xep-hang/{plan.hall.key}"},
    ]
