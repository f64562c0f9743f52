"""Reading what is out: lists by kind and place, search without marks, legal notices, one article; and the editors' lists.

Lists go from newest to oldest by key and are not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from motcua.city.authority import PowerSet
from motcua.exchange.publishing.changes import PUBLISH, WRITE, chain
from motcua.exchange.publishing.models import Article, ArticleFile, Translation, Version
from motcua.foundation.models import Event
from motcua.foundation.text import fold

PAGE = 20
_SHOWN = ("blocks", "source")


@dataclass(frozen=True, slots=True)
class Page:
    """Some articles, and the cursor after which the next ones stand ("" at the end)."""

    articles: list[Article]
    after: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the public looks for. Empty fields ask for everything."""

    kinds: tuple[str, ...] = ()
    words: str = ""
    unit_id: int | None = None
    agency_id: int | None = None
    subject: str = ""
    year: int | None = None
    in_force_on: date | None = None


def listed(wanted: Wanted, after: str = "", size: int = PAGE) -> Page:
    """A page of what is out, the last published first; legal notices by the day of issue. One query."""
    legal = wanted.kinds == (Article.Kind.LEGAL,)
    order = "issued_on" if legal else "published_at"
    rows = _out().filter(_condition(wanted))
    if cursor := _cursor(after, legal):
        moment, number = cursor
        rows = rows.filter(Q(**{f"{order}__lt": moment}) | Q(**{order: moment, "id__lt": number}))
    found = list(rows.order_by(f"-{order}", "-id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{getattr(last, order).isoformat()}_{last.pk}" if last else "")


def one(article_id: int) -> Article | None:
    """An article that is or was out, with its words in both languages; None for what never came out. One query."""
    return (
        Article.objects.filter(id=article_id, live__isnull=False)
        .select_related("live", "live_en", "agency", "unit", "replaced_by")
        .defer("search_key", "live__source", "live_en__source")
        .first()
    )


def legal_years() -> list[int]:
    """The years of issue of what is out, the last first. One query."""
    rows = _out().filter(kind=Article.Kind.LEGAL).dates("issued_on", "year", order="DESC")
    return [day.year for day in rows]


def public_file(number: Any) -> ArticleFile | None:
    """An uploaded file that something out names; None for all others. One or two queries."""
    found = (
        ArticleFile.objects.filter(number=number)
        .select_related("stored", "article__live", "article__live_en")
        .first()
    )
    if found is None or found.article.state != Article.State.PUBLISHED:
        return None
    article = found.article
    named = [
        *(article.live.files if article.live else []),
        *(article.live_en.files if article.live_en else []),
    ]
    return found if found.number in named else None


def addresses(limit: int = 5000) -> list[tuple[str, str, int, datetime | None]]:
    """Kind, slug, id and day of change of the newest articles, for the site map. One query."""
    rows = Article.objects.filter(state=Article.State.PUBLISHED).order_by("-published_at", "-id")
    return list(rows.values_list("kind", "slug", "id", "changed_at")[:limit])


def of_editor(powers: PowerSet, stage: str = "", state: str = "", after: str = "", size: int = PAGE) -> Page:
    """Articles that these powers may write or approve, the last touched first. One query."""
    places = sorted(powers.agency_ids(WRITE) | powers.agency_ids(PUBLISH))
    rows = (
        Article.objects.filter(agency_id__in=places)
        .select_related("agency", "unit", "work", "live_en")
        .defer("search_key", "work__source", "work__blocks", "live_en__source", "live_en__blocks")
    )
    if stage:
        rows = rows.filter(stage=stage)
    if state:
        rows = rows.filter(state=state)
    if cursor := _cursor(after, False):
        moment, number = cursor
        rows = rows.filter(Q(touched_at__lt=moment) | Q(touched_at=moment, id__lt=number))
    found = list(rows.order_by("-touched_at", "-id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.touched_at.isoformat()}_{last.pk}" if last else "")


def for_editor(article_id: int, powers: PowerSet) -> Article | None:
    """An article with what is being worked on, for who may write or approve it; else None. One query."""
    article = (
        Article.objects.filter(id=article_id)
        .select_related("agency", "unit", "work", "live", "live_en")
        .defer("search_key")
        .first()
    )
    if article is None:
        return None
    may = any(powers.holds(power, agency_id=article.agency_id) for power in (WRITE, PUBLISH))
    return article if may else None


def versions(article: Article) -> list[Version]:
    """All versions, the last first, without their words. One query."""
    return list(
        Version.objects.filter(article=article).defer("source", "blocks", "facts").order_by("-number")[:100]
    )


def version(article: Article, number: int) -> Version | None:
    return Version.objects.filter(article=article, number=number).first()


def translation_of(version: Version | None) -> Translation | None:
    """The newest translation of a version. One query."""
    return Translation.objects.filter(version=version).order_by("-id").first() if version else None


def uploads(article: Article) -> list[ArticleFile]:
    return list(ArticleFile.objects.filter(article=article).select_related("stored").order_by("id")[:100])


def history(article: Article) -> Sequence[Event]:
    """What happened to it, the last first. One query."""
    return list(Event.objects.filter(chain=chain(article.pk)).order_by("-seq")[:100])


def outdated_in_english(article: Article) -> bool:
    """Whether the English words are those of an earlier version than the Vietnamese ones."""
    return article.live_en is not None and article.live_en.version_id != article.live_id


def _out() -> QuerySet[Article]:
    return (
        Article.objects.filter(state=Article.State.PUBLISHED)
        .select_related("agency", "unit")
        .only(
            "id", "kind", "slug", "title_vi", "title_en", "summary_vi", "summary_en", "published_at", "changed_at",
            "number", "issuer", "issued_on", "effect_from", "effect_to", "subject", "urgent", "valid_from", "valid_to",
            "replaced_by", "live_en", "agency__name_vi", "agency__name_en", "agency__key", "unit__full_name_vi",
            "unit__slug", "unit__name_en",
        )
    )  # fmt: skip


def _condition(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.kinds:
        condition &= Q(kind__in=wanted.kinds) if len(wanted.kinds) > 1 else Q(kind=wanted.kinds[0])
    if wanted.unit_id:
        condition &= Q(unit_id=wanted.unit_id)
    if wanted.agency_id:
        condition &= Q(agency_id=wanted.agency_id)
    if wanted.subject:
        condition &= Q(subject=wanted.subject)
    if wanted.year:
        condition &= Q(issued_on__gte=date(wanted.year, 1, 1), issued_on__lt=date(wanted.year + 1, 1, 1))
    if wanted.in_force_on:
        on = wanted.in_force_on
        condition &= Q(effect_from__lte=on) & (Q(effect_to=None) | Q(effect_to__gt=on))
    if words := fold(wanted.words).split():
        found = Q(
            search=SearchQuery(
                " & ".join(f"{word}:*" for word in words[:12]), config="simple", search_type="raw"
            )
        )
        if Article.Kind.LEGAL in wanted.kinds:
            # "12/2026/QĐ-UBND" is typed in many ways: without separators it is the beginning of the number.
            found |= Q(kind=Article.Kind.LEGAL, number_key__startswith="".join(words))
        condition &= found
    return condition


def _cursor(raw: str, of_day: bool) -> tuple[date | datetime, int] | None:
    """The moment (or day) and id after which a page begins; None for anything that is not a cursor."""
    moment, _, number = raw.partition("_")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    try:
        return (date.fromisoformat(moment) if of_day else datetime.fromisoformat(moment)), int(number)
    except ValueError:
        return None
