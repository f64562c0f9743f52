"""ZaloPay v2 as the merchant and the payer see it. WSGI; sees paths below `/zalopay`. Every answer to the merchant is 200."""

import json
import re
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
from sandbox.web import Request, Response, json_response
from sandbox.zalopay import signing
from sandbox.zalopay.state import State

NAME = "ZaloPay"
PAID, FAILED, PROCESSING = "1", "2", "3"
OUTCOMES = {
    PAID: ("Thanh toán thành công", "Pay successfully"),
    FAILED: ("Từ chối thanh toán", "Refuse"),
    PROCESSING: ("Ngân hàng còn xử lý", "The bank is still at it"),
    "expired": ("Để hết hạn", "Let it expire"),
}


def application(state: State, config: Any = None) -> WSGIApplication:
    """The gateway over `state`."""
    return day_files.beside(ZaloPay(state), "zalopay", state, config)


class ZaloPay(Gateway):
    name, outcomes, paid = NAME, OUTCOMES, PAID
    over = "Đơn hàng không còn hiệu lực"

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(
            state,
            {
                ("POST", "/v2/create"): self.create,
                ("POST", "/v2/query"): self.query,
                ("POST", "/v2/refund"): self.refund,
                ("POST", "/v2/query_refund"): self.refund_query,
            },
        )

    def tells(self, outcome: str) -> bool:
        """A callback is sent for success only."""
        return outcome == PAID

    def accepts(self, status: int, content: bytes) -> bool:
        """Return code 1, or 2 for a callback that was taken before."""
        try:
            return status == 200 and json.loads(content)["return_code"] in (1, 2)
        except (ValueError, KeyError, TypeError):
            return False

    def create(self, request: Request) -> Response:
        message = object_of(request)
        merchant = self.state.merchant
        if message.get("app_id") != merchant.app_id:
            return _answer(2, -2, "app_id không hợp lệ")
        expected = signing.mac(merchant.key1, signing.joined(message, signing.CREATE))
        if not signing.right(expected, message.get("mac")):
            return _answer(2, -402, "mac không hợp lệ")
        if not self._well_formed(message):
            return _answer(2, -401, "Dữ liệu không hợp lệ")
        with self.state.lock:
            if message["app_trans_id"] in self.state.payments:
                return _answer(2, -68, "Trùng app_trans_id")
            embed = json.loads(message["embed_data"])
            payment = Payment(
                message["app_trans_id"], message["amount"], message["description"], embed.get("redirecturl", ""),
                message.get("callback_url", ""), until(self.state.now(), message["expire_duration_seconds"]), message,
            )  # fmt: skip
            self.state.payments[payment.reference] = payment
        address = pay_address(request, payment)
        return _answer(
            1, 1, "Giao dịch thành công", order_url=address, zp_trans_token=payment.token, qr_code=""
        )

    def sent_back(self, payment: Payment) -> dict[str, Any]:
        fields = {
            "appid": str(self.state.merchant.app_id),
            "apptransid": payment.reference,
            "pmcid": "38",
            "bankcode": "",
            "amount": str(payment.amount),
            "discountamount": "0",
            "status": "1" if payment.outcome == PAID else "-49",
        }
        fields["checksum"] = signing.mac(self.state.merchant.key2, signing.joined(fields, signing.RETURN))
        return fields

    def notice(self, payment: Payment) -> Notice:
        wrong = self.state.faults.strikes("wrong_amount")
        when = payment.decided_at or self.state.now()
        data = json.dumps(
            {
                "app_id": self.state.merchant.app_id,
                "app_trans_id": payment.reference,
                "app_time": payment.asked["app_time"],
                "app_user": payment.asked["app_user"],
                "amount": payment.amount + (1 if wrong else 0),
                "embed_data": payment.asked["embed_data"],
                "item": payment.asked["item"],
                "zp_trans_id": int(payment.number),
                "server_time": int(when.timestamp() * 1000),
                "channel": 38,
                "merchant_user_id": "",
                "user_fee_amount": 0,
                "discount_amount": 0,
            },
            separators=(",", ":"),
        )
        right = signing.mac(self.state.merchant.key2, data)
        if self.state.faults.strikes("bad_signature"):
            right = falsified(right)
        return Notice(payment.reference, payment.notice_url, {"data": data, "mac": right, "type": 1})

    def query(self, request: Request) -> Response:
        message = object_of(request)
        key = self.state.merchant.key1
        expected = signing.mac(key, f"{signing.joined(message, 'app_id app_trans_id')}|{key}")
        if not signing.right(expected, message.get("mac")):
            return _answer(2, -402, "mac không hợp lệ")
        with self.state.lock:
            payment = self.state.payments.get(message.get("app_trans_id", ""))
        if payment is None:
            return self.state.answer_or_lose(
                _answer(2, -101, "Không tìm thấy đơn hàng", amount=0, zp_trans_id=0)
            )
        code = {"": 3, "expired": 2}.get(payment.outcome) or int(payment.outcome)
        if code == 3 and not payment.outcome and expired(payment, self.state.now()):
            code = 2
        words = {1: "Giao dịch thành công", 2: "Giao dịch thất bại", 3: "Đang xử lý"}[code]
        return self.state.answer_or_lose(
            _answer(
                code, 1 if code == 1 else -54, words, is_processing=code == 3, amount=payment.amount,
                zp_trans_id=int(payment.number or 0), discount_amount=0,
            )
        )  # fmt: skip

    def refund(self, request: Request) -> Response:
        message = object_of(request)
        merchant = self.state.merchant
        expected = signing.mac(merchant.key1, signing.joined(message, signing.REFUND))
        if not signing.right(expected, message.get("mac")):
            return _answer(2, -402, "mac không hợp lệ")
        number = str(message.get("m_refund_id", ""))
        if not re.fullmatch(rf"\d{{6}}_{merchant.app_id}_\w+", number) or len(number) > 45:
            return _answer(2, -401, "m_refund_id không hợp lệ")
        with self.state.lock:
            if number in self.state.refund_results:
                return self.state.answer_or_lose(_answer(2, -25, "Trùng m_refund_id"))
            payment = next(
                (
                    one
                    for one in self.state.payments.values()
                    if one.number == str(message.get("zp_trans_id", "")) != ""
                ),
                None,
            )
            amount = message.get("amount")
            good = (
                payment is not None
                and isinstance(amount, int)
                and 0 < amount <= payment.amount - payment.refunded
            )
            if good and payment is not None and isinstance(amount, int):
                payment.give_back(number, amount, self.state.now())
            self.state.refund_results[number] = 1 if good else 2
        return self.state.answer_or_lose(
            _answer(1, 1, "Giao dịch thành công") if good else _answer(2, -14, "Không hoàn được")
        )

    def refund_query(self, request: Request) -> Response:
        message = object_of(request)
        expected = signing.mac(self.state.merchant.key1, signing.joined(message, signing.REFUND_QUERY))
        if not signing.right(expected, message.get("mac")):
            return _answer(2, -402, "mac không hợp lệ")
        code = self.state.refund_results.get(str(message.get("m_refund_id", "")), 2)
        return _answer(code, 1 if code == 1 else -14, "Kết quả hoàn tiền")

    def _well_formed(self, message: dict[str, Any]) -> bool:
        number = str(message.get("app_trans_id", ""))
        try:
            embed = json.loads(message["embed_data"])
            items = json.loads(message["item"])
        except (KeyError, ValueError, TypeError):
            return False
        return (
            type(message.get("amount")) is int
            and message["amount"] > 0
            and re.fullmatch(r"\d{6}_[\w-]+", number) is not None
            and len(number) <= 40
            and number[:6] == f"{self.state.now():%y%m%d}"
            and 0 < len(str(message.get("app_user", ""))) <= 50
            and len(str(message.get("description", ""))) <= 256
            and isinstance(embed, dict)
            and isinstance(items, list)
            and type(message.get("expire_duration_seconds")) is int
            and 300 <= message["expire_duration_seconds"] <= 2_592_000
        )


def _answer(code: int, sub: int, words: str, **more: Any) -> Response:
    return json_response(
        {
            "return_code": code,
            "return_message": words,
            "sub_return_code": sub,
            "sub_return_message": words,
            **more,
        }
    )
