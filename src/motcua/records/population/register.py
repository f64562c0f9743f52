"""Registers of the city: an entry is numbered, carries its data and names its people; it is never deleted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from motcua.foundation import numbering
from motcua.records.papers.models import Paper
from motcua.records.population.models import RegisterEntry, RegisterSubject


class AlreadyClosed(ValueError):
    """The entry is corrected or cancelled already; what follows refers to its successor."""


@transaction.atomic
def enter(
    register: str,
    *,
    agency_id: int,
    on: date,
    data: Mapping[str, Any],
    subjects: Mapping[str, int] | Iterable[int] = (),
    dossier_code: str = "",
    paper: Paper | None = None,
    volume: int = 1,
    valid_to: date | None = None,
) -> RegisterEntry:
    """Write the next line of `register` of an agency and year; `subjects` are person ids, by role or bare.

    Numbers run from 1 to the end of the year across volumes (TT 01/2020/TT-BTP Điều 4). Three statements.
    """
    entry = RegisterEntry.objects.create(
        register=register,
        agency_id=agency_id,
        year=on.year,
        volume=volume,
        number=numbering.take(f"register:{register}:{agency_id}:{on.year}"),
        entered_on=on,
        data=dict(data),
        dossier_code=dossier_code,
        paper=paper,
        valid_from=on,
        valid_to=valid_to,
    )
    pairs = (
        subjects.items()
        if isinstance(subjects, Mapping)
        else (("", person) for person in dict.fromkeys(subjects))
    )
    RegisterSubject.objects.bulk_create(
        RegisterSubject(entry=entry, person_id=person_id, role=role) for role, person_id in pairs
    )
    return entry


@transaction.atomic
def close(entry: RegisterEntry, *, state: RegisterEntry.State, on: date) -> RegisterEntry:
    """Mark an entry corrected or cancelled from `on`; it stays readable. Raises: AlreadyClosed."""
    locked = RegisterEntry.objects.select_for_update().get(pk=entry.pk)
    if locked.state != RegisterEntry.State.IN_FORCE:
        raise AlreadyClosed(str(locked))
    locked.state, locked.valid_to = state, on
    locked.save(update_fields=["state", "valid_to"])
    return locked


def entries_of(person_id: int, register: str, *, on: date | None = None) -> list[RegisterEntry]:
    """The entries in force that name a person, newest first; on a day when `on` is given. One query."""
    found = RegisterEntry.objects.filter(
        parts__person_id=person_id, register=register, state=RegisterEntry.State.IN_FORCE
    )
    if on is not None:
        found = found.filter(valid_from__lte=on).exclude(valid_to__lte=on)
    return list(found.distinct().order_by("-entered_on", "-number"))


def number_text(entry: RegisterEntry) -> str:
    """The number as papers state it, for instance `08/2026`: below ten with a leading zero."""
    return f"{entry.number:02d}/{entry.year}"
