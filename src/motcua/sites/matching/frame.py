"""Who may look at doubtful pairs, in which communes, and what every page of the room shows around its content."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from motcua.city.models import Agency, Power, Unit
from motcua.records.quality.pairs import desk
from motcua.records.quality.pairs.desk import Area
from motcua.sites.desk.officer import Officer, page_context, page_for

FIELD = "population"
LOOKS = (Power.Name.REVIEW, Power.Name.SEE_PERSON)
SETTLES = Power.Name.APPROVE
BODIES = {Agency.Kind.COMMUNE, Agency.Kind.POLICE, Agency.Kind.PEOPLE_COMMITTEE}
"""Bodies that answer for the people of an area: the commune, its police, the city."""
PURPOSE, WHAT = "data-quality", "doubtful-pair"


@dataclass(frozen=True, slots=True)
class Looker:
    """An officer with its communes. `settles`: may decide where two part, and part merged people."""

    officer: Officer
    area: Area
    settles: bool


def _holds(officer: Any, power: str) -> bool:
    return bool(officer.powers.holds(power, "", FIELD, officer.post.agency_id))


def takes_part(officer: Any) -> bool:
    """For menus: no query."""
    return officer.post.agency_kind in BODIES and all(_holds(officer, power) for power in LOOKS)


def area_of(officer: Officer) -> Area:
    """Communes of today whose pairs this post looks at. One query, none for the city's own officers."""
    if officer.post.agency_kind == Agency.Kind.PEOPLE_COMMITTEE:
        return Area(None)
    codes = Agency.objects.filter(pk=officer.post.agency_id, unit__level=Unit.Level.COMMUNE)
    return Area(frozenset(codes.values_list("unit__code", flat=True)))


@page_for
def looker_page(request: HttpRequest, officer: Officer) -> Looker | None:
    """A page for officers who look at pairs."""
    if not takes_part(officer):
        return None
    return Looker(officer, area_of(officer), _holds(officer, SETTLES))


TABS = (
    ("matching:queue", "Cần xem", "To look at"),
    ("matching:disputes", "Ý kiến khác nhau", "Disagreements"),
    ("matching:to-merge", "Chờ gộp", "To merge"),
    ("matching:merges", "Đã gộp", "Merged"),
)


def frame(looker: Looker, here: str = "", **more: Any) -> dict[str, Any]:
    """What every page shows around its content; with `here` the tabs too. One query: what the officer has to hear of."""
    tabs = [
        {"href": reverse(route), "label": {"vi": vi, "en": en}, "current": route == here}
        for route, vi, en in TABS
        if route != "matching:disputes" or looker.settles
    ]
    return page_context(
        looker.officer, reverse("matching:queue"), tabs=tabs if here else [], settles=looker.settles,
        unseen=desk.unseen(looker.officer.account.pk) if here else [], **more,
    )  # fmt: skip
