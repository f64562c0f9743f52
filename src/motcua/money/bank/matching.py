"""Which order a transfer pays: by its virtual account, else by the code in its note, and only for the very amount. Pure.

Notes are typed by people and shortened by banks: spaces, marks, case and look-alikes of other scripts are no hindrance.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.foundation.text import fold

_CODE = re.compile(r"[A-Z]\d{2}(?:\d{2,12})?\d{6,8}\d{4}(?:T\d{1,2})?")


class Result(StrEnum):
    """What became of a line of a statement or a message about a changed balance."""

    MATCHED = "matched"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    DUPLICATE = "duplicate"
    SUGGESTED = "suggested"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came in: đồng, the note as the bank gives it, the virtual account where there is one."""

    amount: int
    note: str
    virtual_account: str = ""
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order as matching sees it: `code` as printed in the QR, `paid` when its money is here already."""

    id: int
    code: str
    amount: int
    virtual_account: str = ""
    payer: str = ""
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The result and the order that it is about; None where nothing fits."""

    result: Result
    order: Waiting | None = None

    @property
    def pays(self) -> bool:
        """Whether the order is paid by it; what is more than owed goes back."""
        return self.result in (Result.MATCHED, Result.OVERPAID)


def bare(note: str) -> str:
    """A note for searching: compatibility forms resolved, marks and everything but letters and digits gone, capitals."""
    plain = unicodedata.normalize("NFKD", fold(unicodedata.normalize("NFKC", note)))
    return "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())


def match(credit: Credit, orders: Sequence[Waiting]) -> Match:
    """The order that a credit pays. `orders`: those whose virtual account or code may occur, and those of the amount.

    A code must stand whole: `H26…0001` is not found in `H26…00012`. Two orders' codes in one note with the sum of both
    are left to an officer, who may split; so is a code that stands for no order.
    """
    if credit.amount <= 0:
        return Match(Result.UNMATCHED)
    by_account = [
        one for one in orders if credit.virtual_account and one.virtual_account == credit.virtual_account
    ]
    found = by_account or _named(bare(credit.note), orders)
    if len(found) == 1:
        return _compared(credit, found[0])
    if found:
        waiting = [one for one in found if not one.paid and one.amount == credit.amount]
        return Match(Result.SUGGESTED, waiting[0]) if len(waiting) == 1 else Match(Result.UNMATCHED)
    alike = [
        one
        for one in orders
        if not one.paid
        and one.amount == credit.amount
        and one.payer
        and fold(one.payer) == fold(credit.payer)
    ]
    return Match(Result.SUGGESTED, alike[0]) if len(alike) == 1 else Match(Result.UNMATCHED)


def codes_in(note: str) -> Collection[str]:
    """What in a note may be a payment code (a dossier's code without its punctuation, with the try's number or without)."""
    return dict.fromkeys(_CODE.findall(bare(note)))


def _named(note: str, orders: Sequence[Waiting]) -> list[Waiting]:
    found = [one for one in orders if one.code and _stands_whole(bare(one.code), note)]
    return list({one.id: one for one in found}.values())


def _stands_whole(code: str, note: str) -> bool:
    """A code is followed by no digit that would make it another's; letters may follow (names are glued on by banks)."""
    return re.search(rf"{re.escape(code)}(?![0-9])", note) is not None


def _compared(credit: Credit, order: Waiting) -> Match:
    if order.paid:
        return Match(Result.DUPLICATE, order)
    if credit.amount < order.amount:
        return Match(Result.UNDERPAID, order)
    return Match(Result.OVERPAID if credit.amount > order.amount else Result.MATCHED, order)
