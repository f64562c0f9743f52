"""The file of a day that a gateway gives its merchants, for any stand-in: who asks signs the partner and the day.

A stand-in says what moved on a day; this answers the request, refuses a wrong signature, and plays the faults `file_down`,
`file_lost_line`, `file_double_line`, `file_wrong_amount`.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sandbox.faults import Faults
from sandbox.web import Request, Response

FAULTS = frozenset({"file_down", "file_lost_line", "file_double_line", "file_wrong_amount"})
HEAD = ("txn_ref", "transaction_no", "amount", "fee", "pay_date", "transaction_type", "transaction_status")


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement in the file: đồng; `at` as yyyymmddhhmmss; `sort` and `status` in the gateway's codes."""

    reference: str
    number: str
    amount: int
    fee: int
    at: str
    sort: str
    status: str


def answer(
    request: Request, partner: str, key: str, faults: Faults, moved: Callable[[str], Sequence[Moved]]
) -> Response:
    """The file of the day asked for as CSV; 401 for a wrong signature, 503 while the fault `file_down` is on."""
    day, asked_for = request.query.get("day", ""), request.query.get("partner", "")
    right = hmac.new(key.encode(), f"{partner}|{day}".encode(), hashlib.sha256).hexdigest()
    if asked_for != partner or not hmac.compare_digest(right, request.query.get("signature", "")):
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
    lines = [
        HEAD,
        *((one.reference, one.number, one.amount, one.fee, one.at, one.sort, one.status) for one in rows),
    ]
    return Response(
        "".join(",".join(str(cell) for cell in line) + "\n" for line in lines),
        content_type="text/csv; charset=utf-8",
    )
