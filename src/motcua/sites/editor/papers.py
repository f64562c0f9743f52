"""The papers asked for."""

from django.urls import URLPattern

routes: list[URLPattern] = []
