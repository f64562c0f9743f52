"""Breaches of personal data, and drills: the register, the clock, and what the log says about who was affected."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.city import authority
from motcua.foundation.actor import Actor
from motcua.records.privacy import terms
from motcua.records.privacy.models import Breach
from motcua.records.privacy.questions import LONGEST, PROTECT, SHORTEST, NotPossible, calendar_of, head_agency
from motcua.records.privacy.telling import tell

KINDS: dict[str, tuple[str, str, bool]] = {
    "basic": ("Dữ liệu cơ bản (họ tên, ngày sinh, số định danh, địa chỉ …)", "Basic data", False),
    "contact": ("Số điện thoại, thư điện tử", "Telephone, e-mail", False),
    "family": ("Quan hệ gia đình", "Family relations", False),
    "health": ("Sức khỏe", "Health", True),
    "identity_images": ("Hình ảnh thẻ căn cước", "Images of identity cards", True),
    "bank": ("Tài khoản ngân hàng", "Bank accounts", True),
    "location": ("Vị trí", "Location", True),
    "biometric": ("Sinh trắc học", "Biometrics", True),
    "violations": ("Vi phạm pháp luật", "Offences", True),
}
"""Kinds of data of a breach: words, and whether NĐ 356/2025 counts them as sensitive. Of location, biometric and bank data
the subjects must be told (Luật BVDLCN 2025 Đ.23)."""
TELL_SUBJECTS = frozenset({"location", "biometric", "bank"})
MOST_LISTED = 2000


@dataclass(frozen=True, slots=True)
class Noted:
    """What is known when a breach is noted, or a drill begins. `screens`: names of routes; empty sequences: all."""

    title: str
    happened: str
    begins: datetime
    ends: datetime
    found_at: datetime
    drill: bool
    kinds: Sequence[str] = ()
    accounts: Sequence[int] = ()
    agencies: Sequence[int] = ()
    screens: Sequence[str] = ()
    harm: bool = False


@transaction.atomic
def note(given: Noted, *, by: Actor, at: datetime) -> Breach:
    """Put a breach or a drill into the register; the clock runs from when it was found. Raises: NotPossible, NotAllowed."""
    authority.require(by, PROTECT, at=at)
    problems = {}
    if len(given.title.strip()) < SHORTEST:
        problems["title"] = ("Hãy đặt tên sự việc.", "Give it a name.")
    if len(given.happened.strip()) < SHORTEST:
        problems["happened"] = ("Hãy ghi điều đã biết.", "Write what is known.")
    if given.ends <= given.begins:
        problems["ends"] = ("Lúc kết thúc phải sau lúc bắt đầu.", "The end is not after the beginning.")
    if given.found_at > at:
        problems["found_at"] = ("Lúc phát hiện ở tương lai.", "It cannot have been found in the future.")
    if not given.kinds or set(given.kinds) - KINDS.keys():
        problems["kinds"] = ("Hãy chọn loại dữ liệu.", "Choose the kinds of data.")
    if problems:
        raise NotPossible(problems)
    assert by.account_id is not None
    made = Breach.objects.create(
        drill=given.drill, title=given.title.strip()[:200], happened=given.happened.strip()[:LONGEST],
        scope={
            "from": given.begins.isoformat(), "to": given.ends.isoformat(), "accounts": list(given.accounts),
            "agencies": list(given.agencies), "screens": list(given.screens),
        },
        kinds=list(given.kinds), harm=given.harm, found_at=given.found_at,
        due_at=terms.due("breach", given.found_at, calendar_of(head_agency())), noted_by_id=by.account_id,
    )  # fmt: skip
    tell(made.uuid, "breach-drilled" if given.drill else "breach-noted", by, at, id=made.pk)
    return made


@transaction.atomic
def step(number: uuid.UUID, done: str, words: str, *, by: Actor, at: datetime) -> Breach:
    """Note that the authority was told, that the subjects were told, or that it is closed with what was done.

    Raises: NotPossible, NotAllowed, Breach.DoesNotExist.
    """
    authority.require(by, PROTECT, at=at)
    row = Breach.objects.select_for_update().get(uuid=number)
    if row.state == Breach.State.CLOSED:
        raise NotPossible({"": ("Sự việc đã đóng.", "It is closed.")})
    if row.drill and done != "closed":
        raise NotPossible({"": ("Diễn tập không thông báo cho ai.", "A drill notifies nobody.")})
    if done == "authority":
        row.authority_told_at = row.authority_told_at or at
    elif done == "subjects":
        row.subjects_told_at = row.subjects_told_at or at
    elif done == "closed":
        if len(words.strip()) < SHORTEST:
            raise NotPossible({"measures": ("Hãy ghi biện pháp đã làm.", "Write what was done.")})
        if not row.drill and row.harm and row.authority_told_at is None:
            raise NotPossible(
                {
                    "measures": (
                        "Chưa ghi việc thông báo cho cơ quan chuyên trách.",
                        "The authority was not told yet.",
                    )
                }
            )
        row.state, row.measures, row.closed_at = Breach.State.CLOSED, words.strip()[:LONGEST], at
    else:
        raise NotPossible({"": ("Không có bước này.", "There is no such step.")})
    row.save()
    tell(row.uuid, f"breach-{done}", by, at, id=row.pk)
    return row


@dataclass(frozen=True, slots=True)
class Found:
    """What the log says within a scope. `by_reader` rows: name, agency id, looks, people, first, last.

    `people`: the affected as (id, looks, first, last), the most looked at first, at most `MOST_LISTED`.
    """

    looks: int
    people: int
    first: datetime | None
    last: datetime | None
    by_reader: list[tuple[Any, ...]]
    by_data: list[tuple[str, int, int]]
    affected: list[tuple[Any, ...]]


_SCOPE = """
from (select at, reader_account_id, reader_name, reader_agency_id, what, person
      from foundation_accesslog cross join lateral
           unnest(coalesce(people, array[person_id])) as person
      where at >= %(from)s and at < %(to)s and person is not null and result = 'shown'
        and (cardinality(%(accounts)s::bigint[]) = 0 or reader_account_id = any(%(accounts)s))
        and (cardinality(%(agencies)s::bigint[]) = 0 or reader_agency_id = any(%(agencies)s))
        and (cardinality(%(screens)s::text[]) = 0 or screen = any(%(screens)s))) as l
