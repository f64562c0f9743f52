"""Surveys: one answer a dossier and a person, shares that nobody can be picked out of, anonymous by construction."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as some

from motcua.city import authority
from motcua.city.models import Agency, Person
from motcua.exchange.publishing.models import ServiceAnswer, SurveyCount, SurveyTaker, SurveyWords
from motcua.exchange.publishing.surveys import service, standing
from motcua.exchange.publishing.surveys.definition import Choice, Question, Questions, Text
from motcua.foundation.actor import Actor
from tests.conftest import hanoi
from tests.exchange.test_publishing import AT, officer

ENDED = hanoi("2026-09-20 10:00")
SOMEBODY = Actor("resident", name="Người dân")
BOTH = Text(vi="Giờ mở cửa", en="Hours")
ASKED = Questions(
    key="gio-mo-cua", title=BOTH, intro=BOTH, days=30,
    questions=(
        Question(id="when", kind="choice", ask=BOTH, choices=(Choice(id="sat", label=BOTH), Choice(id="eve", label=BOTH))),
        Question(id="now", kind="level", ask=BOTH),
        Question(id="words", kind="words", ask=BOTH),
    ),
)  # fmt: skip


def rate(levels, *, dossier=None, at=AT, words="", agency=7):
    return service.answer(
        dossier or uuid.uuid4(), levels, words, agency_id=agency, procedure_code="1.001193", ended_at=ENDED,
        way="link", by=SOMEBODY, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    "levels, stars",
    [([5, 5, 5, 5, 5], 5), ([4, 4, 5, 4, 5], 4), ([3, 4, 3, 4, 4], 4), ([2, 3, 2, 3, 2], 2), ([1] * 5, 1)],
)
def test_five_levels_make_one_rating(levels, stars):
    assert service.overall(levels) == stars


@given(some.lists(some.integers(1, 5), min_size=5, max_size=5))
def test_the_rating_lies_between_the_lowest_and_the_highest_level(levels):
    assert min(levels) <= service.overall(levels) <= max(levels)


@pytest.mark.django_db
def test_answers_add_up_to_shares_of_four_and_five():
    for levels in ([5, 5, 5, 5, 5], [4, 3, 4, 2, 1], [3, 3, 5, 4, 4]):
        rate(levels)
    rate([1, 1, 1, 1, 1], agency=8)
    month = AT.date().replace(day=1)
    shares = service.shares(Q(agency_id=7), month, month)
    assert [(one.answers, one.satisfied) for one in shares] == [(3, 2), (3, 1), (3, 3), (3, 2), (3, 2)]
    assert shares[0].levels == (0, 0, 1, 1, 1) and shares[0].share == pytest.approx(66.67, abs=0.01)
    assert service.shares(Q(agency_id=7), month.replace(month=9), month.replace(month=9)) == []


@pytest.mark.django_db
def test_a_dossier_is_rated_once_and_within_thirty_days():
    dossier = uuid.uuid4()
    rate([5] * 5, dossier=dossier)
    with pytest.raises(service.Answered):
        rate([1] * 5, dossier=dossier)
    rate([5] * 5, at=ENDED + timedelta(days=30))
    with pytest.raises(service.TooLate):
        rate([5] * 5, at=ENDED + timedelta(days=30, seconds=1))
    for wrong in ([5] * 4, [0, 5, 5, 5, 5], [6, 5, 5, 5, 5]):
        with pytest.raises(ValueError):
            rate(wrong)
    assert ServiceAnswer.objects.count() == 2


def test_a_link_leads_to_its_dossier_and_cannot_be_made_by_anybody_else():
    dossier = uuid.uuid4()
    token = service.token_for(dossier)
    assert service.dossier_of(token) == dossier
    other = token.replace(token[:8], str(uuid.uuid4())[:8])
    for wrong in (other, str(dossier), f"{dossier}.", "", "x.y", token + "a"):
        assert service.dossier_of(wrong) is None


@pytest.mark.django_db
def test_a_survey_counts_each_person_once_and_keeps_who_and_what_apart(city):
    survey = standing.open_survey(ASKED, Agency.objects.get(key="ubnd-thanh-pho"), by=officer("city"), at=AT)
    people = list(Person.objects.exclude(pin="").order_by("id")[:3])
    for person, choice in zip(people, ("sat", "sat", "eve"), strict=True):
        standing.answer(
            survey.pk, {"when": choice, "now": "4", "words": "Cảm ơn"}, person_id=person.pk, at=AT
        )
    with pytest.raises(standing.Answered):
        standing.answer(survey.pk, {"when": "eve", "now": "1"}, person_id=people[0].pk, at=AT)
    with pytest.raises(standing.Incomplete) as wrong:
        standing.answer(survey.pk, {"when": "sun"}, person_id=people[0].pk, at=AT)
    assert wrong.value.missing == ["when", "now"]
    with pytest.raises(standing.Closed):
        standing.answer(
            survey.pk, {"when": "eve", "now": "1"}, person_id=people[0].pk, at=AT + timedelta(days=31)
        )
    survey.refresh_from_db()
    assert survey.answers == 3
    assert [counts for _, counts in standing.results(survey)] == [
        [("sat", 2), ("eve", 1)], [("5", 0), ("4", 3), ("3", 0), ("2", 0), ("1", 0)],
    ]  # fmt: skip
    marks = {bytes(taker.mark) for taker in SurveyTaker.objects.filter(survey=survey)}
    told = {str(person.pk).encode() for person in people}
    assert len(marks) == 3 and not marks & (told | {hashlib.sha256(one).digest() for one in told})
    for model in (SurveyCount, SurveyWords):
        assert not {field.name for field in model._meta.get_fields()} & {"person", "person_id", "mark", "at"}


@pytest.mark.django_db
def test_only_who_may_publish_for_a_body_opens_a_survey_of_it(city):
    with pytest.raises(authority.NotAllowed):
        standing.open_survey(ASKED, Agency.objects.get(key="ubnd-thanh-pho"), by=officer("chair"), at=AT)
