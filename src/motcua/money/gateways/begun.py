"""Beginning a payment at a provider that must be asked for the address of its pay page."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from motcua.money import orders
from motcua.money.errors import MoneyError
from motcua.money.gateways import settlement
from motcua.money.gateways.settlement import Outcome
from motcua.money.models import Attempt, Order


class Refused(MoneyError):
    """The provider refuses to begin this payment; `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def begin(
    order: Order,
    ask: Callable[[Attempt], str],
    *,
    gateway: str,
    merchant: str,
    at: datetime,
    minutes: int,
    longest: int,
    prefix: str = "",
    suffix: str = "",
) -> str:
    """Open an attempt, `ask` the provider outside of any transaction, give the address for the browser.

    A refusal closes the attempt at once; after silence it stays open, for the provider may know it: the sweep asks.
    Raises: NothingToPay, WrongState, Refused, http.GatewayUnreachable, http.GatewayNonsense.
    """
    attempt = orders.start_attempt(
        order, gateway=gateway, at=at, minutes=minutes, merchant=merchant, longest=longest, prefix=prefix, suffix=suffix
    )  # fmt: skip
    try:
        return ask(attempt)
    except Refused as refused:
        with transaction.atomic():
            found = settlement.lock(gateway, attempt.txn_ref)
            if found is not None:
                settlement.settle(*found, Outcome.FAILED, at, response_code=refused.code)
        raise
