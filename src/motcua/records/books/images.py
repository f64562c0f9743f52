"""Images of pages: many files, a zip or a PDF of the whole book, each put to its page by its name or its order."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.books import file_names, tallies
from motcua.records.books.models import Book, Entry, Page
from motcua.records.papers import RefusedFile, StoredFile, store
from motcua.records.papers.checks import MAX_BYTES

MOST_FILES = 2000
MAX_ZIP_BYTES = 400 * 1024 * 1024
"""What a zip may unpack to: 2000 pages at some 100 KB (the letter's size of a colour A4) fit twice."""

type Given = tuple[str, bytes]


@dataclass(slots=True)
class Brought:
    """What became of the files: pages that have an image now, and files that were refused, with the words why."""

    placed: list[int] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def unpacked(name: str, content: bytes) -> Iterator[Given | tuple[str, str, str]]:
    """The files of a zip, or the file itself; a refusal (name, vi, en) in the place of what cannot be taken."""
    if not content.startswith(b"PK\x03\x04"):
        yield name, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [one for one in packed.infolist() if _wanted(one)]
            if len(inside) > MOST_FILES:
                yield name, f"Tệp nén có hơn {MOST_FILES} tệp.", f"The archive holds over {MOST_FILES} files."
                return
            left = MAX_ZIP_BYTES
            for one in inside:
                with packed.open(one) as file:
                    data = file.read(min(MAX_BYTES, left) + 1)
                left -= len(data)
                if left < 0:
                    yield name, "Tệp nén mở ra quá lớn.", "The archive unpacks to too much."
                    return
                yield one.filename, data
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        yield name, "Không đọc được tệp nén.", "The archive cannot be read."


def _wanted(one: zipfile.ZipInfo) -> bool:
    plain = one.filename.rsplit("/", 1)[-1]
    return not one.is_dir() and not plain.startswith(".") and not one.filename.startswith("__MACOSX")


def bring(book: Book, files: Iterable[Given], *, by: Actor, at: datetime) -> Brought:
    """Keep images and put them to their pages: by the pattern's number, by the last number of a name, else in order.

    A file that is refused changes nothing; the others stay. A new image of a page takes the place of the old one.
    """
    found, given = Brought(), dict[str, bytes]()
    for name, content in files:
        for one in unpacked(name, content):
            if len(one) == 3:
                found.refused.append(one)
            else:
                given[one[0]] = one[1]
    later: list[tuple[str, StoredFile]] = []
    for name in file_names.in_order(given):
        named = file_names.parse(name)
        if named is not None and (wrong := _of_another_book(book, named)):
            found.refused.append((name, *wrong))
            continue
        try:
            stored = store(
                given[name],
                purpose="scan",
                owner_id=None,
                by=by.account_id,
                at=at,
                name=name.rsplit("/", 1)[-1],
            )
        except RefusedFile as refused:
            found.refused.append((name, refused.vi, refused.en))
            continue
        position = _position(book, name, named, stored)
        if position is None:
            later.append((name, stored))
        elif _put(book, position, stored, 1, stored.pages if named else 1, name, named, by=by, at=at):
            found.placed.append(position)
    _in_order(book, later, found, by=by, at=at)
    return found


def _of_another_book(book: Book, named: file_names.Named) -> tuple[str, str] | None:
    if (named.kind, named.unit_code, named.year, named.volume) != (
        book.code,
        book.unit_code,
        book.year,
        book.volume,
    ):
        return "Tên tệp thuộc quyển khác.", "The name is of another book."
    if (
        not book.project.several
        and not book.first_number <= named.number < book.first_number + book.pages_count
    ):
        return "Số trong tên tệp nằm ngoài quyển này.", "The number in the name is not in this book."
    return None


def _position(book: Book, name: str, named: file_names.Named | None, stored: StoredFile) -> int | None:
    if named is not None and not book.project.several:
        return named.number - book.first_number + 1
    return file_names.page_of(name, book.pages_count) if stored.pages == 1 and named is None else None


def _in_order(
    book: Book, files: list[tuple[str, StoredFile]], found: Brought, *, by: Actor, at: datetime
) -> None:
    """Files whose names say no page fill the pages without image, sheet by sheet, from the front."""
    if not files:
        return
    free = list(book.pages.filter(file=None).order_by("position").values_list("position", flat=True))
    for name, stored in files:
        for sheet in range(1, stored.pages + 1):
            if not free:
                found.refused.append(
                    (name, "Nhiều ảnh hơn số trang của quyển.", "More images than the book has pages.")
                )
                return
            position = free.pop(0)
            _put(book, position, stored, sheet, 1, name, None, by=by, at=at)
            found.placed.append(position)


@transaction.atomic
def _put(
    book: Book,
    position: int,
    stored: StoredFile,
    sheet: int,
    sheets: int,
    name: str,
    named: file_names.Named | None,
    *,
    by: Actor,
    at: datetime,
) -> bool:
    page = Page.objects.select_for_update().filter(book=book, position=position).first()
    if page is None:
        return False
    first_image = page.file_id is None
    old = page.file_id
    page.file, page.sheet, page.sheets, page.blank = stored, sheet, sheets, False
    page.named = name[-200:]
    page.expected_number = named.number if named else None
    page.save(update_fields=["file", "sheet", "sheets", "blank", "named", "expected_number"])
    if first_image:
        tallies.add(book.pk, book.project_id, {tallies.WITH_IMAGE: 1})
    events.record(
        book.project.chain, "books.image", at=at, actor=by,
        data={"book": str(book.uuid), "page": position, "sha256": stored.sha256, "instead_of": old},
    )  # fmt: skip
    return True


@transaction.atomic
def key_again(page_id: int, *, by: Actor, at: datetime) -> bool:
    """After a new scan both clerks key the page anew. False when something of it is in a lot or in the register."""
    page = Page.objects.select_for_update(of=("self",)).select_related("book__project").get(pk=page_id)
    entries = list(page.entries.select_for_update())
    free = {
        Entry.State.DIFFERS,
        Entry.State.DOUBTFUL,
        Entry.State.HELD,
        Entry.State.READY,
        Entry.State.DROPPED,
    }
    if any(entry.state not in free for entry in entries):
        return False
    clerks = list(page.turns.order_by("round").values_list("clerk_id", flat=True))
    tallies.moved(page.book_id, page.book.project_id, entries, [])
    done = {tallies.TWICE: -1, tallies.ONCE: -1} if page.keyed == 2 else {tallies.ONCE: -page.keyed}
    tallies.add(page.book_id, page.book.project_id, done)
    page.entries.all().delete()
    page.turns.all().delete()
    page.taken = page.keyed = 0
    page.save(update_fields=["taken", "keyed"])
    events.record(
        page.book.project.chain, "books.key_again", at=at, actor=by,
        data={"book": str(page.book.uuid), "page": page.position, "clerks": clerks},
    )  # fmt: skip
    return True
