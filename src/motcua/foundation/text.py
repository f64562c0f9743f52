"""Vietnamese text as data: canonical names, search keys, collation keys and the comparison of names.

Originals are kept for display; everything here makes keys. Old encodings are legacy_text's work.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import StrEnum

LOOKALIKE_D = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
"""Letters of other alphabets that look like đ (DQ13)."""
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD])
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u00b4\u0060", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"))

# Tone marks by Vietnamese collation: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# Letters of their own: breve, circumflex, horn. After the plain letter, in this order (a ă â, o ô ơ).
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}

# What follows the base letter in a collation key. All sort after `z`, so that `ă` comes after every `a…`.
_LETTER_SUFFIX = {
    ("a", "\u0306"): "{",
    ("a", "\u0302"): "|",
    ("e", "\u0302"): "{",
    ("o", "\u0302"): "{",
    ("o", "\u031b"): "|",
    ("u", "\u031b"): "{",
}

_TONED = "[\u0300\u0301\u0303\u0309\u0323]"
# New-style tone placement at the end of a syllable: hoà, khoẻ, thuý (but not quý).
_NEW_STYLE = re.compile(
    rf"(?:(?P<oa>o)(?P<a>[ae])|(?<!q)(?P<u>u)(?P<y>y))(?P<tone>{_TONED})(?![\w\u0300-\u036f])",
    re.IGNORECASE,
)
_Y_SYLLABLE = re.compile(
    rf"(?P<before>(?<![A-ZĐ\u0300-\u036f])(?:QU|NGH|NG|CH|GH|GI|KH|NH|PH|TH|TR|[BCDĐGHKLMNPRSTVX]))Y"
    rf"(?P<tone>{_TONED}?)(?![A-ZĐ\u0300-\u036f])"
)


class NameMatch(StrEnum):
    """How two written names compare, from the surest to none."""

    SAME = "same"
    ASCII_ONLY = "ascii_only"
    VARIANT = "variant"
    SWAPPED = "swapped"
    DIACRITIC_DIFF = "diacritic_diff"
    TYPO = "typo"
    DIFFERENT = "different"

    @property
    def accepted(self) -> bool:
        """Whether the names match by themselves, without a number and birth date."""
        return self is NameMatch.SAME

    @property
    def accepted_with_number(self) -> bool:
        """Whether they match once personal number and birth date are equal."""
        return self in (NameMatch.SAME, NameMatch.ASCII_ONLY, NameMatch.VARIANT, NameMatch.SWAPPED)

    @property
    def flags(self) -> tuple[str, ...]:
        """Data-quality classes to raise: DQ17 for exchanged names, DQ18 for missing diacritics."""
        if self is NameMatch.SWAPPED:
            return ("DQ17",)
        return ("DQ18",) if self is NameMatch.ASCII_ONLY else ()


def nfc(s: str) -> str:
    """The composed form (NFC), in which all text is stored."""
    return unicodedata.normalize("NFC", s)


def canonical_name(s: str) -> str:
    """The name in one spelling, letter case kept: steps 1 to 6 of the canonical form.

    Composes, replaces look-alikes of Đ, drops invisible characters, single spaces, plain apostrophes and
    hyphens, tone placement in the old style (Hoà -> Hòa; Quý, Hoàng and Toàn stay). A key, not a correction:
    what the person's papers say stays what is shown.
    """
    text = nfc(s).translate(LOOKALIKE_D).translate(_INVISIBLE)
    text = " ".join(text.split())
    text = text.translate(_APOSTROPHES).translate(_HYPHENS)
    text = re.sub(r" *' *", "'", text)
    return _old_style_tones(text)


def name_key(s: str) -> str:
    """The canonical name in capitals: equal keys are the same name."""
    return nfc(canonical_name(s).upper())


def ascii_key(s: str) -> str:
    """The name key without diacritics (Đ -> D)."""
    return _without_marks(name_key(s).replace("Đ", "D"))


def compare_names(a: str, b: str) -> NameMatch:
    """How two written names compare, by the tests of NameMatch in order. Symmetric.

    Decode old encodings first (legacy_text), because a decoded name must be flagged.
    """
    if a == b:
        return NameMatch.SAME
    key_a, key_b = name_key(a), name_key(b)
    if key_a == key_b:
        return NameMatch.SAME
    ascii_a, ascii_b = ascii_key(a), ascii_key(b)
    if ascii_a == ascii_b and (key_a == ascii_a or key_b == ascii_b):
        return NameMatch.ASCII_ONLY
    if _with_final_i(key_a) == _with_final_i(key_b):
        return NameMatch.VARIANT
    if Counter(key_a.split()) == Counter(key_b.split()):
        return NameMatch.SWAPPED
    if ascii_a == ascii_b:
        return NameMatch.DIACRITIC_DIFF
    if min(len(ascii_a), len(ascii_b)) >= 8 and damerau_levenshtein(ascii_a, ascii_b) <= 1:
        return NameMatch.TYPO
    return NameMatch.DIFFERENT


def damerau_levenshtein(a: str, b: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`, each place once."""
    before_last: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return last[-1]


