"""Dossiers, papers and ratings tied to the counter: a consumer of events, so that no act at the desk waits for it.

Who takes a dossier in or hands a result over while somebody stands at the counter did it for that ticket. A rating of
the dossier later counts for that counter.
"""

from collections.abc import Sequence

from django.db.models import Q

from motcua.city.hall import figures, transfers
from motcua.city.hall.models import Handled, Ticket
from motcua.city.models import Agency
from motcua.foundation.events import Delivered
from motcua.procedures.dossiers.models import Component, Dossier

CONSUMER = "hall-counters"
HANDLED = {"taken-in": "intake", "returned": "return"}
RATED = "rated"
KINDS = frozenset([*HANDLED, RATED])
SATISFIED = 4


def keep(batch: Sequence[Delivered]) -> None:
    """Two or three queries an event; those of officers who sit at no counter are one query."""
    for event in batch:
        if event.kind == RATED:
            _rated(event)
            continue
        if event.kind == "taken-in" and event.data.get("competent") != event.data.get("intake"):
            _papers(event)
        if (account := event.actor.get("account_id")) is not None:
            _handled(event, int(account))


def _handled(event: Delivered, account_id: int) -> None:
    ticket = (
        Ticket.objects.filter(sitting__account=account_id, called_at__lte=event.at)
        .filter(Q(ended_at=None) | Q(ended_at__gte=event.at))
        .filter(sitting__since__lte=event.at)
        .order_by("-called_at")
        .first()
    )
    if ticket is not None:
        Handled.objects.get_or_create(
            ticket=ticket,
            dossier_code=_code(event),
            kind=HANDLED[event.kind],
            defaults={"at": event.at},
        )


def _uuid(event: Delivered) -> str:
    return event.chain.removeprefix("dossier/")


def _code(event: Delivered) -> str:
    """The dossier's code; the filing statement writes its event before the number is known."""
    told = event.data.get("code")
    return str(told or Dossier.objects.values_list("code", flat=True).get(uuid=_uuid(event)))


def _papers(event: Delivered) -> None:
    """Papers that were brought to the counter of another agency than the competent one have to go there."""
    dossier = Dossier.objects.filter(uuid=_uuid(event)).first()
    if dossier is None:
        return
    # what was only shown went home again; what the city's data say is no paper
    papers = Component.objects.filter(dossier=dossier, source=Component.Source.SCAN).count()
    if not papers:
        return
    offices = Agency.objects.select_related("calendar").in_bulk(
        [dossier.intake_agency_id, dossier.competent_agency_id]
    )
    transfers.expect(
        dossier.code, dossier.procedure_code, offices[dossier.intake_agency_id], offices[dossier.competent_agency_id],
        papers, event.at,
    )  # fmt: skip


def _rated(event: Delivered) -> None:
    """One rating a dossier: a new one takes the place of the old. It counts for the hour of the service."""
    rows = Handled.objects.select_for_update(of=("self",)).select_related("ticket")
    # who handed the result over is rated; who took it in, where nobody did
    row = rows.filter(dossier_code=_code(event)).order_by("-kind", "-id").first()
    stars = int(event.data["stars"])
    if row is None or row.ticket.counter_id is None:
        return
    ticket = row.ticket
    before = row.stars
    if before is not None:
        figures.add(
            ticket.hall_id, ticket.group_id, ticket.counter_id, row.at,
            ratings=-1, stars=-before, satisfied=-int(before >= SATISFIED),
        )  # fmt: skip
    figures.add(
        ticket.hall_id, ticket.group_id, ticket.counter_id, row.at,
        ratings=1, stars=stars, satisfied=int(stars >= SATISFIED),
    )  # fmt: skip
    row.stars = stars
    row.save(update_fields=["stars"])
