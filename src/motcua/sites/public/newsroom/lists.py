"""The newsroom's list: what waits for whom; and what residents wrote, for leaders."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from motcua.city.models import Agency
from motcua.exchange.publishing import reading
from motcua.exchange.publishing.changes import PUBLISH, WRITE
from motcua.exchange.publishing.models import Article
from motcua.exchange.publishing.surveys import ENOUGH, service
from motcua.foundation.worktime import VN
from motcua.insight import reading as figures
from motcua.sites.desk.officer import Officer
from motcua.sites.public import places, showing
from motcua.sites.public.communes import FACTORS
from motcua.sites.public.newsroom.editor import editor_page, frame
from motcua.sites.shell import language

STAGES = {
    "draft": ("Đang soạn", "Draft", "quiet", "pen"),
    "review": ("Chờ duyệt", "To approve", "warn", "clock"),
    "settled": ("Đã duyệt", "Approved", "ok", "check"),
}
STATES = {
    "never": ("Chưa đăng", "Not out", "quiet", "stop"),
    "scheduled": ("Hẹn giờ đăng", "Scheduled", "info", "clock"),
    "published": ("Đang đăng", "Out", "ok", "check"),
    "expired": ("Hết hạn", "Expired", "quiet", "stop"),
    "withdrawn": ("Đã gỡ", "Withdrawn", "danger", "undo"),
}


@editor_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Articles of the bodies of this post, the last touched first. One query besides the frame."""
    chosen = request.GET.get("xem", "")
    stage = chosen if chosen in STAGES else ""
    state = chosen if chosen in STATES else ""
    after = request.GET.get("sau", "")
    page = reading.of_editor(officer.powers, stage, state, after)
    here = reverse("public:newsroom")
    tabs = [
        ("", {"vi": "Tất cả", "en": "All"}),
        ("draft", {"vi": "Đang soạn", "en": "Drafts"}),
        ("review", {"vi": "Chờ duyệt", "en": "To approve"}),
        ("published", {"vi": "Đang đăng", "en": "Out"}),
        ("withdrawn", {"vi": "Đã gỡ", "en": "Withdrawn"}),
    ]
    context = frame(
        officer,
        rows=[row(article) for article in page.articles],
        tabs=[
            {"label": label, "href": f"{here}?xem={key}" if key else here, "current": key == (stage or state)}
            for key, label in tabs
        ],
        publishes=officer.powers.holds(PUBLISH, agency_id=officer.post.agency_id),
        writes=officer.powers.holds(WRITE, agency_id=officer.post.agency_id),
        kinds=[{"key": key, "vi": vi, "en": en} for key, (vi, en) in showing.KINDS.items()]
        if officer.powers.holds(WRITE, agency_id=officer.post.agency_id)
        else [],
        older=f"{here}?{urlencode({'xem': chosen, 'sau': page.after})}" if page.after else "",
        newer=here if after else "",
    )
    return render(request, "public/newsroom/list.html", context)


def row(article: Article) -> dict[str, Any]:
    """A line of the list."""
    vi, en = showing.KINDS[article.kind]
    work = article.work
    return {
        "id": article.pk,
        "title": work.title if work else article.title_vi,
        "kind": {"vi": vi, "en": en},
        "place": article.unit.full_name_vi if article.unit else None,
        "agency": {"vi": article.agency.name_vi, "en": article.agency.name_en},
        "stage": labelled(STAGES, article.stage),
        "state": labelled(STATES, article.state),
        "settled": article.stage == "settled",
        "at": article.touched_at,
        "author": work.author_name if work else "",
        "number": work.number if work else 0,
        "english": article.live_en is not None,
        "outdated": reading.outdated_in_english(article),
    }


def labelled(words: dict[str, tuple[str, str, str, str]], key: str) -> dict[str, str]:
    vi, en, tone, icon = words[key]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


@editor_page
def ratings(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What residents answered about the bodies that this post leads: five shares, and their words without names."""
    ids = sorted(officer.powers.agency_ids(PUBLISH))
    if not ids:
        return render(request, "403.html", status=403)
    last = officer.now.astimezone(VN).date().replace(day=1)
    first = figures.later(last, -places.MONTHS)
    shares = service.shares(Q(agency_id__in=ids), first, last)
    words = service.newest_words(ids)
    names = Agency.objects.in_bulk({one.agency_id for one in words})
    context = frame(
        officer,
        first=first,
        last=last,
        enough=ENOUGH,
        answers=shares[0].answers if shares else 0,
        factors=[(language.pick(FACTORS[one.question]), one.share) for one in shares if one.share is not None]
        if shares and shares[0].answers >= ENOUGH
        else [],
        words=[
            {"at": one.at, "words": one.words, "agency": names.get(one.agency_id), "lowest": min(one.levels)}
            for one in words
        ],
    )
    return render(request, "public/newsroom/ratings.html", context)
