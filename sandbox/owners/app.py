"""The owner's door. WSGI; sees paths below `/owners`.

`POST /owners/{source}/batches` with JSON `{"lines": base64, "signature": base64}`; the answer is the CSV that the city takes,
signed with the shared secret when the question was.
"""

import base64
import binascii
import csv
import io
import json
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

    return Routes({("GET", "/"): index, ("POST", "/{source}/batches"): batches})
