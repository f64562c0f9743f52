"""An expression as its words, so that names can be found and changed without touching anything else.

Not a parser: it works on unfinished expressions too. What a name means is told by its neighbours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>\d+)|(?P<space>\s+)|(?P<sign>&&|\|\||[=!<>]=|.)",
    re.DOTALL,
)
WORDS = frozenset({"in", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str

    @property
    def literal(self) -> str | None:
        """The words between quotes; None for what is no quoted text, or holds a backslash."""
        return self.text[1:-1] if self.kind == "text" and "\\" not in self.text else None


def tokens(source: str) -> list[Token]:
    return [Token(str(found.lastgroup), found.group()) for found in _TOKEN.finditer(source)]


def joined(parts: list[Token]) -> str:
    return "".join(part.text for part in parts)


def meaningful(parts: list[Token]) -> list[int]:
    """Indexes of all but spaces."""
    return [i for i, part in enumerate(parts) if part.kind != "space"]


def free_names(parts: list[Token]) -> Iterator[int]:
    """Indexes of names that stand for themselves: not after a point, not a function, not a word of the language."""
    order = meaningful(parts)
    for at, i in enumerate(order):
        part = parts[i]
        before = parts[order[at - 1]].text if at else ""
        after = parts[order[at + 1]].text if at + 1 < len(order) else ""
        if part.kind == "name" and before != "." and after != "(" and part.text not in WORDS:
            yield i


def members(parts: list[Token]) -> Iterator[tuple[int, str]]:
    """Indexes of names after a point, with the name before the point."""
    order = meaningful(parts)
    for at in range(2, len(order)):
        part, point, owner = parts[order[at]], parts[order[at - 1]], parts[order[at - 2]]
        after = parts[order[at + 1]].text if at + 1 < len(order) else ""
        if part.kind == "name" and point.text == "." and after != "(":
            yield order[at], owner.text
