"""Parts of lists in a tree: put in, taken out, moved by one, moved to another list, copied."""

from typing import Any

from .naming import free_id, ids_in
from .places import Key, NoSuchPlace, Tree, drop, parts_of, path_of, read, write


class NotMovable(Exception):
    """A part cannot stand there."""


def insert(tree: Tree, path: str, item: Any, at: int | None = None) -> tuple[Tree, str]:
    """The tree with `item` in the list (made if there is none), and the new part's path."""
    here = read(tree, path, None)
    entries = here if isinstance(here, list) else []
    place = len(entries) if at is None else max(0, min(at, len(entries)))
    return write(tree, path, [*entries[:place], item, *entries[place:]]), f"{path}[{place}]"


def remove(tree: Tree, path: str) -> Tree:
    """The tree without the part; an empty list goes with its last part. Raises: NoSuchPlace."""
    read(tree, path)
    changed = drop(tree, path)
    above = path_of(parts_of(path)[:-1])
    return drop(changed, above) if read(changed, above, None) == [] else changed


def move(tree: Tree, path: str, by: int) -> tuple[Tree, str]:
    """The part `by` places later in its own list; as far as the list goes. Raises: NoSuchPlace."""
    item = read(tree, path)
    above, index = _listed(path)
    entries = read(tree, above)
    place = max(0, min(index + by, len(entries) - 1))
    rest = [*entries[:index], *entries[index + 1 :]]
    return write(tree, above, [*rest[:place], item, *rest[place:]]), f"{above}[{place}]"


def move_to(tree: Tree, path: str, target: str, at: int | None = None) -> tuple[Tree, str]:
    """The part taken out of its list and put into another one, `at` counted before it is taken out.

    The list may stand anywhere, the same one included, but not inside the part. Raises: NoSuchPlace, NotMovable.
    """
    item = read(tree, path)
    if target == path or target.startswith((f"{path}.", f"{path}[")):
        raise NotMovable(target)
    above, index = _listed(path)
    if target == above:
        place = len(read(tree, above)) if at is None else at
        return move(tree, path, (place - 1 if place > index else place) - index)
    # put in first: a path behind the taken part would change otherwise
    grown, new = insert(tree, target, item, at)
    taken = drop(grown, path)
    return taken, _after_removal(new, above, index)


def copy_of(tree: Tree, path: str) -> tuple[Tree, str]:
    """A second one right after the part, with an id of its own. Raises: NoSuchPlace."""
    item = read(tree, path)
    above, index = _listed(path)
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        taken = ids_in(tree)
        item = _with_free_ids(item, taken)
    return insert(tree, above, item, index + 1)


def _with_free_ids(item: Any, taken: set[str]) -> Any:
    if isinstance(item, list):
        return [_with_free_ids(one, taken) for one in item]
    if not isinstance(item, dict):
        return item
    made = {key: _with_free_ids(value, taken) for key, value in item.items()}
    if isinstance(item.get("id"), str):
        made["id"] = free_id(item["id"], taken)
        taken.add(made["id"])
    return made


def _listed(path: str) -> tuple[str, int]:
    parts = parts_of(path)
    if not parts or not isinstance(parts[-1], int):
        raise NoSuchPlace(path)
    return path_of(parts[:-1]), parts[-1]


def _after_removal(path: str, above: str, index: int) -> str:
    """What a path is called once entry `index` of the list `above` is gone."""
    parts: list[Key] = list(parts_of(path))
    before = parts_of(above)
    at = len(before)
    if tuple(parts[:at]) == before and len(parts) > at:
        number = parts[at]
        if isinstance(number, int) and number > index:
            parts[at] = number - 1
    return path_of(parts)
