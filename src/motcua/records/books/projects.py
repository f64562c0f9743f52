"""Projects and their inventory: what books there are, how many pages and numbers, which numbers are missing or twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records import registers
from motcua.records.books import sampling, sequence
from motcua.records.books.entry_form import Asked, form
from motcua.records.books.errors import Faulty
from motcua.records.books.models import Book, Explained, Page, Period, Project
from motcua.records.registers.definition import RegisterDefinition

MOST_PAGES = 2000
USUAL_LOT = 200
LARGEST_LOT = 3200
"""A lot is published by one press: beyond this it is two lots."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an officer decides before the work begins."""

    register: str
    name: str
    kind: str
    period: str = Period.ANY
    expected: int | None = None
    due_on: date | None = None
    several: bool = False
    twice: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lot_size: int = USUAL_LOT
    quality_limit: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the inventory says of one book."""

    code: str
    unit_code: str
    year: int
    volume: int
    pages: int
    written_as: str = ""
    opening_note: str = ""
    closing_note: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    first_number: int = 1
    last_number: int | None = None
    stated: int | None = None
    blank_pages: int = 0
    shelf: str = ""


def definition_of(project: Project) -> RegisterDefinition:
    """The register that the project fills, as it is now."""
    return registers.definition_of(project.register)


def asked_by(project: Project) -> tuple[Asked, ...]:
    """Everything that is asked of an entry of the project. No query once the register is known."""
    return form(definition_of(project), project.twice, project.without)


def faults_of_setup(setup: Setup, on: date) -> dict[str, tuple[str, str]]:
    """Everything wrong with a project before it begins, by question. No query once the registers are known."""
    faults: dict[str, tuple[str, str]] = {}
    kept = next((one for one in registers.all_definitions() if one.register == setup.register), None)
    if kept is None:
        faults["register"] = ("Chọn một sổ đăng ký.", "Choose a register.")
    elif strange := {*setup.twice, *setup.without} - {one.id for one in form(kept)}:
        faults["twice"] = (f"Sổ không có mục {min(strange)}.", f"The register has no field {min(strange)}.")
    if not setup.name.strip():
        faults["name"] = ("Đặt tên cho dự án.", "Give the project a name.")
    if setup.kind not in Project.Kind.values:
        faults["kind"] = ("Chọn loại sổ.", "Choose the kind of books.")
    if setup.period not in Period.values:
        faults["period"] = ("Chọn thời kỳ của mẫu sổ.", "Choose the period of the forms.")
    if setup.expected is not None and setup.expected < 1:
        faults["expected"] = ("Số mục phải từ 1.", "At least one entry.")
    if not 1 <= setup.lot_size <= LARGEST_LOT:
        faults["lot_size"] = (f"Từ 1 đến {LARGEST_LOT} mục.", f"From 1 to {LARGEST_LOT} entries.")
    if setup.quality_limit and setup.quality_limit not in sampling.table(on).plans:
        faults["quality_limit"] = (
            "Chọn một mức chất lượng trong bảng.",
            "Choose a quality limit of the table.",
        )
    return faults


@transaction.atomic
def open_project(setup: Setup, agency_id: int, *, by: Actor, at: datetime) -> Project:
    """Begin a project. Raises: Faulty with every problem."""
    if faults := faults_of_setup(setup, at.date()):
        raise Faulty(faults)
    kept = registers.definition_of(setup.register)
    limit = setup.quality_limit or sampling.table(at.date()).quality_limit
    project = Project.objects.create(
        register=setup.register,
        field=kept.field,
        agency_id=agency_id,
        name=" ".join(setup.name.split())[:200],
        kind=setup.kind,
        period=setup.period,
        expected=setup.expected,
        due_on=setup.due_on,
        several=setup.several,
        twice=sorted(set(setup.twice)),
        without=sorted(set(setup.without)),
        lot_size=setup.lot_size,
        quality_limit=limit,
        opened_by=by.as_data(),
        opened_at=at,
    )
    events.record(project.chain, "books.opened", at=at, actor=by, data={"register": setup.register})
    return project


@transaction.atomic
def add_book(project: Project, found: Found, *, by: Actor, at: datetime) -> Book:
    """Enter a book into the inventory, with a page for each of its pages. Four statements. Raises: Faulty."""
    faults = faults_of_book(found, at.year)
    if faults:
        raise Faulty(faults)
    try:
        with transaction.atomic():
            book = Book.objects.create(
                project=project,
                code=found.code.strip().upper(),
                unit_code=found.unit_code,
                year=found.year,
                volume=found.volume,
                written_as=found.written_as.strip()[:60],
                pages_count=found.pages,
                opening_note=found.opening_note.strip()[:2000],
                closing_note=found.closing_note.strip()[:2000],
                opened_on=found.opened_on,
                closed_on=found.closed_on,
                first_number=found.first_number,
                last_number=found.last_number,
                stated=found.stated,
                blank_pages=found.blank_pages,
                shelf=found.shelf.strip()[:200],
            )
    except IntegrityError:
        raise Faulty(
            {"volume": ("Quyển này đã có trong danh mục.", "This book is in the inventory already.")}
        ) from None
    Page.objects.bulk_create(Page(book=book, position=number) for number in range(1, found.pages + 1))
    events.record(
        project.chain, "books.inventoried", at=at, actor=by,
        data={"book": str(book.uuid), "name": str(book), "pages": found.pages, "stated": found.stated},
    )  # fmt: skip
    return book


def faults_of_book(found: Found, this_year: int) -> dict[str, tuple[str, str]]:
    """Everything that cannot be so in what the inventory says of a book, by question."""
    faults: dict[str, tuple[str, str]] = {}
    if not found.code.strip().isalpha() or not 2 <= len(found.code.strip()) <= 5:
        faults["code"] = (
            "Ký hiệu loại sổ gồm 2 đến 5 chữ: KS, KH, KT …",
            "The kind of book has 2 to 5 letters.",
        )
    if not (found.unit_code.isdecimal() and len(found.unit_code) == 5):
        faults["unit_code"] = ("Mã xã gồm 5 chữ số.", "A commune's code has 5 digits.")
    if not 1900 <= found.year <= this_year:
        faults["year"] = (f"Năm từ 1900 đến {this_year}.", f"A year from 1900 to {this_year}.")
    if not 1 <= found.volume <= 999:
        faults["volume"] = ("Số quyển từ 1 đến 999.", "The book's number is from 1 to 999.")
    if not 1 <= found.pages <= MOST_PAGES:
        faults["pages"] = (f"Số trang từ 1 đến {MOST_PAGES}.", f"From 1 to {MOST_PAGES} pages.")
    if found.last_number is not None and found.last_number < found.first_number:
        faults["last_number"] = ("Số cuối phải không nhỏ hơn số đầu.", "The last number is below the first.")
    if found.opened_on and found.closed_on and found.closed_on < found.opened_on:
        faults["closed_on"] = ("Ngày khóa sổ trước ngày mở sổ.", "The book closes before it opens.")
    if not 0 <= found.blank_pages <= max(found.pages, 0):
        faults["blank_pages"] = ("Số trang trắng nhiều hơn số trang.", "More blank pages than pages.")
    return faults


@dataclass(frozen=True, slots=True)
class RunOfBook:
    """The numbers of a book: what is missing or twice, and what has been found out about it."""

    run: sequence.Run
    explained: dict[tuple[str, int, int], Explained]

    def open_questions(self) -> int:
        """Gaps and doubles that nobody has explained."""
        wanted = [(Explained.Kind.GAP, gap.first, gap.last) for gap in self.run.gaps]
        wanted += [(Explained.Kind.DOUBLE, number, number) for number in self.run.doubles]
        return sum((kind.value, first, last) not in self.explained for kind, first, last in wanted)


def run_of(book: Book) -> RunOfBook:
    """The run of a book from the entries keyed twice; what is still to be keyed is no gap. Three queries by index.

    A book has some hundred entries. While pages wait whose number no file name tells, the run ends with the highest
    number found.
    """
    kept = book.entries.exclude(state="dropped").values_list("number", flat=True)
    numbers = [number for number in kept if number is not None]
    waiting = list(book.pages.filter(keyed__lt=2, blank=False).values_list("expected_number", flat=True))
    coming = {number for number in waiting if number is not None}
    unknown = len(waiting) > len(coming)
    explained = {(row.kind, row.first, row.last): row for row in book.explained.all()}
    found = sequence.look(numbers, book.first_number, None if unknown else book.last_number, coming)
    return RunOfBook(found, explained)


@transaction.atomic
def explain(
    book: Book, kind: str, first: int, last: int, words: str, *, by: Actor, at: datetime
) -> Explained:
    """Say what a gap or double is: a page torn out, a number given twice in 1998. Raises: Faulty."""
    words = " ".join(words.split())[:500]
    known = run_of(book).run
    there = {("gap", gap.first, gap.last) for gap in known.gaps} | {
        ("double", one, one) for one in known.doubles
    }
    if (kind, first, last) not in there:
        raise Faulty(
            {"words": ("Dãy số đã khác; hãy tải lại trang.", "The run has changed; load the page again.")}
        )
    if not words:
        raise Faulty({"words": ("Ghi nguyên nhân.", "Say why.")})
    row, _ = Explained.objects.update_or_create(
        book=book, kind=kind, first=first, last=last, defaults={"words": words, "by": by.as_data(), "at": at}
    )
    events.record(
        book.project.chain, "books.explained", at=at, actor=by,
        data={"book": str(book.uuid), "kind": kind, "first": first, "last": last, "words": words},
    )  # fmt: skip
    return row


@transaction.atomic
def mark_blank(book: Book, positions: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Pages on which nothing is written: nobody keys them. Pages already claimed stay. How many were marked."""
    changed = Page.objects.filter(book=book, position__in=list(positions), taken=0).update(blank=True)
    events.record(
        book.project.chain, "books.blank", at=at, actor=by, data={"book": str(book.uuid), "pages": changed}
    )
    return changed
