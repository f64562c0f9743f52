"""Who may open the pages of this room, and the frame around them."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from motcua.sites.desk.officer import Officer, officer_page, page_context

EDIT, ISSUE = "edit_catalogue", "issue_catalogue"

type View[**P] = Callable[Concatenate[HttpRequest, Officer, P], HttpResponseBase]
type Both = dict[str, str]


def catalogue_page[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for who may edit the catalogue or issue it; others see 403."""

    @wraps(view)
    def guarded(
        request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not (edits(officer) or issues(officer)):
            return render(request, "403.html", status=403)
        return view(request, officer, *args, **kwargs)

    return officer_page(guarded)


def edits(officer: Officer) -> bool:
    return officer.powers.holds_any(EDIT)


def issues(officer: Officer) -> bool:
    return officer.powers.holds_any(ISSUE)


def frame(officer: Officer, route: str, **more: Any) -> dict[str, Any]:
    """What every page of the room shows around its content. `route`: the entry of the menu that it belongs to."""
    return page_context(officer, reverse(route), edits=edits(officer), issues=issues(officer), **more)


def both(vi: str, en: str) -> Both:
    return {"vi": vi, "en": en}


def posted_date(post: Mapping[str, str], name: str) -> tuple[date | None, bool]:
    """The day of a date field and whether what was typed is no day; nothing typed is neither."""
    pieces = [post.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(pieces):
        return None, False
    try:
        return date(*(int(piece) for piece in pieces)), False
    except ValueError:
        return None, True


def typed_date(post: Mapping[str, str], name: str) -> dict[str, str]:
    """The pieces of a date field as typed."""
    return {part: post.get(f"{name}-{part}", "").strip()[:4] for part in ("day", "month", "year")}
