"""Reading requests: one's own, the officer's list, sums without names."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q

from motcua.records.subject_requests.models import SubjectRequest

PAGE = 20
FEW = 5
"""Sums below this are not told: a kind that one person asked for names that person."""


def own(number: uuid.UUID, person_id: int) -> SubjectRequest | None:
    """A request that this person made. One query."""
    return SubjectRequest.objects.select_related("person").filter(uuid=number, claimant_id=person_id).first()


def of_claimant(person_id: int, before: int | None = None, size: int = PAGE) -> list[SubjectRequest]:
    """What a person asked for, newest first. One query."""
    rows = SubjectRequest.objects.select_related("person").filter(claimant_id=person_id).order_by("-id")
    return list((rows.filter(id__lt=before) if before is not None else rows)[:size])


def waiting(agency_id: int, after: tuple[datetime, int] | None, size: int) -> list[SubjectRequest]:
    """What waits at an agency, most urgent first. One query."""
    rows = SubjectRequest.objects.select_related("person").filter(agency_id=agency_id, ended_at=None)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    return list(rows.order_by("due_at", "id")[:size])


def ended(agency_id: int, before: int | None, size: int) -> list[SubjectRequest]:
    """What has ended, newest first. One query."""
    rows = SubjectRequest.objects.select_related("person").filter(agency_id=agency_id, ended_at__isnull=False)
    return list((rows.filter(id__lt=before) if before is not None else rows).order_by("-id")[:size])


def sums(since: date) -> list[dict[str, Any]]:
    """How many of each kind since a day, how they ended, how many late; no names. Small sums are hidden. One query."""
    rows = (
        SubjectRequest.objects.filter(opened_at__date__gte=since)
        .values("kind")
        .annotate(
            asked=Count("id"),
            done=Count("id", filter=Q(state__in=["done", "partly"])),
            refused=Count("id", filter=Q(state="refused")),
            late=Count("id", filter=Q(ended_at__gt=F("due_at"))),
        )
        .order_by("kind")
    )
    return [{key: _shown(value) for key, value in row.items()} for row in rows]


def _shown(value: Any) -> Any:
    return None if isinstance(value, int) and 0 < value < FEW else value
