"""Merchants' data, shares and growth: what is right, and how figures are made. Pure.

Source of the share: the definition of the cash share by amount (cash % rounded half up to two places, the rest is 100 less it).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

import yaml

from motcua.foundation.refusals import Faulty
from motcua.money import vietqr

KINDS = ("street", "market", "school", "parking", "other")
MOST_DONG = 10**12
"""Of one month of one merchant; more is a typing slip."""
FEWEST_SHOWN = 3
"""Merchants whose declarations a public figure must hold: fewer would tell one merchant's takings."""
_CENT = Decimal("0.01")


@cache
def banks() -> dict[str, str]:
    """Banks by their six digits, in the order of the list. Read once."""
    told: dict[str, str] = yaml.safe_load(
        (files("motcua.money.merchants") / "banks.yaml").read_text("utf-8")
    )["banks"]
    return told


@dataclass(frozen=True, slots=True)
class Application:
    """What a merchant gave, in the shape in which it is kept."""

    name: str
    kind: str
    place: str
    bin: str
    account: str
    virtual: bool
    holder: str
    shares: bool


def read_application(typed: Mapping[str, str]) -> Application:
    """An application as typed. Raises: Faulty with everything that is wrong, by field."""
    name, place = (" ".join(typed.get(key, "").split()) for key in ("name", "place"))
    account = re.sub(r"[\s.-]", "", typed.get("account", "")).upper()
    holder = vietqr.plain(typed.get("holder", "")).upper()
    faults: dict[str, tuple[str, str]] = {}
    if not 2 <= len(name) <= 120:
        faults["name"] = ("Ghi tên điểm thu, từ 2 đến 120 ký tự.", "Give the name, 2 to 120 characters.")
    if typed.get("kind") not in KINDS:
        faults["kind"] = ("Chọn loại điểm thu.", "Choose the kind.")
    if not 2 <= len(place) <= 120:
        faults["place"] = (
            "Ghi tên phố, chợ, trường hoặc bãi xe.",
            "Name the street, market, school or car park.",
        )
    if typed.get("bin") not in banks():
        faults["bin"] = ("Chọn ngân hàng trong danh sách.", "Choose a bank of the list.")
    if not re.fullmatch(r"[A-Z0-9]{4,19}", account, re.ASCII):
        faults["account"] = (
            "Số tài khoản gồm 4 đến 19 chữ, số.",
            "An account has 4 to 19 letters and digits.",
        )
    if not 2 <= len(holder) <= 60:
        faults["holder"] = (
            "Ghi tên chủ tài khoản như ngân hàng ghi, không dấu.", "Give the holder's name as the bank writes it."
        )  # fmt: skip
    if faults:
        raise Faulty(faults)
    return Application(
        name, typed["kind"], place, typed["bin"], account, typed.get("virtual") == "yes", holder,
        typed.get("shares") == "yes",
    )  # fmt: skip


def read_cash(text: str) -> int:
    """The cash of a month as declared, in whole đồng. Raises: Faulty (`cash`)."""
    digits = text.strip().replace(".", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,15}", digits, re.ASCII) or int(digits) > MOST_DONG:
        raise Faulty(
            {
                "cash": (
                    "Ghi số tiền bằng chữ số, không âm, tối đa 1.000 tỷ đồng.",
                    "An amount in whole đồng, not below 0.",
                )
            }
        )
    return int(digits)


@dataclass(frozen=True, slots=True)
class Share:
    """Shares by amount in per cent, two places; together 100."""

    cash: Decimal
    cashless: Decimal


def share(cash: int, others: int) -> Share | None:
    """Cash and the rest of what was taken in a period, refunds already taken off; None where nothing was taken.

    Rounded half up to two places. Source: definition of the cash share by amount over paid requests.
    """
    if cash + others <= 0:
        return None
    part = (Decimal(100) * cash / (cash + others)).quantize(_CENT, ROUND_HALF_UP)
    return Share(part, Decimal(100) - part)


def growth(now: int, before: int) -> Decimal | None:
    """Change against the period before in per cent, one place; None where there was nothing before."""
    if before <= 0:
        return None
    return (Decimal(100) * (now - before) / before).quantize(Decimal("0.1"), ROUND_HALF_UP)


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def months_back(day: date, count: int) -> list[date]:
    """The first days of `count` months up to and with the month of `day`, the oldest first."""
    index = day.year * 12 + day.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(index - count + 1, index + 1)]


def code_text(told: Application) -> str:
    """The static VietQR of a merchant: account and name, no amount; the payer types it. Raises: vietqr.BadQr."""
    return vietqr.write(vietqr.Transfer(told.bin, told.account, name=told.holder[:25].strip()))
