"""Parts of a procedure's page that rooms add to: questions and answers about it.

A room offers a provider from its `AppConfig.ready`; the page shows what each gives. No room knows another.
"""

from collections.abc import Callable

from motcua.sites.shell.my_page import Card

type Provider = Callable[[str], Card | None]
"""Given the procedure's code. At most one query. None: this room has nothing to say about it."""
_providers: dict[str, tuple[int, Provider]] = {}


def offer(key: str, order: int, provider: Provider) -> None:
    """Add a part; smaller `order` comes first. The same key replaces."""
    _providers[key] = (order, provider)


def cards(code: str) -> list[Card]:
    """What the rooms say about this procedure, in order."""
    made = (provider(code) for _, provider in sorted(_providers.values(), key=lambda pair: pair[0]))
    return [card for card in made if card is not None]
