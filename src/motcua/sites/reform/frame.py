"""Who may open the pages of this room, and the words of its states."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from motcua.city.reform.models import Plan
from motcua.city.reform.plans import REORGANISE
from motcua.sites.desk.officer import Officer, page_context, page_of_officers

type Both = dict[str, str]


def both(vi: str, en: str) -> Both:
    return {"vi": vi, "en": en}


STATES = {
    "draft": both("Đang soạn", "Being written") | {"tone": "quiet", "icon": "pen"},
    "proposed": both("Chờ duyệt", "To be approved") | {"tone": "warn", "icon": "clock"},
    "approved": both("Đã duyệt, chờ đến ngày", "Approved, waits for its day")
    | {"tone": "info", "icon": "calendar"},
    "done": both("Đã thực hiện", "Done") | {"tone": "ok", "icon": "check"},
    "withdrawn": both("Đã rút", "Withdrawn") | {"tone": "quiet", "icon": "stop"},
}
NEEDED = both("Hãy điền mục này.", "Fill this in.")
NO_DAY = both("Ngày này không có thật.", "There is no such day.")


def organises(officer: Officer) -> bool:
    """Whether this post writes plans of organisation."""
    return officer.powers.holds_any(REORGANISE)


organisers_page = page_of_officers(organises)


def plan_or_404(uuid: Any) -> Plan:
    plan = Plan.objects.filter(uuid=uuid).first()
    if plan is None:
        raise Http404
    return plan


def frame(officer: Officer, route: str, **more: Any) -> dict[str, Any]:
    """What every page of the room shows around its content. `route`: the menu's entry that it belongs to."""
    return page_context(officer, reverse(route), **more)
