"""Personal data in what people write: found, shown to the writer, and covered before anything is published. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.exchange.dialogue.kinds import rules
from motcua.foundation.text import fold

_DIGIT_GAP = r"[ .\-]?"
_PATTERNS = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("pin", re.compile(rf"(?<!\d)0(?:{_DIGIT_GAP}\d){{11}}(?!\d)")),
    (
        "plate",
        re.compile(
            r"(?<![\dA-Za-zĐđ])[1-9]\d ?-? ?[A-ZĐ][A-Z0-9]?\d? ?[-. ] ?(?:\d{3}\.?\d{2}|\d{4})(?!\d)"
            r"|(?<![\dA-Za-zĐđ])[1-9]\d[A-ZĐ][A-Z0-9]?(?:\d{3}\.?\d{2}|\d{4})(?!\d)"
            r"|(?<![\dA-Za-zĐđ])[1-9]\d-?[a-zđ][a-z0-9]?-?\d{3}\.?\d{2}(?!\d)"
        ),
    ),
    ("phone", re.compile(rf"(?<!\d)(?:\+?84|0){_DIGIT_GAP}[1-9](?:{_DIGIT_GAP}\d){{8,9}}(?!\d)")),
    ("id", re.compile(r"(?<![\d.,])\d{9}(?![\d.,]?\d)")),
)
_COVER = {
    "email": "[thư điện tử]",
    "pin": "[số định danh]",
    "plate": "[biển số xe]",
    "phone": "[số điện thoại]",
    "id": "[số giấy tờ]",
}
NAMES = {
    "email": ("địa chỉ thư điện tử", "an e-mail address"),
    "pin": ("số định danh cá nhân", "a personal number"),
    "plate": ("biển số xe", "a number plate"),
    "phone": ("số điện thoại", "a telephone number"),
    "id": ("số giấy tờ", "a document number"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data at a place of a text."""

    what: str
    start: int
    end: int
    text: str


def find(text: str) -> list[Found]:
    """Telephone numbers, personal numbers, plates and e-mail addresses, in order; none overlaps another."""
    found: list[Found] = []
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(Found(what, match.start(), match.end(), match.group()))
    return sorted(found, key=lambda one: one.start)


def masked(text: str) -> str:
    """The text with every find covered by the name of what stood there."""
    for one in reversed(find(text)):
        text = text[: one.start] + _COVER[one.what] + text[one.end :]
    return text


def kinds_found(text: str) -> list[str]:
    """What was found, each kind once, in order of appearance."""
    return list(dict.fromkeys(one.what for one in find(text)))


def rude_words(text: str) -> list[str]:
    """Words of the list of bad words that stand in the text as whole words."""
    return _standing(rules().rude, text)


def speaks_of_complaint(text: str) -> bool:
    """Whether it reads like a complaint or a denunciation, which go another way by law."""
    return bool(_standing(rules().complaint, text))


def _standing(words: Sequence[str], text: str) -> list[str]:
    # with marks: "cút" is not "cụt"; folding would accuse the innocent
    whole = f" {re.sub(r'[^\w]+', ' ', text.lower())} "
    return [word for word in words if f" {word} " in whole]


def search_key(text: str) -> str:
    """The text as it is searched: folded, words only."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))
