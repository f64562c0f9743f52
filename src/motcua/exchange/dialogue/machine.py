"""What may happen to a message now: pure rules over a kind's acts and a few facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.exchange.dialogue.kinds import Act, Kind


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask of a message: where it stands, and what has happened only once so far."""

    state: str
    reply_by: int | None = None
    ended_at: datetime | None = None
    rated: bool = False
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act cannot be done; `code` is stable."""

    code: str
    vi: str
    en: str


def refusal(kind: Kind, act: Act, facts: Facts, *, account_id: int | None, at: datetime) -> Refusal | None:
    """Why `act` may not be done now by this account; None when nothing in the rules speaks against it.

    Whether the account has the power, or is the sender, is not asked here.
    """
    if facts.state not in act.sources:
        now = kind.states[facts.state]
        return Refusal(
            "state",
            f"Việc này không làm được khi đang “{now.vi}”. Trang vừa được cập nhật, hãy xem lại.",
            f"This cannot be done while it is “{now.en}”. It has changed meanwhile: please look again.",
        )
    if act.four_eyes and facts.reply_by is not None and facts.reply_by == account_id:
        return Refusal(
            "four-eyes",
            "Người soạn nội dung trả lời không tự duyệt; cần người khác duyệt.",
            "Who wrote the answer cannot approve it; somebody else must.",
        )
    if (act.once == "rated" and facts.rated) or (act.once == "reopened" and facts.reopened):
        return Refusal("once", "Việc này chỉ làm được một lần.", "This can be done only once.")
    if act.within_days and (facts.ended_at is None or at > facts.ended_at + timedelta(days=act.within_days)):
        return Refusal(
            "too-late",
            f"Chỉ đề nghị được trong {act.within_days} ngày sau khi có kết quả.",
            f"This can be asked only within {act.within_days} days of the result.",
        )
    return None


def possible(kind: Kind, facts: Facts, *, by: str, account_id: int | None, at: datetime) -> Iterator[str]:
    """Keys of the acts of `by` (officer, resident) that the rules allow now, in the order of the definition."""
    for key, act in kind.acts.items():
        if act.by == by and refusal(kind, act, facts, account_id=account_id, at=at) is None:
            yield key
