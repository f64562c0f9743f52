"""The officer's drawer: opened by a count, what went in today, counted at the end, handed over."""

import uuid as uuids
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.city.hall import calling
from motcua.foundation import amounts
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money.models import Order, Refund
from motcua.money.till import cards, counting, drawers, rules
from motcua.money.till.errors import NotYours
from motcua.money.till.models import CardPayment, Drawer, HandOver, Movement
from motcua.money.till.slips import HandOverSlip, Pieces
from motcua.records import documents
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import say
from motcua.sites.till.frame import (
    DRAWER,
    HANDED,
    errors,
    frame,
    leads,
    must_take,
    notes,
    tag,
    takes,
    typed_notes,
    words,
)

PAGE = 50
REFUNDS_OF = timedelta(days=30)


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The drawer, what moved in it, refunds to pay out, the last hand-overs. Ten queries at most."""
    must_take(officer)
    return _show(request, officer)


def _show(
    request: HttpRequest,
    officer: Officer,
    faults: dict[str, tuple[str, str]] | None = None,
    refused: NotPossible | None = None,
    status: int = 200,
) -> HttpResponse:
    agency = officer.post.agency_id
    drawer = drawers.current(officer.account.pk, agency)
    typed = typed_notes(request.POST)
    faults = faults or {}
    context: dict[str, Any] = {
        "drawer": drawer,
        "notes": notes(typed, words(faults)),
        "faults": words(faults),
        "errors": errors(faults),
        "refused": refused,
        "reason": request.POST.get("reason", "")[:300],
        "card_refunds": _card_refunds(agency),
        "sitting": calling.sitting_of(officer.account.pk),
        "given": [
            {"row": one, "tag": tag(HANDED, one.state)}
            for one in HandOver.objects.filter(drawer__account=officer.account.pk, agency=agency).order_by(
                "-id"
            )[:8]
        ],
    }
    if drawer is not None:
        raw = request.GET.get("truoc", "")
        rows = drawer.movements.select_related("order").order_by("-id")
        if raw.isdecimal() and len(raw) < 18:
            rows = rows.filter(pk__lt=int(raw))
        found = list(rows[: PAGE + 1])
        moved = drawers.moved(drawer)
        last = drawer.counts.order_by("-number").first()
        context |= {
            "tag": tag(DRAWER, drawer.state),
            "moved": moved,
            "rows": found[:PAGE],
            "older": f"?truoc={found[PAGE - 1].pk}" if len(found) > PAGE else "",
            "last": last,
            "short": -last.difference if last else 0,
            "told": rules.result(drawer.float_amount, moved, last.total) if last else None,
            "refunds": _refunds(agency, officer) if drawer.state == Drawer.State.OPEN else [],
        }
    else:
        context["counted"] = drawers.is_counted(agency)
    return render(request, "till/drawer.html", frame(officer, "till:drawer", **context), status=status)


@require_POST
@officer_page
def card_back(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """An approved refund was put back on its card at the terminal. Raises: Http404 for another agency's."""
    must_take(officer)
    found = Refund.objects.filter(pk=number, order__agency_id=officer.post.agency_id).first()
    if found is None:
        raise Http404
    typed = {name: request.POST.get(name, "")[:20] for name in ("terminal", "approval")}
    try:
        cards.put_back(found, typed, by=officer.actor, at=officer.now)
    except Faulty as faulty:
        return _show(
            request, officer, {f"card_{key}": told for key, told in faulty.fields.items()}, status=422
        )
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=409)
    messages.success(request, say("Đã ghi hoàn về thẻ.", "Recorded: the money is back on the card."))
    return redirect("till:drawer")


def _card_refunds(agency: int) -> list[CardPayment]:
    """Approved refunds of card payments that wait for the terminal, with the payment's slip. One query."""
    rows = CardPayment.objects.select_related("order", "attempt").filter(
        order__agency_id=agency, attempt__refunds__status=Refund.Status.APPROVED
    )
    return list(
        rows.annotate(refund=F("attempt__refunds__id"), back=F("attempt__refunds__amount")).order_by("id")[
            :PAGE
        ]
    )


