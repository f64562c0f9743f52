"""My counter: sit down, call with one key, see the booking, start the intake, pause; numbers given at reception."""

import uuid as uuids
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city.agencies import TIME_ZONE
from motcua.city.hall import bookings, calling, figures, layout, rules, tickets
from motcua.city.hall.errors import NotYours, Refused
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Booking, Counter, Hall, Sitting, Ticket
from motcua.city.models import Power
from motcua.foundation import audit
from motcua.foundation.identifiers import is_dossier_code, scanned
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.hall import wording
from motcua.sites.hall.kiosk import slip_context
from motcua.sites.shell.language import pick, say

HERE = "/quay/"
LIST = 12
MISSED = 6
BOOKED = 12
PAUSES = (
    ("Giải quyết việc tại chỗ", "Work at the desk"),
    ("Nghỉ ngắn", "Short break"),
    ("Họp, hỗ trợ quầy khác", "Meeting, help elsewhere"),
)


def works_here(officer: Officer, hall: Hall) -> bool:
    """Whether this post receives people in the hall's agency."""
    return hall.agency_id in officer.powers.agency_ids(Power.Name.RECEIVE)


@officer_page
def desk(request: HttpRequest, officer: Officer) -> HttpResponse:
    """My counter, or the choice of one. About a dozen queries while sitting."""
    if not officer.receives:
        raise PermissionDenied
    sitting = calling.sitting_of(officer.account.pk)
    if sitting is None:
        return render(request, "hall/sit_down.html", _choice(officer))
    return _show(request, officer, sitting)


def _choice(officer: Officer) -> dict[str, Any]:
    halls = layout.halls_of(officer.powers.agency_ids(Power.Name.RECEIVE), officer.now)
    taken = dict(
        Sitting.objects.filter(counter__hall__in=halls, until=None).values_list(
            "counter_id", "account__display_name"
        )
    )
    rows = []
    for hall in halls:
        plan = layout.plan(hall.key, officer.now)
        if plan is not None:
            rows.append(
                {
                    "hall": hall,
                    "counters": [
                        {
                            "row": counter,
                            "taken": taken.get(counter.pk, ""),
                            "groups": [plan.group_id(one) for one in plan.served[counter.pk]],
                        }
                        for counter in plan.counters
                    ],
                }
            )
    return page_context(officer, HERE, rows=rows)