def fold(s: str) -> str:
    """Search key: lower-case ASCII letters and digits, single spaces between words.

    Everything else separates words, so `Số 5, ngõ 12` is found by `so 5 ngo 12`.
    """
    text = s.translate(LOOKALIKE_D).translate(_INVISIBLE)
    text = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    text = _without_marks(unicodedata.normalize("NFKD", text))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def trigrams(text: str) -> tuple[str, ...]:
    """Sorted distinct trigrams of the folded text, each word padded by two spaces before and one after.

    The same pieces as PostgreSQL's pg_trgm, for a search index that forgives slips of typing.
    """
    found: set[str] = set()
    for word in fold(text).split():
        padded = f"  {word} "
        found.update(padded[n : n + 3] for n in range(len(padded) - 2))
    return tuple(sorted(found))


def sort_key(s: str) -> str:
    """Vietnamese collation as an ASCII string that sorts right byte by byte.

    Letters first (a ă â b c d đ e ê … y z, a word end before any letter, digits before letters), then tones
    (none, huyền, hỏi, ngã, sắc, nặng). Letter case and punctuation do not count.
    """
    return " ".join(_collation_levels(s)).rstrip()


def given_name_sort_key(full_name: str) -> str:
    """Sort key of a personal name: given name (the last word), then surname (the first), then the middle."""
    words = canonical_name(full_name).split()
    given, surname, middle = words[-1:], words[:1] if len(words) > 1 else [], words[1:-1]
    levels = [level for part in (given, surname, middle) for level in _collation_levels(" ".join(part))]
    return " ".join(levels).rstrip()


def _collation_levels(s: str) -> tuple[str, str]:
    """Letters and tones. Bytes used, in order: space (level end), `-` (word end), digits, letters, `{|~`."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFKD", canonical_name(s).lower()):
        if char in _TONES:
            if tones:
                tones[-1] = _TONES[char]
        elif char in _LETTER_MARKS:
            if letters:
                letters[-1] = letters[-1][0] + _LETTER_SUFFIX.get((letters[-1][0], char), letters[-1][1:])
        elif char == "đ":
            letters.append("d{")
            tones.append("0")
        elif char.isascii() and char.isalnum():
            letters.append(char)
            tones.append("0")
        elif char.isalpha():
            # A letter of another script: after all of ours, by code point.
            letters.append(f"z~{ord(char):06x}")
            tones.append("0")
        elif not unicodedata.combining(char) and letters and letters[-1] != "-":
            letters.append("-")
            tones.append("0")
    if letters and letters[-1] == "-":
        letters.pop()
    return "".join(letters), "".join(tones).rstrip("0")


def _old_style_tones(text: str) -> str:
    def moved(match: re.Match[str]) -> str:
        first = match["oa"] or match["u"]
        return first + match["tone"] + (match["a"] or match["y"])

    return nfc(_NEW_STYLE.sub(moved, unicodedata.normalize("NFD", text)))


def _with_final_i(key: str) -> str:
    decomposed = unicodedata.normalize("NFD", key)
    return nfc(_Y_SYLLABLE.sub(lambda match: f"{match['before']}I{match['tone']}", decomposed))


def _without_marks(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
