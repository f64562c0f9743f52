"""Surveys as pages: five questions after a dossier (signed on, or with the code of its link), questions to the public."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.exchange.publishing.models import ServiceAnswer, Survey
from motcua.exchange.publishing.surveys import ENOUGH, service, standing
from motcua.exchange.publishing.surveys.definition import LEVELS, Question, level_words
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import ENDED, Status
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.resident import Resident, current, resident_only
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option, errors_of

LONGEST = 2000
CHOOSE = {"vi": "Hãy chọn một mức.", "en": "Choose one."}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Surveys that are open, and what the last ones said. Two queries."""
    now_open, closed = standing.current(clock.now())
    context = {"open": [_card(survey) for survey in now_open], "closed": [_card(survey) for survey in closed]}
    return render(request, "public/surveys.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, key: str) -> HttpResponse:
    """Questions to the public: answered once by whoever is signed on; results when enough answered. Raises: Http404."""
    at = clock.now()
    found = Survey.objects.select_related("agency").filter(key=key, opens_at__lte=at).first()
    if found is None:
        raise Http404
    asked = standing.asked_by(found)
    is_open = at < found.closes_at
    resident = current(request) if is_open else None
    answered = resident is not None and standing.has_answered(found, resident.person.pk)
    fields: list[Field] = []
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path, settings.LOGIN_URL)
        if resident is None or answered:
            return redirect("public:survey", key)
        given = {question.id: request.POST.get(question.id, "")[:LONGEST] for question in asked.questions}
        try:
            standing.answer(found.pk, given, person_id=resident.person.pk, at=at)
        except standing.Incomplete as wrong:
            fields = fields_of(asked.questions, given, wrong.missing)
        except (standing.Answered, standing.Closed):
            return redirect("public:survey", key)
        else:
            messages.success(request, language.say("Cảm ơn bạn đã trả lời.", "Thank you for answering."))
            return redirect("public:survey", key)
    elif resident is not None and not answered:
        fields = fields_of(asked.questions, {}, ())
    errors = errors_of(fields)
    context = {
        "survey": found,
        "asked": asked,
        "fields": fields,
        "errors": errors,
        "is_open": is_open,
        "answered": answered,
        "resident": resident,
        "results": _results(found) if (answered or not is_open) and found.answers >= ENOUGH else None,
        "enough": ENOUGH,
        "now": at,
        "crumbs": [
            {"label": {"vi": "Khảo sát", "en": "Surveys"}, "href": reverse("public:surveys")},
            {"label": {"vi": asked.title.vi, "en": asked.title.en}, "href": ""},
        ],
    }
    return render(request, "public/survey.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def own(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The five questions about an own dossier. Raises: Http404 for anybody else's."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier = own_dossier(request, uuid)
    return _service(request, dossier, ServiceAnswer.Way.ACCOUNT, resident.actor)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same without signing on, for whoever has the link or code of the dossier; shows no name. Raises: Http404."""
    number = service.dossier_of(token)
    dossier = (
        Dossier.objects.select_related("competent_agency").filter(uuid=number).first() if number else None
    )
    if dossier is None:
        raise Http404
    holder = Actor("resident", None, dossier.applicant_id or dossier.owner_id, "Qua mã đánh giá của hồ sơ")
    return _service(request, dossier, ServiceAnswer.Way.LINK, holder)


@require_safe
@officer_page
def at_the_counter(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """A large code on the counter's screen: the resident scans it and rates on an own telephone. Raises: Http404."""
    dossier = rights.dossier_for(officer.powers, code)
    address = f"{settings.PUBLIC_URL}{reverse('public:survey-link', args=[service.token_for(dossier.uuid)])}"
    context = page_context(
        officer, "", code=code, address=address, ended=Status(dossier.status) in ENDED,
        answered=service.answered(dossier.uuid),
        picture=segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=2),
    )  # fmt: skip
    return render(request, "public/survey_counter.html", context)


def fields_of(questions: Sequence[Question], given: dict[str, str], missing: Sequence[str]) -> list[Field]:
    """The questions as the design system shows them."""
    return [_field(question, given.get(question.id, ""), question.id in missing) for question in questions]


