"""The owner's door. WSGI; sees paths below `/owners`.

`POST /owners/{source}/batches` with JSON `{"lines": base64, "signature": base64}`; the answer is the CSV that the city takes,
signed with the shared secret when the question was.
`POST /owners/vneid/accounts` with JSON `{"pins": [...]}` and `X-Signature`: the accounts that these people have linked.
"""

import base64
import binascii
import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from wsgiref.types import WSGIApplication

from sandbox.bodies import signing
from sandbox.owners import checking
from sandbox.owners.state import State, Taken
from sandbox.web import Request, Response, Routes, esc, json_response, page

ASKED = {"proposal", "record", "field", "was", "proposed", "grounds", "made_at"}


def application(state: State, config: Any = None) -> WSGIApplication:
    """The owner over `state`."""

    def index(request: Request) -> Response:
        rows = "".join(
            f"<tr><td>{esc(one.record)}</td><td>{esc(one.field)}</td><td>{esc(one.proposed)}</td>"
            f"<td>{'accepted' if one.accepted else 'refused'}</td></tr>"
            for one in reversed(state.taken[-50:])
        )
        return page("Cơ quan quản lý nguồn", f"<h1>Cơ quan quản lý nguồn dữ liệu</h1><table>{rows}</table>")

    def batches(request: Request, source: str) -> Response:
        if state.faults.strikes("away"):
            return json_response({"error": "away"}, 503)
        signed = bool(request.header(signing.SIGNATURE))
        if signed:
            told = (request.header(signing.TIME), request.header(signing.SIGNATURE))
            if why := signing.fault(state.secret, *told, request.body, state.now()):
                return json_response({"error": why}, 403)
        try:
            sent = request.json()
            lines = base64.b64decode(sent["lines"], validate=True)
            signature = base64.b64decode(sent["signature"], validate=True)
        except (ValueError, KeyError, TypeError, binascii.Error):
            return json_response({"error": "unreadable"}, 400)
        if why := checking.fault(lines, signature, state.trusted):
            return json_response({"error": why}, 403)
        try:
            asked = [json.loads(line) for line in lines.splitlines()]
            if any(set(one) != ASKED for one in asked):
                raise ValueError
        except (ValueError, TypeError):
            return json_response({"error": "not a batch of proposals"}, 422)
        refuses = state.faults.strikes("refuses_all")
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["proposal", "answer", "note"])
        if state.faults.strikes("half"):
            asked = asked[: len(asked) // 2]
        for one in asked:
            taken = state.known(one["proposal"])
            if taken is None:
                taken = Taken(one["proposal"], one["record"], one["field"], one["proposed"], not refuses)
                state.taken.append(taken)
            table.writerow(
                [
                    taken.proposal,
                    "accepted" if taken.accepted else "refused",
                    "" if taken.accepted else "Giữ như cũ",
                ]
            )
        body = out.getvalue().encode()
        headers = signing.headers(state.secret, int(state.now()), body) if signed else {}
        if state.faults.strikes("unsigned"):
            headers = {}
        return Response(body, content_type="text/csv; charset=utf-8", headers=[*headers.items()])

    def accounts(request: Request) -> Response:
        if state.faults.strikes("away"):
            return json_response({"error": "away"}, 503)
        if request.header("X-Signature") != state.sign(request.body):
            return json_response({"error": "bad signature"}, 401)
        pins = request.json()["pins"]
        known = state.linked()
        told = [{"pin": pin, **_linked(known[pin])} for pin in pins if pin in known]
        body = json.dumps({"accounts": told}).encode()
        signature = "0" * 64 if state.faults.strikes("forged") else state.sign(body)
        return Response(body, content_type="application/json", headers=[("X-Signature", signature)])

    return Routes(
        {
            ("GET", "/"): index,
            ("POST", "/vneid/accounts"): accounts,
            ("POST", "/{source}/batches"): batches,
        }
    )


def _linked(one: dict[str, str] | None) -> dict[str, Any]:
    """None: somebody has taken the account back, just now."""
    if one is None:
        return {"account": None, "linked_at": datetime.now(UTC).isoformat()}
    return {"account": {"bin": one["bin"], "number": one["number"]}, "linked_at": one["linked_at"]}
