"""Writing: a new article, a further version, the English words, files, and how it will look."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city import units
from motcua.city.models import Agency, Unit
from motcua.exchange.publishing import changes, markup, reading
from motcua.exchange.publishing.models import Article, ArticleFile
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.desk.officer import Officer
from motcua.sites.public import articles, showing
from motcua.sites.public.newsroom import forms
from motcua.sites.public.newsroom.editor import article_for, editor_page, frame, may_publish, may_write
from motcua.sites.public.newsroom.lists import STAGES, STATES, labelled
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option, errors_of

TOLD = {
    "article-written": ("Lưu bản", "Version saved"),
    "article-translated": ("Dịch sang tiếng Anh", "Translated into English"),
    "article-sent": ("Gửi duyệt", "Sent for approval"),
    "article-sent-back": ("Trả lại để sửa", "Sent back"),
    "article-scheduled": ("Duyệt, hẹn giờ đăng", "Approved, scheduled"),
    "article-called-off": ("Hủy hẹn giờ vì bài được sửa", "Schedule called off: the article was changed"),
    "article-published": ("Đăng", "Published"),
    "article-withdrawn": ("Gỡ bài", "Withdrawn"),
    "article-expired": ("Hết hạn đăng", "Expired"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def new(request: HttpRequest, officer: Officer, kind: str) -> HttpResponseBase:
    """The first version of an article, for the body of the present post. Raises: Http404."""
    if kind not in Article.Kind.values:
        raise Http404
    if not officer.powers.holds(changes.WRITE, agency_id=officer.post.agency_id):
        return render(request, "403.html", status=403)
    typed = forms.Typed({})
    if request.method == "POST":
        typed = forms.read(kind, request.POST, first=True)
        if typed.draft is not None and "_preview" not in request.POST:
            agency = Agency.objects.select_related("unit").get(id=officer.post.agency_id)
            unit = _place(typed.unit_code, officer)
            article = changes.begin(kind, agency, unit, typed.draft, by=officer.actor, at=officer.now)
            messages.success(request, language.say("Đã lưu bản 1.", "Version 1 is saved."))
            return redirect("public:newsroom-edit", article.pk)
    return _form(request, officer, kind, typed, None)


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def edit(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """An article as it is worked on; saving makes a further version. Raises: Http404."""
    article = article_for(officer, number)
    typed = forms.from_version(article.work)
    if request.method == "POST":
        if not may_write(officer, article):
            return render(request, "403.html", status=403)
        typed = forms.read(article.kind, request.POST, first=False)
        if typed.draft is not None and "_preview" not in request.POST:
            after = request.POST.get("after", "")
            try:
                changes.write(
                    number,
                    typed.draft,
                    after=int(after) if after.isdecimal() else 0,
                    by=officer.actor,
                    at=officer.now,
                )
            except changes.Refused as refusal:
                messages.error(request, language.pick(refusal))
                return _form(request, officer, article.kind, typed, article, status=409)
            messages.success(request, language.say("Đã lưu bản mới.", "A new version is saved."))
            return redirect("public:newsroom-edit", number)
    return _form(request, officer, article.kind, typed, article)


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def translate(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """The English words of the newest version, beside the Vietnamese ones. Raises: Http404."""
    article = article_for(officer, number)
    if not may_write(officer, article):
        return render(request, "403.html", status=403)
    known = reading.translation_of(article.work)
    typed = forms.from_translation(known or article.live_en)
    if request.method == "POST":
        typed = forms.read_translation(request.POST)
        if typed.draft is not None and "_preview" not in request.POST:
            changes.translate(number, typed.draft.words, by=officer.actor, at=officer.now)
            messages.success(request, language.say("Đã lưu bản dịch.", "The translation is saved."))
            return redirect("public:newsroom-edit", number)
    fields = forms.translation_fields(typed)
    errors = errors_of(fields) if request.method == "POST" else []
    context = frame(
        officer, article=article, work=article.work, fields=fields, errors=errors, known=known,
        older_words=known is None and article.live_en is not None,
        preview=_preview(article, typed.values), title=article.title_vi,
        original=showing.body(article, article.work.blocks) if article.work else "",
    )  # fmt: skip
    return render(request, "public/newsroom/translate.html", context, status=422 if errors else 200)


@require_POST
@editor_page
def preview(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The typed words as they will look: a part of a page, for htmx."""
    number = request.POST.get("article", "")
    article = article_for(officer, int(number)) if number.isdecimal() and len(number) < 18 else None
    return render(request, "public/newsroom/_preview.html", {"preview": _preview(article, request.POST)})


