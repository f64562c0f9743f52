"""What merchants' banks tell of money that came in by code: checked, kept once, added to the day and the month."""

from datetime import datetime
from typing import Literal

from django.db import connection

from motcua.foundation.worktime import VN
from motcua.money.bank import messages
from motcua.money.merchants.models import Merchant

# The payment, the day's and the month's sums, in one statement: a payment that was told before adds nothing.
_TAKE = """
with new as (
    insert into merchants_taking (merchant_id, reference, amount, at) values (%(merchant)s, %(reference)s, %(amount)s, %(at)s)
    on conflict (merchant_id, reference) do nothing returning amount
)
insert into merchants_tally (merchant_id, period, begin, payments, amount)
select %(merchant)s, period, begin, 1, new.amount
from new, (values ('day', %(day)s::date), ('month', date_trunc('month', %(day)s::date)::date)) as p (period, begin)
on conflict (merchant_id, period, begin)
do update set payments = merchants_tally.payments + 1, amount = merchants_tally.amount + excluded.amount
returning merchant_id"""

type Answer = Literal["kept", "known", "ignored"]


def receive(body: bytes, authorization: str, signature: str, key: str, at: datetime) -> Answer:
    """Take one message. `ignored`: money that went out, or of an account whose owner shares nothing with the city.

    Raises: messages.NotGenuine, messages.BadMessage.
    """
    told = messages.read(messages.opened(body, authorization, signature, key))
    if told.amount <= 0:
        return "ignored"
    merchant = _merchant([one for one in (told.virtual_account, told.account) if one])
    if merchant is None or merchant.shares_since is None:
        return "ignored"
    return "kept" if keep(merchant, told.reference, told.amount, at) else "known"


def _merchant(accounts: list[str]) -> Merchant | None:
    """By its virtual account first. An account that two banks' merchants have in common tells nothing. One query."""
    found = list(Merchant.objects.filter(account__in=accounts, state=Merchant.State.APPROVED)[:3])
    for account in accounts:
        mine = [one for one in found if one.account == account]
        if mine:
            return mine[0] if len(mine) == 1 else None
    return None


def keep(merchant: Merchant, reference: str, amount: int, at: datetime) -> bool:
    """Keep a payment and add it up; whether it was new. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "merchant": merchant.pk, "reference": reference, "amount": amount, "at": at,
                "day": at.astimezone(VN).date(),
            },
        )  # fmt: skip
        return cursor.fetchone() is not None
