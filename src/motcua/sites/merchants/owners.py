"""Who takes money by code: applies, prints the code, sees what came in, declares the month's cash."""

import uuid as uuids
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city import units
from motcua.city.models import Unit
from motcua.foundation import clock
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.foundation.worktime import VN
from motcua.money.merchants import changes, figures, printed, rules
from motcua.money.merchants.models import Merchant
from motcua.money.till.screens import picture
from motcua.records import documents
from motcua.sites.merchants.wording import KINDS, errors, month_words, tag, words
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.shell.language import say

FIELDS = ("name", "kind", "unit", "place", "bin", "account", "virtual", "holder", "shares")
SHOWN = 50
HOME = {"label": {"vi": "Trang đầu", "en": "Home"}, "href": "/"}
HERE = {"vi": "Điểm thu của tôi", "en": "My places of sale"}
PERIODS = {"ngay": ("day", 30), "tuan": ("day", 84), "thang": ("month", 370)}


def _resident(request: HttpRequest) -> Resident:
    found: Resident = request.resident  # type: ignore[attr-defined]
    return found


@never_cache
@require_safe
@resident_only
def index(request: HttpRequest) -> HttpResponse:
    """Places where the reader, or the organisation acted for, takes money. One query."""
    by = _resident(request).actor
    rows = Merchant.objects.select_related("unit").order_by("-id")
    mine = (
        rows.filter(organisation=by.for_organisation_id)
        if by.for_organisation_id
        else rows.filter(person=by.stands_for)
    )
    lines = [{"row": one, "tag": tag(one.state), "kind": KINDS[one.kind]} for one in mine[:SHOWN]]
    return show(
        request, "merchants/mine.html", {"lines": lines, "crumbs": [HOME, {"label": HERE, "href": ""}]}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def apply(request: HttpRequest) -> HttpResponse:
    """An application. 422 with every fault at its question."""
    resident = _resident(request)
    typed = {name: request.POST.get(name, "")[:200] for name in FIELDS}
    faults: dict[str, tuple[str, str]] = {}
    now = clock.now()
    if request.method == "POST":
        try:
            told = rules.read_application(typed)
            unit = units.communes(settings.CITY_CODE, now.date()).filter(code=typed["unit"]).first()
            made = changes.apply(told, unit, by=resident.actor, at=now)
        except Faulty as faulty:
            faults = faulty.fields
        else:
            messages.success(
                request, say("Đã gửi đăng ký, chờ xã, phường duyệt.", "Sent: the commune decides.")
            )
            return redirect("merchants:merchant", made.uuid)
    elif resident.person.unit_id:
        typed["unit"] = (
            Unit.objects.filter(pk=resident.person.unit_id).values_list("code", flat=True).first() or ""
        )
    context: dict[str, Any] = {
        "typed": typed, "faults": words(faults), "errors": errors(faults), "banks": rules.banks().items(),
        "kinds": [{"key": key, **label, "on": typed["kind"] == key} for key, label in KINDS.items()],
        "communes": units.communes(settings.CITY_CODE, now.date()).only("code", "full_name_vi", "sort_key"),
        "organisation": resident.organisation,
        "crumbs": [HOME, {"label": HERE, "href": "/diem-thu/"}, {"label": {"vi": "Đăng ký", "en": "Apply"}, "href": ""}],
    }  # fmt: skip
    return show(request, "merchants/apply.html", context, status=422 if faults else 200)


@never_cache
@require_safe
@resident_only
def merchant(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One place: its code, what came in by day, week or month, the last payments, cash to declare. Five queries."""
    return _show(request, uuid)


def _show(
    request: HttpRequest,
    uuid: uuids.UUID,
    faults: dict[str, tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _own(request, uuid)
    today = clock.now().astimezone(VN).date()
    asked = request.GET.get("xem", "ngay")
    period, back = PERIODS.get(asked, PERIODS["ngay"])
    since = today - timedelta(days=back - 1)
    sums = figures.own(found.pk, period, rules.month_of(since) if period == "month" else since)
    declared: dict[date, int] = {}
    for month, cash in found.declarations.order_by("month", "number").values_list("month", "cash"):
        declared[month] = cash
    context: dict[str, Any] = {
        "merchant": found, "tag": tag(found.state), "kind": KINDS[found.kind], "bank": rules.banks().get(found.bin, found.bin),
        "asked": asked if asked in PERIODS else "ngay", "points": _points(asked, sums),
        "total": sum(amount for _, _, amount in sums), "payments": sum(count for _, count, _ in sums),
        "last": list(found.takings.order_by("-at", "-id")[:20]),
        "picture": picture(printed.text_of(found)) if found.state == Merchant.State.APPROVED else "",
        "months": [
            {"month": month, "words": month_words(month), "cash": declared.get(month)}
            for month in reversed(rules.months_back(today, 4)[:-1])
        ],
        "typed": request.POST.get("cash", "")[:20], "month_typed": request.POST.get("month", "")[:10],
        "faults": words(faults or {}), "errors": errors(faults or {}),
        "crumbs": [HOME, {"label": HERE, "href": "/diem-thu/"}, {"label": {"vi": found.name, "en": found.name}, "href": ""}],
    }  # fmt: skip
    return show(request, "merchants/merchant.html", context, status=status)


def _points(asked: str, sums: list[tuple[date, int, int]]) -> list[tuple[str, float]]:
    """Bars of a chart, in thousands of đồng: days, weeks from Monday, or months."""
    if asked == "thang":
        return [(f"{begin:%m/%y}", amount / 1000) for begin, _, amount in sums]
    if asked != "tuan":
        by_day = {begin: amount for begin, _, amount in sums}
        first, last = (min(by_day), max(by_day)) if by_day else (date.max, date.min)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)] if by_day else []
        return [(f"{day:%d/%m}", by_day.get(day, 0) / 1000) for day in days]
    weeks: dict[date, int] = {}
    for begin, _, amount in sums:
        monday = begin - timedelta(days=begin.weekday())
        weeks[monday] = weeks.get(monday, 0) + amount
    return [(f"{monday:%d/%m}", amount / 1000) for monday, amount in weeks.items()]


@require_POST
@resident_only
def act(request: HttpRequest, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Declare a month's cash, agree to share or stop it, close. 422 at the field, 409 when it does not fit. Raises: Http404."""
    by, at = _resident(request).actor, clock.now()
    _own(request, uuid)
    try:
        if name == "ke-khai":
            cash = rules.read_cash(request.POST.get("cash", ""))
            try:
                month = date.fromisoformat(request.POST.get("month", ""))
            except ValueError:
                raise Faulty({"month": ("Chọn tháng.", "Choose the month.")}) from None
            changes.declare(uuid, month, cash, by=by, at=at)
            messages.success(request, say("Đã ghi tiền mặt của tháng.", "The month's cash is declared."))
        elif name == "chia-se":
            changes.share(uuid, request.POST.get("shares") == "yes", by=by, at=at)
            messages.success(request, say("Đã lưu.", "Saved."))
        elif name == "ngung":
            changes.close(uuid, by=by, at=at)
            messages.success(request, say("Đã ngừng điểm thu.", "The place is closed."))
        else:
            raise Http404
    except Faulty as faulty:
        return _show(request, uuid, faulty.fields, 422)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
    return redirect("merchants:merchant", uuid)


@never_cache
@require_safe
@resident_only
def code(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The code to print: a card of A6, or `?kho=a4` four of it on a sheet. Raises: Http404 until it is approved."""
    found = _own(request, uuid)
    if found.state != Merchant.State.APPROVED:
        raise Http404
    small = request.GET.get("kho") != "a4"
    cards = [printed.card_of(found)] * (1 if small else 4)
    answer = HttpResponse(
        documents.render_form(printed.CodeSheet(small=small, cards=cards)), content_type="application/pdf"
    )
    answer["Content-Disposition"] = 'inline; filename="ma-vietqr.pdf"'
    return answer


def _own(request: HttpRequest, uuid: uuids.UUID) -> Merchant:
    by = _resident(request).actor
    rows = Merchant.objects.select_related("unit", "zone")
    mine = (
        rows.filter(organisation=by.for_organisation_id)
        if by.for_organisation_id
        else rows.filter(person=by.stands_for)
    )
    found = mine.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found
