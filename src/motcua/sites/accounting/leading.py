"""What leaders see of fees: the cash share of their units, by amount and by dossiers, and how it moved in a year."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.foundation.worktime import VN
from motcua.insight.takings import reading, shares
from motcua.insight.takings.reading import Chosen
from motcua.insight.takings.shares import Share
from motcua.sites.accounting.frame import agency_words
from motcua.sites.console.leader import Leader, frame, leader_page, sees
from motcua.sites.shell.language import both
from motcua.sites.shell.wording import datetime_words, dong_words, number_words


def scope_of(leader: Leader) -> frozenset[int] | None:
    """The agencies whose takings a leader may see; None: the whole city. No query."""
    return None if leader.scope.everything else frozenset(leader.places)


@leader_page(sees)
def cash_share(request: HttpRequest, leader: Leader) -> HttpResponse:
    """The cash share of a month by unit, the most cash first, and of the months before. Six queries."""
    today = leader.now.astimezone(VN).date()
    first = _month(request.GET.get("thang", ""), today)
    end = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), today)
    agencies = scope_of(leader)
    chosen = Chosen(first, end, agencies)
    found, whole = reading.by(chosen, "agency_id"), reading.whole(chosen)
    at = reading.as_of(chosen)
    rows = [
        {
            "name": agency_words(key), "cash": percent(one.share), "number": percent(one.share_by_number),
            "total": dong_words(one.total), "in_cash": dong_words(one.share.in_cash),
        }
        for key, one in sorted(found.items(), key=lambda row: -(row[1].share.cash or -1))
    ]  # fmt: skip
    by_amount, by_number = whole.share, whole.share_by_number
    figures = [
        {"label": both("Tiền mặt, theo số tiền", "Cash, by amount"), "value": percent(by_amount),
         "note": dong_words(by_amount.in_cash)},
        {"label": both("Tiền mặt, theo số hồ sơ", "Cash, by dossiers"), "value": percent(by_number),
         "note": both(f"{by_number.in_cash} trên {by_number.total} hồ sơ", f"{by_number.in_cash} of {by_number.total} dossiers")},
        {"label": both("Tổng thu", "Taken"), "value": dong_words(whole.total)},
    ]  # fmt: skip
    context = frame(
        leader,
        reverse("accounting:leader"),
        figures=figures,
        rows=rows,
        month=first,
        blocked=dong_words(by_amount.blocked) if by_amount.blocked else "",
        trend=_trend(agencies, first),
        as_of=datetime_words(at) if at else "",
        months=[_back(today, n) for n in range(12)],
    )
    return render(request, "accounting/leader.html", context)


def percent(share: Share) -> str:
    """As shown: a dash where nothing was taken, and where a payment without a form blocks it."""
    return "—" if share.cash is None else f"{number_words(share.cash, 2)} %"


def _trend(agencies: frozenset[int] | None, first: date) -> list[tuple[str, float]]:
    """The cashless share by amount of the twelve months up to this one. One query."""
    chosen = Chosen(
        _back(first, 11), (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), agencies
    )
    rows: Any = (
        chosen.rows().filter(code="").exclude(means="-").annotate(month=TruncMonth("day")).values_list("month", "means")
        .annotate(a=Sum("amount"), r=Sum("refunded")).order_by("month")
    )  # fmt: skip
    by_month: dict[date, dict[str, int]] = {}
    for month, means, amount, back in rows:
        by_month.setdefault(month, {})[means] = amount - back
    told = ((month, shares.share(by_means).non_cash) for month, by_means in by_month.items())
    return [(f"{month:%m/%Y}", float(share)) for month, share in told if share is not None]


def _month(text: str, today: date) -> date:
    """The first of the month asked for as `2026-11`; this one by default."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if found.year >= 2000 and found <= today else today.replace(day=1)


def _back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
