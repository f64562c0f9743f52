"""Pages of the device: find a procedure, track a dossier, rate. Digits and fingers are enough."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.acting import kiosks
from motcua.foundation import clock
from motcua.foundation.identifiers import is_dossier_code
from motcua.procedures.catalogue import browsing, closing, publishing, wording
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.catalogue.models import Status as Shelved
from motcua.procedures.dossiers import reading
from motcua.procedures.dossiers.changes.hall_rating import may_rate, rate_in_hall
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.sites.portal.assisted import helper
from motcua.sites.portal.guidance import reading as guidance
from motcua.sites.portal.offline.kiosk.devices import COOKIE
from motcua.sites.portal.views.tracking import as_written, may_ask
from motcua.sites.shell import menus

IDLE_S = 60
MOST_SHOWN = 40

type KioskView = Callable[..., HttpResponseBase]


def kiosk_page(view: KioskView) -> KioskView:
    """For registered devices; any other learns how one becomes one. Nothing is kept by the browser."""

    @wraps(view)
    @never_cache
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        device = kiosks.of_token(request.COOKIES.get(COOKIE, ""), clock.now())
        if device is None:
            return render(request, "offline/kiosk/unknown.html", status=403)
        request.kiosk = device  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return page


@require_safe
@kiosk_page
def home(request: HttpRequest) -> HttpResponse:
    """Big doors, those of other rooms first. After a person has gone (`lai`), language and everything else begin anew."""
    answer = _show(
        request, "offline/kiosk/home.html", {"first": True, "doors": menus.entries("kiosk", request)}
    )
    if "lai" in request.GET:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        helper.clean_device(answer)
    return answer


@require_safe
@kiosk_page
def procedures(request: HttpRequest) -> HttpResponse:
    """What happened in a life, then its procedures: two touches. Three queries. Raises: Http404."""
    key = request.GET.get("viec", "")
    events = wording.life_events()
    event = next((one for one in events if one.key == key), None)
    if key and event is None:
        raise Http404
    found: tuple[Procedure, ...] = browsing.for_life_event(key) if event else ()
    if event is not None and not found:
        found = browsing.browse(browsing.Choice(life_event=key), page=MOST_SHOWN).procedures
    often = () if event else browsing.browse(browsing.Choice(), page=6).procedures
    return _show(
        request,
        "offline/kiosk/procedures.html",
        {
            "events": events,
            "event": event,
            "found": found[:MOST_SHOWN],
            "often": often,
            "closed": closing.closed_codes([*found[:MOST_SHOWN], *often], clock.now()),
        },
    )


@require_safe
@kiosk_page
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """What to bring, to print or to carry home as a QR. Three queries. Raises: Http404."""
    found = Procedure.objects.filter(code=code, internal=False).exclude(status=Shelved.ABOLISHED).first()
    if found is None:
        raise Http404
    version = publishing.version_for(code, clock.now()) if found.executable else None
    if version is not None:
        definition = publishing.definition_of(version)
        shown = guidance.from_definition(definition, found.facts)
        heading = guidance.Words(definition.name.vi, definition.name.en)
    else:
        shown = guidance.from_facts(found.facts, found.levels)
        heading = guidance.Words(found.name_vi, found.name_en)
    address = f"{settings.PUBLIC_URL}/thu-tuc/{code}"
    code_picture = segno.make(address, error="m", micro=False).svg_data_uri(
        border=3, scale=6, dark="#000000", light="#ffffff"
    )
    return _show(
        request,
        "offline/kiosk/papers.html",
        {
            "procedure": found,
            "heading": heading,
            "guidance": shown,
            "version": version,
            "closed": closing.closed(found, version, clock.now()) if version is not None else None,
            "qr": code_picture,
            "address": address.removeprefix("https://").removeprefix("http://"),
        },
    )


@require_safe
@kiosk_page
def track(request: HttpRequest) -> HttpResponse:
    """Where a dossier stands, by its number; never a name. Two queries."""
    return _show(request, "offline/kiosk/track.html", *_looked_up(request, request.GET.get("ma", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@kiosk_page
def rate(request: HttpRequest) -> HttpResponse:
    """One rating for a dossier that was handed over in this hall in the last days."""
    kiosk, at = request.kiosk, clock.now()  # type: ignore[attr-defined]
    posted = request.method == "POST"
    context, status = _looked_up(request, (request.POST if posted else request.GET).get("ma", ""))
    dossier = context["dossier"]
    context["may"] = dossier is not None and may_rate(dossier, kiosk.agency_id, at)
    if posted and dossier is not None:
        stars = request.POST.get("stars", "")
        if stars not in {"1", "2", "3", "4", "5"}:
            return _show(request, "offline/kiosk/rate.html", {**context, "nothing": True}, 422)
        try:
            rate_in_hall(
                dossier.pk, int(stars), agency_id=kiosk.agency_id, device=f"Ki-ốt: {kiosk.name}", at=at
            )
        except ChangeRefused as refusal:
            return _show(request, "offline/kiosk/rate.html", {**context, "may": False, "why": refusal}, 409)
        return _show(request, "offline/kiosk/rate.html", {"thanks": True, "code": ""})
    return _show(request, "offline/kiosk/rate.html", context, status)


def _looked_up(request: HttpRequest, typed: str) -> tuple[dict[str, Any], int]:
    """What a number leads to, and the answer's status. Each device asks on its own account."""
    code = as_written(typed)
    context: dict[str, Any] = {"code": code, "dossier": None, "now": clock.now()}
    if not code:
        return context, 200
    if not may_ask(f"kiosk-{request.kiosk.pk}"):  # type: ignore[attr-defined]
        return context | {"too_many": True}, 429
    well_formed = is_dossier_code(code)
    dossier = reading.by_code(code) if well_formed else None
    context |= {
        "well_formed": well_formed,
        "dossier": dossier,
        "open": dossier is not None and Status(dossier.status) in OPEN,
    }
    return context, 200 if dossier is not None else 404 if well_formed else 422


def _show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    kiosk = request.kiosk  # type: ignore[attr-defined]
    return render(request, template, {"kiosk": kiosk, "idle": IDLE_S, **context}, status=status)
