"""Filing: a request becomes a dossier with its number, papers, first task, event and answer clock."""

from contextlib import nullcontext
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from motcua.foundation.actor import Actor
from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures.dossiers.changes.storing import store_at_once
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
            dossier = store_at_once(prepared, Move.SUBMIT, by=by, at=at, order=_order(prepared, at))
            Draft.objects.filter(id=submission.id, sent_at=None).update(sent_at=at)
    except IntegrityError:
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return twin
    return dossier


def file_for_partner(submission: Submission, *, by: Actor, at: datetime) -> tuple[Dossier, bool]:
    """As `file`, for systems that file thousands: no draft to close, and the twin is looked for only when the
    database knows one. True when the dossier is new; whose it is the caller must see in `submitted_by_id`.

    One statement. Raises NotComplete, NoCompetentAgency.
    """
    try:
        prepared = prepare(submission, at)
    except NotComplete:
        # what was filed once stays filed, also when the form asks for more by now
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return twin, False
    # one statement needs no transaction around it; in the caller's, a twin must not spoil the rest
    around = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with around:
            dossier = store_at_once(prepared, Move.SUBMIT, by=by, at=at, order=_order(prepared, at))
    except IntegrityError:
        twin = Dossier.objects.filter(uuid=submission.id).first()
        if twin is None:
            raise
        return twin, False
    return dossier, True


def open_order(dossier: Dossier, prepared: Prepared, at: datetime) -> None:
    """Fix what is owed, when there is something to owe. A dossier without a fee has no order."""
    order = _order(prepared, at)
    if order is not None:
        order.subject = dossier.code
        order.save(force_insert=True)


def _order(prepared: Prepared, at: datetime) -> Order | None:
    """What is owed, not yet written and without the dossier's code; None for a dossier without a fee."""
    if not prepared.fees.lines:
        return None
    submission = prepared.submission
    return orders.new_order(
        subject="",
        subject_id=submission.id,
        fee=prepared.fees,
        payer_name=submission.applicant.name,
        channel=submission.channel,
        at=at,
        person_id=submission.applicant.person_id,
        collector=prepared.competent.name_vi,
    )
