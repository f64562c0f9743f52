"""What is printed at the till: the record of a hand-over, the bank's deposit slip, a request to pay with its VietQR."""

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from motcua.records.documents.forms import FeeLine


class Pieces(Struct, frozen=True, kw_only=True):
    """One value of notes: how many, and what they make."""

    value: int
    count: int
    amount: int


class HandOverSlip(Struct, frozen=True, kw_only=True):
    """Biên bản bàn giao tiền mặt: signed by two."""

    template: ClassVar[str] = "till_hand_over"
    agency: str
    number: str
    opened_at: datetime
    given_at: datetime
    giver: str
    taker: str
    taken_at: datetime | None
    float_amount: int
    expected: int
    counted: int
    difference: int
    reason: str
    kept: int
    amount: int
    words: str
    pieces: list[Pieces]


class DepositSlip(Struct, frozen=True, kw_only=True):
    """Bảng kê nộp tiền mặt vào tài khoản chuyên thu; the code belongs into the bank's note."""

    template: ClassVar[str] = "till_deposit"
    agency: str
    code: str
    made_at: datetime
    made_by: str
    bank: str
    account: str
    holder: str
    amount: int
    words: str
    rows: list[FeeLine]
    qr: str = ""


class PaymentSlip(Struct, frozen=True, kw_only=True):
    """Phiếu yêu cầu thanh toán: what is owed, and the VietQR that pays it."""

    template: ClassVar[str] = "till_payment_request"
    agency: str
    code: str
    payer: str
    lines: list[FeeLine]
    amount: int
    words: str
    bank: str
    account: str
    holder: str
    note: str
    at: datetime
    until: datetime
    qr: str


SHAPES: tuple[type[Struct], ...] = (HandOverSlip, DepositSlip, PaymentSlip)
