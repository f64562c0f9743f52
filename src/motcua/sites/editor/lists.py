"""The list of working copies and of what can be changed."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import path

from motcua.procedures.authoring.models import WorkingCopy
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import editing_page, frame

MOST = 100


@editing_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The open working copies, last changed first. One query."""
    copies = WorkingCopy.objects.filter(state__in=["editing", "submitted"]).order_by("-changed_at")[:MOST]
    return render(request, "editor/list.html", frame(officer, copies=list(copies)))


routes = [path("", listing, name="list")]
