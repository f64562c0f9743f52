"""Our side of VNPay: the pay address, questions (querydr) and refunds."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from motcua.money.gateways import http
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.vnpay import codes, signing
from motcua.money.gateways.vnpay.config import VnpayConfig

VERSION = "2.1.0"
GATEWAY_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
FULL, PART = "02", "03"


def stamp(at: datetime) -> str:
    """A moment as VNPay writes it: yyyyMMddHHmmss in Vietnamese time."""
    return at.astimezone(GATEWAY_TIME).strftime("%Y%m%d%H%M%S")


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What VNPay knows about an attempt. `outcome` None: its answer settles nothing, ask again later."""

    outcome: Outcome | None
    response_code: str
    transaction_status: str
    amount: int | None
    gateway_no: str
    bank: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What VNPay says to a refund: accepted, being worked on already (94), or refused."""

    response_code: str
    raw: Mapping[str, str]

    @property
    def accepted(self) -> bool:
        return self.response_code == codes.SUCCESS


@dataclass(frozen=True, slots=True)
class VnpayClient:
    """Calls to VNPay for one merchant; `new_id` makes request numbers (at most 32 letters, unique a day)."""

    config: VnpayConfig
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex

    def pay_url(
        self,
        *,
        txn_ref: str,
        amount: int,
        created_at: datetime,
        expires_at: datetime,
        info: str,
        ip: str,
        lang: str = "vi",
        bank: str = "",
    ) -> str:
        """The address that the payer's browser is sent to. `amount` in đồng."""
        params = {
            "vnp_Version": VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self.config.tmn_code,
            "vnp_Amount": str(amount * 100),
            "vnp_BankCode": bank,
            "vnp_CreateDate": stamp(created_at),
            "vnp_ExpireDate": stamp(expires_at),
            "vnp_CurrCode": "VND",
            "vnp_IpAddr": ip,
            "vnp_Locale": "vn" if lang == "vi" else "en",
            "vnp_OrderInfo": signing.plain(info),
            "vnp_OrderType": self.config.order_type,
            "vnp_ReturnUrl": self.config.return_url,
            "vnp_TxnRef": txn_ref,
        }
        return f"{self.config.pay_url}?{signing.signed_query(self.config.secret, params)}"

    def query_dr(self, *, txn_ref: str, created_at: datetime, at: datetime) -> QueryAnswer:
        """Ask what became of an attempt. Raises: GatewayUnreachable, GatewayNonsense."""
        answer = self._ask(
            {
                "vnp_RequestId": self.new_id(),
                "vnp_Version": VERSION,
                "vnp_Command": "querydr",
                "vnp_TmnCode": self.config.tmn_code,
                "vnp_TxnRef": txn_ref,
                "vnp_TransactionDate": stamp(created_at),
                "vnp_CreateDate": stamp(at),
                "vnp_IpAddr": self.config.server_ip,
                "vnp_OrderInfo": f"Truy van GD {txn_ref}",
            },
            signing.QUERY_REQUEST,
            signing.QUERY_ANSWER,
        )
        code = answer.get("vnp_ResponseCode", "")
        status = answer.get("vnp_TransactionStatus", "")
        if code == codes.SUCCESS and answer.get("vnp_TxnRef") != txn_ref:
            raise http.GatewayNonsense(f"asked for {txn_ref}, answered for {answer.get('vnp_TxnRef')!r}")
        amount = answer.get("vnp_Amount", "")
        return QueryAnswer(
            outcome=_outcome(code, status),
            response_code=code,
            transaction_status=status,
            amount=int(amount) // 100 if amount.isdecimal() and int(amount) % 100 == 0 else None,
            gateway_no=answer.get("vnp_TransactionNo", ""),
            bank=answer.get("vnp_BankCode", ""),
            raw=answer,
        )

    def refund(
        self,
        *,
        request_id: str,
        txn_ref: str,
        amount: int,
        full: bool,
        gateway_no: str,
        created_at: datetime,
        by: str,
        at: datetime,
    ) -> RefundAnswer:
        """Ask VNPay to send `amount` đồng back. Raises: GatewayUnreachable, GatewayNonsense.

        After an error nobody knows whether the refund was taken: repeat with the same `request_id` (94 says
        that it was).
        """
        answer = self._ask(
            {
                "vnp_RequestId": request_id,
                "vnp_Version": VERSION,
                "vnp_Command": "refund",
                "vnp_TmnCode": self.config.tmn_code,
                "vnp_TransactionType": FULL if full else PART,
                "vnp_TxnRef": txn_ref,
                "vnp_Amount": str(amount * 100),
                "vnp_TransactionNo": gateway_no,
                "vnp_TransactionDate": stamp(created_at),
                "vnp_CreateBy": signing.plain(by),
                "vnp_CreateDate": stamp(at),
                "vnp_IpAddr": self.config.server_ip,
                "vnp_OrderInfo": f"Hoan phi {txn_ref}",
            },
            signing.REFUND_REQUEST,
            signing.REFUND_ANSWER,
        )
        return RefundAnswer(answer.get("vnp_ResponseCode", ""), answer)

    def _ask(
        self, message: Mapping[str, str], request: tuple[str, ...], expected: tuple[str, ...]
    ) -> dict[str, str]:
        signed = signing.sign_message(self.config.secret, message, request)
        answer = http.post_json(self.config.api_url, signed, self.config.timeout_s)
        if not signing.is_signed_message(self.config.secret, answer, expected):
            raise http.GatewayNonsense("the answer is not signed by VNPay")
        return answer


def _outcome(code: str, status: str) -> Outcome | None:
    if code == codes.NOT_FOUND:
        return Outcome.NEVER_PAID
    if code != codes.SUCCESS:
        return None
    if status == codes.SUCCESS:
        return Outcome.PAID
    if status == codes.SUSPECTED_FRAUD:
        return Outcome.SUSPECTED
    if status in codes.FAILED_STATUSES:
        return Outcome.FAILED
    if status == codes.NOT_COMPLETED:
        return Outcome.OPEN
    return None
