"""Light markup to blocks: what an editor types becomes structured content, never HTML. Pure.

CommonMark without HTML, with tables, and four things of our own:

- `> [!lưu ý]` or `> [!cảnh báo]` (also `[!note]`, `[!warning]`) begins a callout;
- a numbered list whose entries all begin in bold is a list of steps;
- a line with only `[[1.001193]]` leads to that procedure;
- `![words for who cannot see it](tep:<number>)` is a picture, `[title](tep:<number>)` alone on a line a file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

LONGEST = 60_000
"""Letters of one text: a long regulation belongs into a file."""
_PROCEDURE = re.compile(r"^\[\[(\d\.\d{6})\]\]$")
_CALLOUT = re.compile(r"^\[!([^\]]+)\]\s*", re.IGNORECASE)
_FILE = re.compile(r"^tep:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$")
_LINK = re.compile(r"^(https://|mailto:|tel:|/(?!/)|#)")
_TONES = {
    "lưu ý": "info", "chú ý": "info", "note": "info", "info": "info",
    "cảnh báo": "warn", "khẩn": "warn", "warning": "warn", "caution": "warn",
}  # fmt: skip
_parser = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")

type Block = dict[str, Any]
"""`kind` is heading, paragraph, list, steps, table, callout, picture, file, procedure, rule or code."""
type Span = dict[str, Any]
"""A run of text: `text`, and `bold`, `italic`, `code`, `href`, `break` where they hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be published; `line` counts from 1."""

    line: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Content:
    """A compiled text: what is shown, what is wrong, which files and procedures it names, its plain words."""

    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]
    files: tuple[str, ...]
    procedures: tuple[str, ...]
    plain: str


def compile_text(source: str) -> Content:
    """The blocks of a text. Never raises: what is wrong is among the faults, all at once."""
    reader = _Reader()
    if len(source) > LONGEST:
        reader.wrong(1, f"Dài quá {LONGEST:,} ký tự.".replace(",", "."), f"Longer than {LONGEST:,} letters.")
    tree = SyntaxTreeNode(_parser.parse(source[:LONGEST]))
    blocks = tuple(reader.blocks(tree.children))
    return Content(
        blocks,
        tuple(reader.faults),
        tuple(dict.fromkeys(reader.files)),
        tuple(dict.fromkeys(reader.procedures)),
        "\n".join(plain_lines(blocks)),
    )


def plain_lines(blocks: tuple[Block, ...] | list[Block]) -> Iterator[str]:
    """The words of blocks, a line each: for the search key, the feed's summary and comparing versions."""
    for block in blocks:
        kind = block["kind"]
        if kind in ("heading", "paragraph"):
            yield words(block["spans"])
        elif kind in ("list", "steps"):
            for item in block["items"]:
                yield from plain_lines(item)
        elif kind == "callout":
            yield from plain_lines(block["blocks"])
        elif kind == "table":
            for row in [block["head"], *block["rows"]]:
                yield " | ".join(words(cell) for cell in row)
        elif kind in ("picture", "file"):
            yield block["words"]
        elif kind == "code":
            yield block["text"]


def words(spans: list[Span]) -> str:
    return "".join(" " if span.get("break") else span["text"] for span in spans)


