"""What a clerk types from a paper book: read by kind, compared by meaning, never completed by guessing. Pure.

Two words may stand in place of any value: `UNREADABLE` for what is there and cannot be read, `ABSENT` for what the
old form did not ask or the writer left out (5.3 of the digitisation letter's columns: empty is never invented).
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from motcua.foundation.text import canonical_name, fold, nfc

UNREADABLE = "không đọc được"
ABSENT = "KHONG_CO_TRONG_SO"
MARKS = (UNREADABLE, ABSENT)
EARLIEST_YEAR = 1800
"""No civil-status book in use is older; an earlier year is a slip of the hand."""

_PARTS = re.compile(r"[./\-\s]+")
_WHOLE = re.compile(r"^\d{8}$")


class NotRead(ValueError):
    """What was typed is no value of its kind; words for the clerk."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def tidy(text: str) -> str:
    """Composed letters and single spaces; the writer's spelling and capitals stay. A mark is written its one way."""
    plain = " ".join(nfc(text).split())
    folded = fold(plain)
    if folded == "khong doc duoc":
        return UNREADABLE
    return ABSENT if folded == "khong co trong so" else plain


def marked(text: str) -> bool:
    """Whether it is one of the two words that stand in place of a value."""
    return tidy(text) in MARKS


def read(kind: str, text: str, options: Sequence[tuple[str, str]] = ()) -> Any:
    """The value that `text` means for a register's field of this kind; marks and nothing are None.

    `options`: (value, label) of a choice, taken by value, by label without marks, or by a beginning that fits one
    only. Raises: NotRead.
    """
    plain = tidy(text)
    if not plain or plain in MARKS:
        return None
    if kind in ("date", "partial_date"):
        return _day(plain, partial=kind == "partial_date")
    if kind in ("integer", "money"):
        digits = plain.replace(".", "").replace(" ", "")
        if not re.fullmatch(r"-?\d{1,15}", digits):
            raise NotRead("Ghi bằng chữ số.", "Write it in digits.")
        return int(digits)
    if kind == "decimal":
        number = plain.replace(" ", "").replace(",", ".")
        if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", number):
            raise NotRead("Ghi bằng chữ số, phần lẻ sau dấu phẩy.", "Write it in digits.")
        return number
    if kind == "pin":
        digits = re.sub(r"\D", "", plain)
        if len(digits) not in (9, 12):
            raise NotRead(
                "Số định danh có 12 chữ số, chứng minh nhân dân cũ 9 chữ số.",
                "A personal number has 12 digits, an old identity card 9.",
            )
        return digits
    if kind == "yes_no":
        word = fold(plain)
        if word not in _YES | _NO:
            raise NotRead("Ghi có hoặc không.", "Write yes or no.")
        return word in _YES
    if kind == "country":
        return "VN" if fold(plain) in ("viet nam", "vn") else plain.upper()
    if kind == "choice":
        return _chosen(plain, options)
    return plain


_YES = {"c", "co", "1", "x", "yes", "y"}
_NO = {"k", "khong", "0", "no", "n"}


def same(kind: str, one: str, other: str, options: Sequence[tuple[str, str]] = ()) -> bool:
    """Whether two clerks typed the same: 3/5/1998 is 03-05-1998, hoà is hòa, NGUYỄN is Nguyễn; nothing else is."""
    return _meaning(kind, one, options) == _meaning(kind, other, options)


def _meaning(kind: str, text: str, options: Sequence[tuple[str, str]]) -> Any:
    plain = tidy(text)
    if not plain or plain in MARKS:
        return plain
    try:
        value = read(kind, plain, options)
    except NotRead:
        value = plain
    return canonical_name(value).casefold() if isinstance(value, str) else value


def _day(plain: str, *, partial: bool) -> str:
    """ISO text, cut short where day or month are not written. Typed as in the book: day, month, year."""
    parts = [plain[:2], plain[2:4], plain[4:]] if _WHOLE.match(plain) else _PARTS.split(plain)
    if not all(part.isdecimal() for part in parts) or not 1 <= len(parts) <= 3:
        raise NotRead("Ghi ngày/tháng/năm, ví dụ 12/03/1998.", "Write day/month/year, such as 12/03/1998.")
    numbers = [int(part) for part in reversed(parts)]
    if len(parts) < 3 and not partial:
        raise NotRead("Ghi đủ ngày, tháng, năm.", "Write day, month and year.")
    if len(parts[-1]) != 4 or numbers[0] < EARLIEST_YEAR:
        raise NotRead("Ghi năm bằng bốn chữ số.", "Write the year in four digits.")
    try:
        day = date(*[*numbers, 1, 1][:3])
    except ValueError:
        raise NotRead("Ngày này không có trong lịch.", "This day is not in the calendar.") from None
    return day.isoformat()[: (4, 7, 10)[len(parts) - 1]]


def _chosen(plain: str, options: Sequence[tuple[str, str]]) -> str:
    folded = fold(plain)
    for value, label in options:
        if plain == value or folded == fold(label):
            return value
    begun = [value for value, label in options if fold(label).startswith(folded)]
    if len(begun) == 1:
        return begun[0]
    if plain.isdecimal() and 1 <= int(plain) <= len(options):
        return options[int(plain) - 1][0]
    names = ", ".join(label for _, label in options)
    raise NotRead(f"Chọn một trong: {names}.", f"Choose one of: {names}.")


def shown_day(iso: str) -> str:
    """An ISO day, month or year as people write it: 12/03/1998, 03/1998, 1998."""
    return "/".join(reversed(iso.split("-")))
