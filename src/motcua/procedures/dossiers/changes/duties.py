"""A financial duty that a body's answer brings: the dossier rests, and the receipt moves it on by itself.

Source: QĐ 1610/QĐ-TTPVHCC of Hà Nội (25/11/2025), steps 4 to 7. Unpaid after its day, the dossier stays at rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from motcua.city import authority
from motcua.exchange.bodies import connectors
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.worktime import VN
from motcua.money import orders
from motcua.money.fees import FeeLine, FeeResult, Kind, LineResult, SetBy, Words
from motcua.money.models import Order
from motcua.procedures import forms
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledAction, CompiledStep
from motcua.procedures.dossiers import clockwork
from motcua.procedures.dossiers.changes import appointment, leaving, tasks
from motcua.procedures.dossiers.changes.paying import WAIT_ACTION
from motcua.procedures.dossiers.errors import NotComplete, NoteNeeded, NotYours, WrongState
from motcua.procedures.dossiers.holding import Held, hold, hold_own, hold_task, refuse_taken
from motcua.procedures.dossiers.models import Dossier, Timer
from motcua.procedures.dossiers.office import office_by_key
from motcua.procedures.dossiers.status import Move, Status
from motcua.procedures.duties.models import Duty
from motcua.records import papers

REMINDER = "duty-reminder"
REMIND_BEFORE = timedelta(days=3)
"""A default of the city: time for a transfer over a week-end."""
MOST = 10**12
"""A thousand billion đồng: a larger amount is a slip of a decimal point."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a body asks the owner to pay: `amount` in đồng, `pay_by` the last day on which it counts as in time."""

    amount: int
    purpose: str
    number: str = ""
    pay_by: date | None = None


def check(notice: Notice) -> None:
    """Raises NotComplete with every fault of a notice."""
    faults = {}
    if not 0 < notice.amount <= MOST:
        faults["payment.amount"] = ("Số tiền không hợp lệ.", "The amount is not possible.")
    if not notice.purpose.strip():
        faults["payment.purpose"] = ("Cần ghi nội dung khoản nộp.", "Say what the payment is for.")
    if faults:
        raise NotComplete(faults)


def refuse_other_bodies(system: str) -> None:
    """Raises NotComplete for a body that has no business with money."""
    connector = connectors.of(system)
    if connector is None or not connector.asks_money:
        words = ("Cơ quan này không thu tiền theo hồ sơ.", "This body asks for no money.")
        raise NotComplete({"payment": words})


@transaction.atomic
def enter(task_id: int, notice: Notice, *, by: Actor, at: datetime) -> Duty:
    """An officer enters a notice that came on paper: the body has no line, or it is down. `4 → 6`

    Raises what `hold_task` raises, NotComplete, WrongState at a step where no such body is waited for.
    """
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    step = held.step
    if step.step.external is None or Status(held.dossier.status) not in {Status.ACCEPTED, Status.IN_PROGRESS}:
        raise WrongState(
            "Bước này không chờ thông báo nộp tiền.", "No notice to pay is waited for at this step."
        )
    refuse_other_bodies(step.step.external.system)
    return begin(held, step, notice, by, at)


def begin(held: Held, step: CompiledStep, notice: Notice, by: Actor, at: datetime) -> Duty:
    """Rest until the duty is paid: the clock stops, the task closes, an order is opened. `4 → 6`  Saves the dossier."""
    check(notice)
    dossier, external = held.dossier, step.step.external
    assert external is not None
    if dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    held.move(Move.WAIT_FOR_PAYMENT)
    clockwork.pause(dossier, at, held.calendar)
    tasks.close(held, at, by, WAIT_ACTION)
    duty = Duty(
        dossier=dossier,
        system=external.system,
        step=step.id,
        notice_number=notice.number[:60],
        purpose=notice.purpose.strip()[:300],
        collector=_collector(external.system, by),
        amount=notice.amount,
        pay_by=notice.pay_by,
        asked_at=at,
    )
    duty.order = _order(duty, dossier, at)
    duty.save(force_insert=True)
    if notice.pay_by is not None and (remind_at := reminder_of(notice.pay_by)) > at:
        Timer.objects.create(dossier=dossier, kind=REMINDER, fire_at=remind_at)
    dossier.save()
    held.tell(
        Move.WAIT_FOR_PAYMENT, at, by, step=step.id, amount=duty.amount, words=duty.purpose,
        duty=duty.uuid, notice=duty.notice_number or None, pay_by=str(duty.pay_by) if duty.pay_by else None,
    )  # fmt: skip
    return duty


