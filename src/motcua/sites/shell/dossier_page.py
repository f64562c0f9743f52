"""Parts of a dossier's page that rooms add to: for the resident under what is to be done, for officers under the head.

A room offers a provider from its `AppConfig.ready`; the pages show what each gives. No room knows another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from motcua.procedures.dossiers.models import Dossier

type Side = Literal["resident", "officer"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page: its template sees `part`, which is `data`.

    `action`: what the resident should do now, where this part knows better than the dossier's own status.
    """

    template: str
    data: dict[str, Any]
    action: Any = None


type Provider = Callable[[Dossier, datetime, Any], Part | None]
"""Gets the dossier, the moment, and the `Officer` on the officers' side. None: this room has nothing to say about the
dossier, and has asked no question to know it."""
_providers: dict[Side, dict[str, tuple[int, Provider]]] = {"resident": {}, "officer": {}}


def offer(side: Side, key: str, order: int, provider: Provider) -> None:
    """Add a part; smaller `order` comes first. The same key replaces."""
    _providers[side][key] = (order, provider)


def parts(side: Side, dossier: Dossier, at: datetime, officer: Any = None) -> list[Part]:
    """What the rooms say about this dossier, in order."""
    providers = sorted(_providers[side].values(), key=lambda pair: pair[0])
    made = (provider(dossier, at, officer) for _, provider in providers)
    return [part for part in made if part is not None]
