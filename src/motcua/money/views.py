"""The only pages of this room: where gateways' and banks' servers report. Pages for people belong to the sites."""

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation import clock
from motcua.money.bank import config, messages
from motcua.money.gateways.momo import notices as momo
from motcua.money.gateways.platform import notices as platform
from motcua.money.gateways.vnpay import notices
from motcua.money.gateways.zalopay import notices as zalopay

log = logging.getLogger(__name__)
LONGEST_NOTICE = 64 * 1024


@csrf_exempt
@never_cache
@require_GET
def vnpay_ipn(request: HttpRequest) -> JsonResponse:
    """Always 200 with VNPay's answer code; the gateway repeats by the code, not by the HTTP status."""
    answer = notices.handle_ipn(request.GET.dict(), clock.now(), request.META.get("REMOTE_ADDR", ""))
    return JsonResponse(answer)


@csrf_exempt
@never_cache
@require_POST
def momo_ipn(request: HttpRequest) -> HttpResponse:
    """204 without a body when the notice was understood; MoMo repeats after anything else."""
    return HttpResponse(status=momo.handle_ipn(_object(request), clock.now(), _remote(request)))


@csrf_exempt
@never_cache
@require_POST
def zalopay_callback(request: HttpRequest) -> JsonResponse:
    """Always 200; ZaloPay repeats by the return code."""
    return JsonResponse(zalopay.handle_callback(_object(request), clock.now(), _remote(request)))


@csrf_exempt
@never_cache
@require_POST
def platform_result(request: HttpRequest) -> JsonResponse:
    """Always 200 with MaLoi, signed by us."""
    return JsonResponse(platform.handle_result(_object(request), clock.now(), _remote(request)))


def _object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a notice; empty, and so unsigned, when it is none."""
    if len(request.body) > LONGEST_NOTICE:
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _remote(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


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
