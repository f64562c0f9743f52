"""Addresses of the machine interface. Nothing below `/api/v1/` answers with a page, except its documentation."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from motcua.sites.api.answers import NOT_FOUND, problem
from motcua.sites.api.documentation import documentation
from motcua.sites.api.interface import api, openapi


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    return problem(404, "not-found", NOT_FOUND)


urlpatterns = [
    path("api/v1/openapi.json", openapi, name="api-description"),
    path("api/v1/docs", documentation, name="api-docs"),
    path("api/v1/", api.urls),
    re_path(r"^api(?:/.*)?$", nothing_here),
]
