"""Names of a whole load: read by their words, of which a city has a few thousand, and put together again in Arrow.

A name of ordinary letters is the sum of its words (`canonical_name` looks no further than a word), so each different word is read
once by `foundation.text`. Names with any other character (old fonts, decomposed letters, hidden spaces, apostrophes) are read
whole, one by one, by `read_name`; a test holds both ways equal.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from motcua.foundation import legacy_text
from motcua.foundation.legacy_text import decode_legacy, repair_mojibake
from motcua.foundation.text import LOOKALIKE_D, ascii_key, canonical_name, fold, name_key, nfc
from motcua.records.quality.rules import bit
from motcua.records.quality.rules.vocabulary import vocabulary

_MARKED = "".join(chr(n) for n in range(0x1EA0, 0x1EFA)) + "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"
LETTERS = f"A-Za-z{_MARKED}"
PLAIN = f"[{LETTERS}]+(?: [{LETTERS}]+)*"
"""A name of composed letters of ours with single blanks: for `fullmatch`, and for RE2 in DuckDB."""
_PLAIN = re.compile(PLAIN)
FILLERS = frozenset(" ".join(re.findall("[a-z0-9]+", fold(one))) for one in legacy_text.FILLERS)
"""As names are compared: words without marks."""
_HIDDEN = re.compile("[\u200b-\u200d\ufeff\u00a0\u2007\u202f\t\r\n]|  |^ | $")
_LOOKALIKE = re.compile("[\u00d0\u00f0\u0189\u0256]")

DQ10, DQ11, DQ13, DQ14 = bit("DQ10"), bit("DQ11"), bit("DQ13"), bit("DQ14")
DQ15, DQ16, DQ17, DQ18, DQ24 = bit("DQ15"), bit("DQ16"), bit("DQ17"), bit("DQ18"), bit("DQ24")

# What is known of a word, as bits of a small number.
_SURNAME, _FIRM, _MIDDLE, _BARE, _ASCII, _NEW_STYLE, _GLUE = 1, 2, 4, 8, 16, 32, 64

SCHEMA = pa.schema(
    [
        ("written", pa.string()),
        ("name", pa.string()),
        ("name_key", pa.string()),
        ("name_ascii", pa.string()),
        ("family", pa.string()),
        ("given", pa.string()),
        ("mask", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was written, read: `name` for people (None for a filler), keys for machines, `mask` the classes of errors."""

    name: str | None
    name_key: str | None
    name_ascii: str | None
    family: str | None
    given: str | None
    mask: int


NOBODY = Name(None, None, None, None, None, 0)


def read_name(written: str) -> Name:
    """One name, in whatever state. The original is kept by the caller; nothing but its writing is put right."""
    text, mask = decoded(written)
    if nfc(text) != text:
        text, mask = nfc(text), mask | DQ10
    if _LOOKALIKE.search(text):
        text, mask = text.translate(LOOKALIKE_D), mask | DQ13
    if _HIDDEN.search(text):
        mask |= DQ16
    text = " ".join(text.translate(legacy_text.UNSEEN).split())
    if is_filler(text):
        return Name(None, None, None, None, None, mask | DQ24 if text else mask)
    key = name_key(text)
    words = key.split()
    known = [_about(word, shown) for word, shown in zip(words, _shown_words(text, words), strict=True)]
    return Name(text, key, ascii_key(text), ascii_key(words[0]), ascii_key(words[-1]), mask | _told(known))


def decoded(written: str) -> tuple[str, int]:
    """The text in Unicode where it was typed in an old font or decoded wrongly, and what that is called."""
    for read, flag in ((decode_legacy(written), DQ14), (repair_mojibake(written), DQ15)):
        if read.flags:
            return read.text, flag
    return written, 0


def is_filler(text: str) -> bool:
    """Whether a text says nothing: `Không`, `x`, `.`; an empty one too."""
    if len(text) > 12:
        return False
    low = ascii_key(text).lower()
    return " ".join(re.findall("[a-z0-9]+", low)) in FILLERS or not any(map(str.isalnum, low))


