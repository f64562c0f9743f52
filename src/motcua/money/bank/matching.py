"""Which order a transfer pays: by its virtual account, else by the code in its note, and only for the very amount. Pure.

Notes are typed by people and shortened by banks: spaces, marks, case and wide letters are no hindrance. A code with a slip of
the hand in it (a letter O for a zero, a Cyrillic H) is a proposal for an officer, never a payment.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.foundation.text import fold

_CODE = re.compile(r"[A-Z]\d{2}(?:\d{2,12})?\d{6,8}\d{4}(?:T\d{1,2})?")
_SHORTEST = 10
"""Characters of a code that may be read with slips; a shorter one would be found in any note."""
_MEANT = str.maketrans("OQDILZSBG", "000112586")
"""Letters that are taken for digits when a code is copied by hand."""
_OTHER_SCRIPTS = str.maketrans("АВЕНКМОРСТХІΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEHKMOPCTXIABEHIKMNOPTX")
"""Cyrillic and Greek capitals that look like Latin ones."""


class Result(StrEnum):
    """What became of a line of a statement or a message about a changed balance."""

    MATCHED = "matched"
    TOGETHER = "together"
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
    """The result and the order that it is about; None where nothing fits. `orders`: all of them, when it pays several."""

    result: Result
    order: Waiting | None = None
    orders: tuple[Waiting, ...] = ()

    @property
    def pays(self) -> bool:
        """Whether the order is paid by it, or each of several; what is more than owed goes back."""
        return self.result in (Result.MATCHED, Result.OVERPAID, Result.TOGETHER)


def bare(note: str) -> str:
    """A note for searching: compatibility forms resolved, marks and everything but letters and digits gone, capitals."""
    plain = unicodedata.normalize("NFKD", fold(unicodedata.normalize("NFKC", note)))
    return "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())


def match(credit: Credit, orders: Sequence[Waiting]) -> Match:
    """The order that a credit pays. `orders`: those whose virtual account or code may occur, and those of the amount.

    A code must stand whole: `H26…0001` is not found in `H26…00012`. One transfer for several orders whose codes all stand in the
    note pays each of them when it is their very sum; any other sum is left to an officer.
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
        return _of_several(credit, found)
    return _proposed(credit, [one for one in orders if not one.paid and one.amount == credit.amount])


def _of_several(credit: Credit, found: Sequence[Waiting]) -> Match:
    waiting = [one for one in found if not one.paid]
    if len(waiting) == len(found) and sum(one.amount for one in found) == credit.amount:
        return Match(Result.TOGETHER, found[0], tuple(found))
    exact = [one for one in waiting if one.amount == credit.amount]
    return Match(Result.SUGGESTED, exact[0]) if len(exact) == 1 else Match(Result.UNMATCHED)


def _proposed(credit: Credit, exact: Sequence[Waiting]) -> Match:
    """Orders of the very amount: by a code with slips of the hand in it, else by the payer's name. Two are none."""
    found = _meant(credit.note, exact) or [one for one in exact if _is_of(one.payer, credit)]
    return Match(Result.SUGGESTED, found[0]) if len(found) == 1 else Match(Result.UNMATCHED)


def _meant(note: str, orders: Sequence[Waiting]) -> list[Waiting]:
    """Orders whose codes stand in the note once letters that look like a digit, or like a Latin letter, are read as meant."""
    latin = unicodedata.normalize("NFKC", note).upper().translate(_OTHER_SCRIPTS)
    read = bare(latin).translate(_MEANT)
    return [
        one
        for one in orders
        if len(bare(one.code)) >= _SHORTEST and _stands_whole(bare(one.code).translate(_MEANT), read)
    ]


def _is_of(payer: str, credit: Credit) -> bool:
    """Whether the transfer is of somebody of this name: its sender, or a whole name in its note."""
    name = " ".join(fold(payer).split())
    if not name:
        return False
    if name == " ".join(fold(credit.payer).split()):
        return True
    return (
        " " in name and f" {name} " in f" {' '.join(re.sub('[^a-z0-9]+', ' ', fold(credit.note)).split())} "
    )


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
