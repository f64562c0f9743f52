"""Drafts: begun with what the city knows, saved as typed, and turned into a submission at the end."""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from motcua.city.acting import helped
from motcua.foundation import audit
from motcua.foundation.clock import VN
from motcua.procedures.authoring.carrying import carry
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers.models import Draft
from motcua.procedures.dossiers.submission import GivenPaper, Submission
from motcua.sites.portal import moved_places
from motcua.sites.portal.form_pages import FROM_SOURCE, Filling
from motcua.sites.portal.origins import Origins
from motcua.sites.portal.places import Places
from motcua.sites.portal.proposals import proposed
from motcua.sites.portal.resident import Known, Resident
from motcua.sites.portal.screens import page_of
from motcua.sites.portal.way import PAPERS, REVIEW

type Entry = dict[str, Any]
"""One paper of a draft: `source` (upload or reused) and `files`, each with uuid, name and size."""

DELIVERY = "_delivery"
"""Key of the answers under which a draft keeps how the result is wanted."""

NEWS = "_news"
"""Key of the answers under which a draft keeps what changed for its owner when it moved to a newer version."""

LEFT_ALONE = timedelta(minutes=10)
"""A form that lay for so long is looked at anew when it is opened: the procedure may have changed meanwhile."""


def begin(
    draft_id: uuid.UUID, version: ProcedureVersion, resident: Resident, known: Known, at: datetime
) -> Draft:
    """The draft of this id, made and prefilled when it is new: pressing twice makes one.

    Raises: Http404 when the id is somebody else's, for_organisation.Stopped when no mandate covers the procedure.
    """
    helper = resident.helper
    if helper is not None and not helper.covers(version.procedure.code):
        raise Http404
    compiled = publishing.compiled(version)
    resident.require("file", compiled.code, compiled.definition.field)
    empty = Filling(compiled, {}, at.date(), known.applicant, Places(at.date()))
    answers, _ = proposed(empty, known.prefill)
    # a register may still hold the commune of before a reform
    if found := moved_places.followed(compiled, answers, since=at.date(), on=at.date()):
        answers = {**found[0], NEWS: found[1]}
    draft, made = Draft.objects.get_or_create(
        id=draft_id,
        defaults={
            "version": version,
            "account": resident.account,
            "answers": answers,
            "page": compiled.pages[0].id,
            "created_at": at,
            "updated_at": at,
        },
    )
    if draft.account_id != resident.account.pk:
        raise Http404
    if made:
        shown = known.relatives_behind((answers.get(FROM_SOURCE) or {}).values())
        _tell_relatives(compiled, shown, resident, at)
    if helper is not None:
        if not (made or helper.whole or helped.touched(draft_id, helper.right)):
            raise Http404
        helped.note(
            draft.id,
            client_id=resident.person.pk,
            account_id=helper.actor.account_id or 0,
            name=helper.actor.name,
            agency_id=helper.actor.agency_id,
            right=helper.right,
            at=at,
        )
    return draft


def own(draft_id: uuid.UUID, resident: Resident, *, lock: bool = False) -> Draft:
    """The resident's draft with its version and procedure; one query. Raises: Http404, for_organisation.Stopped.

    `lock`: until the caller's transaction ends, for whoever adds answers to those that are there. A helper opens
    only what was begun by the same right, a parent everything of the child.
    """
    rows = Draft.objects.select_related("version__procedure").filter(
        id=draft_id, account_id=resident.account.pk
    )
    rows = rows.select_for_update(of=("self",)) if lock else rows
    draft = seen_by(rows, resident, key="id").first()
    if draft is None or (resident.helper and not resident.helper.covers(draft.version.procedure.code)):
        raise Http404
    if resident.right is not None:
        resident.require(
            "file", draft.version.procedure.code, publishing.compiled(draft.version).definition.field
        )
    return draft


def seen_by(rows: QuerySet, resident: Resident, *, key: str) -> QuerySet:
    """The client's rows narrowed to those that this session may open; `key` names the request's id. No query."""
    helper = resident.helper
    return rows if helper is None or helper.whole else helped.only_touched(rows, helper.right, key=key)


def unsent_of(resident: Resident) -> list[Draft]:
    """Forms that were begun and not sent, newest first. One query."""
    rows = Draft.objects.select_related("version__procedure").filter(
        account_id=resident.account.pk, sent_at=None
    )
    return list(seen_by(rows, resident, key="id").order_by("-updated_at")[:20])


def filling(
    draft: Draft, applicant: Mapping[str, Any], at: datetime, origins: Origins | None = None
) -> Filling:
    """The draft's form; `applicant` are the facts about the person (`resident.known_of`), `origins` where they are from."""
    on = at.date()
    compiled = publishing.compiled(draft.version)
    return Filling(compiled, draft.answers, on, applicant, Places(on), origins or Origins())


def origins_of(draft: Draft, known: Known, resident: Resident) -> Origins:
    """Where the values of a draft come from; a helper at the keyboard contests nothing."""
    form = draft.id if resident.helper is None else None
    return Origins(updated=known.updated, registered=known.registered, form=form)


