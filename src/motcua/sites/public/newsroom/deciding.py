"""Deciding: versions beside one another, sending for approval, approving, withdrawing."""

import difflib
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.exchange.publishing import changes, reading
from motcua.exchange.publishing.models import Version
from motcua.sites.desk.officer import Officer
from motcua.sites.public.newsroom.editor import article_for, editor_page, frame
from motcua.sites.shell import language
from motcua.sites.shell.typed import boxes, moment

DONE = {
    "gui": ("Đã gửi duyệt.", "Sent for approval."),
    "tra-lai": ("Đã trả lại để sửa.", "Sent back."),
    "duyet": ("Đã duyệt.", "Approved."),
    "go": ("Đã gỡ bài.", "Withdrawn."),
}


@require_POST
@editor_page
def act(request: HttpRequest, officer: Officer, number: int, act: str) -> HttpResponse:
    """Send, send back, approve (now or later), withdraw. Raises: Http404."""
    article_for(officer, number)
    if act not in DONE:
        raise Http404
    words, by, at = request.POST.get("words", ""), officer.actor, officer.now
    try:
        if act == "gui":
            changes.send(number, by=by, at=at)
        elif act == "tra-lai":
            changes.send_back(number, words, by=by, at=at)
        elif act == "duyet":
            changes.approve(number, by=by, at=at, publish_at=_hour(request.POST))
        else:
            changes.withdraw(number, words, by=by, at=at)
    except (changes.Refused, NotAllowed) as refusal:
        messages.error(request, language.pick(refusal))
    else:
        messages.success(request, language.say(*DONE[act]))
    return redirect("public:newsroom-edit", number)


@require_safe
@editor_page
def versions(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """All versions, and what changed between two of them. Raises: Http404."""
    article = article_for(officer, number)
    rows = reading.versions(article)
    newest = rows[0].number if rows else 1
    later = _number(request.GET.get("den", ""), newest)
    earlier = _number(request.GET.get("tu", ""), max(1, later - 1))
    one, other = reading.version(article, earlier), reading.version(article, later)
    if one is None or other is None:
        raise Http404
    context = frame(
        officer, article=article, versions=rows, earlier=one, later=other, lines=compared(one, other)
    )
    return render(request, "public/newsroom/versions.html", context)


def compared(one: Version, other: Version) -> list[dict[str, Any]]:
    """Line by line: what stayed, what went and what came; stretches that stayed are shortened."""
    before, after = _lines(one), _lines(other)
    shown: list[dict[str, Any]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            kept = before[a:b]
            if len(kept) > 6:
                kept = [*kept[:2], "…", *kept[-2:]]
            shown += [{"tone": "", "text": line} for line in kept]
            continue
        shown += [{"tone": "del", "text": line} for line in before[a:b]]
        shown += [{"tone": "ins", "text": line} for line in after[c:d]]
    return shown


def _lines(version: Version) -> list[str]:
    facts = [f"{key}: {value}" for key, value in version.facts.items() if value not in (None, "", [], False)]
    return [version.title, version.summary, *facts, *version.source.splitlines()]


def _number(raw: str, otherwise: int) -> int:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else otherwise


def _hour(post: Any) -> datetime | None:
    """The moment at which to publish; None (now) unless a day was chosen. Raises changes.Refused."""
    if not any(boxes(post, "on").values()):
        return None
    found = moment(post, "on")
    if found is None:
        raise changes.Refused("Ngày giờ hẹn đăng không đúng.", "That day or hour does not exist.")
    return found
