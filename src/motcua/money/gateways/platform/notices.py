"""The platform's result message in the words of all providers, and our signed answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.money.gateways import digests, notices
from motcua.money.gateways.limits import told
from motcua.money.gateways.notices import Said, Verdict
from motcua.money.gateways.platform import config, signing
from motcua.money.gateways.platform.client import stamp
from motcua.money.gateways.platform.outcomes import GATEWAY, outcome_of_notice

ANSWERS = {
    Verdict.CONFIRMED: ("00", "Thanh cong"),
    Verdict.ALREADY: ("00", "Giao dich da duoc xac nhan"),
    Verdict.UNKNOWN: ("01", "Khong tim thay giao dich"),
    Verdict.AMOUNT: ("04", "Sai so tien"),
    Verdict.SIGNATURE: ("97", "Sai ma xac thuc"),
    Verdict.ERROR: ("99", "Loi he thong"),
}
CURRENCY = "VND"


def handle_result(message: Mapping[str, Any], at: datetime, remote: str = "") -> dict[str, str]:
    """Decide on one result message; the answer carries a MaXacThuc of its own. Never raises."""
    verdict = notices.take(GATEWAY, message, lambda: read(message), at, remote)
    code, words = ANSWERS[verdict]
    answer = {
        "MaLoi": code,
        "MoTaLoi": words,
        "MaDoiTac": str(message.get("MaDoiTac", ""))[:40],
        "MaThamChieu": str(message.get("MaThamChieu", ""))[:100],
        "ThoiGianGD": stamp(at),
    }
    merchant = config.with_code(answer["MaDoiTac"])
    # a stranger gets no signature of ours over words of their own
    if merchant is not None and verdict is not Verdict.SIGNATURE:
        answer[signing.NAME] = signing.sign(merchant.secret, answer, told()["platform"]["answer_order"])
    return answer


def read(message: Mapping[str, Any]) -> Said | None:
    """The message, when it is signed by the platform for us as a partner. Another currency is no amount."""
    code = str(message.get("MaDoiTac", ""))
    merchant = config.with_code(code)
    if merchant is None or not signing.is_signed(merchant.secret, message, signing.RESULT):
        return None
    error = str(message.get("MaLoi", ""))
    amount = digests.whole_dong(message.get("SoTien"))
    return Said(
        merchant=code,
        reference=str(message.get("MaThamChieu", "")),
        amount=amount if message.get("MaTienTe") == CURRENCY else None,
        outcome=outcome_of_notice(error),
        gateway_no=str(message.get("MaGiaoDich", ""))[:30],
        bank=str(message.get("MaNganHang", "")),
        code=error,
    )
