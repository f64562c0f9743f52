"""What a reader would stumble over."""

from django.urls import URLPattern

routes: list[URLPattern] = []
