"""From the posted form of the result tab to the tree of the draft: what was typed is kept as typed, right or wrong.

Names of inputs: `name-vi`, `symbol` …; of the layout `block-0-heading-vi`, `block-0-line-1-value`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from motcua.foundation.definitions import Problem
from motcua.procedures.sheet import SHEET
from motcua.sites.shell.typed import whole_number

DELIVERY = ("online", "counter", "post")
MOST_BLOCKS, MOST_LINES = 40, 60
LONGEST = 5000


def read(tree: dict[str, Any], post: QueryDict) -> None:
    """Write what was posted into `tree["result"]`, and the chosen template into the step that makes it."""
    before = tree.get("result") if isinstance(tree.get("result"), dict) else {}
    result: dict[str, Any] = dict(before or {})
    result["name"] = _words(post, "name")
    for key in ("kind", "template"):
        if key in post:
            result[key] = _text(post, key)
    result["numbering"] = {"symbol": _text(post, "symbol"), "series": _text(post, "series")}
    _set(result, "register", _text(post, "register"))
    amount = _text(post, "valid-amount")
    _set(
        result,
        "valid",
        {"amount": _whole(amount), "unit": _text(post, "valid-unit") or "month"} if amount else None,
    )
    chosen = [way for way in DELIVERY if way in post.getlist("delivery")]
    _set(result, "delivery", chosen if chosen != list(DELIVERY) else None)
    if result.get("template") == SHEET:
        result["layout"] = (
            _layout(post) if "layout" in post else result.get("layout") or _first_layout(result)
        )
    else:
        result.pop("layout", None)
    _follow(tree, str((before or {}).get("template") or ""), str(result.get("template") or ""))
    tree["result"] = result


def buttons(tree: dict[str, Any], do: str) -> str:
    """Apply the pressed button: `add-block`, `add-line-0`, `drop-block-1`, `up-line-0-2` … Unknown ones do nothing."""
    layout = tree["result"].get("layout")
    if not isinstance(layout, dict):
        return do
    blocks: list[Any] = layout.setdefault("blocks", [])
    verb, _, rest = do.partition("-")
    what, *numbers = rest.split("-")
    at = [int(number) for number in numbers if number.isdecimal()]
    if verb == "add" and what == "block" and len(blocks) < MOST_BLOCKS:
        blocks.append({"text": {"vi": "", "en": ""}})
    elif what == "block" and at and at[0] < len(blocks):
        _change(blocks, verb, at[0])
    elif what == "line" and at and at[0] < len(blocks):
        lines: list[Any] = blocks[at[0]].setdefault("lines", [])
        if verb == "add" and len(lines) < MOST_LINES:
            lines.append({"label": {"vi": "", "en": ""}, "value": ""})
        elif len(at) > 1 and at[1] < len(lines):
            _change(lines, verb, at[1])
        if not lines:
            blocks[at[0]].pop("lines")
    return do


def rows_of(result: Mapping[str, Any], problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The blocks as the page shows them, each with the faults of its parts."""
    told = {one.path: one for one in problems}
    layout = result.get("layout")
    blocks = layout.get("blocks") if isinstance(layout, Mapping) else None
    shown = []
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        if not isinstance(block, Mapping):
            continue
        base = f"result.layout.blocks[{number}]"
        lines = block.get("lines")
        shown.append(
            {
                "n": number,
                "block": block,
                "faults": [
                    told[f"{base}.{part}"] for part in ("heading", "text", "when") if f"{base}.{part}" in told
                ],
                "lines": [
                    {
                        "n": at,
                        "line": line,
                        "faults": [
                            one for path, one in told.items() if path.startswith(f"{base}.lines[{at}]")
                        ],
                    }
                    for at, line in enumerate(lines if isinstance(lines, list) else [])
                    if isinstance(line, Mapping)
                ],
            }
        )
    return shown


def _layout(post: QueryDict) -> dict[str, Any]:
    blocks = []
    for number in range(min(_count(post, "blocks"), MOST_BLOCKS)):
        base = f"block-{number}"
        block: dict[str, Any] = {}
        _set(block, "heading", _some_words(post, f"{base}-heading"))
        _set(block, "text", _some_words(post, f"{base}-text"))
        lines = []
        for at in range(min(_count(post, f"{base}-lines"), MOST_LINES)):
            line: dict[str, Any] = {
                "label": _words(post, f"{base}-line-{at}-label"),
                "value": _text(post, f"{base}-line-{at}-value"),
            }
            _set(line, "when", _text(post, f"{base}-line-{at}-when"))
            lines.append(line)
        _set(block, "lines", lines or None)
        _set(block, "when", _text(post, f"{base}-when"))
        blocks.append(block)
    return {"title": _words(post, "title"), "blocks": blocks}


def _first_layout(result: Mapping[str, Any]) -> dict[str, Any]:
    """What a new sheet begins with: its own name, and a sentence to go on from."""
    name = result.get("name") if isinstance(result.get("name"), Mapping) else {}
    title = {"vi": str((name or {}).get("vi") or ""), "en": str((name or {}).get("en") or "")}
    text = {"vi": "Xác nhận: {{applicant.full_name}}.", "en": "This confirms: {{applicant.full_name}}."}
    return {"title": title, "blocks": [{"text": text}]}


def _follow(tree: dict[str, Any], before: str, after: str) -> None:
    """Steps that made the old template make the new one."""
    workflow = tree.get("workflow")
    steps = workflow.get("steps") if isinstance(workflow, dict) else None
    if before == after or not isinstance(steps, dict):
        return
    for step in steps.values():
        if isinstance(step, dict) and step.get("makes") == before:
            step["makes"] = after


def _change(items: list[Any], verb: str, at: int) -> None:
    if verb == "drop":
        del items[at]
    elif verb == "up" and at > 0:
        items[at - 1], items[at] = items[at], items[at - 1]
    elif verb == "down" and at + 1 < len(items):
        items[at + 1], items[at] = items[at], items[at + 1]


def _set(part: dict[str, Any], key: str, value: Any) -> None:
    if value in (None, ""):
        part.pop(key, None)
    else:
        part[key] = value


def _words(post: QueryDict, name: str) -> dict[str, str]:
    return {"vi": _text(post, f"{name}-vi"), "en": _text(post, f"{name}-en")}


def _some_words(post: QueryDict, name: str) -> dict[str, str] | None:
    words = _words(post, name)
    return words if any(words.values()) else None


def _text(post: QueryDict, name: str) -> str:
    return (post.get(name) or "").replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]


def _whole(text: str) -> int | str:
    """A number; what is none stays as typed, and is told when the draft is checked."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else text


def _count(post: QueryDict, name: str) -> int:
    raw = post.get(name, "")
    return whole_number(raw, 3) or 0
