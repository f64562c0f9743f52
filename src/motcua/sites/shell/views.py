"""Pages of the shell itself: the living design system, the language switch, and "somebody was faster"."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from . import showcase

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def design_system(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with the code that makes it. No database."""
    return render(request, "shell/design_system.html", showcase.context())


@require_safe
def design_desk(request: HttpRequest) -> HttpResponse:
    """The officer's frame with an invented work list. No database."""
    return render(request, "shell/design_desk.html", showcase.context() | showcase.desk_context())


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the reader's language in a cookie and go back; needs no JavaScript and no session.

    Raises: Http404 for a language that the house does not speak.
    """
    if code not in ("vi", "en"):
        raise Http404
    to = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        to = "/"
    response = HttpResponseRedirect(to)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure()
    )
    return response


def somebody_was_faster(
    request: HttpRequest,
    *,
    href: str,
    what: object = "",
    who: str = "",
    at: datetime | None = None,
) -> HttpResponse:
    """The 409 page: nothing was done, the thing had changed meanwhile; `href` shows it as it is."""
    page = {"href": href, "what": what, "who": who, "at": at}
    return render(request, "shell/409.html", page, status=409)
