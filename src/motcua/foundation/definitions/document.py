"""A YAML document as a tree in which every node knows its file and line. `!include` is resolved here.

Scalars keep the text as written: what `1.001193` or `no` means is decided by the type that is asked for, so
YAML's own guesses (a procedure code as a number, `no` as false) never come into play.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .problems import Problem

MAX_NODES = 30_000
MAX_DEPTH = 40
MAX_BYTES = 2_000_000
"""Of all the text of a definition, its includes as often as they are included."""


@dataclass(slots=True)
class Node:
    """`kind`: map, list, scalar. `plain`: a scalar written without quotes."""

    kind: str
    file: str
    line: int
    text: str = ""
    plain: bool = False
    items: list["Node"] = field(default_factory=list)
    entries: dict[str, tuple[int, "Node"]] = field(default_factory=dict)

    @property
    def is_null(self) -> bool:
        return self.kind == "scalar" and self.plain and self.text in ("", "~", "null")


class _TooLarge(Exception):
    """The text is nested too deeply or has too many parts; `line` from 1."""

    def __init__(self, line: int):
        self.line = line


class _Loader(yaml.SafeLoader):
    """Stops at a part too many or a level too deep, before any alias is followed and before recursion hurts."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.depth = self.parts = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        self.parts += 1
        if self.depth > MAX_DEPTH + 2 or self.parts > MAX_NODES:
            raise _TooLarge(self.line + 1)
        made: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return made


class Reader:
    """Reads one definition with its includes. What is wrong is collected in `problems`."""

    def __init__(self, root: Path):
        self.root = root.resolve()
        self.problems: list[Problem] = []
        self.count = 0
        self.bytes = 0
        self.too_large = False

    def read(self, path: Path, including: tuple[Path, ...] = ()) -> Node | None:
        name = self._name(path)
        try:
            if path.stat().st_size > MAX_BYTES:
                self._report(name, 1, "", "DEF_FILE", "Tệp quá lớn.", "The file is too large.")
                return None
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            self._report(name, 1, "", "DEF_FILE", "Tệp không phải UTF-8.", "The file is not UTF-8.")
            return None
        except OSError:
            self._report(name, 1, "", "DEF_FILE", "Không đọc được tệp.", "The file cannot be read.")
            return None
        return self.read_text(text, name, path, including)

    def read_text(
        self, text: str, name: str, path: Path | None = None, including: tuple[Path, ...] = ()
    ) -> Node | None:
        self.bytes += len(text)
        if self.bytes > MAX_BYTES:
            self._report(name, 1, "", "DEF_FILE", "Tệp quá lớn.", "The file is too large.")
            return None
        try:
            tree = yaml.compose(text, Loader=_Loader)
        except _TooLarge as error:
            self._refuse_size(name, error.line, "")
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            what = error.problem or ""
            self._report(name, line, "", "DEF_SYNTAX", f"YAML sai: {what}.", f"Bad YAML: {what}.")
            return None
        except (yaml.YAMLError, RecursionError):
            self._report(name, 1, "", "DEF_SYNTAX", "YAML sai.", "Bad YAML.")
            return None
        if tree is None:
            self._report(name, 1, "", "DEF_SYNTAX", "Tệp trống.", "The file is empty.")
            return None
        here = (*including, path.resolve()) if path else including
        return self._node(tree, name, "", here, 0)

    def _node(
        self, node: yaml.Node, file: str, path: str, including: tuple[Path, ...], depth: int
    ) -> Node | None:
        line = node.start_mark.line + 1
        self.count += 1
        if self.count > MAX_NODES or depth > MAX_DEPTH:
            self._refuse_size(file, line, path)
            return None
        if node.tag == "!include":
            return self._include(node, file, line, path, including, depth)
        if node.tag.startswith("!"):
            self._report(
                file, line, path, "DEF_SYNTAX", f"Không có thẻ {node.tag}.", f"Unknown tag {node.tag}."
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            return Node("scalar", file, line, text=node.value, plain=node.style is None)
        if isinstance(node, yaml.SequenceNode):
            made = [
                self._node(item, file, f"{path}[{i}]", including, depth + 1)
                for i, item in enumerate(node.value)
            ]
            return Node("list", file, line, items=[item for item in made if item is not None])
        result = Node("map", file, line)
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(
                    file, key_line, path, "DEF_SYNTAX", "Tên khóa phải là chữ.", "A key must be text."
                )
                continue
            key = key_node.value
            place = f"{path}.{key}" if path else key
            if key in result.entries:
                first = result.entries[key][0]
                self._report(
                    file,
                    key_line,
                    place,
                    "DEF_DUPLICATE",
                    f"Khóa “{key}” đã có ở dòng {first}.",
                    f'The key "{key}" is already given on line {first}.',
                )
                continue
            value = self._node(value_node, file, place, including, depth + 1)
            if value is not None:
                result.entries[key] = (key_line, value)
        return result

    def _include(
        self, node: yaml.Node, file: str, line: int, path: str, including: tuple[Path, ...], depth: int
    ) -> Node | None:
        name = node.value if isinstance(node, yaml.ScalarNode) else ""
        base = including[-1].parent if including else self.root
        target = (base / name).resolve()
        if not name or not target.is_relative_to(self.root) or target.suffix not in (".yaml", ".yml"):
            self._report(
                file,
                line,
                path,
                "DEF_INCLUDE",
                "!include chỉ nhận tệp .yaml trong thư mục định nghĩa.",
                "!include takes a .yaml file inside the folder of definitions.",
            )
            return None
        if target in including:
            self._report(
                file, line, path, "DEF_INCLUDE", "!include lặp vòng.", "!include goes round in a circle."
            )
            return None
        if not target.is_file():
            self._report(
                file, line, path, "DEF_INCLUDE", f"Không có tệp {name}.", f"There is no file {name}."
            )
            return None
        return self.read(target, including) if depth < MAX_DEPTH else None

    def _refuse_size(self, file: str, line: int, path: str) -> None:
        """Told once, however often it is met."""
        if not self.too_large:
            self.too_large = True
            self.count = MAX_NODES + 1  # what is left is not looked at any more
            self._report(file, line, path, "DEF_SIZE", "Tài liệu quá lớn.", "The document is too large.")

    def _name(self, path: Path) -> str:
        resolved = path.resolve()
        return str(resolved.relative_to(self.root)) if resolved.is_relative_to(self.root) else path.name

    def _report(self, file: str, line: int, path: str, code: str, vi: str, en: str) -> None:
        self.problems.append(Problem(file, line, path, code, vi, en))
