"""A resident's dossiers: one by its address, and lists with the name of each procedure and what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse

from motcua.city.acting import helped
from motcua.city.mandates import reading as mandates
from motcua.city.mandates.scope import Power
from motcua.foundation import clock
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.definition import Text
from motcua.procedures.dossiers import reading
from motcua.procedures.dossiers.holding import is_of
from motcua.procedures.dossiers.models import Dossier, Supplement
from motcua.procedures.dossiers.status import Status
from motcua.procedures.linked import reading as linked
from motcua.records.quality.pairs import same_person
from motcua.sites.portal.for_organisation import Stopped
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


def own_dossier(request: HttpRequest, uuid: UUID, power: Power = "see") -> Dossier:
    """The dossier of an address within `resident_only`. One query. Raises: Http404 for anybody else's.

    `power`: what a mandate has to cover when it is an organisation's. Raises for_organisation.Stopped where it does not, or
    where the session acts for the other one.
    """
    resident: Resident = request.resident  # type: ignore[attr-defined]  # set by `resident_only`
    helper = resident.helper
    dossier = reading.by_uuid(uuid)
    if dossier is None:
        raise Http404
    theirs = resident.organisation.pk if resident.organisation is not None else None
    if not is_of(dossier, resident.person.pk, theirs):
        raise _of_the_other(dossier, resident)
    if theirs is not None and not (
        power == "see" and dossier.applicant_id in same_person(resident.person.pk)
    ):
        resident.require(power, dossier.procedure_code, dossier.field_key)
    if helper is not None:
        # what a helper may do with a linked set they may do with its parts
        whole = dossier if dossier.part_of_id is None else Dossier.objects.get(id=dossier.part_of_id)
        if not (
            helper.covers(whole.procedure_code) and (helper.whole or helped.touched(whole.uuid, helper.right))
        ):
            raise Http404
    return dossier


def _of_the_other(dossier: Dossier, resident: Resident) -> Exception:
    """What to say of a dossier that is not this session's: one's own, an organisation's that one may act for, or nothing."""
    organisation = dossier.owner_organisation
    if resident.helper is None and organisation is not None:
        if mandates.right_of(resident.person, organisation, clock.now().date()) is not None:
            return Stopped("theirs", organisation=organisation)
    elif organisation is None and is_of(dossier, resident.person.pk, None):
        return Stopped("own")
    return Http404()


def own_list(resident: Resident, before_id: int | None = None, size: int = reading.PAGE) -> list[Dossier]:
    """The dossiers that this session may open, newest first: the person's, or the organisation's. One query."""
    if resident.organisation is not None:
        return reading.of_organisation(
            resident.organisation.pk, before_id, size, lambda rows: rows.filter(within(resident))
        )
    helper = resident.helper
    narrow = (
        None
        if helper is None or helper.whole
        else partial(helped.only_touched, right=helper.right, key="uuid")
    )
    return reading.of_person(resident.person.pk, before_id, size, narrow)


def own_rows(resident: Resident) -> Q:
    """Dossiers of this session: those that the person owns or filed, or those of the organisation within the mandates."""
    if resident.organisation is not None:
        return Q(owner_organisation=resident.organisation) & within(resident)
    ids = same_person(resident.person.pk)
    mine = Q(owner_id__in=ids) | Q(applicant_id__in=ids)
    return mine & Q(owner_organisation=None)


def within(resident: Resident) -> Q:
    """Which of the organisation's dossiers may be seen: what the mandates cover, and what the person filed."""
    reach = resident.right.reach("see") if resident.right is not None else ((), ())
    if reach is None:
        return Q()
    procedures, fields = reach
    filed = Q(applicant_id__in=same_person(resident.person.pk))
    return Q(procedure_code__in=procedures) | Q(field_key__in=fields) | filed


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
