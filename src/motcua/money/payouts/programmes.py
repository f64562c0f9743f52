"""Programmes of monthly money as dated data: standards, groups, coefficients, who of the desk does what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.foundation.amounts import Dong


class NoStandard(LookupError):
    """No standard amount is known for that month."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard amount (mức chuẩn) in đồng a month from a day on. `city`: empty for the whole country."""

    since: date
    amount: Dong
    legal: str
    sure: str
    city: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A coefficient in per cent for a group, a kind within it and ages `from_age` to below `under`.

    `month_end`: whoever reaches `from_age` within the month is counted from that month. `until`: first day
    on which it is no more.
    """

    id: str
    group: str
    percent: int
    sure: str
    kind: str = ""
    from_age: int = 0
    under: int = 200
    month_end: bool = False
    per_child: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme. `additive`: groups paid beside certain others; of the rest only the highest counts."""

    id: str
    code: str
    register: str
    vi: str
    en: str
    remittance: str
    purpose: str
    groups: tuple[str, ...]
    legal: str
    excludes: tuple[str, ...]
    standards: tuple[Standard, ...]
    local: tuple[Standard, ...]
    additive: tuple[tuple[str, frozenset[str]], ...]
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Which kinds of posts prepare lists, approve them, hand cash out; and the limits of the room."""

    prepare: frozenset[str]
    approve: frozenset[str]
    hand_out: frozenset[str]
    unpaid_periods: int
    most_of_one: Dong
    lines_of_a_file: int
    life_months: int


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank by its six digits (BIN). `receive_only`: it takes money and sends none."""

    bin: str
    name: str
    swift: str
    also: tuple[str, ...]
    receive_only: bool


def _told(name: str) -> Any:
    return yaml.safe_load((files("motcua.money.payouts") / "data" / name).read_text("utf-8"))


@cache
def programmes() -> dict[str, Programme]:
    """All programmes by id. Read once."""
    return {one["id"]: _programme(one) for one in _told("programmes.yaml")["programmes"]}


@cache
def desk() -> Desk:
    """Who does what. Read once."""
    told = _told("programmes.yaml")
    prepare, approve, hand_out = (
        frozenset(told["desk"][part]) for part in ("prepare", "approve", "hand_out")
    )
    return Desk(
        prepare=prepare,
        approve=approve,
        hand_out=hand_out,
        unpaid_periods=told["unpaid_periods_until_stopped"],
        most_of_one=told["most_of_one_transfer"],
        lines_of_a_file=told["lines_of_a_file"],
        life_months=told["life_sign_months"],
    )


@cache
def banks() -> dict[str, Bank]:
    """All banks by their six digits. Read once."""
    rows = _told("banks.yaml")["banks"]
    return {
        one["bin"]: Bank(one["bin"], one["name"], one["swift"], tuple(one["also"]), one.get("receive", False))
        for one in rows
    }


def standard(programme: Programme, month: date, city: str) -> Standard:
    """The standard of a month: the city's own, unless the country's is higher. Raises: NoStandard.

    Source: NQ 63/2025/NQ-HĐND (Hà Nội): where the national standard exceeds the city's, the national one applies.
    """
    counted = [
        latest
        for rows in (programme.standards, [one for one in programme.local if one.city == city])
        if (latest := _latest(rows, month)) is not None
    ]
    if not counted:
        raise NoStandard(f"{programme.id} {month.isoformat()}")
    return max(counted, key=lambda one: one.amount)


def _latest(rows: Sequence[Standard], month: date) -> Standard | None:
    known = [one for one in rows if one.since <= month]
    return max(known, key=lambda one: one.since) if known else None


def _programme(told: dict[str, Any]) -> Programme:
    def standards(rows: list[dict[str, Any]]) -> tuple[Standard, ...]:
        return tuple(
            Standard(one["since"], one["amount"], one["legal"], str(one["sure"]), str(one.get("city", ""))) for one in rows
        )  # fmt: skip

    return Programme(
        id=told["id"], code=told["code"], register=told["register"], vi=told["words"]["vi"], en=told["words"]["en"],
        remittance=told["remittance"], purpose=told["purpose"], groups=tuple(told["groups"]), legal=told["legal"],
        excludes=tuple(told["excludes"]), standards=standards(told["standards"]), local=standards(told["local_standards"]),
        additive=tuple((one["group"], frozenset(one["beside"])) for one in told["additive"]),
        rates=tuple(
            Rate(
                one["id"], one["group"], one["percent"], str(one["sure"]), one.get("kind", ""), one.get("from", 0),
                one.get("under", 200), one.get("start") == "month_end", one.get("per_child", False), one.get("until"),
            )
            for one in told["rates"]
        ),
    )  # fmt: skip
