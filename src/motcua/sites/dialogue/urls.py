"""Addresses: include at the root, namespace `dialogue`."""

from django.urls import URLPattern, URLResolver

app_name = "dialogue"
urlpatterns: list[URLPattern | URLResolver] = []
