"""The workflow as a diagram."""

from django.urls import URLPattern

routes: list[URLPattern] = []
