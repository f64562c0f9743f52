"""Every text that residents read, with its kind and place: forms, guides, notices, pages of the portal."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import motcua
from motcua import services
from motcua.procedures.definition import Page, ProcedureDefinition, Text
from motcua.procedures.plain_language import Judged, judge, limits
from motcua.sites.portal.guidance import life_events

SITES = Path(motcua.__file__).parent / "sites"
ROOMS = (SITES / "portal", SITES / "public", SITES / "dialogue")
"""The rooms that speak to residents."""
FOR_OFFICERS = re.compile(r"/newsroom/|/desk_|/officers\.py$|/_act\.html$")
"""What in these rooms only officers read."""
DOSSIERS = Path(motcua.__file__).parent / "procedures/dossiers"
WORDS = re.compile(r'\{%\s*t\s+"((?:[^"\\]|\\.)*)"\s+"((?:[^"\\]|\\.)*)"')
PAIRS = re.compile(r'(\w*?)_?vi="([^"]*)"\s+(?:\w*?)_?en="([^"]*)"')


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text with where it stands; both languages."""

    kind: str
    place: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class TooHard:
    """A text that is beyond the limit of its kind."""

    text: ShownText
    language: str
    judged: Judged


def texts() -> Iterator[ShownText]:
    """All of them. Reads files, no database."""
    for definition in services.load_all():
        yield from _of_definition(definition)
    for slug, guide in life_events.guides().items():
        yield ShownText("guide", slug, guide.vi, guide.en)
        yield ShownText("guide", f"{slug} lead", guide.lead.vi, guide.lead.en)
        for step in guide.steps:
            yield ShownText("guide", f"{slug} {step.key}", step.vi, step.en)
            yield ShownText("guide", f"{slug} {step.key}", step.what.vi, step.what.en)
            for other in step.instead:
                yield ShownText("guide", f"{slug} {step.key}", other.vi, other.en)
    for kind, (vi, en, for_resident) in _written(DOSSIERS / "wording.py", "PLAIN").items():
        if for_resident:
            yield ShownText("notice", kind, vi, en)
    for kind, (vi, en) in _written(DOSSIERS / "notices.py", "TO_DO").items():
        yield ShownText("notice", kind, vi, en)
    yield from _of_templates()
    yield from _of_code()


def too_hard() -> list[TooHard]:
    """The texts beyond the limit of their kind."""
    found = []
    for text in texts():
        for language, words in (("vi", text.vi), ("en", text.en)):
            limit = limits()[text.kind][language]
            judged = judge(words, language)
            if judged.level > limit.level or judged.longest > limit.longest:
                found.append(TooHard(text, language, judged))
    return found


def _of_definition(definition: ProcedureDefinition) -> Iterator[ShownText]:
    code = definition.code
    yield _text("summary", code, definition.summary)
    for condition in definition.conditions:
        yield _text("condition", code, condition)
    for page in definition.form.pages:
        yield from _of_page(page, f"{code} {page.id}")
    for paper in definition.components:
        yield _text("paper", f"{code} {paper.id}", paper.name)
        if paper.hint:
            yield _text("hint", f"{code} {paper.id}", paper.hint)


def _of_page(page: Page, place: str) -> Iterator[ShownText]:
    yield _text("label", place, page.title)
    if page.intro:
        yield _text("hint", place, page.intro)
    for group in page.groups:
        yield _text("label", f"{place} {group.id}", group.label)
        if group.hint:
            yield _text("hint", f"{place} {group.id}", group.hint)
    for field in (*page.fields, *(one for group in page.groups for one in group.fields)):
        here = f"{place} {field.id}"
        yield _text("label", here, field.label)
        if field.hint:
            yield _text("hint", here, field.hint)
        if field.why:
            yield _text("why", here, field.why)
        for option in field.options:
            yield ShownText("option", here, option.vi, option.en)


def _text(kind: str, place: str, text: Text) -> ShownText:
    return ShownText(kind, place, text.vi, text.en)


def _written(path: Path, name: str) -> dict[str, Any]:
    """A table of plain strings as a module writes it; read as text, because the module itself needs a database."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.AnnAssign):
            targets: list[ast.expr] = [node.target]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        else:
            continue
        if node.value is not None and any(isinstance(one, ast.Name) and one.id == name for one in targets):
            table: dict[str, Any] = ast.literal_eval(node.value)
            return table
    raise LookupError(f"{path.name} has no {name}")


def _files(name: str) -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted(room.rglob(name)) if not FOR_OFFICERS.search(path.as_posix()))


def _of_templates() -> Iterator[ShownText]:
    for path in _files("*.html"):
        source = path.read_text()
        for vi, en in WORDS.findall(source):
            yield ShownText("page", path.name, vi, en)
        for _, vi, en in PAIRS.findall(source):
            yield ShownText("page", path.name, vi, en)


def _of_code() -> Iterator[ShownText]:
    """Words in Python: `{"vi": …, "en": …}`, `say(…, …)` and `Words(…, …)` of plain strings."""
    for path in _files("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            pair = _pair(node)
            if pair is not None:
                yield ShownText("page", f"{path.name}:{getattr(node, 'lineno', 0)}", *pair)


def _pair(node: ast.AST) -> tuple[str, str] | None:
    if isinstance(node, ast.Dict):
        entries = {
            key.value: value.value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
        }
        vi, en = entries.get("vi"), entries.get("en")
        return (vi, en) if isinstance(vi, str) and isinstance(en, str) else None
    if isinstance(node, ast.Call) and len(node.args) == 2:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        values = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if name in ("say", "Words") and len(values) == 2:
            vi, en = values
            return (vi, en) if isinstance(vi, str) and isinstance(en, str) else None
    return None
