"""Paying by a transfer: the try, and the VietQR that asks for it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from motcua.money import orders, vietqr
from motcua.money.bank.config import Account
from motcua.money.bank.matching import codes_in
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
def begin(order: Order, at: datetime) -> Attempt:
    """A try to pay by a transfer; one that is still open is used again, so that looking twice asks once.

    Raises: NothingToPay, WrongState.
    """
    orders.lock(order.pk)
    return under_way(order, at) or orders.start_attempt(
        order, gateway=GATEWAY, at=at, minutes=WINDOW_MINUTES, stem=stem_of(order.subject)
    )


def stem_of(subject: str) -> str:
    """What a transfer's note calls a subject: its code without punctuation, where a QR holds it and matching knows it for a code.

    Else digits of its own: codes of the older form, of five levels, or with letters in them would be cut off or not found again.
    """
    stem = "".join(one for one in subject if one.isascii() and one.isalnum())
    if len(stem) + len("T99") <= vietqr.LIMITS["purpose"] and list(codes_in(stem)) == [stem]:
        return stem
    return f"M{int(sha256(subject.encode()).hexdigest(), 16) % 10**16:016d}"


def under_way(order: Order, at: datetime) -> Attempt | None:
    """The try to pay an order by a transfer that is still open; None when there is none. One query."""
    if order.status not in orders.PAYABLE:
        return None
    return order.attempts.filter(
        gateway=GATEWAY, status=Attempt.Status.PENDING, amount=order.payer_amount, expires_at__gt=at
    ).last()


def asked(attempt: Attempt, account: Account) -> Asked:
    """What the payer is shown for a try. No query."""
    transfer = vietqr.Transfer(account.bin, account.number, attempt.amount, attempt.txn_ref)
    return Asked(attempt, account, attempt.txn_ref, vietqr.write(transfer))
