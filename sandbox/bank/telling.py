"""Messages about a changed balance: sent in the background, repeated until the holder has taken them."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from sandbox.bank.state import Moved, State

TIMEOUT_S = 15
REPEATS_AFTER_S = (0.2, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0)


def message(one: Moved, state: State) -> dict[str, object]:
    """What the bank says of an entry."""
    note = one.note
    if state.faults.strikes("typing_slip"):
        note = note.replace("0", "O", 1)
    return {
        "id": one.number,
        "gateway": "Vietcombank",
        "transactionDate": f"{one.at:%Y-%m-%d %H:%M:%S}",
        "accountNumber": state.account.number,
        "code": None,
        "content": note,
        "transferType": "in" if one.amount > 0 else "out",
        "transferAmount": float(abs(one.amount)) if state.faults.strikes("float_amount") else abs(one.amount),
        "accumulated": one.balance,
        "subAccount": None,
        "referenceCode": one.reference,
        "description": f"BankAPINotify {note}",
    }


def start(one: Moved, state: State) -> list[threading.Thread]:
    """Begin to tell the holder; the threads end when it has accepted or the repeats are used up."""
    if state.faults.strikes("message_never"):
        return []
    count = 2 if state.faults.strikes("message_twice") else 1
    delay = state.faults.seconds if state.faults.strikes("message_late") else 0.0
    threads = [
        threading.Thread(target=_tell, args=(one, state, delay), name="bank-message", daemon=True)
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads


def _tell(one: Moved, state: State, delay: float) -> None:
    time.sleep(delay)
    repeat(
        one,
        lambda: json.dumps(message(one, state)).encode(),
        lambda: "wrong" if state.faults.strikes("bad_key") else state.account.key,
        state.account.message_url,
    )


def repeat(one: Moved, body: Callable[[], bytes], key: Callable[[], str], address: str) -> None:
    """Send until it is taken or the repeats are used up; each message is made anew, so that a fault that passes is over."""
    for wait in (0.0, *REPEATS_AFTER_S):
        time.sleep(wait)
        made = body()
        answer = _send(made, key(), address)
        one.answer.append(answer)
        if answer == "200":
            return


def _send(body: bytes, key: str, address: str) -> str:
    headers = {"Content-Type": "application/json", "Authorization": f"Apikey {key}"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, body, headers), timeout=TIMEOUT_S
        ) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError:
        return "timeout"
