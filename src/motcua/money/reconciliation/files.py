"""A partner's file of a day, read by its layout. Pure; amounts in whole đồng, refunds below zero.

A file is taken whole or not at all: every fault is told at once with its line.
"""

import base64
import binascii
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.money.reconciliation.partners import Layout

CITY_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_BYTES, MOST_DONG, MOST_FAULTS = 200_000_000, 10**13, 50
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line (0: with the whole file)."""

    line: int
    vi: str
    en: str


class BadFile(ValueError):
    """The file cannot be relied on; `faults` say why, at most fifty."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"line {one.line}: {one.en}" for one in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Told:
    """One movement as the partner tells it: our reference, its number, đồng (a refund below zero), its fee, the moment."""

    row: int
    reference: str
    number: str
    kind: str
    amount: int
    fee: int
    at: datetime


def read(content: bytes, layout: Layout, day: date) -> list[Told]:
    """The movements of `day` that moved money. Raises BadFile.

    Lines in states that moved none are left out; a line of another day or twice the same number of the partner is a fault.
    """
    if len(content) > MOST_BYTES:
        raise BadFile([Fault(0, "Tệp quá lớn.", "The file is too large.")])
    faults: list[Fault] = []
    found: list[Told] = []
    numbers = set[tuple[str, str]]()
    for row, cells in _rows(content, layout):
        try:
            told = _told(row, cells, layout, day)
        except _Wrong as wrong:
            faults.append(Fault(row, wrong.vi, wrong.en))
            if len(faults) >= MOST_FAULTS:
                break
            continue
        if told is None:
            continue
        if told.number and (told.kind, told.number) in numbers:
            faults.append(
                Fault(
                    row,
                    f"Mã giao dịch {told.number} đã có ở dòng trước.",
                    f"Number {told.number} came before.",
                )
            )
        numbers.add((told.kind, told.number))
        found.append(told)
    if faults:
        raise BadFile(faults[:MOST_FAULTS])
    return found


class _Wrong(Exception):
    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def _rows(content: bytes, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    text = _text(_unwrapped(content) if layout.form == "piped" else content)
    reader = csv.reader(io.StringIO(text), delimiter=layout.delimiter, strict=True)
    places: dict[str, int] = {}
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if layout.form == "csv" and not places:
                places = _places(row, layout)
                continue
            if layout.form == "piped":
                places = {name: int(place) - 1 for name, place in layout.columns.items()}
                if len(row) != layout.width:
                    raise BadFile(
                        [
                            Fault(
                                reader.line_num,
                                f"Dòng có {len(row)} cột, phải có {layout.width}.",
                                f"The line has {len(row)} columns, not {layout.width}.",
                            )
                        ]
                    )
            yield (
                reader.line_num,
                {name: row[at].strip() if at < len(row) else "" for name, at in places.items()},
            )
    except csv.Error as error:
        raise BadFile([Fault(reader.line_num, "Dòng không đọc được.", f"Not readable: {error}")]) from error
    if layout.form == "csv" and not places:
        raise BadFile([Fault(0, "Tệp không có dòng tiêu đề.", "The file has no heading.")])


def _places(row: list[str], layout: Layout) -> dict[str, int]:
    heads = [cell.strip().casefold() for cell in row]
    missing = [
        str(name)
        for key, name in layout.columns.items()
        if str(name).casefold() not in heads and key != "fee"
    ]
    if missing:
        told = ", ".join(missing)
        raise BadFile([Fault(1, f"Thiếu cột: {told}.", f"Columns are missing: {told}.")])
    return {
        key: heads.index(str(name).casefold())
        for key, name in layout.columns.items()
        if str(name).casefold() in heads
    }


def _unwrapped(content: bytes) -> bytes:
    """The lines inside `{"type": 1, "content": "<Base64>"}`."""
    try:
        told = json.loads(content)
        if not isinstance(told, dict) or told.get("type") != 1 or not isinstance(told.get("content"), str):
            raise BadFile(
                [
                    Fault(
                        0, "Không phải tệp đối soát ngày (type 1).", "Not the file of a day (type 1) in JSON."
                    )
                ]
            )
        return base64.b64decode(told["content"], validate=True)
    except (ValueError, binascii.Error, RecursionError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(
            [Fault(0, "Tệp không đúng JSON và Base64.", "The file is no JSON with Base64.")]
        ) from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise BadFile([Fault(0, "Tệp không phải UTF-8.", "The file is not UTF-8.")]) from error


def _told(row: int, cells: dict[str, str], layout: Layout, day: date) -> Told | None:
    if cells["status"] not in layout.counted:
        return None
    kind = layout.kinds.get(cells["kind"])
    if kind is None:
        raise _Wrong(f"Loại giao dịch {cells['kind']!r} chưa biết.", f"Unknown kind {cells['kind']!r}.")
    reference, number = cells["reference"], cells["number"]
    if not reference or len(reference) > LONGEST or len(number) > LONGEST:
        raise _Wrong("Thiếu hoặc sai mã tham chiếu.", "The reference is missing or too long.")
    amount = _dong(cells["amount"])
    fee = _dong(cells["fee"]) if cells.get("fee") else 0
    if amount == 0:
        raise _Wrong("Số tiền phải lớn hơn 0.", "The amount must be above zero.")
    if fee > amount:
        raise _Wrong("Phí dịch vụ lớn hơn số tiền.", "The fee exceeds the amount.")
    try:
        at = datetime.strptime(cells["at"], layout.time).replace(tzinfo=CITY_TIME)
    except ValueError:
        raise _Wrong(
            f"Thời gian {cells['at']!r} không đọc được.", f"Unreadable time {cells['at']!r}."
        ) from None
    if at.date() != day:
        raise _Wrong(
            f"Giao dịch của ngày {at:%d/%m/%Y}, tệp của ngày {day:%d/%m/%Y}.",
            f"A movement of {at:%Y-%m-%d} in the file of {day}.",
        )
    return Told(row, reference, number, kind, amount if kind == "payment" else -amount, fee, at)


def _dong(text: str) -> int:
    """Whole đồng without signs, points or marks: partners' files are for machines."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 14 or int(text) > MOST_DONG:
        raise _Wrong(
            f"Số tiền {text[:30]!r} không phải số đồng nguyên.", f"{text[:30]!r} is no whole amount of đồng."
        )
    return int(text)