def _refunds(agency: int, officer: Officer) -> list[Refund]:
    """Refunds in cash of the agency's orders that nobody has paid out yet. One query."""
    paid_out = Movement.objects.filter(refund__isnull=False).values("refund")
    rows = Refund.objects.select_related("order").filter(
        order__agency_id=agency, order__means=Order.Means.CASH, attempt=None, status=Refund.Status.DONE,
        done_at__gte=officer.now - REFUNDS_OF,
    )  # fmt: skip
    return list(rows.exclude(pk__in=paid_out).order_by("done_at")[:PAGE])


@require_POST
@officer_page
def open_(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Open a drawer with the float as counted. 422 with every fault at its note."""
    must_take(officer)
    try:
        drawers.open_counted(rules.read_count(typed_notes(request.POST)), by=officer.actor, at=officer.now)
    except Faulty as faulty:
        return _show(request, officer, faulty.fields, status=422)
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=409)
    messages.success(request, say("Đã mở ngăn kéo.", "The drawer is open."))
    return redirect("till:drawer")


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """Count, go on, or hand over. 422 with what is wrong, 409 when it does not fit. Raises: Http404."""
    must_take(officer)
    drawer = drawers.current(officer.account.pk, officer.post.agency_id)
    if name not in ("dem", "thu-tiep", "ban-giao"):
        raise Http404
    if drawer is None:
        gone = NotPossible("Anh/chị không có ngăn kéo đang mở.", "You have no open drawer.")
        return _show(request, officer, refused=gone, status=409)
    given: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        if name == "dem":
            counted = rules.read_count(typed_notes(request.POST))
            counting.count(drawer.pk, counted, request.POST.get("reason", ""), **given)
            messages.success(request, say("Đã kiểm đếm.", "Counted."))
        elif name == "thu-tiep":
            counting.go_on(drawer.pk, **given)
            messages.success(request, say("Ngăn kéo mở lại để thu tiếp.", "The drawer is open again."))
        else:
            made = counting.offer(drawer.pk, **given)
            told = say("chờ người nhận xác nhận", "waits for the taker")
            messages.success(request, f"{made.number}: {told}.")
    except Faulty as faulty:
        return _show(request, officer, faulty.fields, status=422)
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=409)
    return redirect("till:drawer")


@require_POST
@officer_page
def pay_back(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Cash of an approved refund is handed to its payer. Raises: Http404 for another agency's."""
    must_take(officer)
    found = Refund.objects.filter(pk=number, order__agency_id=officer.post.agency_id).first()
    if found is None:
        raise Http404
    try:
        drawers.pay_back(found, by=officer.actor, at=officer.now)
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=409)
    messages.success(request, say("Đã ghi tiền trả lại.", "The money paid back is recorded."))
    return redirect("till:drawer")


@require_safe
@officer_page
def slip(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The record of a hand-over as PDF, for its two people and those who lead. Raises: Http404 for other agencies."""
    if not (takes(officer) or leads(officer)):
        raise PermissionDenied
    try:
        found = _hand_over(uuid, officer)
    except NotYours:
        raise Http404 from None
    counted = rules.of_json(found.count.pieces)
    pdf = documents.render_form(
        HandOverSlip(
            agency=found.agency.name_vi,
            number=found.number,
            opened_at=found.drawer.opened_at.astimezone(officer.now.tzinfo),
            given_at=found.given_at.astimezone(officer.now.tzinfo),
            giver=found.given_by,
            taker=found.taken_by,
            taken_at=found.decided_at.astimezone(officer.now.tzinfo)
            if found.decided_at and found.state == HandOver.State.TAKEN
            else None,
            float_amount=found.drawer.float_amount,
            expected=found.count.expected,
            counted=found.count.total,
            difference=found.count.difference,
            reason=found.count.reason,
            kept=found.kept,
            amount=found.amount,
            words=amounts.in_words(found.amount),
            pieces=[Pieces(value=v, count=n, amount=v * n) for v, n in counted.pieces],
        )
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return answer


def _hand_over(uuid: uuids.UUID, officer: Officer) -> HandOver:
    rows = HandOver.objects.select_related("drawer", "count", "agency")
    found = rows.filter(uuid=uuid, agency=officer.post.agency_id).first()
    if found is None or not (leads(officer) or found.given_by_id == officer.account.pk):
        raise NotYours
    return found
