"""Two people changed one tree: what both meant, put together; and what they must decide. Pure.

Things in lists are matched by their id, never by their place, so that a question that was moved is the same question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

type Tree = dict[str, Any]
type Path = tuple[str, ...]
"""Keys from the root; a thing of a list stands as `[its id]`."""
type Side = Literal["mine", "theirs"]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""Stands for a part that one side does not have."""

NAMES = ("id", "value", "code", "reason", "case", "source")
"""What tells the things of a list apart, the first that all of them have: options by value, fees by code."""

ORDER = "#order"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed the same part, and not alike. `path` ends in `#order` when it is only the order of a list."""

    path: Path
    base: Any
    mine: Any
    theirs: Any

    @property
    def key(self) -> str:
        """The name under which a form sends the choice."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Merged:
    """`tree` holds what was chosen, and theirs where nothing was: theirs is what everybody else already sees."""

    tree: Tree
    conflicts: tuple[Conflict, ...]


def merge(base: Tree, mine: Tree, theirs: Tree, choices: Mapping[str, str] | None = None) -> Merged:
    """Three trees made one. `choices`: by the key of a conflict, `mine` or `theirs`."""
    run = _Run(choices or {})
    tree = run.one((), base, mine, theirs)
    return Merged(tree if isinstance(tree, dict) else theirs, tuple(run.conflicts))


class _Run:
    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.conflicts: list[Conflict] = []

    def one(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        if same(mine, theirs) or same(theirs, base):
            return mine
        if same(mine, base):
            return theirs
        if all(isinstance(part, dict) for part in (mine, theirs)) and isinstance(base, dict | _Absent):
            return self._dict(path, base if isinstance(base, dict) else {}, mine, theirs)
        if isinstance(mine, list) and isinstance(theirs, list) and isinstance(base, list | _Absent):
            return self._list(path, base if isinstance(base, list) else [], mine, theirs)
        return self._decide(Conflict(path, base, mine, theirs))

    def _decide(self, conflict: Conflict) -> Any:
        self.conflicts.append(conflict)
        return conflict.mine if self.choices.get(conflict.key) == "mine" else conflict.theirs

    def _dict(self, path: Path, base: Tree, mine: Tree, theirs: Tree) -> Tree:
        made = {}
        for key in dict.fromkeys([*theirs, *mine]):
            parts = (side.get(key, ABSENT) for side in (base, mine, theirs))
            value = self.one((*path, key), *parts)
            if value is not ABSENT:
                made[key] = value
        return made

    def _list(self, path: Path, base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
        name = name_of([base, mine, theirs])
        if name is not None:
            return self._things(path, name, base, mine, theirs)
        if all(isinstance(item, str) for item in [*base, *mine, *theirs]):
            return _words(base, mine, theirs)
        decided = self._decide(Conflict(path, base, mine, theirs))
        return decided if isinstance(decided, list) else theirs

    def _things(
        self, path: Path, name: str, base: list[Any], mine: list[Any], theirs: list[Any]
    ) -> list[Any]:
        old, own, other = ({item[name]: item for item in side} for side in (base, mine, theirs))
        kept: dict[str, Any] = {}
        for key in dict.fromkeys([*other, *own]):
            parts = (side.get(key, ABSENT) for side in (old, own, other))
            value = self.one((*path, f"[{key}]"), *parts)
            if value is not ABSENT:
                kept[key] = value
        order = self._order(path, list(old), list(own), list(other), set(kept))
        return [kept[key] for key in order]

    def _order(
        self, path: Path, base: list[str], mine: list[str], theirs: list[str], kept: set[str]
    ) -> list[str]:
        moved_mine, moved_theirs = _moved(base, mine), _moved(base, theirs)
        lead, rest = (theirs, mine) if moved_theirs or not moved_mine else (mine, theirs)
        if moved_mine and moved_theirs:
            common = [key for key in theirs if key in set(mine)]
            if [key for key in mine if key in set(theirs)] != common:
                chosen = self._decide(Conflict((*path, ORDER), base, mine, theirs))
                lead, rest = (mine, theirs) if chosen == mine else (theirs, mine)
        order = [key for key in lead if key in kept]
        for place, key in enumerate(rest):
            if key in kept and key not in order:
                before = next((k for k in reversed(rest[:place]) if k in order), None)
                order.insert(order.index(before) + 1 if before is not None else 0, key)
        return order


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: `true` is not 1. A map is the same in any order."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def name_of(lists: Sequence[Sequence[Any]]) -> str | None:
    """The key that tells the things of these lists apart; None when there is none, or two things share it."""
    things = [item for side in lists for item in side]
    if not things or not all(isinstance(item, dict) for item in things):
        return None
    for name in NAMES:
        if all(isinstance(item.get(name), str) for item in things) and all(
            len({item[name] for item in side}) == len(side) for side in lists
        ):
            return name
    return None


def _moved(base: list[str], side: list[str]) -> bool:
    there, here = set(side), set(base)
    return [key for key in base if key in there] != [key for key in side if key in here]


def _words(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """A list of plain words: what either side added is in, what either took out is out."""
    gone = (set(base) - set(mine)) | (set(base) - set(theirs))
    return [word for word in dict.fromkeys([*theirs, *mine]) if word not in gone]
