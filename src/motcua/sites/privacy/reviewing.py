"""Looks that rules propose for review: the list, one of them, the officer's own page where looks are explained."""

import uuid as uuids
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency, Person
from motcua.foundation import audit
from motcua.foundation.models import AccessLog
from motcua.insight.privacy import rules
from motcua.records.privacy import purposes, reviews
from motcua.records.privacy.models import Review
from motcua.records.privacy.questions import LONGEST, NotPossible
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.privacy import words
from motcua.sites.privacy.frame import DECISIONS, PAGE, fault, frame, protection_page, state
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number

PURPOSE = "Rà soát lượt xem dữ liệu cá nhân"


def rule_of(row: Review) -> dict[str, Any]:
    """Name and question of the rule as they were on its day; the key when it is no longer kept."""
    found = rules.in_force(row.day).get(row.rule)
    if found is None:
        return {"name": both(row.rule, row.rule), "asks": both("", "")}
    return {"name": both(found.name.vi, found.name.en), "asks": both(found.asks.vi, found.asks.en)}


def _line(row: Review, agencies: dict[int, Agency]) -> dict[str, Any]:
    agency = agencies.get(row.agency_id or 0)
    return {"row": row, "state": state(row.state), "agency": agency, **rule_of(row)}


@require_safe
@protection_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits, newest day first; or what was decided. Two queries. `truoc`: the id under which older ones begin."""
    ended = request.GET.get("xem") == "da-xong"
    rows = (
        Review.objects.filter(state=Review.State.CLOSED)
        if ended
        else Review.objects.exclude(state=Review.State.CLOSED)
    )
    before = whole_number(request.GET.get("truoc", ""))
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    agencies = Agency.objects.in_bulk({row.agency_id for row in found if row.agency_id})
    kept = "xem=da-xong&" if ended else ""
    context = frame(
        officer,
        "privacy:home",
        lines=[_line(row, agencies) for row in found],
        ended=ended,
        older=f"?{kept}truoc={found[-1].pk}" if more else "",
        newer=(f"?{kept}" if kept else request.path) if before is not None else "",
    )
    return render(request, "privacy/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The looks as they were; ask the officer, or decide. Seven queries. The people seen read that it was looked into.

    Raises: Http404.
    """
    row = Review.objects.select_related("account", "decided_by").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    problems: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        try:
            if request.POST.get("act") == "ask":
                reviews.ask_officer(uuid, by=officer.actor, at=officer.now)
                messages.success(request, say("Đã gửi lời hỏi tới cán bộ.", "The officer has been asked."))
                return redirect("privacy:review", uuid)
            chosen = request.POST.get("decision", "")
            reviews.decide(uuid, chosen, request.POST.get("reason", ""), by=officer.actor, at=officer.now)
        except NotPossible as refused:
            problems = refused.problems
        else:
            messages.success(request, say("Đã ghi kết luận.", "Decided."))
            return redirect("privacy:home")
    looks = list(AccessLog.objects.filter(id__in=row.evidence.get("looks", [])).order_by("id"))
    people = Person.objects.in_bulk({one.person_id for one in looks if one.person_id})
    audit.log_read(
        officer.actor, people, purpose=PURPOSE, what="look-review", code="protection", at=officer.now
    )
    agencies = Agency.objects.in_bulk([row.agency_id] if row.agency_id else [])
    codes = [
        purposes.all_purposes()[one]
        for one in row.evidence.get("codes", [])
        if one in purposes.all_purposes()
    ]
    context = frame(
        officer,
        "privacy:home",
        **_line(row, agencies),
        looks=[
            {
                "look": one,
                "person": people.get(one.person_id or 0),
                "what": words.what(one.what),
                "why": words.why(one),
            }
            for one in looks
        ],
        more=max(row.looks - len(looks), 0),
        first=datetime.fromisoformat(row.evidence["first"]),
        last=datetime.fromisoformat(row.evidence["last"]),
        codes=[both(one.name.vi, one.name.en) for one in codes],
        own=row.account_id == officer.account.id,
        decision=_decided(row),
        fields=(fields := _fields(request, problems)),
        errors=errors_of(fields) if problems else [],
        wrong=fault(problems),
    )
    return render(request, "privacy/review.html", context, status=422 if problems else 200)


def _fields(request: HttpRequest, problems: dict[str, tuple[str, str]]) -> list[Field]:
    return [
        Field(
            "decision", "choice", both("Kết luận", "Decision"), value=request.POST.get("decision", ""),
            options=[Option(key, label) for key, label in DECISIONS.items()], error=fault(problems, "decision"),
        ),
        Field(
            "reason", "longtext", both("Căn cứ", "What it rests on"), value=request.POST.get("reason", ""),
            error=fault(problems, "reason"), max_length=LONGEST,
        ),
    ]  # fmt: skip


@require_safe
@officer_page
def mine(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Looks of one's own that need a word: any officer. One query."""
    return _mine(request, officer, {}, "")


def _mine(
    request: HttpRequest, officer: Officer, problems: dict[str, tuple[str, str]], wrong_at: str
) -> HttpResponse:
    shown = (Review.State.ASKED, Review.State.EXPLAINED, Review.State.CLOSED)
    rows = Review.objects.filter(account_id=officer.account.id, state__in=shown).order_by("-id")[:PAGE]
    lines = []
    for row in rows:
        wrong = problems if str(row.uuid) == wrong_at else {}
        value = request.POST.get("explanation", "") if wrong else row.explanation
        field = Field(
            "explanation", "longtext", both("Tôi xem để làm gì", "What I looked for"), value=value,
            error=fault(wrong, "explanation") or fault(wrong), max_length=LONGEST,
        )  # fmt: skip
        lines.append(_line(row, {}) | {"field": field, "decision": _decided(row)})
    context = page_context(officer, reverse("privacy:mine"), lines=lines)
    return render(request, "privacy/mine.html", context, status=422 if problems else 200)


@require_POST
@officer_page
def explain(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Say what the looks were for. 422 with the words kept. Raises: Http404 for another officer's."""
    try:
        reviews.explain(uuid, request.POST.get("explanation", ""), by=officer.actor, at=officer.now)
    except Review.DoesNotExist:
        raise Http404 from None
    except NotPossible as refused:
        return _mine(request, officer, refused.problems, str(uuid))
    messages.success(request, say("Đã gửi giải thích.", "Your explanation has been sent."))
    return redirect("privacy:mine")


def _decided(row: Review) -> dict[str, str] | None:
    """What was decided, in words; None while it is open."""
    return DECISIONS[Review.Decision(row.decision)] if row.decision else None
