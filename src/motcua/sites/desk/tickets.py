"""A dossier being taken in at the counter: who it is for and which scans are there, kept in the session.

The ticket's number becomes the dossier's id: pressing twice makes one dossier. People are chosen from what a
logged search has just shown, so that nobody walks through the register by counting.
"""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from motcua.city.models import Person

KEY = "desk-counter"
KEPT_KEY = "desk-counter-kept"
KEPT = 12
"""Unfinished intakes of one officer; older ones are forgotten."""
ROLES = ("applicant", "owner", "authorised")


@dataclass(slots=True)
class Ticket:
    """`people` by role, `offered` the ids that the last search has shown, `files` the scans by paper.

    `origin`: the room that brought it (`desk.brought`), empty for what lies on the counter.
    """

    people: dict[str, int] = field(default_factory=dict)
    offered: list[int] = field(default_factory=list)
    files: dict[str, list[str]] = field(default_factory=dict)
    origin: str = ""


def read(request: HttpRequest, number: UUID) -> Ticket:
    """The ticket of this number, an empty one when it is new."""
    kept: dict[str, Any] = request.session.get(KEY, {}).get(str(number), {})
    return Ticket(**kept)


def keep(request: HttpRequest, number: UUID, ticket: Ticket) -> None:
    """Write the ticket into the session as the newest."""
    kept = {key: value for key, value in request.session.get(KEY, {}).items() if key != str(number)}
    kept[str(number)] = asdict(ticket)
    request.session[KEY] = dict(list(kept.items())[-KEPT:])


def forget(request: HttpRequest, number: UUID) -> None:
    """The dossier is in: its ticket is not needed any more."""
    request.session[KEY] = {
        key: value for key, value in request.session.get(KEY, {}).items() if key != str(number)
    }


def kept_answers(request: HttpRequest, procedure: str) -> dict[str, Any]:
    """Answers that the officer keeps from one dossier of a procedure to the next (the hospital near by …)."""
    return dict(request.session.get(KEPT_KEY, {}).get(procedure, {}))


def keep_answers(request: HttpRequest, procedure: str, answers: dict[str, Any]) -> None:
    """Remember these answers, and no others, for the next dossier of the procedure in this session."""
    request.session[KEPT_KEY] = {**request.session.get(KEPT_KEY, {}), procedure: answers}


def people(ticket: Ticket) -> dict[str, Person]:
    """The chosen persons by role. One query."""
    found = Person.objects.select_related("unit").in_bulk(list(ticket.people.values()))
    return {role: found[number] for role, number in ticket.people.items() if number in found}
