"""Whose booking an address leads to."""

import uuid as uuids
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from motcua.city.hall import bookings
from motcua.city.hall.errors import NotYours
from motcua.city.hall.models import Booking
from motcua.city.models import Account, Person
from motcua.foundation.actor import Actor

OPENED = "hall-bookings"
"""Key of the session: bookings that it has opened by code and phone number."""


def own_booking(view: Callable[[HttpRequest, Booking], HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the booking of the address. Raises: Http404.

    A person's booking is that person's, or of who gave code and phone number in this session; one made without signing
    on belongs to whoever holds the address.
    """

    @wraps(view)
    def page(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
        try:
            found = bookings.of_uuid(uuid)
        except NotYours:
            raise Http404 from None
        person = resident_of(request)
        own = found.person_id is None or (person is not None and person.pk == found.person_id)
        if not own and str(uuid) not in request.session.get(OPENED, []):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            raise Http404
        return view(request, found)

    return page


def resident_of(request: HttpRequest) -> Person | None:
    """The resident who is signed on."""
    user = request.user
    if user.is_authenticated and user.kind == Account.Kind.RESIDENT:
        return user.person
    return None


def actor_of(person: Person | None, name: str) -> Actor:
    return Actor(
        "resident", person_id=person.pk if person else None, name=person.full_name if person else name
    )
