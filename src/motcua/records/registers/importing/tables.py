"""A file as rows of text: CSV, XLSX or JSON lines, with what is odd about it. Pure but for reading the file.

Whatever a cell was (a number, a date, a yes or no), it comes out as text, as a person would write it in a CSV: one
reading of values serves all kinds of files.
"""

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, TextIO

from python_calamine import CalamineError, CalamineWorkbook

from motcua.foundation.text import fold
from motcua.records.registers.importing import csv_rows, texts
from motcua.records.registers.importing.csv_rows import Block, Row

Kind = Literal["csv", "xlsx", "jsonl"]
DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 20
"""Lines in which the heading is looked for: books begin with their title."""
LONGEST_CELL = 100_000
LARGEST_SHEET = 600_000_000
"""Bytes of an unpacked sheet; larger ones are to be saved as CSV."""
MOST_COLUMNS = 300
MOST_MERGED = 5_000

csv.field_size_limit(LONGEST_CELL)


class Unreadable(ValueError):
    """The file cannot be read at all; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)  # both, so that it travels between processes
        self.vi, self.en = vi, en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read; kept with the import, so that a later run reads the same rows.

    `header_line`: the line of the heading, from 1; a row's number is its line in the file (in a sheet: its row).
    `formulas`: cells that compute, as (line, column from 0). `merged`: ranges below the heading, as (first line, first
    column, last line, last column, what their first cell says). `from_1904`: a workbook that counts days from 1904, as those of
    old Macs do.
    """

    kind: Kind
    encoding: str = "utf-8"
    codec: str = "utf-8"
    evidence_vi: str = ""
    evidence_en: str = ""
    sure: bool = True
    delimiter: str = ","
    header_line: int = 1
    columns: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    formulas: frozenset[tuple[int, int]] = field(default=frozenset())
    merged: tuple[tuple[int, int, int, int, str], ...] = ()
    from_1904: bool = False


def layout(
    path: Path, *, name: str = "", encoding: str = "", sheet: str = "", known: Iterable[str] = ()
) -> Layout:
    """How this file is to be read. `known`: folded headings of the register, by which the heading is found.

    Raises: Unreadable.
    """
    with path.open("rb") as file:
        sample = file.read(texts.SAMPLE)
    if not sample.strip():
        raise Unreadable("Tệp trống.", "The file is empty.")
    ending = Path(name or path.name).suffix.lower()
    if sample.startswith(b"PK\x03\x04"):
        return _sheet_layout(path, sheet, frozenset(known))
    if sample.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "Đây là tệp Excel cũ (.xls) hoặc tệp có mật khẩu. Hãy lưu thành .xlsx không mật khẩu.",
            "This is an old Excel file (.xls) or has a password. Save it as .xlsx without one.",
        )
    found = texts.said(encoding) if encoding else texts.detect(sample)
    told: dict[str, Any] = {
        "encoding": found.name,
        "codec": found.codec,
        "evidence_vi": found.vi,
        "evidence_en": found.en,
        "sure": found.sure,
    }
    text = _decoded(sample, found.codec, whole=len(sample) < texts.SAMPLE)
    if ending in (".jsonl", ".ndjson", ".json") or text.lstrip("\ufeff \r\n").startswith("{"):
        return Layout(kind="jsonl", header_line=0, columns=_json_columns(text), **told)
    return _csv_layout(text, frozenset(known), told, found.letters)


def rows(path: Path, how: Layout) -> Iterator[Row]:
    """The rows below the heading with their line numbers; empty ones are left out. Raises: Unreadable."""
    return itertools.chain.from_iterable(rows for _, rows in blocks(path, how, size=csv_rows.BLOCK))


def blocks(
    path: Path, how: Layout, *, size: int, after: int = 0, mine: Callable[[int], bool] = lambda number: True
) -> Iterator[Block]:
    """As `rows`, but by chunks of so many, behind line `after`, a block of a chunk at once. `mine`: which chunks are wanted.

    Raises: Unreadable.
    """
    if how.kind == "csv":
        return _csv_blocks(path, how, size, after, mine)
    found = _sheet_rows(path, how) if how.kind == "xlsx" else _json_rows(path, how)
    behind = itertools.dropwhile(lambda one: one[0] <= after, found)
    chunks = enumerate(itertools.batched(behind, size, strict=False))
    return ((number, list(chunk)) for number, chunk in chunks if mine(number))


