"""Places in a tree, named as problems name them: `form.pages[0].fields[2].when`, `workflow.steps.check.next[0]`."""

import re
from collections.abc import Sequence
from typing import Any

type Tree = dict[str, Any]
type Key = str | int

_PIECE = re.compile(r"(?:^|\.)([^.\[\]]+)|\[(\d{1,4})\]")
_ABSENT: Any = object()


class NoSuchPlace(LookupError):
    """The tree has nothing at this path, or the path is none."""


def parts_of(path: str) -> tuple[Key, ...]:
    """`a.b[2].c` as ("a", "b", 2, "c"). Raises: NoSuchPlace for what is no path."""
    found: list[Key] = []
    at = 0
    while at < len(path):
        piece = _PIECE.match(path, at)
        if piece is None or len(found) > 12:
            raise NoSuchPlace(path)
        found.append(piece[1] if piece[1] is not None else int(piece[2]))
        at = piece.end()
    return tuple(found)


def path_of(parts: Sequence[Key]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def read(tree: Any, path: str, default: Any = _ABSENT) -> Any:
    """What stands there. Raises: NoSuchPlace, unless a default is given."""
    here = tree
    try:
        for part in parts_of(path):
            if isinstance(part, int) != isinstance(here, list):
                raise NoSuchPlace(path)
            here = here[part]
    except (LookupError, TypeError):
        if default is _ABSENT:
            raise NoSuchPlace(path) from None
        return default
    return here


def has(tree: Any, path: str) -> bool:
    return read(tree, path, None) is not None


def write(tree: Tree, path: str, value: Any) -> Tree:
    """The tree with `value` there; maps on the way are made. Raises: NoSuchPlace where a list has no such entry."""
    return _written(tree, parts_of(path), value, path)


def _written(here: Any, parts: Sequence[Key], value: Any, path: str) -> Any:
    if not parts:
        return value
    first, rest = parts[0], parts[1:]
    if isinstance(first, int):
        if not isinstance(here, list) or first >= len(here):
            raise NoSuchPlace(path)
        return [_written(one, rest, value, path) if i == first else one for i, one in enumerate(here)]
    if not isinstance(here, dict):
        here = {}
    return {**here, first: _written(here.get(first), rest, value, path)}


def drop(tree: Tree, path: str) -> Tree:
    """The tree without what stands there; unchanged when nothing does."""
    parts = parts_of(path)
    above = read(tree, path_of(parts[:-1]), None)
    last = parts[-1]
    if isinstance(above, dict) and last in above:
        return write(tree, path_of(parts[:-1]), {k: v for k, v in above.items() if k != last})
    if isinstance(above, list) and isinstance(last, int) and last < len(above):
        return write(tree, path_of(parts[:-1]), [*above[:last], *above[last + 1 :]])
    return tree
