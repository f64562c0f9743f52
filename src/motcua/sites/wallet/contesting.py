"""Saying that data of the city are wrong or missing: from a form, or from the page of one's own data."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Person
from motcua.foundation import audit, clock
from motcua.procedures.dossiers.models import Draft
from motcua.records import registers
from motcua.records.contests import changes, reading, registered, values
from motcua.records.contests.facts import FACTS, LACKING, RELATIVES, SELF, Fact, fact_of
from motcua.records.contests.models import Contest
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.records.population.models import CitizenRecord
from motcua.sites.portal.form_pages import FROM_SOURCE
from motcua.sites.portal.frame import show
from motcua.sites.portal.places import Places
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field
from motcua.sites.shell.typed import whole_number
from motcua.sites.wallet import asking, words
from motcua.sites.wallet.papers import CRUMB

MOST_FILES = 5
DATA = {"vi": "Dữ liệu về tôi", "en": "Data about me"}
TITLE = {"vi": "Dữ liệu chưa đúng", "en": "Wrong data"}


@dataclass(frozen=True, slots=True)
class About:
    """What is reported: a fact of a person, or data of a source that are missing. `back`: where the person came from."""

    subject: str
    person_id: int
    who: Any
    fact: Fact | None
    name: Any
    form: uuid.UUID | None
    back: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def of_field(request: HttpRequest, draft_id: uuid.UUID, field_id: str) -> HttpResponse:
    """A value that stands in one's form is wrong. At most 12 queries. Raises: Http404 for other forms and values."""
    resident = _resident(request)
    draft = Draft.objects.filter(id=draft_id, account_id=resident.account.pk).first()
    source = (draft.answers.get(FROM_SOURCE) or {}).get(field_id) if draft is not None else None
    found = fact_of(source) if source else None
    if draft is None or not source:
        raise Http404
    if found is None:
        return _ask(request, _of_record(resident, source, draft))
    who, fact = found
    person_id = _person_of(resident, who)
    back = reverse("portal:draft-page", args=[draft.id, draft.page]) if draft.sent_at is None else ""
    named = RELATIVES.get(who, "")
    return _ask(request, About(fact.key, person_id, named, fact, fact.name, draft.id, back))


