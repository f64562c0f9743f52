"""Cards of a resident's own page that rooms add to: reports, questions, school places, payments due …

A room offers a provider from its `AppConfig.ready`; "my page" shows what each gives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

type Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card. `urgent`: something for the resident to do; it is shown among "things to do now" as well."""

    words: Words
    href: str
    note: Words | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A part of "my page". `href` and `more` lead to all of it; `empty` is said when there are no lines."""

    key: str
    title: Words
    lines: Sequence[Line]
    empty: Words
    href: str = ""
    more: Words | None = None


type Provider = Callable[[int, datetime], Card | None]
"""Given the person's id and the moment. At most two queries. None: this room has nothing to do with the person."""
_providers: dict[str, tuple[int, Provider]] = {}


def offer(key: str, order: int, provider: Provider) -> None:
    """Add a card; smaller `order` comes first. The same key replaces."""
    _providers[key] = (order, provider)


def cards(person_id: int, at: datetime) -> list[Card]:
    """All cards that have something to say to this person, in order."""
    made = (provider(person_id, at) for _, provider in sorted(_providers.values(), key=lambda pair: pair[0]))
    return [card for card in made if card is not None]
