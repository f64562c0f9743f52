"""The workflow as a table, by keyboard: order, post, hours and ways out, and one step's settings beside it."""

import re
from typing import Any

from django.http import HttpRequest
from django.urls import path as route

from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes import naming, starts, steps
from motcua.sites.editor import names, words
from motcua.sites.editor.controls import Tree, both
from motcua.sites.editor.forms import tidy as tidy_question
from motcua.sites.editor.step_panel import (
    ENTERED,
    FLOW,
    HOURS,
    PIECE,
    STEP,
    first,
    flow_of,
    in_order,
    pieces_of,
    sections,
    title_of,
)
from motcua.sites.editor.workbench import Bench, Tab, page_of


def tidy(tree: Tree, at: str) -> Tree:
    """What was emptied is gone; a question of an officer keeps or loses its options with its kind."""
    for name in ("consult", "external"):
        if changes.read(tree, f"{at}.{name}", None) == {}:
            tree = changes.drop(tree, f"{at}.{name}")
    if not re.fullmatch(ENTERED, at):
        return tree
    return tidy_question(tree, at)


def act(bench: Bench, deed: str, rest: list[str], request: HttpRequest) -> tuple[Tree, str] | None:
    """Deeds of this tab: a step behind the chosen one, out, earlier, later; a piece of workflow of its own."""
    tree, at = bench.tree, bench.at
    flow = flow_of(at)
    if deed == "put":
        kind = request.POST.get("step~kind", "process")
        made = starts.step(kind if kind in {one.value for one in words.STEP_KINDS} else "process")
        after = rest[0].rpartition(".")[2] if rest and re.fullmatch(STEP, rest[0]) else ""
        tree, name = steps.put_in(tree, made, "buoc", after=after, flow=flow)
        return tree, f"{flow}.steps.{name}"
    if deed == "piece":
        name = naming.free_id("muc", set(pieces_of(tree)))
        inner = {
            **starts.step("process"),
            "next": [{"id": "go_on", "label": both("Xong", "Done"), "to": "end"}],
        }
        piece = {"name": both("", ""), "start": "buoc", "steps": {"buoc": inner}}
        return changes.write(tree, f"workflow.parts.{name}", piece), f"workflow.parts.{name}"
    if deed in ("earlier", "later", "take-out") and rest and re.fullmatch(STEP, rest[0]):
        base, _, name = rest[0].rpartition(".steps.")
        if deed != "take-out":
            return steps.later(tree, name, -1 if deed == "earlier" else 1, flow=base), at
        order = steps.order_of(tree, base)
        left = steps.take_out(tree, name, flow=base)
        beside = [one for one in order if one != name]
        return left, f"{base}.steps.{beside[max(0, order.index(name) - 1)]}" if beside else ""
    if deed == "drop-piece" and rest and re.fullmatch(PIECE, rest[0]):
        return changes.remove(tree, rest[0]), first(tree)
    return None


def around(bench: Bench, request: HttpRequest) -> dict[str, Any]:
    tree = bench.tree
    pieces = pieces_of(tree)
    tables: list[dict[str, Any]] = [{"title": None, "path": "", "rows": _rows(bench, FLOW)}]
    for name, piece in pieces.items():
        place = f"workflow.parts.{name}"
        title = names.words_of(piece.get("name") if isinstance(piece, dict) else None, name)
        tables.append(
            {
                "title": both(f"Quy trình con: {title['vi']}", f"Sub-procedure: {title['en']}"),
                "path": place,
                "href": bench.href(place),
                "current": bench.at == place,
                "rows": _rows(bench, place),
            }
        )
    return {
        "outline_template": "editor/_steps_table.html",
        "tables": tables,
        "sums": sums(tree),
        "kinds": words.STEP_KINDS,
        "part": _head(bench),
        "bench_class": "ed-work--steps",
    }


def _rows(bench: Bench, flow: str) -> list[dict[str, Any]]:
    rows = []
    titles = {name: title_of(step, name) for name, step in steps.steps_in(bench.tree, flow).items()}
    for number, (name, step) in enumerate(in_order(bench.tree, flow), 1):
        place = f"{flow}.steps.{name}"
        post = str(step.get("post") or "")
        ways = []
        for way in steps.ways_of(step):
            to = str(way.get("to") or "")
            target = titles.get(to, both("Kết thúc", "End") if to == "end" else both(f"? {to}", f"? {to}"))
            ways.append({"to": target, "kind": way.get("kind", "forward"), "when": bool(way.get("when"))})
        rows.append(
            {
                "number": number,
                "href": bench.href(place),
                "path": place,
                "label": titles[name],
                "kind": words.words_for(words.STEP_KINDS, str(step.get("kind") or "")),
                "post": words.words_for(words.POSTS, post) if post else None,
                "hours": steps.hours_of(step),
                "opinions": len(step.get("opinions") or ()),
                "ways": ways,
                "current": bench.at == place or bench.at.startswith(f"{place}."),
                "wrong": bench.faults_at(place),
                "problems": [
                    one
                    for one in bench.problems
                    if one.path == place or one.path.startswith((f"{place}.", f"{place}["))
                ][:2],
            }
        )
    return rows


