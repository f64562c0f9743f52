"""Changes of mandates: one transaction each, with its event on the chain of the organisation."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from motcua.city.mandates import errors
from motcua.city.mandates.models import OrganisationMandate
from motcua.city.mandates.scope import POWERS, Scope
from motcua.city.models import Organisation, Person
from motcua.foundation import events
from motcua.foundation.actor import Actor

LONGEST = timedelta(days=3 * 366)
"""A mandate counts for three years at most: companies forget who has left. The platform's default, not law."""
MOST_OPEN = 200


def chain_of(organisation: Organisation) -> str:
    """The chain of events of an organisation's mandates."""
    return f"organisation/{organisation.pk}"


@transaction.atomic
def invite(
    organisation_id: int,
    pin: str,
    scope: Scope,
    *,
    since: date,
    until: date,
    by: Person,
    actor: Actor,
    at: datetime,
) -> OrganisationMandate:
    """The representative authorises the person of this number, once that person accepts.

    Whether the number is known is not told. Raises: NotYours, Oneself, Nothing, BeganBefore, WrongDays, TooMany,
    AlreadyThere.
    """
    organisation = _represented(organisation_id, by)
    if pin == by.pin:
        raise errors.Oneself
    if not scope.powers or not scope.powers <= set(POWERS):
        raise errors.Nothing
    if since < at.date():
        raise errors.BeganBefore
    if not since <= until <= at.date() + LONGEST:
        raise errors.WrongDays
    rows = OrganisationMandate.objects.filter(organisation=organisation, ended_at=None)
    if rows.filter(until__gte=at.date()).count() >= MOST_OPEN:
        raise errors.TooMany
    told = {
        "powers": sorted(scope.powers),
        "procedures": sorted(scope.procedures),
        "fields": sorted(scope.fields),
    }
    # one that has run out, or whose giver has gone, does not stand in the way of a new one
    rows.filter(holder_pin=pin, until__lt=at.date(), **told).update(ended_at=at)
    try:
        with transaction.atomic():
            mandate = OrganisationMandate.objects.create(
                organisation=organisation,
                given_by=by,
                holder_pin=pin,
                since=since,
                until=until,
                asked_at=at,
                **told,
            )
    except IntegrityError:
        raise errors.AlreadyThere from None
    _tell(
        mandate,
        "organisation.mandate-given",
        actor,
        at,
        since=since.isoformat(),
        until=until.isoformat(),
        **told,
    )
    return mandate


@transaction.atomic
def accept(mandate_id: int, *, by: Person, actor: Actor, at: datetime) -> OrganisationMandate:
    """The authorised person agrees; twice is once. Raises: NotYours, also where it has ended or its giver has gone."""
    mandate = (
        OrganisationMandate.objects.select_for_update(of=("self",))
        .select_related("organisation", "given_by")
        .filter(id=mandate_id, holder_pin=by.pin, ended_at=None, until__gte=at.date())
        .exclude(holder_pin="")
        .first()
    )
    if mandate is None or mandate.organisation.representative_id != mandate.given_by_id:
        raise errors.NotYours
    if mandate.accepted_at is None:
        mandate.holder, mandate.accepted_at = by, at
        mandate.save(update_fields=["holder", "accepted_at"])
        _tell(mandate, "organisation.mandate-accepted", actor, at)
    return mandate


@transaction.atomic
def end(mandate_id: int, *, by: Person, actor: Actor, at: datetime) -> OrganisationMandate:
    """Either side ends it, from this moment on; declining is the same. Twice is once. Raises: NotYours."""
    mandate = (
        OrganisationMandate.objects.select_for_update(of=("self",))
        .select_related("organisation", "given_by", "holder")
        .filter(id=mandate_id)
        .first()
    )
    if mandate is None or not _concerns(mandate, by):
        raise errors.NotYours
    if mandate.ended_at is None:
        own = mandate.organisation.representative_id == by.pk
        mandate.ended_at = at
        mandate.ended_how = mandate.Ended.ORGANISATION if own else mandate.Ended.HOLDER
        mandate.save(update_fields=["ended_at", "ended_how"])
        _tell(mandate, "organisation.mandate-ended", actor, at, how=str(mandate.ended_how))
    return mandate


def _concerns(mandate: OrganisationMandate, person: Person) -> bool:
    named = bool(person.pin) and mandate.holder_pin == person.pin
    return named or mandate.organisation.representative_id == person.pk


def _represented(organisation_id: int, by: Person) -> Organisation:
    """The organisation, locked, if `by` represents it by the register. Raises: NotYours."""
    found = Organisation.objects.select_for_update().filter(pk=organisation_id, representative=by).first()
    if found is None:
        raise errors.NotYours
    return found


def _tell(
    mandate: OrganisationMandate, kind: str, actor: Actor, at: datetime, **data: str | Collection[str]
) -> None:
    events.record(
        chain_of(mandate.organisation), kind, at=at, actor=actor, data={"mandate": mandate.pk, **data}
    )
