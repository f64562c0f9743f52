"""Pages of relatives: whom I let act for me, for whom I may act, and acting for them."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city import identities
from motcua.city.acting import errors, mandates, sessions
from motcua.city.acting.models import Mandate
from motcua.city.models import Person
from motcua.exchange import notices
from motcua.foundation import audit, clock
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.models import Procedure
from motcua.records.population.models import CitizenRecord
from motcua.sites.portal.assisted import asked, helper
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell.typed import day as typed_day


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def home(request: HttpRequest) -> HttpResponse:
    """Both sides at a glance. POST invites a relative. At most 10 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    if request.method != "POST":
        return _page(request, resident, asked.relative_fields(), at)
    fields = asked.relative_fields(request.POST)
    pin, until = asked.pin_of(request.POST, at), typed_day(request.POST, "until")
    code = request.POST.get("procedure", "")
    if not pin:
        fields["pin"].error = asked.BAD_PIN
    if until is None:
        fields["until"].error = asked.BAD_DAY
    if code not in {one.value for one in fields["procedure"].options}:
        fields["procedure"].error = asked.NEEDED
    if any(one.error for one in fields.values()) or until is None:
        return _page(request, resident, fields, at, status=422)
    try:
        mandate = mandates.invite(
            resident.person,
            pin,
            until=until,
            at=at,
            procedure_code=code,
            relation=" ".join(request.POST.get("relation", "").split()),
        )
    except errors.Refused as refusal:
        fields[refusal.field or "pin"].error = {"vi": refusal.vi, "en": refusal.en}
        return _page(request, resident, fields, at, status=422)
    _tell_invited(mandate, at)
    return redirect("assisted:relatives")


@require_POST
@resident_only
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to act for somebody. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    try:
        mandate = mandates.accept(number, by=resident.person, at=at)
    except errors.NotYours:
        raise Http404 from None
    notices.tell(
        mandate.client,
        f"mandate-accepted/{mandate.pk}",
        ("Người thân đã nhận làm thay", "Your relative has accepted"),
        (
            f"{resident.person.full_name} từ nay làm thay bạn được. Bạn dừng lúc nào cũng được.",
            f"{resident.person.full_name} can act for you from now on. You can end it at any time.",
        ),
        "/lam-thay",
        at,
    )
    return redirect("assisted:relatives")


@require_POST
@resident_only
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Either side ends it, or declines. Raises: Http404."""
    try:
        mandates.end(number, by=request.resident.person, at=clock.now())  # type: ignore[attr-defined]
    except errors.NotYours:
        raise Http404 from None
    return redirect("assisted:relatives")


@require_POST
@resident_only
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Act for this person from now on. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    try:
        mandate = mandates.in_force(number, resident.person, at.date())
    except errors.NotYours:
        raise Http404 from None
    return _begin(request, resident, mandate, at)


@require_POST
@resident_only
def begin_for_child(request: HttpRequest, person_id: int) -> HttpResponse:
    """A parent acts for a minor child whom the register knows as theirs. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    child = next((one for one in children(resident.person, at) if one.pk == person_id), None)
    if child is None or resident.organisation is not None:
        raise Http404
    return _begin(request, resident, mandates.of_parent(child, resident.person, at=at), at)


@require_POST
@never_cache
def stop(request: HttpRequest) -> HttpResponseBase:
    """Back to one's own matters; harmless for everybody else."""
    if helper.named(request) and request.session[helper.KEY].get("kind") == "relative":
        helper.forget(request)
    return redirect("assisted:relatives")


@never_cache
@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """The leave has ended: said once, without saying whose."""
    return render(request, "assisted/over.html", {"team": False})


def children(parent: Person, at: datetime) -> list[Person]:
    """Living minor children by the register, oldest first. One query."""
    rows = CitizenRecord.objects.select_related("person").filter(
        Q(father=parent) | Q(mother=parent), death_date__isnull=True
    )
    found = [row.person for row in rows[:50] if mandates.comes_of_age(row.person.birth_date) > at.date()]
    return sorted(found, key=lambda child: child.birth_date)


def _begin(request: HttpRequest, resident: Resident, mandate: Mandate, at: datetime) -> HttpResponse:
    if resident.organisation is not None:
        raise Http404
    purpose = "Cha, mẹ làm thay con" if mandate.kind == Mandate.Kind.PARENT else "Người thân làm thay"
    actor = Actor("resident", resident.account.pk, resident.person.pk, resident.person.full_name)
    audit.log_read(actor, [mandate.client_id], purpose=purpose, what="mandate", code="mandate", at=at)
    helper.begin_relative(request, mandate)
    if mandate.procedure_code:
        return redirect("portal:start", mandate.procedure_code)
    return redirect("portal:dossiers")


def _page(
    request: HttpRequest, resident: Resident, fields: dict[str, Any], at: datetime, status: int = 200
) -> HttpResponse:
    given, held = (
        mandates.given_by(resident.person, at.date()),
        mandates.held_by(resident.person, at.date()),
    )
    held = [one for one in held if one.client_id != resident.person.pk]
    codes = {one.procedure_code for one in [*given, *held] if one.procedure_code}
    names = {one.code: one for one in Procedure.objects.filter(code__in=codes)} if codes else {}
    own = resident.organisation is None
    context = {
        "given": [(one, names.get(one.procedure_code)) for one in given],
        "held": [
            (one, names.get(one.procedure_code))
            for one in held
            if one.accepted_at and one.kind == Mandate.Kind.INVITED
        ],
        "asked": [(one, names.get(one.procedure_code)) for one in held if not one.accepted_at],
        "children": children(resident.person, at) if own else [],
        "helped": sessions.of_client(resident.person.pk, 5),
        "own": own,
        "fields": list(fields.values()),
        "errors": named_errors(fields.values()),
    }
    return show(request, "assisted/relatives.html", context, status=status)


def _tell_invited(mandate: Mandate, at: datetime) -> None:
    """Told only to a person whom the city knows; the one who invites cannot tell the difference."""
    person = identities.by_pin(mandate.helper_pin)
    if person is not None:
        notices.tell(
            person,
            f"mandate-asked/{mandate.pk}",
            ("Có người nhờ bạn làm thay", "Somebody asks you to act for them"),
            (
                f"{mandate.client.full_name} muốn bạn làm thủ tục thay. Hãy mở trang Làm thay để nhận hoặc từ chối.",
                f"{mandate.client.full_name} wants you to act for them. Open the page to accept or decline.",
            ),
            "/lam-thay",
            at,
        )
