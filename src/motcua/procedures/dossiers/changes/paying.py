"""Money around a dossier: waiting for a payment and going on when it has come."""

from datetime import datetime

from django.db import transaction

from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.events.record import marked, parts
from motcua.foundation.statements import Prepared
from motcua.money.models import Order
from motcua.procedures.dossiers import clockwork
from motcua.procedures.dossiers.changes import appointment, arriving, tasks
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import Held, hold_known, hold_task, refuse_taken
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


def fee_paid(order: Order, at: datetime) -> bool:
    """Handler of money: the order of a dossier has been paid, in the transaction that books it. `6 → 4`

    The dossier goes on by itself with the officer who let it wait; the clock runs on with what was left. False when the order
    is no dossier's. Two statements, unless the dossier waited.
    """
    held = hold_known(order.subject_id)
    if held is None:
        return False
    dossier = held.dossier
    ended = Status(dossier.status) in {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED}
    dossier.finance = (Finance.REFUND_DUE if ended else Finance.PAID).value
    if dossier.status == Status.PAYMENT_DUTY and _goes_on(held, order, at):
        return True
    payer = Actor(kind="resident", name=order.payer_name, person_id=order.person_id)
    told = held.event_data(amount=order.payer_amount, means=order.means)
    event = marked(dossier.chain, "fee-paid", at, payer, told)
    _PAID.first({"dossier": dossier.id, "finance": dossier.finance, **event})
    return True


_PAID = Prepared(f"""
with kept as (
  update dossiers_dossier set finance = %(finance)s::text where id = %(dossier)s::bigint returning id),
  {parts("kept")}
select id from kept""")


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
