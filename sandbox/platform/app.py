"""The payment platform of the national portal, 1.0.6. WSGI; sees paths below `/platform`. One address takes all messages."""

import json
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
from sandbox.platform import bill, signing
from sandbox.platform.state import State
from sandbox.web import Request, Response, json_response

NAME = "Nền tảng thanh toán quốc gia"
OUTCOMES = {
    "00": ("Thanh toán thành công", "Pay successfully"),
    "24": ("Từ chối thanh toán", "Refuse"),
    "51": ("Tài khoản không đủ số dư", "Not enough balance"),
    "wait": ("Ngân hàng còn xử lý", "The bank is still at it"),
    "11": ("Để hết hạn", "Let it expire"),
}
WINDOW_S = 15 * 60
PAID, PENDING, FAILED = "1", "3", "4"


def application(state: State, config: Any = None) -> WSGIApplication:
    """The platform over `state`."""
    return day_files.beside(Platform(state), "platform", state, config)


class Platform(Gateway):
    name, outcomes, paid = NAME, OUTCOMES, "00"

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(state, {("POST", "/api"): self.message})

    def tells(self, outcome: str) -> bool:
        """While a bank is still at it no result is told."""
        return outcome != "wait"

    def sent_back(self, payment: Payment) -> dict[str, Any]:
        """To the registered address, unsigned."""
        return {"MaThamChieu": payment.reference}

    def message(self, request: Request) -> Response:
        message = object_of(request)
        partner = self.state.partner
        kind = message.get("LoaiBanTin")
        names = signing.INIT if kind == "INIT" else signing.QUESTION
        if message.get("MaDoiTac") != partner.code:
            return _refusal("02")
        if not signing.right(signing.code(partner.secret, message, names), message.get("MaXacThuc")):
            return _refusal("97")
        if kind == "INIT":
            return self.init(request, message)
        with self.state.lock:
            payment = self.state.payments.get(str(message.get("MaThamChieu", "")))
        if kind == "QUERY":
            return self.state.answer_or_lose(self.query(message, payment))
        if kind == "GET_BILL":
            return self.bill(payment)
        return _refusal("03")

    def init(self, request: Request, message: dict[str, Any]) -> Response:
        amount = str(message.get("SoTien", ""))
        given = message.get("ThongTinBienLai", {})
        sums = (
            sum(one.get("SoTien", 0) for one in given.get("PhiLePhi", [])) if isinstance(given, dict) else -1
        )
        good = amount.isascii() and amount.isdigit() and int(amount) > 0 and message.get("MaTienTe") == "VND"
        if not good or sums != int(amount) or not given.get("MaHoSo"):
            return _refusal("03")
        with self.state.lock:
            if message["MaThamChieu"] in self.state.payments:
                return _refusal("94")
            payment = Payment(
                message["MaThamChieu"], int(amount), message["ThongTinGiaoDich"], self.state.partner.return_url,
                self.state.partner.result_url, until(self.state.now(), WINDOW_S), message,
            )  # fmt: skip
            self.state.payments[payment.reference] = payment
        return _answer({"UrlThanhToan": pay_address(request, payment)})

    def accepts(self, status: int, content: bytes) -> bool:
        """Whether the portal's answer is signed and says that the result was taken."""
        try:
            answer = json.loads(content)
            right = signing.code(self.state.partner.secret, answer, signing.ANSWER)
            return status == 200 and answer["MaLoi"] == "00" and signing.right(right, answer.get("MaXacThuc"))
        except (ValueError, KeyError, TypeError, AttributeError):
            return False

    def notice(self, payment: Payment) -> Notice:
        when = payment.decided_at or self.state.now()
        wrong = self.state.faults.strikes("wrong_amount")
        body: dict[str, Any] = {
            "LoaiBanTin": "CONFIRM",
            "MaLoi": payment.outcome,
            "MaDoiTac": self.state.partner.code,
            "MaThamChieu": payment.reference,
            "SoTien": str(payment.amount + (1 if wrong else 0)),
            "MaTienTe": "VND",
            "MaGiaoDich": f"PP{payment.number}" if payment.number else "",
            "MaNganHang": "BIDV",
            "ThoiGianGD": f"{when:%Y%m%d%H%M%S}",
            "ThongTinGiaoDich": payment.words,
        }
        body["MaXacThuc"] = signing.code(self.state.partner.secret, body, signing.RESULT)
        if self.state.faults.strikes("bad_signature"):
            body["MaXacThuc"] = falsified(body["MaXacThuc"])
        return Notice(payment.reference, payment.notice_url, body)

    def query(self, message: dict[str, Any], payment: Payment | None) -> Response:
        if payment is None:
            return _answer({"MaThamChieu": message.get("MaThamChieu", ""), "TrangThaiGD": FAILED})
        state = {"00": PAID, "wait": PENDING, "": PENDING}.get(payment.outcome, FAILED)
        if not payment.outcome and expired(payment, self.state.now()):
            state = FAILED
        return _answer(
            {
                "MaThamChieu": payment.reference,
                "SoTien": str(payment.amount),
                "MaGiaoDich": f"PP{payment.number}" if payment.number else "",
                "MaNganHang": "BIDV",
                "TrangThaiGD": state,
            }
        )

    def bill(self, payment: Payment | None) -> Response:
        if payment is None or payment.outcome != "00":
            return _refusal("91")
        return self.state.answer_or_lose(Response(bill.pdf(payment), content_type="application/pdf"))


def _answer(inner: dict[str, Any]) -> Response:
    return json_response({"error_code": "0", "message": json.dumps(inner, ensure_ascii=False)})


def _refusal(code: str) -> Response:
    return json_response({"error_code": code, "message": "{}"})
