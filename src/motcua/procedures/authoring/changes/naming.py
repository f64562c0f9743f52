"""Ids from what people call a thing: `Ngày sinh của mẹ` becomes `ngay_sinh_cua_me`."""

import re
from collections.abc import Collection
from typing import Any

from motcua.foundation.text import ascii_key

LONGEST = 40
RESERVED = frozenset(
    {"case", "channel", "today", "applicant", "officer", "end", "in", "true", "false", "null"}
)
"""Names that expressions keep for themselves."""
_ID = re.compile(r"[a-z][a-z0-9_]*")


def is_id(text: str) -> bool:
    """Whether it may name a part: a to z, 0 to 9 and _, beginning with a letter, not a reserved name."""
    return len(text) <= 60 and _ID.fullmatch(text) is not None and text not in RESERVED


def id_from(words: str, taken: Collection[str], otherwise: str = "muc") -> str:
    """An id that says what the words say, without marks, cut at a word, unlike all in `taken`."""
    plain = re.sub(r"[^a-z0-9]+", "_", ascii_key(words).casefold()).strip("_")
    if len(plain) > LONGEST:
        plain = plain[: LONGEST + 1].rpartition("_")[0] or plain[:LONGEST]
    if not plain or not plain[0].isalpha():
        plain = f"{otherwise}_{plain}".strip("_")
    return free_id(plain, taken)


def free_id(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with the first number that makes it free."""
    if wanted not in taken and wanted not in RESERVED:
        return wanted
    stem = re.sub(r"_\d+$", "", wanted)
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def ids_in(tree: Any) -> set[str]:
    """Every id that stands anywhere in a tree, those of steps and parts of workflow too."""
    found: set[str] = set()
    todo = [tree]
    while todo:
        here = todo.pop()
        if isinstance(here, list):
            todo += here
        elif isinstance(here, dict):
            if isinstance(here.get("id"), str):
                found.add(here["id"])
            for key in ("steps", "parts"):
                if isinstance(here.get(key), dict):
                    found.update(here[key])
            todo += here.values()
    return found