def _field(question: Question, value: str, wrong: bool) -> Field:
    label = {"vi": question.ask.vi, "en": question.ask.en}
    hint = {"vi": question.hint.vi, "en": question.hint.en} if question.hint else ""
    if question.kind == "words":
        return Field(question.id, "longtext", label, value, hint, required=False, max_length=LONGEST)
    if question.kind == "level":
        options = [Option(str(level), level_words(level)) for level in range(len(LEVELS), 0, -1)]
    else:
        options = [Option(one.id, {"vi": one.label.vi, "en": one.label.en}) for one in question.choices]
    return Field(question.id, "choice", label, value, hint, options=options, error=CHOOSE if wrong else "")


def _service(request: HttpRequest, dossier: Dossier, way: str, by: Actor) -> HttpResponse:
    """Five questions, one answer, thirty days. The dossier gets its stars from it unless it has some."""
    at = clock.now()
    asked = service.questions()
    ended = Status(dossier.status) in ENDED and dossier.ended_at is not None
    state = _state(dossier, ended, at)
    fields: list[Field] = []
    if state == "open":
        given, missing = {}, []
        if request.method == "POST":
            given = {q.id: request.POST.get(q.id, "")[:LONGEST] for q in asked.questions}
            missing = [q.id for q in asked.questions if q.kind == "level" and given[q.id] not in q.keys]
            if not missing:
                _keep(dossier, given, way, by, at)
                return redirect(request.path)
        fields = fields_of(asked.questions, given, missing)
    errors = errors_of(fields) if request.method == "POST" else []
    context = {
        "asked": asked,
        "state": state,
        "fields": fields,
        "errors": errors,
        "code": dossier.code,
        "procedure": compiled_version(dossier.version_id).definition.name,
        "agency": dossier.competent_agency,
        "until": service.open_until(dossier.ended_at) if dossier.ended_at else None,
        "signed_on": way == ServiceAnswer.Way.ACCOUNT,
        "dossier_uuid": dossier.uuid,
    }
    return render(request, "public/survey_service.html", context, status=422 if errors else 200)


def _state(dossier: Dossier, ended: bool, at: datetime) -> str:
    """What this page is: open, answered, early (not ended yet) or late."""
    if not ended or dossier.ended_at is None:
        return "early"
    if service.answered(dossier.uuid):
        return "answered"
    return "late" if at > service.open_until(dossier.ended_at) else "open"


def _keep(dossier: Dossier, given: dict[str, str], way: str, by: Actor, at: datetime) -> None:
    """The answer and, where nobody has given stars yet, the stars that follow from it; both or neither."""
    levels = [int(given[q.id]) for q in service.questions().questions if q.kind == "level"]
    assert dossier.ended_at is not None
    try:
        with transaction.atomic():
            service.answer(
                dossier.uuid, levels, given.get("words", ""), agency_id=dossier.competent_agency_id,
                procedure_code=dossier.procedure_code, ended_at=dossier.ended_at, way=way, by=by, at=at,
            )  # fmt: skip
            if dossier.rating is None:
                changes.rate(dossier.uuid, service.overall(levels), given.get("words", ""), by=by, at=at)
    except (service.Answered, service.TooLate):
        return  # the page says so


def _card(found: Survey) -> dict[str, Any]:
    asked = standing.asked_by(found)
    return {
        "href": reverse("public:survey", args=[found.key]),
        "title": {"vi": asked.title.vi, "en": asked.title.en},
        "intro": {"vi": asked.intro.vi, "en": asked.intro.en},
        "agency": {"vi": found.agency.name_vi, "en": found.agency.name_en},
        "closes_at": found.closes_at,
        "answers": found.answers,
    }


def _results(found: Survey) -> list[dict[str, Any]]:
    """Each question as bars of percent."""
    shown = []
    for question, counts in standing.results(found):
        whole = sum(n for _, n in counts) or 1
        labels = {one.id: {"vi": one.label.vi, "en": one.label.en} for one in question.choices}
        if question.kind == "level":
            labels = {str(level): level_words(level) for level in range(1, 6)}
        shown.append(
            {
                "ask": {"vi": question.ask.vi, "en": question.ask.en},
                "bars": [(language.pick(labels[key]), 100 * n / whole) for key, n in counts],
            }
        )
    return shown
