"""Parts of a commune's page that rooms add to: the queues of its halls, points of the post …

A room offers a provider from its `AppConfig.ready`; the page shows what each gives. No room knows another.
"""

from collections.abc import Callable
from datetime import datetime

from motcua.sites.shell.my_page import Card

type Provider = Callable[[int, datetime], Card | None]
"""Given the commune's unit and the moment. Kept for a while: no query on most views. None: nothing to say here."""
_providers: dict[str, tuple[int, Provider]] = {}


def offer(key: str, order: int, provider: Provider) -> None:
    """Add a part; smaller `order` comes first. The same key replaces."""
    _providers[key] = (order, provider)


def cards(unit_id: int, at: datetime) -> list[Card]:
    """What the rooms say about this commune, in order."""
    made = (provider(unit_id, at) for _, provider in sorted(_providers.values(), key=lambda pair: pair[0]))
    return [card for card in made if card is not None]
