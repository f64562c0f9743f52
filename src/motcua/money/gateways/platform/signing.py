"""MaXacThuc, as plain functions on plain data."""

import hashlib
from collections.abc import Mapping, Sequence

from motcua.money.gateways import digests

NAME = "MaXacThuc"
INIT = (
    "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi",
    "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip",
)  # fmt: skip
RESULT = (
    "LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang", "ThoiGianGD",
    "ThongTinGiaoDich",
)  # fmt: skip
QUESTION = ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")
"""QUERY and GET_BILL alike."""


def sign(secret: str, message: Mapping[str, object], names: Sequence[str]) -> str:
    """Lower-case hex of SHA-256 over the values and the secret."""
    text = "|".join([*(_written(message.get(name)) for name in names), secret])
    return hashlib.sha256(text.encode()).hexdigest()


def is_signed(secret: str, message: Mapping[str, object], names: Sequence[str]) -> bool:
    """Whether a message carries the right MaXacThuc. Whatever LoaiBanTin arrives is what was signed."""
    try:
        return digests.same(sign(secret, message, names), message.get(NAME))
    except UnicodeEncodeError:
        return False


def _written(value: object) -> str:
    return "" if value is None else str(value)
