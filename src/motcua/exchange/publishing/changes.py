"""Changes of articles: write, translate, send for review, send back, approve, withdraw. One transaction each.

Lock, authority, stage, event. Who approves must not have written: neither the version nor the translation that
would come out. Events of an article stand in the chain `article/<id>`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from motcua.city import authority
from motcua.city.models import Agency, Power, Unit
from motcua.exchange.publishing import markup, urgent
from motcua.exchange.publishing.facts import Draft, Legal, Validity, Words
from motcua.exchange.publishing.models import Article, Translation, Version
from motcua.foundation import events
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.text import fold

WRITE, PUBLISH = Power.Name.WRITE_NEWS, Power.Name.PUBLISH
Stage, State = Article.Stage, Article.State


class Refused(ValueError):
    """The change cannot be made as things stand; `vi` and `en` say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class Unpublishable(Refused):
    """The text has faults that must be mended first."""

    def __init__(self, faults: tuple[markup.Fault, ...]) -> None:
        first = faults[0]
        super().__init__(f"Dòng {first.line}: {first.vi}", f"Line {first.line}: {first.en}")
        self.faults = faults


def chain(article_id: int) -> str:
    return f"article/{article_id}"


@transaction.atomic
def begin(kind: str, agency: Agency, unit: Unit | None, draft: Draft, *, by: Actor, at: datetime) -> Article:
    """A new article with its first version. A commune speaks to itself only, whatever `unit` says.

    Raises: authority.NotAllowed, Unpublishable.
    """
    authority.require(by, WRITE, at=at, agency_id=agency.pk)
    place = agency.unit if agency.kind == Agency.Kind.COMMUNE else unit
    article = Article.objects.create(
        kind=kind, agency=agency, unit=place, created_at=at, touched_at=at, stage=Stage.DRAFT, state=State.NEVER,
        title_vi=draft.words.title, slug=slug_of(draft.words.title),
    )  # fmt: skip
    _write(article, draft, by, at)
    return article


@transaction.atomic
def write(article_id: int, draft: Draft, *, after: int, by: Actor, at: datetime) -> Article:
    """A further version. `after`: the number of the version that the editor saw.

    Raises: authority.NotAllowed, Unpublishable, Refused when somebody else was faster.
    """
    article = _held(article_id)
    authority.require(by, WRITE, at=at, agency_id=article.agency_id)
    assert article.work is not None
    if article.work.number != after:
        raise Refused(
            f"{article.work.author_name} vừa lưu bản {article.work.number}. Hãy mở lại bài để xem.",
            f"{article.work.author_name} has just saved version {article.work.number}. Open the article again.",
        )
    _write(article, draft, by, at)
    return article


@transaction.atomic
def translate(article_id: int, words: Words, *, by: Actor, at: datetime) -> Article:
    """The newest version in English; what was settled has to be approved again.

    Raises: authority.NotAllowed, Unpublishable.
    """
    article = _held(article_id)
    authority.require(by, WRITE, at=at, agency_id=article.agency_id)
    content = _compiled(words)
    assert article.work is not None
    Translation.objects.create(
        version=article.work, author_id=_account(by), author_name=by.name, at=at, title=words.title,
        summary=words.summary, source=words.source, blocks=list(content.blocks), files=list(content.files),
    )  # fmt: skip
    article.stage, article.touched_at = Stage.DRAFT, at
    _call_off(article, by, at)
    article.save()
    _tell(article, "translated", by, at, version=article.work.number)
    return article


@transaction.atomic
def send(article_id: int, *, by: Actor, at: datetime) -> Article:
    """Ask for approval. Raises: authority.NotAllowed, Refused."""
    article = _held(article_id)
    authority.require(by, WRITE, at=at, agency_id=article.agency_id)
    _must_be(article, Stage.DRAFT)
    _staged(article, Stage.REVIEW, at)
    _tell(article, "sent", by, at, version=_number(article))
    return article


@transaction.atomic
def send_back(article_id: int, words: str, *, by: Actor, at: datetime) -> Article:
    """Back to its author with words. Raises: authority.NotAllowed, Refused."""
    article = _held(article_id)
    authority.require(by, PUBLISH, at=at, agency_id=article.agency_id)
    _must_be(article, Stage.REVIEW)
    if not words.strip():
        raise Refused("Hãy ghi điều cần sửa.", "Say what has to be mended.")
    _staged(article, Stage.DRAFT, at)
    _tell(article, "sent-back", by, at, version=_number(article), words=words.strip()[:2000])
    return article


