"""The console with the shell around it, for its tests."""

from django.urls import include, path

urlpatterns = [
    path("", include("motcua.sites.console.urls")),
    path("", include("motcua.sites.shell.signon.urls")),
    path("", include("motcua.sites.security.urls")),
    path("", include("motcua.sites.shell.urls")),
]
