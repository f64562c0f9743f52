"""Reading reports of wrong data: one's own, a post's list, those of a form."""

import uuid
from datetime import datetime

from django.db.models import Q

from motcua.records.contests.models import Contest

PAGE = 20


def own(number: uuid.UUID, person_id: int) -> Contest | None:
    """A report that this person made; None for anybody else's. One query."""
    return (
        Contest.objects.select_related("agency", "person").filter(uuid=number, claimant_id=person_id).first()
    )


def of_claimant(person_id: int, before: int | None = None, size: int = PAGE) -> list[Contest]:
    """What a person reported, newest first. One query."""
    rows = Contest.objects.select_related("agency", "person").filter(claimant_id=person_id).order_by("-id")
    return list((rows.filter(id__lt=before) if before is not None else rows)[:size])


def open_of(person_id: int) -> dict[str, Contest]:
    """The open reports about a person's data, by subject. One query."""
    return {one.subject: one for one in Contest.objects.filter(person_id=person_id, ended_at=None)}


def of_form(form: uuid.UUID) -> list[Contest]:
    """What was reported while a form was filled in, oldest first. One query."""
    return list(Contest.objects.select_related("agency", "person").filter(form=form).order_by("id"))


def waiting(
    agency_id: int, post_kind: str, after: tuple[datetime, int] | None = None, size: int = PAGE
) -> list[Contest]:
    """What waits for a post, most urgent first; `after`: due and id of the last one seen. One query."""
    rows = Contest.objects.select_related("agency", "person", "claimant").filter(
        agency_id=agency_id, post_kind=post_kind, ended_at=None
    )
    if after is not None:
        due, pk = after
        rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, id__gt=pk))
    return list(rows.order_by("due_at", "id")[:size])


def decided(agency_id: int, post_kind: str, before: int | None = None, size: int = PAGE) -> list[Contest]:
    """What a post has decided, newest first. One query."""
    rows = Contest.objects.select_related("agency", "person", "claimant").filter(
        agency_id=agency_id, post_kind=post_kind, ended_at__isnull=False
    )
    return list((rows.filter(id__lt=before) if before is not None else rows).order_by("-id")[:size])
