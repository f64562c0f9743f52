"""Addresses of the machine interface. Nothing below `/api/v1/` answers with a page, except its documentation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from motcua.sites.api import filing
from motcua.sites.api.answers import NOT_FOUND, problem
from motcua.sites.api.documentation import documentation
from motcua.sites.api.interface import api, openapi


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem(404, "not-found", NOT_FOUND)


_described: Any = next(route.callback for route in api.urls[0] if getattr(route, "name", "") == "dossiers")


@csrf_exempt
def dossiers(request: HttpRequest) -> HttpResponse:
    """Filing goes straight to its decoder: the layers that describe it and check other calls cost a tenth of it."""
    return filing.submit(request) if request.method == "POST" else _described(request)


urlpatterns = [
    path("api/v1/dossiers", dossiers),
    path("api/v1/openapi.json", openapi, name="api-description"),
    path("api/v1/docs", documentation, name="api-docs"),
    path("api/v1/", api.urls),
    re_path(r"^api(?:/.*)?$", nothing_here),
]
