"""Lists of records of entrusted powers, and the report of which agencies have lent what since when."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from motcua.city.agencies import day
from motcua.city.delegation import errors
from motcua.city.models import Agency, Entrustment, Power
from motcua.city.models.validity import valid_on
from motcua.foundation.models import Event

PAGE = 30


def of_agency(agency_id: int, *, kind: str = "", before: int | None = None) -> list[Entrustment]:
    """Records of an agency, newest first; one more than a page, to know whether there are older. One query."""
    rows = _rows().filter(agency_id=agency_id)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: PAGE + 1])


def decentralised(*, before: int | None = None) -> list[Entrustment]:
    """Decisions by which powers moved to another level, of the whole city, newest first. One query."""
    rows = _rows().filter(kind=Entrustment.Kind.DECENTRALISATION)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: PAGE + 1])


def one(uuid: UUID, agency_ids: Iterable[int], account_id: int | None) -> Entrustment:
    """A record that concerns these agencies, as lender or receiver, or this account; decentralisation everybody.

    Raises: NotThere. One query.
    """
    ids = list(agency_ids)
    mine = (
        Q(kind=Entrustment.Kind.DECENTRALISATION, signed_at__isnull=False)
        | Q(agency_id__in=ids)
        | Q(to_post__agency_id__in=ids, signed_at__isnull=False)
        | Q(to_account_id=account_id, to_account__isnull=False, signed_at__isnull=False)
    )
    row = _rows().filter(mine, uuid=uuid).first()
    if row is None:
        raise errors.NotThere
    return row


def state(row: Entrustment, at: date | datetime) -> str:
    """`draft`, `dropped`, `revoked`, `coming`, `in-force` or `ended`."""
    on = day(at)
    if row.revoked_at is not None:
        return "revoked" if row.signed_at is not None else "dropped"
    if row.signed_at is None:
        return "draft"
    if on < row.valid_from:
        return "coming"
    return "in-force" if row.in_force(on) else "ended"


@dataclass(frozen=True, slots=True)
class Lent:
    """One agency in the report: whether its head has lent the power for the field, since when, by how many decisions."""

    agency_id: int
    key: str
    name_vi: str
    name_en: str
    since: date | None
    decisions: int
    posts: tuple[str, ...] = ()

    @property
    def has(self) -> bool:
        return self.since is not None


def report(kind: str, power: str, field: str, on: date, codes: Iterable[str] = ()) -> list[Lent]:
    """Which agencies of a kind have lent `power` in `field` (or for one of `codes`) on a day: those without come first.

    Counts what was lent from a post of the agency itself and still stands (revoked or ended: not). Two queries.
    """
    rows = (
        Power.objects.on(on)
        .filter(power=power, delegated_by__isnull=False, ended_at=None)
        .filter(
            Q(field=field, procedure_code="")
            | Q(field="", procedure_code="")
            | Q(procedure_code__in=list(codes))
        )
        .filter(valid_on(on, "delegated_by__agency__"), delegated_by__agency__kind=kind)
    )
    found = {
        row["delegated_by__agency_id"]: row
        for row in rows.values("delegated_by__agency_id").annotate(
            since=Min("valid_from"), decisions=Count("decision", distinct=True)
        )
    }
    agencies = Agency.objects.on(on).filter(kind=kind).order_by("sort_key")
    lines = [
        Lent(
            agency_id=agency.pk,
            key=agency.key,
            name_vi=agency.name_vi,
            name_en=agency.name_en,
            since=found[agency.pk]["since"] if agency.pk in found else None,
            decisions=found[agency.pk]["decisions"] if agency.pk in found else 0,
        )
        for agency in agencies
    ]
    return sorted(lines, key=lambda line: line.has)


def moved(on: date) -> dict[str, tuple[str, str]]:
    """From which kind of agency to which the power to sign has moved, by procedure, in the whole city. One query."""
    rows = Entrustment.objects.on(on).filter(
        kind=Entrustment.Kind.DECENTRALISATION,
        signed_at__isnull=False,
        revoked_at=None,
        communes=[],
        powers__contains=["sign"],
    )
    return {
        code: (row.from_agency_kind, row.to_agency_kind)
        for row in rows.order_by("valid_from", "id")
        for code, _ in row.procedures
        if row.from_agency_kind != row.to_agency_kind
    }


def history(row: Entrustment) -> list[dict[str, Any]]:
    """What happened to a record: moment, kind, who, and the data of each event. One query."""
    found = []
    for event in Event.objects.filter(chain=f"entrustment/{row.uuid}").order_by("seq"):
        body = json.loads(event.body)
        found.append(
            {"at": event.at, "kind": event.kind, "who": body["actor"].get("name", ""), "data": body["data"]}
        )
    return found


def drafts_for(post_ids: Sequence[int], account_id: int) -> QuerySet[Entrustment]:
    """Records that wait for the signature of these posts' holder. One query when read."""
    return (
        _rows()
        .filter(signed_at=None, revoked_at=None, lender_id__in=post_ids)
        .exclude(written_by_id=account_id)
    )


def _rows() -> QuerySet[Entrustment]:
    return Entrustment.objects.select_related(
        "lender__agency", "to_post__agency", "to_account", "absent", "agency"
    )
