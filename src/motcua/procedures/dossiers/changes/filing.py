"""Filing: a request becomes a dossier with its number, papers, first task, event and answer clock."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from motcua.foundation.actor import Actor
from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures.dossiers.changes.storing import new_row, store_at_once, write
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.procedures.dossiers.status import Move
from motcua.procedures.dossiers.submission import Prepared, Submission, prepare


def file(submission: Submission, *, by: Actor, at: datetime) -> Dossier:
    """Hand in a request online: status 1, number given, the counter's task and the answer clock open.

    The same `submission.id` again gives the dossier that is already there: pressing twice, a lost
    connection or a repeated call never make two. Raises NotComplete, NoCompetentAgency.
    """
    known = Dossier.objects.filter(uuid=submission.id).first()
    if known is not None:
        return known
    prepared = prepare(submission, at)
    try:
        with transaction.atomic():
            dossier = store_at_once(prepared, Move.SUBMIT, by=by, at=at, order=_owed(prepared, at))
            Draft.objects.filter(id=submission.id, sent_at=None).update(sent_at=at)
    except IntegrityError:
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return twin
    return dossier


@dataclass(frozen=True, slots=True)
class Filed:
    """What a partner is told of a dossier. `new`: by this call; else by an earlier one, perhaps of somebody else."""

    id: UUID
    code: str
    status: int
    answer_due_at: datetime | None
    fee: int
    submitted_by_id: int | None
    new: bool


def file_for_partner(submission: Submission, *, by: Actor, at: datetime) -> Filed:
    """As `file`, for systems that file thousands: no draft to close, and the twin is looked for only when the
    database knows one. Whose the dossier is the caller must see in `submitted_by_id`.

    One statement. Raises NotComplete, NoCompetentAgency.
    """
    try:
        prepared = prepare(submission, at)
    except NotComplete:
        # what was filed once stays filed, also when the form asks for more by now
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return _known(twin)
    # one statement needs no transaction around it; in the caller's, a twin must not spoil the rest
    around = transaction.atomic() if connection.in_atomic_block else nullcontext()
    row = new_row(prepared, Move.SUBMIT, at)
    try:
        with around:
            stored = write(prepared, row, Move.SUBMIT, by=by, at=at, order=_owed(prepared, at))
    except IntegrityError:
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return _known(twin)
    return Filed(
        submission.id,
        stored.code,
        int(row["status"]),
        prepared.answer_due_at,
        prepared.fees.payer,
        submission.submitted_by_id,
        new=True,
    )


def _known(twin: Dossier) -> Filed:
    return Filed(
        twin.uuid,
        twin.code,
        int(twin.status),
        twin.answer_due_at,
        twin.fee_total,
        twin.submitted_by_id,
        new=False,
    )


def open_order(dossier: Dossier, prepared: Prepared, at: datetime) -> None:
    """Fix what is owed, when there is something to owe. A dossier without a fee has no order."""
    owed = _owed(prepared, at)
    if owed is not None:
        Order(**owed | {"subject": dossier.code}).save(force_insert=True)


def _owed(prepared: Prepared, at: datetime) -> dict[str, Any] | None:
    """What is owed, not yet written and without the dossier's code; None for a dossier without a fee."""
    if not prepared.fees.lines:
        return None
    submission = prepared.submission
    return orders.owed(
        subject="",
        subject_id=submission.id,
        fee=prepared.fees,
        payer_name=submission.applicant.name,
        channel=submission.channel,
        at=at,
        person_id=submission.applicant.person_id,
        collector=prepared.competent.name_vi,
        agency_id=prepared.competent.id,
    )
