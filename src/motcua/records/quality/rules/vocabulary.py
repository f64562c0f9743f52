"""Words by which the places of a name are told: surnames, words that never end a name, words that lost their marks."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msgspec import Struct

from motcua.foundation.definitions import load_document
from motcua.foundation.text import ascii_key, name_key

FILE = Path(__file__).with_name("vocabulary.yaml")


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    surnames: str
    firm_surnames: str
    middles: str
    marked: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Name keys. `bare`: ASCII words that stand for marked ones and are no word of a name themselves."""

    surnames: frozenset[str]
    firm: frozenset[str]
    middles: frozenset[str]
    bare: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    written = load_document(FILE, _Written).value
    surnames = _keys(written.surnames)
    marked = _keys(written.marked)
    firm = _keys(written.firm_surnames)
    # "TRAN" turned round is as telling as "TRẦN".
    firm |= {ascii_key(word) for word in firm} - surnames
    bare = {ascii_key(word) for word in marked} - marked - {word for word in surnames if word.isascii()}
    return Vocabulary(
        surnames | {ascii_key(word) for word in surnames}, firm, _keys(written.middles), frozenset(bare)
    )


def _keys(text: str) -> frozenset[str]:
    return frozenset(name_key(word) for word in text.split())
