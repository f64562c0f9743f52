"""The review list: work whose taker the plan cannot know, decided by an officer of the body where it lies."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Agency, Power
from motcua.city.reform import work
from motcua.city.reform.models import Plan, Question
from motcua.city.reform.plans import REORGANISE, PlanRefused
from motcua.foundation import events
from motcua.foundation.actor import Actor

OPEN = {"decided_at": None, "lapsed_at": None}


class AlreadyDecided(PlanRefused):
    """Somebody decided it a moment ago."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} vừa quyết định việc này.", f"{name} has just decided this.")


def waiting(agency_keys: Sequence[str], *, after: int = 0, most: int = 50) -> list[Question]:
    """Open questions of these bodies, oldest first, paged by key. One query."""
    return list(
        Question.objects.filter(agency_key__in=agency_keys, id__gt=after, **OPEN)
        .select_related("plan")
        .order_by("id")[:most]
    )


@transaction.atomic
def decide(question_id: int, to: str, words: str = "", *, by: Actor, at: datetime) -> Question:
    """Decide one: keep it where it lies or hand it to another of the choices. Before the plan's day the run follows it.

    Whoever leads the body where it lies may, and whoever writes plans before they are run. Raises PlanRefused for a
    taker that is no choice, AlreadyDecided, authority.NotAllowed.
    """
    question = Question.objects.select_related("plan").get(id=question_id)
    done = question.plan.state == Plan.State.DONE
    # the dossier's row is locked by whoever hands it on, before the question's: dossiers come before what hangs on them
    require(question, by, at)
    if to not in question.choices:
        raise PlanRefused("Hãy chọn một trong các nơi được nêu.", "Choose one of the places named.")
    kept = True
    if done:
        kept = work.hand_on(
            str(question.subject), question.kind, to, by=by, at=at, plan=str(question.plan.uuid),
            body=question.agency_key,
        )  # fmt: skip
    question = Question.objects.select_for_update().select_related("plan").get(id=question_id)
    if question.decided_at is not None:
        raise AlreadyDecided(question.decided_by_name)
    if not kept:
        question.lapsed_at = at
        question.save(update_fields=["lapsed_at"])
        return question
    question.decided, question.decided_words, question.decided_at = to, words, at
    question.decided_by_id, question.decided_by_name = by.account_id, by.name
    question.save()
    events.record(
        question.plan.chain, "question-decided", at=at, actor=by,
        data={"subject": str(question.subject), "code": question.code, "kind": question.kind, "to": to, "words": words},
    )  # fmt: skip
    return question


def require(question: Question, by: Actor, at: datetime) -> None:
    """Raises authority.NotAllowed unless the officer may decide this question."""
    if question.plan.state != Plan.State.DONE and authority.holds(by, REORGANISE, at=at):
        return
    agency = Agency.objects.filter(key=question.agency_key).first()
    authority.require(by, Power.Name.ASSIGN, at=at, agency_id=agency.pk if agency else -1)
