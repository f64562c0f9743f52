"""The only pages of this room: where gateways' and banks' servers report. Pages for people belong to the sites."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.foundation import clock
from motcua.money.bank import config, messages
from motcua.money.gateways.momo import notices as momo
from motcua.money.gateways.platform import notices as platform
from motcua.money.gateways.vnpay import notices
from motcua.money.gateways.zalopay import notices as zalopay

log = logging.getLogger(__name__)
LONGEST_NOTICE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Came:
    """What a provider's server sent: all that is needed of a request."""

    query: Mapping[str, str]
    body: bytes
    remote: str

    def object(self) -> dict[str, Any]:
        """The JSON object of a notice; empty, and so unsigned, when it is none."""
        if len(self.body) > LONGEST_NOTICE:
            return {}
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


type Answer = tuple[int, dict[str, Any] | None]
"""Status and JSON object; None: no body."""


def _vnpay(came: Came) -> Answer:
    """Always 200 with VNPay's answer code; the gateway repeats by the code, not by the HTTP status."""
    return 200, notices.handle_ipn(came.query, clock.now(), came.remote)


def _momo(came: Came) -> Answer:
    """204 without a body when the notice was understood; MoMo repeats after anything else."""
    return momo.handle_ipn(came.object(), clock.now(), came.remote), None


def _zalopay(came: Came) -> Answer:
    """Always 200; ZaloPay repeats by the return code."""
    return 200, zalopay.handle_callback(came.object(), clock.now(), came.remote)


def _platform(came: Came) -> Answer:
    """Always 200 with MaLoi, signed by us."""
    return 200, platform.handle_result(came.object(), clock.now(), came.remote)


NOTICES: dict[str, tuple[str, Callable[[Came], Answer]]] = {
    "/thanh-toan/vnpay/ipn": ("GET", _vnpay),
    "/thanh-toan/momo/ipn": ("POST", _momo),
    "/thanh-toan/zalopay/callback": ("POST", _zalopay),
    "/thanh-toan/nen-tang/ket-qua-giao-dich": ("POST", _platform),
}
"""Address, method, and what answers: by a view here, or straight from the web server (`project.slim`)."""


@csrf_exempt
@never_cache
def notice(request: HttpRequest) -> HttpResponse:
    """One of `NOTICES`."""
    method, answer = NOTICES[request.path_info]
    if request.method != method:
        return HttpResponseNotAllowed([method])
    came = Came(request.GET.dict(), request.body, request.META.get("REMOTE_ADDR", ""))
    status, said = answer(came)
    return HttpResponse(status=status) if said is None else JsonResponse(said, status=status)


@csrf_exempt
@never_cache
@require_POST
def bank_message(request: HttpRequest) -> JsonResponse:
    """A change of the collection account's balance: 200 and `success` when it is kept; the bank repeats otherwise."""
    account = config.account()
    if account is None:
        return JsonResponse({"success": False, "error": "no account"}, status=404)
    try:
        messages.receive(
            request.body,
            request.headers.get("Authorization", ""),
            request.headers.get("X-Signature", ""),
            account,
            clock.now(),
        )
    except messages.NotGenuine:
        log.warning("a bank message without our key from %s", request.META.get("REMOTE_ADDR", ""))
        return JsonResponse({"success": False, "error": "not genuine"}, status=401)
    except messages.BadMessage as error:
        log.warning("a bank message could not be read: %s", error)
        return JsonResponse({"success": False, "error": "bad message"}, status=400)
    return JsonResponse({"success": True})
