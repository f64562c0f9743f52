"""Looking at celpy's syntax tree: how deep it is, and what a part of it is in the end."""

from functools import lru_cache
from typing import cast

from celpy.celparser import CELParser
from lark import Token, Tree


@lru_cache(maxsize=4_000)
def parsed(source: str) -> Tree:
    """The syntax tree, which nobody changes: a city's thousand workflows say much the same. Raises CELParseError."""
    return CELParser().parse(source)


def depth(tree: Tree) -> int:
    """Levels of the tree. Counted without recursion, so that any tree can be measured."""
    deepest, open_ = 0, [(tree, 1)]
    while open_:
        node, level = open_.pop()
        deepest = max(deepest, level)
        open_ += [(child, level + 1) for child in node.children if isinstance(child, Tree)]
    return deepest


def first_child(node: Tree) -> Tree:
    child = node.children[0]
    return child if isinstance(child, Tree) else node


def only_leaf(node: Tree, data: str) -> Token | None:
    while isinstance(node, Tree):
        if node.data == data:
            return cast(Token, node.children[0])
        if len(node.children) != 1 or not isinstance(node.children[0], Tree):
            return None
        node = node.children[0]
    return None


def is_plain(node: Tree) -> bool:
    """A name, a literal, or a member of one: nothing is calculated."""
    while node.data not in ("ident", "literal", "member_dot", "member_index"):
        if len(node.children) != 1 or not isinstance(node.children[0], Tree):
            return False
        node = node.children[0]
    return True


def only_literal(node: Tree) -> Token | None:
    return only_leaf(node, "literal")


def only_ident(node: Tree) -> str | None:
    token = only_leaf(node, "ident")
    return str(token) if token is not None else None
