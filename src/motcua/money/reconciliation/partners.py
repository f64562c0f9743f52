"""Partners and the layouts of their files, from `partners.yaml`: data, so that a new column is no new program."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from motcua.money.fees import Words

BANK, RECEIPTS = "bank", "receipts"
"""Compared as well, without a file of a day: the account's statement, and the receipts that we issued."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a partner writes its day: columns by name (csv) or place from one on (piped); `counted`: states that moved money."""

    id: str
    valid_from: date
    form: Literal["csv", "piped"]
    columns: dict[str, str | int]
    time: str
    kinds: dict[str, str]
    counted: frozenset[str]
    delimiter: str = "|"
    width: int = 0


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner: where its money stands in the ledger, and by what its transfers are known in a statement's note."""

    id: str
    words: Words
    account: str
    detail: str
    layouts: tuple[Layout, ...]
    transfer_note: str = field(default="")
    transfer_days: int = 0

    def layout(self, on: date) -> Layout | None:
        """The newest layout in force on a day; None before the first."""
        known = [one for one in self.layouts if one.valid_from <= on]
        return max(known, key=lambda one: one.valid_from) if known else None


@cache
def partners() -> dict[str, Partner]:
    """All partners with files of a day, by id, in the order of the pages. Read once."""
    told = yaml.safe_load((files("motcua.money.reconciliation") / "partners.yaml").read_text("utf-8"))
    return {one["id"]: _partner(one) for one in told["partners"]}


def words_of(partner: str) -> Words:
    """The name of a partner, of the bank and of our own receipts too."""
    own = {
        BANK: Words("Tài khoản chuyên thu", "Collection account"),
        RECEIPTS: Words("Biên lai đã phát hành", "Receipts issued"),
    }
    return own[partner] if partner in own else partners()[partner].words


def _partner(told: dict[str, Any]) -> Partner:
    settlement = told.get("settlement") or {}
    return Partner(
        told["id"], Words(told["words"]["vi"], told["words"]["en"]), told["account"], told["detail"],
        tuple(_layout(one) for one in told["layouts"]), settlement.get("note", ""), settlement.get("days", 0),
    )  # fmt: skip


def _layout(told: dict[str, Any]) -> Layout:
    return Layout(
        id=told["id"],
        valid_from=told["valid_from"],
        form=told["form"],
        columns=dict(told["columns"]),
        time=told["time"],
        kinds={str(key): value for key, value in told["kinds"].items()},
        counted=frozenset(str(one) for one in told["counted"]),
        delimiter=told.get("delimiter", "|"),
        width=told.get("width", 0),
    )
