"""Addresses of GeoReport v2 below `/open311/v2/`."""

from django.urls import re_path

from motcua.sites.dialogue.open311 import views

# No "^": the whole address has to match because the pattern ends with "$".
FORM = r"\.(?P<form>json|xml)$"
urlpatterns = [
    re_path(rf"services{FORM}", views.services, name="open311-services"),
    re_path(rf"services/(?P<code>[\w-]{{1,40}}){FORM}", views.service, name="open311-service"),
    re_path(rf"requests{FORM}", views.requests, name="open311-requests"),
    re_path(rf"requests/(?P<code>[\w,-]{{1,3000}}){FORM}", views.one, name="open311-request"),
    re_path(rf"tokens/(?P<token>[\w-]{{1,64}}){FORM}", views.token, name="open311-token"),
]
