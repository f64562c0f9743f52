"""Which accounts a movement of money touches: pure arithmetic over the lines of an order.

Sides by sign: an amount above zero is a debit. The lines of every movement add up to zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.money.fees import Kind
from motcua.money.ledger.accounts import BY_KIND

MONEY = {"cash": "cash", "treasury": "treasury", "bank": "bank"}
"""Where money of a means of payment is when it has come; money of every other means is with its gateway."""


class Unbalanced(ValueError):
    """The lines of a movement do not add up to zero."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line to be: account, collecting agency (0: none of the city's), detail, đồng (debit above zero)."""

    account: str
    agency_id: int
    amount: int
    detail: str = ""


def place_of(means: str) -> tuple[str, str]:
    """Account and detail of the place where money of a means of payment is: the drawer, the treasury or a gateway."""
    return (MONEY[means], "") if means in MONEY else ("clearing", means)


def payment(lines: Iterable[Mapping[str, Any]], agency_id: int, means: str) -> tuple[Part, ...]:
    """A payer's money for an order: where it is, and to whom it belongs by kind of charge (phí, lệ phí, giá, thuế)."""
    owed = [
        Part(BY_KIND[Kind(line["kind"])], agency_id, -line["payer"], line["code"])
        for line in lines
        if line["payer"]
    ]
    account, detail = place_of(means)
    return balanced((Part(account, agency_id, -sum(one.amount for one in owed), detail), *owed))


def support(lines: Iterable[Mapping[str, Any]], agency_id: int) -> tuple[Part, ...]:
    """What the city's budget pays in the payer's place (NQ 77/2025/NQ-HĐND and its like); empty when it pays nothing.

    A charge that the city's council set to zero is nowhere in the books: nobody owes it.
    """
    owed = [
        Part(BY_KIND[Kind(line["kind"])], agency_id, -line["supported"], line["code"])
        for line in lines
        if line["supported"]
    ]
    if not owed:
        return ()
    return balanced((Part("city_support", agency_id, -sum(one.amount for one in owed)), *owed))


def held(amount: int, agency_id: int, means: str) -> tuple[Part, ...]:
    """Money that came when it should not have (late, suspected): with the gateway, and nobody's yet."""
    return _moved(amount, agency_id, *place_of(means), "suspense", means)


def surplus(amount: int, agency_id: int, means: str) -> tuple[Part, ...]:
    """Money paid beside another payment: with the gateway, and owed to the payer."""
    return _moved(amount, agency_id, *place_of(means), "refund_due", means)


def refused(amount: int, agency_id: int, means: str) -> tuple[Part, ...]:
    """Held money that an officer did not accept: owed to the payer."""
    return _moved(amount, agency_id, "suspense", means, "refund_due", means)


def accepted(lines: Iterable[Mapping[str, Any]], agency_id: int, means: str) -> tuple[Part, ...]:
    """Held money that an officer accepted: out of suspense to whom it belongs."""
    first, *owed = payment(lines, agency_id, means)
    return balanced((Part("suspense", agency_id, first.amount, means), *owed))


def refund(
    lines: Iterable[Mapping[str, Any]], before: int, amount: int, agency_id: int, means: str
) -> tuple[Part, ...]:
    """A refund of `amount` đồng of an order of which `before` had gone back already.

    It is taken from the lines in their order, as the corrected receipt does. Raises ValueError for more than was paid.
    """
    parts = []
    skip, left = before, amount
    for line in lines:
        paid = line["payer"]
        passed = min(skip, paid)
        skip -= passed
        taken = min(left, paid - passed)
        left -= taken
        if taken:
            parts.append(Part(BY_KIND[Kind(line["kind"])], agency_id, taken, line["code"]))
    if left:
        raise ValueError(f"{before + amount} đồng refunded of less")
    account, detail = place_of(means)
    return balanced((*parts, Part(account, agency_id, -amount, detail)))


def surplus_returned(amount: int, agency_id: int, means: str, through: str = "") -> tuple[Part, ...]:
    """Money that was owed to the payer has gone back the way it came, or `through` another."""
    return _moved(amount, agency_id, "refund_due", means, *place_of(through or means))


def settled(amount: int, cost: int, agency_id: int, means: str) -> tuple[Part, ...]:
    """A gateway transferred `amount` đồng of payments, less its charges `cost`, to the collection account."""
    parts = [Part("bank", agency_id, amount - cost), Part("clearing", agency_id, -amount, means)]
    if cost:
        parts.append(Part("gateway_cost", agency_id, cost, means))
    return balanced(tuple(parts))


def cash_difference(shortage: int, surplus: int, agency_id: int) -> tuple[Part, ...]:
    """A drawer was counted: money that is missing is nobody's cash any more, money too much is nobody's yet."""
    parts = (
        Part("shortage", agency_id, shortage),
        Part("cash", agency_id, surplus - shortage),
        Part("surplus", agency_id, -surplus),
    )
    return balanced(tuple(part for part in parts if part.amount))


def cash_handed_over(by_agency: Mapping[int, int]) -> tuple[Part, ...]:
    """Cash left the drawer and is carried to the bank, by the agency in whose books it stands."""
    return balanced(
        tuple(
            part
            for agency, amount in sorted(by_agency.items())
            for part in (Part("cash_in_transit", agency, amount), Part("cash", agency, -amount))
        )
    )


def cash_banked(by_agency: Mapping[int, int], line_agency: int) -> tuple[Part, ...]:
    """The bank's line, put aside under `line_agency` when it came, is cash that was carried there."""
    total = sum(by_agency.values())
    came = (Part("suspense", line_agency, total, "bank"), Part("bank", line_agency, -total))
    arrived = (
        part
        for agency, amount in sorted(by_agency.items())
        for part in (Part("bank", agency, amount), Part("cash_in_transit", agency, -amount))
    )
    return balanced((*came, *arrived))


def balanced(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts. Raises Unbalanced when they do not add up to zero."""
    if sum(part.amount for part in parts):
        raise Unbalanced(f"{parts}")
    return parts


def reversed_(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The movement undone: every side changed."""
    return tuple(Part(one.account, one.agency_id, -one.amount, one.detail) for one in parts)


def _moved(
    amount: int, agency_id: int, into: str, into_detail: str, owed_as: str, owed_detail: str
) -> tuple[Part, ...]:
    return balanced(
        (Part(into, agency_id, amount, into_detail), Part(owed_as, agency_id, -amount, owed_detail))
    )


def funded(amount: int, agency_id: int, programme: str) -> tuple[Part, ...]:
    """Budget money for payouts came to the payout account."""
    return _moved(amount, agency_id, "payout_bank", "", "budget_funds", programme)


def owed_to_people(amount: int, agency_id: int, programme: str) -> tuple[Part, ...]:
    """An approved list: the budget spends, the people on it are owed."""
    return _moved(amount, agency_id, "social_spending", programme, "payout_due", programme)


def paid_to_people(amount: int, agency_id: int, programme: str) -> tuple[Part, ...]:
    """The bank has paid people of a list from the payout account."""
    return _moved(amount, agency_id, "payout_due", programme, "payout_bank", "")


def cash_for_people(amount: int, agency_id: int) -> tuple[Part, ...]:
    """Cash goes from the payout account to payment points."""
    return _moved(amount, agency_id, "payout_cash", "", "payout_bank", "")


def handed_to_people(amount: int, agency_id: int, programme: str) -> tuple[Part, ...]:
    """Cash was handed to somebody on a list."""
    return _moved(amount, agency_id, "payout_due", programme, "payout_cash", "")
