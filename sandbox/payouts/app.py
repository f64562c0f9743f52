"""The bank as its customer and a curious visitor see it. WSGI; sees paths below `/payouts`."""

import hashlib
import json
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sandbox.payouts import messages
from sandbox.payouts.state import Message, State, Transfer
from sandbox.web import Request, Response, Routes, esc, page, redirect, send

MOST_BYTES = 60_000_000
TELL_AFTER_S = 0.3


def application(state: State, config: Any = None) -> WSGIApplication:
    """The bank over `state`."""
    routes = Routes(
        {
            ("GET", ""): lambda request: redirect(request.environ.get("SCRIPT_NAME", "") + "/"),
            ("GET", "/"): lambda request: _page(state, request.environ.get("SCRIPT_NAME", "")),
            ("GET", "/pain002"): lambda request: _status(state, request),
            ("POST", "/napas/lookup"): lambda request: _lookup(state, request),
            ("POST", "/napas/transfer"): lambda request: _single(state, request),
            ("POST", "/napas/status"): lambda request: _single_status(state, request),
            ("POST", "/return"): lambda request: _return(state, request),
        }
    )

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        # a file is larger than what `Request` reads
        if environ.get("PATH_INFO") == "/pain001" and environ["REQUEST_METHOD"] == "POST":
            return send(_file(state, environ), "POST", start)
        return routes(environ, start)

    return answer


def _signed(state: State, body: bytes, media_type: str = "application/xml", status: int = 200) -> Response:
    signature = "0" * 64 if state.faults.strikes("forged") else state.sign(body)
    return Response(body, status, media_type, [("X-Signature", signature), ("Cache-Control", "no-store")])


def _file(state: State, environ: WSGIEnvironment) -> Response:
    if state.faults.strikes("down"):
        return Response("away", 503)
    with tempfile.TemporaryFile() as kept:
        digest = _copy(environ, kept)
        if environ.get("HTTP_X_SIGNATURE", "") != state.sign_digest(digest):
            return Response("bad signature", 401)
        kept.seek(0)
        try:
            msg_id, transfers = messages.read(kept)
        except messages.Unreadable as error:
            return Response(str(error), 400)
    message = state.take(msg_id, transfers)
    if not state.faults.strikes("never_tell"):
        threading.Thread(target=tell, args=(state, message), name="payout-answer", daemon=True).start()
    if state.faults.strikes("lose"):
        return Response("lost", 504)
    about = "SOMEBODY-ELSE" if state.faults.strikes("other_message") else msg_id
    return _signed(state, messages.received(about))


def _copy(environ: WSGIEnvironment, kept: Any) -> str:
    """The body into a file; its SHA-256. A client that streams sends chunks, which the plain server leaves as they are."""
    digest = hashlib.sha256()
    source = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH")
    if length:
        left = min(int(length), MOST_BYTES)
        while left and (piece := source.read(min(left, 65536))):
            left -= len(piece)
            digest.update(piece)
            kept.write(piece)
        return digest.hexdigest()
    while (size := int(source.readline().split(b";")[0].strip() or b"0", 16)) and kept.tell() < MOST_BYTES:
        piece = source.read(size)
        source.readline()
        digest.update(piece)
        kept.write(piece)
    source.readline()
    return digest.hexdigest()


def _status(state: State, request: Request) -> Response:
    if state.faults.strikes("down"):
        return Response("away", 503)
    msg_id = request.query.get("msg_id", "")
    if request.header("X-Signature") != state.sign(msg_id.encode()):
        return Response("bad signature", 401)
    message = state.messages.get(msg_id)
    if message is None:
        return _signed(state, b"unknown message", "text/plain", 404)
    state.settle(message)
    return _signed(state, messages.report(message, message.transfers))


