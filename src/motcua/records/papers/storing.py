"""Taking files in and giving them out. Bytes lie in the default storage under random names."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.records.papers import antivirus
from motcua.records.papers.checks import EXTENSIONS, MAX_BYTES, RefusedFile, check
from motcua.records.papers.joining import page_count
from motcua.records.papers.models import Paper, StoredFile


def store(
    upload: UploadedFile | IO[bytes] | bytes,
    *,
    purpose: str,
    owner_id: int | None,
    by: int | None,
    at: datetime,
    name: str = "",
) -> StoredFile:
    """Keep what somebody hands in, if it passes the checks; the same bytes of one owner are kept once.

    `by` is the id of the account. Reads at most one byte more than the limit. Raises: RefusedFile.
    """
    content = _read(upload)
    checked = check(content, name or getattr(upload, "name", "") or "")
    if address := getattr(settings, "CLAMD_ADDRESS", ""):
        antivirus.scan(content, address)
    return _keep(content, checked.media_type, checked.name, checked.pages, purpose, owner_id, by, at)


def store_made(
    pdf: bytes, *, name: str, purpose: str, owner_id: int | None, at: datetime, by: int | None = None
) -> StoredFile:
    """Keep a PDF that this system has made itself, without the checks for what strangers bring."""
    return _keep(pdf, "application/pdf", name, page_count(pdf), purpose, owner_id, by, at)


def open_for(
    stored: StoredFile,
    *,
    reader: Actor,
    purpose: str,
    at: datetime,
    dossier_code: str = "",
    code: str = "dossier",
) -> IO[bytes]:
    """The bytes of a file, for a reader whose right the caller has decided; the owner sees the look.

    `code`: the purpose on the city's list (`records.privacy.purposes`).
    """
    audit.log_read(
        reader,
        [stored.owner_id],
        purpose=purpose,
        what=f"file:{stored.name}",
        code=code,
        at=at,
        dossier_code=dossier_code,
    )
    return default_storage.open(stored.path, "rb")


def content(stored: StoredFile) -> bytes:
    """The bytes of a file for the system's own work (signing, joining): nobody looks, nothing is noted."""
    with default_storage.open(stored.path, "rb") as file:
        return file.read()


def issue(
    *,
    kind: str,
    number: str,
    issued_on: date,
    issuer_id: int | None,
    owner_id: int | None,
    file: StoredFile | None,
    at: datetime,
    organisation_id: int | None = None,
    source: str = Paper.Source.ISSUED,
    dossier_code: str = "",
    valid_until: date | None = None,
    title: str = "",
    issuer_name: str = "",
    data: Mapping[str, Any] | None = None,
) -> Paper:
    """Note a paper of a person or organisation: issued by the city or digitised. One insert."""
    return Paper.objects.create(
        kind=kind,
        title=title,
        number=number,
        issued_on=issued_on,
        issuer_id=issuer_id,
        issuer_name=issuer_name,
        owner_id=owner_id,
        organisation_id=organisation_id,
        file=file,
        source=source,
        dossier_code=dossier_code,
        data=dict(data or {}),
        valid_until=valid_until,
        created_at=at,
    )


def valid_papers(person_id: int, kinds: list[str], *, on: date) -> list[Paper]:
    """A person's papers of these kinds that count on a day, newest first. One query."""
    return list(
        Paper.objects.filter(owner_id=person_id, kind__in=kinds, status=Paper.Status.VALID)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .select_related("file", "issuer")
        .order_by("-issued_on", "-id")
    )


@transaction.atomic
def replace(old: Paper, new: Paper) -> None:
    """`new` takes the place of `old`, which stays readable and no longer counts."""
    locked = Paper.objects.select_for_update().get(pk=old.pk)
    locked.status, locked.replaced_by = Paper.Status.REPLACED, new
    locked.save(update_fields=["status", "replaced_by"])


def _read(upload: UploadedFile | IO[bytes] | bytes) -> bytes:
    if isinstance(upload, bytes):
        return upload
    size = getattr(upload, "size", None)
    if size is not None and size > MAX_BYTES:
        raise RefusedFile("too_big")
    upload.seek(0)
    return upload.read(MAX_BYTES + 1)


def _keep(
    content: bytes,
    media_type: str,
    name: str,
    pages: int,
    purpose: str,
    owner_id: int | None,
    by: int | None,
    at: datetime,
) -> StoredFile:
    sha256 = hashlib.sha256(content).hexdigest()
    kept = (
        StoredFile.objects.filter(owner_id=owner_id, sha256=sha256) if owner_id else StoredFile.objects.none()
    )
    same = list(kept)
    for row in same:
        if row.purpose == purpose:
            return row
    if same:
        path = same[0].path
    else:
        number = uuid.uuid4().hex
        path = default_storage.save(
            f"papers/{number[:2]}/{number}{EXTENSIONS[media_type][0]}", ContentFile(content)
        )
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                sha256=sha256,
                size=len(content),
                media_type=media_type,
                name=name,
                pages=pages,
                path=path,
                purpose=purpose,
                owner_id=owner_id,
                uploaded_by_id=by,
                created_at=at,
            )
    except IntegrityError:
        # the same owner handed in the same file twice at one moment; or there is no such owner
        if not same:
            default_storage.delete(path)
        return StoredFile.objects.get(owner_id=owner_id, sha256=sha256, purpose=purpose)
