"""Reading dossiers for pages: the owner's own, the timeline, the public look-up."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.identifiers import format_dossier_code, is_dossier_code, parse_dossier_code
from motcua.foundation.models import Event
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import wording
from motcua.procedures.dossiers.errors import NotYours
from motcua.procedures.dossiers.holding import is_of
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.records.quality.pairs import same_person

PAGE = 20


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a timeline shows it. `detail` is empty where the reader may not see it."""

    at: datetime
    kind: str
    title_vi: str
    title_en: str
    who: str
    detail_vi: str
    detail_en: str
    data: dict[str, Any]


def own(uuid: UUID, person_id: int | None, organisation_id: int | None = None) -> Dossier:
    """A dossier of this person (owner, applicant or authorised), or of the organisation that the person acts for.

    Raises NotYours, for pages: not found.
    """
    dossier = by_uuid(uuid)
    if dossier is None or not is_of(dossier, person_id, organisation_id):
        raise NotYours
    return dossier


def by_uuid(uuid: UUID) -> Dossier | None:
    """Whosever it is: the caller asks whether the reader may. One query."""
    return (
        Dossier.objects.select_related(
            "intake_agency", "competent_agency", "return_agency", "owner_organisation"
        )
        .filter(uuid=uuid)
        .first()
    )


type Narrow = Callable[[QuerySet[Dossier]], QuerySet[Dossier]]


def of_person(
    person_id: int, before_id: int | None = None, size: int = PAGE, narrow: Narrow | None = None
) -> list[Dossier]:
    """The person's own dossiers (owner, applicant or authorised), newest first. One query, an index for each.

    The parts of a linked set are found at the set; an organisation's at the organisation. `narrow` leaves out what the
    reader may not see.
    """
    ids = same_person(person_id)
    theirs = Q(owner_id__in=ids) | Q(applicant_id__in=ids) | Q(authorised_id__in=ids)
    rows = Dossier.objects.filter(theirs, owner_organisation=None)
    return _newest(rows, before_id, size, narrow)


def of_organisation(
    organisation_id: int, before_id: int | None = None, size: int = PAGE, narrow: Narrow | None = None
) -> list[Dossier]:
    """The organisation's dossiers, newest first. One query by its index. `narrow`: to what the reader may see."""
    rows = Dossier.objects.filter(owner_organisation_id=organisation_id)
    return _newest(rows, before_id, size, narrow)


def _newest(
    rows: QuerySet[Dossier], before_id: int | None, size: int, narrow: Narrow | None
) -> list[Dossier]:
    rows = rows.filter(part_of_id=None).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list((narrow(rows) if narrow else rows)[:size])


def by_code(code: str) -> Dossier | None:
    """The public look-up: no sign-in and no personal data shown; the caller shows status and days only."""
    wanted = code.strip().upper()
    if not is_dossier_code(wanted):
        return None
    forms = {wanted}
    try:
        # An agency of QCVN 102 and a day of eight digits name the same dossier as today's form.
        parts = parse_dossier_code(wanted)
        forms.add(format_dossier_code(parts.agency, parts.received_on, parts.number))
    except ValueError:
        pass
    found = {
        row.code: row for row in Dossier.objects.select_related("competent_agency").filter(code__in=forms)
    }
    return found.get(wanted) or next(iter(found.values()), None)


def timeline(dossier: Dossier, *, for_resident: bool) -> list[Happened]:
    """Everything that happened, oldest first. Residents see posts and agencies of officers, not notes."""
    procedure = compiled_version(dossier.version_id)
    shown = []
    for event in Event.objects.filter(chain=dossier.chain).order_by("seq"):
        body = json.loads(event.body)
        words = wording.of(event.kind, body["data"], procedure)
        if words is None or (for_resident and not words.for_resident):
            continue
        helped = "for_person_id" in body["actor"]
        officer = body["actor"].get("kind") == "officer" and not helped
        who = "" if for_resident and officer else body["actor"].get("name", "")
        detail_vi = words.detail_vi if (words.detail_public or not for_resident) else ""
        detail_en = words.detail_en if (words.detail_public or not for_resident) else ""
        if helped:
            detail_vi = f"{who} làm thay {dossier.applicant_name}. {detail_vi}".strip()
            detail_en = f"{who} on behalf of {dossier.applicant_name}. {detail_en}".strip()
        shown.append(
            Happened(
                at=event.at,
                kind=event.kind,
                title_vi=words.vi,
                title_en=words.en,
                who=who,
                detail_vi=detail_vi,
                detail_en=detail_en,
                data=body["data"],
            )
        )
    return shown


def documents_for_resident(dossier: Dossier) -> list[Document]:
    """The papers that the owner may open, newest first."""
    return list(Document.objects.filter(dossier=dossier, for_resident=True).order_by("-id"))
