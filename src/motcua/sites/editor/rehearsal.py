"""Last year's dossiers run through the draft."""

from django.urls import URLPattern

routes: list[URLPattern] = []
