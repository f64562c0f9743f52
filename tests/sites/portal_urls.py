"""Addresses for the tests of the resident's side."""

from django.urls import include, path

urlpatterns = [
    path("", include("motcua.sites.shell.signon.urls")),
    path("", include("motcua.sites.shell.urls")),
    path("", include("motcua.sites.portal.guidance.urls")),
    path("", include("motcua.sites.portal.urls")),
    path("", include("motcua.money.urls")),
]
