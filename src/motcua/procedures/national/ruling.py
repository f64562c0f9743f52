"""The questions that records raise, and the decisions of editors on top of every import."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue import importing, wording
from motcua.procedures.national import questions
from motcua.procedures.national.crawl import POWER
from motcua.procedures.national.models import Question, Record
from motcua.procedures.national.questions import Asked

type Facts = dict[str, Any]

COMMON_RANK = {"cases": 60, "fee": 50, "unit": 30, "district": 20, "decision": 15, "papers": 10, "level": 0}
"""What misleads a resident most comes first, beside how often the procedure is asked for."""


class GroundChanged(Exception):
    """The record changed after the editor's page was made: the question is another one now."""


@transaction.atomic
def ask_again(codes: Iterable[str] | None = None) -> int:
    """Bring the questions of these codes (None: of all) up to their records; how many are open among them.

    A decided question whose ground changed is open again; one that the record no longer raises is moot. Two queries and
    writes in batches.
    """
    only = {} if codes is None else {"code__in": list(codes)}
    have = {(one.code, one.kind, one.key): one for one in Question.objects.select_for_update().filter(**only)}
    fresh: list[Question] = []
    changed: list[Question] = []
    wanted: set[tuple[str, str, str]] = set()
    everyday = wording.everyday()
    for code, facts in Record.objects.filter(**only, gone=False).values_list("code", "facts").iterator():
        popular = everyday[code].weight if code in everyday else 0
        for one in questions.asked(facts):
            place = (code, one.kind, one.key)
            wanted.add(place)
            if (there := have.get(place)) is None:
                fresh.append(
                    Question(
                        code=code,
                        name=facts["name"],
                        kind=one.kind,
                        key=one.key,
                        ground=one.ground,
                        rank=popular * 10 + COMMON_RANK[one.kind],
                    )
                )
            elif _moved(there, one):
                changed.append(there)
    for place, there in have.items():
        if place not in wanted and there.state != Question.State.MOOT:
            there.state = Question.State.MOOT
            changed.append(there)
    Question.objects.bulk_create(fresh, batch_size=1000)
    Question.objects.bulk_update(changed, ["state", "returned", "ground"], batch_size=1000)
    return len(fresh) + sum(one.state == Question.State.OPEN for one in changed)


def _moved(there: Question, one: Asked) -> bool:
    if there.ground == one.ground and there.state != Question.State.MOOT:
        return False
    same_again = there.ground == one.ground and there.choice is not None
    there.returned = there.choice is not None and not same_again
    there.state = Question.State.DECIDED if same_again else Question.State.OPEN
    there.ground = one.ground
    return True


def settling(codes: Iterable[str] | None = None) -> Callable[[Facts], Facts]:
    """What puts the decisions on published facts: only those whose ground is still the one that was decided on. One query."""
    only = {} if codes is None else {"code__in": list(codes)}
    made: dict[str, list[tuple[str, str, str, Mapping[str, Any]]]] = {}
    rows = Question.objects.filter(**only, state=Question.State.DECIDED)
    for code, kind, key, ground, choice in rows.values_list("code", "kind", "key", "ground", "choice"):
        made.setdefault(code, []).append((kind, key, ground, choice or {}))

    def settle(facts: Facts) -> Facts:
        if facts["code"] not in made:
            return facts
        grounds = {(one.kind, one.key): one.ground for one in questions.asked(facts)}
        return questions.settled(
            facts,
            [
                (kind, key, choice)
                for kind, key, ground, choice in made[facts["code"]]
                if grounds.get((kind, key)) == ground
            ],
        )

    return settle


def evidence_of(question: Question, record: Record) -> Asked | None:
    """The question as the record raises it now; None when it does not."""
    return next(
        (
            one
            for one in questions.asked(record.facts)
            if (one.kind, one.key) == (question.kind, question.key)
        ),
        None,
    )


@transaction.atomic
def decide(
    question_id: int, posted: Mapping[str, str], *, seen: str, by: Actor, at: datetime, words: str = ""
) -> Question:
    """Decide a question, or decide it anew; the catalogue shows it at once. `seen`: the ground on the editor's page.

    Raises: authority.NotAllowed, questions.Wrong, GroundChanged, Question.DoesNotExist.
    """
    authority.require(by, POWER, at=at)
    question = Question.objects.select_for_update().get(id=question_id)
    record = Record.objects.get(code=question.code)
    one = evidence_of(question, record)
    if one is None or one.ground != seen:
        raise GroundChanged
    choice = questions.read_choice(one, posted)
    before = question.choice
    question.choice, question.ground, question.state = choice, one.ground, Question.State.DECIDED
    question.returned, question.words = False, words.strip()[:2000]
    question.decided_by_id, question.decided_by_name, question.decided_at = by.account_id, by.name, at
    question.save()
    importing.bring([record.facts])
    events.record(
        f"procedure:{question.code}", "catalogue.ruled", at=at, actor=by,
        data={"code": question.code, "question": f"{question.kind}/{question.key}", "choice": choice, "before": before,
              "ground": one.ground, "words": question.words},
    )  # fmt: skip
    return question


@transaction.atomic
def keep_levels(ids: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Confirm the published level of many procedures at once, where one is published; how many.

    Raises: authority.NotAllowed.
    """
    authority.require(by, POWER, at=at)
    rows = list(
        Question.objects.select_for_update().filter(id__in=ids, kind="level", state=Question.State.OPEN)
    )
    records = {record.code: record for record in Record.objects.filter(code__in=[row.code for row in rows])}
    done = []
    for row in rows:
        one = evidence_of(row, records[row.code])
        if one is None or not one.evidence["levels"]:
            continue
        row.choice, row.ground = {"value": "levels", "levels": one.evidence["levels"]}, one.ground
        row.state, row.returned = Question.State.DECIDED, False
        row.decided_by_id, row.decided_by_name, row.decided_at = by.account_id, by.name, at
        done.append(row)
    Question.objects.bulk_update(
        done, ["choice", "ground", "state", "returned", "decided_by", "decided_by_name", "decided_at"]
    )
    importing.bring(records[row.code].facts for row in done)
    for row in done:
        events.record(
            f"procedure:{row.code}", "catalogue.ruled", at=at, actor=by,
            data={"code": row.code, "question": "level/levels", "choice": row.choice, "ground": row.ground},
        )  # fmt: skip
    return len(done)
