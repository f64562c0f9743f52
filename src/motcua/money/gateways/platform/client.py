"""Our side of the platform: INIT, QUERY, GET_BILL."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from motcua.money.gateways import digests, http
from motcua.money.gateways.begun import Refused
from motcua.money.gateways.platform import codes, signing
from motcua.money.gateways.platform.config import PlatformConfig
from motcua.money.gateways.platform.outcomes import outcome_of_query
from motcua.money.gateways.provider import Answer

VERSION = "1.0.6"
VN = ZoneInfo("Asia/Ho_Chi_Minh")


def stamp(at: datetime) -> str:
    """A moment as the platform writes it: yyyyMMddHHmmss in Vietnam, on a clock of 24 hours."""
    return f"{at.astimezone(VN):%Y%m%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class PlatformClient:
    """Calls to the platform for one partner."""

    config: PlatformConfig

    def init(
        self, *, reference: str, amount: int, at: datetime, words: str, ip: str, lang: str, receipt: Mapping[str, Any]
    ) -> str:  # fmt: skip
        """Open a payment; the address of its page. Raises: Refused, GatewayUnreachable, GatewayNonsense."""
        message: dict[str, Any] = {
            "LoaiBanTin": "INIT",
            "PhienBan": VERSION,
            "MaDoiTac": self.config.partner,
            "MaThamChieu": reference,
            "SoTien": str(amount),
            "LoaiHinhThanhToan": "PAY",
            "MaKenhThanhToan": "1",
            "MaThietBi": "1",
            "NgonNgu": "vi-VN" if lang == "vi" else "en-US",
            "MaTienTe": "VND",
            "MaNganHang": "PAYMENT",
            "ThongTinGiaoDich": words,
            "ThoiGianGD": stamp(at),
            "Ip": ip or self.config.server_ip,
        }
        message[signing.NAME] = signing.sign(self.config.secret, message, signing.INIT)
        answer = self._ask({**message, "ThongTinBienLai": dict(receipt)})
        address = answer.get("UrlThanhToan", "")
        if not address:
            raise http.GatewayNonsense(f"no address for {reference}")
        return address

    def query(self, *, reference: str, created_at: datetime) -> Answer:
        """Ask what became of a payment. Raises: GatewayUnreachable, GatewayNonsense."""
        try:
            answer = self._ask(self._question("QUERY", reference, created_at))
        except Refused as refused:
            return Answer(None, None, refused.code, {"error_code": refused.code})
        if answer.get("MaThamChieu", reference) != reference:
            raise http.GatewayNonsense(f"asked for {reference}, answered for {answer.get('MaThamChieu')!r}")
        state = answer.get("TrangThaiGD", "")
        amount = digests.whole_dong(answer.get("SoTien"))
        return Answer(
            outcome_of_query(state), amount, state, answer, answer.get("MaGiaoDich", ""), answer.get("MaNganHang", "")
        )  # fmt: skip

    def bill(self, *, reference: str, created_at: datetime) -> bytes:
        """The platform's own receipt as a PDF. Raises: GatewayUnreachable, GatewayNonsense (none yet, or something else)."""
        content = http.post_for_file(
            self.config.api_url, self._question("GET_BILL", reference, created_at), self.config.timeout_s, self._headers()
        )  # fmt: skip
        if not content.startswith(b"%PDF-"):
            raise http.GatewayNonsense(f"no PDF for {reference}")
        return content

    def _question(self, kind: str, reference: str, created_at: datetime) -> dict[str, Any]:
        message: dict[str, Any] = {
            "LoaiBanTin": kind,
            "PhienBan": VERSION,
            "MaDoiTac": self.config.partner,
            "MaThamChieu": reference,
            "ThoiGianGD": stamp(created_at),
        }
        message[signing.NAME] = signing.sign(self.config.secret, message, signing.QUESTION)
        return message

    def _ask(self, message: dict[str, Any]) -> dict[str, str]:
        """The answer lies as JSON text within the answer: `{"error_code": "0", "message": "{…}"}`."""
        answer = http.post_json(self.config.api_url, message, self.config.timeout_s, self._headers())
        code = answer.get("error_code", "")
        if not code:
            raise http.GatewayNonsense("no error_code")
        if code != codes.ACCEPTED:
            raise Refused(code)
        try:
            inner = json.loads(answer.get("message", ""))
        except ValueError as error:
            raise http.GatewayNonsense("no JSON in the answer's message") from error
        if not isinstance(inner, dict):
            raise http.GatewayNonsense("no JSON object in the answer's message")
        return {str(name): "" if value is None else str(value) for name, value in inner.items()}

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.config.token}"} if self.config.token else {}