def _of_record(resident: Resident, source: str, draft: Draft) -> About:
    """A field of the record that answers this source for the resident. Up to six queries. Raises: Http404."""
    answer = registers.answers_for(resident.person.pk, on=clock.now().date()).get(source)
    subject = registered.subject_of(answer) if answer is not None else ""
    fact, record = registered.fact(subject), registered.record_of(subject)
    if fact is None or record is None:
        raise Http404
    people = registers.people_of([record])[record.register, record.id]
    about = people.get(fact.key.rsplit(":", 1)[1].partition("_")[0], resident.person.pk)
    back = reverse("portal:draft-page", args=[draft.id, draft.page]) if draft.sent_at is None else ""
    return About(subject, about, "", fact, fact.name, draft.id, back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def of_fact(request: HttpRequest, subject: str) -> HttpResponse:
    """A fact on the page of one's own data is wrong. At most 11 queries. Raises: Http404."""
    fact = FACTS.get(subject)
    if fact is None:
        raise Http404
    about = About(
        fact.key, _resident(request).person.pk, "", fact, fact.name, None, reverse("portal:my-data")
    )
    return _ask(request, about)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def of_source(request: HttpRequest, source: str) -> HttpResponse:
    """Data that would stand in for a paper are missing. At most 11 queries. Raises: Http404."""
    if source not in LACKING:
        raise Http404
    resident = _resident(request)
    form = _form(request, resident)
    back = reverse("portal:draft-papers", args=[form]) if form else reverse("portal:my-data")
    return _ask(request, About(source, resident.person.pk, "", None, LACKING[source][1], form, back))


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """What one has reported, newest first. At most 5 queries."""
    resident = _resident(request)
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    rows = reading.of_claimant(resident.person.pk, before, reading.PAGE + 1)
    context = {
        "rows": [row_of(contest) for contest in rows[: reading.PAGE]],
        "older": f"?truoc={rows[reading.PAGE - 1].pk}" if len(rows) > reading.PAGE else "",
        "newer": request.path if before is not None else "",
        "now": clock.now(),
        "crumbs": _crumbs(TITLE),
    }
    return show(request, "wallet/contests.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def one(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """One report and what became of it. At most 6 queries. Raises: Http404 for anybody else's."""
    contest = reading.own(number, _resident(request).person.pk)
    if contest is None:
        raise Http404
    context = {
        **row_of(contest),
        "now": clock.now(),
        "right_now": contest.open and changes.right_now(contest, clock.now()),
        "crumbs": [*_crumbs(TITLE, "wallet:contests"), {"label": words.subject(contest), "href": ""}],
    }
    return show(request, "wallet/contest.html", context, menu="account")


@require_POST
@resident_only
def withdraw(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Take one's word back. Raises: Http404 for anybody else's."""
    try:
        changes.withdraw(number, by=_resident(request).actor, at=clock.now())
    except Contest.DoesNotExist:
        raise Http404 from None
    except changes.NotOpen as ended:
        messages.info(request, language.pick(ended))
    else:
        messages.success(request, language.say("Đã rút đề nghị.", "Taken back."))
    return redirect("wallet:contest", number)


def row_of(contest: Contest) -> dict[str, Any]:
    """A report as lists and pages show it."""
    state, tone, icon = words.STATES[contest.state]
    return {"contest": contest, "subject": words.subject(contest), "state": state, "tone": tone, "icon": icon}


def _ask(request: HttpRequest, about: About) -> HttpResponse:
    resident, at = _resident(request), clock.now()
    typed, why = None, request.POST.get("why", "")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        typed = asking.read(about.fact, request.POST) if about.fact else None
        evidence, refused = _evidence(request, resident, at)
        if refused:
            errors["evidence"] = refused
        if about.fact is None and len(why.strip()) < 10:
            errors["why"] = {
                "vi": "Hãy nói đã đăng ký ở đâu, khi nào, số giấy nếu có.",
                "en": "Say where and when it was registered, and the number if you have it.",
            }
        if not errors:
            said = changes.Said(
                about.subject, about.person_id, typed, why, evidence, about.form, language.active()
            )
            try:
                contest = changes.open_contest(said, by=resident.actor, at=at)
            except values.NotAValue as wrong:
                errors["claimed"] = wrong
            except changes.AlreadyOpen as there:
                messages.info(request, language.pick(there))
                mine = there.contest.claimant_id == resident.person.pk
                return redirect("wallet:contest", there.contest.uuid) if mine else redirect(about.back or "/")
            except (changes.RightAlready, changes.NobodyKeeps) as refusal:
                errors["claimed" if about.fact else "why"] = {"vi": refusal.vi, "en": refusal.en}
            else:
                messages.success(
                    request,
                    language.say(
                        "Đã gửi tới cơ quan quản lý dữ liệu. Bạn cứ điền tiếp theo điều đúng.",
                        "Sent to the agency that keeps the data. Go on with what is right.",
                    ),
                )
                return redirect("wallet:contest", contest.uuid)
    keeper = values.keeper_of(about.subject)
    now = keeper.read(about.person_id, about.subject) if keeper else None
    purpose = f"Báo dữ liệu chưa đúng: {about.subject}"
    audit.log_read(
        resident.actor, [about.person_id], purpose=purpose, what="population", code="data-correction", at=at
    )
    fields = _fields(about, typed, why, errors, at)
    owner = about.fact.owner if about.fact else LACKING[about.subject][0]
    context = {
        "about": about,
        "now_words": values.words(about.subject, now) if about.fact else "",
        "owner": owner.name,
        "days": changes.LIMIT_DAYS,
        "fields": fields,
        "errors": named_errors(fields),
        "crumbs": _crumbs(TITLE),
    }
    return show(request, "wallet/contest_form.html", context, menu="account", status=422 if errors else 200)


def _fields(about: About, typed: Any, why: str, errors: dict[str, Any], at: Any) -> list[Field]:
    fields = []
    if about.fact is not None:
        label = {"vi": "Điều đúng là gì?", "en": "What is right?"}
        fields.append(
            asking.field_for(about.fact, typed, label, Places(at.date()), errors.get("claimed", ""))
        )
    reason = {"vi": "Vì sao dữ liệu hiện có chưa đúng?", "en": "Why are the data wrong?"}
    if about.fact is None:
        reason = {
            "vi": "Đã đăng ký ở đâu, khi nào, số bao nhiêu?",
            "en": "Where and when was it registered, which number?",
        }
    return [
        *fields,
        Field("why", "longtext", reason, value=why, required=about.fact is None, error=errors.get("why", ""),
              max_length=changes.LONGEST),
        Field("evidence", "file", {"vi": "Giấy tờ chứng minh", "en": "Evidence"}, required=False, many=True,
              error=errors.get("evidence", "")),
    ]  # fmt: skip


def _evidence(request: HttpRequest, resident: Resident, at: Any) -> tuple[list[uuid.UUID], Any]:
    """What was attached, kept; and the refusal of the first bad file."""
    kept: list[uuid.UUID] = []
    for upload in request.FILES.getlist("evidence")[:MOST_FILES]:
        if not upload.name:
            continue
        try:
            stored = storing.store(
                upload,
                purpose="other",
                owner_id=resident.person.pk,
                by=resident.actor.account_id,
                at=at,
            )
        except RefusedFile as refused:
            return kept, {"vi": f"{upload.name}: {refused.vi}", "en": f"{upload.name}: {refused.en}"}
        kept.append(stored.uuid)
    return kept, ""


def _person_of(resident: Resident, who: str) -> int:
    """Whose record it is: one's own, or that of the relative whom the register names. Raises: Http404."""
    if who == SELF:
        return resident.person.pk
    record = CitizenRecord.objects.filter(person_id=resident.person.pk).first()
    relative = getattr(record, f"{who}_id", None) if record is not None else None
    if relative is None or not Person.objects.filter(pk=relative).exists():
        raise Http404
    return int(relative)


def _form(request: HttpRequest, resident: Resident) -> uuid.UUID | None:
    """The form in which the data were missed, if it is one's own. One query when one is named."""
    raw = request.GET.get("don") or request.POST.get("don", "")
    try:
        wanted = uuid.UUID(raw)
    except ValueError:
        return None
    mine = Draft.objects.filter(id=wanted, account_id=resident.account.pk, sent_at=None)
    return wanted if mine.exists() else None


def _crumbs(label: Any, route: str = "") -> list[dict[str, Any]]:
    return [
        {"label": CRUMB, "href": reverse("portal:account")},
        {"label": DATA, "href": reverse("portal:my-data")},
        {"label": label, "href": reverse(route) if route else ""},
    ]


def _resident(request: HttpRequest) -> Resident:
    return request.resident  # type: ignore[attr-defined,no-any-return]  # set by `resident_only`
