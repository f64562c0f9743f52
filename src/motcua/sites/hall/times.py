"""Waiting and service times for leaders: by hall; of one hall by group, counter and hour."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.city.hall import figures, rules
from motcua.city.hall.models import Counter, Group
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.hall import wording
from motcua.sites.hall.whose import may_supervise, supervised
from motcua.sites.shell.wording import number_words

SPANS = (
    ("hom-nay", 1, "Hôm nay", "Today"),
    ("7-ngay", 7, "7 ngày", "7 days"),
    ("30-ngay", 30, "30 ngày", "30 days"),
)


@officer_page
def times(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Waiting and service times by hall; of one hall by group, counter and hour. Five queries at most."""
    if not may_supervise(officer):
        raise PermissionDenied
    halls = supervised(officer)
    key, days, *_ = next((one for one in SPANS if one[0] == request.GET.get("luc", "")), SPANS[0])
    last = officer.now.date()
    first = last - timedelta(days=days - 1)
    chosen = next((one for one in halls if one.key == request.GET.get("sanh", "")), None)
    if chosen is None and len(halls) == 1:
        chosen = halls[0]
    context: dict[str, Any] = {
        "spans": [
            {
                "label": {"vi": vi, "en": en},
                "href": f"?luc={name}" + (f"&sanh={chosen.key}" if chosen else ""),
                "current": name == key,
            }
            for name, _, vi, en in SPANS
        ],
        "chosen": chosen,
        "several": len(halls) > 1,
        "back": f"?luc={key}",
        "long": rules.rules().queue.long_wait,
    }
    if chosen is None:
        by_hall = figures.sums([one.pk for one in halls], first, last, "hall_id")
        context["table"] = [
            _row({"vi": one.name_vi, "en": one.name_en}, by_hall.get(one.pk, figures.Sums()))
            | {"href": f"?luc={key}&sanh={one.key}"}
            for one in halls
        ]
        return render(request, "hall/times.html", page_context(officer, "/quay/so-lieu/", **context))
    total = figures.sums([chosen.pk], first, last)[None]
    groups = {one.pk: one for one in Group.objects.filter(hall=chosen)}
    counters = {one.pk: one for one in Counter.objects.filter(hall=chosen)}
    by_group = figures.sums([chosen.pk], first, last, "group_id")
    by_counter = figures.sums([chosen.pk], first, last, "counter_id")
    by_hour = figures.sums([chosen.pk], first, last, "hour")
    context |= {
        "figures": _cards(total),
        "tables": [
            (
                {"vi": "Theo nhóm việc", "en": "By group"},
                [
                    _row(
                        {
                            "vi": f"{groups[pk].letter} · {groups[pk].name_vi}",
                            "en": f"{groups[pk].letter} · {groups[pk].name_en}",
                        },
                        one,
                    )
                    for pk, one in by_group.items()
                    if pk in groups
                ],
            ),
            (
                {"vi": "Theo quầy", "en": "By counter"},
                [
                    _row({"vi": f"Quầy {counters[pk].number}", "en": f"Counter {counters[pk].number}"}, one)
                    | {"issued": "–"}
                    for pk, one in sorted(
                        by_counter.items(),
                        key=lambda pair: counters[pair[0]].number if pair[0] in counters else 0,
                    )
                    if pk in counters
                ],
            ),
            (
                {"vi": "Theo giờ", "en": "By hour"},
                [_row({"vi": f"{hour} giờ", "en": f"{hour}:00"}, one) for hour, one in by_hour.items()],
            ),
        ],
        "hours": [
            (f"{hour} h", round(one.wait_mean_s / 60, 1))
            for hour, one in by_hour.items()
            if one.wait_mean_s is not None
        ],
    }
    return render(request, "hall/times.html", page_context(officer, "/quay/so-lieu/", **context))


def _row(name: dict[str, str], one: figures.Sums) -> dict[str, Any]:
    return {
        "name": name,
        "issued": number_words(one.issued),
        "done": number_words(one.done),
        "absent": number_words(one.absent),
        "wait": wording.minutes(one.wait_mean_s),
        "wait_max": wording.minutes(one.wait_max_s if one.called else None),
        "long": _percent(one.long_share),
        "served": wording.minutes(one.served_mean_s),
        "rated": f"{_percent(one.satisfied_share)} ({number_words(one.ratings)})" if one.ratings else "–",
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{number_words(share, 0)} %"


def _cards(total: figures.Sums) -> list[dict[str, Any]]:
    few = {"vi": "chưa có số đo", "en": "nothing measured"}
    waits = {
        "vi": f"dài nhất {wording.minutes(total.wait_max_s)} phút",
        "en": f"longest {wording.minutes(total.wait_max_s)} minutes",
    }
    return [
        {"label": {"vi": "Lượt lấy số", "en": "Numbers taken"}, "value": number_words(total.issued)},
        {
            "label": {"vi": "Chờ trung bình", "en": "Mean wait"},
            "value": wording.minutes(total.wait_mean_s),
            "unit": {"vi": "phút", "en": "minutes"} if total.called else "",
            "note": waits if total.called else few,
        },
        {
            "label": {"vi": "Phục vụ trung bình", "en": "Mean service"},
            "value": wording.minutes(total.served_mean_s),
            "unit": {"vi": "phút", "en": "minutes"} if total.done else "",
            "note": {"vi": f"{number_words(total.done)} lượt", "en": f"{number_words(total.done)} services"}
            if total.done
            else few,
        },
        {
            "label": {"vi": "Hài lòng", "en": "Satisfied"},
            "value": number_words(total.satisfied_share or 0, 0) if total.ratings else "–",
            "unit": "%" if total.ratings else "",
            "note": {
                "vi": f"{number_words(total.ratings)} lượt đánh giá gắn với quầy",
                "en": f"{number_words(total.ratings)} ratings tied to counters",
            }
            if total.ratings
            else few,
        },
    ]
