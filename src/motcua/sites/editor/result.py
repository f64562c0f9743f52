"""The result of a draft: its name, number, validity, and how its page reads, with the page itself beside it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from motcua.foundation.definitions import Problem
from motcua.foundation.worktime import VN
from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.binding import Context
from motcua.procedures.dossiers import results
from motcua.procedures.sheet import SHEET
from motcua.procedures.trial import sample, sample_step
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.example import example_for
from motcua.sites.editor.frame import copy_for, editing_page, frame
from motcua.sites.editor.result_picture import page_of
from motcua.sites.editor.result_reading import buttons, read, rows_of
from motcua.sites.editor.saving import Tree, compiled_of, may_edit, save, tree_seen
from motcua.sites.shell.language import pick

CONTEXT_NAMES = (
    ("applicant.full_name", "Họ tên người nộp", "Name of the applicant"),
    ("applicant.pin", "Số định danh người nộp", "Personal number of the applicant"),
    ("applicant.birth_date", "Ngày sinh người nộp", "Birth date of the applicant"),
    ("today", "Ngày ký", "Day of signature"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def result(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """The result's settings and layout. A POST saves, and adds, moves or drops the part whose button was pressed."""
    copy = copy_for(uuid)
    if request.method == "POST":
        changed_at: list[str] = []

        def change(tree: Tree) -> None:
            read(tree, request.POST)
            changed_at.append(buttons(tree, request.POST.get("do", "")))

        here = reverse("editor:result", args=[copy.uuid])
        return save(request, officer, copy, change, words="Kết quả", then=here + "#" + _anchor(request))
    return render(
        request, "editor/result.html", frame(officer, copy, "editor:result", **_shown(request, officer, copy))
    )


def _anchor(request: HttpRequest) -> str:
    """The part that stays in view after its button was pressed."""
    do = request.POST.get("do", "").split("-")
    return f"khoi-{do[2]}" if len(do) > 2 and do[2].isdecimal() else "bo-cuc" if do[0] else ""


@require_POST
@editing_page
def preview(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """The page with what is typed now, not saved: a fragment for the place beside the form."""
    copy = copy_for(uuid)
    tree, _ = tree_seen(copy, request.POST.get("seen", ""))
    read(tree, request.POST)
    return render(request, "editor/_result_page.html", _page(request, officer, tree))


def _shown(request: HttpRequest, officer: Officer, copy: WorkingCopy) -> dict[str, Any]:
    tree = copy.tree
    written = tree.get("result") if isinstance(tree.get("result"), Mapping) else {}
    templates = sorted(results.builders() | {SHEET, str(written.get("template") or SHEET)})
    found = [
        one for one in working.problems(tree, templates=results.builders()) if one.path.startswith("result")
    ]
    return {
        "written": written,
        "templates": [{"key": key, "sheet": key == SHEET} for key in templates],
        "is_sheet": written.get("template") == SHEET,
        "blocks": rows_of(written, found),
        "problems": found,
        "faults": {one.path: one for one in found},
        "names": _names(tree),
        "editable": may_edit(officer, copy),
        **_page(request, officer, tree),
    }


def _page(request: HttpRequest, officer: Officer, tree: Tree) -> dict[str, Any]:
    """The picture of the page, or why there is none. Faults of other tabs do not hide it when only they are wrong."""
    compiled, problems = compiled_of(tree)
    if compiled is None:
        mine = [one for one in problems if one.path.startswith("result")]
        return {"page_problems": mine or problems[:5], "others": not mine, "picture": ""}
    at = officer.now.astimezone(VN)
    example = example_for(request, compiled, at)
    if example is None:
        told = Problem("", 0, "result", "NO_COMMUNE", "Thành phố chưa có xã, phường nào.", "No commune yet.")
        return {"page_problems": [told], "others": False, "picture": ""}
    found = sample(compiled, today=at.date(), place=example.place, applicant=example.applicant)
    entered: dict[str, Any] = {}
    for step in compiled.steps.values():
        entered |= sample_step(compiled, step.id, today=at.date(), place=example.place, answers=found.clean)
    context = Context(today=at.date(), applicant=example.applicant)
    return page_of(
        compiled, found.clean, entered, case_id=compiled.case_for(found.clean, context).id, channel="online",
        applicant=example.applicant, agency=example.competent, at=at,
    )  # fmt: skip


def _names(tree: Tree) -> list[dict[str, str]]:
    """What may stand in `{{ }}`: the form's questions, what officers enter, the applicant."""
    found = []
    for page in _list(_map(tree.get("form")).get("pages")):
        for one in _list(_map(page).get("fields")):
            found.append(_name("", one))
        for group in _list(_map(page).get("groups")):
            if _map(group).get("repeat"):
                found.append(_name("", group))
            else:
                found += [_name("", one) for one in _list(_map(group).get("fields"))]
    for step in _map(_map(tree.get("workflow")).get("steps")).values():
        found += [_name("officer.", one) for one in _list(_map(step).get("fields"))]
    found += [{"id": name, "label": pick({"vi": vi, "en": en})} for name, vi, en in CONTEXT_NAMES]
    return [one for one in found if one["id"]]


def _name(before: str, one: Any) -> dict[str, str]:
    part = _map(one)
    label = _map(part.get("label"))
    words = pick({"vi": str(label.get("vi") or ""), "en": str(label.get("en") or label.get("vi") or "")})
    return {"id": f"{before}{part['id']}" if part.get("id") else "", "label": words}


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


routes = [
    path("<uuid:uuid>/ket-qua/", result, name="result"),
    path("<uuid:uuid>/ket-qua/xem/", preview, name="result-preview"),
]
