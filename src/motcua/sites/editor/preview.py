"""The form as residents see it, while it is being written: the same components, with answers that nobody keeps."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from motcua.foundation import clock, worktime
from motcua.procedures import forms
from motcua.sites.editor.showing import runnable
from motcua.sites.portal.form_pages import Filling
from motcua.sites.portal.form_reading import read_page
from motcua.sites.portal.places import Places
from motcua.sites.portal.screens import Screen

type Tree = dict[str, Any]

NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "o", "do", "seen"})
"""What the editor's own form sends along with the sample answers; its settings have points in their names."""
SAMPLE_PERSON: dict[str, Any] = {"kind": "citizen", "full_name": "Trần Thị Mẫu", "exemptions": []}
"""Who fills in the preview: somebody made up, with no ground of exemption."""


def preview_of(tree: Tree, at: str, posted: QueryDict | Mapping[str, Any]) -> dict[str, Any]:
    """The page of the part at `at` as it looks now, with the posted sample answers; `parts` is None when it cannot be shown.

    At most three queries, for places.
    """
    compiled = runnable(tree, "form")
    today = clock.now().astimezone(worktime.VN).date()
    page_id = _page_id(tree, at)
    words = next(
        (one for one in (compiled.definition.form.pages if compiled else ()) if one.id == page_id), None
    )
    page = next((one for one in (compiled.pages if compiled else ()) if one.id == page_id), None)
    if compiled is None or words is None or page is None:
        return {"parts": None, "words": None, "asked": [], "hidden": False}
    typed: dict[str, Any] = {}
    if isinstance(posted, QueryDict):
        for one in compiled.pages:
            typed = read_page(one, posted, typed)
    filling = Filling(compiled, typed, today, SAMPLE_PERSON, Places(today))
    screen = Screen(page.id, page.id, tuple(page.items), 1, 1)
    pressed = isinstance(posted, QueryDict) and "_check" in posted
    errors: Mapping[str, forms.Message] = filling.errors_of(page) if pressed else {}
    parts = filling.parts(screen, errors, "")
    fields = [
        *(field for part in parts for field in part.fields),
        *(field for part in parts if part.rows for row in part.rows.groups for field in row["fields"]),
    ]
    for field in fields:
        field.refresh_url = field.refresh_target = ""
    asked = [field.name for field in fields]
    asked += [part.rows.group.id for part in parts if part.rows]
    shown_ids = {item.id if hasattr(item, "id") else item.group.id for item in filling.shown(screen)}
    left_out = [
        item for item in page.items if (item.id if hasattr(item, "id") else item.group.id) not in shown_ids
    ]
    return {
        "parts": parts,
        "words": words,
        "asked": asked,
        "left_out": len(left_out),
        "hidden": page.when is not None and not page.when.holds(filling.values),
        "checked": pressed and not errors,
        "others": _carried(posted, asked),
    }


def _carried(posted: QueryDict | Mapping[str, Any], asked: list[str]) -> list[tuple[str, str]]:
    """Sample answers of other pages, sent along so that conditions over pages can be tried."""
    if not isinstance(posted, QueryDict):
        return []
    mine = set(asked)
    kept = []
    for name, values in posted.lists():
        stem = re.sub(r"-(day|month|year|province|commune|line)$", "", name)
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or name in NOT_ANSWERS or stem in mine:
            continue
        kept += [(name, str(value)[:500]) for value in values[:20]]
    return kept[:200]


def _page_id(tree: Tree, at: str) -> str:
    found = re.match(r"form\.pages\[(\d+)\]", at)
    pages = (tree.get("form") or {}).get("pages") if isinstance(tree.get("form"), dict) else None
    if not isinstance(pages, list) or not pages:
        return ""
    index = int(found[1]) if found else 0
    page = pages[index] if index < len(pages) else pages[0]
    return str(page.get("id") or "") if isinstance(page, dict) else ""
