"""Statements of a bank account, read: MT940 (SWIFT) and camt.053 (ISO 20022). Pure; amounts in whole đồng.

A statement whose opening balance and entries do not give its closing balance is refused: something is missing in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from motcua.foundation.safe_xml import Element, NotReadable, read_xml
from motcua.foundation.worktime import VN

MOST_BYTES, MOST_ELEMENTS = 200_000_000, 5_000_000


class BadStatement(ValueError):
    """The file is no statement that can be relied on. `line` where, 0 for the whole; `vi`, `en` say what is wrong."""

    def __init__(self, line: int, vi: str, en: str) -> None:
        super().__init__(f"line {line}: {en}")
        self.line, self.vi, self.en = line, vi, en


@dataclass(frozen=True, slots=True)
class Booking:
    """One booked entry: đồng, above zero when it came in. `reference` is the bank's own, unique in an account."""

    reference: str
    day: date
    amount: int
    note: str
    payer: str = ""
    kind: str = ""
    reverses: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a bank says of an account for some days."""

    account: str
    number: str
    opening: int
    closing: int
    bookings: tuple[Booking, ...]


def read(content: bytes) -> list[Statement]:
    """The statements of a file of either kind. Raises BadStatement."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return camt053(content)
    try:
        return mt940(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return mt940(content.decode("latin-1"))


_FIELD = re.compile(r"^:([0-9]{2}[A-Z]?):(.*)$")
_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9]+(?:,[0-9]*)?)", re.ASCII)
_ENTRY = re.compile(
    r"([0-9]{6})([0-9]{4})?(R?[CD])([A-Z])?([0-9]+(?:,[0-9]*)?)([A-Z][A-Z0-9]{3})([^/\n]*(?:/(?!/)[^/\n]*)*)(?://([^\n]*))?",
    re.ASCII,
)


def mt940(text: str) -> list[Statement]:
    """The statements of an MT940 file, whose lines may be wrapped in SWIFT blocks. Raises BadStatement."""
    found: list[Statement] = []
    open_fields: list[tuple[int, str, str]] = []
    for at, tag, value in _fields(text):
        if tag == "20" and open_fields:
            found.append(_statement(open_fields))
            open_fields = []
        open_fields.append((at, tag, value))
    if open_fields:
        found.append(_statement(open_fields))
    if not found:
        raise BadStatement(0, "Tệp không có sao kê nào.", "The file holds no statement.")
    return found


def camt053(content: bytes) -> list[Statement]:
    """The statements of a camt.053 file of any version; entries that are only pending are left out. Raises BadStatement."""
    try:
        root = read_xml(content, most_bytes=MOST_BYTES, most_elements=MOST_ELEMENTS)
    except NotReadable as error:
        raise BadStatement(error.line, error.vi, error.en) from error
    statements = [one for message in _all(root, "BkToCstmrStmt") for one in _all(message, "Stmt")]
    if root.name != "Document" or not statements:
        raise BadStatement(root.line, "Tệp không phải sao kê camt.053.", "The file is no camt.053 statement.")
    return [_camt(one) for one in statements]


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    at, tag, lines = 0, "", list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = re.sub(r"^\{.*\{4:|^-\}.*$", "", line).rstrip()
        if line == "-" or (not line and not tag):
            continue
        head = _FIELD.match(line)
        if head:
            if tag:
                yield at, tag, "\n".join(lines).strip()
            at, tag, lines = number, head[1], [head[2]]
        elif tag:
            lines.append(line)
        else:
            raise BadStatement(
                number, "Dòng không thuộc trường nào của MT940.", "A line outside any MT940 field."
            )
    if tag:
        yield at, tag, "\n".join(lines).strip()


