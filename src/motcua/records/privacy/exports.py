"""Exports for statistics: one officer asks, another approves, a job makes the file, the register keeps what left.

Which data sets there are is said by the rooms that hold the data (`offer`). A data set gives rows of values that are general
already (an age group, never a birth date), each with the person's id, which becomes the pseudonym.
"""

import csv
import hashlib
import io
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from motcua.city import authority
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.records.privacy import statistics
from motcua.records.privacy.models import StatisticsExport
from motcua.records.privacy.questions import LONGEST, PROTECT, SHORTEST, NotPossible
from motcua.records.privacy.telling import tell

LEAST_K, MOST_K = 3, 1000
MOST_ROWS = 2_000_000
State = StatisticsExport.State


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a data set. `quasi`: with others it could point at somebody, so k-anonymity counts it."""

    key: str
    vi: str
    en: str
    quasi: bool = True


@dataclass(frozen=True, slots=True)
class DataSet:
    """What may be exported. `rows(columns, on)` gives (person id, values as text) for every row."""

    key: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    rows: Callable[[Sequence[str], date], Iterable[tuple[int, Mapping[str, str]]]]


_offered: dict[str, DataSet] = {}


def offer(found: DataSet) -> None:
    """Add a data set; the same key replaces."""
    _offered[found.key] = found


def all_sets() -> dict[str, DataSet]:
    return dict(_offered)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; see `StatisticsExport`."""

    dataset: str
    fields: Sequence[str]
    purpose: str
    receiver: str
    ground: str
    k: int
    keeps_key: bool = False


def problems_of(wanted: Wanted) -> dict[str, tuple[str, str]]:
    """Everything that stands against it, by field."""
    wrong: dict[str, tuple[str, str]] = {}
    found = _offered.get(wanted.dataset)
    if found is None:
        wrong["dataset"] = ("Hãy chọn bộ dữ liệu.", "Choose a data set.")
    known = {column.key for column in found.columns} if found else set()
    if not wanted.fields or set(wanted.fields) - known:
        wrong["fields"] = ("Hãy chọn ít nhất một cột.", "Choose at least one column.")
    for name in ("purpose", "receiver", "ground"):
        if len(str(getattr(wanted, name)).strip()) < SHORTEST:
            wrong[name] = ("Hãy ghi rõ, ít nhất 5 ký tự.", "Say it plainly, in five letters or more.")
    if not LEAST_K <= wanted.k <= MOST_K:
        wrong["k"] = (f"Từ {LEAST_K} đến {MOST_K}.", f"From {LEAST_K} to {MOST_K}.")
    return wrong


@transaction.atomic
def propose(wanted: Wanted, *, by: Actor, at: datetime) -> StatisticsExport:
    """Ask for an export. Raises: NotPossible, NotAllowed."""
    authority.require(by, PROTECT, at=at)
    if wrong := problems_of(wanted):
        raise NotPossible(wrong)
    assert by.account_id is not None
    made = StatisticsExport.objects.create(
        dataset=wanted.dataset, fields=list(dict.fromkeys(wanted.fields)), purpose=wanted.purpose.strip()[:LONGEST],
        receiver=wanted.receiver.strip()[:200], ground=wanted.ground.strip()[:200], k=wanted.k,
        keeps_key=wanted.keeps_key, proposed_by_id=by.account_id, proposed_at=at,
    )  # fmt: skip
    tell(made.uuid, "statistics-export-proposed", by, at, id=made.pk)
    return made


@transaction.atomic
def decide(number: uuid.UUID, *, agreed: bool, reason: str, by: Actor, at: datetime) -> StatisticsExport:
    """A second officer approves, which draws the key, or refuses. Raises: NotPossible, NotAllowed, DoesNotExist."""
    authority.require(by, PROTECT, at=at)
    row = StatisticsExport.objects.select_for_update().get(uuid=number)
    if row.state != State.PROPOSED:
        raise NotPossible({"": ("Đề nghị này đã được quyết định.", "It has been decided.")})
    if row.proposed_by_id == by.account_id:
        raise NotPossible({"": ("Người đề nghị không tự duyệt.", "Who asked does not approve it.")})
    if not agreed and len(reason.strip()) < SHORTEST:
        raise NotPossible({"reason": ("Hãy ghi lý do không duyệt.", "Refusing needs a reason.")})
    row.state = State.APPROVED if agreed else State.REFUSED
    row.reason, row.decided_by_id, row.decided_at = reason.strip()[:LONGEST], by.account_id, at
    row.key = secrets.token_hex(32) if agreed else None
    row.save()
    tell(row.uuid, "statistics-export-approved" if agreed else "statistics-export-refused", by, at, id=row.pk)
    return row


@transaction.atomic
def make(number: uuid.UUID, *, at: datetime) -> StatisticsExport | None:
    """Make the file of an approved export; None when there is nothing to do. The key is emptied unless it is kept.

    Holds all rows in memory (k-anonymity counts them all): about 300 bytes a row. A killed run has kept nothing.
    """
    row = (
        StatisticsExport.objects.select_for_update(skip_locked=True)
        .filter(uuid=number, state=State.APPROVED)
        .first()
    )
    if row is None or row.key is None:
        return None
    found = _offered[row.dataset]
    columns = [column for column in found.columns if column.key in row.fields]
    keys = [column.key for column in columns]
    code, rows = bytes.fromhex(row.key), []
    for person, values in found.rows(keys, at.astimezone(VN).date()):
        rows.append({"code": statistics.pseudonym(code, person)} | {key: values[key] for key in keys})
        if len(rows) > MOST_ROWS:
            raise OverflowError(f"more than {MOST_ROWS} rows")
    quasi = [column.key for column in columns if column.quasi]
    kept, report = statistics.suppressed(rows, quasi, row.k)
    kept.sort(key=lambda one: one["code"])
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["code", *keys])
    table.writerows([one["code"], *(one[key] for key in keys)] for one in kept)
    content = text.getvalue().encode()
    row.path = default_storage.save(f"statistics/{row.uuid}.csv", ContentFile(content))
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.report = asdict(report) | {"left_out": report.left_out}
    row.state, row.done_at = State.DONE, at
    if not row.keeps_key:
        row.key = None
    row.save()
    tell(
        row.uuid,
        "statistics-export-made",
        Actor("system"),
        at,
        id=row.pk,
        kept=report.kept,
        left_out=report.left_out,
    )
    return row


@transaction.atomic
def take(number: uuid.UUID, *, by: Actor, at: datetime) -> tuple[StatisticsExport, bytes]:
    """The file of an export, for an officer who protects data; each taking is told. Raises: NotPossible, NotAllowed."""
    authority.require(by, PROTECT, at=at)
    row = StatisticsExport.objects.select_for_update().get(uuid=number)
    if row.state != State.DONE or not row.path:
        raise NotPossible({"": ("Không có tệp.", "There is no file.")})
    with default_storage.open(row.path, "rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise NotPossible({"": ("Tệp không còn nguyên vẹn.", "The file is not what was made.")})
    row.taken += 1
    row.save(update_fields=["taken"])
    tell(row.uuid, "statistics-export-taken", by, at, id=row.pk)
    return row, content


def describe(row: StatisticsExport) -> dict[str, Any]:
    """Names of the data set and its columns, as they are today; keys for what is no longer offered."""
    found = _offered.get(row.dataset)
    names = {column.key: {"vi": column.vi, "en": column.en} for column in found.columns} if found else {}
    return {
        "dataset": {"vi": found.vi, "en": found.en} if found else row.dataset,
        "columns": [names.get(key, key) for key in row.fields],
    }
