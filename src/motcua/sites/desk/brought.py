"""Dossiers that come to the counter's screen from elsewhere: a pack of the post, a tablet of a mobile team.

A room offers a provider from its `AppConfig.ready`, and opens the counter's form with `begin`: the number of the intake is
then the room's own, so that what is taken in twice is one dossier.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict

from motcua.sites.desk import tickets
from motcua.sites.desk.officer import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What is known before anybody types. `posted` holds first values under the names of the counter's form.

    `filed_at`: the legal time of filing where it is not now. `stops`: why it cannot be taken in as it is.
    """

    procedure_code: str
    title: Mapping[str, str]
    lines: Sequence[Mapping[str, str]] = ()
    warnings: Sequence[Mapping[str, str]] = ()
    stops: Mapping[str, str] | None = None
    posted: QueryDict | None = None
    filed_at: datetime | None = None
    channel: str = ""
    people: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    back: str = ""


type Provider = Callable[[UUID, Officer], Brought | None]
"""None: not this room's, not this officer's, or taken in already."""
_providers: dict[str, Provider] = {}


def offer(key: str, provider: Provider) -> None:
    """Add a room. The same key replaces."""
    _providers[key] = provider


def begin(request: HttpRequest, officer: Officer, key: str, number: UUID) -> Brought:
    """Open an intake for what a room has; the people and scans are put in. Raises: Http404."""
    found = _providers[key](number, officer)
    if found is None:
        raise Http404
    ticket = tickets.read(request, number)
    if ticket.origin != key:
        ticket = tickets.Ticket(
            people=dict(found.people),
            files={name: list(ids) for name, ids in found.files.items()},
            origin=key,
        )
        tickets.keep(request, number, ticket)
    return found


def of(ticket: tickets.Ticket, number: UUID, procedure: str, officer: Officer) -> Brought | None:
    """What the room says of an intake that was begun by it; None for one begun here. Raises: Http404 when it is over."""
    if not ticket.origin:
        return None
    provider = _providers.get(ticket.origin)
    found: Any = provider(number, officer) if provider else None
    if found is None or found.procedure_code != procedure:
        raise Http404
    return found
