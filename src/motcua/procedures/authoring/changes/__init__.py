"""Changes to a definition while it is written: pure functions from one plain tree to another.

A tree is JSON in the shape of the YAML and may be unfinished or wrong anywhere. Nothing here checks a definition
(`authoring.working.problems` does) and nothing is stored.
"""

from .conditions import Condition, Row, read_condition, write_condition
from .naming import id_from
from .parts import NotMovable, copy_of, insert, move, move_to, remove
from .places import NoSuchPlace, drop, has, parts_of, path_of, read, write
from .references import expressions, uses
from .renaming import NameTaken, rename

__all__ = [
    "Condition",
    "NameTaken",
    "NoSuchPlace",
    "NotMovable",
    "Row",
    "copy_of",
    "drop",
    "expressions",
    "has",
    "id_from",
    "insert",
    "move",
    "move_to",
    "parts_of",
    "path_of",
    "read",
    "read_condition",
    "remove",
    "rename",
    "uses",
    "write",
    "write_condition",
]
