"""The data-protection officer's desk for requests of people: queue, clock, putting off, decision, sums without names."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.authority import NotAllowed
from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.records.subject_requests import changes, holdings, reading, rules
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.consents import request_words as words
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both
from motcua.sites.shell.typed import whole_number

PURPOSE = "Thực hiện yêu cầu của chủ thể dữ liệu"
CODE = "subject-request"
YEAR = timedelta(days=365)


def protects(officer: Officer) -> bool:
    """Whether this post answers for personal data. No query."""
    return officer.powers.holds_any(changes.POWER)


@require_safe
@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits, most urgent first, or what has ended; and a year's sums. At most 6 queries."""
    if not protects(officer):
        return render(request, "403.html", status=403)
    ended = request.GET.get("xem") == "da-xong"
    raw, size = request.GET.get("sau", ""), reading.PAGE
    agency, here = officer.post.agency_id, reverse("consents:desk")
    if ended:
        before = whole_number(raw)
        rows = reading.ended(agency, before, size + 1)
        more = f"?xem=da-xong&sau={rows[size - 1].pk}" if len(rows) > size else ""
    else:
        rows = reading.waiting(agency, _after(raw), size + 1)
        more = f"?sau={rows[size - 1].due_at.timestamp()}_{rows[size - 1].pk}" if len(rows) > size else ""
    rows = rows[:size]
    audit.log_list(
        officer.actor, [one.person_id for one in rows], purpose=PURPOSE, what=CODE, at=officer.now, code=CODE
    )
    context = page_context(
        officer,
        here,
        rows=[words.line(one, officer.now) for one in rows],
        tabs=[
            {"label": both("Đang chờ", "Waiting"), "href": here, "current": not ended},
            {"label": both("Đã xong", "Done"), "href": f"{here}?xem=da-xong", "current": ended},
        ],
        ended=ended,
        sums=[
            {**row, "name": both(*words.KINDS[row["kind"]])}
            for row in reading.sums((officer.now - YEAR).astimezone(VN).date())
        ],
        older=more,
        newer=(f"{here}?xem=da-xong" if ended else here) if raw else "",
    )
    return render(request, "consents/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def one(request: HttpRequest, officer: Officer, number: uuid.UUID) -> HttpResponse:
    """One request; POST takes it, puts it off, carries it out or refuses it. At most 14 queries. Raises: Http404."""
    found = (
        SubjectRequest.objects.select_related("person", "claimant")
        .filter(uuid=number, agency_id=officer.post.agency_id)
        .first()
    )
    if found is None or not protects(officer):
        raise Http404
    faults: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        try:
            _act(request, officer, number)
        except changes.CannotAsk as refused:
            faults = refused.faults
        except (changes.NotOpen, changes.OnlyOnce, NotAllowed) as refused:
            messages.error(request, language.pick(refused))
            return redirect("consents:desk-one", number)
        else:
            messages.success(request, language.say("Đã ghi nhận.", "Noted."))
            return redirect("consents:desk-one", number)
    audit.log_read(
        officer.actor,
        [found.person_id, found.claimant_id],
        purpose=PURPOSE,
        what=f"{CODE}:{found.kind}",
        at=officer.now,
        code=CODE,
    )
    fields = _fields(request, found, faults)
    context = page_context(
        officer,
        reverse("consents:desk"),
        **words.line(found, officer.now),
        scope=words.scope(found),
        done=words.effect(found),
        kept=_kept(found),
        may=found.open and changes.may_decide(found, officer.actor, officer.now),
        may_extend=found.extended_at is None and found.due_at > officer.now,
        fields=fields,
        errors=named_errors(fields),
    )
    return render(request, "consents/desk_one.html", context, status=422 if faults else 200)


def _act(request: HttpRequest, officer: Officer, number: uuid.UUID) -> None:
    """What the pressed button says. Raises: CannotAsk, NotOpen, OnlyOnce, NotAllowed; Http404 for no such button."""
    posted, by, at = request.POST, officer.actor, officer.now
    reason = posted.get("reason", "").strip()
    match posted.get("act"):
        case "take":
            changes.take(number, by=by, at=at)
        case "third-party":
            changes.third_party(number, by=by, at=at)
        case "extend":
            changes.extend(number, reason, by=by, at=at)
        case "grant":
            changes.grant(number, reason, by=by, at=at)
        case "refuse":
            if len(reason) < 10:
                raise changes.CannotAsk(
                    {
                        "reason": (
                            "Hãy nói rõ vì sao; người dân sẽ đọc lời này.",
                            "Say why; the person will read it.",
                        )
                    }
                )
            changes.refuse(number, posted.get("ground", ""), reason, by=by, at=at)
        case _:
            raise Http404


def _kept(found: SubjectRequest) -> list[dict[str, str]]:
    """Of what is to be deleted, what a law keeps, and which."""
    if found.kind != "delete":
        return []
    return [
        both(f"{one.vi}: {one.kept[0]}", f"{one.en}: {one.kept[1]}")
        for one in holdings.all_holdings()
        if one.delete is None and one.key in found.scope
    ]


def _fields(request: HttpRequest, found: SubjectRequest, faults: dict[str, tuple[str, str]]) -> list[Field]:
    def error(name: str) -> Any:
        return both(*faults[name]) if name in faults else ""

    options = [
        Option(one.code, both(one.vi, one.en), one.law) for one in rules.grounds() if found.kind in one.kinds
    ]
    return [
        Field(
            "ground", "choice", both("Căn cứ, khi không thực hiện", "Ground, when it is not carried out"),
            value=request.POST.get("ground", ""), required=False, options=options, error=error("ground"),
        ),
        Field(
            "reason", "longtext", both("Lời trả lời người dân", "What the person reads"),
            value=request.POST.get("reason", ""), required=False, error=error("reason"), max_length=changes.LONGEST,
            hint=both("Cần khi gia hạn hoặc không thực hiện.", "Needed for putting off and refusing."),
        ),
    ]  # fmt: skip


def _after(raw: str) -> tuple[datetime, int] | None:
    """The place in the list behind which to go on; nonsense is its beginning."""
    due, _, pk = raw.partition("_")
    try:
        return datetime.fromtimestamp(float(due), tz=VN), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
