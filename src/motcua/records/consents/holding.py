"""Whether somebody agrees now, and what they agreed to so far."""

from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.records.consents.models import Consent

PAGE = 20


def holds(
    person_id: int, purpose: str, at: datetime, *, receiver: str = "", datum: str = ""
) -> Consent | None:
    """The consent on which something may be done to a person's data at this moment, the newest; None: there is none.

    `receiver`: who gets them, `datum`: which kind. One query, by index.
    """
    rows = standing(at).filter(person_id=person_id, purpose=purpose, receiver=receiver)
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


def of_person(person_id: int, before: int | None = None, size: int = PAGE) -> list[Consent]:
    """What a person agreed to, or somebody for whom they agreed, newest first. One query for each of the two."""
    own = Consent.objects.filter(person_id=person_id)
    given = Consent.objects.filter(representative_id=person_id)
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
