"""The five questions after a dossier: who may answer, the answer, and the shares by body.

It knows a dossier by number only: the sites say whose it is and when it ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Sum

from motcua.exchange.publishing.models import ServiceAnswer, ServiceScore
from motcua.exchange.publishing.surveys.definition import SATISFIED, Questions, read
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.clock import VN

_SALT = "publishing.survey.dossier"
FACTORS = 5
_ADD = """
insert into publishing_servicescore as cell (agency_id, month, question, answers, satisfied, levels)
select %(agency)s, %(month)s, n - 1, 1, (level >= %(satisfied)s)::int,
       array(select (step = level)::int from generate_series(1, 5) as step)
from unnest(%(levels)s::int[]) with ordinality as given(level, n)
on conflict (agency_id, month, question) do update set
  answers = cell.answers + 1,
  satisfied = cell.satisfied + excluded.satisfied,
  levels = array(select a + b from unnest(cell.levels, excluded.levels) as pair(a, b))
"""


class Answered(ValueError):
    """The dossier has been rated already."""


class TooLate(ValueError):
    """The time for answering has passed."""


@cache
def questions() -> Questions:
    return read(Path(__file__).with_name("service.yaml"))


def token_for(dossier: UUID) -> str:
    """What a link or QR code carries so that the dossier can be rated without signing on."""
    return signing.Signer(salt=_SALT).sign(str(dossier)).replace(":", ".")


def dossier_of(token: str) -> UUID | None:
    """The dossier of a token; None for anything that we did not sign."""
    number, _, signature = token.partition(".")
    try:
        return UUID(signing.Signer(salt=_SALT).unsign(f"{number}:{signature}"))
    except (signing.BadSignature, ValueError):
        return None


def open_until(ended_at: datetime) -> datetime:
    return ended_at + timedelta(days=questions().days)


def answered(dossier: UUID) -> bool:
    return ServiceAnswer.objects.filter(dossier=dossier).exists()


def overall(levels: Sequence[int]) -> int:
    """The one rating of the dossier that five levels make: their mean, rounded half up. City's own rule.

    >>> overall([5, 4, 4, 5, 4]), overall([3, 4, 3, 4, 4]), overall([1, 2, 1, 2, 1])
    (4, 4, 1)
    """
    return (2 * sum(levels) + len(levels)) // (2 * len(levels))


@transaction.atomic
def answer(
    dossier: UUID,
    levels: Sequence[int],
    words: str,
    *,
    agency_id: int,
    procedure_code: str,
    ended_at: datetime,
    way: str,
    by: Actor,
    at: datetime,
) -> ServiceAnswer:
    """Keep the answer and add it to the body's month. Raises: Answered, TooLate, ValueError."""
    if len(levels) != FACTORS or not all(1 <= level <= 5 for level in levels):
        raise ValueError("five levels of 1 to 5")
    if at > open_until(ended_at):
        raise TooLate
    try:
        with transaction.atomic():
            given = ServiceAnswer.objects.create(
                dossier=dossier, agency_id=agency_id, procedure_code=procedure_code, at=at,
                levels=list(levels), words=words.strip()[:2000], way=way,
            )  # fmt: skip
    except IntegrityError as error:
        raise Answered from error
    month = at.astimezone(VN).date().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD, {"agency": agency_id, "month": month, "levels": list(levels), "satisfied": SATISFIED}
        )
    events.record(f"survey/{dossier}", "service-rated", at=at, actor=by, data={"way": way})
    return given


@dataclass(frozen=True, slots=True)
class Share:
    """What was answered to one question: how many, and which share of them was satisfied (percent)."""

    question: int
    answers: int
    satisfied: int
    levels: tuple[int, ...]

    @property
    def share(self) -> float | None:
        return 100 * self.satisfied / self.answers if self.answers else None


def shares(where: Q, first: date, last: date) -> list[Share]:
    """The five shares over months, both ends included, of the bodies that `where` names. One query."""
    cells = ServiceScore.objects.filter(where, month__gte=first, month__lte=last)
    sums: dict[int, Any] = {
        row["question"]: row
        for row in cells.values("question").annotate(
            n=Sum("answers"), good=Sum("satisfied"),
            **{f"l{step}": Sum(F(f"levels__{step - 1}")) for step in range(1, 6)},
        )
    }  # fmt: skip
    return [
        Share(number, row["n"], row["good"], tuple(row[f"l{step}"] for step in range(1, 6)))
        for number, row in sorted(sums.items())
    ]


def by_agency(first: date, last: date) -> dict[int, Share]:
    """All five questions together, by body. `answers` counts people, not questions. One query."""
    rows = (
        ServiceScore.objects.filter(month__gte=first, month__lte=last)
        .values("agency_id")
        .annotate(n=Sum("answers"), good=Sum("satisfied"))
    )
    return {row["agency_id"]: Share(-1, row["n"], row["good"], ()) for row in rows}


def newest_words(agency_ids: Sequence[int], limit: int = 50) -> list[ServiceAnswer]:
    """What people wrote to these bodies, the newest first: for leaders, never public. One query."""
    return list(
        ServiceAnswer.objects.filter(agency_id__in=list(agency_ids)).exclude(words="").order_by("-id")[:limit]
    )
