"""The level of one text: 1 plain, 2 fair, 3 stiff, 4 hard, with what makes it so. Pure, no Django.

Vietnamese is counted in syllables, which are its written words: what tires a reader is long sentences, words of offices,
chains of passives, and abbreviations that nobody explains. English is judged by the Flesch reading ease and by its
sentences. Neither knows what a text means: a low level is a reason to look again, not a proof of good writing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from motcua.procedures.plain_language.lists import known_short_forms, stiff_words

SENTENCE = re.compile(r"[.!?;:…]+(?:[\s”\"')]+|$)|\n+")
SYLLABLE = re.compile(r"[^\W\d_]+")
SHORT_FORM = re.compile(r"\b[A-ZĐ]{2,}(?:-[A-ZĐ]{2,})?\b")
EXPLAINED = re.compile(r"\(([A-ZĐ]{2,})\)|\b([A-ZĐ]{2,})\s*\(")
ROMAN = re.compile(r"[IVX]+")
PASSIVE = re.compile(r"\b(?:được|bị)\b", re.IGNORECASE)
VOWELS = re.compile(r"[aeiouy]+")

PLAIN, FAIR, STIFF = 20, 30, 45
"""Syllables of the longest sentence up to which a Vietnamese text is plain, fair, stiff. Assumption of ours: speech
comes in breaths of 8 to 15 syllables; two of them still read easily."""
PASSIVES = 3
"""So many được/bị in one sentence are a chain."""
EASE = (60.0, 40.0, 25.0)
"""Flesch reading ease down to which an English text is plain, fair, stiff. Source: Flesch 1948; 60 is plain English."""
FEWEST_WORDS = 12
"""Below this the Flesch formula says nothing, and only the length of the sentence counts."""
ENGLISH = (22, 30, 40)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that makes a text harder. `instead`: what to write, where there is an answer."""

    kind: str
    what: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Level 1 to 4, syllables or words of the longest sentence, and the reasons."""

    level: int
    longest: int
    findings: tuple[Finding, ...]


def judge(text: str, language: str) -> Judged:
    """Judge a text in `vi` or `en`. Empty text is plain."""
    return _english(text) if language == "en" else _vietnamese(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a heading or a list entry is one too."""
    return [piece.strip() for piece in SENTENCE.split(text) if piece.strip()]


def _vietnamese(text: str) -> Judged:
    counts = [len(SYLLABLE.findall(sentence)) for sentence in sentences(text)]
    longest = max(counts, default=0)
    findings = [*_stiff_in(text), *_unexplained(text)]
    for sentence in sentences(text):
        if len(PASSIVE.findall(sentence)) >= PASSIVES:
            findings.append(Finding("passive chain", sentence, "nói ai làm việc đó"))
    level = 1 + (longest > PLAIN) + (longest > FAIR) + (longest > STIFF)
    # A short text with one word of offices is fair; two are stiff; more are hard, however short the sentences.
    level = max(level, min(4, 1 + len(findings)))
    return Judged(level, longest, tuple(findings))


def _stiff_in(text: str) -> Iterator[Finding]:
    left = " ".join(text.casefold().split())
    for word in stiff_words():
        for phrase in word.but:
            left = left.replace(phrase.casefold(), " ")
        found = re.search(rf"(?<!\w){re.escape(word.say)}(?!\w)", left)
        if found:
            yield Finding("office word", word.say, word.instead)
            left = left.replace(word.say, " ")


def _unexplained(text: str) -> Iterator[Finding]:
    told = {short for pair in EXPLAINED.findall(text) for short in pair if short}
    shouting = text.upper() == text
    for short in dict.fromkeys(SHORT_FORM.findall(text)):
        if not (short in told or short in known_short_forms() or ROMAN.fullmatch(short) or shouting):
            yield Finding("short form", short, "viết đủ chữ")


def _english(text: str) -> Judged:
    words = SYLLABLE.findall(text)
    longest = max((len(SYLLABLE.findall(sentence)) for sentence in sentences(text)), default=0)
    level = 1 + sum(longest > most for most in ENGLISH)
    findings = []
    if len(words) >= FEWEST_WORDS:
        ease = flesch(text)
        by_ease = 1 + sum(ease < least for least in EASE)
        if by_ease > level:
            findings.append(Finding("reading ease", f"{ease:.0f}", "shorter words and sentences"))
        level = max(level, by_ease)
    return Judged(level, longest, tuple(findings))


def flesch(text: str) -> float:
    """Flesch reading ease: 206.835 - 1.015 words a sentence - 84.6 syllables a word. Higher is easier.

    Source: R. Flesch, A new readability yardstick, 1948. Syllables are counted by groups of vowels.
    """
    words = SYLLABLE.findall(text)
    count = len(sentences(text)) or 1
    syllables = sum(_english_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / count - 84.6 * syllables / max(len(words), 1)


def _english_syllables(word: str) -> int:
    lower = word.lower()
    groups = len(VOWELS.findall(lower))
    if lower.endswith("e") and not lower.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(1, groups)
