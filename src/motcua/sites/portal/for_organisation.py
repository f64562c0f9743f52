"""Acting for an organisation in the portal: by what right in this request, and the page that says why something stops.

The right is asked anew with every request: a mandate that has ended stops the next one. Nothing is lost: drafts stay, and
what the stopped request had typed is kept in them.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.city.mandates import reading
from motcua.city.mandates.scope import WHOLE, Power, Right
from motcua.city.models import Account, Organisation
from motcua.foundation import clock
from motcua.sites.shell.signon import session


class Stopped(Exception):
    """Not in this session. `kind`: `over` (no right any more), `scope` (not for this), `theirs` (an organisation's matter, in
    a session of one's own), `own` (one's own matter, in a session for an organisation)."""

    def __init__(self, kind: str, *, power: str = "", organisation: Organisation | None = None) -> None:
        super().__init__(kind)
        self.kind, self.power, self.organisation = kind, power, organisation


def right_of(request: HttpRequest, account: Account) -> Right | None:
    """By what the account's person acts for its organisation today. At most two queries, once a request.

    An organisation whose representative no register names is acted for by whoever the national identity says so.
    """
    if not hasattr(request, "_organisation_right"):
        assert account.person is not None and account.organisation is not None
        organisation = account.organisation
        right = reading.right_of(account.person, organisation, clock.now().date())
        if right is None and organisation.representative_id is None:
            claimed = session.claimed_organisation(request) == organisation.number
            right = Right(organisation.pk, (WHOLE,)) if claimed else None
        request._organisation_right = right  # type: ignore[attr-defined]
    return request._organisation_right  # type: ignore[attr-defined, no-any-return]


def require(right: Right | None, power: Power, procedure: str, field: str) -> None:
    """Nothing for whoever acts for nobody but themselves. Raises Stopped when the mandates do not cover it. No query."""
    if right is not None and not right.covers(power, procedure, field):
        raise Stopped("scope", power=power)


def page(request: HttpRequest, stopped: Stopped) -> HttpResponse:
    """Why, and what to do now. `next` leads back here once the session acts for whom it should."""
    user = request.user
    organisation = stopped.organisation or getattr(user, "organisation", None)
    context = {
        "kind": stopped.kind,
        "power": stopped.power,
        "organisation": organisation,
        "next": request.get_full_path() if request.method in ("GET", "HEAD") else request.path,
    }
    return render(request, "portal/organisation_stop.html", context, status=403)


type Keep = Callable[..., None]


def keeping(keep: Keep) -> Callable[[Any], Any]:
    """For a view whose POST carries what somebody typed: `keep` saves it when the request itself is stopped."""

    def marked(view: Any) -> Any:
        view.keep_typed = keep
        return view

    return marked
