"""What the post's pages show. Every function says what it costs."""

import json
import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet

from motcua.city.authority import PowerSet
from motcua.city.models import Agency, Power
from motcua.exchange.post import rules
from motcua.exchange.post.errors import NotYours
from motcua.exchange.post.models import Enclosed, Record, Shipment
from motcua.exchange.post.packing import CARRIES
from motcua.exchange.post.rules import State, Way
from motcua.foundation.models import Event

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Passed:
    """A line of the way: the kind of the event and when."""

    kind: str
    at: datetime
    number: int = 0


def tracked(typed: str) -> tuple[Shipment, list[Passed]] | None:
    """A shipment by its code and what happened to it. Two queries. Show none of its people to whoever only has the code."""
    code = rules.read_code(typed)
    found = Shipment.objects.select_related("office", "agency").filter(code=code).first() if code else None
    return (found, way_of(found)) if found is not None else None


def way_of(shipment: Shipment) -> list[Passed]:
    """What happened to a shipment, the newest first. One query."""
    rows = Event.objects.filter(chain=shipment.chain).order_by("-seq").values_list("kind", "at", "body")
    found = []
    for kind, at, body in rows:
        data = json.loads(body)["data"]
        found.append(Passed(kind, at, int(data.get("number") or 0)))
    return found


def of_dossier(uuid: uuids.UUID) -> list[Shipment]:
    """The shipments of a dossier, in and out. One query for the rows, one for the offices."""
    ids = Enclosed.objects.filter(uuid=uuid) | Enclosed.objects.filter(dossier_uuid=uuid)
    rows = Shipment.objects.select_related("office", "agency", "record")
    return list(rows.filter(pk__in=ids.values("shipment")).order_by("id"))


def of_person(person_id: int) -> list[Shipment]:
    """A person's shipments that are under way. One query."""
    rows = Shipment.objects.filter(person=person_id).exclude(state__in=sorted(rules.ENDED))
    return list(rows.order_by("-id")[:10])


def brought(uuid: uuids.UUID) -> Enclosed | None:
    """The dossier of a pack that an agency has signed for. One query."""
    rows = Enclosed.objects.select_related("shipment__record", "shipment__person")
    return rows.filter(uuid=uuid, shipment__way=Way.SEND, shipment__state=State.HANDED).first()


def office_rows(office_ids: Iterable[int], states: Iterable[State], before: int = 0) -> QuerySet[Shipment]:
    """Shipments of post offices in these states, the oldest first, from the one after `before`."""
    return (
        Shipment.objects.select_related("agency")
        .annotate(n=Count("enclosed"))
        .filter(office__in=list(office_ids), state__in=list(states), pk__gt=before)
        .order_by("id")[: SHOWN + 1]
    )


def shipment_of(uuid: uuids.UUID, powers: PowerSet) -> Shipment:
    """A shipment of one's own post office with what lies in it. Two queries. Raises: NotYours."""
    inside = Prefetch("enclosed", Enclosed.objects.order_by("id"))
    rows = Shipment.objects.select_related("office", "agency", "record", "person").prefetch_related(inside)
    found = rows.filter(uuid=uuid, office__in=powers.agency_ids(CARRIES)).first()
    if found is None:
        raise NotYours
    return found


def record_of(uuid: uuids.UUID, powers: PowerSet) -> Record:
    """A record of one's own office or agency. One query. Raises: NotYours."""
    found = Record.objects.select_related("office", "agency").filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    ours = powers.agency_ids(Power.Name.RECEIVE) | powers.agency_ids(Power.Name.RETURN)
    if found.office_id in powers.agency_ids(CARRIES) or found.agency_id in ours:
        return found
    raise NotYours


def shipments_on(record: Record) -> list[Shipment]:
    """What stands on a record that is not signed yet. Two queries."""
    rows = Shipment.objects.filter(record=record).order_by("id")
    return list(rows.prefetch_related(Prefetch("enclosed", Enclosed.objects.order_by("id"))))


def offices(at: datetime) -> list[Agency]:
    """Every post office of the city on that day. One query."""
    rows = Agency.objects.on(at.date()).filter(kind=Agency.Kind.POST_OFFICE).select_related("unit")
    return list(rows.order_by("sort_key"))