class _Reader:
    """Walks the syntax tree and collects what it meets."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.files: list[str] = []
        self.procedures: list[str] = []

    def wrong(self, line: int, vi: str, en: str) -> None:
        self.faults.append(Fault(line, vi, en))

    def blocks(self, nodes: list[SyntaxTreeNode]) -> list[Block]:
        return [block for node in nodes for block in self._block(node)]

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        line = node.map[0] + 1 if node.map else 1
        if node.type == "heading":
            # The page's own title is the first level: what an editor writes begins at the second.
            level = min(max(int(node.tag[1]), 2), 4)
            yield {"kind": "heading", "level": level, "spans": self._spans(node.children[0], line)}
        elif node.type == "paragraph":
            yield self._paragraph(node, line)
        elif node.type in ("bullet_list", "ordered_list"):
            yield self._list(node)
        elif node.type == "blockquote":
            yield self._callout(node)
        elif node.type == "table":
            rows = [
                [self._spans(cell.children[0], line) if cell.children else [] for cell in row.children]
                for part in node.children
                for row in part.children
            ]
            yield {"kind": "table", "head": rows[0], "rows": rows[1:]}
        elif node.type == "hr":
            yield {"kind": "rule"}
        elif node.type in ("fence", "code_block"):
            yield {"kind": "code", "text": node.content.rstrip("\n")}

    def _paragraph(self, node: SyntaxTreeNode, line: int) -> Block:
        inline = node.children[0]
        found = _PROCEDURE.match(inline.content.strip())
        if found:
            self.procedures.append(found[1])
            return {"kind": "procedure", "code": found[1]}
        only = inline.children[0] if len(inline.children) == 1 else None
        if only is not None and only.type == "image":
            return self._picture(only, line)
        if only is not None and only.type == "link" and str(only.attrs.get("href", "")).startswith("tep:"):
            number = self._file(str(only.attrs["href"]), line)
            return {"kind": "file", "file": number, "words": words(self._children(only, line, {}))}
        return {"kind": "paragraph", "spans": self._spans(inline, line)}

    def _picture(self, node: SyntaxTreeNode, line: int) -> Block:
        alt = node.content.strip()
        if not alt:
            self.wrong(
                line,
                "Ảnh chưa có lời tả cho người không nhìn thấy: ![lời tả](tep:…)",
                "The picture has no words for people who cannot see it: ![words](tep:…)",
            )
        return {"kind": "picture", "file": self._file(str(node.attrs.get("src", "")), line), "words": alt}

    def _file(self, target: str, line: int) -> str:
        found = _FILE.match(target)
        if found is None:
            self.wrong(
                line,
                "Ảnh và tệp phải là tệp đã tải lên bài này (tep:…).",
                "Pictures and files must have been uploaded to this article (tep:…).",
            )
            return ""
        self.files.append(found[1])
        return found[1]

    def _list(self, node: SyntaxTreeNode) -> Block:
        items = [self.blocks(item.children) for item in node.children]
        ordered = node.type == "ordered_list"
        bold = [
            bool(item) and item[0]["kind"] == "paragraph" and bool(item[0]["spans"][:1])
            and bool(item[0]["spans"][0].get("bold"))
            for item in items
        ]  # fmt: skip
        kind = "steps" if ordered and len(items) > 1 and all(bold) else "list"
        return {"kind": kind, "ordered": ordered, "items": items}

    def _callout(self, node: SyntaxTreeNode) -> Block:
        blocks = self.blocks(node.children)
        tone, title = "quiet", ""
        first = blocks[0] if blocks else None
        if first is not None and first["kind"] == "paragraph" and first["spans"]:
            found = _CALLOUT.match(first["spans"][0]["text"])
            if found:
                title = found[1].strip().capitalize()
                tone = _TONES.get(found[1].strip().casefold(), "info")
                rest = first["spans"][0]["text"][found.end() :]
                spans = ([first["spans"][0] | {"text": rest}] if rest else []) + first["spans"][1:]
                while spans and (spans[0].get("break") or not spans[0]["text"].strip()):
                    spans = spans[1:]
                blocks = ([{"kind": "paragraph", "spans": spans}] if spans else []) + blocks[1:]
        return {"kind": "callout", "tone": tone, "title": title, "blocks": blocks}

    def _spans(self, inline: SyntaxTreeNode, line: int) -> list[Span]:
        return self._children(inline, line, {})

    def _children(self, node: SyntaxTreeNode, line: int, marks: dict[str, Any]) -> list[Span]:
        found: list[Span] = []
        for child in node.children:
            if child.type == "text":
                if child.content:
                    found.append({"text": child.content, **marks})
            elif child.type == "softbreak":
                found.append({"text": " ", **marks})
            elif child.type == "hardbreak":
                found.append({"text": "", "break": True})
            elif child.type == "code_inline":
                found.append({"text": child.content, **marks, "code": True})
            elif child.type == "strong":
                found += self._children(child, line, marks | {"bold": True})
            elif child.type in ("em", "s"):
                found += self._children(child, line, marks | {"italic": True})
            elif child.type == "link":
                found += self._children(child, line, marks | self._link(str(child.attrs["href"]), line))
            elif child.type == "image":
                self.wrong(
                    line,
                    "Ảnh phải đứng riêng một dòng.",
                    "A picture must stand on a line of its own.",
                )
        return found

    def _link(self, href: str, line: int) -> dict[str, str]:
        if _LINK.match(href):
            return {"href": href}
        if _FILE.match(href):
            self.files.append(href.removeprefix("tep:"))
            return {"href": href}
        self.wrong(
            line,
            f"Liên kết “{href[:60]}” không dùng được: cần https://, mailto:, tel: hoặc /.",
            f"The link “{href[:60]}” cannot be used: begin it with https://, mailto:, tel: or /.",
        )
        return {}
