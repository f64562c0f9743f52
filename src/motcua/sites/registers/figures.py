"""Figures by register for leaders: records, what came in, corrections, contests, and the share of old papers made digital."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.foundation.worktime import VN
from motcua.insight.registering import reading
from motcua.insight.scope import SEE, scope_of
from motcua.records import registers
from motcua.records.books import progress
from motcua.records.registers import storage
from motcua.sites.books.frame import KINDS
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import both

SPANS = {"thang": both("Tháng này", "This month"), "nam": both("Mười hai tháng", "Twelve months")}


@require_safe
@officer_page
def figures(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Three queries: sums, table sizes for leaders of the whole city, targets. Who sees no statistics: 403."""
    if not officer.powers.holds_any(SEE):
        raise PermissionDenied
    today = officer.now.astimezone(VN).date()
    span = request.GET.get("ky", "nam")
    span = span if span in SPANS else "nam"
    whole = scope_of(officer.powers).everything
    within = officer.powers.agency_ids(SEE)
    sums = reading.by_register(None if whole else within, _since(today, span))
    kept_all = registers.all_definitions()
    sizes = (
        reading.about_how_many({one.register: storage.record_table(one.register) for one in kept_all})
        if whole
        else {}
    )
    rows: list[dict[str, Any]] = [
        {"kept": kept, "size": sizes.get(kept.register), "sums": sums.get(kept.register, {})}
        for kept in kept_all
        if sums.get(kept.register) or sizes.get(kept.register)
    ]
    rows.sort(key=lambda row: -int(row["sums"].get("entered", 0) + row["sums"].get("brought_in", 0)))
    targets = [
        {"kind": KINDS[kind], "wanted": wanted, "published": done, "share": share, "target": target,
         "met": target.met(share) if target else None}
        for kind, wanted, done, share, target in progress.in_all(progress.indicators(within, today), today)
    ]  # fmt: skip
    context = page_context(
        officer,
        reverse("registers:search"),
        rows=rows,
        whole=whole,
        span=span,
        spans=[{"key": key, "words": words, "current": key == span} for key, words in SPANS.items()],
        targets=targets,
    )
    return render(request, "registers/figures.html", context)


def _since(today: date, span: str) -> date:
    """The first month that counts."""
    this_month = today.replace(day=1)
    if span == "thang":
        return this_month
    year, month = (today.year - 1, today.month + 1) if today.month < 12 else (today.year, 1)
    return date(year, month, 1)
