"""Paying at VNPay or by a transfer, coming back, and the receipt. Nothing is booked here: gateway and bank tell the server."""

import uuid as uuids

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import clock
from motcua.money.bank import config as bank
from motcua.money.bank import paying
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.vnpay import config, payments, returns
from motcua.money.gateways.vnpay.client import VnpayClient
from motcua.money.models import Order, Receipt
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.procedures.duties.models import Duty
from motcua.records import documents
from motcua.records.documents.forms import FeeLine
from motcua.records.documents.results import FeeReceipt
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.payment_shown import PAYABLE
from motcua.sites.portal.resident import resident_only
from motcua.sites.portal.views.papers import as_download
from motcua.sites.shell import language

MEANS = {"cash": "Tiền mặt", "vnpay": "Chuyển khoản qua VNPAY", "bank": "Chuyển khoản ngân hàng"}
WAITING = {Order.Status.PENDING}


@require_POST
@resident_only
def pay(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Off to VNPay with a new try. Raises: Http404."""
    _, order = _owed(request, uuid)
    try:
        _, address = payments.begin(
            order,
            VnpayClient(config.current()),
            ip=request.META.get("REMOTE_ADDR", ""),
            at=clock.now(),
            lang=language.active(),
        )
    except (NothingToPay, WrongState):
        return _nothing_left(request, uuid)
    return HttpResponseRedirect(address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def transfer(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """A transfer by VietQR: POST opens a try, GET shows what to transfer and whether it has come. Raises: Http404."""
    _, order = _owed(request, uuid)
    account = bank.account()
    if account is None:
        raise Http404
    if request.method == "POST":
        try:
            paying.begin(order, clock.now())
        except (NothingToPay, WrongState):
            return _nothing_left(request, uuid)
        return redirect("portal:pay-transfer", uuid)
    attempt = paying.under_way(order, clock.now())
    if attempt is None:
        return redirect("portal:dossier", uuid)
    asked = paying.asked(attempt, account)
    context = {
        "asked": asked,
        "picture": segno.make(asked.qr, error="m", micro=False).svg_data_uri(scale=6, border=4, light="#fff"),
        "order": order,
        "waiting": True,
        "bank": True,
        "state_url": f"/thanh-toan/trang-thai/{order.public_id}?qua=ngan-hang",
        "dossier": uuid,
    }
    return show(request, "portal/transfer.html", context)


def _owed(request: HttpRequest, uuid: uuids.UUID) -> tuple[Dossier, Order]:
    dossier = own_dossier(request, uuid, "pay")
    order = Order.objects.filter(subject_id=dossier.uuid).order_by("-id").first()
    if order is None or Status(dossier.status) not in PAYABLE:
        raise Http404
    return dossier, order


def _nothing_left(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    messages.info(
        request, language.say("Khoản này không còn phải thanh toán.", "There is nothing left to pay here.")
    )
    return redirect("portal:dossier", uuid)


@never_cache
@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """Back from VNPay: what it says, and whether our books know already. For display only."""
    found = returns.read_return(request.GET.dict(), clock.now())
    waiting = found.genuine and not found.booked and found.reported is Outcome.PAID
    context = {
        "found": found,
        "waiting": waiting,
        "state_url": f"/thanh-toan/trang-thai/{found.order_id}" if waiting else "",
        "again": request.get_full_path(),
        "dossier": _dossier_of(found.subject_id) if found.genuine and found.subject_id else None,
    }
    return show(request, "portal/payment_result.html", context)


def _dossier_of(subject: uuids.UUID) -> uuids.UUID:
    """The dossier for which an order was paid: its fee, or a duty that a body laid on it. One query."""
    return Duty.objects.filter(uuid=subject).values_list("dossier__uuid", flat=True).first() or subject


@never_cache
@require_safe
def state(request: HttpRequest, order_id: uuids.UUID) -> HttpResponse:
    """Whether an order is paid by now: asked every few seconds by the page above. One query, no personal data."""
    order = get_object_or_404(Order, public_id=order_id)
    bank_told = request.GET.get("qua") == "ngan-hang"
    context = {
        "order": order,
        "waiting": order.status in WAITING,
        "bank": bank_told,
        "state_url": request.path + ("?qua=ngan-hang" if bank_told else ""),
    }
    return render(request, "portal/_payment_state.html", context)


@never_cache
@require_safe
@resident_only
def receipt(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The fee receipt as PDF. Raises: Http404 when there is none or it is somebody else's."""
    dossier = own_dossier(request, uuid)
    found = (
        Receipt.objects.select_related("order")
        .filter(order__subject_id=dossier.uuid, cancelled_at=None)
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise Http404
    pdf = documents.render_form(
        FeeReceipt(
            collector=found.collector,
            collector_tax_code=found.collector_tax_code,
            form_symbol=found.form,
            serial=found.serial,
            number=f"{found.number:07d}",
            payer=found.payer_name,
            lines=[FeeLine(name=line["name"]["vi"], amount=line["payer"]) for line in found.lines],
            place="Hà Nội",
            on=found.issued_at.astimezone(clock.VN).date(),
            officer=found.collected_by,
            payer_address=dossier.address,
            dossier_code=dossier.code,
            payment=MEANS.get(found.means, found.means),
            amount_in_words=found.amount_words,
        )
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    return as_download(answer, f"bien-lai-{found.serial}-{found.number:07d}.pdf")
