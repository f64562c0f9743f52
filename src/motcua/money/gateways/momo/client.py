"""Our side of MoMo: creating a payment, questions, refunds."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motcua.money.gateways import digests, http
from motcua.money.gateways.begun import Refused
from motcua.money.gateways.momo import codes, signing
from motcua.money.gateways.momo.config import MomoConfig
from motcua.money.gateways.momo.outcomes import outcome_of
from motcua.money.gateways.provider import Answer, RefundAnswer


@dataclass(frozen=True, slots=True)
class MomoClient:
    """Calls to MoMo for one merchant; `new_id` makes request numbers, each used once."""

    config: MomoConfig
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex

    def create(self, *, order_id: str, amount: int, info: str, lang: str = "vi", extra: str = "") -> str:
        """Open a payment; the address of its page. `extra` base64. Raises: Refused, GatewayUnreachable, GatewayNonsense."""
        message = {
            "amount": amount,
            "extraData": extra,
            "ipnUrl": self.config.ipn_url,
            "orderId": order_id,
            "orderInfo": signing.words(info),
            "redirectUrl": self.config.return_url,
            "requestId": self.new_id(),
            "requestType": self.config.request_type,
            "lang": "vi" if lang == "vi" else "en",
            "orderExpireTime": self.config.window_minutes,
            "autoCapture": True,
        }
        answer = self._ask("create", message, signing.CREATE)
        if answer.get("resultCode") != codes.SUCCESS:
            raise Refused(answer.get("resultCode", ""))
        self._about(answer, order_id)
        if digests.whole_dong(answer.get("amount")) != amount or not answer.get("payUrl"):
            raise http.GatewayNonsense(f"another payment than {order_id} was created")
        return answer["payUrl"]

    def query(self, *, order_id: str) -> Answer:
        """Ask what became of a payment. Raises: GatewayUnreachable, GatewayNonsense."""
        answer = self._ask(
            "query", {"orderId": order_id, "requestId": self.new_id(), "lang": "vi"}, signing.QUERY
        )
        code = answer.get("resultCode", "")
        if code != codes.UNKNOWN_ORDER:
            self._about(answer, order_id)
        number = answer.get("transId", "")
        amount = digests.whole_dong(answer.get("amount"))
        return Answer(outcome_of(code), amount, code, answer, number, answer.get("payType", ""))

    def refund(self, *, request_id: str, amount: int, gateway_no: str, words: str) -> RefundAnswer:
        """Ask MoMo to send `amount` đồng of payment `gateway_no` back; the order of the refund is a new one.

        Repeating with the same `request_id` is safe. Raises: GatewayUnreachable, GatewayNonsense.
        """
        message = {
            "amount": amount,
            "description": signing.words(words),
            "orderId": f"RF-{request_id}",
            "requestId": request_id,
            "transId": gateway_no,
            "lang": "vi",
        }
        answer = self._ask("refund", message, signing.REFUND)
        if answer.get("resultCode") in codes.REPEATED:  # its first answer was lost: what did it say?
            asked = {"orderId": message["orderId"], "requestId": self.new_id(), "lang": "vi"}
            answer = self._ask("refund/query", asked, signing.QUERY)
        code = answer.get("resultCode", "")
        if not code or code in codes.OPEN:
            raise http.GatewayNonsense(f"a refund was answered without a result ({code})")
        return RefundAnswer(code in codes.REFUNDED, code, answer)

    def _ask(self, path: str, message: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
        body = {"partnerCode": self.config.partner_code, **message}
        signed = {**body, "accessKey": self.config.access_key}
        body["signature"] = signing.sign(self.config.secret, signed, names)
        return http.post_json(f"{self.config.api_url}/{path}", body, self.config.timeout_s)

    def _about(self, answer: dict[str, str], order_id: str) -> None:
        """An answer carries no signature that the protocol promises: it must at least be about what was asked."""
        if answer.get("orderId") != order_id or answer.get("partnerCode") != self.config.partner_code:
            raise http.GatewayNonsense(f"asked for {order_id}, answered for {answer.get('orderId')!r}")
