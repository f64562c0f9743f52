"""A guardian sees what a pupil owes, chooses voluntary fees, pays by a transfer, and hears that it has come."""

import re
import uuid as uuids
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import clock
from motcua.foundation.amounts import format_dong
from motcua.foundation.refusals import NotPossible
from motcua.money.bank import config, paying
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.gateways.provider import Asking
from motcua.money.models import Order
from motcua.money.orders import MONEY_IS_HERE, PAYABLE
from motcua.money.school_fees import changes
from motcua.money.school_fees.models import Campaign, Pupil
from motcua.money.till.screens import picture
from motcua.records.quality.pairs import same_person
from motcua.sites.portal import paying as ways
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.shell import language
from motcua.sites.shell.language import say
from motcua.sites.shell.my_page import Card, Line

HOME = {"label": {"vi": "Của tôi", "en": "My page"}, "href": "/ca-nhan"}
SHOWN = 8
SUBJECT = re.compile(r"S[0-9]{2}-[0-9]{6}-[0-9]{4,}")


def of_person(person_id: int, at: datetime) -> Card | None:
    """The card of "my page": pupils whose fees are asked for. One query, one more when somebody was merged."""
    rows = (
        Pupil.objects.select_related("campaign", "order")
        .filter(guardian__in=same_person(person_id), campaign__state=Campaign.State.OPEN)
        .order_by("campaign__due_on", "id")[:SHOWN]
    )
    lines = [_line(one) for one in rows]
    if not lines:
        return None
    return Card(
        "school-fees",
        {"vi": "Khoản thu của trường", "en": "School fees"},
        lines,
        {"vi": "Không có khoản nào.", "en": "Nothing is owed."},
    )


def _line(pupil: Pupil) -> Line:
    order, campaign = pupil.order, pupil.campaign
    owed = order is not None and order.status in PAYABLE
    amount = order.payer_amount if order is not None else 0
    due = f"{campaign.due_on:%d/%m/%Y}"
    note = (
        {"vi": f"{format_dong(amount)}, hạn {due}", "en": f"{format_dong(amount, 'en')}, due {due}"}
        if owed
        else {"vi": "Đã nộp", "en": "Paid"} if order is not None and order.status in MONEY_IS_HERE
        else {"vi": "Không phải nộp", "en": "Nothing to pay"}
    )  # fmt: skip
    words = {"vi": f"{pupil.name}: {campaign.title}", "en": f"{pupil.name}: {campaign.title}"}
    return Line(words, f"/hoc-phi/{pupil.uuid}/", note, urgent=owed)


def _found(request: HttpRequest, uuid: uuids.UUID) -> Pupil:
    resident: Resident = request.resident  # type: ignore[attr-defined]
    try:
        return changes.own(uuid, resident.actor.stands_for)
    except changes.NotYours:
        raise Http404 from None


@never_cache
@require_safe
@resident_only
def pupil(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """What one pupil owes and whether it is paid; the VietQR while a transfer is awaited. Four queries. Raises: Http404."""
    found = _found(request, uuid)
    order, account, now = found.order, config.account(), clock.now()
    fees = changes.fees_of(found.campaign)
    attempt = paying.under_way(order, now) if order is not None and account is not None else None
    asked = paying.asked(attempt, account) if attempt is not None and account is not None else None
    payable = order is not None and order.status in PAYABLE and found.campaign.state == Campaign.State.OPEN
    context: dict[str, Any] = {
        "pupil": found, "campaign": found.campaign, "order": order, "payable": payable,
        "paid": order is not None and order.status in MONEY_IS_HERE,
        "held": order is not None and order.status == Order.Status.HELD,
        "voluntary": [(fee, fee.position in found.chosen) for fee in fees if not fee.mandatory],
        "asked": asked if payable else None, "picture": picture(asked.qr) if asked and payable else "",
        "transfers": account is not None, "late": payable and found.campaign.due_on < now.date(),
        "state_url": f"/thanh-toan/trang-thai/{order.public_id}?qua=ngan-hang" if order is not None else "",
        "waiting": True, "bank": True,
        "crumbs": [HOME, {"label": {"vi": "Khoản thu của trường", "en": "School fees"}, "href": ""}],
    }  # fmt: skip
    return show(request, "school_fees/pupil.html", context)


@require_POST
@resident_only
def choose(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take or leave voluntary fees. Raises: Http404."""
    _found(request, uuid)
    resident: Resident = request.resident  # type: ignore[attr-defined]
    wanted = {int(one) for one in request.POST.getlist("fee") if one.isdecimal() and len(one) < 4}
    try:
        changes.choose(uuid, wanted, by=resident.actor, at=clock.now())
        messages.success(request, say("Đã lưu lựa chọn.", "Your choice is saved."))
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
    return redirect("school_fees:pupil", uuid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def pay(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The ways to pay, and off with a new try. Raises: Http404."""
    found = _found(request, uuid)
    if found.order is None or found.campaign.state != Campaign.State.OPEN:
        raise Http404
    back = reverse("school_fees:pupil", args=[uuid])
    title = f"{found.campaign.title}, {found.name}"
    about = ways.About(back=back, title={"vi": title, "en": title}, transfer=f"{back}#chuyen-khoan")
    asking = Asking(at=clock.now(), ip=request.META.get("REMOTE_ADDR", ""), lang=language.active())
    return ways.choose(request, found.order, about, lambda: asking)


def back_of(subject: str, subject_id: uuids.UUID) -> str:
    """Where a guardian goes on after paying: the subject says that the order is a pupil's. No query."""
    return reverse("school_fees:pupil", args=[subject_id]) if SUBJECT.fullmatch(subject) else ""


@require_POST
@resident_only
def transfer(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Open a try to pay by a transfer. Raises: Http404."""
    found = _found(request, uuid)
    if config.account() is None or found.order is None or found.campaign.state != Campaign.State.OPEN:
        raise Http404
    try:
        paying.begin(found.order, clock.now())
    except (NothingToPay, WrongState):
        messages.info(request, say("Khoản này không còn phải nộp.", "There is nothing left to pay."))
    return redirect(f"{reverse('school_fees:pupil', args=[uuid])}#chuyen-khoan")
