"""Registering a device: on the device itself, by an officer who may; signing off at the same moment."""

import secrets
import uuid as uuids
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.city import authority
from motcua.city.acting import kiosks
from motcua.city.acting.models import Kiosk
from motcua.city.models import Agency, Power
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.assisted import helper
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell.fields import Field, Option

COOKIE = "mc_kiosk"
HERE = "/kiosk/thiet-bi"
HALLS = (Agency.Kind.CENTRE, Agency.Kind.CENTRE_BRANCH, Agency.Kind.COMMUNE)
LONGEST_NAME = 60
YEAR_S = 400 * 86400
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def devices(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The devices of one's halls. POST registers the device that shows this page and signs the officer off on it."""
    halls = _halls(officer)
    if not halls:
        return render(request, "403.html", status=403)
    name = " ".join(request.POST.get("name", "").split())[:LONGEST_NAME]
    chosen = next((one for one in halls if str(one.pk) == request.POST.get("agency", "")), None)
    fields = [
        Field(
            "name",
            "text",
            {"vi": "Tên thiết bị", "en": "Name of the device"},
            value=name,
            example={"vi": "Ki-ốt cửa chính", "en": "Kiosk at the main door"},
            max_length=LONGEST_NAME,
        ),
        Field(
            "agency",
            "select",
            {"vi": "Đặt tại", "en": "Stands at"},
            value=request.POST.get("agency", ""),
            options=[Option(str(one.pk), one) for one in halls],
        ),
    ]
    if request.method == "POST":
        needed = {"vi": "Mục này cần được trả lời.", "en": "This is needed."}
        fields[0].error = "" if name else needed
        fields[1].error = "" if chosen else needed
        if name and chosen is not None:
            token = secrets.token_urlsafe(32)
            kiosks.register(name, agency_id=chosen.pk, token=token, by=officer.account.pk, at=officer.now)
            logout(request)
            answer = helper.clean_device(HttpResponseRedirect("/kiosk/"))
            for cookie, value, hidden in ((COOKIE, token, True), (helper.SHARED, "1", False)):
                answer.set_cookie(
                    cookie,
                    value,
                    max_age=YEAR_S,
                    httponly=hidden,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
            return answer
    rows = (
        Kiosk.objects.select_related("agency")
        .filter(agency__in=halls, revoked_at=None)
        .order_by("agency__sort_key", "id")[:SHOWN]
    )
    context: dict[str, Any] = page_context(
        officer, HERE, fields=fields, errors=named_errors(fields), devices=list(rows)
    )
    return render(request, "offline/kiosk/devices.html", context, status=422 if context["errors"] else 200)


@require_POST
@officer_page
def revoke(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """A device that was stolen or sold shows nothing any more. Raises: Http404 for one of another hall."""
    found = Kiosk.objects.filter(uuid=uuid, agency__in=_halls(officer)).first()
    if found is None:
        raise Http404
    kiosks.revoke(found, officer.now)
    return redirect("offline:kiosk-devices")


def _halls(officer: Officer) -> list[Agency]:
    """Halls whose devices this officer keeps, in any post held. One query."""
    ids = authority.powers_of(officer.account.pk, officer.now).agency_ids(Power.Name.KEEP_DEVICES)
    if not ids:
        return []
    return list(Agency.objects.on(officer.now.date()).filter(id__in=ids, kind__in=HALLS).order_by("sort_key"))
