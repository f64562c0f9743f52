"""Paying by a transfer: the try, and the VietQR that asks for it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.money import orders, vietqr
from motcua.money.bank.config import Account
from motcua.money.models import Attempt, Order

GATEWAY = "bank"
WINDOW_MINUTES = 3 * 24 * 60
"""A transfer may take a weekend; the order stays payable by other means all the while."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a payer has to do: this amount to this account with this note; `qr` says it to a bank's app."""

    attempt: Attempt
    account: Account
    note: str
    qr: str


@transaction.atomic
def begin(order: Order, account: Account, at: datetime) -> Attempt:
    """A try to pay by a transfer; one that is still open is used again, so that looking twice asks once.

    Raises: NothingToPay, WrongState.
    """
    orders.lock(order.pk)
    open_one = order.attempts.filter(
        gateway=GATEWAY, status=Attempt.Status.PENDING, amount=order.payer_amount, expires_at__gt=at
    ).last()
    if open_one is not None and order.status in orders.PAYABLE:
        return open_one
    return orders.start_attempt(order, gateway=GATEWAY, at=at, minutes=WINDOW_MINUTES)


def asked(attempt: Attempt, account: Account) -> Asked:
    """What the payer is shown for a try. No query."""
    transfer = vietqr.Transfer(account.bin, account.number, attempt.amount, attempt.txn_ref)
    return Asked(attempt, account, attempt.txn_ref, vietqr.write(transfer))
