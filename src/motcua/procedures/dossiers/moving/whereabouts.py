"""The place that a dossier is about, as far as it is known: what decided its agency at filing, read again."""

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.city.models import Person
from motcua.city.reform.deciding import Whereabouts
from motcua.city.reform.resolving import Change
from motcua.foundation.worktime import VN
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier, Task

RESIDENCE, ANY = "residence", "any"


def owners(dossiers: Iterable[Dossier]) -> Mapping[int, tuple[int | None, str]]:
    """Unit and address line of the owners whose residence decides. One query."""
    wanted = {d.owner_id for d in dossiers if d.owner_id is not None and _by(d) == RESIDENCE}
    rows = Person.objects.filter(id__in=wanted).values_list("id", "unit_id", "address_line") if wanted else ()
    return {person: (unit, line) for person, unit, line in rows}


def of(dossier: Dossier, change: Change, homes: Mapping[int, tuple[int | None, str]]) -> Whereabouts:
    """What is known of the dossier's place: an answer, the owner's residence, or that it is about none.

    A place told by code is read as codes were on the day of filing.
    """
    by = _by(dossier)
    if by == ANY:
        return Whereabouts(anywhere=True)
    told: Any = dossier.answers.get(by)
    if by == RESIDENCE or told is None:
        if dossier.owner_id is not None and dossier.owner_id in homes:
            unit, line = homes[dossier.owner_id]
            return change.where_unit(unit, line or dossier.address)
        return Whereabouts(line=dossier.address)
    day = dossier.submitted_at.astimezone(VN).date()
    if isinstance(told, Mapping):
        return change.where(str(told.get("unit") or ""), day, str(told.get("line") or ""))
    return change.where(str(told), day)


def of_asked(dossier: Dossier, tasks: Iterable[Task], change: Change) -> dict[int, Whereabouts]:
    """By task, the place that a body was consulted about: an answer of the form, read as codes were on the day of filing.

    A body that the definition names by itself is about no place: its main successor is asked.
    """
    found: dict[int, Whereabouts] = {}
    day = dossier.submitted_at.astimezone(VN).date()
    steps = compiled_version(dossier.version_id).steps
    for task in tasks:
        compiled = steps.get(task.step)
        if compiled is None:
            continue
        opinion = next((one.opinion for one in compiled.opinions if one.opinion.id == task.branch), None)
        consult = opinion or compiled.step.consult
        if consult is None:
            found[task.id] = Whereabouts()
        elif consult.by is None:
            found[task.id] = Whereabouts(anywhere=True)
        else:
            told: Any = dossier.answers.get(consult.by)
            if isinstance(told, Mapping):
                found[task.id] = change.where(str(told.get("unit") or ""), day, str(told.get("line") or ""))
            else:
                found[task.id] = change.where(str(told or ""), day)
    return found


def words(dossier: Dossier, where: Whereabouts) -> str:
    """The address as an officer who must decide wants to read it."""
    return where.line or dossier.address


def _by(dossier: Dossier) -> str:
    return compiled_version(dossier.version_id).definition.competent.by
