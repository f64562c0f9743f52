"""Who works in the editor, the frame around its pages, and the tabs of one working copy."""

from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from motcua.procedures.authoring.models import WorkingCopy
from motcua.sites.desk.officer import Officer, page_context, page_of_officers

EDIT, ISSUE = "edit_catalogue", "issue_catalogue"


TABS: tuple[tuple[str, str, str], ...] = (
    ("editor:data", "Thông tin", "Details"),
    ("editor:form", "Biểu mẫu", "Form"),
    ("editor:papers", "Giấy tờ", "Papers"),
    ("editor:fees", "Phí", "Fees"),
    ("editor:steps", "Các bước", "Steps"),
    ("editor:diagram", "Sơ đồ", "Diagram"),
    ("editor:result", "Kết quả", "Result"),
    ("editor:advice", "Lời khuyên", "Advice"),
    ("editor:try", "Chạy thử", "Try out"),
    ("editor:rehearse", "Diễn tập", "Rehearse"),
    ("editor:publish", "Công bố", "Publish"),
)
"""Route, Vietnamese, English; each route takes the copy's uuid. Tabs whose route is not there are left out."""


def writes_or_approves(officer: Officer) -> bool:
    return officer.powers.holds_any(EDIT) or officer.powers.holds_any(ISSUE)


editing_page = page_of_officers(writes_or_approves)


def copy_for(uuid: str) -> WorkingCopy:
    """One query. Raises: Http404."""
    found = WorkingCopy.objects.select_related("base", "changed_by").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def frame(officer: Officer, copy: WorkingCopy | None = None, here: str = "", **more: Any) -> dict[str, Any]:
    """What every page of the editor shows around its content. `here`: the route of the present tab."""
    context = {"copy": copy, "tabs": tabs(copy, here) if copy else (), **more}
    return page_context(officer, reverse("editor:list"), **context)


def tabs(copy: WorkingCopy, here: str) -> list[dict[str, Any]]:
    shown = []
    for route, vi, en in TABS:
        try:
            href = reverse(route, args=[copy.uuid])
        except NoReverseMatch:
            continue
        shown.append({"href": href, "label": {"vi": vi, "en": en}, "current": route == here})
    return shown
