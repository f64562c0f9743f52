"""What every page of the room needs: which communes the officer sees, and what else it may do here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from motcua.city.places import finding
from motcua.city.places.index import COMMUNE
from motcua.foundation.worktime import VN
from motcua.insight.scope import SEE
from motcua.records.quality import mending
from motcua.records.quality.intake.running import KEEP
from motcua.records.quality.intake.sources import sources
from motcua.records.quality.mending import Scope
from motcua.sites.desk.officer import Officer, page_context, page_for
from motcua.sites.shell.language import both

PURPOSE = "Làm sạch dữ liệu dân cư"


@dataclass(frozen=True, slots=True)
class Visitor:
    """An officer in this room. `scope`: whose findings it sees, None for none; `keeps`: brings loads and sends proposals."""

    officer: Officer
    scope: Scope | None
    keeps: bool

    @property
    def unit_code(self) -> str | None:
        """The one commune to which the pages are bound; None for the whole city."""
        return self.scope.unit_code if self.scope else None


def may_look(officer: Officer) -> bool:
    """Whether the room has anything for this post: the keepers of loads, leaders, and officers of communes. No query."""
    powers = officer.powers
    commune = officer.post.agency_kind in mending.COMMUNES
    return (
        powers.holds_any(KEEP)
        or powers.holds_any(SEE)
        or (commune and powers.holds_any(mending.DECIDE) and powers.holds_any(mending.SEE))
    )


type View[**P] = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase]


def quality_page[**P](
    allowed: Callable[[Visitor], bool] = lambda visitor: True,
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page of the room for officers for whom `allowed` holds; others see 403."""

    def admit(request: HttpRequest, officer: Officer) -> Visitor | None:
        if not may_look(officer):
            return None
        scope = mending.scope_of(officer.actor, officer.now)
        visitor = Visitor(officer, scope, officer.powers.holds_any(KEEP))
        return visitor if allowed(visitor) else None

    return page_for(admit)


def mends(visitor: Visitor) -> bool:
    return visitor.scope is not None


def keeps(visitor: Visitor) -> bool:
    return visitor.keeps


def frame(visitor: Visitor, here: str, **more: Any) -> dict[str, Any]:
    """The context around the content; `here` names the tab."""
    tabs = [
        ("progress", both("Tiến độ", "Progress"), True),
        ("findings", both("Cần xử lý", "To do"), mends(visitor)),
        ("loads", both("Tệp dữ liệu", "Loads"), visitor.keeps),
        ("proposals", both("Đề nghị sửa", "Proposals"), visitor.keeps),
        ("rules", both("Quy tắc", "Rules"), True),
    ]
    return page_context(
        visitor.officer,
        reverse("quality:progress"),
        visitor=visitor,
        room_tabs=[
            {"label": label, "href": reverse(f"quality:{key}"), "current": key == here}
            for key, label, shown in tabs
            if shown
        ],
        **more,
    )


def names_of_today(visitor: Visitor) -> dict[str, str]:
    """Communes in force by code. No query once the index of places is kept."""
    today = visitor.officer.now.astimezone(VN).date()
    return {
        place.code: place.name
        for place in finding.index().places.values()
        if place.level == COMMUNE and place.in_force(today)
    }


def source_names() -> dict[str, Any]:
    return {one.id: one.name for one in sources()}
