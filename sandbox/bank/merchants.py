"""Accounts of others than the city: a merchant is paid by code, and the hub tells whoever the merchant lets know."""

import json
import os
import threading
from dataclasses import dataclass, field
from typing import Any

from sandbox.bank import telling
from sandbox.bank.state import Moved
from sandbox.config import shared_secret
from sandbox.faults import Faults

MESSAGE_PATH = "/thanh-toan/diem-thu/bien-dong"


@dataclass(frozen=True)
class Hub:
    """Where payments to merchants are told, and the key that the messages carry."""

    key: str = field(repr=False)
    message_url: str

    @classmethod
    def of(cls, config: Any) -> "Hub":
        key = os.environ.get("MOTCUA_MERCHANTS_KEY") or shared_secret(config.data / "merchants.secret")
        return cls(key, config.product_urls[0].rstrip("/") + MESSAGE_PATH)


def message(one: Moved, account: str) -> dict[str, object]:
    """What the hub says of a payment; the payer's note is in it, and it is the receiver's business to keep it or not."""
    return {
        "id": one.number,
        "gateway": "NAPAS",
        "transactionDate": f"{one.at:%Y-%m-%d %H:%M:%S}",
        "accountNumber": account,
        "content": one.note,
        "transferType": "in",
        "transferAmount": one.amount,
        "subAccount": None,
        "referenceCode": one.reference,
    }


def start(one: Moved, account: str, hub: Hub, faults: Faults) -> list[threading.Thread]:
    """Begin to tell; the threads end when it was accepted or the repeats are used up. Faults are those of the bank."""
    if faults.strikes("message_never"):
        return []
    count = 2 if faults.strikes("message_twice") else 1
    threads = [
        threading.Thread(target=_tell, args=(one, account, hub, faults), name="bank-message", daemon=True)
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads


def _tell(one: Moved, account: str, hub: Hub, faults: Faults) -> None:
    telling.repeat(
        one,
        lambda: json.dumps(message(one, account)).encode(),
        lambda: "wrong" if faults.strikes("bad_key") else hub.key,
        hub.message_url,
    )
