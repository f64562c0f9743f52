"""A resident's dossiers: one by its address, and lists with the name of each procedure and what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from motcua.city.acting import helped
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.definition import Text
from motcua.procedures.dossiers import reading
from motcua.procedures.dossiers.errors import NotYours
from motcua.procedures.dossiers.models import Dossier, Supplement
from motcua.procedures.dossiers.status import Status
from motcua.procedures.linked import reading as linked
from motcua.sites.portal.next_action import Action, action_for
from motcua.sites.portal.resident import Resident


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    dossier: Dossier
    name: Text
    action: Action
    parts: tuple[int, int] | None = None
    """Of a linked set: how many parts are done, and how many there are."""


def own_dossier(request: HttpRequest, uuid: UUID) -> Dossier:
    """The dossier of an address within `resident_only`. One query. Raises: Http404 for anybody else's."""
    resident: Resident = request.resident  # type: ignore[attr-defined]  # set by `resident_only`
    helper = resident.helper
    try:
        dossier = reading.own(uuid, resident.person.pk)
    except NotYours:
        raise Http404 from None
    if helper is not None:
        # what a helper may do with a linked set they may do with its parts
        whole = dossier if dossier.part_of_id is None else Dossier.objects.get(id=dossier.part_of_id)
        if not (
            helper.covers(whole.procedure_code) and (helper.whole or helped.touched(whole.uuid, helper.right))
        ):
            raise Http404
    return dossier


def own_list(resident: Resident, before_id: int | None = None, size: int = reading.PAGE) -> list[Dossier]:
    """The person's dossiers that this session may open, newest first. One query."""
    helper = resident.helper
    narrow = (
        None
        if helper is None or helper.whole
        else partial(helped.only_touched, right=helper.right, key="uuid")
    )
    return reading.of_person(resident.person.pk, before_id, size, narrow)


def entries_of(dossiers: Sequence[Dossier], at: datetime) -> list[Entry]:
    """Lines in the order given. One query for the supplements that are asked for, none for the rest.

    A set whose part waits for the person says so, and leads to the part: two queries more when there are sets.
    """
    parts, told = waiting_parts(dossiers), linked.lines_of(dossiers)
    every = [*dossiers, *parts.values()]
    asked = [dossier.id for dossier in every if dossier.status == Status.SUPPLEMENT]
    newest: dict[int, Supplement] = {}
    if asked:
        for request in Supplement.objects.filter(dossier_id__in=asked).order_by("id"):
            newest[request.dossier_id] = request
    return [
        Entry(
            dossier,
            compiled_version(dossier.version_id).definition.name,
            _action(dossier, parts.get(dossier.id), newest, at),
            told.get(dossier.id),
        )
        for dossier in dossiers
    ]


def _action(dossier: Dossier, part: Dossier | None, newest: dict[int, Supplement], at: datetime) -> Action:
    """What is to be done about a dossier, or about the part of it that waits for its owner."""
    if part is None:
        return action_for(dossier, newest.get(dossier.id), at)
    action = action_for(part, newest.get(part.id), at)
    return replace(action, href=action.href or reverse("portal:dossier", args=[part.uuid]))


def waiting_parts(dossiers: Sequence[Dossier]) -> dict[int, Dossier]:
    """For each set among these, the first part that waits for its owner. One query when there are sets."""
    sets = [one.id for one in dossiers if compiled_version(one.version_id).linked is not None]
    if not sets:
        return {}
    waiting = [Status.SUPPLEMENT, Status.PAYMENT_DUTY]
    rows = Dossier.objects.filter(part_of_id__in=sets, status__in=waiting).order_by("-id")
    return {row.part_of_id: row for row in rows if row.part_of_id is not None}
