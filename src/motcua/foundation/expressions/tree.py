"""Looking at celpy's syntax tree: how deep it is, and what a part of it is in the end."""

from typing import cast

from lark import Token, Tree


def nesting(source: str) -> int:
    """The deepest nesting, and the longest run of prefix signs, which nest in the tree as well."""
    depth = deepest = run = 0
    for char in source:
        if char in "([{?":
            depth += 1
        elif char in ")]}":
            depth -= 1
        run = run + 1 if char in "!-" else 0
        deepest = max(deepest, depth, run)
    return max(deepest, source.count("||") // 4, source.count("&&") // 4, source.count("+") // 4)


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
