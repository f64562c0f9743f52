"""News, guides and legal notices: the lists, one article, its files."""

import json
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from motcua.exchange.publishing import reading
from motcua.exchange.publishing.facts import SUBJECTS
from motcua.exchange.publishing.models import Article
from motcua.foundation import clock
from motcua.sites.public import showing
from motcua.sites.shell.wording import shortened

State = Article.State
LISTS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "tin-tuc": (("news", "announcement"), "Tin tức và thông báo", "News and announcements"),
    "huong-dan": (("guide",), "Hướng dẫn", "Guides"),
    "van-ban": (("legal",), "Văn bản của thành phố", "Legal notices of the city"),
}
ROUTES = {"tin-tuc": "public:news", "huong-dan": "public:guides", "van-ban": "public:legal"}
LATEST = 5


@require_safe
def listing(request: HttpRequest, section: str) -> HttpResponse:
    """News or guides, the newest first; with words, what fits them. One query."""
    kinds, vi, en = LISTS[section]
    query = request.GET.get("q", "").strip()[:200]
    wanted = reading.Wanted(kinds=kinds, words=query)
    return _list(request, section, wanted, {"title": {"vi": vi, "en": en}, "query": query})


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Legal notices by number, field, year and whether they count today. Two queries."""
    at = clock.now()
    query, subject = request.GET.get("q", "").strip()[:200], request.GET.get("linh-vuc", "")
    year, effect = request.GET.get("nam", ""), request.GET.get("hieu-luc", "")
    years = reading.legal_years()
    wanted = reading.Wanted(
        kinds=("legal",),
        words=query,
        subject=subject if subject in SUBJECTS else "",
        year=int(year) if year.isascii() and year.isdecimal() and int(year) in years else None,
        in_force_on=at.date() if effect == "con" else None,
    )
    _, vi, en = LISTS["van-ban"]
    filters = [
        {
            "name": "linh-vuc",
            "label": {"vi": "Mọi lĩnh vực", "en": "All fields"},
            "value": subject,
            "options": [{"value": key, "label": {"vi": v, "en": e}} for key, (v, e) in SUBJECTS.items()],
        },
        {
            "name": "nam",
            "label": {"vi": "Mọi năm", "en": "All years"},
            "value": year,
            "options": [{"value": str(one), "label": str(one)} for one in years],
        },
        {
            "name": "hieu-luc",
            "label": {"vi": "Cả văn bản hết hiệu lực", "en": "Also those no longer in force"},
            "value": effect,
            "options": [{"value": "con", "label": {"vi": "Chỉ còn hiệu lực", "en": "Only in force"}}],
        },
    ]
    more = {"title": {"vi": vi, "en": en}, "query": query, "filters": filters}
    return _list(request, "van-ban", wanted, more)


def _list(request: HttpRequest, section: str, wanted: reading.Wanted, more: dict[str, Any]) -> HttpResponse:
    after = request.GET.get("sau", "")
    page = reading.listed(wanted, after)
    on = clock.now().date()
    kept: dict[str, str] = {
        key: value
        for key, value in request.GET.dict().items()
        if key in ("q", "linh-vuc", "nam", "hieu-luc") and value
    }
    here = request.path
    context = {
        "section": section,
        "legal": section == "van-ban",
        "cards": [showing.card(article, on) for article in page.articles],
        "older": f"{here}?{urlencode(kept | {'sau': page.after})}" if page.after else "",
        "newer": f"{here}?{urlencode(kept)}" if after else "",
        "clear": here if kept else "",
        "feed": reverse("public:feed", args=[section]),
        "sections": [
            {
                "label": {"vi": vi, "en": en},
                "href": reverse(ROUTES[key]),
                "current": key == section,
            }
            for key, (_, vi, en) in LISTS.items()
        ],
        **more,
    }
    return render(request, "public/list.html", context)


@require_safe
def article(request: HttpRequest, section: str, slug: str, number: int) -> HttpResponse:
    """One article in the reader's language. At most five queries. Raises: Http404."""
    found = reading.one(number)
    if found is None or found.live is None or showing.SECTIONS[found.kind] != section:
        raise Http404
    if slug != (found.slug or "bai"):
        return redirect(showing.address(found), permanent=True)
    if found.state == State.WITHDRAWN:
        return render(request, "public/withdrawn.html", {"article": found}, status=410)
    at = clock.now()
    words, missing = showing.words_of(found)
    kinds = LISTS[section][0]
    latest = [
        one
        for one in reading.listed(reading.Wanted(kinds=kinds), size=LATEST + 1).articles
        if one.pk != number
    ]
    on = at.date()
    vi, en = LISTS[section][1:]
    here = reverse(ROUTES[section])
    context = {
        "article": found,
        "words": words,
        "body": showing.body(found, words.blocks),
        "missing": missing,
        "kind": {"vi": showing.KINDS[found.kind][0], "en": showing.KINDS[found.kind][1]},
        "in_english": words is not found.live,
        "expired": found.state == State.EXPIRED,
        "effect": showing.effect(found, on) if found.kind == "legal" else None,
        "subject": showing.subject(found.subject),
        "replacement": showing.address(found.replaced_by) if found.replaced_by else "",
        "valid": showing.valid_now(found, at),
        "corrected": found.live.number > 1 and found.changed_at != found.published_at,
        "latest": [showing.card(one, on) for one in latest[:LATEST]],
        "address": showing.address(found),
        "card_address": reverse("public:card", args=[found.pk, found.live.pk]),
        "linked_data": _linked_data(found, words),
        "crumbs": [
            {"label": {"vi": vi, "en": en}, "href": here},
            {"label": shortened(words.title, 60), "href": ""},
        ],
    }
    return render(request, "public/article.html", context)


def _linked_data(found: Article, words: Any) -> SafeString:
    """What search engines read (schema.org): data, which no browser runs. Escaped as Django does for scripts."""
    kinds = {"legal": "Legislation", "announcement": "SpecialAnnouncement", "guide": "Article"}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kinds.get(found.kind, "NewsArticle"),
        "headline": words.title[:110],
        "datePublished": found.published_at.isoformat() if found.published_at else None,
        "dateModified": found.changed_at.isoformat() if found.changed_at else None,
        "publisher": {"@type": "GovernmentOrganization", "name": found.agency.name_vi},
    }
    if found.kind == "legal":
        data |= {
            "@type": "Legislation",
            "legislationIdentifier": found.number,
            "legislationDate": str(found.issued_on),
        }
    plain = json.dumps(data, ensure_ascii=False)
    for letter, escaped in (("&", "\\u0026"), ("<", "\\u003C"), (">", "\\u003E")):
        plain = plain.replace(letter, escaped)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(plain))


@require_safe
def by_number(request: HttpRequest, number: int) -> HttpResponse:
    """The lasting address of an article, whatever its title becomes. One query. Raises: Http404."""
    found = reading.one(number)
    if found is None:
        raise Http404
    return redirect(showing.address(found))


@require_safe
def file(request: HttpRequest, number: UUID) -> FileResponse:
    """A picture or file that something out names; for editors see the newsroom. Raises: Http404."""
    found = reading.public_file(number)
    if found is None:
        raise Http404
    return sent(found)


def sent(found: Any) -> FileResponse:
    """The bytes, as what they were found to be; pictures in the page, the rest as a download."""
    stored = found.stored
    picture = stored.media_type.startswith("image/")
    answer = FileResponse(
        default_storage.open(stored.path, "rb"),
        content_type=stored.media_type,
        as_attachment=not picture,
        filename=found.name,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
