"""Words as people type them: folded words, slips of the finger, and what trigrams to look under. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from motcua.foundation.text import fold, trigrams

WORD = re.compile(r"[a-z0-9]+")
LONGEST_QUESTION = 200
MOST_WORDS = 14
CODE = re.compile(r"\d\.\d{6,7}")
CODE_BEGUN = re.compile(r"\d\.\d{2,7}")


def words(text: str) -> list[str]:
    """Folded words of `text`, in order."""
    return WORD.findall(fold(text))


def pairs(sequence: list[str]) -> Iterator[str]:
    """Neighbouring words: most Vietnamese words are two syllables."""
    for first, second in pairwise(sequence):
        yield f"{first} {second}"


def grams(word: str) -> list[str]:
    """What a word is found under although it is mistyped: trigrams, and its letters in order (`=ahik`)."""
    return [*sorted(set(trigrams(word))), "=" + "".join(sorted(word))[:38]]


def slip(typed: str, meant: str) -> float:
    """How likely `typed` is a slip for `meant`: 1 the same, 0.8 swapped, 0.6 one letter off, else 0."""
    if typed == meant:
        return 1.0
    short, long = sorted((typed, meant), key=len)
    if len(long) - len(short) > 1 or len(long) < 3:
        return 0.0
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) == len(long):
        if short[start + 1 :] == long[start + 1 :]:
            return 0.6
        swapped = short[start : start + 2] == long[start : start + 2][::-1]
        return 0.8 if swapped and short[start + 2 :] == long[start + 2 :] else 0.0
    return 0.6 if short[start:] == long[start + 1 :] else 0.0


def find_sequence(needle: list[str], hay: list[str]) -> int:
    """Position of `needle` as neighbouring words of `hay`, or -1."""
    for at in range(len(hay) - len(needle) + 1):
        if hay[at : at + len(needle)] == needle:
            return at
    return -1


def terms_of(phrases: Iterable[list[str]]) -> set[str]:
    """Words and pairs of all `phrases`."""
    return {term for phrase in phrases for term in (*phrase, *pairs(phrase))}
