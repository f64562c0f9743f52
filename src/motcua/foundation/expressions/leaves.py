"""What an expression asks of each name: the values it compares it with. For proofs about all possible answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from celpy.celparser import CELParseError
from celpy.evaluation import celstr
from lark import Token, Tree

from .operations import RELATIONS
from .tree import only_literal, parsed

BRANCHING = frozenset(
    {
        "expr", "conditionalor", "conditionaland", "relation", "addition", "multiplication", "unary", "member",
        "primary", "paren_expr", "exprlist",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaves:
    """`compared`: each name, or member such as `officer.proposal`, with the literals it is compared with.

    `whole`: nothing else is asked of any name, so that trying each literal, a neighbour of each number and "another
    value" tries everything. When not whole, some part calculates, or compares two names.
    """

    compared: Mapping[str, frozenset[Any]]
    whole: bool


@lru_cache(maxsize=20_000)
def leaves(source: str) -> Leaves:
    """The leaves of an expression that compiles. One that does not parse is not whole."""
    try:
        tree = parsed(source)
    except CELParseError:
        return Leaves({}, False)
    found = _Found()
    found.condition(tree)
    return Leaves({name: frozenset(values) for name, values in found.compared.items()}, found.whole)


class _Found:
    def __init__(self) -> None:
        self.compared: dict[str, set[Any]] = {}
        self.whole = True

    def condition(self, node: Tree) -> None:
        """A part whose truth counts."""
        node = _inner(node)
        name = _path(node)
        if name is not None:
            self.compared.setdefault(name, set())
        elif node.data in ("expr", "conditionalor", "conditionaland"):
            for child in node.children:
                self.condition(cast(Tree, child))
        elif node.data == "unary" and cast(Tree, node.children[0]).data == "unary_not":
            self.condition(cast(Tree, node.children[1]))
        elif node.data == "relation":
            operator, right = cast(list[Tree], node.children)
            self._relation(RELATIONS[operator.data], cast(Tree, operator.children[0]), right)
        elif node.data == "ident_arg" and str(node.children[0]) == "has":
            self.compared.setdefault(_path(_inner(cast(Tree, node.children[1]))) or "", set())
        elif _literal(node) is None:
            self._beyond(node)

    def _relation(self, sign: str, left: Tree, right: Tree) -> None:
        left, right = _inner(left), _inner(right)
        name, other = _path(left), right
        if name is None and sign != "in":
            name, other = _path(right), left
        values = _list(other) if sign == "in" else _literal(other)
        ordered = sign not in ("==", "!=", "in") and not all(type(value) is int for value in values or ())
        if name is None or values is None or ordered:
            self._beyond(left)
            self._beyond(right)
            return
        self.compared.setdefault(name, set()).update(values)

    def _beyond(self, node: Tree) -> None:
        """A part that is calculated with: its names are noted, but literals no longer tell all there is to try."""
        name = _path(node)
        if name is not None:
            self.compared.setdefault(name, set())
        self.whole = False
        if name is None:
            for part in node.iter_subtrees():
                if part.data == "ident":
                    self.compared.setdefault(str(part.children[0]), set())


def _inner(node: Tree) -> Tree:
    """The node without wrappers that only hold one other."""
    while node.data in BRANCHING and len(node.children) == 1 and isinstance(node.children[0], Tree):
        node = node.children[0]
    return node


def _path(node: Tree) -> str | None:
    if node.data == "ident":
        return str(node.children[0])
    if node.data == "member_dot":
        owner = _path(_inner(cast(Tree, node.children[0])))
        return f"{owner}.{node.children[1]}" if owner else None
    return None


def _literal(node: Tree) -> tuple[Any, ...] | None:
    """The value of a literal as the only one of a tuple; None when it is none that can be tried."""
    negative = node.data == "unary" and len(node.children) == 2
    if negative and cast(Tree, node.children[0]).data != "unary_neg":
        return None
    token = only_literal(cast(Tree, node.children[1]) if negative else node)
    return None if token is None else _value(token, negative)


def _value(token: Token, negative: bool) -> tuple[Any, ...] | None:
    match token.type:
        case "INT_LIT":
            number = int(str(token), 0)
            return (-number if negative else number,)
        case "STRING_LIT" | "MLSTRING_LIT":
            return (str(celstr(token)),)
        case "BOOL_LIT":
            return (str(token) == "true",)
        case "NULL_LIT":
            return (None,)
    return None


def _list(node: Tree) -> tuple[Any, ...] | None:
    if node.data != "list_lit":
        return None
    values: list[Any] = []
    for child in cast(list[Tree], cast(Tree, node.children[0]).children if node.children else []):
        one = _literal(_inner(child))
        if one is None:
            return None
        values += one
    return tuple(values)
