"""Pilot zones for everybody: sums only, and no share of fewer merchants than hide one another."""

import uuid as uuids

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.foundation.worktime import VN
from motcua.money.merchants import figures, rules
from motcua.money.merchants.models import Merchant, Zone
from motcua.sites.merchants.wording import KINDS, rows_of
from motcua.sites.portal.frame import show

HOME = {"label": {"vi": "Trang đầu", "en": "Home"}, "href": "/"}
HERE = {"vi": "Khu không dùng tiền mặt", "en": "Cashless zones"}
SHOWN, MONTHS = 60, 6


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All zones. One query."""
    rows = Zone.objects.select_related("unit").filter(ended_on=None).order_by("-id")[:SHOWN]
    lines = [{"zone": one, "kind": KINDS[one.kind]} for one in rows]
    return show(
        request, "merchants/zones.html", {"lines": lines, "crumbs": [HOME, {"label": HERE, "href": ""}]}
    )


@require_safe
def zone(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One zone: merchants with a code, takings by code by month, the share of cashless where enough declared. Three queries."""
    found = Zone.objects.select_related("unit").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    months = rules.months_back(clock.now().astimezone(VN).date(), MONTHS + 1)[:-1]
    counted = figures.months_of([found.pk], months)[found.pk]
    enough = [one if one.took >= rules.FEWEST_SHOWN else figures.Month(one.begin) for one in counted]
    context = {
        "zone": found, "kind": KINDS[found.kind],
        "merchants": found.merchants.filter(state=Merchant.State.APPROVED).count(),
        "rows": rows_of(enough[::-1], public=True), "growth": figures.growth(enough),
        "points": [(f"{one.begin:%m/%y}", one.by_code / 1_000_000) for one in enough],
        "crumbs": [
            HOME, {"label": HERE, "href": "/khong-tien-mat/khu/"},
            {"label": {"vi": found.name_vi, "en": found.name_en or found.name_vi}, "href": ""},
        ],
    }  # fmt: skip
    return show(request, "merchants/zone.html", context)