class Words:
    """Reads many different names: what is known of each word, by its number in the list of words met so far."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._keys: list[str] = []
        self._ascii: list[str] = []
        self._about: list[int] = []

    def read(self, names: pa.StringArray) -> pa.RecordBatch:
        """A batch of `SCHEMA`, in another order."""
        plain = pc.match_substring_regex(names, f"^(?:{PLAIN})$")
        fillers = pc.is_in(names, pa.array(["Không", "không", "KHÔNG", *_FILLED]))
        plain = pc.and_(plain, pc.invert(fillers))
        ordinary = names.filter(plain)
        odd = [read_name(name) for name in names.filter(pc.invert(plain)).to_pylist()]
        made = [
            pa.concat_arrays([pa.array(part, type=kind), other])
            for part, kind, other in zip(
                _columns(names.filter(pc.invert(plain)), odd),
                SCHEMA.types,
                self._ordinary(ordinary),
                strict=True,
            )
        ]
        return pa.RecordBatch.from_arrays(made, schema=SCHEMA)

    def _ordinary(self, names: pa.StringArray) -> list[pa.Array]:
        if not len(names):
            return [pa.array([], type=kind) for kind in SCHEMA.types]
        split = pc.split_pattern(names, " ")
        starts = split.offsets.to_numpy()
        encoded = pc.dictionary_encode(split.values)
        numbers = np.array([self._of(word) for word in encoded.dictionary.to_pylist()], dtype=np.int32)
        flat = numbers[encoded.indices.to_numpy()]
        base = starts[0]
        starts = starts - base
        keys, plain = pa.array(self._keys), pa.array(self._ascii)
        about = np.array(self._about, dtype=np.int64)[flat]
        first, last = starts[:-1], starts[1:] - 1
        lengths = starts[1:] - first
        second = np.minimum(first + 1, last)
        any_of = np.bitwise_or.reduceat(about, first)
        all_of = np.bitwise_and.reduceat(about, first)
        mask = _masks(about[first], about[second], about[last], any_of, all_of, lengths)
        offsets = pa.array(starts.astype(np.int32))
        put = pa.array(flat)
        return [
            names,
            names,
            _joined(offsets, keys.take(put)),
            _joined(offsets, plain.take(put)),
            plain.take(pa.array(flat[first])),
            plain.take(pa.array(flat[last])),
            pa.array(mask),
        ]

    def _of(self, word: str) -> int:
        number = self._number.get(word)
        if number is None:
            key = name_key(word)
            number = self._number[word] = len(self._keys)
            self._keys.append(key)
            self._ascii.append(ascii_key(word))
            self._about.append(_about(key, word))
        return number


_FILLED = [form for filler in FILLERS for form in (filler, filler.upper(), filler.capitalize())] + [
    "Không có", "không có", "Không rõ", "không rõ", "Chưa có", "chưa có", "Chưa rõ", "chưa rõ",
    "KHÔNG CÓ", "KHÔNG RÕ", "CHƯA CÓ", "CHƯA RÕ",
]  # fmt: skip


def _joined(offsets: pa.Array, words: pa.Array) -> pa.Array:
    return pc.binary_join(pa.ListArray.from_arrays(offsets, words), " ")


def _columns(written: pa.Array, read: Sequence[Name]) -> list[list[object] | list[str]]:
    return [
        written.to_pylist(),
        *([getattr(name, part) for name in read] for part in SCHEMA.names[1:]),
    ]


def _about(key: str, shown: str) -> int:
    """What one word says: `key` is its name key, `shown` how it was written."""
    known = vocabulary()
    plain = ascii_key(key)
    return (
        (_SURNAME if key in known.surnames else 0)
        | (_FIRM if key in known.firm else 0)
        | (_MIDDLE if key in known.middles or key in ("THI", "VAN") else 0)
        | (_BARE if key in known.bare else 0)
        | (_ASCII if key == plain else 0)
        | (_NEW_STYLE if canonical_name(shown) != shown else 0)
        | (_GLUE if _glued(shown) else 0)
    )


def _glued(word: str) -> bool:
    """`NguyễnVăn`: a capital after a small letter; an apostrophe or a hyphen between them is a name's own."""
    return not word.isupper() and any(a.islower() and b.isupper() for a, b in itertools.pairwise(word))


def _shown_words(text: str, words: list[str]) -> list[str]:
    """The words as shown beside those of the key: an apostrophe with blanks about it joins two of them."""
    shown = text.split()
    return shown if len(shown) == len(words) else words


def _told(known: list[int]) -> int:
    any_of, all_of = 0, -1
    for about in known:
        any_of, all_of = any_of | about, all_of & about
    told = _masks(
        np.array([known[0]]),
        np.array([known[min(1, len(known) - 1)]]),
        np.array([known[-1]]),
        np.array([any_of]),
        np.array([all_of]),
        np.array([len(known)]),
    )
    return int(told[0])


def _masks(
    first: np.ndarray,
    second: np.ndarray,
    last: np.ndarray,
    any_of: np.ndarray,
    all_of: np.ndarray,
    length: np.ndarray,
) -> np.ndarray:
    """Classes of errors by what first, second and last word are: the one place where these rules are written."""
    several = length > 1
    # "Lan Phạm Thị", "Lan Thị Phạm": the first word is no surname; one that hardly is a given name stands where none does.
    turned = (
        several
        & ((first & _SURNAME) == 0)
        & (((last & _FIRM) > 0) | (((second & _FIRM) > 0) & ((last & _MIDDLE) > 0)))
    )
    bare = several & ((all_of & _ASCII) > 0) & ((any_of & _BARE) > 0)
    return (
        turned * DQ17 + bare * DQ18 + ((any_of & _NEW_STYLE) > 0) * DQ11 + ((any_of & _GLUE) > 0) * DQ16
    ).astype(np.int64)
