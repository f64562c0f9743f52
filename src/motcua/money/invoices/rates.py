"""VAT rates as dated data (`rates.yaml`): which rates exist on a day, and which one a price bears. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("rates.yaml")
_RATE = re.compile(r"0%|5%|8%|10%|KCT|KKKNT|KHAC:[0-9]{1,2}(\.[0-9]{1,2})?%")
NONE = {"KCT", "KKKNT"}
"""Not subject to VAT, not declared: no tax is computed."""


@dataclass(frozen=True, slots=True)
class Validity:
    """A rate and the days on which it exists, both included."""

    rate: str
    since: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Given:
    """Fee codes that begin with `code` bear `rate` on these days."""

    code: str
    rate: str
    since: date
    until: date | None


@lru_cache(maxsize=1)
def _read() -> tuple[tuple[Validity, ...], tuple[Given, ...]]:
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rates = tuple(
        Validity(one["rate"], one["since"], one.get("until"), one["source"]) for one in told["rates"]
    )
    given = tuple(Given(one["code"], one["rate"], one["since"], one.get("until")) for one in told["prices"])
    return rates, given


def is_rate(text: str) -> bool:
    """Whether `text` is written as TSuat must be."""
    return _RATE.fullmatch(text) is not None


def percent_of(rate: str) -> Decimal:
    """The rate in percent; 0 for KCT and KKKNT. Raises: ValueError for what is no rate."""
    if not is_rate(rate):
        raise ValueError(rate)
    return Decimal(0) if rate in NONE else Decimal(rate.removeprefix("KHAC:").removesuffix("%"))


def valid_on(rate: str, day: date) -> bool:
    """Whether the rate exists on `day`. A rate that no row names (KHAC …) is the officer's to answer for."""
    rows = [one for one in _read()[0] if one.rate == rate]
    return not rows or any(one.since <= day and (one.until is None or day <= one.until) for one in rows)


def of_price(code: str, day: date) -> str:
    """The rate of a price by its fee code: the longest beginning that fits on that day; KCT when none does."""
    fitting = [
        one
        for one in _read()[1]
        if code.startswith(one.code) and one.since <= day and (one.until is None or day <= one.until)
    ]
    return max(fitting, key=lambda one: len(one.code)).rate if fitting else "KCT"
