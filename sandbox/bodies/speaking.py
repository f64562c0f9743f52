"""What a body says to the city, over the city's own interface, each message signed and with an id of its own."""

import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

from sandbox.bodies import answers, signing
from sandbox.bodies.state import Case, Sent, State

TIMEOUT_S = 15.0
TRIES, WAIT_S = 5, 1.0


def over_http(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Status 0 when nobody answers."""
    asked = urllib.request.Request(address, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        try:
            return error.code, json.loads(error.read())
        except ValueError:
            return error.code, {}
    except (OSError, ValueError) as error:
        return 0, {"error": str(error)}


def accept(state: State, case: Case, *, with_duty: bool = False) -> Sent:
    """Grant what is asked; the tax office adds what has to be paid first."""
    today = state.now().date()
    given = answers.plausible(case.message, today, state.chance)
    more: dict[str, Any] = {"answers": given}
    if with_duty:
        case.duty = more["payment"] = answers.duty_of(case.message, today, state.chance)
        for name in given:
            if "number" in name:
                given[name] = case.duty["number"]
            elif any(word in name for word in ("amount", "total", "duty", "due")) and isinstance(
                given[name], int
            ):
                given[name] = case.duty["amount"]
    if state.faults.strikes("unknown_field"):
        given["nobody_asked_for_this"] = "1"
    sent = say(state, case, "answered", **more)
    if state.faults.strikes("acknowledge_after_answer"):
        say(state, case, "acknowledged")
    return sent


def owes(case: Case) -> bool:
    """Whether the tax office asks for money: not between close relatives."""
    return case.system == "tax-notice" and case.message.get("data", {}).get("tax_exemption") in (None, "none")


def refuse(state: State, case: Case, reason: str) -> Sent:
    return say(state, case, "refused", reason=reason)


def send_back(state: State, case: Case, reason: str) -> Sent:
    return say(state, case, "returned", reason=reason)


def acknowledge(state: State, case: Case) -> Sent:
    return say(state, case, "acknowledged")


def receipt(state: State, case: Case) -> Sent:
    """The owner has paid at the treasury."""
    assert case.duty is not None
    number = f"KB{state.chance.randrange(10**7):07d}"
    return say(state, case, "paid", receipt={"number": number, "amount": case.duty["amount"]})


def say(state: State, case: Case, outcome: str, **more: Any) -> Sent:
    """Send a message about a case; it is sent again while the city cannot be reached. What the city said last."""
    if state.faults.strikes("answer_late"):
        time.sleep(state.faults.seconds)
    dossier = str(uuid.uuid4()) if state.faults.strikes("other_dossier") else case.message["dossier"]
    message = {
        "dossier": dossier,
        "message_id": uuid.UUID(int=state.chance.getrandbits(128), version=4).hex,
        "outcome": outcome,
        "reference": case.reference,
        **more,
    }
    count = 2 if state.faults.strikes("answer_twice") else 1
    sent = [_send(state, case, message) for _ in range(count)][-1]
    case.sent.append(sent)
    if sent.status == 200 and outcome != "acknowledged":
        case.done = outcome
        case.due = None
    return sent


def _send(state: State, case: Case, message: dict[str, Any]) -> Sent:
    body = json.dumps(message, ensure_ascii=False).encode()
    status, said = 0, dict[str, Any]()
    for attempt in range(TRIES):
        if attempt:
            time.sleep(WAIT_S)
        seconds = int(state.now().timestamp())
        if state.faults.strikes("old_signature"):
            seconds -= 3600
        headers = signing.headers(state.secret(case.system), seconds, body)
        if state.faults.strikes("bad_signature"):
            headers[signing.SIGNATURE] = "v1=" + "0" * 64
        headers |= {"Content-Type": "application/json", "Authorization": f"Bearer {state.token(case.system)}"}
        status, said = state.post(case.message["answer_to"], body, headers)
        if status and status < 500:
            break
    return Sent(message["outcome"], status, said)
