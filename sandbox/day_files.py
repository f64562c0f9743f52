"""The file of a day that a partner gives its merchants, for any stand-in: who asks signs the partner and the day.

A stand-in says what moved on a day; this answers the request in the partner's own layout, refuses a wrong signature, and plays
the faults `file_down`, `file_lost_line`, `file_double_line`, `file_wrong_amount`. All stand-ins share one key for it.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sandbox.config import shared_secret
from sandbox.faults import Faults
from sandbox.web import Request, Response, send

FAULTS = frozenset({"file_down", "file_lost_line", "file_double_line", "file_wrong_amount"})
FEE_PER_MILLE = 11
"""What partners keep of a payment, of a thousand."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement: đồng, above zero; `back` for a refund; `at` as yyyymmddhhmmss."""

    reference: str
    number: str
    amount: int
    at: str
    back: bool = False

    @property
    def fee(self) -> int:
        return 0 if self.back else self.amount * FEE_PER_MILLE // 1000


def key_of(config: Any) -> str:
    """The key that the product signs its questions with; empty without a configuration: nobody is answered then."""
    return shared_secret(config.data / "day-files.secret") if config is not None else ""


def answer(
    request: Request, partner: str, key: str, faults: Faults, moved: Callable[[str], Sequence[Moved]]
) -> Response:
    """The file of the day asked for; 401 for a wrong signature, 503 while the fault `file_down` is on."""
    day, asked_for = request.query.get("day", ""), request.query.get("partner", "")
    right = hmac.new(key.encode(), f"{partner}|{day}".encode(), hashlib.sha256).hexdigest()
    if not key or asked_for != partner or not hmac.compare_digest(right, request.query.get("signature", "")):
        return Response("wrong signature", 401, "text/plain")
    if faults.strikes("file_down"):
        return Response("Service Unavailable", 503, "text/plain")
    rows = list(moved(day))
    if rows and faults.strikes("file_lost_line"):
        rows = rows[1:]
    if rows and faults.strikes("file_double_line"):
        rows.append(replace(rows[0], number=f"{rows[0].number}9"))
    if rows and faults.strikes("file_wrong_amount"):
        rows[0] = replace(rows[0], amount=rows[0].amount + 1_000)
    content, sort = WRITERS[partner](rows)
    return Response(content, content_type=sort)


def beside(app: WSGIApplication, partner: str, state: Any, config: Any) -> WSGIApplication:
    """A gateway of `sandbox.gateway` that gives the file of a day at `/day-file` too, payments and what went back of them.

    A refund stands under the payment's reference with its own number, on its own day. The platform sends nothing back: money
    paid there returns by a transfer, which its files do not know.
    """
    key = key_of(config)

    def moved(day: str) -> list[Moved]:
        found = []
        with state.lock:
            for one in state.payments.values():
                if one.number:
                    found.append(
                        Moved(one.reference, one.number, one.amount, f"{one.decided_at:%Y%m%d%H%M%S}")
                    )
                found += [
                    Moved(one.reference, number, amount, f"{one.refunded_at[number]:%Y%m%d%H%M%S}", back=True)
                    for number, amount in one.refunds.items()
                ]
        return [one for one in found if one.at.startswith(day)]

    def serve(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != "/day-file":
            return app(environ, start)
        return send(
            answer(Request(environ), partner, key, state.faults, moved), environ["REQUEST_METHOD"], start
        )

    return serve


def _spaced(at: str) -> str:
    return f"{at[:4]}-{at[4:6]}-{at[6:8]} {at[8:10]}:{at[10:12]}:{at[12:14]}"


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]], delimiter: str) -> tuple[str, str]:
    lines = [head, *rows]
    return "".join(
        delimiter.join(str(cell) for cell in line) + "\n" for line in lines
    ), "text/csv; charset=utf-8"


def _vnpay(rows: Sequence[Moved]) -> tuple[str, str]:
    head = (
        "txn_ref",
        "transaction_no",
        "amount",
        "fee",
        "pay_date",
        "transaction_type",
        "transaction_status",
    )
    cells = (
        (
            one.reference,
            one.number,
            one.amount,
            one.fee,
            one.at,
            *(("03", "05") if one.back else ("01", "00")),
        )
        for one in rows
    )
    return _csv(head, cells, ",")


def _momo(rows: Sequence[Moved]) -> tuple[str, str]:
    cells = (
        (
            one.reference,
            one.number,
            one.amount,
            one.fee,
            _spaced(one.at),
            "REFUND" if one.back else "PAYMENT",
            "0",
        )
        for one in rows
    )
    return _csv(("ORDER_ID", "TRANS_ID", "AMOUNT", "FEE", "TIME", "TYPE", "RESULT_CODE"), cells, ";")


def _zalopay(rows: Sequence[Moved]) -> tuple[str, str]:
    head = ("app_trans_id", "zp_trans_id", "amount", "merchant_fee", "trans_time", "trans_type", "status")
    cells = (
        (one.reference, one.number, one.amount, one.fee, _spaced(one.at), "2" if one.back else "1", "1")
        for one in rows
    )
    return _csv(head, cells, ",")


def _platform(rows: Sequence[Moved]) -> tuple[str, str]:
    lines = []
    for place, one in enumerate(rows, start=1):
        cells = [""] * 22
        cells[0], cells[2], cells[3], cells[4] = str(place), one.reference, one.number, one.at
        cells[8], cells[9], cells[11], cells[13] = (
            str(one.amount),
            str(one.fee),
            "REFUND" if one.back else "PAY",
            "00",
        )
        lines.append("|".join(cells) + "\n")
    packed = base64.b64encode("".join(lines).encode()).decode()
    return json.dumps({"type": 1, "content": packed}), "application/json"


WRITERS = {"vnpay": _vnpay, "momo": _momo, "zalopay": _zalopay, "platform": _platform}