@transaction.atomic
def approve(article_id: int, *, by: Actor, at: datetime, publish_at: datetime | None = None) -> Article:
    """Let the version come out, now or at an hour to come. Not by who wrote it.

    Raises: authority.NotAllowed, Refused.
    """
    article = _held(article_id)
    authority.require(by, PUBLISH, at=at, agency_id=article.agency_id)
    _must_be(article, Stage.REVIEW)
    version, translation = article.work, newest_translation(article)
    assert version is not None
    written = {translation.author_id} if translation and translation.pk != article.live_en_id else set()
    if version.pk != article.live_id:
        written.add(version.author_id)
    if by.account_id in written:
        raise Refused(
            "Người soạn không duyệt bài của mình: cần một người khác.",
            "Who wrote it does not approve it: somebody else has to.",
        )
    article.stage = Stage.SETTLED
    if publish_at is not None and publish_at > at:
        article.publish_at, article.touched_at = publish_at, at
        if article.state != State.PUBLISHED:
            article.state = State.SCHEDULED
        article.save()
        _tell(article, "scheduled", by, at, version=version.number, publish_at=publish_at)
    else:
        _come_out(article, by, at)
    return article


@transaction.atomic
def withdraw(article_id: int, why: str, *, by: Actor, at: datetime) -> Article:
    """Take an article off the pages; its address says so from then on, with the reason.

    Raises: authority.NotAllowed, Refused.
    """
    article = _held(article_id)
    authority.require(by, PUBLISH, at=at, agency_id=article.agency_id)
    if article.state not in (State.PUBLISHED, State.SCHEDULED):
        raise Refused("Bài không còn được đăng.", "The article is not out any more.")
    if not why.strip():
        raise Refused("Hãy ghi lý do gỡ bài: người đọc sẽ thấy.", "Say why: readers will see it.")
    article.state, article.withdrawn_why, article.touched_at = State.WITHDRAWN, why.strip()[:500], at
    article.publish_at = None
    article.save(update_fields=["state", "withdrawn_why", "touched_at", "publish_at"])
    _tell(article, "withdrawn", by, at, why=article.withdrawn_why)
    urgent.forget()
    return article


def publish_due(now: datetime) -> int:
    """Let out what was scheduled; how many came out. Each in a transaction of its own."""
    return _each_due(Q(publish_at__lte=now), now, lambda article: _come_out(article, SYSTEM, now))


def expire_due(now: datetime) -> int:
    """Take off what has run out; how many."""
    return _each_due(
        Q(state=State.PUBLISHED, expires_at__lte=now), now, lambda article: _expire(article, now)
    )


def newest_translation(article: Article) -> Translation | None:
    """The last translation of what is being worked on. One query."""
    return Translation.objects.filter(version=article.work).order_by("-id").first()


def slug_of(title: str) -> str:
    """Words of an address: folded, at most 80 letters, whole words."""
    slug = "-".join(fold(title).split())
    return slug if len(slug) <= 80 else slug[:81].rpartition("-")[0] or slug[:80]


def _each_due(due: Q, now: datetime, act: Callable[[Article], None]) -> int:
    done = 0
    while True:
        with transaction.atomic():
            article = (
                Article.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(due)
                .select_related("work")
                .order_by("id")
                .first()
            )
            if article is None:
                return done
            act(article)
            done += 1


def _held(article_id: int) -> Article:
    """The article, locked. Raises Article.DoesNotExist."""
    return Article.objects.select_for_update(of=("self",)).select_related("work", "live").get(id=article_id)


def _write(article: Article, draft: Draft, by: Actor, at: datetime) -> None:
    content = _compiled(draft.words)
    number = article.work.number + 1 if article.work else 1
    article.work = Version.objects.create(
        article=article, number=number, author_id=_account(by), author_name=by.name, at=at, why=draft.why,
        title=draft.words.title, summary=draft.words.summary, source=draft.words.source,
        blocks=list(content.blocks), facts=draft.facts(), files=list(content.files), expires_at=draft.expires_at,
    )  # fmt: skip
    article.stage, article.touched_at = Stage.DRAFT, at
    _call_off(article, by, at)
    if article.live_id is None:
        article.title_vi, article.slug = draft.words.title, slug_of(draft.words.title)
    article.save()
    _tell(article, "written", by, at, version=number, why=draft.why)


