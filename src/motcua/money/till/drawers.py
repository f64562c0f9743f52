"""Opening a drawer, cash into it and out of it. Locks: the order and what hangs on it first, then the drawer."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from motcua.city import authority
from motcua.city.models import Power
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money import orders
from motcua.money.models import Order, Refund
from motcua.money.till import rules
from motcua.money.till.errors import DrawerNotOpen, NotPossible
from motcua.money.till.models import Drawer, Movement, Rule

TAKES = Power.Name.RECEIVE
"""Who takes fees at the counter."""
State = Drawer.State
MOST_FLOAT = 20_000_000
"""A float is change for a day; more is a typing slip."""


def is_counted(agency_id: int) -> bool:
    """Whether the agency opens drawers by counting. One query."""
    return Rule.objects.filter(agency=agency_id, counted=True).exists()


def current(account_id: int, agency_id: int) -> Drawer | None:
    """The officer's drawer in the agency that is not offered yet. One query."""
    return Drawer.objects.filter(
        account=account_id, agency=agency_id, state__in=[State.OPEN, State.COUNTED]
    ).first()


def moved(drawer: Drawer) -> int:
    """What went in less what went out, in đồng. One query."""
    return drawer.movements.aggregate(total=Sum("amount"))["total"] or 0


def lock(drawer_id: int) -> Drawer:
    """The drawer with its row locked until the caller's transaction ends."""
    return Drawer.objects.select_for_update().get(pk=drawer_id)


@transaction.atomic
def open_counted(counted: rules.Counted, *, by: Actor, at: datetime) -> Drawer:
    """Open a drawer with a float counted by hand; nothing in it is a float of 0. Raises: NotAllowed, NotPossible."""
    if counted.total > MOST_FLOAT:
        raise NotPossible(
            f"Tiền lẻ đầu ca nhiều nhất {MOST_FLOAT // 1_000_000} triệu đồng; hãy đếm lại.",
            f"A float is at most {MOST_FLOAT // 1_000_000} million đồng; please count again.",
        )
    return _open(by, at, counted.total, counted.as_json())


def _open(by: Actor, at: datetime, amount: int, pieces: dict[str, int] | None) -> Drawer:
    assert by.agency_id is not None and by.account_id is not None
    authority.require(by, TAKES, at=at, agency_id=by.agency_id)
    try:
        with transaction.atomic():
            drawer = Drawer.objects.create(
                agency_id=by.agency_id, account_id=by.account_id, holder=by.name, opened_at=at, float_amount=amount,
                float_pieces=pieces,
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible(
            "Anh/chị đang có một ngăn kéo chưa bàn giao.", "You have a drawer that is not handed over yet."
        ) from None
    data = {"float": amount, "counted": pieces is not None}
    events.record(drawer.chain, "drawer-opened", at=at, actor=by, data=data)
    return drawer


@transaction.atomic
def take_cash(order: Order, *, by: Actor, at: datetime) -> Order:
    """Book cash for an order and put it into the officer's drawer: paid, receipt, handlers.

    Where the agency counts its drawers one must be open; elsewhere the first cash opens one without a float.
    Raises: NotAllowed, DrawerNotOpen, NotPossible, NothingToPay, WrongState.
    """
    assert by.agency_id is not None and by.account_id is not None
    drawer = current(by.account_id, by.agency_id)
    if drawer is None and is_counted(by.agency_id):
        raise DrawerNotOpen
    paid = orders.mark_cash_paid(order, by.name, at)
    drawer = lock((drawer or _open(by, at, 0, None)).pk)
    _must_be_open(drawer)
    Movement.objects.create(
        drawer=drawer, order=paid, agency_id=paid.agency_id or 0, amount=paid.payer_amount, at=at
    )
    return paid


@transaction.atomic
def pay_back(refund: Refund, *, by: Actor, at: datetime) -> Movement:
    """Cash of an approved refund leaves the officer's drawer; only out of what was collected, never out of the float.

    Raises: DrawerNotOpen, NotPossible (not a refund in cash, paid out before, too little there).
    """
    assert by.agency_id is not None and by.account_id is not None
    order = orders.lock(refund.order_id)
    drawer = current(by.account_id, by.agency_id)
    if drawer is None:
        raise DrawerNotOpen
    drawer = lock(drawer.pk)
    _must_be_open(drawer)
    current_refund = Refund.objects.select_for_update().get(pk=refund.pk)
    in_cash = order.means == Order.Means.CASH and current_refund.attempt_id is None
    if current_refund.status != Refund.Status.DONE or not in_cash:
        raise NotPossible("Khoản này không hoàn bằng tiền mặt.", "This is no refund in cash.")
    if Movement.objects.filter(refund=current_refund).exists():
        raise NotPossible("Khoản này đã trả rồi.", "This has been paid out already.")
    if moved(drawer) < current_refund.amount:
        raise NotPossible(
            "Ngăn kéo chưa thu đủ tiền để hoàn khoản này.",
            "The drawer has not collected enough for this refund.",
        )
    events.record(
        drawer.chain,
        "cash-paid-back",
        at=at,
        actor=by,
        data={"refund": refund.pk, "amount": current_refund.amount},
    )
    return Movement.objects.create(
        drawer=drawer, order=order, refund=current_refund, agency_id=order.agency_id or 0,
        amount=-current_refund.amount, at=at,
    )  # fmt: skip


@transaction.atomic
def set_rule(agency_id: int, counted: bool, *, by: Actor, at: datetime) -> None:
    """Say whether the agency's drawers are opened by counting. Raises: NotAllowed."""
    authority.require(by, Power.Name.ASSIGN, at=at, agency_id=agency_id)
    Rule.objects.update_or_create(
        agency_id=agency_id, defaults={"counted": counted, "set_at": at, "set_by": by.name}
    )


def _must_be_open(drawer: Drawer) -> None:
    if drawer.state != State.OPEN:
        raise NotPossible(
            "Ngăn kéo đã kiểm đếm; bàn giao hoặc mở lại rồi mới thu.",
            "The drawer has been counted: hand it over or open it again first.",
        )
