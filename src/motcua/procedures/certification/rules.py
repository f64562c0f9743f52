"""What the law says of certification: books and their numbers, fees, grounds to refuse, what may be lent. Pure.

Source: NĐ 23/2015/NĐ-CP (amended by NĐ 07/2025, NĐ 280/2025), TT 01/2020/TT-BTP, TT 226/2016/TT-BTC, TT 257/2016/TT-BTC.
"""

from dataclasses import dataclass
from datetime import datetime

from motcua.foundation.amounts import Dong

FIELD = "certification"


@dataclass(frozen=True, slots=True)
class Book:
    """A register of certification. `keep_years`: how long the papers behind it are kept (None: none are filed)."""

    symbol: str
    key: str
    vi: str
    en: str
    keep_years: int | None


BOOKS = (
    Book("SCT/BS", "ban-sao", "Sổ chứng thực bản sao từ bản chính", "Copies from originals", None),
    Book("SCT/CK,ĐC", "chu-ky", "Sổ chứng thực chữ ký, điểm chỉ", "Signatures and fingerprints", 2),
    Book("SCT/CKND", "nguoi-dich", "Sổ chứng thực chữ ký người dịch", "Translators' signatures", 2),
    Book("SCT/HĐ,GD", "giao-dich", "Sổ chứng thực giao dịch", "Transactions", 20),
)
"""The four registers, kept for ever themselves. Source: NĐ 23/2015 Đ13-14, TT 01/2020 Đ4, Mẫu 21 of NĐ 280/2025."""

BY_SYMBOL = {book.symbol: book for book in BOOKS}
BY_KEY = {book.key: book for book in BOOKS}

NOT_LENT = frozenset({"2.000992", "2.001008"})
"""Certification of translators' signatures stays with the chair. Source: NQ 31/2024/NQ-HĐND Hà Nội as amended in 2025."""
LENT = frozenset({"2.000815", "2.000884"})
"""Copies from originals, and signatures: what a ward's chair may lend to the justice officer. Same source."""


@dataclass(frozen=True, slots=True)
class Ground:
    id: str
    vi: str
    en: str


REFUSE_A_COPY = (
    Ground("altered", "Bản chính bị tẩy xóa, sửa chữa, thêm, bớt nội dung không hợp lệ", "The original was altered"),
    Ground("damaged", "Bản chính bị hư hỏng, cũ nát, không xác định được nội dung", "The original is damaged or illegible"),
    Ground("secret", "Bản chính đóng dấu mật hoặc ghi rõ không được sao chụp", "The original is secret or must not be copied"),
    Ground("unlawful", "Bản chính có nội dung trái pháp luật", "The content of the original is unlawful"),
    Ground("not_legalised", "Giấy tờ của nước ngoài chưa được hợp pháp hóa lãnh sự", "A foreign paper that was not legalised"),
    Ground("private", "Giấy tờ tự lập không có xác nhận của cơ quan có thẩm quyền", "A private paper, not confirmed"),
)  # fmt: skip
"""The six grounds, and no other. Source: NĐ 23/2015 Đ22."""


def number_text(sequence: int) -> str:
    """The number as it stands on the testimony: from 01, with a leading zero below ten. Source: TT 01/2020 Đ4."""
    return f"{sequence:02d}"


def book_text(volume: int, year: int, symbol: str) -> str:
    """The book as it stands on the testimony: `01/2026-SCT/BS`. Source: TT 01/2020 Đ4."""
    return f"{volume:02d}/{year}-{symbol}"


def copy_fee(pages: int, copies: int) -> Dong:
    """2,000 đồng a page of the original, 1,000 from the third, at most 200,000 a copy; times the copies.

    Source: TT 226/2016/TT-BTC.
    """
    one = 2000 * min(pages, 2) + 1000 * max(pages - 2, 0)
    return Dong(min(one, 200_000) * copies)


FEES: dict[str, Dong] = {
    "signature": Dong(10_000),
    "translator": Dong(10_000),
    "transaction": Dong(50_000),
    "will": Dong(50_000),
    "refusal-of-inheritance": Dong(50_000),
    "division-of-estate": Dong(50_000),
    "amendment": Dong(30_000),
    "correction": Dong(25_000),
    "from-register": Dong(0),
}
"""đồng a case. Source: TT 226/2016/TT-BTC, TT 257/2016/TT-BTC."""


def may_be_lent(power: str, procedure_code: str) -> bool:
    """Whether the chair may lend the signature in this procedure. Other powers are nobody's signature."""
    return power != "sign" or procedure_code not in NOT_LENT


AWAY = frozenset({"2.000884", "2.001035", "2.001019"})
"""Signatures, contracts and wills may be certified away from the office, of people who cannot come. Source: Đ10."""


def signed_when(entered: str, at: datetime) -> datetime:
    """The moment of signing as the testimony states it: away from the office the officer enters hour and minute.

    `entered`: `9h05` or `09:05`, of the day of `at` (in the city's zone); empty: the moment itself. Source: Đ10.
    """
    if not entered:
        return at
    hour, minute = entered.replace("h", ":").split(":")
    return at.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
