"""Submitting, approving, publishing; history and differences."""

from django.urls import URLPattern

routes: list[URLPattern] = []
