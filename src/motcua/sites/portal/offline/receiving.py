"""A form filled without a line becomes a draft: once, however often it is sent, and never over newer answers."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.dossiers.models import Draft
from motcua.records.papers.models import StoredFile
from motcua.sites.portal import drafts, form_reading
from motcua.sites.portal.offline.models import Received
from motcua.sites.portal.resident import Known, Resident

MOST_FILES = 20
"""As many as the page of papers takes."""
OWN_NAMES = frozenset({"csrfmiddlewaretoken", "_draft", "_code", "_tag", "_began"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the answers went. `beside`: the draft of the same form that was left alone because it is newer or sent."""

    draft: Draft
    fresh: bool
    beside: uuid.UUID | None = None


@transaction.atomic
def receive(
    client_id: uuid.UUID,
    version: ProcedureVersion,
    post: QueryDict,
    resident: Resident,
    known: Known,
    at: datetime,
) -> Outcome:
    """Put what a device kept into the resident's drafts.

    The same state twice changes nothing. Where the draft went on elsewhere (or was handed in), the device's answers
    become a draft of their own beside it, for the resident to choose. Raises: Http404 for an id of somebody else's.
    """
    row, fresh = Received.objects.get_or_create(
        account=resident.account, client_id=client_id, digest=digest_of(post), defaults={"at": at}
    )
    if not fresh and row.draft_id is not None:
        draft = Draft.objects.filter(id=row.draft_id, account=resident.account).first()
        if draft is not None:
            return Outcome(draft, False, client_id if row.apart else None)
        # thrown away by the resident since: what is sent again on purpose comes back
    there = Draft.objects.select_for_update().filter(id=client_id, account=resident.account).first()
    # an id that is somebody else's ends in `begin` with "not found"
    target = there or drafts.begin(client_id, version, resident, known, at)
    answers = merged(target, post)
    beside = None
    if there is not None and _went_on(there, row.pk) and answers != there.answers:
        target = drafts.begin(uuid.uuid5(client_id, row.digest), there.version, resident, known, at)
        answers, beside = merged(target, post), client_id
    if answers != target.answers:
        drafts.save(target, answers, target.page, at)
        target.updated_at = at
    row.draft_id, row.apart, row.kept_at, row.at = target.id, beside is not None, target.updated_at, at
    row.save(update_fields=["draft_id", "apart", "kept_at", "at"])
    return Outcome(target, True, beside)


def goes_on(client_id: uuid.UUID, began: str, resident: Resident, closed_at: datetime) -> bool:
    """Whether a form was begun before the procedure was closed for new requests: its draft is here, or the device says so.

    `began`: milliseconds since 1970 by the device's clock, as it noted them when the first answer was typed. A clock set back
    gains an open draft and no right: whoever decides sees when it was filed. One query.
    """
    if Draft.objects.filter(id=client_id, account=resident.account).exists():
        return True
    if not (began.isascii() and began.isdecimal() and len(began) < 15):
        return False
    return datetime.fromtimestamp(int(began) / 1000, UTC) < closed_at


def add_photo(draft: Draft, paper_id: str, stored: StoredFile, at: datetime) -> None:
    """Put a picture under a paper of the draft, whether it is asked for by now or not; the same one twice is one."""

    def with_it(entry: drafts.Entry) -> drafts.Entry:
        if any(one["uuid"] == str(stored.uuid) for one in entry["files"]):
            return entry
        kept = {"uuid": str(stored.uuid), "name": stored.name, "size": stored.size}
        return {"source": "upload", "files": [*entry["files"], kept][:MOST_FILES]}

    drafts.change_papers(draft, paper_id, with_it, at)


def merged(draft: Draft, post: QueryDict) -> dict[str, Any]:
    """The draft's answers with those of the device; a question left blank there keeps what the city knows. No query."""
    compiled = publishing.compiled(draft.version)
    answers = dict(draft.answers)
    for page in compiled.pages:
        typed = form_reading.read_page(page, post, {})
        answers |= {key: value for key, value in typed.items() if not _blank(value)}
    return answers


def digest_of(post: QueryDict) -> str:
    """A name for what was typed, whatever the order of the questions."""
    pairs = sorted((name, values) for name, values in post.lists() if name not in OWN_NAMES)
    return hashlib.sha256(json.dumps(pairs, ensure_ascii=False).encode()).hexdigest()


def _went_on(draft: Draft, but_id: int) -> bool:
    """Whether the draft is not as a device left it: changed on a page since, or handed in."""
    if draft.sent_at is not None:
        return True
    rows = Received.objects.filter(account_id=draft.account_id, client_id=draft.id, draft_id=draft.id)
    last = rows.exclude(pk=but_id).order_by("-at", "-id").first()
    return last is None or last.kept_at is None or draft.updated_at > last.kept_at


def _blank(value: Any) -> bool:
    match value:
        case dict():
            # a province alone was chosen by the form, not by the person
            return all(_blank(part) for name, part in value.items() if name != "province")
        case list():
            return all(_blank(part) for part in value)
    return value in (None, "")
