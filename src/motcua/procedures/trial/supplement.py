"""A supplement round of a made-up dossier: asked for, handed in, found complete, or never brought.

As `dossiers.changes.asking` for real ones: who may ask and when, how long the owner has, from when the clock runs anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from motcua.foundation import worktime
from motcua.foundation.worktime import Span

from ..forms import Message
from .shapes import Ahead, Fault, Supplement

if TYPE_CHECKING:
    from .running import Trial

ASKING_STEPS = frozenset({"receive", "assign", "process", "review"})
MOST_REQUESTS = 2


def refusal(trial: "Trial") -> Message | None:
    """Why nothing more may be asked for now; None when it may."""
    step, rule, open_round = trial.step, trial.compiled.definition.supplement, trial.supplement
    if step is None or trial.ended or step.kind not in ASKING_STEPS:
        return Message("STEP", "Bước này không yêu cầu bổ sung.", "This step does not ask for a supplement.")
    if open_round is not None and open_round.handed_in is None:
        return Message("WAITS", "Đang chờ người dân bổ sung.", "The supplement is being waited for.")
    if trial.supplements and rule.once:
        return Message("ONCE", "Thủ tục này chỉ được yêu cầu một lần.", "This procedure allows one request.")
    if trial.supplements >= MOST_REQUESTS:
        return Message("TWICE", "Đã yêu cầu bổ sung hai lần.", "It was asked for twice already.")
    if open_round is None and trial.accepted_at is not None:
        if trial.asked_after_acceptance:
            return Message(
                "ONCE",
                "Sau khi tiếp nhận chỉ được yêu cầu một lần.",
                "After acceptance more is asked for once.",
            )
        days = worktime.working_days(rule.appraisal_within_days)
        last = worktime.due(trial.accepted_at, days, trial.calendar).astimezone(worktime.VN).date()
        if trial.now > datetime.combine(last, time.max, worktime.VN):
            return Message(
                "LATE",
                f"Chỉ được yêu cầu bổ sung đến hết ngày {last:%d/%m/%Y}.",
                f"More could be asked for until {last:%d/%m/%Y}.",
            )
    return None


def ask(trial: "Trial") -> None:
    """The clock rests and the owner has the days of the definition. Raises Fault."""
    if (why := refusal(trial)) is not None:
        raise Fault({"": why})
    assert trial.step is not None
    again = trial.supplement is not None
    trial.rest()
    days = worktime.working_days(trial.compiled.definition.supplement.applicant_days)
    answer_by = worktime.due(trial.now, days, trial.calendar)
    if not again and trial.accepted_at is not None:
        trial.asked_after_acceptance = True
    trial.supplement = Supplement(trial.now, answer_by)
    trial.supplements += 1
    trial.answer_due = trial.step_due = None
    trial.visits += 1
    trial.tell(
        "Yêu cầu bổ sung hồ sơ; đồng hồ dừng." if trial.accepted_at else "Yêu cầu bổ sung trước khi tiếp nhận.",
        "More is asked for; the clock rests." if trial.accepted_at else "More is asked for before acceptance.",
        trial.step.id,
        "warn",
    )  # fmt: skip


def hand_in(trial: "Trial") -> None:
    """The owner brings what was asked for; whoever asked has hours to look at it. Raises Fault."""
    asked = trial.supplement
    if asked is None or asked.handed_in is not None or trial.step is None:
        raise Fault({"": Message("NONE", "Hồ sơ không chờ bổ sung.", "No supplement is waited for.")})
    trial.supplement = replace(asked, handed_in=trial.now)
    trial.post = trial.step.post_in(trial.case.id)
    hours = worktime.working_hours(trial.compiled.definition.supplement.answer_within_hours)
    trial.step_due = worktime.due(trial.now, hours, trial.where_of(trial.step).calendar)
    trial.tell("Người dân đã bổ sung; chờ kiểm tra.", "The supplement has come and is looked at.")


def confirm(trial: "Trial") -> None:
    """What came is complete: the clock starts from zero at the moment it was handed in. Raises Fault."""
    asked, step = trial.supplement, trial.step
    if asked is None or asked.handed_in is None or step is None:
        raise Fault(
            {"": Message("NONE", "Hồ sơ không chờ xác nhận bổ sung.", "No supplement is to be confirmed.")}
        )
    first_time, limit = trial.accepted_at is None, trial.compiled.limit(trial.case.id)
    way = next(
        (way for way, is_open in trial.ways(through=True) if is_open and way.kind == "forward" and way.to),
        None,
    )
    if step.kind == "receive" and way is None:
        raise Fault({"": Message("WAY", "Bước tiếp nhận không có đường đi tiếp.", "There is no way on.")})
    trial.supplement, trial.paused_at = None, None
    trial.accepted_at = trial.accepted_at or asked.handed_in
    trial.clock_from, trial.clock = asked.handed_in, Span(Decimal(limit.amount), worktime.Unit(limit.unit))
    trial.due_at = worktime.due(asked.handed_in, trial.clock, trial.calendar)
    trial.tell(
        "Đã bổ sung đủ; thời hạn tính lại từ lúc nộp bổ sung.",
        "Complete; the time limit is counted anew from when it was handed in.",
        tone="ok",
    )
    if first_time:
        trial.tell("Tiếp nhận, cấp giấy hẹn.", "Accepted.", tone="ok")
    if step.kind == "receive" and way is not None:
        trial.leave(way)
        return
    trial.visits += 1
    trial.opened_at = trial.now
    minutes = step.minutes_in(trial.case.id)
    trial.step_due = worktime.add_working_minutes(trial.now, minutes, trial.where_of(step).calendar)


def ahead(trial: "Trial") -> Iterator[Ahead]:
    """What fires while a round is open: the owner's last day, or the hours of whoever looks at what came."""
    asked = trial.supplement
    if asked is None:
        return
    if asked.handed_in is None:
        vi, en = "Hết hạn bổ sung: hồ sơ dừng giải quyết.", "Nothing came in time: the dossier is stopped."
        yield Ahead(asked.answer_by, vi, en, "supplement")
    elif trial.step_due is not None:
        vi, en = "Quá giờ kiểm tra phần bổ sung.", "The supplement is not looked at in time."
        yield Ahead(trial.step_due, vi, en, "step")


MOVES = {"ask": ask, "bring": hand_in, "complete": confirm}
"""The moves of a round, as `Move.do` names them."""
