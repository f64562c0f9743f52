"""The note that a later event leaves in the entry it changes: the entry itself keeps what was registered.

Source: Luật Hộ tịch 2014 Đ28.2 (a change is noted in the book of the event), Đ25.2; TT 04/2020/TT-BTP Đ18.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from motcua.foundation.actor import SYSTEM
from motcua.foundation.text import fold
from motcua.foundation.worktime import VN
from motcua.records import registers

LONGEST = 4000
"""Characters of a remark; what no longer fits stays in the register of changes alone."""
KINDS = {
    "change": "Thay đổi",
    "correction": "Cải chính",
    "addition": "Bổ sung",
    "ethnicity": "Xác định lại dân tộc",
}


def noted(
    register: str, number: int, year: int, name: str, line: str, by: registers.Record, at: datetime
) -> bool:
    """Write `line` under the remarks of the entry that bears this number of a year and names this person.

    False, and nothing written, when no entry or more than one answers to that: the register of changes says it anyway,
    and the officer finds the paper book by hand.
    """
    found = [
        entry
        for entry in registers.of_year(register, year, number=number)
        if fold(name) in {fold(value) for value in names_in(entry.data)}
    ]
    if len(found) != 1:
        return False
    (entry,) = found
    before = entry.data.get("remark", "")
    after = f"{before}\n{line}" if before else line
    if line in before or len(after) > LONGEST:
        return False
    with suppress(
        registers.NotAccepted
    ):  # an old entry that today's form would not take stays as it was written
        registers.correct(
            (entry.register, entry.id),
            {"remark": after},
            reason=line,
            source=registers.Source(registers.Origin.DOSSIER, by.dossier_code, by.paper_id),
            by=SYSTEM,
            at=at,
        )
        return True
    return False


def names_in(data: Mapping[str, object]) -> list[str]:
    """The names that an entry states, whatever the roles are called."""
    return [str(value) for key, value in data.items() if key.endswith("_name") and value]


def of_change(change: registers.Record, at: datetime) -> str:
    """What a change of civil-status facts leaves in the entry."""
    data = change.data
    old = f" từ “{data['old_value']}”" if data.get("old_value") else ""
    return (
        f"{KINDS.get(data.get('registration_kind', ''), 'Thay đổi')} {data['what']}{old} thành “{data['new_value']}”"
        f" theo {data.get('paper_number', '')} ngày {_day(at)}."
    )


def of_recognition(recognised: registers.Record, which: str, at: datetime) -> str:
    """What a recognition leaves in the child's birth entry."""
    data = recognised.data
    return (
        f"Nhận {which}: {data['parent_name']}, theo trích lục {data.get('paper_number', '')} ngày {_day(at)}."
    )


def _day(at: datetime) -> str:
    return f"{at.astimezone(VN):%d/%m/%Y}"
