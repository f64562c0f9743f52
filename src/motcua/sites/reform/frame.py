"""Who may open the pages of this room, and the words of its states."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from motcua.city.reform.models import Plan
from motcua.city.reform.plans import REORGANISE
from motcua.sites.desk.officer import Officer, officer_page, page_context

type View[**P] = Callable[Concatenate[HttpRequest, Officer, P], HttpResponseBase]
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


def organisers_page[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for who may write plans of organisation; other officers see 403."""

    @wraps(view)
    def guarded(
        request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not officer.powers.holds_any(REORGANISE):
            return render(request, "403.html", status=403)
        return view(request, officer, *args, **kwargs)

    return officer_page(guarded)


def plan_or_404(uuid: Any) -> Plan:
    plan = Plan.objects.filter(uuid=uuid).first()
    if plan is None:
        raise Http404
    return plan


def frame(officer: Officer, route: str, **more: Any) -> dict[str, Any]:
    """What every page of the room shows around its content. `route`: the menu's entry that it belongs to."""
    return page_context(officer, reverse(route), **more)


def posted_date(post: Mapping[str, str], name: str) -> tuple[date | None, bool]:
    """The day of a date field and whether what was typed is no day; nothing typed is neither."""
    pieces = [post.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(pieces):
        return None, False
    try:
        return date(*(int(piece) for piece in pieces)), False
    except ValueError:
        return None, True


def typed_date(post: Mapping[str, str], name: str) -> dict[str, str]:
    """The pieces of a date field as typed."""
    return {part: post.get(f"{name}-{part}", "").strip()[:4] for part in ("day", "month", "year")}
