"""The procedure's own facts: names, limits, cases."""

from django.urls import URLPattern

routes: list[URLPattern] = []
