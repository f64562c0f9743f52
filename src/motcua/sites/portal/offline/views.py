"""Pages and answers that make the portal work on a bad line."""

import uuid as uuids
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Unit
from motcua.foundation import clock
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.dossiers.models import Draft
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.portal import answers_shown, drafts
from motcua.sites.portal.assisted import helper
from motcua.sites.portal.frame import show
from motcua.sites.portal.offline import empty_form, receiving, worker
from motcua.sites.portal.offline.models import Received
from motcua.sites.portal.places import own_province
from motcua.sites.portal.resident import Resident, current, known_of, resident_only
from motcua.sites.shell import language


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, served at the root so that it may look after every page. At most one query."""
    answer = HttpResponse(worker.script(language.active()), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Name, icons and start page of the installed program. One query."""
    unit = Unit.objects.on(clock.now().date()).filter(code=own_province(), level=Unit.Level.PROVINCE).first()
    answer = JsonResponse(
        worker.manifest(unit.name_vi if unit else ""), json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Type"] = "application/manifest+json"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    """What can be done without a line, and what this device keeps. The script fills in the rest."""
    with translation.override(_wanted(request)):
        forms = [{**one, "href": worker.page_of(one["code"], language.active())} for one in worker.forms()]
        return show(request, "offline/outside.html", {"forms": forms})


@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form of a procedure, for nobody in particular. Raises: Http404. At most 5 queries for visitors."""
    at = clock.now()
    version = publishing.version_for(code, at)
    if version is None or not any(one["code"] == code for one in worker.forms()):
        raise Http404
    with translation.override(_wanted(request)):
        compiled = publishing.compiled(version)
        context = {
            "code": code,
            "definition": compiled.definition,
            "sections": empty_form.sections(compiled, at.date()),
            "papers": [
                one.paper for one in compiled.papers if "jpg" in one.paper.accepts and not one.paper.show_only
            ],
            "now": at,
            "closed": closing.closed(version.procedure, version, at),
        }
        return show(request, "offline/form.html", context)


@never_cache
@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """Whether somebody is signed on here, as a mark that tells nothing, and the key for sending. Two queries."""
    resident = current(request)
    acting = helper.named(request)
    return JsonResponse(
        {
            "signed_on": resident is not None and not acting,
            "tag": _tag(resident) if resident is not None and not acting else "",
            "shared": acting or request.COOKIES.get(helper.SHARED) == "1",
            "csrf": get_token(request),
        }
    )


@never_cache
@require_POST
@resident_only
def sync(request: HttpRequest) -> JsonResponse:
    """A form that was filled without a line becomes a draft; the same form twice is one. Handing in stays online.

    Answers 400 for what is no form of ours, 404 for an id of somebody else's, 409 with words where the procedure takes no
    new requests and the form was begun after that.
    """
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    try:
        client_id = uuids.UUID(request.POST.get("_draft", ""))
    except ValueError:
        return JsonResponse({"error": "id"}, status=400)
    version = publishing.version_for(request.POST.get("_code", "")[:20], at)
    if version is None or not publishing.definition_of(version).channels.online:
        return JsonResponse({"error": "code"}, status=400)
    closed = closing.closed(version.procedure, version, at)
    if closed is not None and not receiving.goes_on(
        client_id, request.POST.get("_began", ""), resident, closed.at
    ):
        return JsonResponse({"error": "closed", "words": language.say(closed.vi, closed.en)}, status=409)
    outcome = receiving.receive(client_id, version, request.POST, resident, known_of(resident, at.date()), at)
    draft = outcome.draft
    drafts.follow_places(
        draft, at, whenever=True
    )  # a device may have kept a list of communes that is no more
    return JsonResponse(
        {
            "draft": str(draft.id),
            "href": reverse("offline:choose", args=[draft.id])
            if outcome.beside
            else reverse("portal:draft", args=[draft.id]),
            "photos": reverse("offline:photo", args=[draft.id]),
            "beside": str(outcome.beside) if outcome.beside else "",
            "fresh": outcome.fresh,
        }
    )


@never_cache
@require_POST
@resident_only
def photo(request: HttpRequest, draft_id: uuids.UUID) -> JsonResponse:
    """A picture that waited on the device. Answers 422 with words when it is refused. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    draft = drafts.own(draft_id, resident)
    paper = request.POST.get("paper", "")
    upload = request.FILES.get("file")
    known = {one.paper.id for one in publishing.compiled(draft.version).papers}
    if upload is None or paper not in known or draft.sent_at is not None:
        return JsonResponse({"error": "paper"}, status=400)
    try:
        stored = storing.store(
            upload, purpose="dossier", owner_id=resident.person.pk, by=resident.actor.account_id, at=at
        )
    except RefusedFile as refused:
        return JsonResponse({"error": language.say(refused.vi, refused.en)}, status=422)
    receiving.add_photo(draft, paper, stored, at)
    return JsonResponse({"kept": str(stored.uuid)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def choose(request: HttpRequest, draft_id: uuids.UUID) -> HttpResponse:
    """Two states of one form side by side: the device's and the one that went on elsewhere. Nothing goes unasked.

    POST `keep`: device, server or both. Raises: Http404.
    """
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at = clock.now()
    mine = drafts.own(draft_id, resident)
    row = (
        Received.objects.filter(account=resident.account, draft_id=mine.id, apart=True)
        .order_by("-at")
        .first()
    )
    other = (
        Draft.objects.select_related("version__procedure")
        .filter(id=row.client_id, account=resident.account)
        .first()
        if row
        else None
    )
    if other is None or mine.sent_at is not None:
        return redirect("portal:draft", mine.id)
    if request.method == "POST":
        keep = request.POST.get("keep")
        if keep == "device" and other.sent_at is None:
            Draft.objects.filter(id=other.id, account=resident.account, sent_at=None).delete()
            return redirect("portal:draft", mine.id)
        if keep == "server":
            Draft.objects.filter(id=mine.id, account=resident.account, sent_at=None).delete()
            return redirect("portal:draft", other.id)
        return redirect("portal:dossiers")
    known = known_of(resident, at.date())
    context = {
        "mine": mine,
        "other": other,
        "definition": publishing.definition_of(mine.version),
        "rows": _differences(
            drafts.filling(mine, known.applicant, at), drafts.filling(other, known.applicant, at)
        ),
    }
    return show(request, "offline/choose.html", context, menu="dossiers")


def _differences(mine: Any, other: Any) -> list[dict[str, Any]]:
    """Questions whose answers read differently, in the order of the form."""
    left, right = _worded(mine), _worded(other)
    order = [*left, *(key for key in right if key not in left)]
    return [
        {"page": key[0], "label": key[1], "mine": left.get(key, ""), "other": right.get(key, "")}
        for key in order
        if left.get(key, "") != right.get(key, "")
    ]


def _worded(filling: Any) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for section in answers_shown.sections(filling, lambda page: ""):
        for row in section["rows"]:
            found[language.pick(section["title"]), language.pick(row["label"])] = language.pick(row["value"])
    return found


def _tag(resident: Resident) -> str:
    """The same for the same account, and nothing about it: a device knows its own drafts by it."""
    return salted_hmac("offline-tag", str(resident.account.pk), algorithm="sha256").hexdigest()[:32]


def _wanted(request: HttpRequest) -> str:
    """The worker fetches without cookies and names the language in the address."""
    return "en" if request.GET.get("n") == "en" else language.active()