def _show(
    request: HttpRequest,
    officer: Officer,
    sitting: Sitting,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    plan = layout.plan(sitting.counter.hall.key, officer.now)
    if plan is None:
        raise Http404
    served = [plan.group_id(one) for one in plan.served.get(sitting.counter_id, ())]
    waiting = list(
        Ticket.objects.select_related("group")
        .filter(group__in=[one for one in served if one], day=officer.now.date(), state=Ticket.State.WAITING)
        .order_by("turn_at", "id")[: LIST + 1]
    )
    waiting.sort(key=lambda one: (one.ready_at > officer.now, one.turn_at, one.pk))
    ticket = calling.current(sitting)
    own = figures.sums([plan.hall.pk], officer.now.date(), officer.now.date(), "counter_id")
    missed = Ticket.objects.filter(
        hall=plan.hall,
        day=officer.now.date(),
        state=Ticket.State.ABSENT,
        ended_at__gte=officer.now - timedelta(minutes=rules.rules().queue.back_within),
    ).order_by("-ended_at")[:MISSED]
    context = page_context(
        officer,
        HERE,
        hall=plan.hall,
        plan=plan,
        sitting=sitting,
        counter=sitting.counter,
        served=[one for one in served if one],
        ticket=ticket,
        about=_about(officer, ticket) if ticket else None,
        waiting=[_line(one, officer) for one in waiting[:LIST]],
        more=len(waiting) > LIST,
        missed=list(missed),
        booked=_booked(plan, officer),
        others=[one for one in plan.groups if ticket and one.pk != ticket.group_id],
        own=own.get(sitting.counter_id, figures.Sums()),
        minutes={
            "wait": wording.minutes(own.get(sitting.counter_id, figures.Sums()).wait_mean_s),
            "served": wording.minutes(own.get(sitting.counter_id, figures.Sums()).served_mean_s),
        },
        pauses=[{"vi": vi, "en": en} for vi, en in PAUSES],
        priorities=rules.rules().priorities,
        refused=refused,
        code=request.POST.get("ma", "")[:60],
        open=rules.doors(plan.calendar, officer.now).open,
    )
    return render(request, "hall/counter.html", context, status=status)


def _line(ticket: Ticket, officer: Officer) -> dict[str, Any]:
    return {
        "label": ticket.label,
        "group": ticket.group,
        "minutes": int((officer.now - ticket.issued_at).total_seconds() // 60),
        "priority": wording.priority_words(ticket.priority),
        "booked": ticket.source == Ticket.Source.BOOKING,
    }


def _about(officer: Officer, ticket: Ticket) -> dict[str, Any]:
    """What is known of who stands there: the booking with its name, logged when it is a known person's."""
    booking: Booking | None = Booking.objects.filter(ticket=ticket).first()
    procedure = None
    if booking is not None:
        audit.log_read(
            officer.actor, [booking.person_id], purpose=f"Phục vụ số {ticket.label} tại quầy", what="booking",
            code="counter", at=officer.now, dossier_code=booking.dossier_code,
        )  # fmt: skip
        if booking.procedure_code:
            procedure = Procedure.objects.filter(code=booking.procedure_code).first()
    return {
        "booking": booking,
        "procedure": procedure,
        "waited": int((ticket.called_at - ticket.issued_at).total_seconds() // 60) if ticket.called_at else 0,
        "served": int((officer.now - ticket.called_at).total_seconds() // 60) if ticket.called_at else 0,
        "priority": wording.priority_words(ticket.priority),
        "source": ticket.get_source_display(),
        "handled": list(ticket.handled.order_by("id")[:6]),
    }


def _booked(plan: Plan, officer: Officer) -> list[dict[str, Any]]:
    """Bookings of today that have not come; codes and times, no names: those are for the counter that calls."""
    day = officer.now.astimezone(TIME_ZONE).date()
    rows = Booking.objects.select_related("group").filter(
        hall=plan.hall,
        starts_at__gte=officer.now - timedelta(hours=1),
        starts_at__lt=officer.now + timedelta(hours=14),
        state=Booking.State.BOOKED,
    )
    return [
        {"at": one.starts_at, "letter": one.group.letter, "group": one.group, "code": one.code}
        for one in rows.order_by("starts_at", "id")[:BOOKED]
        if one.starts_at.astimezone(TIME_ZONE).date() == day
    ]


@require_POST
@officer_page
def sit(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Take a seat. Raises: Http404 for a counter of another agency."""
    if not officer.receives:
        raise PermissionDenied
    raw = request.POST.get("counter", "")
    counter = (
        Counter.objects.select_related("hall").filter(pk=int(raw[:12]), closed_on=None).first()
        if raw.isdecimal()
        else None
    )
    if counter is None or not works_here(officer, counter.hall):
        raise Http404
    try:
        calling.sit_down(counter, by=officer.actor, at=officer.now)
    except Refused as refused:
        messages.warning(request, pick(refused))
    return redirect("hall:desk")


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """What is done at a counter; the next page shows what came of it. Raises: Http404 for an unknown act."""
    if not officer.receives:
        raise PermissionDenied
    by, at, given = officer.actor, officer.now, request.POST
    acts = {
        "goi": lambda: calling.call_next(by=by, at=at),
        "goi-lai": lambda: calling.recall(by=by, at=at),
        "vang": lambda: calling.absent(by=by, at=at),
        "xong": lambda: calling.done(by=by, at=at),
        "chuyen": lambda: calling.send_on(_number(given.get("group", "")), by=by, at=at),
        "quay-lai": lambda: calling.come_back(_number(given.get("ticket", "")), by=by, at=at),
        "nghi": lambda: calling.pause(given.get("words", ""), by=by, at=at),
        "lam-tiep": lambda: calling.go_on(by=by, at=at),
        "roi": lambda: calling.stand_up(by=by, at=at),
    }
    if name not in acts:
        raise Http404
    try:
        got = acts[name]()
    except NotYours:
        messages.warning(
            request, say("Không tìm thấy, hoặc anh/chị chưa ngồi vào quầy.", "Not found, or you sit nowhere.")
        )
        return redirect("hall:desk")
    except Refused as refused:
        sitting = calling.sitting_of(officer.account.pk)
        if sitting is None:
            return redirect("hall:desk")
        return _show(request, officer, sitting, refused, 409)
    if name == "goi" and got is None:
        messages.info(
            request, say("Không còn ai chờ các nhóm của quầy này.", "Nobody waits for this counter's groups.")
        )
    return redirect("hall:desk")


@require_POST
@officer_page
def find(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A code that somebody holds out: a booking's gives the number, a dossier's leads to the dossier."""
    sitting = calling.sitting_of(officer.account.pk) if officer.receives else None
    if sitting is None:
        raise PermissionDenied
    code = "".join(scanned(request.POST.get("ma", "")[:200]).split()).upper()[:60]
    if is_dossier_code(code):
        return redirect("desk:dossier", code)
    plan = layout.plan(sitting.counter.hall.key, officer.now)
    if plan is None:
        raise Http404
    try:
        ticket = bookings.arrive(plan, code, officer.account.pk, by=officer.actor, at=officer.now)
    except NotYours:
        told = Refused(
            "Không có lịch hẹn hôm nay hoặc hồ sơ mang mã này.", "No booking of today and no dossier.", "ma"
        )
        return _show(request, officer, sitting, told, 422)
    except Refused as refused:
        return _show(request, officer, sitting, refused, 422)
    cache.delete(f"hall.queues.{plan.hall.pk}")
    return redirect("hall:slip", ticket.uuid)


@require_POST
@officer_page
def give(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A number given at reception, with priority where it is due."""
    sitting = calling.sitting_of(officer.account.pk) if officer.receives else None
    if sitting is None:
        raise PermissionDenied
    plan = layout.plan(sitting.counter.hall.key, officer.now)
    group = plan.group(request.POST.get("group", "")) if plan else None
    if plan is None or group is None:
        raise Http404
    try:
        ticket = tickets.issue(
            plan, group, Ticket.Source.RECEPTION, at=officer.now, priority=request.POST.get("priority", ""),
            account_id=officer.account.pk,
        )  # fmt: skip
    except Refused as refused:
        return _show(request, officer, sitting, refused, 422)
    cache.delete(f"hall.queues.{plan.hall.pk}")
    return redirect("hall:slip", ticket.uuid)


@officer_page
def slip(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The number for the printer. Raises: Http404 for one of another agency's hall."""
    if not officer.receives:
        raise PermissionDenied
    found = slip_context(uuid)
    if not works_here(officer, found["hall"]):
        raise Http404
    return render(request, "hall/slip.html", page_context(officer, HERE, back=reverse("hall:desk"), **found))


def _number(raw: str) -> int:
    return int(raw[:18]) if raw.isdecimal() else 0
