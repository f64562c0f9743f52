"""The workflow as a table, by keyboard."""

from django.urls import URLPattern

routes: list[URLPattern] = []
