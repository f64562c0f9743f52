"""A made-up dossier run through the draft."""

from django.urls import URLPattern

routes: list[URLPattern] = []
