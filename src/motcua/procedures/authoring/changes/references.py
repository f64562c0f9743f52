"""Where the expressions of a tree stand, and who reads what."""

import re
from collections.abc import Iterator
from typing import Any

from .places import Tree, read
from .tokens import free_names, members, tokens

ALWAYS = frozenset({"when", "holds"})
"""Keys under which text is always an expression."""
HOLE = re.compile(r"(?<=\{\{)(?:(?!\{\{|\}\}).)*(?=\}\})", re.DOTALL)
"""An expression within a text of a result's page: what stands between `{{` and `}}`."""
_ANSWERS = re.compile(r"linked\.parts\[\d+\]\.answers")
_PAPERS = re.compile(r"linked\.parts\[\d+\]\.papers")


def expressions(tree: Tree) -> Iterator[tuple[str, str]]:
    """Every expression of a tree with its path. Those within texts of a result's page are not: see `texts_of_page`."""
    yield from _within(tree, "", "")


def _within(here: Any, path: str, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(here, list):
        for i, one in enumerate(here):
            yield from _within(one, f"{path}[{i}]", key)
    elif isinstance(here, dict):
        for name, one in here.items():
            inside = f"{path}.{name}".removeprefix(".")
            if isinstance(one, str):
                if _is_expression(path, name, key):
                    yield inside, one
            else:
                yield from _within(one, inside, name)


def _is_expression(path: str, name: str, within: str) -> bool:
    if _ANSWERS.fullmatch(path) or path == "result.entry":
        return True
    if _PAPERS.fullmatch(path):
        return False
    if name in ALWAYS:
        # `payment.when` is a word, every other `when` a condition
        return within != "payment"
    if name in ("required", "amount", "proceeds"):
        return True
    return name == "value" and within != "options"


def texts_of_page(tree: Tree) -> Iterator[tuple[str, str]]:
    """The texts of a result's page that hold `{{…}}`, each language by itself, with their paths."""
    layout = read(tree, "result.layout", None)
    if not isinstance(layout, dict):
        return
    places = [("result.layout.title", layout.get("title"))]
    for i, block in enumerate(_list(layout.get("blocks"))):
        if isinstance(block, dict):
            places += [(f"result.layout.blocks[{i}].{name}", block.get(name)) for name in ("heading", "text")]
    for path, words in places:
        for language, text in words.items() if isinstance(words, dict) else ():
            if isinstance(text, str) and HOLE.search(text):
                yield f"{path}.{language}", text


def names_of(source: str) -> set[str]:
    """Names that an expression reads for themselves, and `officer.x` for what officers entered."""
    parts = tokens(source)
    found = {parts[i].text for i in free_names(parts)}
    return found | {f"{owner}.{parts[i].text}" for i, owner in members(parts) if owner == "officer"}


def uses(tree: Tree, name: str) -> list[str]:
    """Paths of what reads a question, by id: conditions, amounts, and the settings that name it."""
    found = [path for path, source in expressions(tree) if name in names_of(source)]
    found += [
        path
        for path, text in texts_of_page(tree)
        if any(name in names_of(hole) for hole in HOLE.findall(text))
    ]
    found += [path for path, value in named_settings(tree) if value == name]
    return found


def named_settings(tree: Tree) -> Iterator[tuple[str, str]]:
    """Settings that name a question of the form: who is competent, by which one residents choose the parts of a set,
    whom a consultation asks, where a check stands (a group, too)."""
    for path in ("competent.by", "linked.choice"):
        if isinstance(value := read(tree, path, None), str):
            yield path, value
    form = tree.get("form")
    for i, check in enumerate(_list(form.get("checks")) if isinstance(form, dict) else []):
        if isinstance(check, dict) and isinstance(check.get("field"), str):
            yield f"form.checks[{i}].field", check["field"]
    workflow = tree.get("workflow")
    if not isinstance(workflow, dict):
        return
    for base, step in steps_of(workflow):
        consult = step.get("consult")
        if isinstance(consult, dict) and isinstance(consult.get("by"), str):
            yield f"{base}.consult.by", consult["by"]
        for i, opinion in enumerate(_list(step.get("opinions"))):
            if isinstance(opinion, dict) and isinstance(opinion.get("by"), str):
                yield f"{base}.opinions[{i}].by", opinion["by"]


def named_papers(tree: Tree) -> Iterator[tuple[str, str]]:
    """Which papers of a linked set stand for the papers of its parts: `contract`, `result:deed or contract`."""
    for i, part in enumerate(_list(read(tree, "linked.parts", None))):
        papers = part.get("papers") if isinstance(part, dict) else None
        for name, source in papers.items() if isinstance(papers, dict) else ():
            if isinstance(source, str):
                yield f"linked.parts[{i}].papers.{name}", source


def part_ids(tree: Tree) -> set[str]:
    """Ids of the parts of a linked set."""
    parts = _list(read(tree, "linked.parts", None))
    return {str(part.get("id")) for part in parts if isinstance(part, dict)}


def steps_of(workflow: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of a workflow and of its parts, with its path in the tree."""
    yield from _steps(workflow.get("steps"), "workflow.steps")
    parts = workflow.get("parts")
    for name, part in parts.items() if isinstance(parts, dict) else ():
        if isinstance(part, dict):
            yield from _steps(part.get("steps"), f"workflow.parts.{name}.steps")


def _steps(steps: Any, base: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, step in steps.items() if isinstance(steps, dict) else ():
        if isinstance(step, dict):
            yield f"{base}.{name}", step


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
