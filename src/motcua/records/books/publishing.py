"""An accepted lot goes into its register: each entry a record with its book, page and number, its image and remark.

The value of the book is entered as it was agreed. The population register adds the person's number for class B and
nothing else. What the register refuses stays outside, with its words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records import registers
from motcua.records.books import tallies
from motcua.records.books.classing import day_of, entered_already
from motcua.records.books.entry_form import (
    DAY,
    NUMBER,
    OLD_UNIT,
    REMARK,
    form,
    remark_field,
    subjects,
)
from motcua.records.books.errors import NotPossible
from motcua.records.books.models import Entry, Lot
from motcua.records.books.projects import definition_of
from motcua.records.books.quality import Quality
from motcua.records.books.values import MARKS, UNREADABLE, NotRead, read
from motcua.records.papers import issue
from motcua.records.papers.models import Paper
from motcua.records.registers.definition import RegisterDefinition


@dataclass(frozen=True, slots=True)
class Published:
    entered: int
    refused: int


def publish(lot: Lot, *, by: Actor, at: datetime) -> Published:
    """Enter every entry of an accepted lot, each in a transaction of its own: begun again, it goes on where it stopped.

    Raises: NotPossible for a lot that is not accepted.
    """
    if lot.state != Lot.State.ACCEPTED:
        raise NotPossible("Chỉ lô đạt mới được đưa vào sổ.", "Only an accepted lot goes into the register.")
    entered = refused = 0
    for entry_id in lot.entries.filter(state=Entry.State.IN_LOT).order_by("id").values_list("id", flat=True):
        if publish_entry(entry_id, by=by, at=at):
            entered += 1
        else:
            refused += 1
    with transaction.atomic():
        locked = Lot.objects.select_for_update().get(pk=lot.pk)
        if locked.state == Lot.State.ACCEPTED:
            locked.state, locked.published_at, locked.published_by = Lot.State.PUBLISHED, at, by.as_data()
            locked.save(update_fields=["state", "published_at", "published_by"])
            events.record(
                lot.project.chain, "books.published", at=at, actor=by,
                data={"lot": lot.number, "entered": entered, "refused": refused, "register": lot.project.register},
            )  # fmt: skip
    return Published(entered, refused)


@transaction.atomic
def publish_entry(entry_id: int, *, by: Actor, at: datetime) -> bool:
    """Enter one entry of an accepted lot; false when the register refused it, and then it stays outside as class D."""
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("project", "book", "page__file", "lot")
        .get(pk=entry_id)
    )
    if entry.state == Entry.State.PUBLISHED:
        return True
    if entry.state != Entry.State.IN_LOT or entry.lot is None or entry.lot.state != Lot.State.ACCEPTED:
        raise NotPossible("Mục này không thuộc một lô đạt.", "This entry is in no accepted lot.")
    definition = definition_of(entry.project)
    was = (entry.state, entry.quality)
    problems = [] if _twice(entry, definition) is None else [_TWICE]
    if not problems:
        try:
            with transaction.atomic():
                entry.record_id = _enter(entry, definition, by=by, at=at)
        except registers.NotAccepted as refused:
            problems = [{"field": one.field, "vi": one.vi, "en": one.en} for one in refused.problems]
    if problems:
        entry.state, entry.quality, entry.refused, entry.lot = (
            Entry.State.HELD,
            str(Quality.D),
            problems,
            None,
        )
        entry.reasons = [{"vi": one["vi"], "en": one["en"]} for one in problems]
    else:
        entry.state, entry.refused = Entry.State.PUBLISHED, []
    entry.save(update_fields=["state", "quality", "refused", "reasons", "lot", "record_id"])
    tallies.moved(entry.book_id, entry.project_id, [was], [entry])
    return not problems


_TWICE = {
    "field": "",
    "vi": "Sổ vừa có một mục khác của người này.",
    "en": "The register now holds another entry for this person.",
}


def _twice(entry: Entry, definition: RegisterDefinition) -> int | None:
    """Somebody whom the register names in the same role already; entered while this one waited."""
    return next(
        (who for role, who in entry.persons.items() if entered_already(definition.register, who, role)), None
    )


def _enter(entry: Entry, definition: RegisterDefinition, *, by: Actor, at: datetime) -> int:
    day = day_of(entry.values)
    if day is None:
        raise registers.NotAccepted(
            [registers.Problem(DAY, "Thiếu ngày đăng ký.", "The day of registration is missing.")]
        )
    book = entry.book
    record = registers.enter(
        entry.project.register,
        agency_id=entry.project.agency_id,
        on=day,
        data=data_of(entry, definition),
        source=registers.Source("book", ref_of(entry), _paper(entry, definition, at)),
        by=by,
        at=at,
        people=entry.persons,
        volume=book.number,
        page=str(entry.page.position),
        number=entry.number if definition.numbering == "year" else None,
        reason=legal_remark(entry),
    )
    return record.id


def data_of(entry: Entry, definition: RegisterDefinition) -> dict[str, Any]:
    """The values of the book in the register's types. What is marked is left out; the remark says what is unreadable."""
    data: dict[str, Any] = {}
    for one in form(definition):
        text = entry.values.get(one.id, "")
        if one.id in (NUMBER, DAY, REMARK) or not text or text in MARKS:
            continue
        try:
            data[one.id] = read(one.kind, text, one.options)
        except NotRead as wrong:
            raise registers.NotAccepted([registers.Problem(one.id, wrong.vi, wrong.en)]) from None
    if definition.named(OLD_UNIT):
        data[OLD_UNIT] = entry.book.unit_code
    field = remark_field(definition)
    if field != REMARK and (told := unreadable(entry, definition)):
        data[field] = " ".join(part for part in (data.get(field, ""), told) if part)
    return data


