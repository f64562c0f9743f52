"""Money around a dossier: waiting for a payment and going on when it has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.columns import as_document
from motcua.foundation.events.record import body_of, marked_each, parts_each
from motcua.foundation.statements import Prepared, whole
from motcua.money.models import Order
from motcua.procedures.dossiers import clockwork
from motcua.procedures.dossiers.changes import appointment, arriving, tasks
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import Held, hold_known, hold_known_each, hold_task, refuse_taken
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.posts import GATHER
from motcua.procedures.dossiers.status import Finance, Move, Status

WAIT_ACTION = "wait-for-payment"


@transaction.atomic
def wait_for_payment(task_id: int, *, by: Actor, at: datetime) -> Dossier:
    """Stop the clock until the owner has paid. `4 → 6`  Raises WrongState when nothing is owed.

    Source: one-stop mechanism of Hà Nội, QĐ 1610/QĐ-TTPVHCC (pause for a financial duty).
    """
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    if task.kind in {"consult", "external", GATHER}:
        raise WrongState(
            "Bước này đang chờ nơi khác trả lời, không chờ nộp tiền.",
            "This step waits for somebody else's answer, not for a payment.",
        )
    if held.dossier.finance != Finance.DUE:
        raise WrongState("Hồ sơ không còn khoản nào phải nộp.", "Nothing is owed for this dossier.")
    if held.dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    held.move(Move.WAIT_FOR_PAYMENT)
    clockwork.pause(held.dossier, at, held.calendar)
    tasks.close(held, at, by, WAIT_ACTION, whoever_holds_it=False)
    held.dossier.save()
    held.tell(Move.WAIT_FOR_PAYMENT, at, by, amount=held.dossier.fee_total)
    return held.dossier


def fees_paid(orders: Sequence[Order], at: datetime) -> list[Order]:
    """Handler of money: orders of dossiers have been paid, in the transaction that books them; the orders of no dossier.

    Two statements for all, and some for each dossier that waited: it goes on.
    """
    held = hold_known_each(list({order.subject_id for order in orders}))
    once: dict[UUID, Order] = {}
    one_by_one, others = [], []
    for order in orders:
        if order.subject_id not in held:
            others.append(order)
        elif held[order.subject_id].dossier.status == Status.PAYMENT_DUTY or order.subject_id in once:
            one_by_one.append(order)
        else:
            once[order.subject_id] = order
    _tell_paid([(held[uuid], order) for uuid, order in once.items()], at)
    for order in one_by_one:
        _go_on(order, at)
    return others


def _go_on(order: Order, at: datetime) -> None:
    """A dossier that waited goes on by itself with the officer who let it wait; the clock runs on with what was left. `6 → 4`"""
    held = hold_known(order.subject_id)
    assert held is not None
    dossier = held.dossier
    dossier.finance = _finance(dossier)
    if dossier.status != Status.PAYMENT_DUTY or not _goes_on(held, order, at):
        _tell_paid([(held, order)], at)


def _finance(dossier: Dossier) -> str:
    ended = Status(dossier.status) in {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED}
    return (Finance.REFUND_DUE if ended else Finance.PAID).value


def _tell_paid(paid: Sequence[tuple[Held, Order]], at: datetime) -> None:
    """Note on each of these dossiers that its fee was paid, each dossier once. One statement."""
    told: list[dict[str, Any]] = []
    for held, order in paid:
        dossier = held.dossier
        payer = Actor(kind="resident", name=order.payer_name, person_id=order.person_id)
        data = held.event_data(amount=order.payer_amount, means=order.means)
        body = body_of(dossier.chain, "fee-paid", at, payer, data)
        told.append(
            {"dossier": dossier.id, "finance": _finance(dossier), "chain": dossier.chain, "body": body}
        )
    if told:
        ids = whole([one["dossier"] for one in told])
        _PAID.first({"told": as_document(told), "ids": ids, **marked_each("fee-paid", at)})


_PAID = Prepared(f"""
with given as (
  select * from rows from (
    json_to_recordset(%(told)s::json) as (dossier bigint, finance text, chain text, body text)
  ) with ordinality as told (dossier, finance, chain, body, n)),
  kept as (
    update dossiers_dossier as dossier set finance = given.finance from given
    where dossier.id = given.dossier and dossier.id = any((select %(ids)s::bigint[])::bigint[]) returning dossier.id),
  {parts_each("given")}
select count(*) from event""")


def _goes_on(held: Held, order: Order, at: datetime) -> bool:
    """Whether a dossier that waited goes on: one that rests at an external step waits for what a body asks (`duties`)."""
    dossier = held.dossier
    those = Task.objects.filter(dossier_id=dossier.id, action=WAIT_ACTION)
    waited = those.order_by("-id").first()
    if waited is None or waited.kind == "external":
        return False
    held.move(Move.PAYMENT_ARRIVED)
    clockwork.resume(dossier, at, held.calendar)
    appointment.watch(held)
    step = held.compiled.step(waited.step)
    officer = arriving.still_here(those, held.office_of(step, at).id, at)
    tasks.open_at(held, step, at, claimed_by=officer)
    dossier.save()
    held.tell(Move.PAYMENT_ARRIVED, at, SYSTEM, amount=order.payer_amount, means=order.means)
    return True
