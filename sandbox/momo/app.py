"""MoMo v2 as the merchant and the payer see it. WSGI; sees paths below `/momo`."""

from typing import Any
from wsgiref.types import WSGIApplication

from sandbox import day_files
from sandbox.gateway import (
    Gateway,
    Notice,
    Payment,
    expired,
    falsified,
    object_of,
    pay_address,
    until,
)
from sandbox.momo import signing
from sandbox.momo.state import State
from sandbox.web import Request, Response, json_response

NAME = "Ví MoMo"
OUTCOMES = {
    "0": ("Thanh toán thành công", "Pay successfully"),
    "1006": ("Từ chối thanh toán", "Refuse"),
    "1001": ("Không đủ số dư", "Not enough balance"),
    "1005": ("Để hết hạn", "Let it expire"),
    "7002": ("Ngân hàng còn xử lý", "The bank is still at it"),
    "4002": ("Chưa xác thực sinh trắc học", "Biometric check missing"),
}
MESSAGES = {"0": "Thành công.", "7002": "Đang xử lý.", "42": "OrderId không tồn tại."}
SMALLEST, LARGEST = 1000, 50_000_000
RIGHT_ID = set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.")


def application(state: State, config: Any = None) -> WSGIApplication:
    """The gateway over `state`."""
    return day_files.beside(Momo(state), "momo", state, config)


class Momo(Gateway):
    name, outcomes, paid = NAME, OUTCOMES, "0"

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(
            state,
            {
                ("POST", "/v2/gateway/api/create"): self.create,
                ("POST", "/v2/gateway/api/query"): self.query,
                ("POST", "/v2/gateway/api/refund"): self.refund,
                ("POST", "/v2/gateway/api/refund/query"): self.refund_query,
            },
        )

    def create(self, request: Request) -> Response:
        message = object_of(request)
        problem = self._wrong(message, signing.CREATE) or self._badly_formed(message)
        if problem:
            return self._answer(message, problem)
        with self.state.lock:
            if message["requestId"] in self.state.request_ids:
                return self._answer(message, "40")
            if message["orderId"] in self.state.payments:
                return self._answer(message, "41")
            self.state.request_ids.add(message["requestId"])
            minutes = int(message.get("orderExpireTime") or 100)
            payment = Payment(
                message["orderId"], message["amount"], message["orderInfo"], message["redirectUrl"],
                message["ipnUrl"], until(self.state.now(), minutes * 60), message,
            )  # fmt: skip
            self.state.payments[payment.reference] = payment
        return self._answer(message, "0", payUrl=pay_address(request, payment), deeplink="", qrCodeUrl="")

    def sent_back(self, payment: Payment) -> dict[str, Any]:
        """The signed fields that notice and browser carry."""
        merchant = self.state.merchant
        when = payment.decided_at or self.state.now()
        fields: dict[str, Any] = {
            "partnerCode": merchant.partner_code,
            "orderId": payment.reference,
            "requestId": payment.asked["requestId"],
            "amount": payment.amount,
            "orderInfo": payment.words,
            "orderType": "momo_wallet",
            "transId": int(payment.number or 0),
            "resultCode": int(payment.outcome),
            "message": MESSAGES.get(payment.outcome, "Giao dịch thất bại."),
            "payType": "qr",
            "responseTime": int(when.timestamp() * 1000),
            "extraData": payment.asked.get("extraData", ""),
        }
        return self.signed(fields)

    def signed(self, fields: dict[str, Any]) -> dict[str, Any]:
        merchant = self.state.merchant
        right = signing.signature(merchant.secret, merchant.access_key, fields, signing.NOTICE)
        return {**fields, "signature": right}

    def accepts(self, status: int, content: bytes) -> bool:
        return status == 204 and not content

    def notice(self, payment: Payment) -> Notice:
        body = self.sent_back(payment)
        if self.state.faults.strikes("wrong_amount"):
            body = self.signed(
                {name: v for name, v in body.items() if name != "signature"} | {"amount": payment.amount + 1}
            )
        if self.state.faults.strikes("bad_signature"):
            body["signature"] = falsified(body["signature"])
        return Notice(payment.reference, payment.notice_url, body)

    def query(self, request: Request) -> Response:
        message = object_of(request)
        problem = self._wrong(message, signing.QUERY)
        if problem:
            return self._answer(message, problem)
        with self.state.lock:
            payment = self.state.payments.get(message.get("orderId", ""))
        if payment is None:
            return self.state.answer_or_lose(self._answer(message, "42"))
        code = payment.outcome or ("1005" if expired(payment, self.state.now()) else "1000")
        more = {
            "amount": payment.amount,
            "transId": int(payment.number or 0),
            "payType": "qr",
            "refundTrans": [],
        }
        return self.state.answer_or_lose(self._answer(message, code, **more))

    def refund(self, request: Request) -> Response:
        message = object_of(request)
        problem = self._wrong(message, signing.REFUND)
        if problem:
            return self._answer(message, problem)
        with self.state.lock:
            if message["requestId"] in self.state.request_ids:
                return self.state.answer_or_lose(self._answer(message, "40"))
            self.state.request_ids.add(message["requestId"])
            payment = next(
                (
                    one
                    for one in self.state.payments.values()
                    if one.number == str(message.get("transId", "")) != ""
                ),
                None,
            )
            amount = message.get("amount")
            if payment is None or not isinstance(amount, int) or amount <= 0:
                code = "1088"
            elif amount > payment.amount - payment.refunded:
                code = "1080"
            else:
                payment.give_back(message["orderId"], amount, self.state.now())
                code = "0"
            self.state.refund_results[message["orderId"]] = int(code)
        return self.state.answer_or_lose(self._answer(message, code, amount=amount))

    def refund_query(self, request: Request) -> Response:
        message = object_of(request)
        problem = self._wrong(message, signing.QUERY)
        known = self.state.refund_results.get(message.get("orderId", ""))
        return self._answer(message, problem or ("42" if known is None else str(known)))

    def _wrong(self, message: dict[str, Any], names: str) -> str:
        merchant = self.state.merchant
        if message.get("partnerCode") != merchant.partner_code:
            return "13"
        expected = signing.signature(merchant.secret, merchant.access_key, message, names)
        return "" if signing.right(expected, message.get("signature")) else "11"

    def _badly_formed(self, message: dict[str, Any]) -> str:
        amount = message.get("amount")
        if type(amount) is not int:
            return "21"
        if not SMALLEST <= amount <= LARGEST:
            return "22"
        texts = [message.get(name) for name in ("orderId", "requestId", "orderInfo", "redirectUrl", "ipnUrl")]
        if not all(isinstance(one, str) and one for one in texts) or message.get("lang") not in ("vi", "en"):
            return "20"
        return "" if set(message["orderId"]) <= RIGHT_ID and len(message["requestId"]) <= 50 else "20"

    def _answer(self, message: dict[str, Any], code: str, **more: Any) -> Response:
        return json_response(
            {
                "partnerCode": message.get("partnerCode", ""),
                "orderId": message.get("orderId", ""),
                "requestId": message.get("requestId", ""),
                "amount": message.get("amount", 0),
                "responseTime": int(self.state.now().timestamp() * 1000),
                "message": MESSAGES.get(code, "Yêu cầu bị từ chối."),
                "resultCode": int(code),
                **more,
            }
        )