def remark_of(entry: Entry) -> str:
    """What the remark column of the book says."""
    text = entry.values.get(remark_field(definition_of(entry.project)), "")
    return "" if text in MARKS else text


def unreadable(entry: Entry, definition: RegisterDefinition) -> str:
    """Which values are in the book and cannot be read."""
    labels = [one.label.vi for one in form(definition) if entry.values.get(one.id) == UNREADABLE]
    return f"Không đọc được trong sổ: {', '.join(labels)}." if labels else ""


def legal_remark(entry: Entry) -> str:
    """Where the record comes from, in the words that stand with it for ever."""
    book, number = entry.book, f"số {entry.number}, " if entry.number else ""
    lot = entry.lot.number if entry.lot else 0
    said = f"Số hóa từ sổ giấy {book.code} quyển {book.number} năm {book.year} (mã xã {book.unit_code}), "
    said += f"{number}trang {entry.page.position}; hai lần nhập, lô {lot}, loại {entry.quality}."
    if entry.ruling:
        said += f" Quyết định khi đối chiếu: {entry.ruling}"
    remark = remark_of(entry)
    return f"{said} Ghi chú trong sổ: {remark}" if remark else said


def ref_of(entry: Entry) -> str:
    """How a record names its entry: book and entry."""
    return f"{entry.book.uuid}/{entry.pk}"


def _paper(entry: Entry, definition: RegisterDefinition, at: datetime) -> int | None:
    """The image as a digitised paper of the person, when one is known; without a person it stays with the book."""
    owner = next((entry.persons[one.role] for one in subjects(definition) if one.role in entry.persons), None)
    if owner is None or entry.page.file is None:
        return None
    day = day_of(entry.values)
    assert day is not None
    paper = issue(
        kind=f"book-entry-{definition.register}",
        title=f"Trang sổ gốc: {definition.record.vi}",
        number=f"{entry.number or ''}/{entry.book.year}",
        issued_on=day,
        issuer_id=entry.project.agency_id,
        owner_id=owner,
        file=entry.page.file
        if entry.page.sheet == 1 and entry.page.file.pages == entry.page.sheets
        else None,
        at=at,
        source=Paper.Source.SCANNED,
        data={"book": entry.book.number, "page": entry.page.position, "register": definition.register},
    )
    return paper.pk
