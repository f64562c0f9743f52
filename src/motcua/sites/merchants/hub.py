"""Where merchants' banks report what came in by code."""

import logging

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.foundation import clock
from motcua.money.bank import messages
from motcua.money.merchants import takings

log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_POST
def message(request: HttpRequest) -> JsonResponse:
    """200 and `success` when it is kept, known or of no account that shares; the bank repeats otherwise."""
    if not settings.MERCHANTS_KEY:
        return JsonResponse({"success": False, "error": "no key"}, status=404)
    try:
        takings.receive(
            request.body,
            request.headers.get("Authorization", ""),
            request.headers.get("X-Signature", ""),
            settings.MERCHANTS_KEY,
            clock.now(),
        )
    except messages.NotGenuine:
        log.warning("a merchant's message without our key from %s", request.META.get("REMOTE_ADDR", ""))
        return JsonResponse({"success": False, "error": "not genuine"}, status=401)
    except messages.BadMessage as error:
        log.warning("a merchant's message could not be read: %s", error)
        return JsonResponse({"success": False, "error": "bad message"}, status=400)
    return JsonResponse({"success": True})
