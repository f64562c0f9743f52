"""The plain sheet: how a result reads that has no template of its own. Checked when compiled, filled from values. Pure.

Texts may hold `{{CEL}}`. What an answer is decides how it is printed: a day as 08/03/2026, a sum as 750.000 đồng, a
choice by its Vietnamese label. Names of places and peoples are not known here; the caller brings them as `Names`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.foundation.expressions import BOOL, DYN, Expression, Type

from .binding import Notes
from .definition import Field, Group, ProcedureDefinition, ResultBlock, ResultLine

SHEET = "sheet"
"""The template that a layout fills."""
UNKNOWN = "…………"
"""What stands in a sentence for an answer that was not given."""
_HOLE = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_PATH = re.compile(r"(?:officer\.)?[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called. Each takes a code (or an address answer) and gives Vietnamese words."""

    address: Callable[[Any], str] = lambda answer: (
        str(answer.get("line", "")) if isinstance(answer, Mapping) else str(answer)
    )
    unit: Callable[[str], str] = str
    country: Callable[[str], str] = str
    ethnic_group: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Printed:
    """A value on the paper: how it is found, and which question it answers where it is one's bare name."""

    expression: Expression
    asked: Field | Group | None = None

    def words(self, values: Mapping[str, Any], names: Names) -> str:
        """The value in words, empty where it is missing."""
        return printed(self.expression.evaluate(values), self.asked, names)


