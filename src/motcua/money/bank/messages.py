"""Messages about a changed balance, as banks and their hubs send them: checked, read, taken."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.foundation.worktime import VN
from motcua.money.bank.config import Account
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take

MOST_BYTES = 64_000
MOST_DONG = 10**13


class NotGenuine(Exception):
    """The message does not carry our bank's key or signature."""


class BadMessage(ValueError):
    """The message is no message about our account; the text says why, for the log."""


def receive(body: bytes, authorization: str, signature: str, account: Account, at: datetime) -> bool:
    """Take one message; whether it was new. Raises: NotGenuine, BadMessage.

    Either the key stands in `Authorization: Apikey …`, or `signature` is the hexadecimal HMAC-SHA256 of the body under it.
    """
    message = opened(body, authorization, signature, account.key)
    told = read(message)
    if told.account != account.number:
        raise BadMessage("another account")
    return take(told, BankLine.Way.MESSAGE, message, at)[1]


def opened(body: bytes, authorization: str, signature: str, key: str) -> dict[str, Any]:
    """The message in a body that carries the key, or a signature under it. Raises: NotGenuine, BadMessage."""
    if len(body) > MOST_BYTES:
        raise BadMessage("too long")
    if not _genuine(body, authorization, signature, key):
        raise NotGenuine
    try:
        message = json.loads(body, parse_float=_no_float)
    except ValueError as error:
        raise BadMessage(f"not readable: {error}") from error
    if not isinstance(message, dict):
        raise BadMessage("no object")
    return message


def read(message: Mapping[str, Any]) -> Told:
    """What a message says, in the shape of either kind of sender. Raises BadMessage."""
    direction = {"in": 1, "credit": 1, "out": -1, "debit": -1}.get(
        str(message.get("transferType", message.get("transfer_type")))
    )
    amount = message.get("transferAmount", message.get("amount"))
    if direction is None or type(amount) is not int or not 0 < amount < MOST_DONG:
        raise BadMessage("no whole amount that came in or went out")
    reference = message.get("referenceCode") or message.get("reference_code")
    own = message.get("id") or message.get("transaction_id")
    if not reference and not own:
        raise BadMessage("no reference")
    return Told(
        account=str(message.get("accountNumber") or message.get("account_number") or ""),
        reference=str(reference or own)[:100],
        day=_day(str(message.get("transactionDate") or message.get("transaction_date") or "")),
        amount=direction * amount,
        note=str(message.get("content") or message.get("description") or ""),
        virtual_account=str(message.get("subAccount") or message.get("va") or ""),
    )


def _genuine(body: bytes, authorization: str, signature: str, key: str) -> bool:
    if not key:
        return False
    if signature:
        right = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right, signature.strip().lower())
    return hmac.compare_digest(f"Apikey {key}".encode(), authorization.encode("utf-8", "replace"))


def _no_float(text: str) -> float:
    raise ValueError(f"{text} is no whole number")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text[:10], "%Y-%m-%d").replace(tzinfo=VN).date()
    except ValueError:
        raise BadMessage(f"{text!r} is no date") from None