def reminder_of(pay_by: date) -> datetime:
    """When the owner is reminded of what is still to be paid: in the morning, some days before the last one."""
    return datetime.combine(pay_by - REMIND_BEFORE, time(8), VN)


def remind(dossier_id: int, at: datetime) -> bool:
    """Remind the owner of a duty that is not paid yet; whether there is one. Told once for each notice."""
    held = hold(dossier_id)
    duty = Duty.objects.filter(dossier=held.dossier, state=Duty.State.DUE).first()
    if duty is None or duty.pay_by is None or reminder_of(duty.pay_by) > at:
        return False
    held.tell("duty-reminded", at, SYSTEM, amount=duty.amount, words=duty.purpose, pay_by=str(duty.pay_by))
    return True


def paid(
    order: Order, at: datetime, way_after: Callable[[Held, CompiledStep, datetime], CompiledAction | None]
) -> None:
    """Handler of money, in the transaction that books it: the dossier goes on where it rested. `6 → 4`

    With one way open it leaves the step by itself; else the step's officer gets it back. The order is locked.
    """
    duty = Duty.objects.filter(uuid=order.subject_id).first()
    if duty is None:
        return
    held = hold(duty.dossier_id)
    dossier = held.dossier
    Duty.objects.filter(id=duty.id).update(
        state=Duty.State.PAID, paid_at=at, proof=duty.proof or Duty.Proof.GATEWAY
    )
    if dossier.status != Status.PAYMENT_DUTY or dossier.step != duty.step:
        # it ended meanwhile: the money is with the collector, which pays back what was not owed
        held.tell("duty-paid", at, SYSTEM, amount=duty.amount, means=order.means)
        return
    step = held.step
    held.move(Move.PAYMENT_ARRIVED)
    clockwork.resume(dossier, at, held.calendar)
    appointment.watch(held)
    held.tell(Move.PAYMENT_ARRIVED, at, SYSTEM, amount=duty.amount, means=order.means, step=step.id)
    if not (_said_enough(held, step, at) and leaving.by_itself(held, way_after(held, step, at), at)):
        tasks.open_at(held, step, at)
        dossier.save()


def settle_by_body(
    dossier_id: int, system: str, receipt: str, amount: int, *, by: Actor, at: datetime
) -> Dossier:
    """The body reports that its duty was paid at the treasury. Raises NotComplete (another amount), WrongState."""
    with transaction.atomic():
        duty = _due(dossier_id)
        if duty is None or duty.system != system:
            raise WrongState("Hồ sơ không chờ khoản nộp nào.", "The dossier waits for no payment.")
        if amount != duty.amount:
            raise NotComplete(
                {
                    "receipt.amount": (
                        f"Thông báo là {duty.amount} đồng.",
                        f"The notice says {duty.amount} đồng.",
                    )
                }
            )
        _settle(duty, Duty.Proof.BODY, receipt, by, at)
        return Dossier.objects.get(id=dossier_id)


def bring_receipt(uuid: UUID, file: papers.StoredFile, number: str, *, by: Actor, at: datetime) -> Duty:
    """The owner brings the receipt of a payment that we did not hear of; an officer will compare it.

    Raises NotYours, WrongState when nothing is owed.
    """
    with transaction.atomic():
        held = hold_own(uuid, by)
        duty = Duty.objects.filter(dossier=held.dossier, state=Duty.State.DUE).first()
        if duty is None:
            raise WrongState("Khoản này không còn phải nộp.", "Nothing is owed here any more.")
        duty.receipt_file, duty.receipt_number, duty.receipt_given_at = file, number.strip()[:60], at
        duty.save(update_fields=["receipt_file", "receipt_number", "receipt_given_at"])
        held.tell("duty-receipt-brought", at, by, amount=duty.amount)
        return duty


