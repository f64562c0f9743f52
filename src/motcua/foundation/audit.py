"""The record of who looked at whose data. Written by every page and call that shows a person to somebody else."""

from collections.abc import Iterable
from datetime import datetime

from motcua.foundation.actor import Actor
from motcua.foundation.models import AccessLog


def log_read(
    reader: Actor,
    person_ids: Iterable[int | None],
    *,
    purpose: str,
    what: str,
    at: datetime,
    dossier_code: str = "",
) -> None:
    """Note that `reader` saw data of these persons. Own data and unknown persons are left out. One statement."""
    rows = [
        AccessLog(
            at=at,
            person_id=person_id,
            reader=reader.as_data(),
            reader_name=reader.name,
            reader_agency_id=reader.agency_id,
            purpose=purpose,
            what=what,
            dossier_code=dossier_code,
        )
        for person_id in dict.fromkeys(person_ids)
        if person_id is not None and person_id != reader.person_id
    ]
    if rows:
        AccessLog.objects.bulk_create(rows)
