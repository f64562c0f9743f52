"""What a reader would stumble over in a draft, why, how to mend it, and the mending itself where it is safe."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_http_methods

from motcua.foundation.definitions import DefinitionError
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.authoring.trees import read_tree
from motcua.procedures.plain_language.advising import LEVELS, Advice, advise, mended
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import copy_for, editing_page, frame
from motcua.sites.editor.saving import Tree, may_edit, save

WORDS = {
    "must": {
        "vi": "Phải sửa", "en": "Must",
        "why_vi": "Có người không dùng được, hoặc trái luật.", "why_en": "Somebody is shut out, or a law is not kept.",
    },
    "should": {
        "vi": "Nên sửa", "en": "Should",
        "why_vi": "Nhiều người sẽ vấp ở đây.", "why_en": "Many will stumble here.",
    },
    "could": {
        "vi": "Có thể tốt hơn", "en": "Could",
        "why_vi": "Không ai vấp, nhưng có thể gọn hơn.", "why_en": "Nobody stumbles; it could be simpler.",
    },
}  # fmt: skip
TABS = (
    ("form", "editor:form"),
    ("components", "editor:papers"),
    ("fees", "editor:fees"),
    ("workflow", "editor:steps"),
    ("result", "editor:result"),
)
"""Which tab shows the part that a path begins with; all else stands on the first one."""


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def advice(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """All advice on the draft. A POST mends one (`mend`: its code and place) or all that is safe (`mend`: `*`)."""
    copy = copy_for(uuid)
    if request.method == "POST":
        wanted = request.POST.get("mend", "")

        def change(tree: Tree) -> None:
            chosen = [one for one in _advice(tree)[0] if one.mend and wanted in ("*", _key(one))]
            tree |= mended(tree, [one.mend for one in chosen if one.mend])

        here = reverse("editor:advice", args=[copy.uuid])
        return save(request, officer, copy, change, words="Sửa theo lời khuyên", then=here)
    found, problems = _advice(copy.tree)
    groups = [
        {
            "level": level,
            "words": WORDS[level],
            "rows": [_row(one, copy) for one in found if one.level == level],
        }
        for level in LEVELS
    ]
    shown = frame(
        officer, copy, "editor:advice", groups=[one for one in groups if one["rows"]], problems=problems,
        safe=sum(one.mend is not None for one in found), count=len(found), editable=may_edit(officer, copy),
    )  # fmt: skip
    return render(request, "editor/advice.html", shown)


def _advice(tree: Tree) -> tuple[list[Advice], list[Any]]:
    """Advice needs a draft of the right shape, not a sound one."""
    try:
        return advise(read_tree(tree).value), []
    except DefinitionError as error:
        return [], list(error.problems)


def _key(one: Advice) -> str:
    return f"{one.code}@{one.path}"


def _row(one: Advice, copy: WorkingCopy) -> dict[str, Any]:
    route = next((route for start, route in TABS if one.path.startswith(start)), "editor:data")
    try:
        href = reverse(route, args=[copy.uuid])
    except NoReverseMatch:
        href = ""
    return {"advice": one, "key": _key(one), "href": href}


routes = [path("<uuid:uuid>/loi-khuyen/", advice, name="advice")]
