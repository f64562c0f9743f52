"""Pages of organisations: for whom I may act, who may act for us, authorising and ending it."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city import identities
from motcua.city.mandates import changes, errors, reading
from motcua.city.mandates.models import OrganisationMandate
from motcua.city.models import Organisation, Person
from motcua.exchange import notices
from motcua.foundation import clock
from motcua.sites.mandates import asked, what
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell.signon import step_up

PROVED = 3
"""Authorising somebody reaches as far as changing an owner: the same authentication level."""


@never_cache
@require_safe
@resident_only
def home(request: HttpRequest) -> HttpResponse:
    """For whom I may act or am asked to. At most 10 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    _oneself(resident)
    on = clock.now().date()
    held = [_line(one, on) for one in reading.held_by(resident.person.pk, on)]
    context = {
        "acting": resident.organisation,
        "own": reading.represented_by(resident.person.pk),
        "asked": [one for one in held if one["state"] == "asked"],
        "held": [one for one in held if one["state"] != "asked"],
        "crumbs": _crumbs(),
    }
    return show(request, "mandates/home.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def organisation(request: HttpRequest, number: str) -> HttpResponse:
    """Who may act for the organisation, for its representative. POST authorises somebody. At most 14 queries.

    Raises: Http404 for whoever does not represent it.
    """
    resident: Resident = request.resident  # type: ignore[attr-defined]
    _oneself(resident)
    at = clock.now()
    found = Organisation.objects.filter(number=number, representative=resident.person).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _organisation(request, found, asked.fields_of(at), at)
    fields = asked.fields_of(at, request.POST)
    wanted = asked.read(request.POST, fields, at)
    if wanted is None:
        return _organisation(request, found, fields, at, status=422)
    if not step_up.enough(request, PROVED, at):
        request.session[TYPED] = {"number": number, "typed": request.POST.urlencode()}
        return redirect(step_up.address(PROVED, request.path))
    try:
        mandate = changes.invite(
            found.pk,
            wanted.pin,
            wanted.scope,
            since=wanted.since,
            until=wanted.until,
            by=resident.person,
            actor=resident.actor,
            at=at,
        )
    except errors.Refused as refusal:
        fields[refusal.field or "pin"].error = {"vi": refusal.vi, "en": refusal.en}
        return _organisation(request, found, fields, at, status=422)
    _tell_invited(mandate, at)
    return redirect("mandates:organisation", number)


TYPED = "mandate-typed"
"""Key of the session: what was typed when the representative was asked to prove who she is."""


@require_POST
@resident_only
def accept(request: HttpRequest, mandate: int) -> HttpResponse:
    """Agree to act for the organisation. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    _oneself(resident)
    at = clock.now()
    try:
        taken = changes.accept(mandate, by=resident.person, actor=resident.actor, at=at)
    except errors.NotYours:
        raise Http404 from None
    notices.tell(
        taken.given_by,
        f"organisation-mandate-accepted/{taken.pk}",
        ("Ủy quyền đã được nhận", "The mandate was accepted"),
        (
            f"{resident.person.full_name} từ nay làm việc thay {taken.organisation.name} được trong phạm vi đã giao.",
            f"{resident.person.full_name} may now act for {taken.organisation.name} as authorised.",
        ),
        reverse("mandates:organisation", args=[taken.organisation.number]),
        at,
    )
    return redirect("mandates:home")


@require_POST
@resident_only
def end(request: HttpRequest, mandate: int) -> HttpResponse:
    """Either side ends it, from this moment on, or declines. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    _oneself(resident)
    at = clock.now()
    try:
        ended = changes.end(mandate, by=resident.person, actor=resident.actor, at=at)
    except errors.NotYours:
        raise Http404 from None
    if ended.organisation.representative_id == resident.person.pk:
        if ended.holder is not None:
            _tell_ended(ended, ended.holder, reverse("mandates:home"), at)
        return redirect("mandates:organisation", ended.organisation.number)
    _tell_ended(ended, ended.given_by, reverse("mandates:organisation", args=[ended.organisation.number]), at)
    return redirect("mandates:home")


def _organisation(
    request: HttpRequest, found: Organisation, fields: dict[str, Any], at: datetime, status: int = 200
) -> HttpResponse:
    on = at.date()
    kept = request.session.pop(TYPED, None) if request.method != "POST" else None
    if kept and kept["number"] == found.number:
        fields = asked.fields_of(at, asked.typed_again(kept["typed"]))
    context = {
        "organisation": found,
        "given": [_line(one, on) for one in reading.given_for(found, on)],
        "past": [_line(one, on) for one in reading.past_of(found, on)],
        "fields": list(fields.values()),
        "proved": bool(kept),
        "errors": named_errors(fields.values()),
        "crumbs": [*_crumbs(link=True), {"label": {"vi": found.name, "en": found.name}, "href": ""}],
    }
    return show(request, "mandates/organisation.html", context, menu="account", status=status)


def _line(mandate: OrganisationMandate, on: date) -> dict[str, Any]:
    """A mandate as a row of either list shows it."""
    return {
        "mandate": mandate,
        "powers": what.joined(asked.power_words(one) for one in asked.POWERS if one in mandate.powers),
        "reach": what.joined(what.reach_words(mandate)),
        "state": _state(mandate, on),
    }


def _state(mandate: OrganisationMandate, on: date) -> str:
    if mandate.ended_at is not None:
        return "ended" if mandate.ended_how else "replaced"
    if mandate.until < on:
        return "past"
    if mandate.accepted_at is None:
        return "asked"
    return "later" if mandate.since > on else "now"


def _oneself(resident: Resident) -> None:
    """These pages are nobody's who acts for another person. Raises: Http404."""
    if resident.helper is not None:
        raise Http404


def _crumbs(*, link: bool = False) -> list[dict[str, Any]]:
    mine = {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")}
    here = {"label": {"vi": "Tổ chức của tôi", "en": "My organisations"}, "href": ""}
    return [mine, {**here, "href": reverse("mandates:home") if link else ""}]


def _tell_invited(mandate: OrganisationMandate, at: datetime) -> None:
    """Told only to a person whom the city knows; whoever authorises cannot tell the difference."""
    person = identities.by_pin(mandate.holder_pin)
    if person is None:
        return
    name = mandate.organisation.name
    notices.tell(
        person,
        f"organisation-mandate-given/{mandate.pk}",
        ("Có tổ chức muốn ủy quyền cho bạn", "An organisation wants to authorise you"),
        (
            f"{name} muốn bạn làm thủ tục thay mặt họ. Hãy mở trang Tổ chức của tôi để nhận hoặc từ chối.",
            f"{name} wants you to act for them. Open My organisations to accept or decline.",
        ),
        reverse("mandates:home"),
        at,
    )


def _tell_ended(mandate: OrganisationMandate, person: Person, link: str, at: datetime) -> None:
    name = mandate.organisation.name
    notices.tell(
        person,
        f"organisation-mandate-ended/{mandate.pk}/{person.pk}",
        ("Ủy quyền đã dừng", "A mandate has ended"),
        (f"Ủy quyền làm việc thay {name} đã dừng.", f"A mandate to act for {name} has ended."),
        link,
        at,
    )
