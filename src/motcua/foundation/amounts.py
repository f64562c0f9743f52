"""Money in whole đồng: rounding, writing in digits and in words. No currency but the đồng."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Dong = int
"""Whole đồng; there is no smaller unit."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def round_dong(amount: Decimal) -> Dong:
    """An amount in đồng rounded half up (away from zero when negative), once, at the end of a computation."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_dong(n: Dong, lang: Literal["vi", "en"] = "vi") -> str:
    """The amount in digits: `15.000 đ`, or `15,000 VND` in English."""
    grouped = f"{abs(n):,}"
    sign = "-" if n < 0 else ""
    return f"{sign}{grouped} VND" if lang == "en" else f"{sign}{grouped.replace(',', '.')} đ"


def in_words(n: Dong, nghin: str = "nghìn", linh: str = "linh", *, even: bool = False) -> str:
    """The amount in words as receipts and invoices state it: `Một trăm linh năm nghìn đồng`.

    `nghin="ngàn"` and `linh="lẻ"` give the southern words, `even` adds `chẵn` at the end.
    """
    words = _spoken(abs(n), nghin, linh, padded=False) or ["không"]
    if n < 0:
        words.insert(0, "âm")
    words.append("đồng")
    if even:
        words.append("chẵn")
    sentence = " ".join(words)
    return sentence[0].upper() + sentence[1:]


def _spoken(n: int, nghin: str, linh: str, *, padded: bool) -> list[str]:
    """Words of n >= 0, none for zero. `padded`: something was spoken before, so hundreds are always said."""
    billions, rest = divmod(n, _BILLION)
    words: list[str] = []
    if billions:
        words += [*_spoken(billions, nghin, linh, padded=padded), "tỷ"]
    for size, name in ((10**6, ["triệu"]), (10**3, [nghin]), (1, [])):
        group = rest // size % 1000
        if group:
            words += _group(group, linh, full=padded or bool(words)) + name
    return words


def _group(group: int, linh: str, *, full: bool) -> list[str]:
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        if units:
            words += [linh, _DIGITS[units]] if words else [_DIGITS[units]]
    elif tens == 1:
        words.append("mười")
        if units:
            words.append("lăm" if units == 5 else _DIGITS[units])
    else:
        words += [_DIGITS[tens], "mươi"]
        if units:
            words.append({1: "mốt", 4: "tư", 5: "lăm"}.get(units, _DIGITS[units]))
    return words
