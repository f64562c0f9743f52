"""The result and how its page reads."""

from django.urls import URLPattern

routes: list[URLPattern] = []