"""


def affected(row: Breach) -> Found:
    """Who was affected, which data, from when to when, who read: from the log. Four queries over the scope's time."""
    scope = {
        "from": datetime.fromisoformat(row.scope["from"]), "to": datetime.fromisoformat(row.scope["to"]),
        "accounts": row.scope["accounts"], "agencies": row.scope["agencies"], "screens": row.scope["screens"],
    }  # fmt: skip
    with connection.cursor() as cursor:

        def rows(what: str) -> list[tuple[Any, ...]]:
            cursor.execute(what.replace("{scope}", _SCOPE), scope)
            return cursor.fetchall()

        ((looks, people, first, last),) = rows(
            "select count(*), count(distinct person), min(at), max(at) {scope}"
        )
        by_reader = rows(
            "select reader_name, reader_agency_id, count(*), count(distinct person), min(at), max(at) {scope}"
            " group by reader_account_id, reader_name, reader_agency_id order by 4 desc, 1 limit 200"
        )
        by_data = rows(
            "select split_part(what, ':', 1), count(*), count(distinct person) {scope} group by 1 order by 2 desc, 1"
        )
        listed = rows(
            "select person, count(*), min(at), max(at) {scope} group by person order by 2 desc, 1"
            f" limit {MOST_LISTED}"
        )
    return Found(looks, people, first, last, by_reader, by_data, listed)
