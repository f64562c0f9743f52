"""How far the city is: the four promises against the target, drawn on the map, listed beside it, over time, by class of error."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.insight.quality import reading
from motcua.insight.quality.reading import NEAR, TARGET, Sum
from motcua.records.quality.rules import ASPECTS, rule
from motcua.sites.quality.frame import Visitor, frame, names_of_today, quality_page, source_names
from motcua.sites.shell.language import both, say
from motcua.sites.shell.wording import number_words

MOST_CLASSES = 12


def _source(request: HttpRequest) -> str:
    chosen = request.GET.get("nguon", "")
    return chosen if chosen in source_names() else ""


@require_safe
@quality_page()
def progress(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The whole city, or the officer's own commune. Five queries once the places are known."""
    source = _source(request)
    found = reading.standing(source, visitor.unit_code)
    names = names_of_today(visitor)
    rows = [_row(code, one, names) for code, one in reading.worst(found.units.items()) if code]
    steps = reading.over_time(source or "population", visitor.unit_code)
    known = source_names()
    here = reverse("quality:progress")
    context = frame(
        visitor, "progress",
        source=source, rows=rows, figures=_figures(found.whole), records=found.whole.records,
        reached=sum(row["tone"] == "ok" for row in rows), target=number_words(TARGET, 1), near=number_words(NEAR),
        unknown=found.units.get("", Sum()).records, classes=_classes(found.whole),
        steps=[(f"{step.day:%d/%m/%Y}", step.share) for step in steps], goal=TARGET,
        time_of=known.get(source or "population"),
        commune=names.get(visitor.unit_code or "", ""),
        areas=f"{reverse('quality:areas')}?{urlencode({'nguon': source})}",
        tabs=[{"label": both("Tất cả nguồn", "All sources"), "href": here, "current": not source}]
        + [{"label": name, "href": f"{here}?nguon={key}", "current": key == source} for key, name in known.items()],
    )  # fmt: skip
    return render(request, "quality/progress.html", context)


@require_safe
@quality_page()
def areas(request: HttpRequest, visitor: Visitor) -> JsonResponse:
    """The tone of each commune for the map. Two queries."""
    found = reading.standing(_source(request), visitor.unit_code)
    names = names_of_today(visitor)
    return JsonResponse(
        {
            code: {"tone": _map_tone(one), "label": f"{names.get(code, code)}: {_percent(one.share())}"}
            for code, one in found.units.items()
            if code
        }
    )


def _map_tone(one: Sum) -> str:
    return {"none": "quiet"}.get(one.tone, one.tone)


def _row(code: str, one: Sum, names: dict[str, str]) -> dict[str, Any]:
    top = sorted(
        ((times, id) for id, times in one.rules.items() if rule(id).counted), reverse=True
    )[:1]  # fmt: skip
    return {
        "code": code,
        "name": names.get(code, code),
        "records": one.records,
        "share": _percent(one.share()),
        "tone": one.tone,
        "bad": one.records - one.good,
        "top": rule(top[0][1]).name if top else None,
        "href": f"{reverse('quality:findings')}?{urlencode({'xa': code})}",
    }


def _figures(whole: Sum) -> list[dict[str, Any]]:
    """The four promises and all of them together."""
    rows = [
        {"label": ASPECTS[part], "value": _percent(whole.share(part)), "note": note}
        for part, note in (
            ("right", both("đúng sự thật, đúng cấu trúc", "true and well formed")),
            ("complete", both("đủ trường bắt buộc", "nothing missing")),
            ("clean", both("không trùng, không mâu thuẫn", "no duplicates, no contradictions")),
            ("alive", both("còn cập nhật", "kept up to date")),
        )
    ]
    together = {"label": both("Cả bốn", "All four"), "value": _percent(whole.share()),
                "note": both(f"mục tiêu {number_words(TARGET, 1)} %", f"target {number_words(TARGET, 1)}%")}  # fmt: skip
    return [together, *rows]


def _classes(whole: Sum) -> list[dict[str, Any]]:
    """Classes of errors that count, the most frequent first, each with its share."""
    found = sorted(((times, id) for id, times in whole.rules.items() if rule(id).counted), reverse=True)
    return [
        {
            "rule": rule(id),
            "aspect": ASPECTS[rule(id).aspect],
            "records": times,
            "share": _percent(100 * times / whole.records if whole.records else None, 2),
            "href": f"{reverse('quality:findings')}?{urlencode({'loai': id})}" if rule(id).listed else "",
        }
        for times, id in found[:MOST_CLASSES]
    ]


def _percent(share: float | None, decimals: int = 2) -> str:
    return f"{number_words(share, decimals)}\u00a0%" if share is not None else say("chưa có", "none yet")
