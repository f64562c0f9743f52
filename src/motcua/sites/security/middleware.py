"""An officer's session counts only while its proofs stand. Whoever has none of them is a visitor to every room."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from motcua.city.models import Account
from motcua.city.security import sessions
from motcua.foundation import clock
from motcua.sites.security import held, marks
from motcua.sites.security.devices import address_of

TOUCH_S = 60
"""How exactly the last use is kept: one more statement or two a minute, not a page."""
BY_ITSELF = {"editor:present", "security:state"}
"""Addresses that pages ask for by themselves: nobody is at work because of them."""
NEVER_HELD = ("/dang-nhap", "/dang-xuat", "/demo/", "/accounts/")
"""The ways in and out themselves."""


class OfficerSessionMiddleware:
    """Stands behind AuthenticationMiddleware and looks when somebody asks who is there; no statement of its own.

    Residents and visitors are left alone. A form that comes after the end of the session is kept for its sender.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: who(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.session.get(marks.KEY):
            return None
        if request.path_info.startswith(NEVER_HELD):
            return None
        why = marks.fault(marks.of(request), clock.now())
        account_id = request.session.get(SESSION_KEY)
        if not why or account_id is None:
            return None
        if "X-Autosave" in request.headers or "HX-Request" in request.headers:
            return HttpResponse(status=401, headers={"X-Signed-Out": why})
        held.keep(request, int(account_id))
        return HttpResponseRedirect(f"{reverse('signon_officer')}?{urlencode({'vi-sao': why})}")


def who(request: HttpRequest) -> Account | AnonymousUser:
    """The account of the request, or a visitor when it is an officer's whose proofs do not stand."""
    user = get_user(request)
    if not isinstance(user, Account) or not user.is_officer:
        return user  # type: ignore[return-value]
    now = clock.now()
    mark = marks.of(request)
    if why := marks.fault(mark, now):
        request.signed_out = why  # type: ignore[attr-defined]
        return AnonymousUser()
    if mark is not None and now.timestamp() - mark.seen >= TOUCH_S and not _by_itself(request):
        if not sessions.may_go_on(user.pk, now) and mark.how != marks.DEMO:
            sessions.end_all(user.pk, why=sessions.NO_POST, by=_own(user), at=now)
            request.session.flush()
            return AnonymousUser()
        marks.put(request, marks.Mark(mark.how, mark.began, int(now.timestamp()), mark.proved))
        sessions.touch(request.session.session_key or "", address_of(request), now)
    return user


def _by_itself(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in BY_ITSELF


def _own(user: Account) -> Any:
    return sessions.actor_of(user)