@dataclass(frozen=True, slots=True)
class CompiledText:
    """Fixed words and values in turn."""

    pieces: tuple[str | Printed, ...]

    def words(self, values: Mapping[str, Any], names: Names) -> str:
        return "".join(
            piece if isinstance(piece, str) else piece.words(values, names) or UNKNOWN
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class CompiledLine:
    label: str
    value: Printed
    when: Expression | None


@dataclass(frozen=True, slots=True)
class CompiledBlock:
    heading: CompiledText | None
    text: CompiledText | None
    lines: tuple[CompiledLine, ...]
    when: Expression | None


@dataclass(frozen=True, slots=True)
class CompiledLayout:
    title: CompiledText
    blocks: tuple[CompiledBlock, ...]

    @property
    def reads_applicant(self) -> bool:
        """Whether any part asks something of the person."""
        return any("applicant" in expression.names for expression in self._expressions())

    def _expressions(self) -> Iterator[Expression]:
        texts = [self.title]
        for block in self.blocks:
            texts += [text for text in (block.heading, block.text) if text is not None]
            yield from (line.value.expression for line in block.lines)
            whens = (block.when, *(line.when for line in block.lines))
            yield from (when for when in whens if when is not None)
        for text in texts:
            yield from (piece.expression for piece in text.pieces if isinstance(piece, Printed))


@dataclass(frozen=True, slots=True)
class FilledBlock:
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet in words, ready to be set."""

    title: str
    blocks: tuple[FilledBlock, ...] = field(default=())


def compile_layout(
    definition: ProcedureDefinition, env: Mapping[str, Type], notes: Notes
) -> CompiledLayout | None:
    """The layout with its expressions bound; None when there is none or it is faulty (then noted)."""
    layout, before = definition.result.layout, len(notes.problems)
    if layout is None:
        if definition.result.template == SHEET:
            notes.report(
                "result.layout",
                "SHEET_MISSING",
                "Kết quả dùng tờ trình bày chung phải có bố cục (layout).",
                'A result on the plain sheet needs a "layout".',
            )
        return None
    if definition.result.template != SHEET:
        notes.report(
            "result.layout",
            "SHEET_UNUSED",
            f"Bố cục chỉ dùng với mẫu “{SHEET}”, không dùng với mẫu “{definition.result.template}”.",
            f'A layout goes with the template "{SHEET}", not with "{definition.result.template}".',
        )
    if not layout.blocks:
        notes.report(
            "result.layout.blocks", "SHEET_EMPTY", "Kết quả chưa có nội dung.", "The result says nothing."
        )
    asked = _asked(definition)
    blocks = tuple(
        _block(block, env, asked, f"result.layout.blocks[{i}]", notes)
        for i, block in enumerate(layout.blocks)
    )
    title = _text(layout.title.vi, env, asked, "result.layout.title", notes)
    return None if len(notes.problems) > before or title is None else CompiledLayout(title, blocks)


def fill(layout: CompiledLayout, values: Mapping[str, Any], names: Names) -> Filled:
    """What stands on the paper. A line without a value, and a block with nothing in it, are left out.

    `values`: as `CompiledProcedure.values_in_case` gives them.
    """
    blocks = (
        _filled(block, values, names)
        for block in layout.blocks
        if block.when is None or block.when.holds(values)
    )
    return Filled(
        layout.title.words(values, names),
        tuple(block for block in blocks if block.paragraphs or block.lines or block.heading),
    )


def printed(value: Any, asked: Field | Group | None, names: Names) -> str:
    """A value in the words of an official paper."""
    if value is None or value in ("", []):
        return ""
    if isinstance(asked, Group):
        return "\n".join(f"{n}. {_row(row, asked, names)}" for n, row in enumerate(value, 1))
    match asked.kind if asked else "":
        case "money":
            return _number(value) + " đồng"
        case "choice" | "choices" if asked is not None:
            labels = {option.value: option.vi for option in asked.options}
            chosen = value if isinstance(value, list | tuple) else [value]
            return "; ".join(labels.get(one, str(one)) for one in chosen)
        case "address":
            return names.address(value)
        case "unit":
            return names.unit(value)
        case "country":
            return names.country(value)
        case "ethnic_group":
            return names.ethnic_group(value)
    return _by_type(value, asked, names)


def _by_type(value: Any, asked: Field | None, names: Names) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if asked is not None and asked.kind == "date":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if isinstance(value, Mapping):
        return names.address(value)
    if isinstance(value, list | tuple):
        return "; ".join(_by_type(one, None, names) for one in value if one is not None)
    return str(value)


def _row(row: Mapping[str, Any], group: Group, names: Names) -> str:
    told = ((one.label.vi, printed(row.get(one.id), one, names)) for one in group.fields)
    return "; ".join(f"{label}: {words}" for label, words in told if words)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _filled(block: CompiledBlock, values: Mapping[str, Any], names: Names) -> FilledBlock:
    lines = (
        (line.label, line.value.words(values, names))
        for line in block.lines
        if line.when is None or line.when.holds(values)
    )
    text = block.text.words(values, names) if block.text else ""
    return FilledBlock(
        block.heading.words(values, names) if block.heading else "",
        tuple(piece.strip() for piece in text.split("\n") if piece.strip()),
        tuple((label, words) for label, words in lines if words),
    )


def _block(
    block: ResultBlock, env: Mapping[str, Type], asked: Mapping[str, Field | Group], path: str, notes: Notes
) -> CompiledBlock:
    lines = (_line(line, env, asked, f"{path}.lines[{i}]", notes) for i, line in enumerate(block.lines))
    return CompiledBlock(
        _text(block.heading.vi, env, asked, f"{path}.heading", notes) if block.heading else None,
        _text(block.text.vi, env, asked, f"{path}.text", notes) if block.text else None,
        tuple(line for line in lines if line is not None),
        None if block.when is None else _condition(block.when, env, f"{path}.when", notes),
    )


def _line(
    line: ResultLine, env: Mapping[str, Type], asked: Mapping[str, Field | Group], path: str, notes: Notes
) -> CompiledLine | None:
    value = _value(line.value, env, asked, f"{path}.value", notes)
    when = None if line.when is None else _condition(line.when, env, f"{path}.when", notes)
    return None if value is None else CompiledLine(line.label.vi, value, when)


def _text(
    text: str, env: Mapping[str, Type], asked: Mapping[str, Field | Group], path: str, notes: Notes
) -> CompiledText | None:
    pieces: list[str | Printed] = []
    end = 0
    for hole in _HOLE.finditer(text):
        pieces.append(text[end : hole.start()])
        if (value := _value(hole[1].strip(), env, asked, path, notes)) is not None:
            pieces.append(value)
        end = hole.end()
    pieces.append(text[end:])
    if any("{{" in piece or "}}" in piece for piece in pieces if isinstance(piece, str)):
        notes.report(
            path,
            "SHEET_BRACES",
            "Dấu {{ và }} phải đi thành cặp.",
            "Each {{ needs its }}.",
        )
        return None
    return CompiledText(tuple(piece for piece in pieces if piece != ""))


def _value(
    source: str, env: Mapping[str, Type], asked: Mapping[str, Field | Group], path: str, notes: Notes
) -> Printed | None:
    bound = notes.bind(source, env, DYN, path)
    if bound is None:
        return None
    name = source.strip()
    return Printed(bound, asked.get(name) if _PATH.fullmatch(name) else None)


def _condition(source: str, env: Mapping[str, Type], path: str, notes: Notes) -> Expression | None:
    return notes.bind(source, env, BOOL, path)


def _asked(definition: ProcedureDefinition) -> dict[str, Field | Group]:
    """Questions by the name under which expressions see them; repeated groups by theirs."""
    found: dict[str, Field | Group] = {}
    for page in definition.form.pages:
        found.update({one.id: one for one in page.fields})
        for group in page.groups:
            if group.repeat is not None:
                found[group.id] = group
            else:
                found.update({one.id: one for one in group.fields})
    for step in definition.workflow.steps.values():
        found.update({f"officer.{one.id}": one for one in step.fields})
    for part in definition.workflow.parts.values():
        for step in part.steps.values():
            found.update({f"officer.{one.id}": one for one in step.fields})
    return found
