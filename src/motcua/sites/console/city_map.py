"""The city as a map: where it goes well, where not, each commune a way on. A table says the same."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from motcua.insight import reading
from motcua.insight.targets import target
from motcua.insight.totals import GOOD, Now, tone
from motcua.sites.console import boundaries, briefing, filters
from motcua.sites.console.boundaries import Sheet
from motcua.sites.console.cards import percent
from motcua.sites.console.filters import Filters
from motcua.sites.console.leader import Leader, leader_page, sees
from motcua.sites.console.views import page_context
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import number_words

LABELLED = 6
"""So many communes, the worst, have their name and figure on the map; more would run into one another."""
APART = (330, 32)
"""How far two labels stand apart, across or down, in steps of the drawing's grid."""
MEASURES = {"dung-han": ("Tỷ lệ đúng hạn", "On-time share"), "qua-han": ("Đang quá hạn", "Overdue now")}
MANY = 5
"""Overdue dossiers from which a commune is drawn in the strongest tone."""


@leader_page(sees)
def city_map(request: HttpRequest, leader: Leader) -> HttpResponse:
    """The communes of the scope by on-time share or by what is overdue. At most nine queries."""
    chosen = filters.read(request.GET, leader)
    measure = request.GET.get("do", "")
    measure = measure if measure in MEASURES else "dung-han"
    scope, sheet = chosen.scope(leader), boundaries.communes()
    open_now = reading.open_by_agency(scope)
    own = {i for i, a in chosen.city.agencies.items() if a.kind == "commune"}
    own &= set(chosen.city.agencies) if leader.scope.everything else set(open_now) | leader.places
    peers = briefing.peers_of(chosen, "commune", None)
    shares = dict(peers.placing.ranked) if peers else {}
    rows = _by_share(own, shares, chosen) if measure == "dung-han" else _by_overdue(own, open_now, chosen)
    here = reverse("console:map")
    context = page_context(
        leader, chosen, "map", set(open_now),
        measure=measure,
        drawing=drawing(sheet, rows, _title(measure)) if sheet else "",
        rows=rows,
        months=peers.months if peers else 1,
        too_few=sum(row["tone"] == "none" for row in rows),
        goal=number_words(goal.at_least) if (goal := target("on_time", chosen.month, "commune")) else "",
        good=number_words(GOOD),
        tabs=[
            {
                "label": {"vi": vi, "en": en},
                "href": f"{here}?{chosen.query(do=key)}",
                "current": key == measure,
            }
            for key, (vi, en) in MEASURES.items()
        ],
    )  # fmt: skip
    return render(request, "console/map.html", context)


def _title(measure: str) -> str:
    return say(*MEASURES[measure])


def _by_share(own: Iterable[int], shares: dict[int, float], chosen: Filters) -> list[dict[str, Any]]:
    """Worst first; communes with too few dossiers last."""
    rows = [
        _row(i, chosen, f"{percent(shares[i])}\u00a0%" if i in shares else say("ít hồ sơ", "few dossiers"),
             tone(shares.get(i)) or "none", shares.get(i, 1000.0))
        for i in own
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["order"], row["name"]))


def _by_overdue(own: Iterable[int], open_now: dict[int, Now], chosen: Filters) -> list[dict[str, Any]]:
    """Most overdue first."""
    rows = []
    for i in own:
        number = open_now[i].overdue if i in open_now else 0
        kind = "ok" if not number else "warn" if number < MANY else "danger"
        rows.append(_row(i, chosen, number_words(number), kind, -number))
    return sorted(rows, key=lambda row: (row["order"], row["name"]))


def _row(agency_id: int, chosen: Filters, figure: str, kind: str, order: float) -> dict[str, Any]:
    agency = chosen.city.agencies[agency_id]
    return {
        "unit": agency.unit,
        "name": pick(agency.short),
        "figure": figure,
        "tone": kind,
        "order": order,
        "href": f"{reverse('console:home')}?{chosen.query(**{'co-quan': agency.key})}",
    }


def drawing(sheet: Sheet, rows: list[dict[str, Any]], title: str) -> SafeString:
    """The map as SVG: each commune of `rows` is a link with its name and figure; the others are plain ground."""
    named = {row["unit"]: row for row in rows}
    ground = format_html_join(
        "", '<path class="is-ground" d="{}"></path>',
        ((path,) for code, path in sheet.paths.items() if code not in named),
    )  # fmt: skip
    shapes = format_html_join(
        "",
        '<a href="{}" aria-label="{}: {}"><path class="is-{}" d="{}"><title>{}: {}</title></path></a>',
        (
            (
                row["href"],
                row["name"],
                row["figure"],
                row["tone"],
                sheet.paths[code],
                row["name"],
                row["figure"],
            )
            for code, row in named.items()
            if code in sheet.paths
        ),
    )
    worst = _apart(sheet, [row for row in rows if row["tone"] in ("danger", "warn")])
    labels = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{} {}</text>',
        (
            (*sheet.spots[row["unit"]], _anchor(sheet, row["unit"]), row["name"], row["figure"])
            for row in worst
        ),
    )
    return format_html(
        '<svg class="mc-map" viewBox="-8 -8 {} {}" role="group" aria-label="{}">{}{}<g aria-hidden="true">{}</g></svg>',
        sheet.wide + 16,
        sheet.high + 16,
        title,
        ground,
        shapes,
        labels,
    )


def _apart(sheet: Sheet, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first rows whose labels do not run into one another, also in the larger letters of a phone."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if row["unit"] not in sheet.spots:
            continue
        x, y = sheet.spots[row["unit"]]
        taken = [sheet.spots[other["unit"]] for other in found]
        if all(abs(y - b) >= APART[1] or abs(x - a) >= APART[0] for a, b in taken):
            found.append(row)
        if len(found) == LABELLED:
            break
    return found


def _anchor(sheet: Sheet, code: str) -> str:
    place = sheet.spots[code][0] / sheet.wide
    return "start" if place < 0.25 else "end" if place > 0.75 else "middle"