def reconcile(duty_uuid: UUID, number: str, *, by: Actor, at: datetime) -> Dossier:
    """An officer has compared the receipt with the notice: it counts as paid, and the dossier goes on.

    Needs the power to process (or review) at the office where the dossier waits. Raises NotAllowed, NoteNeeded
    without the receipt's number, NotYours, WrongState.
    """
    if not number.strip():
        raise NoteNeeded
    with transaction.atomic():
        duty = Duty.objects.filter(uuid=duty_uuid).first()
        if duty is None:
            raise NotYours
        require_reconciling(duty, by, at)
        if duty.state != Duty.State.DUE:
            raise WrongState("Khoản này không còn phải nộp.", "Nothing is owed here any more.")
        Duty.objects.filter(id=duty.id).update(reconciled_by=by.name[:200])
        _settle(duty, Duty.Proof.OFFICER, number, by, at)
        return Dossier.objects.get(id=duty.dossier_id)


def require_reconciling(duty: Duty, by: Actor, at: datetime) -> None:
    """Raises NotAllowed for an officer who may neither process nor review where the dossier waits. One query."""
    held = Held(duty.dossier, compiled_version(duty.dossier.version_id))
    where = held.office_of(held.compiled.step(duty.step), at)
    try:
        held.require(by, "process", where.id, at)
    except authority.NotAllowed:
        held.require(by, "review", where.id, at)


def end_of(dossiers: list[UUID]) -> list[Duty]:
    """What is still due for dossiers that have ended. One query."""
    return list(
        Duty.objects.select_related("order", "dossier").filter(
            dossier__uuid__in=dossiers, state=Duty.State.DUE
        )
    )


def _said_enough(held: Held, step: CompiledStep, at: datetime) -> bool:
    """Whether every field of the step is answered: after a notice that an officer entered, it may not be."""
    checked = forms.validate_step(
        held.compiled, step.id, held.dossier.officer_answers, answers=held.dossier.answers,
        context=held.context(at),
    )  # fmt: skip
    return not checked.errors


def _settle(duty: Duty, proof: Duty.Proof, receipt: str, by: Actor, at: datetime) -> None:
    """Book the order as paid elsewhere; its handlers move the dossier. Locks: order, dossier, duty."""
    orders.lock(duty.order_id)
    changed = {"proof": proof, "receipt_number": receipt.strip()[:60]}
    if not Duty.objects.filter(id=duty.id, state=Duty.State.DUE).update(**changed):
        raise WrongState("Khoản này không còn phải nộp.", "Nothing is owed here any more.")
    orders.mark_paid_elsewhere(duty.order, by.name, at)


def _due(dossier_id: int) -> Duty | None:
    return Duty.objects.select_related("order").filter(dossier_id=dossier_id, state=Duty.State.DUE).first()


def _order(duty: Duty, dossier: Dossier, at: datetime) -> Order:
    line = FeeLine(
        code=f"duty-{duty.system}",
        name=Words(duty.purpose, duty.purpose),
        kind=Kind.THUE,
        set_by=SetBy.CP,
        base_amount=duty.amount,
    )
    number = f"Thông báo số {duty.notice_number}" if duty.notice_number else "Thông báo nộp tiền"
    number_en = f"Notice no. {duty.notice_number}" if duty.notice_number else "Payment notice"
    result = LineResult(
        line, payer=duty.amount, supported=0, waived=0, rule_id=None, legal_ref="",
        explanation=Words(number, number_en),
    )  # fmt: skip
    return orders.open_order(
        subject=f"{dossier.code}-NV",
        subject_id=duty.uuid,
        fee=FeeResult((result,)),
        payer_name=dossier.owner_name,
        channel=dossier.channel,
        at=at,
        person_id=dossier.owner_id or dossier.applicant_id,
        collector=duty.collector,
    )


def _collector(system: str, by: Actor) -> str:
    connector = connectors.of(system)
    return (office_by_key(connector.agency).name_vi if connector else by.name)[:200]
