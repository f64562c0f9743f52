"""Choosing how to pay, coming back, and the receipt. Nothing is booked here: providers and the bank tell the server."""

import uuid as uuids

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation import clock
from motcua.money.bank import config as bank
from motcua.money.bank import paying as transfers
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.gateways import registry
from motcua.money.gateways.platform.returns import OWN
from motcua.money.gateways.provider import Asking
from motcua.money.gateways.settlement import Outcome
from motcua.money.invoices import sheets
from motcua.money.invoices.models import Document
from motcua.money.invoices.paying_for import Told
from motcua.money.models import GatewayBill, Order, Receipt
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.procedures.duties.models import Duty
from motcua.records import documents, papers
from motcua.records.documents.forms import FeeLine
from motcua.records.documents.results import FeeReceipt
from motcua.records.population.facts import organisation_facts
from motcua.sites.portal import paying
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.paying import About
from motcua.sites.portal.payment_shown import PAYABLE
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.views.papers import as_download
from motcua.sites.shell import language

MEANS = {
    "cash": "Tiền mặt", "bank": "Chuyển khoản ngân hàng", "treasury": "Kho bạc, ngân hàng", "card": "Thẻ tại quầy",
    "vnpay": "Chuyển khoản qua VNPAY", "momo": "Ví MoMo", "zalopay": "ZaloPay", "platform": "Nền tảng thanh toán quốc gia",
}  # fmt: skip
WAITING = {Order.Status.PENDING}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def pay(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The ways to pay, and off with a new try. Raises: Http404."""
    dossier, order = _owed(request, uuid)
    about = About(
        back=reverse("portal:dossier", args=[uuid]),
        title={"vi": "Phí, lệ phí của hồ sơ", "en": "Fees of the dossier"},
        transfer=reverse("portal:pay-transfer", args=[uuid]),
        organisation=_organisation_of(dossier),
    )
    return paying.choose(request, order, about, lambda: asking_for(request, dossier, order))


def _organisation_of(dossier: Dossier) -> Told | None:
    """The organisation whose dossier it is, as the register has it. Two queries for an organisation's, none for a person's."""
    if dossier.owner_organisation is None:
        return None
    known = organisation_facts(dossier.owner_organisation)
    return Told(*(str(known.get(f"organisation.{one}", "")) for one in ("name", "tax_code", "address")))


def asking_for(request: HttpRequest, dossier: Dossier, order: Order) -> Asking:
    """What a provider may ask about a payment for a dossier. The payer's number is told only where they owe it themselves."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    own = order.person_id == resident.person.pk
    return Asking(
        at=clock.now(),
        ip=request.META.get("REMOTE_ADDR", ""),
        lang=language.active(),
        procedure_code=dossier.procedure_code,
        procedure_name=compiled_version(dossier.version_id).definition.name.vi,
        payer_number=resident.person.pin if own else "",
        payer_address=dossier.address if own else "",
    )


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
            transfers.begin(order, clock.now())
        except (NothingToPay, WrongState):
            return _nothing_left(request, uuid)
        return redirect("portal:pay-transfer", uuid)
    attempt = transfers.under_way(order, clock.now())
    if attempt is None:
        return redirect("portal:dossier", uuid)
    asked = transfers.asked(attempt, account)
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
def returned(request: HttpRequest, gateway: str = "vnpay") -> HttpResponse:
    """Back from a provider: what it says, and whether our books know already. For display only.

    What a provider did not sign is believed no further than the payer's own session reaches.
    """
    provider = registry.GATEWAYS[gateway]
    params = request.GET.dict()
    params.pop(OWN, None)
    if own := request.session.get(paying.SESSION):
        params[OWN] = own
    found = provider.read_return(params, clock.now())
    waiting = (
        found.genuine
        and not found.booked
        and found.reported in (Outcome.PAID, Outcome.OPEN)
        and found.order_status in WAITING
    )
    back = paying.back_to(found.subject, found.subject_id) if found.genuine and found.subject_id else ""
    context = {
        "found": found,
        "provider": provider,
        "waiting": waiting,
        "state_url": f"/thanh-toan/trang-thai/{found.order_id}" if waiting else "",
        "again": request.get_full_path(),
        "back": back,
        "dossier": _dossier_of(found.subject_id) if found.genuine and found.subject_id and not back else None,
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
    signed = (
        Document.objects.select_related("unit", "order", "original")
        .filter(receipt=found)
        .exclude(xml="")
        .first()
    )
    if signed is not None:
        answer = HttpResponse(sheets.pdf_of(signed), content_type="application/pdf")
        return as_download(answer, f"{sheets.file_name(signed)}.pdf")
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


@never_cache
@require_safe
@resident_only
def platform_bill(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The receipt that the national payment platform made itself. Raises: Http404 when there is none or it is somebody else's."""
    dossier = own_dossier(request, uuid)
    bill = (
        GatewayBill.objects.select_related("file")
        .filter(attempt__order__subject_id=dossier.uuid, file__isnull=False)
        .order_by("-pk")
        .first()
    )
    if bill is None or bill.file is None:
        raise Http404
    answer = HttpResponse(papers.content(bill.file), content_type="application/pdf")
    return as_download(answer, f"bien-lai-nen-tang-{dossier.code}.pdf")
