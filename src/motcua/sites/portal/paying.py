"""The page on which a resident chooses how to pay an order, and the way from there. Rooms with orders of their own use it too.

return paying.choose(request, order, About(back=…, title=…), asking)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from motcua.foundation import clock
from motcua.money.bank import config as bank
from motcua.money.bank import paying as transfers
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.gateways import http, registry
from motcua.money.gateways.begun import Refused
from motcua.money.gateways.provider import Asking, Gateway
from motcua.money.invoices.paying_for import Told
from motcua.money.models import Order
from motcua.money.orders import PAYABLE
from motcua.sites.portal import paying_organisation
from motcua.sites.portal.frame import show
from motcua.sites.portal.payment_shown import lines_of
from motcua.sites.shell import language
from motcua.sites.shell.fields import errors_of

WAY = "cach"
TRANSFER = "chuyen-khoan"
SESSION = "paying"
"""The order for which this browser set out last: a provider that signs nothing on the way back is believed no further."""
PICTURES = {"vnpay": "coins", "momo": "phone", "zalopay": "phone", "platform": "globe"}
GONE = ("Khoản này không còn phải thanh toán.", "There is nothing left to pay here.")


@dataclass(frozen=True, slots=True)
class About:
    """Where a payment belongs: where to go back, what it is for, where a transfer is shown (empty: none is taken), and the
    organisation whose matter it is, offered as the payer."""

    back: str
    title: dict[str, str]
    transfer: str = ""
    organisation: Told | None = None


type Back = Callable[[str, UUID], str]
_backs: list[Back] = []


def offer_back(find: Back) -> None:
    """A room says where a payer of its orders comes back to: given subject and its id, an address or "" for others'. No query."""
    if find not in _backs:
        _backs.append(find)


def back_to(subject: str, subject_id: UUID) -> str:
    """Where a payer goes on after paying an order of another room than the dossiers'; empty for theirs."""
    return next((address for find in _backs if (address := find(subject, subject_id))), "")


def choose(request: HttpRequest, order: Order, about: About, asking: Callable[[], Asking]) -> HttpResponse:
    """GET shows the ways, POST goes one of them (`cach`); with one way only it needs no choice. One query for GET.

    An organisation that pays is named with the same form, before anything sets out.
    """
    if order.status not in PAYABLE:
        return _gone(request, about)
    if request.method != "POST":
        return _shown(request, order, about)
    if faults := paying_organisation.take(request, order, getattr(request.user, "display_name", "")):
        return _shown(request, order, about, faults=faults, status=422)
    wanted = request.POST.get(WAY, "")
    usable = [one for one in registry.offered(order.payer_amount) if one.fits]
    if not wanted and len(usable) == 1 and not _takes_transfers(about):
        wanted = usable[0].gateway.key
    try:
        if wanted == TRANSFER and _takes_transfers(about):
            transfers.begin(order, clock.now())
            return redirect(about.transfer)
        gateway = next((one.gateway for one in usable if one.gateway.key == wanted), None)
        if gateway is None:
            return _shown(request, order, about, fault=NOTHING_CHOSEN, status=422)
        return _off(request, order, about, gateway, asking())
    except (NothingToPay, WrongState):
        return _gone(request, about)


NOTHING_CHOSEN = {"vi": "Hãy chọn một cách thanh toán.", "en": "Choose a way to pay."}


def _off(request: HttpRequest, order: Order, about: About, gateway: Gateway, asking: Asking) -> HttpResponse:
    try:
        address = gateway.begin(order, asking)
    except (http.GatewayUnreachable, http.GatewayNonsense):
        fault = {
            "vi": f"{gateway.name.vi} đang không trả lời. Bạn chưa bị trừ tiền. Hãy chọn cách khác hoặc thử lại sau ít phút.",
            "en": f"{gateway.name.en} does not answer. Nothing was taken. Choose another way or try again in a few minutes.",
        }
        return _shown(request, order, about, fault=fault, status=503)
    except Refused:
        fault = {
            "vi": f"{gateway.name.vi} không nhận khoản này. Bạn chưa bị trừ tiền. Hãy chọn cách khác.",
            "en": f"{gateway.name.en} does not take this payment. Nothing was taken. Choose another way.",
        }
        return _shown(request, order, about, fault=fault, status=422)
    request.session[SESSION] = str(order.public_id)
    return HttpResponseRedirect(address)


def _shown(
    request: HttpRequest,
    order: Order,
    about: About,
    *,
    fault: dict[str, str] | None = None,
    faults: dict[str, tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    organisation = paying_organisation.shown(request, order, about.organisation, faults)
    context = {
        "organisation": organisation,
        "errors": errors_of(organisation["fields"]),
        "ways": _ways(order, about),
        "order": order,
        "lines": lines_of([line for line in order.lines if line["payer"]]),
        "about": about,
        "fault": fault,
        "crumbs": [
            {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
            {"label": order.subject, "href": about.back},
            {"label": {"vi": "Thanh toán", "en": "Pay"}, "href": ""},
        ],
    }
    return show(request, "portal/pay.html", context, menu="account", status=status)


def _ways(order: Order, about: About) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if _takes_transfers(about):
        found.append(
            {
                "value": TRANSFER,
                "name": {"vi": "Chuyển khoản bằng mã VietQR", "en": "Transfer by VietQR"},
                "line": {"vi": "Quét bằng ứng dụng ngân hàng bất kỳ", "en": "Scan with any bank's app"},
                "icon": "building",
                "fits": True,
            }
        )
    for one in registry.offered(order.payer_amount):
        found.append(
            {
                "value": one.gateway.key,
                "name": one.gateway.name,
                "line": one.gateway.line,
                "icon": PICTURES.get(one.gateway.key, "coins"),
                "fits": one.fits,
                "least": one.limits.least if one.too_little else None,
                "most": one.limits.most if one.too_much else None,
                "up_to": one.limits.most if one.fits and (one.limits.most or 0) < SAID_BELOW else None,
            }
        )
    return found


SAID_BELOW = 1_000_000_000
"""A limit that no fee comes near is not worth a word."""


def _takes_transfers(about: About) -> bool:
    return bool(about.transfer) and bank.account() is not None


def _gone(request: HttpRequest, about: About) -> HttpResponse:
    messages.info(request, language.say(*GONE))
    return redirect(about.back)