def _decoded(sample: bytes, codec: str, whole: bool) -> str:
    if not whole and codec.startswith("utf-16"):
        sample = sample[: len(sample) // 2 * 2]
    return sample.decode(codec, "replace")


def _lines(path: Path, how: Layout) -> Iterator[str]:
    with _text(path, how) as file:
        yield from file


def _text(path: Path, how: Layout) -> TextIO:
    """The file's text; bytes that cannot be read stay as marks, so that their rows can be refused."""
    errors = "surrogateescape" if how.codec.startswith("utf-8") else "replace"
    return path.open("r", encoding=how.codec, errors=errors, newline="")


# --- CSV


def _csv_layout(
    text: str, known: frozenset[str], told: dict[str, Any], letters: Callable[[str], str] | None
) -> Layout:
    text = text.removeprefix("\ufeff")
    first, _, _ = text.partition("\n")
    skipped = 0
    if match := re.fullmatch(r'"?sep=(.)"?\s*', first):
        skipped, delimiter = 1, match[1]
        text = text[len(first) + 1 :]
    else:
        delimiter = _delimiter(text)
    try:
        head = list(itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), HEADER_WITHIN))
    except csv.Error as error:
        raise Unreadable(f"Không đọc được bảng: {error}.", f"The table cannot be read: {error}.") from None
    if letters is not None:
        head = [[letters(cell) for cell in row] for row in head]
    at = _header_among(head, known)
    # A heading of several lines, or a note above it with line breaks: rows are counted as the reader counts them.
    return Layout(
        kind="csv", delimiter=delimiter, header_line=at + 1 + skipped, columns=_headings(head[at]), **told
    )


