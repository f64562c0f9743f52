"""What leaders see of fees: the cash share of their units, by amount and by dossiers, and how it moved in a year."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.foundation.worktime import VN
from motcua.insight.takings import change, reading, shares
from motcua.insight.takings.reading import Chosen, Sums
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
    """What a month brought, what changed against the same days before and where, and the cash share by unit. Six queries."""
    today = leader.now.astimezone(VN).date()
    first = _month(request.GET.get("thang", ""), today)
    end = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), today)
    agencies = scope_of(leader)
    chosen = Chosen(first, end, agencies)
    found = reading.by(chosen, "agency_id")
    whole = reading.added(found.values())
    days_before = change.same_days_before(first, end)
    found_before = reading.by(Chosen(*days_before, agencies), "agency_id")
    before = reading.added(found_before.values())
    at = reading.as_of(chosen)
    rows = [
        {
            "name": agency_words(key), "cash": percent(one.share), "number": percent(one.share_by_number),
            "total": dong_words(one.total), "in_cash": dong_words(one.share.in_cash),
        }
        for key, one in sorted(found.items(), key=lambda row: (-row[1].share.in_cash, -row[1].total))
    ]  # fmt: skip
    by_amount, by_number = whole.share, whole.share_by_number
    figures = [
        {"label": both("Tổng thu", "Taken"), "value": dong_words(whole.total), **_moved(whole, before)},
        {"label": both("Tiền mặt, theo số tiền", "Cash, by amount"), "value": percent(by_amount),
         "note": dong_words(by_amount.in_cash), **_less_cash(by_amount, before.share)},
        {"label": both("Tiền mặt, theo số hồ sơ", "Cash, by dossiers"), "value": percent(by_number),
         "note": both(f"{by_number.in_cash} trên {by_number.total} hồ sơ", f"{by_number.in_cash} of {by_number.total} dossiers")},
    ]  # fmt: skip
    context = frame(
        leader,
        reverse("accounting:leader"),
        figures=figures,
        rows=rows,
        sentences=_sentences(whole, before, days_before),
        parts=_parts(found, found_before) if before.total else [],
        month=first,
        blocked=dong_words(by_amount.blocked) if by_amount.blocked else "",
        trend=_trend(agencies, first),
        as_of=datetime_words(at) if at else "",
        months=[_back(today, n) for n in range(12)],
    )
    return render(request, "accounting/leader.html", context)


def _moved(now: Sums, before: Sums) -> dict[str, Any]:
    """By how much what was taken moved, as the figure shows it; nothing without anything to compare with."""
    if before.total <= 0:
        return {}
    by = (Decimal(100) * (now.total - before.total) / before.total).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign, tone = ("+", "ok") if by > 0 else ("\u2212", "danger") if by < 0 else ("", "quiet")
    return {"delta": f"{sign}{number_words(abs(by), 1)} %", "delta_tone": tone}


def _less_cash(now: Share, before: Share) -> dict[str, Any]:
    """The cash share against the days before, in points: less cash is what the city wants."""
    if now.cash is None or before.cash is None or now.cash == before.cash:
        return {}
    points = now.cash - before.cash
    sign, tone = ("+", "danger") if points > 0 else ("\u2212", "ok")
    words = number_words(abs(points), 2)
    return {"delta": both(f"{sign}{words} điểm", f"{sign}{words} points"), "delta_tone": tone}


def _sentences(now: Sums, before: Sums, days: tuple[date, date]) -> list[dict[str, str]]:
    """What changed, in words: the money, then the cash share. Empty when the days before brought nothing."""
    if before.total <= 0:
        return []
    first, last = days
    told = number_words(last.day - first.day + 1)
    by = _moved(now, before)["delta"].lstrip("+\u2212")
    same = now.total == before.total
    vi = "bằng" if same else f"{'tăng' if now.total > before.total else 'giảm'} {by} so với"
    en = "as much as in" if same else f"{by} {'more' if now.total > before.total else 'less'} than in"
    money = both(
        f"Thu {dong_words(now.total)}, {vi} {told} ngày đầu tháng {first:%m/%Y} ({dong_words(before.total)}).",
        f"{dong_words(now.total)} taken, {en} the first {told} days of {first:%m/%Y} ({dong_words(before.total)}).",
    )
    if now.share.cash is None or before.share.cash is None:
        return [money]
    cash = both(
        f"Tiền mặt {percent(now.share)} số tiền; những ngày ấy tháng trước là {percent(before.share)}.",
        f"Cash made {percent(now.share)} of the money; on those days of the month before, {percent(before.share)}.",
    )
    return [money, cash]


def _parts(now: dict[Any, Sums], before: dict[Any, Sums]) -> list[dict[str, Any]]:
    """The units that moved the sum most, in thousand đồng."""
    found = change.parts(
        {key: one.total for key, one in now.items()}, {key: one.total for key, one in before.items()}
    )
    return [{"label": agency_words(key), "value": moved / 1000} for key, moved in found]


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
