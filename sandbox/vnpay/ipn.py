"""The server-to-server notice: sent in the background, repeated until the merchant says 00 or 02."""

import json
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

from sandbox.vnpay import signing
from sandbox.vnpay.state import Payment, SentNotice, State

ENOUGH = {"00", "02"}
TIMEOUT_S = 15


def result(payment: Payment, state: State) -> dict[str, str]:
    """The signed parameters that the browser and the notice carry."""
    asked = payment.asked
    params = {
        "vnp_Amount": asked["vnp_Amount"],
        "vnp_BankCode": asked.get("vnp_BankCode") or "NCB",
        "vnp_BankTranNo": f"VNP{payment.number}" if payment.number != "0" else "",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": asked["vnp_OrderInfo"],
        "vnp_PayDate": payment.paid_at,
        "vnp_ResponseCode": payment.code,
        "vnp_TmnCode": asked["vnp_TmnCode"],
        "vnp_TransactionNo": payment.number,
        "vnp_TransactionStatus": payment.status,
        "vnp_TxnRef": asked["vnp_TxnRef"],
    }
    return signed({name: value for name, value in params.items() if value}, state)


def signed(params: dict[str, str], state: State) -> dict[str, str]:
    return params | {signing.NAME: signing.query_signature(state.merchant.secret, params)}


def start(payment: Payment, state: State) -> list[threading.Thread]:
    """Begin to tell the merchant; the threads end when it has accepted or the repeats are used up."""
    if state.faults.strikes("ipn_never"):
        return []
    count = 2 if state.faults.strikes("ipn_twice") else 1
    delay = state.faults.seconds if state.faults.strikes("ipn_late") else 0.0
    threads = [
        threading.Thread(target=_tell, args=(payment, state, delay), name="vnpay-ipn", daemon=True)
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads


def _tell(payment: Payment, state: State, delay: float) -> None:
    time.sleep(delay)
    for repeat in range(state.merchant.most_repeats + 1):
        if repeat:
            time.sleep(state.merchant.repeat_after_s)
        answer = _send(payment, state)
        state.sent.append(SentNotice(payment.asked["vnp_TxnRef"], answer))
        if answer in ENOUGH:
            return


def notice(payment: Payment, state: State) -> dict[str, str]:
    """The parameters of the next notice, with the fault that is on."""
    params = result(payment, state)
    if state.faults.strikes("wrong_amount"):
        del params[signing.NAME]
        params = signed(params | {"vnp_Amount": str(payment.amount + 100)}, state)
    if state.faults.strikes("bad_signature"):
        params[signing.NAME] = falsified(params[signing.NAME])
    return params


def _send(payment: Payment, state: State) -> str:
    address = f"{state.merchant.ipn_url}?{urlencode(notice(payment, state))}"
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:
            return str(json.load(answer)["RspCode"])
    except (OSError, ValueError, KeyError, TypeError):
        return "timeout"


def falsified(signature: str) -> str:
    """The signature with its first digit changed."""
    return ("0" if signature[0] != "0" else "1") + signature[1:]
