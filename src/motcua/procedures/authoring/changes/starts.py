"""What a new part begins with: as little as can be saved, and nothing that would have to be taken away again."""

import re
from collections.abc import Callable
from typing import Any

from .naming import free_id, ids_in
from .places import Tree, read

type Item = dict[str, Any]

AUTOMATIC_ID = re.compile(r"(cau_hoi|trang|nhom|giay_to|truong_hop|buoc|khoan_thu|y_kien|muc|loi_ra)(_\d+)?")
"""Ids that a new part was given: they follow the Vietnamese words until somebody has published them."""


def new_part(tree: Tree, path: str, kind: str = "") -> Any:
    """What the list at `path` gets as a new entry. Raises: KeyError for a list that parts are not added to."""
    for shape, make in _STARTS:
        if re.fullmatch(shape, path):
            return make(tree, path, kind)
    raise KeyError(path)


def words(vi: str = "", en: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en}


def question(tree: Tree, path: str, kind: str = "") -> Item:
    made: Item = {"id": _id(tree, "cau_hoi"), "kind": kind or "text", "label": words()}
    if kind in ("choice", "choices"):
        made["options"] = [{"value": "muc", **words()}, {"value": "muc_2", **words()}]
    return made


def _page(tree: Tree, path: str, kind: str) -> Item:
    return {"id": _id(tree, "trang"), "title": words()}


def _group(tree: Tree, path: str, kind: str) -> Item:
    made: Item = {"id": _id(tree, "nhom"), "label": words(), "fields": []}
    return {**made, "repeat": {"min": 1, "max": 5}} if kind == "repeat" else made


def _option(tree: Tree, path: str, kind: str) -> Item:
    taken = {one.get("value") for one in read(tree, path, None) or () if isinstance(one, dict)}
    return {"value": free_id("muc", {str(one) for one in taken}), **words()}


def _check(tree: Tree, path: str, kind: str) -> Item:
    return {"holds": "", "field": "", "message": words()}


def _paper(tree: Tree, path: str, kind: str) -> Item:
    return {"id": _id(tree, "giay_to"), "name": words(), "originals": 1}


def _fee(tree: Tree, path: str, kind: str) -> Item:
    taken = {str(one.get("code")) for one in read(tree, path, None) or () if isinstance(one, dict)}
    return {
        "code": free_id("khoan_thu", taken), "name": words(), "kind": "le_phi", "set_by": "HDND",
        "unit": words("hồ sơ", "dossier"), "amount": 0, "legal_ref": "",
    }  # fmt: skip


def _case(tree: Tree, path: str, kind: str) -> Item:
    return {"id": _id(tree, "truong_hop"), "name": words(), "when": ""}


def _free(tree: Tree, path: str, kind: str) -> Item:
    return {
        "reason": "poor_household", "name": words("Hộ nghèo", "Poor household"),
        "when": "'poor_household' in applicant.exemptions", "legal_ref": "",
    }  # fmt: skip


def _way(tree: Tree, path: str, kind: str) -> Item:
    taken = {str(one.get("id")) for one in read(tree, path, None) or () if isinstance(one, dict)}
    return {"id": free_id("loi_ra", taken), "label": words(), "to": "end"}


def _opinion(tree: Tree, path: str, kind: str) -> Item:
    taken = {str(one.get("id")) for one in read(tree, path, None) or () if isinstance(one, dict)}
    return {"id": free_id("y_kien", taken), "name": words(), "agency": "", "days": 5, "question": words()}


def _checked(tree: Tree, path: str, kind: str) -> Item:
    taken = {str(one.get("id")) for one in read(tree, path, None) or () if isinstance(one, dict)}
    return {"id": free_id("muc", taken), **words()}


def step(kind: str = "process", title: dict[str, str] | None = None) -> Item:
    """A new step of a kind, with what every step of that kind has."""
    made: Item = {"kind": kind, "title": title or words()}
    if kind in ("receive", "return", "assign", "process", "review", "sign", "number"):
        made |= {"post": _POSTS.get(kind, "specialist"), "hours": 0 if kind == "return" else 4}
    if kind in ("receive", "return"):
        made["agency"] = "intake"
    if kind == "consult":
        made["opinions"] = []
    if kind == "external":
        made["external"] = {"system": "", "days": 5, "question": words()}
    if kind == "part":
        made["part"] = ""
    return made


_POSTS = {
    "receive": "reception", "return": "reception", "assign": "division_leader", "review": "division_leader",
    "sign": "chair", "number": "clerk",
}  # fmt: skip


def _variant(tree: Tree, path: str, kind: str) -> Item:
    cases = [one.get("id") for one in read(tree, "cases", None) or () if isinstance(one, dict)]
    return {"case": cases[0] if cases else ""}


def _id(tree: Tree, stem: str) -> str:
    return free_id(stem, ids_in(tree))


_STARTS: tuple[tuple[str, Callable[[Tree, str, str], Any]], ...] = (
    (r"form\.pages", _page),
    (r"form\.pages\[\d+\](\.groups\[\d+\])?\.fields", question),
    (r"form\.pages\[\d+\]\.groups", _group),
    (r"form\.checks", _check),
    (r".*\.fields\[\d+\]\.options", _option),
    (r".*\.fields\[\d+\]\.prefill", lambda *_: {"source": ""}),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.fields", question),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.next", _way),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.opinions", _opinion),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.checklist", _checked),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.next\[\d+\]\.grounds", _checked),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.escalate", lambda *_: {"hours": 0, "do": "remind"}),
    (r"workflow\.(parts\.\w+\.)?steps\.\w+\.variants", _variant),
    (r"components", _paper),
    (r"fees", _fee),
    (r"fees\[\d+\]\.free_when", _free),
    (r"cases", _case),
    (r"conditions", lambda *_: words()),
)
