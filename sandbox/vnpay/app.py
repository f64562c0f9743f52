"""VNPay 2.1.0 as the merchant and the payer see it. WSGI; sees paths below `/vnpay`."""

import secrets
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sandbox import day_files
from sandbox.day_files import Moved
from sandbox.vnpay import ipn, pages, signing
from sandbox.vnpay.state import Payment, State
from sandbox.web import Request, Response, Routes, json_response, redirect, send

NEEDED = (
    "Version Command TmnCode Amount CreateDate ExpireDate CurrCode IpAddr Locale OrderInfo OrderType "
    "ReturnUrl TxnRef"
)
WAIT_FOR_ANSWER_S = 20.0
SUCCESS, FRAUD = "00", "07"
MESSAGES = {
    "00": "Success",
    "02": "Invalid TmnCode",
    "03": "Invalid data format",
    "91": "Transaction not found",
    "94": "Duplicate request",
    "95": "Transaction was not successful",
    "97": "Invalid checksum",
    "99": "Other error",
}


def application(state: State, config: Any = None) -> WSGIApplication:
    """The gateway over `state`; the configuration was read when the state was made."""
    return Gateway(state, day_files.key_of(config))


class Gateway:
    def __init__(self, state: State, day_file_key: str = "") -> None:
        self.state = state
        self.key = day_file_key or state.merchant.secret
        self.routes = Routes(
            {
                ("GET", ""): lambda request: pages.about(state),
                ("GET", "/"): lambda request: pages.about(state),
                ("GET", "/paymentv2/vpcpay.html"): self.pay_page,
                ("POST", "/paymentv2/confirm"): self.decided,
                ("POST", "/merchant_webapi/api/transaction"): self.transaction,
                ("GET", "/day-file"): self.day_file,
            }
        )

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if self.state.faults.strikes("down"):
            answer = Response("Service Unavailable", 503, "text/plain")
            return send(answer, environ["REQUEST_METHOD"], start)
        return self.routes(environ, start)

    def pay_page(self, request: Request) -> Response:
        """Check the merchant's address and show what is to be paid. Reloading shows the same payment."""
        # Empty values matter to nobody's signature, but an unknown name must not be lost.
        asked = dict(parse_qsl(request.environ.get("QUERY_STRING", ""), keep_blank_values=True))
        merchant = self.state.merchant
        if not signing.right(signing.query_signature(merchant.secret, asked), asked.get(signing.NAME)):
            return pages.refused("signature")
        if asked.get("vnp_TmnCode") != merchant.tmn_code:
            return pages.refused("merchant")
        if not _well_formed(asked):
            return pages.refused("format")
        if asked["vnp_ExpireDate"] <= self.state.stamp():
            return pages.refused("expired")
        with self.state.lock:
            known = self.state.payments.get(asked["vnp_TxnRef"])
            if known is None:
                known = Payment(asked, secrets.token_urlsafe(24))
                self.state.payments[asked["vnp_TxnRef"]] = known
            elif known.code or known.asked != asked:
                return pages.refused("repeated")
        return pages.pay(known, _base(request))

    def decided(self, request: Request) -> Response:
        """The payer has pressed a button: tell the merchant's server, then send the browser back."""
        form = request.form()
        outcome = form.get("outcome", "")
        if outcome not in pages.OUTCOMES:
            return pages.refused("format")
        with self.state.lock:
            token = form.get("token", "")
            payment = next((p for p in self.state.payments.values() if p.token == token), None)
            if payment is None:
                return pages.refused("format")
            if payment.code:
                return pages.refused("repeated")
            payment.code = outcome
            payment.status = pages.OUTCOMES[outcome][0]
            payment.paid_at = self.state.stamp()
            if outcome in (SUCCESS, FRAUD):
                payment.number = self.state.next_number()
        wait = self.state.faults.strikes("ipn_before_return")
        notices = ipn.start(payment, self.state)
        if wait:
            end = time.monotonic() + WAIT_FOR_ANSWER_S
            for notice in notices:
                notice.join(max(0.0, end - time.monotonic()))
        query = urlencode(ipn.result(payment, self.state))
        address = payment.asked["vnp_ReturnUrl"]
        return redirect(f"{address}{'&' if '?' in address else '?'}{query}")

    def transaction(self, request: Request) -> Response:
        """querydr and refund. Every answer is signed, also a refusal."""
        if self.state.faults.strikes("slow"):
            time.sleep(self.state.faults.seconds)
        try:
            message = {str(name): str(value) for name, value in request.json().items()}
        except (ValueError, AttributeError):
            message = {}
        command = message.get("vnp_Command")
        if command == "refund":
            code, payment = self._refund(message)
            order = signing.REFUND_ANSWER
        else:
            code, payment = self._query(message)
            order = signing.QUERY_ANSWER
        answer = {
            "vnp_ResponseId": secrets.token_hex(16),
            "vnp_Command": command or "",
            "vnp_ResponseCode": code,
            "vnp_Message": MESSAGES[code],
            "vnp_TmnCode": message.get("vnp_TmnCode", ""),
            "vnp_TxnRef": message.get("vnp_TxnRef", ""),
        }
        if payment is not None and code == "00":
            answer |= {
                "vnp_Amount": message["vnp_Amount"] if command == "refund" else str(payment.amount),
                "vnp_BankCode": payment.asked.get("vnp_BankCode") or "NCB",
                "vnp_PayDate": payment.paid_at,
                "vnp_TransactionNo": payment.number,
                "vnp_TransactionType": message["vnp_TransactionType"] if command == "refund" else "01",
                "vnp_TransactionStatus": "05" if command == "refund" else payment.status,
                "vnp_OrderInfo": payment.asked["vnp_OrderInfo"],
            }
        answer[signing.NAME] = signing.message_signature(self.state.merchant.secret, answer, order)
        if self.state.faults.strikes("answer_bad_signature"):
            answer[signing.NAME] = ipn.falsified(answer[signing.NAME])
        return json_response(answer)

    def day_file(self, request: Request) -> Response:
        """What moved on a day, for the merchant's accountants."""
        return day_files.answer(request, "vnpay", self.key, self.state.faults, self._moved)

    def _moved(self, day: str) -> list[Moved]:
        with self.state.lock:
            paid = [
                Moved(reference, one.number, one.amount // 100, one.paid_at)
                for reference, one in self.state.payments.items()
                if one.code in (SUCCESS, FRAUD) and one.paid_at.startswith(day)
            ]
            back = [
                Moved(reference, f"{number}R{n}", amount, at, back=True)
                for n, (reference, number, amount, at) in enumerate(self.state.refunded)
                if at.startswith(day)
            ]
        return paid + back

    def _query(self, message: dict[str, str]) -> tuple[str, Payment | None]:
        with self.state.lock:
            return self._known(message, "querydr", signing.QUERY_REQUEST)

    def _refund(self, message: dict[str, str]) -> tuple[str, Payment | None]:
        with self.state.lock:
            code, payment = self._known(message, "refund", signing.REFUND_REQUEST)
            if payment is None:
                return code, None
            if payment.status != "00":
                return "95", None
            amount = message.get("vnp_Amount", "")
            if not amount.isdecimal() or not int(amount):
                return "03", None
            left = payment.amount - payment.refunded
            whole = message.get("vnp_TransactionType") == "02"
            if int(amount) > left or (whole and int(amount) != payment.amount):
                return "99", None
            payment.refunded += int(amount)
            reference = message.get("vnp_TxnRef", "")
            self.state.refunded.append((reference, payment.number, int(amount) // 100, self.state.stamp()))
            return "00", payment

    def _known(self, message: dict[str, str], command: str, order: str) -> tuple[str, Payment | None]:
        merchant = self.state.merchant
        if message.get("vnp_Command") != command or message.get("vnp_Version") != "2.1.0":
            return "03", None
        if message.get("vnp_TmnCode") != merchant.tmn_code:
            return "02", None
        expected = signing.message_signature(merchant.secret, message, order)
        if not signing.right(expected, message.get(signing.NAME)):
            return "97", None
        number = message.get("vnp_RequestId", "")
        if not 1 <= len(number) <= 32:
            return "03", None
        if number in self.state.request_ids:
            return "94", None
        payment = self.state.payments.get(message.get("vnp_TxnRef", ""))
        if payment is None or payment.asked["vnp_CreateDate"] != message.get("vnp_TransactionDate"):
            return "91", None
        self.state.request_ids.add(number)
        return "00", payment


def _well_formed(asked: dict[str, str]) -> bool:
    values = {name: asked.get(f"vnp_{name}", "") for name in NEEDED.split()}
    return (
        all(values.values())
        and values["Version"] == "2.1.0"
        and values["Command"] == "pay"
        and values["CurrCode"] == "VND"
        and values["Locale"] in ("vn", "en")
        and values["Amount"].isdecimal()
        and 1 <= len(values["Amount"]) <= 12
        and int(values["Amount"]) > 0
        and int(values["Amount"]) % 100 == 0
        and all(values[day].isdecimal() and len(values[day]) == 14 for day in ("CreateDate", "ExpireDate"))
        and 7 <= len(values["IpAddr"]) <= 45
        and len(values["OrderInfo"]) <= 255
        and values["OrderInfo"].isascii()
        and 10 <= len(values["ReturnUrl"]) <= 255
        and values["ReturnUrl"].startswith(("http://", "https://"))
        and len(values["TxnRef"]) <= 100
        and "vnp_SecureHashType" not in asked
    )


def _base(request: Request) -> str:
    return str(request.environ.get("SCRIPT_NAME", ""))
