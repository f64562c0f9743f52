"""MaXacThuc as the platform computes it, apart from the product's: each checks the other."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

INIT = (
    "LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan MaThietBi NgonNgu MaTienTe "
    "MaNganHang ThongTinGiaoDich ThoiGianGD Ip"
)
RESULT = (
    "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich"
)
QUESTION = "LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD"
ANSWER = "MaLoi MoTaLoi MaDoiTac MaThamChieu ThoiGianGD"


def code(secret: str, message: Mapping[str, Any], names: str) -> str:
    """SHA-256 over the values and the secret, joined with bars."""
    values = [str(message.get(name, "")) for name in names.split()]
    return hashlib.sha256("|".join([*values, secret]).encode("utf-8", "replace")).hexdigest()


def right(expected: str, given: object) -> bool:
    return hmac.compare_digest(expected.encode(), str(given or "").encode("utf-8", "replace"))
