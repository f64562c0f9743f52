"""Who takes over one piece of work of a body that ends. Pure; never guesses: what is not known is said to be unknown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from motcua.city.reform.content import AgencyEnds, PlaceRule, Share, UnitLink
from motcua.foundation.text import fold

type Why = Literal["whole", "subject", "place", "ruling", "main"]
"""By what it was decided: the one successor; a share by procedure or field; where it lies; an officer; not decided."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of the place that a piece of work is about.

    `anywhere`: it is about no place. `now`: code of the commune in force from the plan's day. `old`: code of an ended
    commune; `line`: street, hamlet, house as written.
    """

    anywhere: bool = False
    now: str = ""
    old: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Key of the agency that takes over. When not `sure`, it lies there until an officer decides among `choices`."""

    to: str
    why: Why
    sure: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Territory:
    """What became of ended communes: their successors, and streets whose new commune the plan knows."""

    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Sequence[UnitLink], rules: Sequence[PlaceRule]) -> "Territory":
        """From a plan's links of communes and its streets. The main successor stands first, others by code."""
        went: dict[str, list[tuple[bool, str]]] = {}
        for link in links:
            if link.level == 3:
                went.setdefault(link.old, []).append((not link.main, link.new))
        streets: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for rule in rules:
            streets.setdefault(rule.unit, []).append((_words(rule.words), rule.to))
        return cls(
            {old: tuple(new for _, new in sorted(found)) for old, found in went.items()},
            {old: tuple(found) for old, found in streets.items()},
        )

    def now(self, where: Whereabouts) -> str:
        """The commune in which a place lies from the plan's day on; empty when that is not known.

        Two streets that say different things about one address say nothing.
        """
        if where.now:
            return where.now
        successors = self.successors.get(where.old, ())
        if len(successors) == 1:
            return successors[0]
        line = fold(where.line)
        named = {to for pattern, to in self.rules.get(where.old, ()) if line and pattern.search(line)}
        return named.pop() if len(named) == 1 else ""


def decide(
    ending: AgencyEnds, territory: Territory, procedure: str, subject: str, where: Whereabouts
) -> Decided:
    """Who takes over work of `ending` about a procedure, a field (`subject`) and a place.

    Shares are read in order and the first that fits wins. Where several could fit because the place is not known
    well enough, the work lies with the first of them (the main successor of a split commune) and is not sure.
    """
    about = [share for share in ending.shares if _about(share, procedure, subject)]
    if where.anywhere:
        return _first(ending, [share for share in about if not share.units])
    now = territory.now(where)
    if now:
        return _at(ending, about, now)
    if not any(share.units for share in about):
        return _first(ending, about)
    possible = territory.successors.get(where.old, ())
    if possible:
        found = [_at(ending, about, unit) for unit in possible]
    else:
        found = [Decided(share.to, "place") for share in about] + [Decided(ending.to, "main")]
    choices = tuple(dict.fromkeys(choice for one in found for choice in (one.to, *one.choices)))
    if len(choices) == 1:
        return found[0]
    return Decided(found[0].to if possible else ending.to, "main", False, choices)


def _at(ending: AgencyEnds, about: Sequence[Share], now: str) -> Decided:
    """Who takes it over in a known commune; one that the shares do not name is nobody's by the plan."""
    for share in about:
        if not share.units or now in share.units:
            return Decided(share.to, "place" if share.units else "subject")
    if about:
        return Decided(ending.to, "main", False, tuple(dict.fromkeys([ending.to, *(s.to for s in about)])))
    return Decided(ending.to, "whole")


def _first(ending: AgencyEnds, shares: Sequence[Share]) -> Decided:
    return Decided(shares[0].to, "subject") if shares else Decided(ending.to, "whole")


def _about(share: Share, procedure: str, subject: str) -> bool:
    return (not share.procedures or procedure in share.procedures) and (
        not share.fields or subject in share.fields
    )


def _words(words: str) -> re.Pattern[str]:
    """The words as whole words, whatever their case and diacritics: "Láng" is not found in "Lángs"."""
    return re.compile(rf"(?<!\w){re.escape(fold(words))}(?!\w)")
