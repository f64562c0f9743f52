"""What counts when a tablet sends a draft late, and what has to be said first. No clock, no database.

A dossier of a team is received when the server receives it and an officer takes it in: its code and its receipt are of
that moment, and a device's clock proves nothing. The time of writing is kept and shown beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SEND_WITHIN = timedelta(hours=24)
"""How old a draft may be before it is shown as sent late. A default of the city: the team promises "today"."""
CLOCK_WRONG = timedelta(minutes=10)
"""A device that is ahead by more than this has a wrong clock, and its time is not shown as if it were right."""


class Outcome(StrEnum):
    """What the server did with a draft that a tablet sent."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    APART = "apart"
    TAKEN = "taken"


def outcome(there: str | None, base: str, sent: str, taken: bool) -> Outcome:
    """`there`: digest that the server has (None: nothing), `base`: the one that the tablet last heard of, `sent`: the new.

    A tablet that knows nothing of a change on the server never writes over it.
    """
    if there is None:
        return Outcome.NEW
    if sent == there:
        return Outcome.KNOWN
    if taken:
        return Outcome.TAKEN
    return Outcome.CHANGED if base == there else Outcome.APART


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at before a draft is taken in. `stops`: it cannot be taken in as it is."""

    key: str
    vi: str
    en: str
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a draft and its procedure at the moment of looking."""

    entered_at: datetime
    received_at: datetime
    apart: bool = False
    closed: tuple[str, str] | None = None
    gone: Sequence[str] = ()
    fresh: Sequence[str] = ()
    changed: bool = False
    filed: Sequence[str] = ()
    online_draft: datetime | None = None
    taken: str = ""


def doubts(facts: Facts) -> list[Doubt]:
    """Everything that has to be said, what stops first."""
    found: list[Doubt] = []
    if facts.taken:
        found.append(
            Doubt(
                "taken", f"Đã tiếp nhận thành hồ sơ {facts.taken}; bản sửa sau đó trên máy không được tính.",
                f"Taken in as {facts.taken}; what was changed on the tablet later does not count.", True,
            )
        )  # fmt: skip
    if facts.closed:
        found.append(
            Doubt(
                "closed", f"Thủ tục không còn nhận hồ sơ: {facts.closed[0]}",
                f"The procedure is closed: {facts.closed[1]}", True,
            )
        )  # fmt: skip
    if facts.apart:
        found.append(
            Doubt(
                "apart", "Bản trên máy chủ đã được sửa sau khi máy tính bảng mất mạng: chọn bản đúng.",
                "It was changed on the server while the tablet was away: choose the right one.", True,
            )
        )  # fmt: skip
    if facts.changed:
        asks = f" Câu hỏi mới: {'; '.join(facts.fresh)}." if facts.fresh else ""
        drops = f" Không còn hỏi: {'; '.join(facts.gone)}." if facts.gone else ""
        asks_en = f" New questions: {'; '.join(facts.fresh)}." if facts.fresh else ""
        drops_en = f" No longer asked: {'; '.join(facts.gone)}." if facts.gone else ""
        found.append(
            Doubt(
                "changed", f"Biểu mẫu đã đổi từ lúc điền.{asks}{drops}",
                f"The form has changed since.{asks_en}{drops_en}",
            )
        )  # fmt: skip
    if facts.filed:
        codes = ", ".join(facts.filed)
        found.append(
            Doubt(
                "filed", f"Người này đang có hồ sơ cùng thủ tục: {codes}.",
                f"This person has an open request of the same kind: {codes}.",
            )
        )  # fmt: skip
    if facts.online_draft is not None:
        found.append(
            Doubt(
                "online", "Người này cũng có một bản nháp trực tuyến của thủ tục này.",
                "This person also has a draft of the same kind online.",
            )
        )  # fmt: skip
    if facts.entered_at > facts.received_at + CLOCK_WRONG:
        found.append(Doubt("clock", "Đồng hồ của máy tính bảng sai.", "The tablet's clock is wrong."))
    elif facts.received_at - facts.entered_at > SEND_WITHIN:
        found.append(
            Doubt(
                "late", "Gửi sau hơn một ngày; thời hạn chỉ tính từ lúc tiếp nhận, hãy báo cho người dân.",
                "Sent after more than a day; the limit runs from the intake only, tell the person.",
            )
        )  # fmt: skip
    return found


def differences(
    one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]
) -> list[tuple[str, str, str]]:
    """Questions that two states of one draft answer differently: name, here, there; in the order of the first."""
    names = [*one, *(name for name in other if name not in one)]
    return [
        (name, ", ".join(one.get(name, ())), ", ".join(other.get(name, ())))
        for name in names
        if list(one.get(name, ())) != list(other.get(name, ()))
    ]
