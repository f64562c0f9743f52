"""Residents ask about looks that they do not understand; the data-protection officer answers within the limit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from motcua.city import authority, identities
from motcua.city.models import Agency, Power
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.foundation.models import AccessLog
from motcua.records.privacy import terms
from motcua.records.privacy.models import LookQuestion
from motcua.records.privacy.telling import tell

PROTECT = Power.Name.PROTECT_DATA
LONGEST = 2000
SHORTEST = 5
MOST_A_DAY = 20
State = LookQuestion.State


class NotPossible(ValueError):
    """It cannot be so; `problems` by field, in both languages."""

    def __init__(self, problems: dict[str, tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{field}: {en}" for field, (_, en) in problems.items()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: rows of the log about the person, how they were told, and the person's own words."""

    person_id: int
    looks: Sequence[int]
    about: str
    words: str
    language: str = "vi"


def calendar_of(agency: Agency) -> worktime.Calendar:
    return worktime.Calendar.from_data(agency.calendar.data)


def head_agency() -> Agency:
    """The city's own agency, whose officer protects the data of all. One query."""
    return (
        Agency.objects.select_related("calendar")
        .filter(kind=Agency.Kind.PEOPLE_COMMITTEE, valid_to=None)
        .order_by("path")[:1]
        .get()
    )


@transaction.atomic
def ask(asked: Asked, *, by: Actor, at: datetime) -> LookQuestion:
    """Put a question to the data-protection officer. The same looks asked twice are one question.

    Raises: NotPossible (no such look of this person, nothing said, too many in a day).
    """
    mine = identities.together(asked.person_id)
    rows = AccessLog.objects.filter(id__in=list(asked.looks), person_id__in=mine).count()
    if not asked.looks or rows != len(set(asked.looks)):
        raise NotPossible({"": ("Không có lượt xem này.", "There is no such look.")})
    if len(asked.words.strip()) < SHORTEST:
        raise NotPossible(
            {"words": ("Hãy viết điều bạn muốn hỏi, ít nhất 5 ký tự.", "Say what you want to know.")}
        )
    before = LookQuestion.objects.select_for_update().filter(person_id__in=mine)
    looks = sorted(set(asked.looks))
    if (there := before.filter(looks=looks).first()) is not None:
        return there
    if before.filter(asked_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise NotPossible(
            {"words": ("Hôm nay bạn đã hỏi nhiều; hãy chờ trả lời.", "You asked a lot today; please wait.")}
        )
    made = LookQuestion.objects.create(
        person_id=asked.person_id, looks=looks, about=asked.about[:LONGEST], words=asked.words.strip()[:LONGEST],
        language=asked.language, asked_at=at, due_at=terms.due("question", at, calendar_of(head_agency())),
    )  # fmt: skip
    tell(made.uuid, "look-question-asked", by, at, id=made.pk)
    return made


@transaction.atomic
def answer(number: uuid.UUID, finding: str, words: str, *, by: Actor, at: datetime) -> LookQuestion:
    """Answer it; the person gets a message. Raises: NotPossible, NotAllowed, LookQuestion.DoesNotExist."""
    authority.require(by, PROTECT, at=at)
    row = LookQuestion.objects.select_for_update().get(uuid=number)
    problems = {}
    if row.state != State.OPEN:
        problems[""] = ("Câu hỏi này đã được trả lời.", "It has been answered.")
    if finding not in LookQuestion.Finding.values:
        problems["finding"] = ("Hãy chọn kết luận.", "Choose a finding.")
    if len(words.strip()) < SHORTEST:
        problems["answer"] = (
            "Hãy viết câu trả lời; người dân sẽ đọc lời này.",
            "Write the answer; the resident reads it.",
        )
    if problems:
        raise NotPossible(problems)
    row.state, row.finding, row.answer = State.ANSWERED, finding, words.strip()[:LONGEST]
    row.answered_at, row.answered_by_id = at, by.account_id
    row.save()
    tell(row.uuid, "look-question-answered", by, at, id=row.pk, finding=finding)
    return row
