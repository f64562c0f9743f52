"""Papers: put into a draft, looked at again, and the documents that the city made."""

import uuid
from functools import partial
from typing import Any
from urllib.parse import quote

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import papers_made
from motcua.procedures.dossiers.changes.ending import fetch_online
from motcua.procedures.dossiers.models import Document, Draft
from motcua.procedures.forms import PaperNeeded
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.records.papers.models import Paper, StoredFile
from motcua.records.quality.pairs import same_person
from motcua.records.wallet import store
from motcua.sites.portal import drafts, paper_cards
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.resident import Resident, known_of, resident_only
from motcua.sites.portal.way import page_url, steps_of
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import contesting

MOST_FILES = 20
"""Files of one paper: a scan of many pages as photographs."""
OWN = "Chủ hồ sơ xem"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def papers(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The papers that the answers lead to; files come by the plain form, with or without JavaScript."""
    resident, at = request.resident, clock.now()  # type: ignore[attr-defined]
    draft = drafts.own(draft_id, resident)
    if draft.sent_at is not None:
        return redirect("portal:dossier", draft.id)
    known = known_of(resident, at.date())
    filling = drafts.filling(draft, known.applicant, at)
    needs = filling.papers(known.sources)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        errors = _take(request, draft, needs, resident, at)
        pressed = any(name.startswith(("_remove-", "_reuse-")) for name in request.POST)
        if not errors and not pressed and "_upload" not in request.POST:
            lacking = paper_cards.missing(needs, draft)
            errors = {
                need.paper.id: {"vi": "Cần tải giấy tờ này lên.", "en": "This paper is needed."}
                for need in lacking
            }
            if not errors:
                return redirect(page_url(draft, "xem-lai"))
        if not errors:
            return HttpResponseRedirect(page_url(draft, "giay-to"))
    kinds = {kind for need in needs if need.asked for kind in paper_cards.kinds_of(need)}
    own = _usable(resident, kinds, at)
    cards = paper_cards.cards(needs, draft, own, errors)
    for card in cards:
        if card.lacking is not None and resident.helper is None:
            card.report = contesting.address_of_source(card.lacking[0], draft.id)
    context = {
        "draft": draft,
        "changed": drafts.news_of(draft),
        "definition": filling.compiled.definition,
        "cards": cards,
        "asks": any(card.state != "known" for card in cards),
        "errors": named_errors(card.field for card in cards),
        "previous": page_url(draft, filling.screens[-1].id),
        "here": page_url(draft, "giay-to"),
        "forget": [page_url(draft, one.id) for one in filling.screens],
        **steps_of(draft, filling, "giay-to", len(paper_cards.missing(needs, draft))),
    }
    return show(request, "portal/papers.html", context, status=422 if errors else 200)


def _take(
    request: HttpRequest, draft: Draft, needs: tuple[PaperNeeded, ...], resident: Resident, at: Any
) -> dict[str, Any]:
    """Do what was pressed and keep what was sent; the refusals by paper. Good files stay though others are bad."""
    errors: dict[str, Any] = {}
    for need in needs:
        paper_id = need.paper.id
        uploads = [upload for upload in request.FILES.getlist(f"paper-{paper_id}") if upload.name]
        kept = []
        for upload in uploads[:MOST_FILES]:
            try:
                stored = storing.store(
                    upload,
                    purpose="dossier",
                    owner_id=resident.person.pk,
                    by=resident.actor.account_id,
                    at=at,
                )
            except RefusedFile as refused:
                errors[paper_id] = {
                    "vi": f"{upload.name}: {refused.vi}",
                    "en": f"{upload.name}: {refused.en}",
                }
                continue
            if stored.media_type not in {paper_cards.MEDIA[kind] for kind in need.paper.accepts}:
                kinds = ", ".join(kind.upper() for kind in need.paper.accepts)
                errors[paper_id] = {
                    "vi": f"{upload.name}: giấy tờ này chỉ nhận {kinds}.",
                    "en": f"{upload.name}: only {kinds} is accepted here.",
                }
                continue
            kept.append(stored)
        if kept:
            drafts.change_papers(draft, paper_id, partial(_with, kept=kept), at)
        for name in request.POST:
            if name.startswith(f"_remove-{paper_id}-"):
                gone = name.removeprefix(f"_remove-{paper_id}-")
                drafts.change_papers(draft, paper_id, partial(_without, gone=gone), at)
            elif name.startswith(f"_reuse-{paper_id}-"):
                _reuse(draft, need, name.removeprefix(f"_reuse-{paper_id}-"), resident, at)
    return errors


def _with(entry: drafts.Entry, kept: list[StoredFile]) -> dict[str, Any]:
    there = {one["uuid"] for one in entry["files"]}
    fresh = [
        {"uuid": str(one.uuid), "name": one.name, "size": one.size}
        for one in kept
        if str(one.uuid) not in there
    ]
    return {"source": "upload", "files": [*entry["files"], *fresh][:MOST_FILES]}


def _without(entry: drafts.Entry, gone: str) -> dict[str, Any]:
    return {**entry, "files": [one for one in entry["files"] if one["uuid"] != gone]}


def _reuse(draft: Draft, need: PaperNeeded, number: str, resident: Resident, at: Any) -> None:
    """Put a paper that the city keeps for this person into the draft. Raises: Http404 for any other."""
    found = _usable(resident, paper_cards.kinds_of(need), at)
    paper = next((one for one in found if str(one.pk) == number), None)
    if paper is None or paper.file is None:
        raise Http404
    file = {"uuid": str(paper.file.uuid), "name": paper.file.name, "size": paper.file.size}
    drafts.change_papers(draft, need.paper.id, lambda _: {"source": "reused", "files": [file]}, at)


def _usable(resident: Resident, kinds: set[str], at: Any) -> list[Paper]:
    """Papers of the store that count today: the person's own, and those of the organisation acted for. Two queries."""
    mine = store.usable(store.Whose(resident.person.pk), kinds, on=at.date())
    if resident.organisation is not None and resident.sees_all:
        theirs = store.Whose(resident.person.pk, resident.organisation.pk)
        mine = store.usable(theirs, kinds, on=at.date()) + mine
    return mine


@never_cache
@require_GET
@resident_only
def stored_file(request: HttpRequest, uuid: uuid.UUID) -> HttpResponseBase:
    """A file of the resident's own. Raises: Http404 for anybody else's."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    files = StoredFile.objects.filter(uuid=uuid, owner_id__in=same_person(resident.person.pk))
    if resident.helper is not None:
        files = files.filter(uploaded_by_id=resident.actor.account_id)
    stored = files.first()
    if stored is None:
        raise Http404
    return send(stored, resident.actor)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def document(request: HttpRequest, uuid: uuid.UUID, document: uuid.UUID) -> HttpResponseBase:
    """A document of an own dossier; fetching the result by POST is its electronic delivery.

    Raises: Http404 for anybody else's.
    """
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier = own_dossier(request, uuid)
    found = (
        Document.objects.select_related("file", "dossier")
        .filter(dossier=dossier, uuid=document, for_resident=True)
        .first()
    )
    if found is None:
        raise Http404
    at = clock.now()
    stored = papers_made.file_of(found, at)
    if request.method == "POST" and found.kind == "result":
        fetch_online(uuid, by=resident.actor, at=at)
    return send(stored, resident.actor, dossier.code)


def send(stored: StoredFile, reader: Actor, dossier_code: str = "") -> FileResponse:
    """The bytes as a download that no browser takes for a page of ours."""
    content = storing.open_for(stored, reader=reader, purpose=OWN, at=clock.now(), dossier_code=dossier_code)
    return as_download(FileResponse(content, content_type=stored.media_type), stored.name)


def as_download(answer: Any, name: str) -> Any:
    """`answer` with the headers of a private file called `name`."""
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
