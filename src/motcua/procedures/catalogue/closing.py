"""A version closed for new requests: nobody begins one, what was begun goes on.

Kept on the procedure's own row, which every page about it reads anyhow. A newer version is open by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Power
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Closed:
    """Since when, and why in words for residents."""

    at: datetime
    vi: str
    en: str


def closed(procedure: Procedure, version: ProcedureVersion, at: datetime) -> Closed | None:
    """Whether new requests on this version are refused at this moment. No query."""
    return told_closed(procedure.closed_for_new, version.number, at)


def told_closed(told: dict[str, Any] | None, number: int, at: datetime) -> Closed | None:
    """The same from the column's value, for whoever has only that."""
    if not told or told["version"] != number:
        return None
    since = datetime.fromisoformat(told["at"])
    return Closed(since, told["vi"], told["en"]) if since <= at else None


def closed_codes(procedures: Iterable[Procedure], at: datetime) -> frozenset[str]:
    """Which of these take no new requests now. One query when any of them was ever closed, else none."""
    told = {one.code: one.closed_for_new for one in procedures if one.closed_for_new}
    if not told:
        return frozenset()
    newest = (
        ProcedureVersion.objects.filter(procedure__code__in=told, valid_from__lte=at)
        .order_by("procedure_id", "-valid_from", "-number")
        .distinct("procedure_id")
    )
    return frozenset(
        code
        for code, number in newest.values_list("procedure__code", "number")
        if told_closed(told[code], number, at)
    )


@transaction.atomic
def close(
    version: ProcedureVersion, *, vi: str, en: str, by: Actor, at: datetime, from_: datetime | None = None
) -> None:
    """No new requests from `from_` (default now). Raises: authority.NotAllowed."""
    procedure = Procedure.objects.select_for_update().get(id=version.procedure_id)
    authority.require(
        by, Power.Name.ISSUE_CATALOGUE, at=at, procedure_code=procedure.code, field=procedure.field_key
    )
    since = from_ or at
    procedure.closed_for_new = {"version": version.number, "at": since.isoformat(), "vi": vi, "en": en}
    procedure.save(update_fields=["closed_for_new"])
    events.record(
        f"procedure:{procedure.code}",
        "procedure.closed",
        at=at,
        actor=by,
        data={"version": version.number, "from": since, "vi": vi},
    )


@transaction.atomic
def reopen(procedure_id: int, *, by: Actor, at: datetime) -> None:
    """New requests are taken again. Raises: authority.NotAllowed."""
    procedure = Procedure.objects.select_for_update().get(id=procedure_id)
    authority.require(
        by, Power.Name.ISSUE_CATALOGUE, at=at, procedure_code=procedure.code, field=procedure.field_key
    )
    if procedure.closed_for_new is None:
        return
    procedure.closed_for_new = None
    procedure.save(update_fields=["closed_for_new"])
    events.record(f"procedure:{procedure.code}", "procedure.reopened", at=at, actor=by)
