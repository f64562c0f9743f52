"""The books of certification on paper: a month of one, or the year as it is merged on 31 December.

Source: TT 01/2020/TT-BTP Đ4 (who uses software prints and binds monthly, and merges at the end of the year).
"""

from datetime import datetime
from pathlib import Path
from typing import ClassVar

import msgspec

from motcua.city.models import Agency
from motcua.foundation import worktime
from motcua.procedures.certification import rules
from motcua.procedures.certification.models import BookLine
from motcua.records import documents
from motcua.records.documents import forms, templates

MOST_LINES = 5000
"""Lines of one print, some 250 pages: more than a ward certifies in a month (80 to 100 a day)."""


class PrintedLine(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    at: datetime
    requester: str
    title: str
    copies: int
    pages: int
    certifier: str
    fee: int
    note: str


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """Sổ chứng thực, A4 landscape, for one month or one year."""

    template: ClassVar[str] = "certification_book"
    head: forms.Letterhead
    title: str
    book: str
    period: str
    lines: list[PrintedLine]


templates.register(Book.template, Path(__file__).parent / "book.typ", Book)


def printed(agency: Agency, symbol: str, year: int, month: int | None, at: datetime) -> bytes:
    """The PDF of a month of a book, or of its year when `month` is None. One query."""
    rows = BookLine.objects.filter(agency=agency, symbol=symbol, year=year)
    if month is not None:
        rows = rows.filter(entered_on__month=month)
    return documents.render_form(
        Book(
            head=forms.Letterhead(agency=agency.name_vi, on=at.astimezone(worktime.VN).date()),
            title=rules.BY_SYMBOL[symbol].vi,
            book=rules.book_text(1, year, symbol),
            period=f"tháng {month:02d} năm {year}" if month else f"năm {year}",
            lines=[_line(line) for line in rows.order_by("number")[:MOST_LINES]],
        )
    )


def _line(line: BookLine) -> PrintedLine:
    notes = (
        "Đã lập lại" if line.struck_at else "",
        "Bản điện tử" if line.electronic else "",
        "" if line.place.startswith("trụ sở") else line.place,
    )
    return PrintedLine(
        number=rules.number_text(line.number),
        at=line.certified_at.astimezone(worktime.VN),
        requester=line.requester,
        title=line.title,
        copies=line.copies,
        pages=line.pages,
        certifier=" / ".join(part for part in (line.authority, line.certifier) if part),
        fee=line.fee,
        note="; ".join(note for note in notes if note),
    )