def _delimiter(text: str) -> str:
    """The one that divides the first lines into the same number of columns most often."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            widths = [
                len(row)
                for row in itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), 60)
                if row
            ]
        except csv.Error:
            return 0, 0
        widest = max(widths, default=0)
        return (sum(width == widest for width in widths) if widest > 1 else 0), widest

    return max(DELIMITERS, key=worth)


def _csv_blocks(
    path: Path, how: Layout, size: int, after: int, mine: Callable[[int], bool]
) -> Iterator[Block]:
    letters = texts.said(how.encoding).letters
    with _text(path, how) as file:
        behind = max(how.header_line, after)
        found = csv_rows.blocks(file, how.delimiter, after=behind, size=size, mine=mine)
        if letters is not None:
            # An old font is decoded cell by cell: capitals are told by the other letters of the word.
            found = ((n, [(line, list(map(letters, row))) for line, row in block]) for n, block in found)
        try:
            yield from found
        except csv_rows.Broken as broken:
            raise Unreadable(
                f"Dòng {broken.line}: không đọc được ({broken.said}).",
                f"Line {broken.line} cannot be read ({broken.said}).",
            ) from None


# --- JSON lines


def _json_columns(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in text.removeprefix("\ufeff").split("\n")[:1000]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.update(dict.fromkeys(map(str, value)))
    if not found:
        raise Unreadable("Không dòng nào là một đối tượng JSON.", "No line is a JSON object.")
    return tuple(found)[:MOST_COLUMNS]


BROKEN = "\ufffd{"
"""Stands in the first cell of a line that is no JSON object: no text of a file begins so."""


def _json_rows(path: Path, how: Layout) -> Iterator[Row]:
    for number, line in enumerate(_lines(path, how), 1):
        if not line.strip("\ufeff \r\n\t"):
            continue
        try:
            value = json.loads(line.removeprefix("\ufeff"))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            yield number, [BROKEN] + [""] * (len(how.columns) - 1)
            continue
        row = [_cell(value.get(column)) for column in how.columns]
        # A name that the heading does not know stands behind, so that the row has a cell too many.
        row += [name for name in value if name not in how.columns]
        yield number, row


# --- XLSX


def _sheet_layout(path: Path, wanted: str, known: frozenset[str]) -> Layout:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_SHEET:
                raise Unreadable(
                    "Bảng tính quá lớn. Hãy lưu thành CSV (UTF-8).",
                    "The workbook is too large. Save it as CSV (UTF-8).",
                )
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise Unreadable("Không mở được tệp Excel.", "The Excel file cannot be opened.") from error
    names = tuple(one.name for one in book.sheets_metadata if "Visible" in str(one.visible))
    if not names or (wanted and wanted not in names):
        raise Unreadable("Không có trang tính này.", "There is no such sheet.")
    name = wanted or names[0]
    sheet = book.get_sheet_by_name(name)
    head = [
        [_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False, nrows=HEADER_WITHIN)
    ]
    if not any(map(any, head)):
        raise Unreadable(f"Trang tính “{name}” trống.", f'The sheet "{name}" is empty.')
    at = _header_among(head, known)
    ranges = [one for one in sheet.merged_cell_ranges or () if one[0][0] > at][:MOST_MERGED]
    firsts: dict[tuple[int, int], str] = dict.fromkeys((top for top, _ in ranges), "")
    if firsts:
        filled = sheet.to_python(skip_empty_area=False)
        for top, left in firsts:
            if top < len(filled) and left < len(filled[top]):
                firsts[top, left] = _cell(filled[top][left])
    merged = tuple(
        (top + 1, left, bottom + 1, right, firsts[top, left]) for (top, left), (bottom, right) in ranges
    )
    return Layout(
        kind="xlsx", encoding="", codec="", evidence_vi="Tệp Excel.", evidence_en="An Excel file.", sheet=name, sheets=names,
        header_line=at + 1, columns=_headings(head[at]), merged=merged,
        formulas=_formulas(path, list(book.sheet_names).index(name)), from_1904=_from_1904(path),
    )  # fmt: skip


def _from_1904(path: Path) -> bool:
    """Whether the workbook counts its days from 1904: the reader minds it in cells that are days, not in plain numbers."""
    with zipfile.ZipFile(path) as packed:
        try:
            book = packed.read("xl/workbook.xml")
        except KeyError:
            return False
    return re.search(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"', book) is not None


_FORMULA = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*>\s*<f[ >/]')


def _formulas(path: Path, index: int) -> frozenset[tuple[int, int]]:
    """Where the sheet computes: the reader of values gives the last result only."""
    found = set[tuple[int, int]]()
    with zipfile.ZipFile(path) as packed:
        part = _part_of(packed, index)
        if part is None:
            return frozenset()
        with packed.open(part) as file:
            rest = b""
            while block := file.read(1 << 20):
                rest += block
                for match in _FORMULA.finditer(rest):
                    column = 0
                    for letter in match[1]:
                        column = column * 26 + letter - 64
                    found.add((int(match[2]), column - 1))
                rest = rest[-400:]
    return frozenset(found)


def _part_of(packed: zipfile.ZipFile, index: int) -> str | None:
    """The part of the package in which the sheet of this place in the workbook lies."""
    try:
        book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
        links = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return None
    ids = re.findall(r'<(?:\w+:)?sheet\b[^>]*\br:id="([^"]+)"', book)
    if index >= len(ids):
        return None
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        if f'Id="{ids[index]}"' in link and (target := re.search(r'Target="([^"]+)"', link)):
            part = target[1].lstrip("/")
            return part if part.startswith("xl/") else f"xl/{part}"
    return None


def _sheet_rows(path: Path, how: Layout) -> Iterator[Row]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(how.sheet)
    start = sheet.start
    skipped, left = start if start is not None else (0, 0)
    width = len(how.columns)
    for line, raw in enumerate(sheet.iter_rows(), skipped + 1):
        if line <= how.header_line:
            continue
        row = [""] * left + [_cell(cell) for cell in raw]
        while len(row) > width and not row[-1]:
            row.pop()
        row += [""] * (width - len(row))
        if any(row):
            yield line, row


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as ISO text, yes and no in words."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.isoformat() if value.time() != time() else value.date().isoformat()
        case date():
            return value.isoformat()
        case time() | timedelta():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


# --- the heading


def _header_among(head: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """The line with most headings that the register knows; else the first with most filled cells."""

    def worth(row: Sequence[str]) -> tuple[int, int]:
        filled = [fold(cell) for cell in row if cell.strip()]
        return sum(cell in known for cell in filled), len(set(filled)) if len(filled) > 1 else 0

    if not head:
        raise Unreadable("Không có dòng nào.", "There is no row.")
    return max(range(len(head)), key=lambda at: (*worth(head[at]), -at))


def _headings(row: Sequence[str]) -> tuple[str, ...]:
    """Headings as written; empty ones at the end are none."""
    names = [" ".join(cell.split()) for cell in row]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("Không tìm thấy dòng tiêu đề.", "No heading was found.")
    if len(names) > MOST_COLUMNS:
        raise Unreadable(f"Tối đa {MOST_COLUMNS} cột.", f"At most {MOST_COLUMNS} columns.")
    return tuple(names)