@require_POST
@editor_page
def upload(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """A picture or file for this article, checked by content. Raises: Http404."""
    article = article_for(officer, number)
    if not may_write(officer, article):
        return render(request, "403.html", status=403)
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, language.say("Hãy chọn một tệp.", "Choose a file."))
    else:
        try:
            stored = storing.store(
                given, purpose="other", owner_id=None, by=officer.account.pk, at=officer.now
            )
            ArticleFile.objects.create(
                article=article, stored=stored, number=uuid.uuid4(), name=stored.name, at=officer.now
            )
        except RefusedFile as refusal:
            messages.error(request, language.pick(refusal))
    return redirect(reverse("public:newsroom-edit", args=[number]) + "#tep")


@require_safe
@editor_page
def uploaded(request: HttpRequest, officer: Officer, number: int, file: uuid.UUID) -> HttpResponseBase:
    """A file of an article that is not out yet, for its editors. Raises: Http404."""
    article = article_for(officer, number)
    found = ArticleFile.objects.select_related("stored").filter(article=article, number=file).first()
    if found is None:
        raise Http404
    answer = articles.sent(found)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _form(
    request: HttpRequest,
    officer: Officer,
    kind: str,
    typed: forms.Typed,
    article: Article | None,
    status: int = 200,
) -> HttpResponse:
    writes = article is None or may_write(officer, article)
    posted = request.method == "POST" and "_preview" not in request.POST
    if not posted:
        typed.errors = {}
    fields: list[Field] = []
    if writes:
        places = _places(officer) if article is None else []
        fields = forms.fields(kind, typed, first=article is None, places=places)
    errors = errors_of(fields) if posted else []
    vi, en = showing.KINDS[kind]
    context = frame(
        officer,
        kind=kind,
        kind_words={"vi": vi, "en": en},
        article=article,
        fields=fields,
        errors=errors,
        writes=writes,
        preview=_preview(
            article, typed.values if writes or article is None else forms.from_version(article.work).values
        ),
        **(_standing(officer, article) if article is not None else {}),
    )
    return render(request, "public/newsroom/edit.html", context, status=422 if errors else status)


def _standing(officer: Officer, article: Article) -> dict[str, Any]:
    """Where an article stands and what may be done with it now."""
    work = article.work
    translation = reading.translation_of(work)
    publishes = may_publish(officer, article)
    review = article.stage == Article.Stage.REVIEW
    own = {
        author
        for author, new in (
            (work.author_id if work else None, work is not None and work.pk != article.live_id),
            (
                translation.author_id if translation else None,
                translation and translation.pk != article.live_en_id,
            ),
        )
        if new
    }
    return {
        "work": work,
        "translation": translation,
        "stage": labelled(STAGES, article.stage),
        "state": labelled(STATES, article.state),
        "may_send": may_write(officer, article) and article.stage == Article.Stage.DRAFT,
        "publish_on": forms.publish_on(),
        "may_approve": publishes and review and officer.account.pk not in own,
        "own_words": publishes and review and officer.account.pk in own,
        "may_send_back": publishes and review,
        "may_withdraw": publishes and article.state in (Article.State.PUBLISHED, Article.State.SCHEDULED),
        "outdated": reading.outdated_in_english(article),
        "address": f"{settings.PUBLIC_URL}{showing.address(article)}" if article.live_id else "",
        "uploads": reading.uploads(article),
        "timeline": _timeline(article),
    }


def _timeline(article: Article) -> list[dict[str, Any]]:
    """The events of an article as `shell/timeline.html` wants them."""
    entries = []
    for event in reading.history(article):
        body = json.loads(event.body)
        vi, en = TOLD.get(event.kind, (event.kind, event.kind))
        data = body["data"]
        number = f" {data['version']}" if event.kind == "article-written" else ""
        text = data.get("words") or data.get("why") or ""
        if "publish_at" in data:
            text = f"{datetime.fromisoformat(data['publish_at']):%H:%M %d/%m/%Y}"
        entries.append(
            {
                "title": {"vi": vi + number, "en": en + number},
                "who": body["actor"].get("name", ""),
                "at": event.at,
                "text": text,
                "state": "done",
            }
        )
    return entries


def _preview(article: Article | None, values: Any) -> dict[str, Any]:
    """The typed words as blocks; faults beside them."""
    content = markup.compile_text(str(values.get("source") or "").replace("\r\n", "\n"))
    blocks = list(content.blocks)
    return {
        "title": values.get("title") or "",
        "summary": values.get("summary") or "",
        "html": showing.render(blocks, showing.named(blocks, article, editing=True)),
        "faults": [{"line": fault.line, "vi": fault.vi, "en": fault.en} for fault in content.faults],
    }


def _places(officer: Officer) -> list[Option]:
    """Communes to which the body of this post may speak; none for a commune, which speaks to itself."""
    if officer.post.agency_kind == Agency.Kind.COMMUNE:
        return []
    rows = units.communes(settings.CITY_CODE, officer.now.date()).only("code", "full_name_vi", "sort_key")
    return [Option(unit.code, unit.full_name_vi) for unit in rows]


def _place(code: str, officer: Officer) -> Unit | None:
    if not code:
        return None
    return units.communes(settings.CITY_CODE, officer.now.date()).filter(code=code).first()
