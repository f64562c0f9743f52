"""Fee rules and exemptions."""

from django.urls import URLPattern

routes: list[URLPattern] = []