def _call_off(article: Article, by: Actor, at: datetime) -> None:
    """What was approved for an hour to come does not come out once it has been written on: nobody approved that."""
    if article.publish_at is None:
        return
    article.publish_at = None
    if article.state == State.SCHEDULED:
        article.state = State.EXPIRED if article.published_at else State.NEVER
    _tell(article, "called-off", by, at)


def _account(by: Actor) -> int:
    assert by.account_id is not None  # `authority.require` lets nobody without an account through
    return by.account_id


def _compiled(words: Words) -> markup.Content:
    content = markup.compile_text(words.source)
    if content.faults:
        raise Unpublishable(content.faults)
    return content


def _come_out(article: Article, by: Actor, at: datetime) -> None:
    """The version becomes what people see, with the newest translation of it if there is one."""
    version, translation = article.work, newest_translation(article)
    assert version is not None
    article.live, article.state = version, State.PUBLISHED
    article.live_en = translation or article.live_en
    article.publish_at, article.changed_at, article.touched_at = None, at, at
    article.published_at = article.published_at or at
    article.expires_at = version.expires_at
    article.title_vi, article.summary_vi, article.slug = (
        version.title,
        version.summary,
        slug_of(version.title),
    )
    if article.live_en is not None:
        article.title_en, article.summary_en = article.live_en.title, article.live_en.summary
    _take_over_facts(article, version.facts)
    plain = "\n".join(markup.plain_lines(version.blocks))
    article.search_key = fold(
        " ".join((version.title, version.summary, article.number, article.issuer, plain, article.title_en))
    )
    article.save()
    if article.kind == Article.Kind.LEGAL:
        _replace(article, Legal.from_data(version.facts).replaces)
    _tell(article, "published", by, at, version=version.number)
    urgent.forget()


def _take_over_facts(article: Article, facts: dict[str, Any]) -> None:
    if article.kind == Article.Kind.LEGAL:
        legal = Legal.from_data(facts)
        article.number, article.number_key = legal.number, "".join(fold(legal.number).split())
        article.issuer, article.issued_on, article.subject = legal.issuer, legal.issued_on, legal.subject
        article.effect_from, article.effect_to = legal.effect_from, legal.effect_to
    if article.kind == Article.Kind.ANNOUNCEMENT:
        validity = Validity.from_data(facts)
        article.valid_from, article.valid_to = validity.begins, validity.ends
        article.urgent = validity.urgent


def _replace(article: Article, numbers: tuple[str, ...]) -> None:
    """Earlier notices of these numbers end on the day on which this one begins to count."""
    keys = ["".join(fold(number).split()) for number in numbers]
    if keys:
        Article.objects.filter(kind=Article.Kind.LEGAL, number_key__in=keys).exclude(id=article.id).filter(
            Q(effect_to=None) | Q(effect_to__gt=F("effect_from"))
        ).update(replaced_by=article, effect_to=article.effect_from)


def _expire(article: Article, at: datetime) -> None:
    article.state, article.touched_at = State.EXPIRED, at
    article.save(update_fields=["state", "touched_at"])
    _tell(article, "expired", SYSTEM, at)
    urgent.forget()


def _must_be(article: Article, stage: str) -> None:
    if article.stage != stage:
        now = Stage(article.stage)
        raise Refused(
            f"Bài đang ở bước “{now.label}”: có thể người khác vừa xử lý.",
            f"The article is at “{now.value}”: somebody may have been faster.",
        )


def _staged(article: Article, stage: str, at: datetime) -> None:
    article.stage, article.touched_at = stage, at
    article.save(update_fields=["stage", "touched_at"])


def _number(article: Article) -> int:
    return article.work.number if article.work else 0


def _tell(article: Article, kind: str, by: Actor, at: datetime, **data: Any) -> None:
    events.record(chain(article.pk), f"article-{kind}", at=at, actor=by, data=data)
