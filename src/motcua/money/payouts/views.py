"""Where the bank's server reports. Pages for people belong to the sites."""

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.foundation import clock
from motcua.money.payouts import answers, config
from motcua.money.payouts.client import HEADER
from motcua.money.payouts.pain002 import NotReadable

log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_POST
def bank_answer(request: HttpRequest) -> JsonResponse:
    """A pain.002 of the bank: 200 when it is kept (a second copy too); anything else is sent again or looked at."""
    told = config.current()
    if told is None:
        return JsonResponse({"ok": False}, status=404)
    try:
        answers.receive(request.body, request.headers.get(HEADER, ""), told.key, clock.now())
    except answers.NotGenuine:
        log.warning(
            "a payout answer without the bank's signature from %s", request.META.get("REMOTE_ADDR", "")
        )
        return JsonResponse({"ok": False, "error": "not genuine"}, status=401)
    except answers.Stranger as error:
        log.warning("a payout answer about %s, which is not ours", error)
        return JsonResponse({"ok": False, "error": "unknown message"}, status=404)
    except NotReadable as error:
        log.warning("a payout answer could not be read: %s", error)
        return JsonResponse({"ok": False, "error": "not readable"}, status=400)
    return JsonResponse({"ok": True})
