"""Pages of the house for what somebody types who looks for no procedure: "lay so thu tu", "tra cuu hoa don".

Matched in memory, against the editors' words in doors.yaml. No query, nothing is logged.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from django.urls import NoReverseMatch, reverse

from motcua.foundation.definitions.shapes import prepared
from motcua.foundation.identifiers import is_dossier_code
from motcua.procedures.catalogue import spelling, wording

WORDS = Path(__file__).parent / "doors.yaml"
MOST = 3
ABOUT_IT = 0.4
"""Share of the words that carry meaning which a phrase must cover: "đồng ý" in a long question is not about consents."""
SHORTEST_BEGINNING, BARE_BEGINNING = 2, 1
"""Letters after which the last word may be half typed: one is enough at the end of a phrase of three words."""


@prepared
class Door(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page by the name of its route; or `elsewhere`, what this house does not do, with words that say so."""

    vi: str
    en: str
    hint_vi: str
    hint_en: str
    say: tuple[str, ...]
    route: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A door as a page shows it; `href` is empty where another house must be asked."""

    door: Door
    href: str

    @property
    def label(self) -> dict[str, str]:
        return {"vi": self.door.vi, "en": self.door.en}

    @property
    def hint(self) -> dict[str, str]:
        return {"vi": self.door.hint_vi, "en": self.door.hint_en}


@cache
def doors() -> tuple[Door, ...]:
    """All of them, in the editors' order."""
    return msgspec.yaml.decode(WORDS.read_bytes(), type=tuple[Door, ...])


def meant(text: str, *, most: int = MOST) -> list[Door]:
    """Doors for what was typed, best first. A phrase counts when all its words stand in the question, in any order, and
    make up two fifths of what is not filler; the last word may be half typed. Longer phrases and more of them win.
    """
    typed = spelling.words(text[: spelling.LONGEST_QUESTION])[: spelling.MOST_WORDS]
    found: list[tuple[float, int, Door]] = []
    for place, door in enumerate(doors()):
        best = max((_fits(list(phrase), typed) for phrase in _phrases()[place]), default=0.0)
        if best:
            found.append((-best, place, door))
    return [door for _, _, door in sorted(found, key=lambda one: one[:2])[:most]]


def opened(text: str, *, most: int = MOST) -> list[Opened]:
    """The doors that are served here; the look-up of a dossier's number first when one was typed."""
    found = []
    if is_dossier_code(code := text.strip().upper()):
        door = next(door for door in doors() if door.route == "portal:tracking")
        return [Opened(door, f"{reverse(door.route)}?ma={code}")]
    for door in meant(text, most=most):
        if door.elsewhere:
            found.append(Opened(door, ""))
            continue
        try:
            found.append(Opened(door, reverse(door.route)))
        except NoReverseMatch:
            continue
    return found


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(tuple(tuple(spelling.words(said)) for said in door.say) for door in doors())


@cache
def _filler() -> frozenset[str]:
    return frozenset(word for said in wording.filler() for word in spelling.words(said))


def _fits(phrase: list[str], typed: list[str]) -> float:
    """How well a phrase covers the question: its words, and a little more for standing together; 0 when it does not."""
    rest = list(typed)
    half_typed = 0
    letters = BARE_BEGINNING if len(phrase) > 2 else SHORTEST_BEGINNING
    for word in phrase:
        if word in rest:
            rest.remove(word)
        elif rest and len(rest[-1]) >= letters and rest[-1] == typed[-1] and word.startswith(rest[-1]):
            rest.pop()
            half_typed = 1
        else:
            return 0.0
    about = len(phrase) / (len(phrase) + sum(word not in _filler() for word in rest))
    if about < ABOUT_IT:
        return 0.0
    together = spelling.find_sequence(phrase, typed) >= 0
    return len(phrase) + about + 0.5 * together - 0.75 * half_typed
