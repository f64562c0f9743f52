"""Questions to the public: opened by a body, answered once a person, counted without a name.

That somebody answered (a mark made with the installation's secret) and what was answered are kept apart.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from motcua.city import authority
from motcua.city.models import Agency, Power
from motcua.exchange.publishing.models import Survey, SurveyCount, SurveyTaker, SurveyWords
from motcua.exchange.publishing.surveys.definition import Question, Questions, from_text
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.clock import VN
from motcua.foundation.definitions import canonical_json

_COUNT = """
insert into publishing_surveycount as cell (survey_id, question, choice, n)
select %(survey)s, question, choice, 1 from unnest(%(questions)s::text[], %(choices)s::text[]) as given(question, choice)
on conflict (survey_id, question, choice) do update set n = cell.n + 1
"""


class Answered(ValueError):
    """This person has answered before."""


class Closed(ValueError):
    """The survey is not open."""


class Incomplete(ValueError):
    """Questions without an answer, by id."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@transaction.atomic
def open_survey(asked: Questions, agency: Agency, *, by: Actor, at: datetime) -> Survey:
    """Publish a survey of a body; a survey of this key stays as it is. Raises: authority.NotAllowed."""
    authority.require(by, Power.Name.PUBLISH, at=at, agency_id=agency.pk)
    survey, made = Survey.objects.get_or_create(
        key=asked.key,
        defaults={
            "agency": agency,
            "definition": canonical_json(asked).decode(),
            "opens_at": at,
            "closes_at": at + timedelta(days=asked.days),
        },
    )
    if made:
        events.record(f"survey/{asked.key}", "survey-opened", at=at, actor=by, data={"agency": agency.key})
    return survey


def asked_by(survey: Survey) -> Questions:
    return from_text(survey.definition)


def current(at: datetime) -> tuple[list[Survey], list[Survey]]:
    """Those open now, and the last ones that were. Two queries."""
    rows = Survey.objects.select_related("agency").order_by("-opens_at", "-id")
    return list(rows.filter(opens_at__lte=at, closes_at__gt=at)[:20]), list(
        rows.filter(closes_at__lte=at)[:20]
    )


def has_answered(survey: Survey, person_id: int) -> bool:
    return SurveyTaker.objects.filter(survey=survey, mark=mark_of(survey, person_id)).exists()


@transaction.atomic
def answer(survey_id: int, given: Mapping[str, str], *, person_id: int, at: datetime) -> None:
    """Count somebody's answers. Nothing is written of who it was but that they have answered.

    Raises: Closed, Answered, Incomplete.
    """
    survey = Survey.objects.get(id=survey_id)
    if not survey.opens_at <= at < survey.closes_at:
        raise Closed
    asked = asked_by(survey)
    missing = [q.id for q in asked.questions if q.kind != "words" and given.get(q.id) not in q.keys]
    if missing:
        raise Incomplete(missing)
    try:
        with transaction.atomic():
            SurveyTaker.objects.create(survey=survey, mark=mark_of(survey, person_id))
    except IntegrityError as error:
        raise Answered from error
    counted = [q for q in asked.questions if q.kind != "words"]
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "survey": survey.pk,
                "questions": [q.id for q in counted],
                "choices": [given[q.id] for q in counted],
            },
        )
    SurveyWords.objects.bulk_create(
        SurveyWords(survey=survey, question=q.id, words=words[:2000], on=at.astimezone(VN).date())
        for q in asked.questions
        if q.kind == "words" and (words := given.get(q.id, "").strip())
    )
    Survey.objects.filter(id=survey.pk).update(answers=F("answers") + 1)


def results(survey: Survey) -> list[tuple[Question, list[tuple[str, int]]]]:
    """Each question with its answers in order and how often each was given. One query."""
    counts = {(row.question, row.choice): row.n for row in SurveyCount.objects.filter(survey=survey)}
    return [
        (question, [(key, counts.get((question.id, key), 0)) for key in question.keys])
        for question in asked_by(survey).questions
        if question.kind != "words"
    ]


def mark_of(survey: Survey, person_id: int) -> bytes:
    """A mark that only this installation can make, different in each survey."""
    words = f"survey:{survey.pk}:{person_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).digest()
