"""How long records are kept: those whose years are over are listed by one officer, approved by another, then cleared.

Cleared of its values, people and history, a record keeps its number, days and place: that it was stays countable. Nothing is
cleared while it says something about today.
"""

from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction

from motcua.city import authority
from motcua.foundation import events, worktime
from motcua.foundation.actor import SYSTEM, Actor
from motcua.records.registers import definitions, storage
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Clearing

AT_ONCE = 500
MOST_SHOWN = 200
LISTS, APPROVES = "process", "approve"
"""Powers, in the field of the register at the agency that keeps it."""


class CannotClear(ValueError):
    """The list cannot be made or decided so; says why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def until(kept: RegisterDefinition, today: date) -> date | None:
    """Records whose time ended before this day need not be kept any more; None: they are kept for ever."""
    return None if kept.kept_years is None else today - relativedelta(years=kept.kept_years)


def _past(kept: RegisterDefinition) -> str:
    """The condition, in SQL: cleared ones have no values left. Years count from the end, or from the entry."""
    last = "entered_on" if kept.kept_from == "entry" else "coalesce(valid_to, recorded_at::date)"
    ended = "" if kept.kept_from == "entry" else " and (state <> 'in_force' or valid_to is not null)"
    return f"agency_id = %s and {last} < %s and data <> '{{}}'::jsonb{ended}"


def past_keeping(register: str, agency_id: int, today: date, after: int = 0) -> list[dict[str, Any]]:
    """Records whose years are over, by id: what they are called, no values. One query; `after`: the last of the page
    before."""
    kept = definitions.definition_of(register)
    day = until(kept, today)
    if day is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, year, number, key, entered_on, valid_to from {storage.record_table(register)}"
            f" where id > %s and {_past(kept)} order by id limit {MOST_SHOWN}",
            [after, agency_id, day],
        )
        names = ("id", "year", "number", "key", "entered_on", "valid_to")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@transaction.atomic
def propose(register: str, agency_id: int, *, by: Actor, at: datetime) -> Clearing:
    """List what is past its years, for another officer to decide. Raises: NotAllowed, CannotClear."""
    kept = definitions.definition_of(register)
    authority.require(by, LISTS, at=at, field=kept.field, agency_id=agency_id)
    day = until(kept, at.astimezone(worktime.VN).date())
    if day is None:
        raise CannotClear("Sổ này lưu vĩnh viễn.", "This register is kept for ever.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from {storage.record_table(register)} where {_past(kept)}", [agency_id, day]
        )
        count = int(cursor.fetchone()[0])
    if count == 0:
        raise CannotClear("Chưa có bản ghi nào hết thời hạn lưu.", "No record is past its years.")
    made = Clearing.objects.create(
        register=register, agency_id=agency_id, until=day, count=count, listed_by=by.as_data(), listed_at=at
    )
    _tell("register.clearing_listed", made, by, at)
    return made


@transaction.atomic
def decide(number: int, *, agreed: bool, reason: str, by: Actor, at: datetime) -> Clearing:
    """Approve or refuse a list that somebody else made. Raises: NotAllowed, CannotClear."""
    made = Clearing.objects.select_for_update().get(id=number)
    kept = definitions.definition_of(made.register)
    if made.listed_by.get("account_id") == by.account_id:
        raise CannotClear("Người lập danh sách không tự duyệt.", "Who made the list does not approve it.")
    authority.require(by, APPROVES, at=at, field=kept.field, agency_id=made.agency_id)
    if made.state != Clearing.State.LISTED:
        raise CannotClear("Danh sách này đã được quyết định.", "This list has been decided.")
    if not agreed and not reason.strip():
        raise CannotClear("Cần ghi lý do không duyệt.", "Refusing needs a reason.")
    made.state = Clearing.State.APPROVED if agreed else Clearing.State.REFUSED
    made.reason, made.decided_by, made.decided_at = reason, by.as_data(), at
    made.save()
    _tell("register.clearing_approved" if agreed else "register.clearing_refused", made, by, at)
    return made


_CLEAR = """
with gone as (
    update {records} set data = '{{}}', words = '{{}}', reason = '', origin_ref = '', dossier_code = ''
    where id = any(%(ids)s) returning id),
 parts as (delete from {parts} where record_id = any(%(ids)s))
delete from {revisions} where record_id = any(%(ids)s)
"""


@transaction.atomic
def clear_some(*, at: datetime, size: int = AT_ONCE) -> bool:
    """Clear the next records of the oldest approved list; false when there is none. A killed run goes on where it was."""
    made = (
        Clearing.objects.select_for_update(skip_locked=True)
        .filter(state=Clearing.State.APPROVED)
        .order_by("id")
        .first()
    )
    if made is None:
        return False
    kept = definitions.definition_of(made.register)
    tables = {
        name: storage.table(f"registers_{base}", made.register)
        for name, base in (("records", "record"), ("parts", "part"), ("revisions", "revision"))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from {tables['records']} where id > %s and {_past(kept)} order by id limit %s for update",
            [made.through, made.agency_id, made.until, size],
        )
        ids = [row[0] for row in cursor.fetchall()]
        if ids:
            cursor.execute(_CLEAR.format(**tables), {"ids": ids})
            made.through = ids[-1]
            made.cleared += len(ids)
    if len(ids) < size:
        made.state, made.done_at = Clearing.State.DONE, at
        _tell("register.cleared", made, SYSTEM, at)
    made.save()
    return True


def _tell(kind: str, made: Clearing, by: Actor, at: datetime) -> None:
    events.record(
        f"register:{made.register}:{made.agency_id}",
        kind,
        at=at,
        actor=by,
        data={
            "register": made.register, "clearing": made.pk, "until": made.until.isoformat(), "count": made.count,
            "cleared": made.cleared,
        },
    )  # fmt: skip
