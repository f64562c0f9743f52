"""Files of sources for the tests: CSV made of rows, with what is usual where nothing is said."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path

from motcua.foundation.text import fold

HEADINGS = {
    "record": "Mã bản ghi", "pin": "Số định danh", "full_name": "Họ và tên", "birth": "Ngày sinh", "sex": "Giới tính",
    "father": "Họ tên cha", "mother": "Họ tên mẹ", "unit": "Mã xã", "address": "Địa chỉ", "phone": "Điện thoại",
    "insurance_no": "Mã số BHXH", "card_no": "Số thẻ", "died": "Ngày mất", "changed_at": "Cập nhật lúc",
}  # fmt: skip
FOLDED = {id: fold(heading) for id, heading in HEADINGS.items()}
USUAL = {
    "full_name": "Nguyễn Văn An", "birth": "02/05/1990", "sex": "Nam", "unit": "00160", "changed_at": "2026-01-05",
}  # fmt: skip
_numbers = count(1)


def person(**said: str) -> dict[str, str]:
    """A record; a number of its own unless one is said."""
    number = next(_numbers)
    own = {"record": f"R{number:05d}", "pin": f"001090{number:06d}"}
    return USUAL | own | said


def written(
    path: Path,
    rows: Iterable[dict[str, str]],
    *,
    encoding: str = "utf-8",
    headings: dict[str, str] = HEADINGS,
) -> Path:
    """The rows as a CSV file of a source."""
    lines = [",".join(headings.values())]
    lines += [",".join(_cell(row.get(one, "")) for one in headings) for row in rows]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text
