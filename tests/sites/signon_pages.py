"""Addresses for the tests of sign-on: the sign-on itself and one page that says who is there."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from motcua.sites.shell.signon import acting_as


def who(request: HttpRequest) -> JsonResponse:
    acting = acting_as(request)
    account = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"account": account, "name": acting.name if acting else None})


urlpatterns = [
    path("", include("motcua.sites.shell.signon.urls")),
    path("", include("motcua.sites.security.urls")),
    path("ai", who),
]
