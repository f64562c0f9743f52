"""Papers as pictures beside the form: which lie on the desk for a dossier, and the pictures of their pages."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from motcua.foundation import audit
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.records.documents import DocumentError
from motcua.records.papers import picturing, storing
from motcua.records.papers.models import StoredFile
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.desk.printing import purpose_of

DRAFT = "du-thao"
ONE_LOOK_S = 600
"""Turning the pages of one paper within ten minutes is one look, and one line in what its owner reads."""
READY = frozenset({Document.State.SIGNED, Document.State.ISSUED})


def on_the_desk(
    dossier: Dossier,
    procedure: CompiledProcedure,
    act: str,
    papers: list[dict[str, Any]],
    documents: list[Document],
) -> list[dict[str, Any]]:
    """What can be looked at beside the form, the likeliest first: the draft to be signed, the result, the papers."""
    found: list[dict[str, Any]] = []
    if act == "sign" and procedure.definition.result.template in results.builders():
        found.append(
            {
                "key": DRAFT,
                "title": {"vi": "Dự thảo kết quả", "en": "Draft of the result"},
                "pages": 1,
                "base": reverse("desk:preview", args=[dossier.code]) + "trang/",
                "href": reverse("desk:preview", args=[dossier.code]),
            }
        )
    found += [
        {
            "key": str(made.file.uuid),
            "title": made.title,
            "pages": made.file.pages,
            "base": _base(dossier, made.file.uuid),
            "href": reverse("desk:document", args=[dossier.code, made.uuid]),
        }
        for made in documents
        if made.kind == results.RESULT and made.state in READY and made.file is not None
    ]
    found += [
        {
            "key": str(file["uuid"]),
            "title": paper["name"],
            "pages": file["pages"],
            "base": _base(dossier, file["uuid"]),
            "href": reverse("desk:file", args=[dossier.code, file["uuid"]]),
        }
        for paper in papers
        for file in paper["files"]
    ]
    return found


def _base(dossier: Dossier, number: UUID) -> str:
    return reverse("desk:file", args=[dossier.code, number]) + "trang/"


def opened(sheets: list[dict[str, Any]], key: str, raw: str) -> dict[str, Any] | None:
    """The sheet of this key at the page of the address, else the first sheet; None where nothing lies there."""
    if not sheets:
        return None
    sheet = next((one for one in sheets if one["key"] == key), sheets[0])
    page = min(int(raw), sheet["pages"]) if raw.isdecimal() and int(raw) else 1
    return sheet | {
        "page": page,
        "src": f"{sheet['base']}{page}/",
        "before": page - 1 if page > 1 else 0,
        "after": page + 1 if page < sheet["pages"] else 0,
    }


@officer_page
def page_picture(request: HttpRequest, officer: Officer, code: str, number: UUID, page: int) -> HttpResponse:
    """A page of one of the dossier's papers or results. Looked at and noted as the file itself is."""
    found = rights.dossier_for(officer.powers, code)
    belongs = (
        Component.objects.filter(dossier_id=found.id, files__contains=[number]).exists()
        or Document.objects.filter(dossier_id=found.id, file__uuid=number).exists()
    )
    if not belongs:
        raise Http404
    stored = get_object_or_404(StoredFile, uuid=number)
    try:
        picture = _drawn(stored.uuid, stored.path, stored.media_type, page, _turn(request))
    except picturing.NoSuchPage:
        raise Http404 from None
    if cache.add(f"desk-look:{officer.account.id}:{stored.uuid}", 1, ONE_LOOK_S):
        audit.log_read(
            officer.actor,
            [stored.owner_id],
            purpose=purpose_of(found),
            what=f"file:{stored.name}",
            code="dossier",
            at=officer.now,
            dossier_code=found.code,
        )
    return HttpResponse(picture, content_type="image/webp")


@officer_page
def draft_picture(request: HttpRequest, officer: Officer, code: str, page: int) -> HttpResponse:
    """A page of the result as it would be signed. Every look is noted: signing asks whether it was looked at."""
    found = rights.dossier_for(officer.powers, code)
    try:
        pdf = results.preview(Held(found, compiled_version(found.version_id)), officer.now)
        picture = picturing.picture(pdf, "application/pdf", page, _turn(request))
    except (results.NoBuilder, DocumentError, KeyError, ChangeRefused, picturing.NoSuchPage):
        raise Http404 from None
    audit.log_read(
        officer.actor,
        [found.owner_id, found.applicant_id, found.authorised_id],
        purpose=purpose_of(found),
        what="result-preview",
        code="dossier",
        at=officer.now,
        dossier_code=found.code,
    )
    return HttpResponse(picture, content_type="image/webp")


def _turn(request: HttpRequest) -> int:
    raw = request.GET.get("xoay", "")
    return int(raw) if raw.isdecimal() and int(raw) in picturing.TURNS else 0


@lru_cache(maxsize=48)
def _drawn(number: UUID, path: str, media_type: str, page: int, turn: int) -> bytes:
    """Some 100 KB each, kept because a stored file never changes."""
    stored = StoredFile(uuid=number, path=path, media_type=media_type)
    return picturing.picture(storing.content(stored), media_type, page, turn)
