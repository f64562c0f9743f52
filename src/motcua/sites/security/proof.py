"""The second factor once more, before what cannot be taken back: signing, approving money, merging people, exports.

`fresh_proof(request)` answers from the session alone, without a statement. `needs_fresh_proof` guards a whole view; a form
that was sent waits and is sent again after the proof.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.security import guesses
from motcua.foundation import clock
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.security import factors, held, marks
from motcua.sites.security.sign_in import prove
from motcua.sites.shell.signon import pages


def fresh_proof(request: HttpRequest, seconds: int | None = None) -> bool:
    """Whether the officer has shown the second factor within `seconds` (by default five minutes: limits.yaml). No statement."""
    return marks.fresh(marks.of(request), clock.now(), seconds)


def ask_proof(request: HttpRequest, *, hold: bool = True) -> HttpResponse:
    """Off to the second factor, then back here; a form that was sent waits meanwhile, unless it must not be kept."""
    query = {}
    if request.method == "POST" and hold:
        held.keep(request, request.user.pk or 0, at_once=True)
    else:
        query = {"next": request.get_full_path()}
    return HttpResponseRedirect(f"{reverse('security:confirm')}{'?' if query else ''}{urlencode(query)}")


def needs_fresh_proof[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for officers that asks for the second factor when the last one is too old. Goes outside `officer_page`."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.is_officer and not fresh_proof(request):
            return ask_proof(request)
        return view(request, *args, **kwargs)

    return page


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def confirm(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the second factor once more, then go on with what waited."""
    own, now = factors.owned(officer.account), officer.now
    next_url = pages.safe_next(request)
    context = page_context(officer, "", own=own, waits=held.waits(request), next=next_url)
    if until := guesses.paused_until(officer.account, now):
        return render(request, "security/confirm.html", context | {"paused": until}, status=429)
    if request.method != "POST":
        return render(request, "security/confirm.html", context)
    how = prove(request, officer.account)
    mark = marks.of(request)
    if not how or mark is None:
        until = guesses.wrong(officer.account, now)
        status = 429 if until else 422
        return render(
            request, "security/confirm.html", context | {"wrong": True, "paused": until}, status=status
        )
    guesses.right(officer.account)
    at = int(now.timestamp())
    marks.put(request, marks.Mark(mark.how, mark.began, at, at))
    return HttpResponseRedirect(
        reverse("security:go-on") if held.waits(request) else next_url or reverse("security:home")
    )


@require_safe
@never_cache
@officer_page
def go_on(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The form that waited, ready to be sent again: with a script at once, without one by a button."""
    waiting = held.take(request, officer.account.pk)
    if waiting is None:
        return HttpResponseRedirect(reverse("desk:home"))
    at_once = waiting.at_once and fresh_proof(request) and not waiting.files
    return render(request, "security/go_on.html", page_context(officer, "", waiting=waiting, at_once=at_once))
