"""Who may act for an organisation, and the lists of both sides.

A mandate counts while it is accepted, not ended, within its days, and its giver still represents the organisation by the
register. A change of the representative thus ends all that the former one gave, at once and without a job: the platform's
rule, stricter than the law (Bộ luật Dân sự 2015, Điều 140.3), because the new one must know who acts.
"""

from datetime import date

from django.db.models import F, Q, QuerySet

from motcua.city.mandates.models import OrganisationMandate
from motcua.city.mandates.scope import WHOLE, Right
from motcua.city.models import Organisation, Person

SHOWN = 100


def right_of(person: Person, organisation: Organisation, on: date) -> Right | None:
    """By what the person acts for the organisation today; None when by nothing. No query for the representative, else one."""
    if organisation.representative_id == person.pk:
        return Right(organisation.pk, (WHOLE,), representative=True)
    if organisation.representative_id is None or not person.pin:
        return None
    rows = in_force(on).filter(organisation=organisation, holder=person)
    scopes = tuple(one.scope for one in rows[:SHOWN])
    return Right(organisation.pk, scopes) if scopes else None


def in_force(on: date) -> QuerySet[OrganisationMandate]:
    """The mandates that count on a day."""
    return OrganisationMandate.objects.filter(
        accepted_at__isnull=False,
        ended_at=None,
        since__lte=on,
        until__gte=on,
        given_by_id=F("organisation__representative_id"),
    )


def represented_by(person_id: int) -> list[Organisation]:
    """What the person represents by the register. One query."""
    return list(Organisation.objects.filter(representative_id=person_id).order_by("name")[:SHOWN])


def held_by(person_id: int, on: date) -> list[OrganisationMandate]:
    """What the person may do for organisations, is asked to, or will from a later day, newest first. One query."""
    number = Person.objects.filter(pk=person_id).exclude(pin="").values("pin")
    rows = OrganisationMandate.objects.select_related("organisation", "given_by").filter(
        holder_pin__in=number,
        ended_at=None,
        until__gte=on,
        given_by_id=F("organisation__representative_id"),
    )
    return list(rows.order_by("-id")[:SHOWN])


def given_for(organisation: Organisation, on: date) -> list[OrganisationMandate]:
    """Who may act for the organisation, or is asked to, newest first. One query."""
    rows = _of(organisation).filter(
        ended_at=None, until__gte=on, given_by_id=F("organisation__representative_id")
    )
    return list(rows[:SHOWN])


def past_of(organisation: Organisation, on: date, size: int = 20) -> list[OrganisationMandate]:
    """What no longer counts: ended, run out, or given by a former representative; newest first. One query."""
    current = Q(given_by_id=F("organisation__representative_id"), ended_at=None, until__gte=on)
    return list(_of(organisation).exclude(current)[:size])


def _of(organisation: Organisation) -> QuerySet[OrganisationMandate]:
    rows = OrganisationMandate.objects.select_related("holder", "given_by").filter(organisation=organisation)
    return rows.order_by("-id")
