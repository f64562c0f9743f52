"""The desk of those who keep data: what people say is wrong, and the decision."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.foundation import audit
from motcua.procedures.dossiers.models import Dossier
from motcua.records.contests import changes, reading, values
from motcua.records.contests.facts import FACTS, LACKING
from motcua.records.contests.models import Contest
from motcua.records.papers import storing
from motcua.records.papers.models import StoredFile
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.places import Places
from motcua.sites.portal.views.papers import as_download
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field
from motcua.sites.shell.typed import whole_number
from motcua.sites.wallet import asking
from motcua.sites.wallet.contesting import row_of

PURPOSE = "Xác minh đề nghị chỉnh sửa dữ liệu"
OWNERS = frozenset(
    {fact.owner.post_kind for fact in FACTS.values()} | {owner.post_kind for owner, _ in LACKING.values()}
)
"""Kinds of posts that keep data."""


def keeps_data(officer: Officer) -> bool:
    """Whether this post keeps data that people may contest. No query."""
    return officer.post.kind in OWNERS and officer.powers.holds_any("process")


@require_safe
@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits, most urgent first; or what was decided, newest first. At most 5 queries."""
    if not keeps_data(officer):
        return render(request, "403.html", status=403)
    ended = request.GET.get("xem") == "da-xong"
    raw = request.GET.get("sau", "")
    agency, kind, size = officer.post.agency_id, officer.post.kind, reading.PAGE
    if ended:
        before = whole_number(raw)
        rows = reading.decided(agency, kind, before, size + 1)
        more = f"?xem=da-xong&sau={rows[size - 1].pk}" if len(rows) > size else ""
    else:
        rows = reading.waiting(agency, kind, _after(raw), size + 1)
        last = rows[size - 1] if len(rows) > size else None
        more = f"?sau={last.due_at.timestamp()}_{last.pk}" if last else ""
    audit.log_list(
        officer.actor, [one.person_id for one in rows[:size]], purpose=PURPOSE, what="list:contests",
        code="data-correction", at=officer.now,
    )  # fmt: skip
    here = reverse("wallet:desk")
    context = page_context(
        officer,
        here,
        rows=[row_of(contest) for contest in rows[:size]],
        tabs=[
            {"label": {"vi": "Đang chờ", "en": "Waiting"}, "href": here, "current": not ended},
            {"label": {"vi": "Đã xong", "en": "Done"}, "href": f"{here}?xem=da-xong", "current": ended},
        ],
        ended=ended,
        older=more,
        newer=(f"{here}?xem=da-xong" if ended else here) if raw else "",
    )
    return render(request, "wallet/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def one(request: HttpRequest, officer: Officer, number: uuid.UUID) -> HttpResponse:
    """One report: what stands, what is said, what proves it; POST decides. At most 14 queries. Raises: Http404."""
    contest = _seen(number, officer)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            done = _act(request, officer, contest, errors)
        except NotAllowed as refused:
            messages.error(request, language.pick(refused))
            return redirect("wallet:desk-one", number)
        except changes.NotOpen as ended:
            messages.info(request, language.pick(ended))
            return redirect("wallet:desk-one", number)
        if done is not None:
            return done
    audit.log_read(
        officer.actor,
        [contest.person_id, contest.claimant_id],
        purpose=PURPOSE,
        what="contest",
        code="data-correction",
        at=officer.now,
    )
    keeper = values.keeper_of(contest.subject)
    now = keeper.read(contest.person_id, contest.subject) if keeper else None
    fields = _fields(request, contest, errors, officer.now)
    context = page_context(
        officer,
        reverse("wallet:desk"),
        **row_of(contest),
        now_words=values.words(contest.subject, now) if keeper else "",
        changed=keeper is not None and contest.open and not values.same(now, contest.was),
        seen=json.dumps(now, ensure_ascii=False),
        right=contest.open and changes.right_now(contest, officer.now),
        files=list(StoredFile.objects.filter(uuid__in=contest.evidence)),
        dossier=Dossier.objects.only("code").filter(uuid=contest.form).first() if contest.form else None,
        may=contest.open and changes.may_decide(contest, officer.actor, officer.now),
        lacking=contest.kind == Contest.Kind.LACKING,
        fields=fields,
        errors=named_errors(fields),
    )
    return render(request, "wallet/desk_one.html", context, status=422 if errors else 200)


@require_safe
@officer_page
def evidence(request: HttpRequest, officer: Officer, number: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """A file that proves it. Raises: Http404."""
    contest = _seen(number, officer)
    stored = StoredFile.objects.filter(uuid=file).first() if file in contest.evidence else None
    if stored is None:
        raise Http404
    content = storing.open_for(
        stored, reader=officer.actor, purpose=PURPOSE, code="data-correction", at=officer.now
    )
    return as_download(HttpResponse(content.read(), content_type=stored.media_type), stored.name)


@require_POST
@officer_page
def take(request: HttpRequest, officer: Officer, number: uuid.UUID) -> HttpResponse:
    """Begin to look into it; the person hears of it. Raises: Http404."""
    _seen(number, officer)
    try:
        changes.take(number, by=officer.actor, at=officer.now)
    except (NotAllowed, changes.NotOpen) as refused:
        messages.error(request, language.pick(refused))
    return redirect("wallet:desk-one", number)


def _act(
    request: HttpRequest, officer: Officer, contest: Contest, errors: dict[str, Any]
) -> HttpResponse | None:
    """Do what was decided; None when something is wrong, which `errors` says by field."""
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("decision") == "refuse":
        if len(reason) < 10:
            errors["reason"] = {
                "vi": "Hãy nói rõ vì sao không chỉnh sửa; người dân sẽ đọc lời này.",
                "en": "Say why nothing is corrected; the resident will read it.",
            }
            return None
        changes.refuse(contest.uuid, reason, by=officer.actor, at=officer.now)
        messages.success(request, language.say("Đã trả lời, dữ liệu giữ nguyên.", "Answered; the data stay."))
        return redirect("wallet:desk")
    fact = values.fact_named(contest.subject)
    value = asking.read(fact, request.POST) if fact else None
    try:
        ended = changes.correct(
            contest.uuid,
            value,
            reason,
            seen=_json(request.POST.get("seen", "")),
            by=officer.actor,
            at=officer.now,
        )
    except values.NotAValue as wrong:
        errors["claimed"] = wrong
    except (changes.ChangedMeanwhile, changes.NotThereYet) as refused:
        errors["claimed" if fact else "reason"] = {"vi": refused.vi, "en": refused.en}
    else:
        settled = ended.state == Contest.State.SETTLED
        messages.success(
            request,
            language.say("Dữ liệu đã đúng từ trước; đã đóng.", "The data were right already; closed.")
            if settled
            else language.say("Đã chỉnh sửa và báo cho người dân.", "Corrected; the resident has been told."),
        )
        return redirect("wallet:desk")
    return None


def _fields(request: HttpRequest, contest: Contest, errors: dict[str, Any], at: datetime) -> list[Field]:
    fields, posted = [], request.method == "POST"
    if (fact := values.fact_named(contest.subject)) is not None:
        value = asking.read(fact, request.POST) if posted else contest.claimed
        label = {"vi": "Ghi vào dữ liệu là", "en": "Write into the data"}
        fields.append(asking.field_for(fact, value, label, Places(at.date()), errors.get("claimed", "")))
    label = {"vi": "Căn cứ, lời trả lời", "en": "Ground, and what is answered"}
    fields.append(
        Field(
            "reason", "longtext", label, value=request.POST.get("reason", "") if posted else "", required=False,
            error=errors.get("reason", ""), max_length=changes.LONGEST,
            hint={"vi": "Cần khi không chỉnh sửa.", "en": "Needed when nothing is corrected."},
        )
    )  # fmt: skip
    return fields


def _seen(number: uuid.UUID, officer: Officer) -> Contest:
    """A report of this post's agency and kind. One query. Raises: Http404 for any other."""
    contest = (
        Contest.objects.select_related("agency", "person", "claimant")
        .filter(uuid=number, agency_id=officer.post.agency_id, post_kind=officer.post.kind)
        .first()
    )
    if contest is None or not keeps_data(officer):
        raise Http404
    return contest


def _after(raw: str) -> tuple[datetime, int] | None:
    """The place in the list behind which to go on; nonsense is its beginning."""
    due, _, pk = raw.partition("_")
    try:
        return datetime.fromtimestamp(float(due), tz=changes.worktime.VN), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def _json(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
