"""Photos become public only here: an officer covers faces and plates, then releases the copy."""

import uuid
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from motcua.city import authority
from motcua.exchange.dialogue import photos
from motcua.exchange.dialogue.models import Photo, Report
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records import papers

POWER = "handle_reports"


@transaction.atomic
def release(photo_id: int, areas: str, *, by: Actor, at: datetime) -> Photo:
    """Make the public copy with `areas` covered, and show it. Again with other areas: the old copy is gone.

    Raises: photos.BadAreas, authority.NotAllowed.
    """
    photo, report = _locked(photo_id, by, at)
    covered = photos.areas_of(areas)
    made = photos.public_copy(papers.content(photo.file), covered)
    old, number = photo.public_path, uuid.uuid4().hex
    photo.public_path = default_storage.save(f"public/{number[:2]}/{number}.jpg", ContentFile(made))
    photo.areas = "\n".join(f"{a.left:g},{a.top:g},{a.width:g},{a.height:g}" for a in covered)
    photo.released_at, photo.released_by_id = at, by.account_id
    photo.save()
    _tell(report, "photo-released", photo, by, at)
    if old:
        transaction.on_commit(lambda: default_storage.delete(old))
    return photo


@transaction.atomic
def withhold(photo_id: int, *, by: Actor, at: datetime) -> Photo:
    """Take a photo back from the public; its copy is deleted. Raises: authority.NotAllowed."""
    photo, report = _locked(photo_id, by, at)
    old = photo.public_path
    photo.public_path, photo.released_at, photo.released_by = "", None, None
    photo.save()
    if old:
        _tell(report, "photo-withheld", photo, by, at)
        transaction.on_commit(lambda: default_storage.delete(old))
    return photo


def _locked(photo_id: int, by: Actor, at: datetime) -> tuple[Photo, Report]:
    photo = Photo.objects.select_for_update(of=("self",)).select_related("report", "file").get(id=photo_id)
    report = photo.report
    authority.require(by, POWER, at=at, field=report.kind, agency_id=report.agency_id)
    return photo, report


def _tell(report: Report, what: str, photo: Photo, by: Actor, at: datetime) -> None:
    data = {"code": report.code, "photo": str(photo.uuid), "side": photo.side}
    events.record(report.chain, f"report.{what}", at=at, actor=by, data=data)
