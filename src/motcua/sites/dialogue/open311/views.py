"""The addresses of GeoReport v2. Reading what is public needs no key; sending needs a partner's token with the scope."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

from motcua.city import partners
from motcua.city.models import PartnerToken, Unit
from motcua.city.partners import NoSuchToken, Partner, PostNotHeld
from motcua.exchange.dialogue import offices, reading, sending
from motcua.exchange.dialogue.errors import TooMany
from motcua.exchange.dialogue.kinds import categories, rules
from motcua.exchange.dialogue.models import Report
from motcua.exchange.dialogue.places import Point, point_of
from motcua.foundation import clock
from motcua.foundation.text import fold
from motcua.sites.dialogue import showing
from motcua.sites.dialogue.open311 import shapes
from motcua.sites.dialogue.open311.answers import Wrong, answer, problem

MOST_ROWS = 1000
WINDOW = timedelta(days=90)
MOST_IDS = 100
NAMESPACE = uuid.UUID("6f0a4c0e-9f5e-4d47-8a0b-3a1f0d1c2b11")
Scope = PartnerToken.Scope


def georeport(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of GeoReport: errors in its shape, the jurisdiction checked, only these methods."""

    def outer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def inner(request: HttpRequest, form: str, **names: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Wrong(400, "400", f"Only {' and '.join(methods)} here")
                given = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or ""
                if given not in ("", settings.CITY_CODE):
                    raise Wrong(404, "404", "jurisdiction_id was not found")
                return view(request, form, **names)
            except (RequestDataTooBig, TooManyFieldsSent):
                return problem(Wrong(400, "400", "The request is too large"), form)
            except Wrong as wrong:
                return problem(wrong, form)

        return inner

    return outer


@georeport("GET", "HEAD")
def services(request: HttpRequest, form: str) -> HttpResponse:
    """What can be reported. No query."""
    return answer("services", shapes.services(), form)


@georeport("GET", "HEAD")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """The attributes of one service. No query."""
    found = shapes.definition(code)
    if found is None:
        raise Wrong(404, "404", "service_code was not found")
    return answer("service_definition", found, form)


@georeport("GET", "HEAD", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """Published reports of up to 90 days, at most 1,000; or a new one. Three queries to read."""
    if request.method == "POST":
        return _send(request, form)
    at = clock.now()
    partner = _partner(request, at, needed=False)
    rows = _asked(request.GET, _visible(partner), at)
    return answer("requests", _shown(request, rows, partner), form)


@georeport("GET", "HEAD")
def one(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """One request by its id (several, divided by commas)."""
    partner = _partner(request, clock.now(), needed=False)
    rows = list(_visible(partner).filter(code__in=_codes(code)).select_related("unit").order_by("-id"))
    if not rows:
        raise Wrong(404, "404", "service_request_id was not found")
    return answer("requests", _shown(request, rows, partner), form)


@georeport("GET", "HEAD")
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """The request that belongs to a token of the sending; whoever knows the token may ask."""
    try:
        number = uuid.UUID(token)
    except ValueError:
        raise Wrong(404, "404", "token was not found") from None
    code = Report.objects.filter(uuid=number, kind="scene").values_list("code", flat=True).first()
    if code is None:
        raise Wrong(404, "404", "token was not found")
    return answer("tokens", [{"service_request_id": code, "token": token}], form)


def _partner(request: HttpRequest, at: datetime, *, needed: bool) -> Partner | None:
    """Who calls, by `api_key` as field, query or header. Raises: Wrong 403 for a bad key, and where one is needed."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    key = (
        request.POST.get("api_key") or request.GET.get("api_key") or request.headers.get("Api-Key")
        or request.headers.get("X-Api-Key") or bearer
    )  # fmt: skip
    if not key:
        if needed:
            raise Wrong(403, "403", "Missing or invalid api_key")
        return None
    try:
        partner = partners.partner_of(key[:200], at)
    except NoSuchToken:
        raise Wrong(403, "403", "Missing or invalid api_key") from None
    wanted = Scope.REPORTS_SUBMIT if needed else Scope.REPORTS_READ
    if not partner.allows(wanted):
        raise Wrong(403, "403", f"The api_key does not allow {wanted}")
    return partner


def _visible(partner: Partner | None) -> Any:
    """What may be seen: what is public, and for a partner what it sent itself."""
    seen = Q(shown_at__isnull=False)
    if partner is not None:
        seen |= Q(account_id=partner.account_id)
    return Report.objects.filter(seen, kind="scene")


def _asked(query: QueryDict, rows: Any, at: datetime) -> list[Report]:
    rows = rows.select_related("unit").order_by("-id")
    if ids := query.get("service_request_id", ""):
        return list(rows.filter(code__in=_codes(ids)))
    if codes := query.get("service_code", ""):
        rows = rows.filter(category__in=[one for one in codes.split(",") if one in categories("scene")])
    rows = rows.filter(sent_at__range=_window(query, at))
    if raw := query.get("status", ""):
        wanted = set(raw.split(","))
        if not wanted <= {"open", "closed"}:
            raise Wrong(400, "400", "status must be open, closed or both")
        if len(wanted) == 1:
            rows = rows.filter(ended_at__isnull="open" in wanted)
    return list(rows[:MOST_ROWS])


def _codes(ids: str) -> list[str]:
    """The ids of a list divided by commas, as many as one may ask for."""
    return [one.strip().upper() for one in ids.split(",") if reading.is_code(one.strip())][:MOST_IDS]


def _window(query: QueryDict, at: datetime) -> tuple[datetime, datetime]:
    start, end = (_moment(query, name) for name in ("start_date", "end_date"))
    if start is None and end is None:
        return at - WINDOW, at
    if end is None and start is not None:
        end = start + WINDOW
    assert end is not None
    if start is None or start < end - WINDOW:
        start = end - WINDOW
    return start, end


def _moment(query: QueryDict, name: str) -> datetime | None:
    raw = query.get(name, "").replace(" ", "+")
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise Wrong(400, "400", f"{name} is not a date of ISO 8601") from None
    if not 2000 <= moment.year <= 2200:
        raise Wrong(400, "400", f"{name} is out of range")
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.VN)


def _shown(request: HttpRequest, rows: list[Report], partner: Partner | None) -> list[dict[str, Any]]:
    known = offices.offices({row.agency_id for row in rows})
    released = reading.photos_of([row.id for row in rows if row.shown_at], released=True)
    shown = []
    for row in rows:
        photos = released.get(row.id, [])
        media = request.build_absolute_uri(showing.photo_address(photos[0])) if photos else ""
        own = partner is not None and row.account_id == partner.account_id
        shown.append(shapes.request(row, known, media, own=own))
    return shown


def _send(request: HttpRequest, form: str) -> HttpResponse:
    at = clock.now()
    partner = _partner(request, at, needed=True)
    assert partner is not None
    data = request.POST
    message = _message(data, partner, at)
    try:
        report = sending.send(message, by=partner.actor(at), at=at)
    except PostNotHeld:
        raise Wrong(403, "403", "Missing or invalid api_key") from None
    except TooMany as refusal:
        raise Wrong(403, "403", refusal.en) from None
    sent = {
        "service_request_id": report.code,
        "service_notice": "Tiếp nhận trong 8 giờ làm việc.",
        "account_id": data.get("account_id") or None,
        "token": report.uuid.hex,
    }
    return answer("requests", [sent], form, 201)


def _message(data: QueryDict, partner: Partner, at: datetime) -> sending.Message:
    code = data.get("service_code", "")
    if not code:
        raise Wrong(400, "400", "service_code was not provided")
    if code not in categories("scene"):
        raise Wrong(404, "404", "service_code was not found")
    text = data.get("description", "").replace("\x00", "").strip()
    if not text:
        raise Wrong(400, "400", "description was not provided")
    if len(text) > rules().longest_text:
        raise Wrong(400, "400", f"description is longer than {rules().longest_text} characters")
    point, unit = _place(data, at)
    detail = data.get(f"attribute[{shapes.DETAIL}]", "")
    if detail and detail not in categories("scene")[code].details:
        raise Wrong(400, "400", f"attribute[{shapes.DETAIL}] has no value {detail[:40]}")
    contact = {
        name: data.get(field, "").replace("\x00", "")[:200]
        for name, field in (
            ("email", "email"), ("phone", "phone"), ("device", "device_id"), ("account", "account_id"),
            ("media_url", "media_url"),
        )
        if data.get(field)
    }  # fmt: skip
    name = " ".join(part for part in (data.get("last_name", ""), data.get("first_name", "")) if part)
    fields = {key: data.getlist(key) for key in sorted(data) if key != "api_key"}
    whole = json.dumps([partner.account_id, f"{at:%Y-%m-%d}", fields], ensure_ascii=False)
    return sending.Message(
        kind="scene", category=code, detail=detail, text=text,
        # the same request sent again on the same day (a lost connection) is the same report
        client_id=uuid.uuid5(NAMESPACE, whole),
        unit=unit, place=data.get("address_string", "").replace("\x00", "")[:200], point=point, channel="partner",
        contact=contact | ({"name": name[:200]} if name else {}),
    )  # fmt: skip


def _place(data: QueryDict, at: datetime) -> tuple[Point | None, Unit | None]:
    """Where it is: a point, words, or `address_id` (the code of the commune); one of them is needed."""
    lat, lon = data.get("lat", ""), data.get("long", "")
    point = point_of(lat, lon) if lat or lon else None
    if (lat or lon) and point is None:
        raise Wrong(400, "400", "lat and long are not a point in Việt Nam")
    if not (point or data.get("address_string") or data.get("address_id")):
        raise Wrong(400, "400", "lat and long, address_string or address_id must be provided")
    if code := data.get("address_id", ""):
        unit = offices.commune(code[:5], at)
        if unit is None:
            raise Wrong(400, "400", "address_id is not the code of a commune")
        return point, unit
    return point, _commune_in(data.get("address_string", ""), at)


def _commune_in(address: str, at: datetime) -> Unit | None:
    """The commune whose full name stands as a part of the address. One query; none when no part looks like one."""
    parts = [fold(part).strip() for part in address.split(",")]
    wanted = [part for part in parts if part.startswith(("phuong ", "xa ", "dac khu "))]
    if not wanted:
        return None
    rows = Unit.objects.on(at.date()).filter(level=Unit.Level.COMMUNE, parent__code=settings.CITY_CODE)
    return next((row for row in rows if fold(row.full_name_vi) in wanted), None)
