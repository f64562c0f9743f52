"""Addresses: include at the root, namespace `assisted`."""

from django.urls import URLPattern, URLResolver

app_name = "assisted"
urlpatterns: list[URLPattern | URLResolver] = []
