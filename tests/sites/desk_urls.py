"""The desk with what it stands on, for tests of the desk alone."""

from django.urls import include, path

from motcua.sites.shell.signon import urls as signon

urlpatterns = [
    path("", include("motcua.sites.shell.urls")),
    path("", include(signon)),
    path("ban-lam-viec/", include("motcua.sites.desk.urls")),
]