def sums(tree: Tree) -> list[dict[str, Any]]:
    """Working hours of the longest way for each case, beside its legal limit. None where they cannot be compared."""
    found = []
    cases = names.listed(tree, "cases")
    for one in cases:
        limit = next((x for x in (one.get("limit"), tree.get("limit")) if isinstance(x, dict) and x), {})
        name = str(one.get("id") or "")
        hours = steps.longest_hours(tree, name)
        unit, amount = str(limit.get("unit") or ""), limit.get("amount", 1)
        allowed = HOURS[unit] * amount if unit in HOURS and isinstance(amount, int | float) else None
        found.append(
            {
                "name": names.words_of(one.get("name"), name),
                "hours": hours,
                "allowed": allowed,
                "limit": _limit_words(amount, unit),
                "over": allowed is not None and hours > allowed,
                "share": min(100, round(hours * 100 / allowed)) if allowed else None,
            }
        )
    return found


def _limit_words(amount: Any, unit: str) -> dict[str, str]:
    if unit == "same_day":
        return both("trong ngày", "same day")
    said = words.words_for(words.UNITS, unit)
    return both(f"{amount} {said['vi']}", f"{amount} {said['en']}")


def _head(bench: Bench) -> dict[str, Any]:
    at = bench.at
    part = bench.part if isinstance(bench.part, dict) else {}
    own = at.rpartition(".")[2]
    if re.fullmatch(ENTERED, at):
        step = at.partition(".fields[")[0]
        name = str(part.get("id") or "")
        return {
            "kind": both("Cán bộ nhập", "Officer enters"),
            "name": names.words_of(part.get("label"), name),
            "id": name,
            "locked": name in bench.published,
            "back": {
                "href": bench.href(step),
                "label": names.words_of(changes.read(bench.tree, f"{step}.title", None), step),
            },
            "deeds": [
                {"do": f"up {at}", "label": both("Lên", "Up"), "icon": "left", "small": True},
                {"do": f"down {at}", "label": both("Xuống", "Down"), "icon": "right", "small": True},
                {"do": f"remove {at}", "label": both("Bỏ", "Remove"), "icon": "cross", "small": True},
            ]
            if bench.may_edit
            else [],
        }
    if re.fullmatch(PIECE, at):
        deeds = [{"do": f"drop-piece {at}", "label": both("Bỏ", "Remove"), "icon": "cross", "small": True}]
        return {
            "kind": both("Quy trình con", "Sub-procedure"),
            "name": names.words_of(part.get("name"), own),
            "id": own,
            "locked": own in bench.published,
            "deeds": deeds if bench.may_edit else [],
        }
    deeds = [
        {"do": f"earlier {at}", "label": both("Sớm hơn", "Earlier"), "icon": "left", "small": True},
        {"do": f"later {at}", "label": both("Muộn hơn", "Later"), "icon": "right", "small": True},
        {"do": f"take-out {at}", "label": both("Bỏ bước", "Take out"), "icon": "cross", "small": True},
    ]
    entered = [
        {
            "href": bench.href(f"{at}.fields[{i}]"),
            "label": names.words_of(one.get("label"), str(one.get("id"))),
        }
        for i, one in enumerate(names.listed(part, "fields"))
        if isinstance(one, dict)
    ]
    return {
        "kind": words.words_for(words.STEP_KINDS, str(part.get("kind") or "")),
        "name": title_of(part, own) if at else both("Chưa có bước nào", "No step yet"),
        "id": own if bench.may_edit and at else "",
        "locked": own in bench.published,
        "deeds": deeds if bench.may_edit and at else [],
        "entered": entered,
        "may_enter": bool(at) and part.get("kind") not in ("automatic", "part"),
    }


TAB = Tab("editor:steps", (ENTERED, STEP, PIECE), first, sections, around, act, tidy=tidy)
routes = [route("<uuid:uuid>/cac-buoc/", page_of(TAB), name="steps")]
