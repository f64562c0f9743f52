"""The only page of this room: where VNPay's server reports. Pages for people belong to the sites."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from motcua.foundation import clock
from motcua.money.gateways.vnpay import notices


@csrf_exempt
@never_cache
@require_GET
def vnpay_ipn(request: HttpRequest) -> JsonResponse:
    """Always 200 with VNPay's answer code; the gateway repeats by the code, not by the HTTP status."""
    answer = notices.handle_ipn(request.GET.dict(), clock.now(), request.META.get("REMOTE_ADDR", ""))
    return JsonResponse(answer)