def _statement(fields: list[tuple[int, str, str]]) -> Statement:
    first = {tag: (at, value) for at, tag, value in reversed(fields)}
    for needed in ("25", "60F" if "60F" in first else "60M", "62F" if "62F" in first else "62M"):
        if needed not in first:
            raise BadStatement(
                fields[0][0], f"Sao kê thiếu trường :{needed}:.", f"The statement lacks field :{needed}:."
            )
    bookings: list[Booking] = []
    for at, tag, value in fields:
        if tag == "61":
            bookings.append(_entry(at, value))
        elif tag == "86" and bookings:
            last = bookings[-1]
            bookings[-1] = Booking(
                last.reference, last.day, last.amount, f"{last.note} {' '.join(value.split())}".strip(), last.payer,
                last.kind, last.reverses,
            )  # fmt: skip
    opening = _balance(*first["60F" if "60F" in first else "60M"])
    closing = _balance(*first["62F" if "62F" in first else "62M"])
    number = first.get("28C", first.get("20", (0, "")))[1]
    return _checked(fields[0][0], Statement(first["25"][1], number, opening, closing, tuple(bookings)))


def _balance(at: int, value: str) -> int:
    read = _BALANCE.fullmatch(value)
    if read is None or read[3] != "VND":
        raise BadStatement(
            at, "Số dư không đọc được hoặc không phải VND.", "A balance is unreadable or not in VND."
        )
    return _dong(at, read[4]) * (1 if read[1] == "C" else -1)


def _entry(at: int, value: str) -> Booking:
    head, _, more = value.partition("\n")
    read = _ENTRY.fullmatch(head.strip())
    if read is None:
        raise BadStatement(at, "Dòng giao dịch :61: không đọc được.", "An entry :61: is unreadable.")
    day = _booked(at, _day(at, read[1]), read[2])
    came_in = read[3] in ("C", "RD")
    amount = _dong(at, read[5])
    return Booking(
        reference=(read[8] or "").strip() or read[7].strip().removeprefix("NONREF"),
        day=day,
        amount=amount if came_in else -amount,
        note=" ".join(more.split()),
        kind=read[6],
        reverses=read[3].startswith("R"),
    )


def _camt(told: Element) -> Statement:
    account = _text(told, "Acct", "Id", "Othr", "Id") or _text(told, "Acct", "Id", "IBAN")
    balances = {_text(one, "Tp", "CdOrPrtry", "Cd"): one for one in _all(told, "Bal")}
    if not account or "OPBD" not in balances or "CLBD" not in balances:
        raise BadStatement(
            told.line,
            "Sao kê thiếu số tài khoản, số dư đầu hoặc số dư cuối.",
            "The statement lacks its account, opening or closing balance.",
        )
    bookings = tuple(
        booking for one in _all(told, "Ntry") if _status(one) == "BOOK" for booking in _camt_entry(one)
    )
    opening, closing = (_signed(balances[code]) for code in ("OPBD", "CLBD"))
    return _checked(told.line, Statement(account, _text(told, "Id"), opening, closing, bookings))


