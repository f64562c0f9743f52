"""What a pupil owes, and what a school's list says: pure.

A reduction takes its per cent off the mandatory fees, rounded half up to the đồng for each; voluntary fees are paid in full.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from motcua.foundation.refusals import Faulty
from motcua.foundation.text import fold, nfc
from motcua.money.fees import AS_SET, FeeLine, FeeResult, Kind, LineResult, SetBy, Words, percent_of

REMINDED = (-3, 0, 3)
"""Days after the last day on which guardians of unpaid fees are reminded."""
MOST_PUPILS = 2_000
MOST_ITEMS = 12
MOST_DONG = 100_000_000
COLUMNS = {
    "code": ("ma hoc sinh", "ma hs", "ma dinh danh hoc sinh", "pupil code"),
    "name": ("ho va ten", "ho ten", "ten hoc sinh", "name"),
    "pin": ("so dinh danh phu huynh", "so dinh danh", "cccd phu huynh", "guardian pin"),
    "phone": ("dien thoai", "so dien thoai", "dien thoai phu huynh", "phone"),
    "reduction": ("giam", "giam %", "muc giam", "reduction", "reduction (per cent)"),
    "reason": ("ly do giam", "doi tuong giam", "reason"),
}
"""Headings by which a column is known, folded."""


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee of a campaign."""

    position: int
    name: str
    amount: int
    mandatory: bool
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One pupil of a school's list; `line` is the row of the file."""

    line: int
    code: str
    name: str
    pin: str = ""
    phone: str = ""
    reduction: int = 0
    reason: str = ""


def owed(fees: Iterable[Fee], reduction: int, reason: str, chosen: Collection[int]) -> FeeResult:
    """What one pupil owes: mandatory fees less the reduction, voluntary ones that were chosen."""
    lines = []
    for fee in fees:
        if not fee.mandatory and fee.position not in chosen:
            continue
        line = FeeLine(f"school.{fee.position}", Words(fee.name, fee.name), Kind.GIA, SetBy.HDND, fee.amount)
        less = percent_of(fee.amount, Decimal(reduction)) if fee.mandatory and reduction else 0
        why = Words(f"Giảm {reduction} %: {reason}", f"{reduction} % off: {reason}") if less else AS_SET
        lines.append(
            LineResult(line, fee.amount - less, 0, less, "school.reduction" if less else None, fee.basis, why)
        )
    return FeeResult(tuple(lines))


def read_fees(rows: Sequence[Mapping[str, str]]) -> list[Fee]:
    """The fees as typed, empty rows left out. Raises: Faulty, by field `name-<row>`, `amount-<row>`, `fees`."""
    faults: dict[str, tuple[str, str]] = {}
    found: list[Fee] = []
    for number, row in enumerate(rows[:MOST_ITEMS]):
        name = " ".join(row.get("name", "").split())
        amount = row.get("amount", "").strip().replace(".", "")
        if not name and not amount:
            continue
        if not 2 <= len(name) <= 120:
            faults[f"name-{number}"] = ("Ghi tên khoản thu.", "Name the fee.")
        if not re.fullmatch(r"[0-9]{1,9}", amount, re.ASCII) or not 0 < int(amount) <= MOST_DONG:
            faults[f"amount-{number}"] = (
                "Số tiền từ 1 đồng đến 100 triệu đồng.",
                "From 1 đồng to 100 million.",
            )
        else:
            mandatory = row.get("mandatory") == "yes"
            found.append(
                Fee(len(found) + 1, name, int(amount), mandatory, row.get("basis", "").strip()[:200])
            )
    if not found and not faults:
        faults["name-0"] = ("Cần ít nhất một khoản thu.", "At least one fee is needed.")
    if faults:
        raise Faulty(faults)
    return found


def read_list(columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[Listed]:
    """The pupils of a file. Raises: Faulty (`file`), which names up to ten rows with what is wrong in each."""
    at = _places(columns)
    if not {"code", "name"} <= at.keys():
        raise _faulty(
            "Tệp cần có cột Mã học sinh và Họ tên.",
            "The file needs the columns pupil code and name.",
        )
    found: list[Listed] = []
    wrong: list[tuple[str, str]] = []
    codes: dict[str, int] = {}
    for line, row in rows:
        told = {key: nfc(row[place]).strip() if place < len(row) else "" for key, place in at.items()}
        fault = _fault(told)
        if not fault and told["code"].upper() in codes:
            first = codes[told["code"].upper()]
            fault = (f"trùng mã với dòng {first}", f"the same code as row {first}")
        if fault:
            wrong.append((f"dòng {line}: {fault[0]}", f"row {line}: {fault[1]}"))
            continue
        codes[told["code"].upper()] = line
        reduction = int(told.get("reduction", "").rstrip("% ") or 0)
        found.append(
            Listed(
                line,
                told["code"],
                told["name"],
                told.get("pin", ""),
                re.sub(r"[\s.]", "", told.get("phone", "")),
                reduction,
                told.get("reason", "")[:200],
            )
        )
        if len(found) > MOST_PUPILS:
            raise _faulty(f"Tệp có quá {MOST_PUPILS} học sinh.", f"More than {MOST_PUPILS} pupils.")
    if wrong:
        more = f" … và {len(wrong) - 10} dòng khác" if len(wrong) > 10 else ""
        raise _faulty("; ".join(vi for vi, _ in wrong[:10]) + more, "; ".join(en for _, en in wrong[:10]))
    if not found:
        raise _faulty("Tệp không có học sinh nào.", "The file lists nobody.")
    return found


def _faulty(vi: str, en: str) -> Faulty:
    return Faulty({"file": (vi, en)})


def _places(columns: Sequence[str]) -> dict[str, int]:
    names = [" ".join(fold(column).split()) for column in columns]
    found = {}
    for key, known in COLUMNS.items():
        place = next((number for number, name in enumerate(names) if name in known), None)
        if place is not None:
            found[key] = place
    return found


def _fault(told: Mapping[str, str]) -> tuple[str, str] | None:
    if not 1 <= len(told["code"]) <= 40:
        return "thiếu mã học sinh", "no code"
    if not 2 <= len(told["name"]) <= 120:
        return "thiếu họ tên", "no name"
    if told.get("pin") and not re.fullmatch(r"[0-9]{12}", told["pin"], re.ASCII):
        return "số định danh không đủ 12 chữ số", "the personal number has not 12 digits"
    reduction = told.get("reduction", "").rstrip("% ")
    if reduction and (not re.fullmatch(r"[0-9]{1,3}", reduction, re.ASCII) or int(reduction) > 100):
        return "mức giảm phải từ 0 đến 100", "the reduction must be 0 to 100"
    if reduction and int(reduction) and not told.get("reason"):
        return "có giảm mà thiếu lý do", "a reduction without its reason"
    return None


def reminded_today(due_on: date, today: date) -> int | None:
    """Which reminder is due today: days after the last day, or None."""
    days = (today - due_on) // timedelta(days=1)
    return days if days in REMINDED else None
