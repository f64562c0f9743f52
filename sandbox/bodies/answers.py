"""Answers as a body would give them: every field that is asked for, in the right shape. Pure; all persons invented."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as patterns  # type: ignore[attr-defined]
from typing import Any

LETTERS = "ABCDEGHKLMNPQRSTUVXY0123456789"
NUMBERS = {
    "police-residence": "{n:04d}/TB-CSQLHC",
    "police-security": "{n:04d}/GCN-ANTT",
    "insurance-card": "TE101{n:010d}",
    "insurance-death": "{n:05d}/QĐ-BHXH",
    "criminal-record": "{n:06d}/LLTP",
    "tax-notice": "LTB{y}01-TK{n:07d}/TB-CT",
    "notary-contract": "{n:05d}/{y}/CCGD",
    "business-registry": "01{n:08d}",
}
BAD_NEWS = re.compile(
    r"refus|reject|object|debt|owed|convict|offen[cs]e|has_record|criminal|missing|late|exempt"
)
"""Questions to which a body says no when all is well."""
UNTIL = re.compile(r"until|_to$|valid_to|expires|pay_by|ends")
NUMBER = re.compile(r"number|code|_no$|symbol|book")
PLACES = {
    "address": {"unit": "00160", "line": "Số 1"},
    "unit": "00160",
    "country": "VN",
    "ethnic_group": "01",
}
GOOD = ("granted", "approved", "agree", "accepted", "clean", "none", "yes", "ok", "met")
FEE_PERCENT, INCOME_PERCENT = 0.5, 2.0
"""Registration fee and income tax of a transfer of land, in per cent of its price."""
PRICE_WHEN_UNKNOWN = 2_000_000_000


def plausible(message: Mapping[str, Any], today: date, chance: Random) -> dict[str, Any]:
    """An answer to a message that grants what is asked. `chance` makes the numbers."""
    number = number_of(message["system"], today, chance)
    found: dict[str, Any] = {}
    for field in message.get("expects", ()):
        name = field["id"]
        if field.get("only_sometimes") and "reason" in name:
            continue
        if field["required"] is False and field["kind"] in ("longtext", "text") and not NUMBER.search(name):
            continue
        value = _value(field, message, number, today, chance)
        if value is not None:
            found[name] = value
    return found


def duty_of(message: Mapping[str, Any], today: date, chance: Random) -> dict[str, Any]:
    """What the tax office asks the buyer of land to pay, with the number of its notice and the last day."""
    price = message.get("data", {}).get("price")
    price = price if isinstance(price, int) and price > 0 else PRICE_WHEN_UNKNOWN
    fee, income = int(price * FEE_PERCENT / 100), int(price * INCOME_PERCENT / 100)
    return {
        "amount": max(fee + income, 1000),
        "purpose": f"Lệ phí trước bạ 0,5%: {_dong(fee)}; thuế thu nhập cá nhân 2%: {_dong(income)}",
        "number": number_of("tax-notice", today, chance),
        "pay_by": (today + timedelta(days=30)).isoformat(),
    }


def _dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")


def number_of(system: str, today: date, chance: Random) -> str:
    return NUMBERS.get(system, "{n:06d}/TB").format(n=chance.randrange(1, 10_000), y=today.year)


def _value(
    field: Mapping[str, Any], message: Mapping[str, Any], number: str, today: date, chance: Random
) -> Any:
    name, kind = field["id"], field["kind"]
    known = message.get("data", {}).get(name)
    match kind:
        case "yes_no":
            return not BAD_NEWS.search(name)
        case "date":
            day = today + timedelta(days=365) if UNTIL.search(name) else today
            return _within(day.isoformat(), field, today)
        case "address" | "unit" | "country" | "ethnic_group":
            return known or PLACES[kind]
        case "integer" | "money":
            return max(
                int(field.get("min") or 0), min(int(field.get("max") or 1), 1) if kind == "integer" else 0
            )
        case "choice":
            good = [one for one in field["options"] if one in GOOD]
            return (good or field["options"])[0]
        case "choices":
            return field["options"][:1]
    if known is not None:
        return known
    if field.get("pattern"):
        return from_pattern(field["pattern"], chance)
    text = {
        "person_name": "Nguyễn Văn Mẫu",
        "pin": "001099000012",
        "phone": "0912345678",
        "email": "mau@example.vn",
        "longtext": "Đã kiểm tra, đủ điều kiện.",
    }.get(kind) or (number if NUMBER.search(name) else field.get("example") or "Đã kiểm tra, đủ điều kiện")
    return text[: field.get("max_length") or 2000]


def _within(day: str, field: Mapping[str, Any], today: date) -> str:
    low, high = (today.isoformat() if field.get(end) == "today" else field.get(end) for end in ("min", "max"))
    return min(max(day, low or day), high or "9999-12-31")


def from_pattern(pattern: str, chance: Random) -> str:
    """A text that the pattern accepts: repeats at their least."""
    return "".join(_piece(kind, what, chance) for kind, what in patterns.parse(pattern))


def _piece(kind: Any, what: Any, chance: Random) -> str:
    match kind:
        case kinds.LITERAL:
            return chr(what)
        case kinds.IN:
            return _one_of(what, chance)
        case kinds.MAX_REPEAT | kinds.MIN_REPEAT:
            least, _, inner = what
            return "".join(_piece(k, w, chance) for _ in range(least) for k, w in inner)
        case kinds.SUBPATTERN:
            return "".join(_piece(k, w, chance) for k, w in what[-1])
        case kinds.BRANCH:
            return "".join(_piece(k, w, chance) for k, w in what[1][0])
        case kinds.ANY:
            return "x"
    return ""


def _one_of(choices: Any, chance: Random) -> str:
    kind, what = choices[0]
    if kind == kinds.RANGE:
        return chr(chance.randint(*what))
    if kind == kinds.CATEGORY:
        return str(chance.randint(0, 9)) if what == kinds.CATEGORY_DIGIT else "A"
    return chr(what) if kind == kinds.LITERAL else chance.choice(LETTERS)
