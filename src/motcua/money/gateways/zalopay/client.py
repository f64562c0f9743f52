"""Our side of ZaloPay: creating an order, questions, refunds."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from motcua.money.gateways import digests, http
from motcua.money.gateways.begun import Refused
from motcua.money.gateways.provider import Answer, RefundAnswer
from motcua.money.gateways.zalopay import codes, signing
from motcua.money.gateways.zalopay.config import ZalopayConfig
from motcua.money.gateways.zalopay.outcomes import outcome_of

VN = ZoneInfo("Asia/Ho_Chi_Minh")
DESCRIPTION_LENGTH = 256


def day_prefix(at: datetime) -> str:
    """What numbers given to ZaloPay begin with: the day in Vietnam, `yymmdd_`."""
    return f"{at.astimezone(VN):%y%m%d}_"


def milliseconds(at: datetime) -> int:
    """A moment as ZaloPay writes it."""
    return round(at.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class ZalopayClient:
    """Calls to ZaloPay for one merchant."""

    config: ZalopayConfig

    def create(self, *, trans_id: str, amount: int, at: datetime, user: str, description: str) -> str:
        """Open an order; the address of its page. Raises: Refused, GatewayUnreachable, GatewayNonsense."""
        message: dict[str, Any] = {
            "app_id": self.config.app_id,
            "app_user": user[:50],
            "app_trans_id": trans_id,
            "app_time": milliseconds(at),
            "amount": amount,
            "item": "[]",
            "embed_data": json.dumps({"redirecturl": self.config.return_url}, separators=(",", ":")),
            "description": description[:DESCRIPTION_LENGTH],
            "bank_code": "",
            "callback_url": self.config.callback_url,
            "expire_duration_seconds": self.config.window_minutes * 60,
        }
        message["mac"] = signing.mac(self.config.key1, message, signing.CREATE)
        answer = self._ask("create", message)
        if answer.get("return_code") != codes.SUCCESS:
            raise Refused(answer.get("sub_return_code") or answer.get("return_code", ""))
        if not answer.get("order_url"):
            raise http.GatewayNonsense(f"no address for {trans_id}")
        return answer["order_url"]

    def query(self, *, trans_id: str) -> Answer:
        """Ask what became of an order. Raises: GatewayUnreachable, GatewayNonsense."""
        message: dict[str, Any] = {"app_id": self.config.app_id, "app_trans_id": trans_id}
        message["mac"] = signing.query_mac(self.config.key1, message)
        answer = self._ask("query", message)
        code = answer.get("return_code", "")
        amount = digests.whole_dong(answer.get("amount"))
        return Answer(outcome_of(code), amount, code, answer, answer.get("zp_trans_id", ""))

    def refund(
        self, *, refund_id: str, amount: int, gateway_no: str, words: str, at: datetime
    ) -> RefundAnswer:
        """Ask ZaloPay to send `amount` đồng of payment `gateway_no` back; what is not done at once is asked about.

        Repeating with the same `refund_id` is safe. Raises: GatewayUnreachable, GatewayNonsense (also while it is worked on).
        """
        message: dict[str, Any] = {
            "app_id": self.config.app_id,
            "m_refund_id": refund_id,
            "zp_trans_id": gateway_no,
            "amount": amount,
            "timestamp": milliseconds(at),
            "description": words,
        }
        message["mac"] = signing.mac(self.config.key1, message, signing.REFUND)
        answer = self._ask("refund", message)
        if answer.get("return_code") != codes.SUCCESS:
            asked: dict[str, Any] = {
                "app_id": self.config.app_id, "m_refund_id": refund_id, "timestamp": milliseconds(at)
            }  # fmt: skip
            asked["mac"] = signing.mac(self.config.key1, asked, signing.REFUND_QUERY)
            answer = self._ask("query_refund", asked)
        code = answer.get("return_code", "")
        if code not in (codes.SUCCESS, codes.FAILED):
            raise http.GatewayNonsense(f"refund {refund_id} is not decided ({code})")
        return RefundAnswer(code == codes.SUCCESS, answer.get("sub_return_code") or code, answer)

    def _ask(self, path: str, message: dict[str, Any]) -> dict[str, str]:
        answer = http.post_json(f"{self.config.api_url}/v2/{path}", message, self.config.timeout_s)
        if not answer.get("return_code"):
            raise http.GatewayNonsense(f"no return code from {path}")
        return answer
