"""Monthly figures of a time before this system, from a table: all faults at once, and nothing is written while there are any."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.city.models import Unit
from motcua.insight.territory.models import FormerFigure

COLUMNS = ("code", "month", "received", "handled", "in_time")
LONGEST = 200_000
"""Lines of one table: 16 years of a city of a thousand units."""
LEVELS = {3: Unit.Level.DISTRICT, 5: Unit.Level.COMMUNE}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be taken; `line` as a spreadsheet counts, the header is 1."""

    line: int
    vi: str
    en: str


@transaction.atomic
def take(table: str, source: str, at: datetime) -> tuple[int, list[Fault]]:
    """Write the figures of a CSV with the columns `COLUMNS`; `(written, faults)`. The same month again replaces.

    `code` is read as codes were in that month, `month` is `2025-03`.
    """
    reader = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        names = ", ".join(missing)
        return 0, [Fault(1, f"Thiếu cột: {names}.", f"Columns are missing: {names}.")]
    rows, faults = list[FormerFigure](), list[Fault]()
    units: dict[tuple[str, date], int | None] = {}
    seen = set[tuple[int, date]]()
    for line, row in enumerate(reader, 2):
        if line > LONGEST:
            faults.append(Fault(line, "Bảng quá dài.", "The table is too long."))
            break
        read = _read(row, line, faults)
        if read is None:
            continue
        code, month, counts = read
        if (code, month) not in units:
            level = LEVELS.get(len(code))
            found = Unit.objects.on(month).filter(code=code, level=level) if level else Unit.objects.none()
            units[code, month] = found.values_list("id", flat=True).first()
        unit = units[code, month]
        if unit is None:
            faults.append(Fault(line, f"Không có đơn vị mã {code} trong tháng {month:%m/%Y}.",
                                f"No unit with code {code} in {month:%Y-%m}."))  # fmt: skip
        elif (unit, month) in seen:
            faults.append(Fault(line, f"Đơn vị {code}, tháng {month:%m/%Y} có hai dòng.",
                                f"Unit {code}, {month:%Y-%m} has two lines."))  # fmt: skip
        else:
            seen.add((unit, month))
            rows.append(FormerFigure(unit_id=unit, month=month, source=source, entered_at=at,
                                     received=counts[0], handled=counts[1], in_time=counts[2]))  # fmt: skip
    if faults:
        return 0, faults
    FormerFigure.objects.bulk_create(
        rows, batch_size=2000, update_conflicts=True, unique_fields=["unit", "month"],
        update_fields=["received", "handled", "in_time", "source", "entered_at"],
    )  # fmt: skip
    return len(rows), []


def _read(
    row: dict[str, str], line: int, faults: list[Fault]
) -> tuple[str, date, tuple[int, int, int]] | None:
    try:
        year, number = (row["month"] or "").split("-")
        month = date(int(year), int(number), 1)
    except ValueError:
        faults.append(Fault(line, "Tháng phải viết như 2025-03.", "The month is written like 2025-03."))
        return None
    told = [(row[name] or "").strip() for name in ("received", "handled", "in_time")]
    if not all(text.isdecimal() and len(text) < 10 for text in told):
        faults.append(Fault(line, "Số liệu phải là số nguyên không âm.", "Figures are whole numbers from 0."))
        return None
    received, handled, in_time = map(int, told)
    if in_time > handled:
        faults.append(Fault(line, "Số đúng hạn lớn hơn số đã giải quyết.", "More in time than were handled."))
        return None
    return (row["code"] or "").strip(), month, (received, handled, in_time)
