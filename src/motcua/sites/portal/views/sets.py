"""What the owner of a linked set may change while it is open: leave a part out, ask for one more."""

import uuid as uuids
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.foundation import clock
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledGroup
from motcua.procedures.definition import PaperComponent
from motcua.procedures.dossiers import owner
from motcua.procedures.dossiers.errors import ChangeRefused, NotComplete
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.procedures.forms import Message
from motcua.procedures.linked import growing, reading
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.portal import form_reading
from motcua.sites.portal.form_pages import Filling, Part
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import own_dossier
from motcua.sites.portal.places import Places
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field

MOST_FILES = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def drop(request: HttpRequest, uuid: uuids.UUID, part: str) -> HttpResponse:
    """Ask once more, then leave the part out. Raises: Http404 for what cannot be left out."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier, at = own_dossier(request, uuid, "file"), clock.now()
    found = reading.of_parent(dossier, at)
    shown = next((one for one in found.parts if one.item.part_id == part), None) if found else None
    if shown is None or not shown.optional:
        raise Http404
    if request.method == "POST":
        try:
            growing.drop(uuid, part, request.POST.get("words", "")[:2000], by=resident.actor, at=at)
        except ChangeRefused as refusal:
            messages.error(request, language.pick(refusal))
        else:
            messages.success(request, language.say("Đã bỏ phần này.", "The part is left out."))
        return redirect(reverse("portal:dossier", args=[uuid]) + "#cac-phan")
    context = {
        "dossier": dossier,
        "part": shown,
        "paid": bool(dossier.fee_total),
        "reason": Field(
            "words", "longtext", {"vi": "Lý do", "en": "Why"}, required=False, max_length=2000
        ),
        "crumbs": _crumbs(dossier, shown.name),
    }  # fmt: skip
    return show(request, "portal/set_drop.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def add(request: HttpRequest, uuid: uuids.UUID, part: str) -> HttpResponse:
    """The questions and papers that only the new part asks, on one page. Raises: Http404 for no such part."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    dossier, at = own_dossier(request, uuid, "file"), clock.now()
    found = reading.of_parent(dossier, at)
    name = dict(found.addable).get(part) if found else None
    if name is None:
        raise Http404
    filling, asked = _filling(dossier, part, request, at)
    _, lacking = growing.asked_for(
        dossier, Held(dossier, filling.compiled), part, {one: filling.given.get(one) for one in asked}, at
    )
    papers = [need.paper for need in lacking]
    errors: dict[str, Message] = {}
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        given, wrong = _given(request, resident, papers, at)
        more = {one: filling.given.get(one) for one in asked}
        try:
            if wrong:
                raise NotComplete({f"papers.{one}": ("", "") for one in wrong})
            growing.add(uuid, part, more, given, by=resident.actor, at=at)
        except NotComplete as faulty:
            errors = {
                path: message for path, message in filling.errors.items() if path.split(".")[0] in asked
            }
            for path, (vi, en) in faulty.fields.items():
                if path.startswith("papers."):
                    wrong.setdefault(path.removeprefix("papers."), {"vi": vi, "en": en})
        except ChangeRefused as refusal:
            messages.error(request, language.pick(refusal))
            return redirect(reverse("portal:dossier", args=[uuid]) + "#cac-phan")
        else:
            messages.success(request, language.say("Đã thêm phần này.", "The part is added."))
            return redirect(reverse("portal:dossier", args=[uuid]) + "#cac-phan")
    parts = filling.questions(asked, errors)
    uploads = [_upload(paper, wrong.get(paper.id)) for paper in papers]
    context = {
        "dossier": dossier,
        "name": name,
        "parts": parts,
        "uploads": uploads,
        "asked": _names(parts),
        "errors": named_errors([*(one for piece in parts for one in piece.fields), *uploads]),
        "crumbs": _crumbs(dossier, name),
    }
    return show(
        request, "portal/set_add.html", context, menu="account", status=422 if context["errors"] else 200
    )


def _filling(
    dossier: Dossier, part: str, request: HttpRequest, at: datetime
) -> tuple[Filling, frozenset[str]]:
    """The set's form with the part in it, and the questions that are asked only now."""
    compiled, on = compiled_version(dossier.version_id), at.date()
    assert compiled.linked is not None and compiled.linked.linked.choice is not None
    choice = compiled.linked.linked.choice
    facts = owner.facts(dossier, on)
    known = {name: _as_typed(value) for name, value in dossier.answers.items()}
    before = Filling(compiled, known, on, facts, Places(on))
    typed = {**known, choice: [*(dossier.answers.get(choice) or []), part]}
    if request.method == "POST":
        for page in compiled.pages:
            typed = form_reading.read_page(page, request.POST, typed)
    after = Filling(compiled, typed, on, facts, Places(on))
    return after, _shown_ids(after) - _shown_ids(before)


def _shown_ids(filling: Filling) -> frozenset[str]:
    return frozenset(
        item.group.id if isinstance(item, CompiledGroup) else item.id
        for page in filling.pages
        for item in filling.shown(page)
    )


def _as_typed(value: Any) -> Any:
    """A kept answer in the shape of a typed one: days in their three pieces."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    return form_reading.as_typed("date", day) if day else value


def _upload(paper: PaperComponent, wrong: Any) -> Field:
    field = Field(f"paper-{paper.id}", "file", paper.name, hint=paper.hint or "", many=True)
    field.error = wrong or ""
    return field


def _given(
    request: HttpRequest, resident: Resident, papers: list[PaperComponent], at: datetime
) -> tuple[list[GivenPaper], dict[str, Any]]:
    """The files that came, kept; and the refusals by paper."""
    given: list[GivenPaper] = []
    refused: dict[str, Any] = {}
    for paper in papers:
        kept = []
        for upload in request.FILES.getlist(f"paper-{paper.id}")[:MOST_FILES]:
            try:
                stored = storing.store(
                    upload,
                    purpose="dossier",
                    owner_id=resident.person.pk,
                    by=resident.actor.account_id,
                    at=at,
                )
            except RefusedFile as refusal:
                refused[paper.id] = {
                    "vi": f"{upload.name}: {refusal.vi}",
                    "en": f"{upload.name}: {refusal.en}",
                }
            else:
                kept.append(stored.uuid)
        if kept:
            given.append(GivenPaper(paper.id, "upload", tuple(kept)))
    return given, refused


def _names(parts: list[Part]) -> list[str]:
    names: list[str] = []
    for part in parts:
        names += [one.name for one in part.fields]
        if part.rows is not None:
            names.append(part.rows.group.id)
            names += [one.name for row in part.rows.groups for one in row["fields"]]
    return names


def _crumbs(dossier: Dossier, name: Any) -> list[dict[str, Any]]:
    return [
        {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
        {"label": {"vi": "Hồ sơ", "en": "Dossiers"}, "href": reverse("portal:dossiers")},
        {"label": dossier.code, "href": reverse("portal:dossier", args=[dossier.uuid])},
        {"label": name, "href": ""},
    ]
