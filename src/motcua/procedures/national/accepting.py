"""Accepting and rejecting what a crawl would change; only then does it reach the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from motcua.city import authority
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue import importing, index
from motcua.procedures.catalogue.models import Procedure, Status
from motcua.procedures.national import ruling
from motcua.procedures.national.comparing import IN_BULK
from motcua.procedures.national.crawl import POWER
from motcua.procedures.national.models import Change, Crawl, Record

MOST_ONE_BY_ONE = 200
"""Changes that one click may decide by their boxes; whole groups go by `accept_group`."""


class Refused(Exception):
    """Cannot be decided so; `vi` and `en` say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass(frozen=True, slots=True)
class Decided:
    """How many changes were decided; `late`: somebody else had decided them, or a newer crawl came."""

    done: int
    late: int = 0


@transaction.atomic
def accept(ids: Iterable[int], *, by: Actor, at: datetime, words: str = "") -> Decided:
    """Accept these changes: they become the city's record and its catalogue, with its own decisions on top.

    Raises: authority.NotAllowed, Refused for too many at once.
    """
    rows, late = _locked(ids, by, at)
    _take(rows, by=by, at=at, words=words)
    for row in rows:
        events.record(
            f"procedure:{row.code}", "catalogue.accepted", at=at, actor=by,
            data={"code": row.code, "crawl": row.crawl_id, "kind": row.kind, "parts": _parts(row), "words": words},
        )  # fmt: skip
    return Decided(len(rows), late)


@transaction.atomic
def reject(ids: Iterable[int], words: str, *, by: Actor, at: datetime) -> Decided:
    """Reject these changes with a reason; the same content in a later crawl is not asked again.

    Raises: authority.NotAllowed, Refused without a reason.
    """
    words = words.strip()
    if not words:
        raise Refused("Hãy ghi lý do không nhận.", "Say why it is rejected.")
    rows, late = _locked(ids, by, at)
    _decide(rows, Change.State.REJECTED, by, at, words)
    for row in rows:
        events.record(
            f"procedure:{row.code}", "catalogue.rejected", at=at, actor=by,
            data={"code": row.code, "crawl": row.crawl_id, "kind": row.kind, "parts": _parts(row), "words": words},
        )  # fmt: skip
    return Decided(len(rows), late)


@transaction.atomic
def accept_group(crawl: Crawl, group: str, *, by: Actor, at: datetime) -> Decided:
    """Accept all open changes of a group that may go as a whole. About 15 s for the first import of the country.

    Procedures that can be filed in this city are left for a look at each. Raises: authority.NotAllowed, Refused.
    """
    _require(by, at)
    if group not in IN_BULK:
        raise Refused("Nhóm này phải xem từng thủ tục.", "This group has to be looked at one by one.")
    rows = list(bulk_of(crawl, group).select_for_update(of=("self",)).order_by("code"))
    _take(rows, by=by, at=at, words="")
    if rows:
        events.record(
            "catalogue:national", "catalogue.accepted_group", at=at, actor=by,
            data={"crawl": crawl.uuid, "group": group, "count": len(rows), "first": rows[0].code, "last": rows[-1].code},
        )  # fmt: skip
    return Decided(len(rows))


def bulk_of(crawl: Crawl, group: str) -> QuerySet[Change]:
    """The open changes that `accept_group` would take."""
    filed = Procedure.objects.filter(executable=True).values("code")
    return Change.objects.filter(crawl=crawl, state=Change.State.OPEN, group=group).exclude(code__in=filed)


@transaction.atomic
def adopt(*, by: Actor, at: datetime) -> int:
    """Let the city go by the facts that its catalogue has already, for codes without a record; how many.

    So a city that began with the product's facts has something to compare the first crawl with, and its questions.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into national_record (code, facts, source_hash, gone, accepted_at, accepted_by) "
            "select code, facts, '', false, %s, %s from catalogue_procedure "
            "where facts ? 'code' on conflict (code) do nothing",
            [at, by.name],
        )
        made = cursor.rowcount
    if made:
        ruling.ask_again()
    return made


def _locked(ids: Iterable[int], by: Actor, at: datetime) -> tuple[list[Change], int]:
    _require(by, at)
    wanted = set(ids)
    if len(wanted) > MOST_ONE_BY_ONE:
        raise Refused(f"Mỗi lần tối đa {MOST_ONE_BY_ONE} thủ tục.", f"At most {MOST_ONE_BY_ONE} at once.")
    rows = list(
        Change.objects.select_for_update(of=("self",))
        .filter(id__in=wanted, state=Change.State.OPEN, crawl__state=Crawl.State.COMPARED)
        .order_by("code")
    )
    return rows, len(wanted) - len(rows)


def _require(by: Actor, at: datetime) -> None:
    if by.kind != "system":
        authority.require(by, POWER, at=at)


def _take(rows: list[Change], *, by: Actor, at: datetime, words: str) -> None:
    listed = [row for row in rows if row.kind != Change.Kind.GONE]
    gone = [row.code for row in rows if row.kind == Change.Kind.GONE]
    Record.objects.bulk_create(
        [
            Record(
                code=row.code, facts=row.facts, original=row.original, source_hash=row.source_hash, crawl_id=row.crawl_id,
                accepted_at=at, accepted_by=by.name,
            )
            for row in listed
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["facts", "original", "source_hash", "gone", "crawl", "accepted_at", "accepted_by"],
        batch_size=500,
    )  # fmt: skip
    codes = [row.code for row in listed]
    ruling.ask_again(codes)
    importing.bring(row.facts or {} for row in listed)
    back = [row.code for row in listed if row.kind == Change.Kind.BACK]
    Procedure.objects.filter(code__in=back, status=Status.ABOLISHED).update(status=Status.PUBLISHED)
    Record.objects.filter(code__in=gone).update(gone=True, accepted_at=at, accepted_by=by.name)
    # What can be filed here ends by a decision of the city, not because a list forgot it.
    Procedure.objects.filter(code__in=gone, executable=False).update(status=Status.ABOLISHED)
    if gone or back:
        importing.count_facets()
        for procedure in Procedure.objects.filter(code__in=[*gone, *back]):
            index.refresh(procedure)
    _decide(rows, Change.State.ACCEPTED, by, at, words)


def _decide(rows: list[Change], state: str, by: Actor, at: datetime, words: str) -> None:
    # The arriving content has moved to the record, or is not wanted: the row keeps what differed, in words.
    Change.objects.filter(id__in=[row.pk for row in rows]).update(
        state=state, decided_by_id=by.account_id, decided_by_name=by.name, decided_at=at, words=words[:2000],
        facts=None, original=None,
    )  # fmt: skip


def _parts(row: Change) -> list[str]:
    return list(dict.fromkeys(one["part"] for one in row.differences))
