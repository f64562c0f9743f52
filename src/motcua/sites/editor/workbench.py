"""The bench that the tabs of a procedure's data share: a part is chosen, its settings are shown, changed and saved.

One form a page. What is typed comes back with every press, so that no button loses it; each change is saved as it
was typed, and what is wrong with the definition is told beside it.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from motcua.foundation.definitions import Problem
from motcua.procedures.authoring import changes, working
from motcua.procedures.authoring.changes import naming, renaming, starts
from motcua.procedures.authoring.merge import merge
from motcua.procedures.authoring.models import Edit, WorkingCopy
from motcua.sites.desk.officer import Officer
from motcua.sites.editor import controls
from motcua.sites.editor.controls import Section, Tree, Words, both
from motcua.sites.editor.frame import EDIT, copy_for, editing_page, frame
from motcua.sites.editor.merging import diverged
from motcua.sites.editor.names import listed, words_of

OWN_HASTE = timedelta(seconds=15)
"""Two saves of one person so close together are one person typing, not two who disagree. A default of ours."""
MOST_TOLD = 8

_PLACES: tuple[tuple[str, str], ...] = (
    ("form", "editor:form"),
    ("components", "editor:papers"),
    ("fees", "editor:fees"),
    ("payment", "editor:fees"),
    ("workflow", "editor:steps"),
    ("result", "editor:result"),
    ("", "editor:data"),
)


@dataclass(frozen=True)
class Bench:
    """One copy on the bench: its tree, the part that is chosen, what is wrong with the whole."""

    tab: "Tab"
    copy: WorkingCopy
    tree: Tree
    at: str
    may_edit: bool
    id_error: Words | None = None
    typed_id: str = ""

    @cached_property
    def problems(self) -> list[Problem]:
        return working.problems(self.tree)

    @cached_property
    def published(self) -> frozenset[str]:
        """Ids that a published version has: dossiers answer under them."""
        base = self.copy.base
        return frozenset(naming.ids_in(json.loads(base.definition))) if base is not None else frozenset()

    @cached_property
    def part(self) -> Any:
        return changes.read(self.tree, self.at, None) if self.at else self.tree

    @property
    def here(self) -> str:
        return reverse(self.tab.route, args=[self.copy.uuid])

    def href(self, path: str) -> str:
        return f"{self.here}?{urlencode({'o': path})}"

    def faults_at(self, path: str) -> int:
        return sum(controls.touches(one.path, path) for one in self.problems)


@dataclass(frozen=True)
class Tab:
    """What one tab brings: which parts it has, their settings, what stands around them.

    `parts`: shapes of paths that can be chosen, the most particular first. `fixed`: parts that are always there,
    with the settings shown under them. `act`: deeds of the tab's own. `tidy`: after settings were changed.
    """

    route: str
    parts: tuple[str, ...]
    first: Callable[[Tree], str]
    sections: Callable[[Bench], list[Section]]
    around: Callable[[Bench, HttpRequest], dict[str, Any]]
    act: Callable[[Bench, str, list[str], HttpRequest], tuple[Tree, str] | None] = field(
        default=lambda bench, deed, words, request: None
    )
    tidy: Callable[[Tree, str], Tree] = field(default=lambda tree, at: tree)
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def part_of(self, path: str) -> str:
        """The part that a place belongs to; empty for a place of another tab."""
        for shape in self.parts:
            found = re.match(rf"{shape}(?=$|[.\[])", path)
            if found:
                return found.group()
        return next(
            (part for part, held in self.fixed.items() if any(controls.touches(path, one) for one in held)),
            "",
        )


def page_of(tab: Tab) -> Callable[..., HttpResponseBase]:
    """The view of a tab. Five queries to show it, at most nine to save."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @editing_page
    def view(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
        copy = copy_for(uuid)
        may_edit = copy.state == WorkingCopy.State.EDITING and officer.powers.holds_any(EDIT)
        if request.method == "POST":
            return _posted(request, officer, tab, copy, may_edit)
        wanted = request.GET.get("o", "")
        bench = Bench(tab, copy, copy.tree, _chosen(tab, copy.tree, wanted), may_edit)
        return _answer(request, officer, bench)

    return view


def _chosen(tab: Tab, tree: Tree, wanted: str) -> str:
    part = tab.part_of(wanted)
    try:
        if part and (part in tab.fixed or changes.has(tree, part)):
            return part
    except changes.NoSuchPlace:
        pass
    return tab.first(tree)


def _posted(
    request: HttpRequest, officer: Officer, tab: Tab, copy: WorkingCopy, may_edit: bool
) -> HttpResponseBase:
    seen = request.POST.get("seen", "")
    edit = copy.edits.filter(revision=int(seen)).first() if seen.isdecimal() and len(seen) < 9 else None
    if edit is None:
        raise Http404
    if not officer.powers.holds_any(EDIT):
        return render(request, "403.html", status=403)
    if not may_edit:
        return render(request, "shell/409.html", status=409)
    at = _chosen(tab, edit.tree, request.POST.get("o", ""))
    bench = Bench(tab, copy, edit.tree, at, may_edit)
    try:
        tree, focus = _changed(bench, request)
    except changes.NameTaken as taken:
        typed = str(taken)
        bench = Bench(tab, copy, edit.tree, at, may_edit, id_error=_id_words(typed), typed_id=typed)
        return _answer(request, officer, bench, status=422)
    except (changes.NoSuchPlace, changes.NotMovable, KeyError):
        raise Http404 from None
    try:
        copy = _saved(copy, edit, tree, officer, _said(bench, tree, focus))
    except working.Diverged as found:
        return diverged(request, officer, found)
    except working.NotEditable:
        return render(request, "shell/409.html", status=409)
    bench = Bench(tab, copy, copy.tree, _chosen(tab, copy.tree, focus), may_edit)
    if request.headers.get("HX-Request"):
        answer = _answer(request, officer, bench, moved=request.POST.get("do", ""))
        answer["HX-Replace-Url"] = bench.href(bench.at)
        return answer
    return redirect(bench.href(bench.at))


def _saved(copy: WorkingCopy, edit: Edit, tree: Tree, officer: Officer, words: str) -> WorkingCopy:
    """Save; what one person sent twice in a breath is put together, the later word for it.

    Raises: Diverged, NotEditable.
    """
    try:
        return working.save(
            str(copy.uuid), tree, seen=edit.revision, by=officer.actor, at=officer.now, words=words
        )
    except working.Diverged as found:
        since = list(copy.edits.filter(revision__gt=edit.revision).values_list("by_id", "at"))
        own = all(by == officer.account.pk and officer.now - at < OWN_HASTE for by, at in since)
        if not since or not own:
            raise
        first = merge(found.base, found.mine, found.theirs.tree)
        both = merge(found.base, found.mine, found.theirs.tree, {one.key: "mine" for one in first.conflicts})
        return working.save(
            str(copy.uuid),
            both.tree,
            seen=found.theirs.revision,
            by=officer.actor,
            at=officer.now,
            words=words,
        )


def _changed(bench: Bench, request: HttpRequest) -> tuple[Tree, str]:
    """The tree after what was posted, and the part to show next. Raises: NameTaken, NoSuchPlace, NotMovable."""
    shown = [control for section in bench.tab.sections(bench) for control in section.controls]
    tree = controls.apply(shown, bench.tree, request.POST)
    tree = bench.tab.tidy(tree, bench.at) if bench.at else tree
    tree, at = _named(bench, tree)
    words = request.POST.get("do", "").split(" ")
    deed, rest = words[0], words[1:]
    if not deed:
        return tree, at
    if at != bench.at:
        rest = [
            f"{at}{one.removeprefix(bench.at)}" if controls.touches(one, bench.at) else one for one in rest
        ]
    now = Bench(bench.tab, bench.copy, tree, at, bench.may_edit)
    own = bench.tab.act(now, deed, rest, request)
    if own is not None:
        return own
    return _done(now, deed, rest, shown, request)


def _done(
    bench: Bench, deed: str, rest: list[str], shown: list[Any], request: HttpRequest
) -> tuple[Tree, str]:
    tree, at = bench.tree, bench.at
    path = rest[0] if rest else ""
    match deed:
        case "show":
            return tree, path
        case "add":
            kind = rest[1] if len(rest) > 1 else ""
            tree, new = changes.insert(tree, path, starts.new_part(tree, path, kind))
            return tree, bench.tab.part_of(new) or at
        case "remove":
            return changes.remove(tree, path), _beside(bench, path)
        case "up" | "down":
            tree, new = changes.move(tree, path, -1 if deed == "up" else 1)
            return tree, new if path == at else at
        case "move":
            place = int(rest[2]) if len(rest) > 2 and rest[2].isdecimal() else None
            tree, new = changes.move_to(tree, path, rest[1], place)
            return tree, bench.tab.part_of(new) or at
        case "copy":
            tree, new = changes.copy_of(tree, path)
            return tree, bench.tab.part_of(new) or at
        case "rename":
            return changes.rename(tree, path, request.POST.get("id~new", "").strip()), at
        case "more-if" | "less-if":
            control = controls.find(shown, path)
            if control is None:
                raise changes.NoSuchPlace(path)
            if deed == "more-if":
                return controls.add_row(tree, control), at
            return controls.drop_row(
                tree, control, int(rest[1]) if rest[1:] and rest[1].isdecimal() else -1
            ), at
    return tree, at


def _beside(bench: Bench, path: str) -> str:
    """What to show when a part is gone: its neighbour, else what it stood in."""
    if not controls.touches(bench.at, path):
        return bench.at
    above, _, last = path.rpartition("[")
    index = int(last.removesuffix("]")) if last.removesuffix("]").isdecimal() else 0
    entries = changes.read(bench.tree, above, [])
    if len(entries) > 1:
        return f"{above}[{min(index, len(entries) - 2)}]"
    return bench.tab.part_of(above) or bench.tab.part_of(above.rpartition(".")[0])


def _named(bench: Bench, tree: Tree) -> tuple[Tree, str]:
    """New parts whose words are there now get an id that says them; so do the entries of their lists."""
    at = bench.at
    part = changes.read(tree, at, None) if at else None
    if not isinstance(part, dict):
        return tree, at
    taken = naming.ids_in(tree) | bench.published
    if _waits_for_name(part.get("id"), bench) and (vi := _words_in(part)):
        tree = changes.rename(tree, at, naming.id_from(vi, taken))
    step = re.fullmatch(r"(workflow(?:\.parts\.\w+)?\.steps)\.(\w+)", at)
    if step and _waits_for_name(step[2], bench) and (vi := _words_in(part)):
        new = naming.id_from(vi, taken)
        tree, at = changes.rename(tree, at, new), f"{step[1]}.{new}"
    if _waits_for_name(part.get("code"), bench) and (vi := _words_in(part)):
        tree = changes.write(tree, f"{at}.code", naming.id_from(vi, taken))
    ways = range(len(listed(tree, f"{at}.next")))
    for name in (
        "options", "next", "opinions", "checklist", "fields", *(f"next[{way}].grounds" for way in ways)
    ):  # fmt: skip
        entries = listed(tree, f"{at}.{name}")
        for i, one in enumerate(entries):
            key = "value" if name == "options" else "id"
            if not isinstance(one, dict) or not _waits_for_name(one.get(key), bench):
                continue
            if vi := _words_in(one):
                beside = {str(other.get(key)) for other in entries if isinstance(other, dict)}
                new = naming.id_from(vi, beside | (taken if name in ("fields", "opinions") else set()))
                path = f"{at}.{name}[{i}]"
                tree = (
                    renaming.rename_option(tree, path, new)
                    if name == "options"
                    else changes.rename(tree, path, new)
                )
    return tree, at


def _waits_for_name(value: Any, bench: Bench) -> bool:
    if not isinstance(value, str) or value in bench.published:
        return False
    return not value or starts.AUTOMATIC_ID.fullmatch(value) is not None


def _words_in(part: dict[str, Any]) -> str:
    for key in ("label", "name", "title"):
        if isinstance(part.get(key), dict):
            return str(part[key].get("vi") or "").strip()
    return str(part.get("vi") or "").strip()


def _id_words(typed: str) -> Words:
    if not naming.is_id(typed):
        return {
            "vi": f"“{typed}” không dùng làm mã được: chỉ gồm a–z, 0–9 và gạch dưới, bắt đầu bằng chữ.",
            "en": f'"{typed}" cannot be an id: a to z, 0 to 9 and underscores, beginning with a letter.',
        }
    return {"vi": f"Mã “{typed}” đã có phần khác dùng.", "en": f'Another part has the id "{typed}".'}


def _said(bench: Bench, tree: Tree, focus: str) -> str:
    """What the history says about this save: the tab and the part, in Vietnamese."""
    part = changes.read(tree, focus, None) if focus else None
    name = _words_in(part) if isinstance(part, dict) else ""
    return " · ".join(piece for piece in (_TAB_WORDS.get(bench.tab.route, ""), name) if piece)


_TAB_WORDS = {
    "editor:data": "Thông tin",
    "editor:form": "Biểu mẫu",
    "editor:papers": "Giấy tờ",
    "editor:fees": "Phí",
    "editor:steps": "Các bước",
}


def _answer(
    request: HttpRequest, officer: Officer, bench: Bench, *, moved: str = "", status: int = 200
) -> HttpResponse:
    sections: list[dict[str, Any]] = [
        {
            "title": one.title,
            "hint": one.hint,
            "controls": controls.shown(one.controls, bench.tree, bench.problems),
        }
        for one in bench.tab.sections(bench)
        if one.controls
    ]
    mine = [one for one in bench.problems if bench.at and controls.touches(one.path, bench.at)]
    told = {id(error) for section in sections for view in section["controls"] for error in _errors(view)}
    context = {
        "bench": bench,
        "at": bench.at,
        "post_to": bench.here,
        "sections": sections,
        "part_errors": [one for one in mine if id(one) not in told],
        "summary": summary(bench),
        "missing_english": missing_english(bench.tree),
        "moved": bool(moved),
        **bench.tab.around(bench, request),
    }
    for block in context.get("outline", ()):
        # on a small screen only the block that holds the chosen part is unfolded
        block["open"] = (
            not block.get("href")
            or bool(block.get("current"))
            or any(row["current"] for row in block["rows"])
        )
    if request.headers.get("HX-Request"):
        return render(request, "editor/_work.html", {**context, "copy": bench.copy}, status=status)
    return render(
        request, "editor/work.html", frame(officer, bench.copy, bench.tab.route, **context), status=status
    )


def _errors(view: dict[str, Any]) -> list[Any]:
    found = list(view["errors"])
    for row in (view.get("rows") or ()) if view["kind"] == "rows" else ():
        for inner in row["controls"]:
            found += _errors(inner)
    return found


def summary(bench: Bench) -> dict[str, Any]:
    """What keeps the procedure from being published, with links to where it is mended."""
    rows = []
    for one in bench.problems[:MOST_TOLD]:
        route = next(name for begin, name in _PLACES if one.path.startswith(begin))
        rows.append(
            {"text": {"vi": one.vi, "en": one.en}, "where": one.path, "href": _place(bench, route, one.path)}
        )
    return {"count": len(bench.problems), "rows": rows, "more": max(0, len(bench.problems) - MOST_TOLD)}


def _place(bench: Bench, route: str, path: str) -> str:
    try:
        address = reverse(route, args=[bench.copy.uuid])
    except LookupError:
        address = bench.here
    return f"{address}?{urlencode({'o': path})}"


def missing_english(tree: Any) -> int:
    """How many words for people have Vietnamese and no English."""
    count, todo = 0, [tree]
    while todo:
        here = todo.pop()
        if isinstance(here, list):
            todo += here
        elif isinstance(here, dict):
            if here.get("vi") and isinstance(here.get("en"), str) and not here["en"].strip():
                count += 1
            todo += here.values()
    return count


def list_outline(
    bench: Bench, path: str, title: Words, one: Words, note: Callable[[dict[str, Any]], Words]
) -> list[dict[str, Any]]:
    """The parts of a list to choose from, each with a note on it."""
    rows = []
    for i, item in enumerate(listed(bench.tree, path)):
        part = item if isinstance(item, dict) else {}
        place = f"{path}[{i}]"
        rows.append(
            {
                "href": bench.href(place),
                "path": place,
                "label": words_of(part.get("name"), str(part.get("id") or part.get("code") or "…")),
                "note": note(part),
                "current": place == bench.at,
                "drag": bench.may_edit,
                "english": bool(missing_english(part)),
                "wrong": bench.faults_at(place),
            }
        )
    adds = [{"do": f"add {path}", "label": one}] if bench.may_edit else []
    return [{"title": title, "href": "", "path": "", "list": path, "rows": rows, "adds": adds}]


def part_head(bench: Bench, kind: Words) -> dict[str, Any]:
    """The head of a part that stands in a list: its name, moves, copy, removal, its id."""
    at = bench.at
    part = bench.part if isinstance(bench.part, dict) else {}
    deeds: list[dict[str, Any]] = []
    if at.endswith("]") and bench.may_edit:
        entries = changes.read(bench.tree, at[: at.rindex("[")], [])
        index = int(at[:-1].rpartition("[")[2])
        deeds = [
            {"do": f"up {at}", "label": both("Lên", "Up"), "icon": "left", "small": True, "off": index == 0},
            {
                "do": f"down {at}",
                "label": both("Xuống", "Down"),
                "icon": "right",
                "small": True,
                "off": index == len(entries) - 1,
            },
            {"do": f"copy {at}", "label": both("Nhân đôi", "Duplicate"), "icon": "papers", "small": True},
            {"do": f"remove {at}", "label": both("Bỏ", "Remove"), "icon": "cross", "small": True},
        ]
    own = str(part.get("id") or "")
    return {
        "kind": kind,
        "name": words_of(part.get("name"), own or str(part.get("code") or "")) if part else both("", ""),
        "id": own if bench.may_edit else "",
        "locked": own in bench.published,
        "deeds": deeds,
    }
