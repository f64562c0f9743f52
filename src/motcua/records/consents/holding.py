"""Whether somebody agrees now, and what they agreed to so far."""

from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.city import identities
from motcua.foundation.worktime import VN
from motcua.records.consents import rules
from motcua.records.consents.models import Consent

PAGE = 20


def holds(
    person_id: int, purpose: str, at: datetime, *, receiver: str = "", datum: str = ""
) -> Consent | None:
    """The consent on which something may be done to a person's data at this moment, the newest; None: there is none.

    `receiver`: who gets them, `datum`: which kind. Two queries, by index.
    """
    mine = identities.together(person_id)
    rows = standing(at).filter(person_id__in=mine, purpose=purpose, receiver=receiver)
    return (rows.filter(data__contains=[datum]) if datum else rows).order_by("-id").first()


def standing(at: datetime) -> QuerySet[Consent]:
    """Consents that count at a moment: given, not over, not taken back, not used up."""
    return Consent.objects.filter(
        Q(single_use=False) | Q(used_at=None),
        given_at__lte=at,
        expires_at__gt=at,
        withdrawn_at=None,
        barred_at=None,
    )


def stands(consent: Consent, at: datetime) -> bool:
    """The same of one row that is at hand. No query."""
    return (
        consent.given_at <= at < consent.expires_at
        and consent.withdrawn_at is None
        and consent.barred_at is None
        and not (consent.single_use and consent.used_at)
    )


def of_speaker(person_id: int, at: datetime) -> Q:
    """Consents of this person, under whichever number, and those given for a child who is one still. One query."""
    own, given = _whose(person_id, at)
    return own | given


def _whose(person_id: int, at: datetime) -> tuple[Q, Q]:
    """Own ones; and those for a child: from eighteen on only the person speaks."""
    mine = identities.together(person_id)
    born_after = rules.minors_are_born_after(at.astimezone(VN).date())
    return Q(person_id__in=mine), Q(representative_id__in=mine, person__birth_date__gt=born_after)


def of_person(person_id: int, at: datetime, before: int | None = None, size: int = PAGE) -> list[Consent]:
    """What a person agreed to, or a child for whom they agreed, newest first. One query for each of the two, one before."""
    mine, children = _whose(person_id, at)
    own = Consent.objects.filter(mine)
    given = Consent.objects.filter(children)
    if before is not None:
        own, given = own.filter(id__lt=before), given.filter(id__lt=before)
    found = [
        *own.select_related("person").order_by("-id")[:size],
        *given.select_related("person").order_by("-id")[:size],
    ]
    return sorted(found, key=lambda one: -one.pk)[:size]


def by_code(code: str) -> Consent | None:
    """The consent of a receipt's code as it was typed. One query."""
    return Consent.objects.filter(code="".join(code.split()).upper()[:12]).first()