def _camt_entry(entry: Element) -> Iterator[Booking]:
    """What an entry holds. One that the bank has booked in a lump is told by its single payments, where they are its sum."""
    details = [one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")]
    whole, number = _signed(entry), _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    parts = _parts(details, whole)
    for place, (told, amount) in enumerate(zip(details, parts, strict=True) if parts else [(None, whole)]):
        named = [told] if told is not None else details
        one = told or (details[0] if len(details) == 1 else entry)
        note = " ".join(
            text.text.strip()
            for part in named
            for info in _all(part, "RmtInf")
            for text in _all(info, "Ustrd")
        )
        own = _text(told, "Refs", "AcctSvcrRef") if told is not None else ""
        yield Booking(
            reference=own or (f"{number}/{place + 1}" if number and parts else number),
            day=_camt_day(entry),
            amount=amount,
            note=note or _text(entry, "AddtlNtryInf"),
            payer=_text(one, "RltdPties", "Dbtr", "Pty", "Nm") or _text(one, "RltdPties", "Dbtr", "Nm"),
            kind=_text(one, "Refs", "EndToEndId"),
            reverses=_text(entry, "RvslInd") in ("true", "1"),
        )


def _parts(details: list[Element], whole: int) -> list[int]:
    """The sums of an entry's single payments; empty when there is but one, or when they are not the entry."""
    if len(details) < 2:
        return []
    sums = []
    for one in details:
        told = one if _all(one, "Amt") else next(
            (amount for more in _all(one, "AmtDtls") for amount in _all(more, "TxAmt")), None
        )  # fmt: skip
        amount = next(iter(_all(told, "Amt")), None) if told is not None else None
        if amount is None or amount.attributes.get("Ccy") != "VND":
            return []
        sums.append(_dong(amount.line, amount.text.strip().replace(".", ",")))
    sign = 1 if whole >= 0 else -1
    return [sign * one for one in sums] if sum(sums) == abs(whole) and all(sums) else []


def _camt_day(entry: Element) -> date:
    """The day of booking on the clock of the city."""
    day, moment = _text(entry, "BookgDt", "Dt"), _text(entry, "BookgDt", "DtTm")
    try:
        if day:
            return date.fromisoformat(day[:10])
        at = datetime.fromisoformat(moment)
        return (at.astimezone(VN) if at.tzinfo is not None else at).date()
    except ValueError:
        raise BadStatement(
            entry.line, "Ngày hạch toán không đọc được.", "A booking date is unreadable."
        ) from None


def _status(entry: Element) -> str:
    return _text(entry, "Sts", "Cd") or _text(entry, "Sts")


def _signed(element: Element) -> int:
    amount = next(iter(_all(element, "Amt")), None)
    if amount is None or amount.attributes.get("Ccy") != "VND":
        raise BadStatement(element.line, "Số tiền không phải VND.", "An amount is not in VND.")
    value, side = _dong(amount.line, amount.text.strip().replace(".", ",")), _text(element, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise BadStatement(element.line, "Không rõ tiền vào hay tiền ra.", "Neither a credit nor a debit.")
    return value if side == "CRDT" else -value


def _checked(at: int, statement: Statement) -> Statement:
    moved = sum(one.amount for one in statement.bookings)
    if statement.opening + moved != statement.closing:
        short = statement.closing - statement.opening - moved
        raise BadStatement(
            at,
            f"Số dư đầu cộng phát sinh lệch số dư cuối {short} đồng: tệp thiếu dòng hoặc sai số.",
            f"Opening balance and entries miss the closing balance by {short} đồng: lines are missing or wrong.",
        )
    return statement


def _dong(at: int, text: str) -> int:
    whole, _, part = text.partition(",")
    if not re.fullmatch("[0-9]{1,15}", whole, re.ASCII) or part.strip("0"):
        raise BadStatement(at, f"{text!r} không phải số đồng.", f"{text!r} is no amount in whole đồng.")
    return int(whole)


def _day(at: int, text: str) -> date:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise BadStatement(at, f"{text!r} không phải ngày.", f"{text!r} is no date.") from None


def _booked(at: int, value: date, entered: str | None) -> date:
    """The day on which an entry was booked: month and day of it, in the year that is nearest to its value date."""
    if entered is None:
        return value
    days = []
    for year in (value.year - 1, value.year, value.year + 1):
        try:
            days.append(date(year, int(entered[:2]), int(entered[2:])))
        except ValueError:  # 29 February of another year, or no day at all
            continue
    if not days:
        raise BadStatement(at, f"{entered!r} không phải ngày.", f"{entered!r} is no date.")
    return min(days, key=lambda day: abs(day - value))


def _all(element: Element, name: str) -> list[Element]:
    return [one for one in element.children if one.name == name]


def _text(element: Element, *path: str) -> str:
    here: Element | None = element
    for name in path:
        here = next(iter(_all(here, name)), None) if here is not None else None
    return here.text.strip() if here is not None else ""
