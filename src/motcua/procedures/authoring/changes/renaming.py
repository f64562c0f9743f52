"""Another id for a part that was never published: everything that names it follows."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from ...linked_parts import OR
from .naming import is_id
from .places import NoSuchPlace, Tree, parts_of, path_of, read, write
from .references import HOLE, expressions, named_papers, named_settings, part_ids, steps_of, texts_of_page
from .tokens import Token, free_names, joined, meaningful, members, tokens

_QUESTION = re.compile(r"form\.pages\[\d+\](?:\.groups\[(\d+)\])?\.fields\[\d+\]")
_GROUP = re.compile(r"form\.pages\[\d+\]\.groups\[\d+\]")
_ENTERED = re.compile(r"(workflow\.(?:parts\.\w+\.)?steps\.\w+)\.fields\[\d+\]")
_STEP = re.compile(r"(workflow(?:\.parts\.\w+)?)\.steps\.(\w+)")
_PART = re.compile(r"workflow\.parts\.(\w+)")
_CASE = re.compile(r"cases\[\d+\]")
_PAPER = re.compile(r"components\[\d+\]")

type Rewrite = Callable[[str, list[Token]], list[Token]]


class NameTaken(ValueError):
    """Another part has this id, or it is none."""


def rename(tree: Tree, path: str, new: str) -> Tree:
    """The tree with another id for the part at `path`, and every expression and setting that names it rewritten.

    Raises: NoSuchPlace, NameTaken.
    """
    if not is_id(new):
        raise NameTaken(new)
    if found := _STEP.fullmatch(path):
        return _rename_step(tree, found[1], found[2], new)
    if found := _PART.fullmatch(path):
        return _rename_part(tree, found[1], new)
    part = read(tree, path)
    old = part.get("id") if isinstance(part, dict) else None
    if not isinstance(old, str) or old == new:
        return write(tree, f"{path}.id", new)
    if found := _QUESTION.fullmatch(path):
        return _rename_question(tree, path, old, new)
    if _GROUP.fullmatch(path):
        _refuse_taken(new, _form_ids(tree))
        changed = _settings_named(write(tree, f"{path}.id", new), old, new)
        return _rewritten(changed, old, _free(old, new))
    if found := _ENTERED.fullmatch(path):
        return _rename_entered(tree, path, found[1], old, new)
    above = path_of(parts_of(path)[:-1])
    siblings = read(tree, above)
    _refuse_taken(new, {one.get("id") for one in siblings if isinstance(one, dict)})
    changed = write(tree, f"{path}.id", new)
    if _PAPER.fullmatch(path):
        return _papers_named(changed, old, new)
    return _rename_case(changed, old, new) if _CASE.fullmatch(path) else changed


def rename_option(tree: Tree, path: str, new: str) -> Tree:
    """Another value for an option of a choice: comparisons of that question with the old one follow."""
    old = read(tree, f"{path}.value", "")
    question = read(tree, path_of(parts_of(path)[:-2]))
    changed = write(tree, f"{path}.value", new)
    name = question.get("id") if isinstance(question, dict) else None
    if not (isinstance(name, str) and isinstance(old, str) and old):
        return changed
    return _rewritten(changed, old, lambda _, parts: _compared(parts, name, old, new))


def _rename_question(tree: Tree, path: str, old: str, new: str) -> Tree:
    _refuse_taken(new, _form_ids(tree))
    changed = write(tree, f"{path}.id", new)
    group_path = path.rpartition(".fields")[0]
    group = read(tree, group_path)
    if isinstance(group, dict) and isinstance(group.get("repeat"), dict):
        name = str(group.get("id") or "")
        others = {"officer", "applicant"} | part_ids(tree)

        def in_rows(place: str, parts: list[Token]) -> list[Token]:
            if place.startswith(f"{group_path}."):
                return _free(old, new)(place, parts)
            reads = any(part.text == name for part in parts if part.kind == "name")
            return _member(parts, old, new, others) if reads else parts

        return _rewritten(changed, old, in_rows)
    return _rewritten(_settings_named(changed, old, new), old, _free(old, new))


def _settings_named(tree: Tree, old: str, new: str) -> Tree:
    for place, value in list(named_settings(tree)):
        if value == old:
            tree = write(tree, place, new)
    return tree


def _papers_named(tree: Tree, old: str, new: str) -> Tree:
    """Papers of a set go on standing for those of its parts. `result:<part>` names none of them."""
    for place, source in list(named_papers(tree)):
        choices = [new if one == old else one for one in source.split(OR)]
        tree = write(tree, place, OR.join(choices))
    return tree


def _rename_entered(tree: Tree, path: str, step: str, old: str, new: str) -> Tree:
    fields = read(tree, path_of(parts_of(path)[:-1]))
    _refuse_taken(new, {one.get("id") for one in fields if isinstance(one, dict)})

    def entered(place: str, parts: list[Token]) -> list[Token]:
        parts = _officer(parts, old, new)
        return _free(old, new)(place, parts) if place.startswith(f"{step}.fields") else parts

    return _rewritten(write(tree, f"{path}.id", new), old, entered)


def _rename_case(tree: Tree, old: str, new: str) -> Tree:
    changed = _rewritten(tree, old, lambda _, parts: _compared(parts, "case", old, new))
    workflow = changed.get("workflow")
    for base, step in steps_of(workflow) if isinstance(workflow, dict) else ():
        for i, variant in enumerate(step.get("variants") or ()):
            if isinstance(variant, dict) and variant.get("case") == old:
                changed = write(changed, f"{base}.variants[{i}].case", new)
    return changed


def _rename_step(tree: Tree, flow: str, old: str, new: str) -> Tree:
    steps = read(tree, f"{flow}.steps")
    if old not in steps:
        raise NoSuchPlace(old)
    if old == new:
        return tree
    _refuse_taken(new, set(steps))
    moved = {new if name == old else name: _leading(step, old, new) for name, step in steps.items()}
    changed = write(tree, f"{flow}.steps", moved)
    return write(changed, f"{flow}.start", new) if read(tree, f"{flow}.start", "") == old else changed


def _leading(step: Any, old: str, new: str) -> Any:
    if not isinstance(step, dict) or not isinstance(step.get("next"), list):
        return step
    ways = [
        {**way, "to": new} if isinstance(way, dict) and way.get("to") == old else way for way in step["next"]
    ]
    return {**step, "next": ways}


def _rename_part(tree: Tree, old: str, new: str) -> Tree:
    parts = read(tree, "workflow.parts")
    if old not in parts:
        raise NoSuchPlace(old)
    if old == new:
        return tree
    _refuse_taken(new, set(parts))
    changed = write(
        tree, "workflow.parts", {new if name == old else name: part for name, part in parts.items()}
    )
    for base, step in steps_of(changed["workflow"]):
        if step.get("part") == old:
            changed = write(changed, f"{base}.part", new)
    return changed


def _refuse_taken(new: str, taken: set[Any]) -> None:
    if new in taken:
        raise NameTaken(new)


def _form_ids(tree: Tree) -> set[str]:
    """Ids of questions and groups: they share one space."""
    found: set[str] = set()
    for page in read(tree, "form.pages", None) or ():
        if isinstance(page, dict):
            for group in (page, *(one for one in page.get("groups") or () if isinstance(one, dict))):
                if group is not page:
                    found.add(str(group.get("id")))
                found |= {str(one.get("id")) for one in group.get("fields") or () if isinstance(one, dict)}
    return found


def _rewritten(tree: Tree, old: str, rewrite: Rewrite) -> Tree:
    def changed(path: str, source: str) -> str:
        return joined(rewrite(path, tokens(source))) if old in source else source

    for path, source in list(expressions(tree)):
        if (after := changed(path, source)) != source:
            tree = write(tree, path, after)
    for path, text in list(texts_of_page(tree)):
        if (after := _holes_changed(text, partial(changed, path))) != text:
            tree = write(tree, path, after)
    return tree


def _holes_changed(text: str, changed: Callable[[str], str]) -> str:
    return HOLE.sub(lambda hole: changed(hole.group()), text)


def _free(old: str, new: str) -> Rewrite:
    def rewrite(_: str, parts: list[Token]) -> list[Token]:
        hits = {i for i in free_names(parts) if parts[i].text == old}
        return [Token("name", new) if i in hits else part for i, part in enumerate(parts)]

    return rewrite


def _member(parts: list[Token], old: str, new: str, except_of: set[str]) -> list[Token]:
    hits = {i for i, owner in members(parts) if parts[i].text == old and owner not in except_of}
    return [Token("name", new) if i in hits else part for i, part in enumerate(parts)]


def _officer(parts: list[Token], old: str, new: str) -> list[Token]:
    hits = {i for i, owner in members(parts) if parts[i].text == old and owner == "officer"}
    return [Token("name", new) if i in hits else part for i, part in enumerate(parts)]


def _compared(parts: list[Token], name: str, old: str, new: str) -> list[Token]:
    """Quoted `old` becomes `new` where it is compared with `name`: `name == 'x'`, `name in ['x']`, `'x' in name`."""
    order = meaningful(parts)
    result = list(parts)
    for at, i in enumerate(order):
        if parts[i].literal != old:
            continue
        if _meets(parts, order, at, name):
            quote = parts[i].text[0]
            result[i] = Token("text", f"{quote}{new}{quote}")
    return result


def _meets(parts: list[Token], order: list[int], at: int, name: str) -> bool:
    def text(place: int) -> str:
        return parts[order[place]].text if 0 <= place < len(order) else ""

    if text(at - 1) in ("==", "!=") and text(at - 2) == name:
        return True
    if text(at + 1) in ("==", "!=", "in") and text(at + 2) == name:
        return True
    back = at - 1
    while back >= 0 and (text(back) == "," or parts[order[back]].kind == "text"):
        back -= 1
    return text(back) == "[" and text(back - 1) == "in" and text(back - 2) == name