def overtaken(draft: Draft, window: str, turn: str) -> bool:
    """Whether an open page says what it has said more newly already; notes its turn otherwise. The draft is locked.

    Requests of one page may arrive out of order: what was typed later must stay. Two pages cannot be
    compared, so there the later arrival counts. Without JavaScript nothing is told and nothing overtakes.
    """
    if not (0 < len(window) <= 36 and turn.isascii() and turn.isdecimal() and len(turn) <= 9):
        return False
    if draft.window == window and draft.turn > int(turn):
        return True
    draft.window, draft.turn = window, int(turn)
    return False


def save(draft: Draft, answers: dict[str, Any], page: str, at: datetime) -> None:
    """Keep answers as typed, right or wrong. A draft that was sent meanwhile stays as it is. One statement."""
    Draft.objects.filter(id=draft.id, sent_at=None).update(
        answers=answers, page=page, updated_at=at, window=draft.window, turn=draft.turn
    )
    draft.answers, draft.page = answers, page


def fill_in(
    draft: Draft, known: Known, resident: Resident, at: datetime, *, leave: Collection[str] = ()
) -> tuple[Filling, set[str]]:
    """The draft's form with what the registers can answer by now, and the ids of the questions that changed.

    Saved when something changed; a relative can read who was shown their data. `leave`: questions that stand
    on a screen right now. No query when nothing changes.
    """
    changed: set[str] = set()
    origins = origins_of(draft, known, resident)
    form = filling(draft, known.applicant, at, origins)
    earlier = dict(draft.answers.get(FROM_SOURCE) or {})
    # An answer filled in may decide about a later one: the definition's order makes this end.
    while True:
        answers, more = proposed(form, known.prefill, leave=leave)
        if answers == draft.answers:
            break
        save(draft, answers, draft.page, at)
        form, changed = filling(draft, known.applicant, at, origins), changed | more
    now = draft.answers.get(FROM_SOURCE) or {}
    sources = {source for name, source in now.items() if earlier.get(name) != source}
    _tell_relatives(form.compiled, known.relatives_behind(sources), resident, at)
    return form, changed


def _tell_relatives(compiled: CompiledProcedure, people: list[int], resident: Resident, at: datetime) -> None:
    """Those whose data a form shows can read who was shown them. One statement or none."""
    if people:
        purpose = f"Điền sẵn: {compiled.definition.name.vi}"
        audit.log_read(resident.actor, people, purpose=purpose, what="population", code="prefill", at=at)


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

    Answers stay as typed, kept by the id of their question; what changed for this person is noted under `NEWS` until
    they have read it. Communes that a reform has changed are followed too (`follow_places`). True when anything moved.
    One query, four when it moves; one more on another day than that of the last answer.
    """
    moved = follow_places(draft, at)
    version = publishing.version_for(draft.version.procedure.code, at)
    if version is None or version.pk == draft.version_id:
        return moved
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).select_related("version").get(id=draft.id)
        if locked.sent_at is None and locked.version_id != version.pk:
            carried = carry(
                publishing.definition_of(locked.version), publishing.definition_of(version), locked.answers
            )
            told = [*news_of(locked), *({"vi": one.vi, "en": one.en} for one in carried.news)]
            locked.answers = {**carried.answers, NEWS: told}
            pages = {page.id for page in publishing.compiled(version).pages}
            if page_of(locked.page) not in pages and locked.page not in (PAPERS, REVIEW):
                locked.page = publishing.compiled(version).pages[0].id
            Draft.objects.filter(id=draft.id).update(
                version=version, answers=locked.answers, page=locked.page
            )
    version.procedure = draft.version.procedure
    draft.version, draft.answers, draft.page = version, locked.answers, locked.page
    return True


def follow_places(draft: Draft, at: datetime, *, whenever: bool = False) -> bool:
    """Put the communes of today into an unsent draft, and note under `NEWS` what was changed or has to be chosen anew.

    Asked on a later day than that of the last answer only, because territory changes with the day; `whenever`: also for
    what a device kept for long. No query, or one; three more when something changes.
    """
    since, on = draft.updated_at.astimezone(VN).date(), at.astimezone(VN).date()
    if since == on and not whenever:
        return False
    if moved_places.followed(publishing.compiled(draft.version), draft.answers, since=since, on=on) is None:
        return False
    with transaction.atomic():
        locked = Draft.objects.select_for_update(of=("self",)).get(id=draft.id)
        found = moved_places.followed(publishing.compiled(draft.version), locked.answers, since=since, on=on)
        if found is None or locked.sent_at is not None:
            return False
        answers, told = found
        draft.answers = {**answers, NEWS: [*news_of(locked), *told]}
        Draft.objects.filter(id=draft.id).update(answers=draft.answers)
    return True


def reopened(draft: Draft, at: datetime) -> bool:
    """Whether the draft lay for a while and moved to a newer version now. No query while somebody is writing."""
    return draft.updated_at < at - LEFT_ALONE and bring_up_to_date(draft, at)


def news_of(draft: Draft) -> list[dict[str, str]]:
    """What changed for the person since they began, until they have said that they read it."""
    told = draft.answers.get(NEWS)
    return list(told) if isinstance(told, list) else []


def heard(draft: Draft) -> None:
    """The person has read what changed. The draft is locked. One statement."""
    answers = {key: value for key, value in draft.answers.items() if key != NEWS}
    Draft.objects.filter(id=draft.id, sent_at=None).update(answers=answers)
    draft.answers = answers


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
