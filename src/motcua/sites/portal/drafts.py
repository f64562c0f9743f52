"""Drafts: begun with what the city knows, saved as typed, and turned into a submission at the end."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404

from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.compile import CompiledField, CompiledProcedure
from motcua.procedures.dossiers.models import Draft
from motcua.procedures.dossiers.submission import GivenPaper, Submission
from motcua.sites.portal.form_pages import FROM_CITY, Filling
from motcua.sites.portal.form_reading import as_typed
from motcua.sites.portal.places import Places
from motcua.sites.portal.resident import Known, Resident

type Entry = dict[str, Any]
"""One paper of a draft: `source` (upload or reused) and `files`, each with uuid, name and size."""

DELIVERY = "_delivery"
"""Key of the answers under which a draft keeps how the result is wanted."""


def begin(
    draft_id: uuid.UUID, version: ProcedureVersion, resident: Resident, known: Known, at: datetime
) -> Draft:
    """The draft of this id, made and prefilled when it is new: pressing twice makes one.

    Raises: Http404 when the id is somebody else's.
    """
    compiled = publishing.compiled(version)
    filled = _first_answers(compiled, known, Places(at.date()))
    draft, _ = Draft.objects.get_or_create(
        id=draft_id,
        defaults={
            "version": version,
            "account": resident.account,
            "answers": {**filled, FROM_CITY: filled},
            "page": compiled.pages[0].id,
            "created_at": at,
            "updated_at": at,
        },
    )
    if draft.account_id != resident.account.pk:
        raise Http404
    return draft


def own(draft_id: uuid.UUID, resident: Resident) -> Draft:
    """The resident's draft with its version and procedure; one query. Raises: Http404."""
    draft = (
        Draft.objects.select_related("version__procedure")
        .filter(id=draft_id, account_id=resident.account.pk)
        .first()
    )
    if draft is None:
        raise Http404
    return draft


def filling(draft: Draft, applicant: Mapping[str, Any], at: datetime) -> Filling:
    """The draft's form; `applicant` are the facts about the person (`resident.known_of`)."""
    on = at.date()
    return Filling(publishing.compiled(draft.version), draft.answers, on, applicant, Places(on))


def save(draft: Draft, answers: dict[str, Any], page: str, at: datetime) -> None:
    """Keep answers as typed, right or wrong. A draft that was sent meanwhile stays as it is. One statement."""
    Draft.objects.filter(id=draft.id, sent_at=None).update(answers=answers, page=page, updated_at=at)
    draft.answers, draft.page = answers, page


def change_papers(draft: Draft, component_id: str, change: Callable[[Entry], Entry], at: datetime) -> None:
    """Change the entry of one paper under the draft's lock, so that two uploads at once both count."""
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(id=draft.id)
        entry = change(dict(locked.papers.get(component_id) or {"source": "upload", "files": []}))
        papers = {**locked.papers, component_id: entry}
        if not entry["files"]:
            papers.pop(component_id)
        locked.papers, locked.updated_at = papers, at
        locked.save(update_fields=["papers", "updated_at"])
    draft.papers = papers


def bring_up_to_date(draft: Draft, at: datetime) -> bool:
    """Move an unsent draft to the version in force: what is handed in today is received on today's rules.

    Answers stay as typed; new questions are simply not answered yet. True when it moved. One query or two.
    """
    version = publishing.version_for(draft.version.procedure.code, at)
    if version is None or version.pk == draft.version_id:
        return False
    Draft.objects.filter(id=draft.id, sent_at=None).update(version=version)
    draft.version = version
    return True


def submission(draft: Draft, filling: Filling, known: Known, language: str) -> Submission:
    """What is handed in; its id is the draft's, so that sending twice is one dossier."""
    asked = {need.paper.id for need in filling.papers(known.sources)}
    return Submission(
        id=draft.id,
        version_id=draft.version_id,
        compiled=filling.compiled,
        channel="online",
        answers=filling.given,
        papers=tuple(
            GivenPaper(component_id, entry["source"], tuple(uuid.UUID(one["uuid"]) for one in entry["files"]))
            for component_id, entry in draft.papers.items()
            if component_id in asked
        ),
        applicant=known.party,
        owner=known.owner,
        language=language,
        delivery_by=draft.answers.get(DELIVERY) or filling.compiled.definition.result.delivery[0],
        known_sources=known.sources,
    )


def _first_answers(compiled: CompiledProcedure, known: Known, places: Places) -> dict[str, Any]:
    """What the registers can answer, in the shape of typed answers."""
    answers: dict[str, Any] = {}
    for page in compiled.pages:
        for item in page.items:
            if not isinstance(item, CompiledField) or item.field.prefill not in known.prefill:
                continue
            value = known.prefill[item.field.prefill]
            match item.field.kind:
                case "address" if isinstance(value, dict):
                    answers[item.id] = {"province": places.province_of(value["unit"]), **value}
                case "unit" if isinstance(value, str) and len(value) == 5 and value.isdigit():
                    answers[item.id] = {"province": places.province_of(value), "unit": value}
                case "address" | "unit":
                    continue
                case "choice" if value not in {option.value for option in item.field.options}:
                    continue
                case kind:
                    answers[item.id] = as_typed(kind, value)
    return answers
