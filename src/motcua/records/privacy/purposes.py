"""The city's list of purposes for which personal data are looked at (`purposes.yaml`). Pure.

A page says a code with every look; words beside it say the matter more closely. Looks from before the list have words only.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

from motcua.foundation.definitions import load_document

FILE = Path(__file__).with_name("purposes.yaml")


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Purpose(Struct, frozen=True, forbid_unknown_fields=True):
    """One purpose. `powers`: any one of them suffices; none named: whoever the page lets in."""

    code: str
    name: Words
    plain: Words
    ground: str
    powers: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@cache
def all_purposes() -> dict[str, Purpose]:
    """By code, in the order of the file. Raises: DefinitionError with file and line, ValueError for a code or word twice."""
    rows = load_document(FILE, tuple[Purpose, ...]).value
    found = {one.code: one for one in rows}
    said = [word for one in rows for word in one.said]
    if len(found) != len(rows) or len(set(said)) != len(said):
        raise ValueError("a code or a word stands twice in purposes.yaml")
    return found


@cache
def _by_words() -> dict[str, str]:
    return {word: one.code for one in all_purposes().values() for word in one.said}


def code_of(words: str, usual: str = "") -> str:
    """The code that a register or page means by these words; `usual` when the list does not know them."""
    return _by_words().get(words, usual)


def may_use(code: str, powers: Iterable[str]) -> bool:
    """Whether somebody with these powers may look for this purpose. A code that is not on the list: no."""
    found = all_purposes().get(code)
    return found is not None and (not found.powers or not set(found.powers).isdisjoint(powers))


def plain(code: str) -> Words | None:
    """How the person is told; None for looks from before the list."""
    found = all_purposes().get(code)
    return found.plain if found else None
