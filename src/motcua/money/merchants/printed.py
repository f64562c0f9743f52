"""Codes on paper: a card of A6 for the counter of a stall, sheets of A4 with four of them."""

from typing import ClassVar

from msgspec import Struct

from motcua.money.merchants import rules
from motcua.money.merchants.models import Merchant
from motcua.records.documents.compiler import qr_svg


class CodeCard(Struct, frozen=True, kw_only=True):
    """What stands on one card."""

    name: str
    place: str
    bank: str
    account: str
    holder: str
    picture: str
    text: str


class CodeSheet(Struct, frozen=True, kw_only=True):
    """Cards: `small` one on A6, else four on A4."""

    template: ClassVar[str] = "merchant_codes"
    small: bool
    cards: list[CodeCard]


SHAPES = (CodeSheet,)


def text_of(merchant: Merchant) -> str:
    """The static VietQR of a merchant."""
    told = rules.Application(
        merchant.name, merchant.kind, merchant.place, merchant.bin, merchant.account, merchant.virtual,
        merchant.holder, False,
    )  # fmt: skip
    return rules.code_text(told)


def card_of(merchant: Merchant) -> CodeCard:
    text = text_of(merchant)
    return CodeCard(
        name=merchant.name, place=merchant.place, bank=rules.banks().get(merchant.bin, merchant.bin),
        account=merchant.account, holder=merchant.holder, picture=qr_svg(text), text=text,
    )  # fmt: skip
