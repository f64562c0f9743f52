"""A linked set in plain words for the person whose it is: where each part stands, and when all will be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.city.models import Agency
from motcua.procedures.definition import Text
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.procedures.dossiers.status import Status
from motcua.procedures.linked import reading
from motcua.procedures.linked.models import State
from motcua.sites.portal.next_action import Words
from motcua.sites.shell.wording import date_words, datetime_words


@dataclass(frozen=True, slots=True)
class Part:
    """One line. `mark`: done, now, todo or late, as the timeline knows them."""

    id: str
    name: Text
    dossier: Dossier
    agency: Agency
    mark: str
    told: Words
    why: str
    results: Sequence[Document]
    may_drop: bool


@dataclass(frozen=True, slots=True)
class Shown:
    parent: Dossier
    told: Words
    parts: Sequence[Part]
    addable: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Belongs:
    """To which set a part belongs, for the part's own page."""

    parent: Dossier
    name: Text


def of(dossier: Dossier, at: datetime) -> Shown | None:
    """The set of a dossier that is one; None for others. Three queries for a set, else none."""
    found = reading.of_parent(dossier, at)
    if found is None:
        return None
    return Shown(dossier, _whole(found), [_part(one, at) for one in found.parts], found.addable)


def belonging(dossier: Dossier, at: datetime) -> Belongs | None:
    """The set to which a part belongs; None for others. Four queries for a part, else none."""
    found = reading.of_child(dossier, at)
    return Belongs(found[0].parent, found[0].name) if found else None


def _whole(found: reading.SetShown) -> Words:
    """How far it is and on what its end hangs, without a word of method."""
    done, whole = found.done, sum(1 for one in found.parts if one.item.state != State.DROPPED)
    far = Words(f"Đã xong {done} / {whole} phần.", f"{done} of {whole} parts are done.")
    if found.case.ended_at is not None:
        return far
    due = found.case.due_at
    until = date_words(due) if due else ""
    way_vi, way_en = (" → ".join(getattr(name, key) for name in found.path) for key in ("vi", "en"))
    vi = f"{far.vi} Dự kiến xong hết ngày {until}; lâu nhất là: {way_vi}."
    en = f"{far.en} All should be done by {until}; what takes longest: {way_en}."
    if found.later_than_promised:
        promised = date_words(found.parent.due_at)
        vi += f" Như vậy trễ hơn ngày đã hẹn ({promised})."
        en += f" That is later than the promised day ({promised})."
    return Words(vi, en)


def _part(one: reading.PartShown, at: datetime) -> Part:
    mark, told, why = _words(one, at)
    return Part(
        one.item.part_id, one.name, one.dossier, one.dossier.competent_agency, mark, told, why,
        [] if one.item.state == State.WAITING else one.results, one.may_drop,
    )  # fmt: skip


def _words(one: reading.PartShown, at: datetime) -> tuple[str, Words, str]:
    item, child = one.item, one.dossier
    match State(item.state):
        case State.DONE:
            return "done", Words(f"Đã có kết quả ngày {date_words(child.ended_at)}.",
                                 f"The result was issued on {date_words(child.ended_at)}."), ""  # fmt: skip
        case State.FAILED:
            return "late", Words("Không được giải quyết.", "Not granted."), item.reason
        case State.HALTED:
            return "late", Words("Dừng lại.", "Stopped."), item.reason
        case State.DROPPED:
            return "todo", Words("Bạn đã bỏ phần này.", "You left this part out."), ""
        case State.WAITING:
            return "todo", _waits(one), item.reason
    return _open(one, child, at)


def _waits(one: reading.PartShown) -> Words:
    vi = ", ".join(f"“{name.vi}”" for name in one.waits_for)
    en = ", ".join(f"“{name.en}”" for name in one.waits_for)
    if one.item.resume_step:
        return Words(f"Tạm dừng, chờ sửa lại {vi}. Nội dung cần sửa:", f"Rests until {en} is put right:")
    due = date_words(one.item.expected_due) if one.item.expected_due else ""
    return Words(
        f"Chờ kết quả {vi}; dự kiến xong ngày {due}." if vi else f"Sắp bắt đầu; dự kiến xong ngày {due}.",
        f"Waits for {en}; expected by {due}." if en else f"About to begin; expected by {due}.",
    )


def _open(one: reading.PartShown, child: Dossier, at: datetime) -> tuple[str, Words, str]:
    if child.status == Status.SUPPLEMENT:
        return (
            "late",
            Words("Cần bạn bổ sung; mở phần này để gửi.", "You are asked for more; open it to send."),
            "",
        )
    if child.status == Status.PAYMENT_DUTY:
        return (
            "late",
            Words("Chờ bạn nộp tiền; mở phần này để nộp.", "Waits for your payment; open it to pay."),
            "",
        )
    if child.status == Status.REGISTERED:
        return "now", Words("Quầy đang kiểm tra thông tin.", "The counter is checking the data."), ""
    if child.corrections:
        return "now", Words("Cơ quan đang sửa lại kết quả.", "The agency is correcting its result."), ""
    due = datetime_words(child.due_at)
    if child.paused_at is not None:
        return (
            "now",
            Words(
                "Đang chờ nơi khác trả lời; thời hạn tạm dừng.", "Somebody else is asked; the clock rests."
            ),
            "",
        )
    if child.due_at is not None and child.due_at < at:
        return "late", Words(f"Trễ hẹn: lẽ ra xong lúc {due}.", f"Late: it was due {due}."), ""
    return "now", Words(f"Đang giải quyết, hẹn xong lúc {due}.", f"Being worked on, due {due}."), ""
