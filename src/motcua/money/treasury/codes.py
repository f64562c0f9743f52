"""Codes and shares of payment slips from `treasury.yaml`, as they were on a day. Pure but for reading the file once."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.money.fees import Words


@dataclass(frozen=True, slots=True)
class Setting:
    """What every slip of a time carries. `due_day`: phí of a month are paid on this day of the next one at the latest."""

    valid_from: date
    form: str
    legal: str
    treasury: Words
    account: str
    fee_account: str
    authority: str
    chapter: str
    area: str
    due_day: int


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(
        (files("motcua.money.treasury") / "treasury.yaml").read_text("utf-8")
    )
    return told


def setting(on: date) -> Setting:
    """The newest setting in force on a day. Raises LookupError before the first."""
    known = [one for one in _told()["slips"] if one["valid_from"] <= on]
    if not known:
        raise LookupError(f"no payment slip is laid down for {on}")
    one = max(known, key=lambda each: each["valid_from"])
    return Setting(**{**one, "treasury": Words(one["treasury"]["vi"], one["treasury"]["en"])})


def item_of(code: str) -> str:
    """The sub-item (tiểu mục) of a fee; empty where none is known."""
    return str(_known(code).get("item", ""))


def words_of(code: str) -> str:
    """What a fee is called on the slip; empty where the data has no words for it."""
    return str(_known(code).get("words", ""))


def _known(code: str) -> dict[str, Any]:
    known = [one for one in _told()["items"] if code.startswith(one["begins"])]
    return max(known, key=lambda one: len(one["begins"]), default={})


def kept_percent(code: str, on: date) -> int:
    """What the collecting unit keeps of a phí, in percent, by the most special rule in force on a day."""
    known = [one for one in _told()["retained"] if code.startswith(one["begins"]) and one["valid_from"] <= on]
    best = max(known, key=lambda one: (len(one["begins"]), one["valid_from"]), default={"percent": 0})
    return int(best["percent"])


def due(through: date) -> date:
    """When phí that came through a day have to be with the treasury."""
    first = date(through.year + through.month // 12, through.month % 12 + 1, 1)
    return first.replace(day=setting(through).due_day)
