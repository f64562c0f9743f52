"""The communes: an index with search, a page each, and the ratings of all side by side."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.city.models import Account, Agency
from motcua.exchange.publishing import reading, urgent
from motcua.exchange.publishing.surveys import ENOUGH, service
from motcua.foundation import clock
from motcua.foundation.text import fold
from motcua.foundation.worktime import VN, Calendar
from motcua.insight import reading as figures
from motcua.insight.scope import EVERYTHING
from motcua.insight.totals import ENOUGH_TO_RANK, Totals
from motcua.sites.public import hours, places, showing
from motcua.sites.shell import commune_page, language
from motcua.sites.shell.wording import number_words

NEWS = 5
WEEKDAYS = (
    ("Thứ Hai", "Monday"), ("Thứ Ba", "Tuesday"), ("Thứ Tư", "Wednesday"), ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"), ("Thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip
FACTORS = tuple({"vi": q.ask.vi, "en": q.ask.en} for q in service.questions().questions if q.kind == "level")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All communes, or those whose name fits what was typed; first the reader's own. One query, none while kept."""
    at = clock.now()
    query = request.GET.get("q", "").strip()[:80]
    words = fold(query).split()
    rows = places.all_communes(at.date())
    found = [row for row in rows if all(word in row.search_key or word in row.code for word in words)]
    if query and len(found) == 1:
        return redirect("public:commune", found[0].slug)
    context = {
        "query": query,
        "found": found,
        "wards": [row for row in found if row.kind == "ward"],
        "rural": [row for row in found if row.kind != "ward"],
        "mine": own_commune(request),
        "count": len(rows),
    }
    return render(request, "public/communes.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One commune. Two queries while its facts are kept, about a dozen else. Raises: Http404."""
    at = clock.now()
    unit = places.commune(slug, at.date())
    if slug != unit.slug:
        return redirect("public:commune", unit.slug, permanent=True)
    facts = places.facts_of(unit, at)
    news = reading.listed(reading.Wanted(unit_id=unit.pk), size=NEWS).articles
    first = facts.offices[0].calendar if facts.offices else {}
    context = {
        "facts": facts,
        "unit": facts.unit,
        "name": {"vi": facts.unit.name, "en": _english(facts.unit)},
        "offices": [
            _office(office, at, office.calendar == first and n > 0) for n, office in enumerate(facts.offices)
        ],
        "holidays": hours.next_holidays(facts.offices[0].calendar, at.date()) if facts.offices else [],
        "offered": places.offered(),
        "now": facts.now,
        "cards": commune_page.cards(unit.pk, at),
        "figures": _year_cards(facts.year, ENOUGH_TO_RANK, ENOUGH),
        "enough": ENOUGH,
        "enough_handled": ENOUGH_TO_RANK,
        "usual": [_usual(one) for one in facts.usual],
        "usual_everywhere": any(one.everywhere for one in facts.usual),
        "factors": [
            (language.pick(FACTORS[one.question]), one.share)
            for one in facts.factors
            if one.share is not None
        ],
        "months": facts.months if len(facts.months) > 2 else [],
        "news": [showing.card(article, at.date()) for article in news],
        "local": [row for row in urgent.now_valid(at) if row.unit_id == unit.pk],
        "feed": reverse("public:commune-feed", args=[unit.slug]),
        "card_address": reverse("public:commune-card", args=[unit.slug]),
        "address": reverse("public:commune", args=[unit.slug]),
        "crumbs": [
            {"label": {"vi": "Phường, xã", "en": "Wards and communes"}, "href": reverse("public:communes")},
            {"label": {"vi": facts.unit.name, "en": _english(facts.unit)}, "href": ""},
        ],
    }
    return render(request, "public/commune.html", context)


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """How residents rate the communes, over a year; shares only where enough answered. Three queries."""
    at = clock.now()
    last = at.astimezone(VN).date().replace(day=1)
    first = figures.later(last, -places.MONTHS)
    named = {row.id: row for row in places.all_communes(at.date())}
    committees = dict(
        Agency.objects.on(at.date())
        .filter(kind=Agency.Kind.COMMUNE, unit_id__in=named)
        .values_list("id", "unit_id")
    )
    totals = figures.totals(EVERYTHING, first, last, "agency")
    rank = {number: place for place, number in enumerate(named)}
    rows: list[dict[str, Any]] = [
        {
            "name": {"vi": named[unit].name, "en": _english(named[unit])},
            "href": reverse("public:commune", args=[named[unit].slug]),
            "ratings": year["ratings"],
            "satisfied": year.satisfied_share if year["ratings"] >= ENOUGH else None,
            "handled": year.handled,
            "on_time": year.on_time_share if year.handled >= ENOUGH_TO_RANK else None,
            "place": rank[unit],
        }
        for agency, unit in committees.items()
        for year in [totals.get(agency, Totals())]
    ]
    city = Totals()
    for year in totals.values():
        city.add(year.values)
    order = request.GET.get("xep", "")
    by = "on_time" if order == "dung-han" else "satisfied"
    if order == "ten":
        rows.sort(key=lambda row: row["place"])
    else:
        rows.sort(key=lambda row: (row[by] is None, -(row[by] or 0), row["place"]))
    here = reverse("public:ratings")
    orders = (
        ("", "Hài lòng", "Satisfaction"),
        ("dung-han", "Đúng hạn", "On time"),
        ("ten", "Theo tên", "By name"),
    )
    context = {
        "rows": [row for row in rows if row["satisfied"] is not None or row["on_time"] is not None],
        "few": [row for row in rows if row["satisfied"] is None and row["on_time"] is None],
        "first": first,
        "last": last,
        "enough": ENOUGH,
        "enough_handled": ENOUGH_TO_RANK,
        "orders": [
            {
                "label": {"vi": vi, "en": en},
                "href": f"{here}?xep={key}" if key else here,
                "current": key == order,
            }
            for key, vi, en in orders
        ],
        "city": _year_cards(city, ENOUGH_TO_RANK, ENOUGH),
        "factors": _city_factors(first, last),
    }
    return render(request, "public/ratings.html", context)


def own_commune(request: HttpRequest) -> places.Named | None:
    """The commune of a signed-on resident. One query at most, none for visitors."""
    user = request.user
    if not user.is_authenticated or user.kind != Account.Kind.RESIDENT or user.person is None:
        return None
    unit_id = user.person.unit_id
    return next((row for row in places.all_communes(clock.now().date()) if row.id == unit_id), None)


def _city_factors(first: date, last: date) -> list[tuple[str, float]]:
    shares = service.shares(Q(), first, last)
    if not shares or shares[0].answers < ENOUGH:
        return []
    return [(language.pick(FACTORS[one.question]), one.share) for one in shares if one.share is not None]


def _english(unit: places.Named) -> str:
    return f"{unit.name_en} {'ward' if unit.kind == 'ward' else 'commune'}"


def _office(office: places.Office, at: datetime, same: bool) -> dict[str, Any]:
    """An office with whether it is open now, and its week; `same`: its hours are those of the first one."""
    calendar = Calendar.from_data(office.calendar)
    return {
        "name": {"vi": office.vi, "en": office.en},
        "kind": office.kind,
        "address": office.address,
        "same": same,
        "opening": _opening_words(hours.opening(calendar, at), at),
        "week": [
            {
                "name": {"vi": WEEKDAYS[day.day.weekday()][0], "en": WEEKDAYS[day.day.weekday()][1]},
                "day": day.day,
                "hours": day.hours,
                "today": day.today,
                "holiday": day.holiday,
            }
            for day in hours.week(calendar, office.calendar, at)
        ],
    }


def _opening_words(opening: hours.Opening, at: datetime) -> dict[str, Any]:
    if opening.is_open and opening.until:
        until = f"{opening.until:%H:%M}"
        return {
            "tone": "ok",
            "icon": "check",
            "vi": f"Đang mở cửa, đến {until}",
            "en": f"Open now, until {until}",
        }
    if opening.break_until:
        again = f"{opening.break_until:%H:%M}"
        return {"tone": "warn", "icon": "clock", "vi": f"Đang nghỉ trưa, mở lại lúc {again}",
                "en": f"Lunch break, open again at {again}"}  # fmt: skip
    if opening.opens_at:
        opens = opening.opens_at
        ahead = (opens.date() - at.astimezone(VN).date()).days
        vi, en = WEEKDAYS[opens.weekday()]
        day_vi = "hôm nay" if ahead == 0 else "ngày mai" if ahead == 1 else f"{vi} {opens:%d/%m}"
        day_en = "today" if ahead == 0 else "tomorrow" if ahead == 1 else f"on {en} {opens:%d/%m}"
        return {"tone": "quiet", "icon": "lock", "vi": f"Đang đóng cửa, mở lúc {opens:%H:%M} {day_vi}",
                "en": f"Closed, opens at {opens:%H:%M} {day_en}"}  # fmt: skip
    return {"tone": "quiet", "icon": "lock", "vi": "Đang đóng cửa", "en": "Closed"}


def _year_cards(year: Totals, enough_handled: int, enough_rated: int) -> list[dict[str, Any]]:
    """Cards of a year: what is too little to say is said to be so."""
    handled, rated = number_words(year.handled), number_words(year["ratings"])
    cards: list[dict[str, Any]] = [
        {
            "label": {"vi": "Giải quyết đúng và trước hạn", "en": "Handled on time"},
            "share": year.on_time_share if year.handled >= enough_handled else None,
            "note": {"vi": f"trong {handled} hồ sơ, 12 tháng", "en": f"of {handled} dossiers, 12 months"},
            "few": {
                "vi": f"{handled} hồ sơ, cần ít nhất {enough_handled}",
                "en": f"{handled} dossiers, at least {enough_handled} needed",
            },
        },
        {
            "label": {"vi": "Người dân hài lòng", "en": "Satisfied residents"},
            "share": year.satisfied_share if year["ratings"] >= enough_rated else None,
            "note": {"vi": f"4-5 sao trong {rated} lượt", "en": f"4 or 5 stars of {rated} ratings"},
            "few": {
                "vi": f"{rated} lượt đánh giá, cần ít nhất {enough_rated} lượt đánh giá",
                "en": f"{rated} ratings, at least {enough_rated} needed",
            },
        },
    ]
    for card in cards:
        share = card.pop("share")
        few = card.pop("few")
        card |= (
            {"value": "—", "note": few} if share is None else {"value": number_words(share, 1), "unit": "%"}
        )
    online = number_words(year["received_online"])
    cards.append(
        {
            "label": {"vi": "Tiếp nhận trong 12 tháng", "en": "Received in 12 months"},
            "value": number_words(year.received),
            "note": {"vi": f"{online} nộp trực tuyến", "en": f"{online} of them online"},
        }
    )
    return cards


def _usual(one: places.Usual) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": {"vi": one.vi, "en": one.en},
        "half": _days(one.p50),
        "most": _days(one.p90),
        "everywhere": one.everywhere,
    }


def _days(minutes: int) -> dict[str, str]:
    """Working minutes as people say them: hours below a day, then days with a half."""
    if minutes < places.MINUTES_A_DAY:
        n = max(1, round(minutes / 60))
        return {"vi": f"{n} giờ làm việc", "en": f"{n} working hour{'s' if n > 1 else ''}"}
    days = round(2 * minutes / places.MINUTES_A_DAY) / 2
    words = number_words(days, 0 if days == int(days) else 1)
    return {"vi": f"{words} ngày làm việc", "en": f"{words} working day{'s' if days > 1 else ''}"}
