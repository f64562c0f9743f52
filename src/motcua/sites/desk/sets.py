"""A dossier in its linked set, for officers: its siblings, what it got from them, to whom an error may go back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.http import HttpRequest

from motcua.city.authority import PowerSet
from motcua.procedures.definition import Text
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.linked import reading, repairing
from motcua.procedures.linked.models import State
from motcua.sites.desk import rights
from motcua.sites.desk.offers import Offers
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import say
from motcua.sites.shell.wording import date_words

SEND_BACK = "send-back"
OF_THE_STEP = frozenset({"act", "claim", "release", "assign"})
"""What nobody does to a set while its parts are open."""
BY_ITSELF = {
    "vi": "Hồ sơ tự đi tiếp khi các phần đã xong.",
    "en": "It goes on by itself when the parts have ended.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the set. `href`: whether this officer may open it; `here`: the dossier on the screen."""

    name: Text
    dossier: Dossier
    opens: bool
    here: bool
    told: dict[str, str]
    tone: str
    critical: bool


@dataclass(frozen=True, slots=True)
class Received:
    """What an earlier part decided and this one was told."""

    name: Text
    number: str
    on: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`parent` is None on the page of the set itself. `repairable`: parts to which an error may be sent back now."""

    name: Text
    parent: Dossier | None
    opens_parent: bool
    lines: Sequence[Line]
    received: Sequence[Received]
    repairable: Sequence[tuple[str, Text]]
    expected: datetime | None
    promised: datetime | None
    reason: str
    moves_by_itself: bool


def fitting(offered: Offers, the_set: Shown | None) -> Offers:
    """The acts of a dossier in its set: an error may go back, and a set with open parts is not moved by hand."""
    if the_set is None:
        return offered
    if the_set.moves_by_itself and {"act", "claim", "release"}.intersection(offered.acts):
        acts = tuple(act for act in offered.acts if act not in OF_THE_STEP)
        return replace(offered, acts=acts, ways=(), why=None, closed=BY_ITSELF)
    if the_set.repairable and {"act", "sign"}.intersection(offered.acts):
        return replace(offered, acts=(offered.acts[0], SEND_BACK, *offered.acts[1:]))
    return offered


def of(found: Dossier, powers: PowerSet, now: datetime) -> Shown | None:
    """The set of this dossier; None for the others, without a query. Four or five queries in a set."""
    if found.part_of_id is not None:
        both = reading.of_child(found, now)
        return _shown(both[0], both[1], found, powers) if both else None
    whole = reading.of_parent(found, now)
    return _shown(whole, None, found, powers) if whole else None


def send_back(request: HttpRequest, officer: Officer, found: Dossier, task_id: int) -> str:
    """The act: what was chosen and written. Raises NotComplete with each fault."""
    to_part, reason = request.POST.get("to_part", ""), request.POST.get("reason", "")
    faults = {}
    if not to_part:
        faults["to_part"] = ("Chọn phần cần sửa.", "Choose the part to be corrected.")
    if not reason.strip():
        faults["reason"] = ("Ghi rõ sai sót.", "Say what is wrong.")
    if faults:
        raise NotComplete(faults)
    repairing.send_back(task_id, to_part, reason[:2000], by=officer.actor, at=officer.now)
    return say(
        "Đã trả lại để sửa; hồ sơ này chờ và tự tiếp tục khi có kết quả đã sửa.",
        "Sent back; this dossier waits and goes on by itself when the corrected result is here.",
    )


def _shown(
    whole: reading.SetShown, mine: reading.PartShown | None, found: Dossier, powers: PowerSet
) -> Shown:
    numbers = [part.dossier.id for part in whole.parts] + [whole.parent.id]
    open_to_me = set(
        rights.mine_among(powers).filter(Q(id__in=numbers)).values_list("id", flat=True)
    )  # fmt: skip
    items = {part.item.part_id: part for part in whole.parts}
    lines = [
        Line(part.name, part.dossier, part.dossier.id in open_to_me, part.dossier.id == found.id,
             *_words(part), part.critical)
        for part in whole.parts
    ]  # fmt: skip
    received = [
        Received(items[name].name, str(told.get("number") or ""), _day(told.get("issued_on")))
        for name in (mine.item.needs if mine else ())
        if name in items and (told := items[name].item.decided)
    ]
    return Shown(
        name=whole.name,
        parent=whole.parent if mine else None,
        opens_parent=whole.parent.id in open_to_me,
        lines=lines,
        received=received,
        repairable=_repairable(whole, mine),
        expected=whole.case.due_at,
        promised=whole.parent.due_at,
        reason=mine.item.reason if mine and mine.item.state != State.OPEN else "",
        moves_by_itself=mine is None and whole.case.ended_at is None,
    )


def _repairable(whole: reading.SetShown, mine: reading.PartShown | None) -> list[tuple[str, Text]]:
    if mine is None or mine.item.state != State.OPEN:
        return []
    items = {part.item.part_id: part.item for part in whole.parts}
    found = repairing.repairable_among(whole.compiled, mine.item, items)
    return [(one.id, one.part.name) for one in found]


def _day(text: object) -> str:
    return date_words(date.fromisoformat(text)) if isinstance(text, str) and len(text) == 10 else ""


def _words(part: reading.PartShown) -> tuple[dict[str, str], str]:
    names_vi = ", ".join(name.vi for name in part.waits_for)
    names_en = ", ".join(name.en for name in part.waits_for)
    match State(part.item.state):
        case State.DONE:
            return {"vi": "Đã có kết quả", "en": "Done"}, "ok"
        case State.FAILED:
            return {"vi": "Không có kết quả", "en": "No result"}, "danger"
        case State.HALTED:
            return {"vi": "Dừng vì phần trước", "en": "Stopped by another part"}, "danger"
        case State.DROPPED:
            return {"vi": "Chủ hồ sơ bỏ", "en": "Left out"}, "quiet"
        case State.WAITING:
            return {"vi": f"Chờ: {names_vi}", "en": f"Waits for: {names_en}"}, "quiet"
    return {"vi": "Đang giải quyết", "en": "Being worked on"}, "info"
