"""Which contracts an officer reads, what stands on a receipt, who may write and sign."""

import uuid as uuids
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.city.agencies import day
from motcua.city.authority import PowerSet, powers_of
from motcua.city.contracts import rules
from motcua.city.contracts.errors import NotYours
from motcua.city.contracts.models import ReceptionContract, Seat
from motcua.city.models import Agency, Power
from motcua.foundation.actor import Actor

RECEIVING = (Agency.Kind.COMMUNE, Agency.Kind.CENTRE, Agency.Kind.CENTRE_BRANCH, Agency.Kind.DEPARTMENT)
"""Kinds of bodies with counters of their own."""
SIGNS, WRITES = Power.Name.SIGN, Power.Name.ASSIGN


def signs_for(powers: PowerSet) -> frozenset[int]:
    """Agencies for which these powers sign in their own right, over everything. No query."""
    own = (one for one in powers.grants if one.power == SIGNS and not one.lent)
    return frozenset(one.agency_id for one in own if not one.procedure_code and not one.field)


def writes_for(powers: PowerSet) -> frozenset[int]:
    """Agencies whose contracts these powers write: where they lead, or sign. No query."""
    leads = (one.agency_id for one in powers.grants if one.power == WRITES and not one.lent)
    return frozenset(leads) | signs_for(powers)


def of_officer(powers: PowerSet, before: int | None = None, limit: int = 51) -> list[ReceptionContract]:
    """Contracts of one's agencies, newest first, from `before` (an id) back. One query."""
    rows = ReceptionContract.objects.select_related("agency", "organisation").filter(
        agency__in=writes_for(powers)
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:limit])


def for_officer(uuid: uuids.UUID, powers: PowerSet) -> ReceptionContract:
    """A contract of one's own agency. One query. Raises: NotYours."""
    rows = ReceptionContract.objects.select_related("agency", "organisation")
    found = rows.filter(uuid=uuid, agency__in=writes_for(powers)).first()
    if found is None:
        raise NotYours
    return found


def points_of(agency: Agency, at: datetime) -> QuerySet[Agency]:
    """Where its contracts may put people: itself and the bodies below it that have counters. One query."""
    below = Q(path__startswith=agency.path, kind__in=RECEIVING)
    return Agency.objects.on(day(at)).filter(Q(pk=agency.pk) | below).order_by("path")[: rules.MOST_POINTS]


def of_post(post_id: int | None) -> ReceptionContract | None:
    """The contract under which a post works; None for the posts of officers. One query."""
    seat = (
        Seat.objects.select_related("contract__organisation", "contract__agency").filter(post=post_id).first()
    )
    return seat.contract if seat is not None else None


def under_contract(powers: PowerSet) -> bool:
    """Whether these are the powers of a firm's person and nothing else. No query."""
    return bool(powers.posts) and all(post.kind == rules.POST_KIND for post in powers.posts)


def acts_under_contract(by: Actor, at: datetime) -> bool:
    """Whether the actor acts in a firm's seat. No query once its powers are known."""
    return under_contract(powers_of(by.account_id, at).in_post(by.post_id))


def works_for(by: Actor, at: datetime) -> str:
    """The firm of who received, as a receipt says it; "" for officers, without a query, one for a firm's people."""
    if acts_under_contract(by, at):
        contract = of_post(by.post_id or powers_of(by.account_id, at).posts[0].post_id)
        if contract is not None:
            return rules.on_slip(contract.organisation.name, contract.number, contract.agency.name_vi)
    return ""
