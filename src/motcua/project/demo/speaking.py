"""What the demo city says: articles through the newsroom's own acts, surveys with answers, shapes of communes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import yaml
from django.db import connection, transaction

from motcua.city import authority
from motcua.city.models import Agency, Person
from motcua.exchange.publishing import changes, outlines
from motcua.exchange.publishing.facts import Draft, Legal, Validity, Words
from motcua.exchange.publishing.models import Article, Outline, ServiceAnswer
from motcua.exchange.publishing.surveys import Question, Questions, standing
from motcua.foundation.actor import Actor
from motcua.project.demo import facts
from motcua.project.demo.identities import account_of, demo_identities

_FILE = Path(__file__).with_name("articles.yaml")
_LIKELY = (2, 4, 10, 34, 50)
"""How often an answer of level 1 to 5 is given, of a hundred."""

_ANSWERS = """
insert into publishing_serviceanswer (dossier, agency_id, procedure_code, at, levels, words, way)
select uuid, competent_agency_id, procedure_code, ended_at + interval '1 day',
       array(select greatest(1, least(5, rating - 1 + abs(hashtext(uuid::text || q)) %% 3))::smallint
             from generate_series(1, 5) as q),
       '', 'link'
from dossiers_dossier
where rating is not null and ended_at is not null and ended_at < %(until)s and abs(hashtext(uuid::text)) %% 5 < 3
"""
_SCORES = """
insert into publishing_servicescore (agency_id, month, question, answers, satisfied, levels)
select agency_id, date_trunc('month', at at time zone 'Asia/Ho_Chi_Minh')::date, q - 1, count(*),
       count(*) filter (where levels[q] >= 4),
       array[count(*) filter (where levels[q] = 1), count(*) filter (where levels[q] = 2),
             count(*) filter (where levels[q] = 3), count(*) filter (where levels[q] = 4),
             count(*) filter (where levels[q] = 5)]
from publishing_serviceanswer, generate_series(1, 5) as q
group by 1, 2, 3
"""


@transaction.atomic
def fill(now: datetime, *, seed: int) -> int:
    """Everything that is said, once; the number of articles. The city must be there, its past dossiers too."""
    if not Outline.objects.exists():
        outlines.load(facts.boundaries("hanoi"), now.date())
    if not ServiceAnswer.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute(_ANSWERS, {"until": now - timedelta(days=2)})
            cursor.execute(_SCORES)
    if Article.objects.exists():
        return 0
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    homes = {identity.key: identity.agency for identity in demo_identities() if identity.agency}
    for one in told["articles"]:
        _say(one, Agency.objects.select_related("unit").get(key=homes[one["by"]]), now)
    for one in told["surveys"]:
        _ask(one, now, Random(seed))
    return len(told["articles"])


def _say(one: Mapping[str, Any], agency: Agency, now: datetime) -> None:
    at = now - timedelta(days=one["ago"], hours=3 if one["ago"] else 0)
    author = _actor(one["by"], at)
    article = changes.begin(one["kind"], agency, None, _draft(one, now), by=author, at=at)
    if "en" in one:
        changes.translate(article.pk, _words(one["en"]), by=author, at=at)
    changes.send(article.pk, by=author, at=at)
    if one.get("stage") != "review":
        changes.approve(article.pk, by=_actor(one["approved"], at), at=at)


def _draft(one: Mapping[str, Any], now: datetime) -> Draft:
    def day(ago: int):
        return (now - timedelta(days=ago)).date()

    legal = validity = None
    if "legal" in one:
        told = one["legal"]
        legal = Legal(
            told["number"], told["issuer"], day(told["issued"]), day(told["effect"]), None, told["subject"],
            tuple(told.get("replaces", ())),
        )  # fmt: skip
    if "validity" in one:
        told = one["validity"]
        begins, ends = (now - timedelta(days=told[key]) for key in ("begins", "ends"))
        validity = Validity(begins, ends, told["urgent"])
    return Draft(_words(one["vi"]), "Bản đầu", legal, validity)


def _words(told: Mapping[str, str]) -> Words:
    return Words(told["title"], told["summary"], told["text"])


def _ask(one: Mapping[str, Any], now: datetime, rng: Random) -> None:
    """A survey of the whole city, with answers of invented people in the days since it was opened."""
    asked = msgspec.convert(one["definition"], Questions)
    opened = now - timedelta(days=one["opened"])
    agency = Agency.objects.get(key="ubnd-thanh-pho")
    survey = standing.open_survey(asked, agency, by=_actor("city", opened), at=opened)
    days = min(one["opened"], asked.days)
    people = Person.objects.exclude(pin="").filter(accounts=None).order_by("id")
    for person_id in people.values_list("id", flat=True)[: one["answered"]]:
        at = opened + timedelta(days=rng.random() * days * 0.98)
        given = {question.id: _answer(question, rng) for question in asked.questions}
        standing.answer(survey.pk, given, person_id=person_id, at=at)


def _answer(question: Question, rng: Random) -> str:
    if question.kind == "level":
        return rng.choices(("1", "2", "3", "4", "5"), _LIKELY)[0]
    if question.kind == "choice":
        return rng.choices(question.keys, range(len(question.keys), 0, -1))[0]
    return ""


def _actor(key: str, at: datetime) -> Actor:
    return authority.actor_for(account_of(key), at)
