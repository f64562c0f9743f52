"""Who works in the newsroom: officers whose post may write or publish for some body."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from motcua.exchange.publishing import reading
from motcua.exchange.publishing.changes import PUBLISH, WRITE
from motcua.exchange.publishing.models import Article
from motcua.sites.desk.officer import Officer, officer_page, page_context

type EditorView[**P] = Callable[Concatenate[HttpRequest, Officer, P], HttpResponseBase]


def editor_page[**P](view: EditorView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for officers who may write or publish for some body; others see 403."""

    @wraps(view)
    def guarded(
        request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not (officer.powers.holds_any(WRITE) or officer.powers.holds_any(PUBLISH)):
            return render(request, "403.html", status=403)
        return view(request, officer, *args, **kwargs)

    return officer_page(guarded)


def article_for(officer: Officer, number: int) -> Article:
    """An article of a body that this post writes or publishes for. One query. Raises: Http404."""
    found = reading.for_editor(number, officer.powers)
    if found is None:
        raise Http404
    return found


def may_write(officer: Officer, article: Article) -> bool:
    return officer.powers.holds(WRITE, agency_id=article.agency_id)


def may_publish(officer: Officer, article: Article) -> bool:
    return officer.powers.holds(PUBLISH, agency_id=article.agency_id)


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    """What every page of the newsroom shows around its content."""
    return page_context(officer, reverse("public:newsroom"), **more)
