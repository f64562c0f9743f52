"""Which requests were made with somebody's help: noted once, asked by the client, the officer and the helper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from motcua.city.acting.models import Hand


@dataclass(frozen=True, slots=True)
class Right:
    """By which right somebody acts: one of the two is set."""

    mandate_id: int | None = None
    session_id: int | None = None


def note(
    subject: UUID,
    *,
    client_id: int,
    account_id: int,
    name: str,
    agency_id: int | None,
    right: Right,
    at: datetime,
) -> None:
    """Somebody has a hand in this request from now on; twice is once. One statement."""
    Hand.objects.bulk_create(
        [
            Hand(
                subject=subject,
                client_id=client_id,
                account_id=account_id,
                helper_name=name,
                agency_id=agency_id,
                mandate_id=right.mandate_id,
                session_id=right.session_id,
                at=at,
            )
        ],
        ignore_conflicts=True,
    )


def touched(subject: UUID, right: Right) -> bool:
    """Whether the request was made or continued by this very right. One query."""
    return _by(right).filter(subject=subject).exists()


def subjects(right: Right, size: int = 200) -> list[UUID]:
    """The requests of this right, newest first. One query."""
    return list(_by(right).order_by("-at").values_list("subject", flat=True)[:size])


def only_touched(rows: QuerySet, right: Right, *, key: str) -> QuerySet:
    """`rows` narrowed to those of this right; `key` names the column with the request's id. No query."""
    return rows.filter(Exists(_by(right).filter(subject=OuterRef(key))))


def _by(right: Right) -> QuerySet[Hand]:
    if right.mandate_id is not None:
        return Hand.objects.filter(mandate_id=right.mandate_id, session=None)
    return Hand.objects.filter(session_id=right.session_id, mandate=None)
