"""Links to papers: made, listed and taken back by their owner."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import clock
from motcua.records.wallet import sharing, store
from motcua.records.wallet.models import Share
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.typed import whole_number
from motcua.sites.wallet import words
from motcua.sites.wallet.papers import THEIRS, crumbs, line_of, whose_of

PAGE = 20
MOST_OFFERED = 60
DAYS = (1, 3, 7, 14, 30)
OPENINGS = (1, 3, 10, 50)


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """The links one has made, newest first, and who looked. At most 7 queries."""
    resident, at = _resident(request), clock.now()
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    rows = sharing.of_owner(resident.person.pk, before, PAGE + 1)
    context = {
        "links": [
            {
                "share": share,
                "papers": [words.title(paper) for paper in share.papers.all()],
                "state": words.link_state(share, at),
                "alive": sharing.alive(share, at),
            }
            for share in rows[:PAGE]
        ],
        "older": f"?truoc={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "newer": request.path if before is not None else "",
        "crumbs": [
            *crumbs("wallet:papers"),
            {"label": {"vi": "Liên kết đã chia sẻ", "en": "Links"}, "href": ""},
        ],
    }
    return show(request, "wallet/links.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def make(request: HttpRequest) -> HttpResponse:
    """Choose papers, for whom, what for, until when, how often; the link is shown once. At most 8 queries."""
    resident, at = _resident(request), clock.now()
    whose, theirs = whose_of(request, resident)
    offered = [paper for paper in store.page(whose, size=MOST_OFFERED) if paper.file is not None]
    typed = request.POST if request.method == "POST" else request.GET
    chosen = [raw for raw in typed.getlist("papers") if raw.isascii() and raw.isdecimal() and len(raw) < 18]
    faults: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        try:
            share, token = sharing.make(
                sharing.Wanted(
                    _uuid(request.POST.get("id", "")),
                    [int(raw) for raw in dict.fromkeys(chosen)],
                    request.POST.get("receiver", ""),
                    request.POST.get("purpose", ""),
                    _small(request.POST.get("days", "")),
                    _small(request.POST.get("openings", "")),
                ),
                owner_id=resident.person.pk,
                organisation_id=whose.organisation_id,
                by=resident.actor,
                at=at,
            )
        except sharing.CannotShare as refused:
            faults = refused.faults
        except sharing.MadeBefore:
            messages.info(
                request,
                language.say(
                    "Liên kết này đã được tạo và chỉ hiện một lần. Cần thì thu hồi rồi tạo liên kết khác.",
                    "This link was made already and was shown once. Take it back and make another if you need one.",
                ),
            )
            return redirect("wallet:links")
        else:
            return _made(request, share, token)
    fields = _fields(typed, offered, chosen, faults, at.date())
    context = {
        "fields": fields,
        "errors": named_errors(fields),
        "offered": offered,
        "id": uuid.uuid4(),
        "cua": THEIRS if theirs else "",
        "crumbs": [*crumbs("wallet:papers"), {"label": {"vi": "Chia sẻ", "en": "Share"}, "href": ""}],
    }
    return show(request, "wallet/share.html", context, menu="account", status=422 if faults else 200)


@require_POST
@resident_only
def revoke(request: HttpRequest, share_id: uuid.UUID) -> HttpResponse:
    """The link opens no more, from this moment. Raises: Http404 for anybody else's."""
    resident = _resident(request)
    try:
        sharing.revoke(share_id, owner_id=resident.person.pk, by=resident.actor, at=clock.now())
    except Share.DoesNotExist:
        raise Http404 from None
    messages.success(request, language.say("Đã thu hồi liên kết.", "The link has been taken back."))
    return redirect("wallet:links")


def _made(request: HttpRequest, share: Share, token: str) -> HttpResponse:
    """The only page that ever shows the address: the city keeps no copy of it."""
    context = {
        "share": share,
        "href": f"{settings.PUBLIC_URL}{reverse('wallet:open', args=[token])}",
        "rows": [
            {"label": {"vi": "Cho", "en": "For"}, "value": share.receiver},
            {"label": {"vi": "Để", "en": "Purpose"}, "value": share.purpose},
            {
                "label": {"vi": "Đến hết", "en": "Until"},
                "value": f"{share.expires_at.astimezone(clock.VN):%H:%M %d/%m/%Y}",
            },
            {"label": {"vi": "Số lần mở", "en": "Openings"}, "value": str(share.openings)},
        ],
        "crumbs": [*crumbs("wallet:papers"), {"label": {"vi": "Chia sẻ", "en": "Share"}, "href": ""}],
    }
    return show(request, "wallet/shared.html", context, menu="account")


def _fields(
    typed: Any, offered: list[Any], chosen: list[str], faults: dict[str, tuple[str, str]], on: Any
) -> list[Field]:
    def error(name: str) -> Any:
        return {"vi": faults[name][0], "en": faults[name][1]} if name in faults else ""

    def hint(paper: Any) -> dict[str, str]:
        line = line_of(paper, on)
        number = f"{paper.number} · " if paper.number else ""
        return {"vi": f"{number}{line.state['vi']}", "en": f"{number}{line.state['en']}"}

    days = {n: {"vi": f"{n} ngày", "en": f"{n} day{'s' if n > 1 else ''}"} for n in DAYS}
    times = {n: {"vi": f"{n} lần", "en": f"{n} time{'s' if n > 1 else ''}"} for n in OPENINGS}
    return [
        Field(
            "papers", "choices", {"vi": "Giấy tờ nào?", "en": "Which papers?"}, value=chosen, error=error("papers"),
            options=[Option(str(paper.pk), words.title(paper), hint(paper)) for paper in offered],
        ),
        Field(
            "receiver", "text", {"vi": "Cho ai xem?", "en": "Who is to see them?"}, value=typed.get("receiver", ""),
            error=error("receiver"), max_length=120,
            example={"vi": "Trường Tiểu học Hoa Sen", "en": "Hoa Sen Primary School"},
        ),
        Field(
            "purpose", "text", {"vi": "Để làm gì?", "en": "What for?"}, value=typed.get("purpose", ""),
            error=error("purpose"), max_length=200,
            example={"vi": "Nộp hồ sơ nhập học lớp 1", "en": "Enrolment in the first form"},
        ),
        Field(
            "days", "choice", {"vi": "Xem được trong bao lâu?", "en": "For how long?"}, value=typed.get("days", "7"),
            error=error("days"), options=[Option(str(n), days[n]) for n in DAYS],
        ),
        Field(
            "openings", "choice", {"vi": "Mở được mấy lần?", "en": "How often may it be opened?"},
            value=typed.get("openings", "3"), error=error("openings"),
            options=[Option(str(n), times[n]) for n in OPENINGS],
        ),
    ]  # fmt: skip


def _resident(request: HttpRequest) -> Resident:
    return request.resident  # type: ignore[attr-defined,no-any-return]  # set by `resident_only`


def _uuid(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return uuid.uuid4()


def _small(raw: str) -> int:
    return whole_number(raw, 3) or 0