def tell(state: State, message: Message) -> None:
    """Report the result to the customer, with the faults that are on; once more while nobody takes it."""
    time.sleep(TELL_AFTER_S)
    rows = message.transfers
    if state.faults.strikes("partial"):
        rows = rows[: len(rows) // 2]
    code = "WXYZ" if state.faults.strikes("unknown_code") else ""
    body = messages.report(message, rows, code)
    copies = 2 if state.faults.strikes("twice") else 1
    for wait in (0.0, 1.0, 3.0):
        time.sleep(wait)
        taken = [_push(state, body) for _ in range(copies)]
        message.answers += taken
        if "200" in taken:
            return


def _push(state: State, body: bytes) -> str:
    signature = "0" * 64 if state.faults.strikes("forged") else state.sign(body)
    headers = {"Content-Type": "application/xml", "X-Signature": signature}
    try:
        asked = urllib.request.Request(state.answer_url, body, headers)
        with urllib.request.urlopen(asked, timeout=15) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError):
        return "timeout"


def _json(state: State, request: Request) -> dict[str, Any] | Response:
    if state.faults.strikes("down"):
        return Response("away", 503)
    if request.header("X-Signature") != state.sign(request.body):
        return Response("bad signature", 401)
    told = request.json()
    return told if isinstance(told, dict) else Response("no object", 400)


def _told(state: State, value: dict[str, Any]) -> Response:
    return _signed(state, json.dumps(value).encode(), "application/json")


def _lookup(state: State, request: Request) -> Response:
    told = _json(state, request)
    if isinstance(told, Response):
        return told
    name = state.holder(str(told.get("bin")), str(told.get("account")))
    return _told(state, {"code": "00", "name": name} if name else {"code": "14"})


def _single(state: State, request: Request) -> Response:
    told = _json(state, request)
    if isinstance(told, Response):
        return told
    amount = told.get("amount")
    if not isinstance(amount, int) or not 0 < amount < 500_000_000 or told.get("currency") != "VND":
        return _told(
            state, {"code": "13", "msg_id": told.get("msg_id"), "end_to_end": told.get("end_to_end")}
        )
    one = Transfer(
        str(told["end_to_end"]), amount, str(told["bin"]), str(told["account"]), str(told["name"]), ""
    )
    message = state.take(str(told["msg_id"]), [one], single=True)
    if state.faults.strikes("lose"):
        return Response("lost", 504)
    return _told(state, _single_words(message))


def _single_status(state: State, request: Request) -> Response:
    told = _json(state, request)
    if isinstance(told, Response):
        return told
    message = state.messages.get(str(told.get("msg_id")))
    if message is None:
        return _told(state, {"code": "25"})
    state.settle(message)
    return _told(state, _single_words(message))


def _single_words(message: Message) -> dict[str, Any]:
    (one,) = message.transfers
    code = {"ACSC": "00", "ACSP": "09", "RJCT": "12"}[one.code]
    return {"code": code, "reason": one.reason, "msg_id": message.msg_id, "end_to_end": one.end_to_end}


def _return(state: State, request: Request) -> Response:
    wanted = request.form().get("end_to_end", "")
    message = state.give_back(wanted)
    if message is None:
        return page("Không có", "<h1>Không có lệnh này</h1>", 404)
    rows = [one for one in message.transfers if one.end_to_end == wanted]
    message.answers.append(_push(state, messages.report(message, rows)))
    return redirect(request.environ.get("SCRIPT_NAME", "") + "/")


def _page(state: State, base: str) -> Response:
    rows = []
    for message in list(state.messages.values())[-30:][::-1]:
        rows.append(
            f"<h2>{esc(message.msg_id)}</h2><p>{len(message.transfers)} lệnh; "
            f"trả lời: {esc(', '.join(message.answers))}</p><table>"
        )
        for one in message.transfers[:20]:
            button = (
                f'<form method="post" action="{esc(base)}/return"><input type="hidden" name="end_to_end" '
                f'value="{esc(one.end_to_end)}"><button>Trả lại tiền</button></form>'
                if one.code == "ACSC"
                else ""
            )
            rows.append(
                f"<tr><td>{esc(one.end_to_end)}</td><td>{esc(one.name)}</td><td>{one.amount:,} ₫</td>"
                f"<td>{one.code} {one.reason}</td><td>{button}</td></tr>"
            )
        rows.append("</table>")
    return page(
        "Ngân hàng chi trả", "<h1>Ngân hàng chi trả</h1>" + ("".join(rows) or "<p>Chưa có lệnh nào.</p>")
    )
