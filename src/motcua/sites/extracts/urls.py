"""Addresses: include at the root, namespace `extracts`."""

from django.urls import path

from motcua.sites.extracts import checking

app_name = "extracts"
urlpatterns = [
    path("kiem-tra-trich-luc/", checking.check, name="check"),
    path("kiem-tra-trich-luc/<str:code>", checking.check, name="checked"),
]
