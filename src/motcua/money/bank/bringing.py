"""A statement of the account, brought by hand or fetched: lines that no message told are taken now, the rest is compared."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.money.bank import statements
from motcua.money.bank.config import Account
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take


class OtherAccount(ValueError):
    """The statement is of another account; `number` says of which."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


@dataclass(slots=True)
class Report:
    """What a statement brought. `missing`: lines that a message told of the same days and the statement does not know."""

    begin: date | None = None
    end: date | None = None
    lines: int = 0
    new: int = 0
    results: Counter[str] = field(default_factory=Counter)
    missing: list[BankLine] = field(default_factory=list)
    differing: list[BankLine] = field(default_factory=list)


def bring(content: bytes, account: Account, at: datetime) -> Report:
    """Take a whole file, MT940 or camt.053; each line in a transaction of its own, so that a repeat goes on where it ended.

    Raises: statements.BadStatement, OtherAccount; nothing is taken then.
    """
    found = statements.read(content)
    for statement in found:
        if statement.account != account.number:
            raise OtherAccount(statement.account)
    report = Report()
    references = set[str]()
    for statement in found:
        nameless = Counter[tuple[date, int, str]]()
        for booking in statement.bookings:
            if booking.amount == 0:
                continue
            reference = booking.reference or _own_reference(booking, nameless)
            references.add(reference)
            told = Told(account.number, reference, booking.day, booking.amount, booking.note, booking.payer)
            line, new = take(told, BankLine.Way.STATEMENT, {"note": booking.note, "kind": booking.kind}, at)
            report.lines += 1
            report.new += new
            report.results[line.result or line.state] += 1
            if line.amount != booking.amount:
                report.differing.append(line)
            report.begin = min(report.begin or booking.day, booking.day)
            report.end = max(report.end or booking.day, booking.day)
    if report.begin is not None:
        told_only = BankLine.objects.filter(
            account=account.number, day__range=(report.begin, report.end), in_statement=False
        )
        report.missing = list(told_only.order_by("day", "id")[:500])
    return report


def _own_reference(booking: statements.Booking, nameless: Counter[tuple[date, int, str]]) -> str:
    """A line without the bank's number is known by its day, amount, note and place among those alike."""
    alike = (booking.day, booking.amount, booking.note)
    nameless[alike] += 1
    return f"{booking.day:%Y%m%d}/{booking.amount}/{booking.note[:60]}/{nameless[alike]}"
