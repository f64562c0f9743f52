"""Addresses of the editor, included by the project without a prefix. Each module names its own."""

from django.urls import include, path

from motcua.sites.editor import (
    advice,
    data,
    diagram,
    fees,
    forms,
    history,
    lists,
    merging,
    moving,
    papers,
    publishing,
    rehearsal,
    result,
    steps,
    trial,
)

MODULES = (
    lists,
    data,
    forms,
    history,
    papers,
    fees,
    steps,
    diagram,
    result,
    advice,
    trial,
    rehearsal,
    merging,
    moving,
    publishing,
)
pages = [route for module in MODULES for route in module.routes]
urlpatterns = [path("soan-thu-tuc/", include((pages, "editor")))]
