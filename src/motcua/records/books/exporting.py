"""The result of a book in the national form: one Excel file in the order of the paper, and one zip of PDFs, an entry each.

Columns and file names are ours where the letter's are not known (5.3, 5.4): the register's own, with today's unit beside
each place as written.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date

import pikepdf

from motcua.city.places import finding
from motcua.records.books import file_names
from motcua.records.books.entry_form import DAY, NUMBER, form
from motcua.records.books.models import Book, Entry, Page, Turn
from motcua.records.books.projects import definition_of
from motcua.records.books.spreadsheet import workbook
from motcua.records.books.values import MARKS
from motcua.records.papers import content
from motcua.records.papers.joining import picture_page
from motcua.records.registers.definition import RegisterDefinition

FIRST_COLUMNS = ("loai_so", "ma_noi_dang_ky", "nam", "quyen", "trang", "so", "ngay_dang_ky")
LAST_COLUMNS = ("ten_tep_anh", "nguoi_nhap", "nguoi_kiem", "trang_thai", "loai_chat_luong")
TODAY = "_ma_don_vi_nay"
"""Ending of the column that holds today's code beside a place as written."""


def entries_of(book: Book) -> list[Entry]:
    """The entries of a book in the order of the paper. One query."""
    found = book.entries.exclude(state=Entry.State.DROPPED).select_related(
        "page__file", "decided_by", "project"
    )
    return list(found.order_by("page__position", "slot"))


def excel(book: Book, on: date) -> bytes:
    """The table of a book: one row an entry. Three queries, besides the units (kept)."""
    definition = definition_of(book.project)
    fields = [one for one in form(definition) if one.id not in (NUMBER, DAY)]
    places = place_fields(definition)
    head = [*FIRST_COLUMNS]
    for one in fields:
        head.append(column_of(definition, one.id))
        if one.id in places:
            head.append(column_of(definition, one.id) + TODAY)
    head += LAST_COLUMNS
    entries = entries_of(book)
    clerks = _clerks(book)
    return workbook(str(book), head, (_row(book, one, fields, places, clerks, on) for one in entries))


def _row(
    book: Book, entry: Entry, fields, places: frozenset[str], clerks: dict[int, str], on: date
) -> list[str | int | None]:
    row: list[str | int | None] = [
        book.code, book.unit_code, book.year, book.number, entry.page.position, entry.number, entry.values.get(DAY, ""),
    ]  # fmt: skip
    for one in fields:
        text = entry.values.get(one.id, "")
        row.append(text)
        if one.id in places:
            row.append(unit_today(text, on))
    return [
        *row,
        name_of(book, entry),
        clerks.get(entry.page_id, ""),
        entry.decided_by.display_name if entry.decided_by else "",
        entry.get_state_display(),
        entry.quality,
    ]


def _clerks(book: Book) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for page_id, name in (
        Turn.objects.filter(page__book=book).order_by("page_id", "round").values_list("page_id", "clerk_name")
    ):
        found.setdefault(page_id, []).append(name)
    return {page_id: "; ".join(names) for page_id, names in found.items()}


def place_fields(definition: RegisterDefinition) -> frozenset[str]:
    """Fields that hold a place as it is written."""
    return frozenset(one.id for one in definition.fields if one.kind == "address" or one.search == "place")


def column_of(definition: RegisterDefinition, field_id: str) -> str:
    """The column's name in the entry table; the field's id where the register names none."""
    field = definition.named(field_id)
    return field.columns[0] if field and field.columns else field_id


def unit_today(written: str, on: date) -> str:
    """Today's code of a place as written, only where there is one answer; empty otherwise. No query once units are kept."""
    if not written or written in MARKS:
        return ""
    known = finding.index()
    place = known.in_text(written, on)
    if place is None:
        return ""
    if place.in_force(on):
        return place.code
    fate = known.fate(place, on)
    return fate.now[0].place.code if fate.certain and fate.now else ""


def name_of(book: Book, entry: Entry) -> str:
    """The name of an entry's PDF; an entry whose number nobody can read is named after its page."""
    if entry.number:
        return file_names.write(book.code, book.unit_code, book.year, book.volume, entry.number)
    return f"{book.code}_{book.unit_code}_{book.year}_{book.volume:02d}_trang{entry.page.position:04d}.pdf"


def pdfs(book: Book) -> Iterator[bytes]:
    """The zip of an entry's PDF each, as a stream of pieces. One query, and one read a file."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        seen: dict[str, int] = {}
        for entry in entries_of(book):
            if entry.page.file is None:
                continue
            name = name_of(book, entry)
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                name = f"{name[:-4]}_{seen[name]}.pdf"
            packed.writestr(name, pdf_of(entry.page))
            yield out.take()
    yield out.take()


def pdf_of(page: Page) -> bytes:
    """The page alone as a PDF: its sheets of the stored file, or the picture on A4."""
    assert page.file is not None
    data = content(page.file)
    if page.file.media_type != "application/pdf":
        return picture_page(data)
    if page.file.pages == page.sheets and page.sheet == 1:
        return data
    with pikepdf.open(io.BytesIO(data)) as whole, pikepdf.new() as alone:
        for number in range(page.sheet, page.sheet + page.sheets):
            alone.pages.append(whole.pages[number - 1])
        out = io.BytesIO()
        alone.save(out)
        return out.getvalue()


class _Pieces(io.RawIOBase):
    """What has been written since the last piece was taken; a zip written to it needs no seeking."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[override]
        piece = bytes(data)
        self._parts.append(piece)
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._at

    def take(self) -> bytes:
        piece, self._parts = b"".join(self._parts), []
        return piece


def joined(pieces: Iterable[bytes]) -> bytes:
    return b"".join(pieces)
