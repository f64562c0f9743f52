"""The form builder."""

from django.urls import URLPattern

routes: list[URLPattern] = []
