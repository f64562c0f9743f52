"""When a publication decision must come, and when it must stand in the national database. Pure.

Source: NĐ 63/2010/NĐ-CP, Điều 14 (kinds), Điều 15 (when), Điều 24 (national database).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from motcua.foundation.worktime import Calendar, public_offices


class Kind(StrEnum):
    """What a decision publishes (NĐ 63/2010/NĐ-CP, Điều 14)."""

    NEW = "new"
    AMENDED = "amended"
    ABOLISHED = "abolished"


class By(StrEnum):
    """Who publishes, and how the act itself was issued: each has its own periods."""

    MINISTER = "minister"
    PROVINCE = "province"
    SHORTENED = "shortened"


DAYS_BEFORE_EFFECT = {By.MINISTER: 20, By.PROVINCE: 5}
"""Calendar days from the decision to the day on which the act takes effect, at least (Điều 15)."""
DAYS_AFTER_ACT = 3
"""Calendar days from an act of the shortened procedure to the decision, at most (Điều 15)."""
WORKING_DAYS_TO_ENTER = {By.MINISTER: 10, By.PROVINCE: 5, By.SHORTENED: 2}
"""Working days from the decision to its entry in the national database, at most (Điều 24)."""
NAMES = {
    Kind.NEW: ("ban hành mới", "newly issued"),
    Kind.AMENDED: ("sửa đổi, bổ sung hoặc thay thế", "amended or replaced"),
    Kind.ABOLISHED: ("bãi bỏ", "abolished"),
}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One period that is not kept. `by_day`: the last day on which it would have been."""

    code: str
    vi: str
    en: str
    by_day: date | None = None


def last_day_to_publish(
    by: By | str, *, effective_on: date, act_issued_on: date | None = None
) -> date | None:
    """The last day for the decision; None when an act of the shortened procedure has no known day of issue.

    Source: NĐ 63/2010/NĐ-CP, Điều 15.
    """
    if By(by) is By.SHORTENED:
        return None if act_issued_on is None else act_issued_on + timedelta(days=DAYS_AFTER_ACT)
    return effective_on - timedelta(days=DAYS_BEFORE_EFFECT[By(by)])


def last_day_to_enter(by: By | str, issued_on: date, calendar: Calendar | None = None) -> date:
    """The last day for the entry in the national database; the day of the decision is day 0.

    Source: NĐ 63/2010/NĐ-CP, Điều 24. Raises: CalendarError outside what a calendar can hold.
    """
    calendar = calendar or public_offices()
    day, left = issued_on, WORKING_DAYS_TO_ENTER[By(by)]
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day


def hindrances(
    kind: Kind | str,
    by: By | str,
    issued_on: date,
    effective_on: date,
    entered_on: date | None = None,
    *,
    act_issued_on: date | None = None,
    today: date | None = None,
    calendar: Calendar | None = None,
) -> list[Hindrance]:
    """The legal periods that a publication does not keep; empty when all are kept.

    `effective_on`: when the act that brings the change takes effect. `entered_on`: when the decision was entered in the
    national database; None is a fault only when its last day lies before `today`.
    Source: NĐ 63/2010/NĐ-CP, Điều 15 and 24. Raises: ValueError for an unknown kind or publisher.
    """
    kind, by = Kind(kind), By(by)
    found = list(_late_decision(kind, by, issued_on, effective_on, act_issued_on))
    last = last_day_to_enter(by, issued_on, calendar)
    if entered_on is not None and entered_on < issued_on:
        found.append(
            Hindrance(
                "entered-before-decision",
                f"Ngày nhập Cơ sở dữ liệu quốc gia {_vi(entered_on)} trước ngày ký quyết định.",
                f"Entered in the national database on {_en(entered_on)}, before the decision was signed.",
                issued_on,
            )
        )
    elif (entered_on or today or date.min) > last:
        most = WORKING_DAYS_TO_ENTER[by]
        found.append(
            Hindrance(
                "entered-late",
                f"Phải nhập Cơ sở dữ liệu quốc gia trong {most} ngày làm việc, chậm nhất {_vi(last)} "
                "(NĐ 63/2010/NĐ-CP, Điều 24).",
                f"To be entered in the national database within {most} working days, by {_en(last)} "
                "(NĐ 63/2010/NĐ-CP, Điều 24).",
                last,
            )
        )
    return found


def _late_decision(
    kind: Kind, by: By, issued_on: date, effective_on: date, act_issued_on: date | None
) -> Iterator[Hindrance]:
    vi, en = NAMES[kind]
    last = last_day_to_publish(by, effective_on=effective_on, act_issued_on=act_issued_on)
    if last is None:
        yield Hindrance(
            "act-day-unknown",
            "Chưa biết ngày ban hành văn bản theo thủ tục rút gọn nên chưa tính được hạn công bố.",
            "The day on which the act was issued by the shortened procedure is missing: the period cannot be counted.",
        )
    elif by is By.SHORTENED and act_issued_on is not None and issued_on < act_issued_on:
        yield Hindrance(
            "decision-before-act",
            f"Quyết định công bố ký trước văn bản ban hành ngày {_vi(act_issued_on)}.",
            f"The decision was signed before the act of {_en(act_issued_on)}.",
            last,
        )
    elif issued_on > last and by is By.SHORTENED:
        yield Hindrance(
            "published-late",
            f"Văn bản theo thủ tục rút gọn: phải công bố chậm nhất {DAYS_AFTER_ACT} ngày sau ngày ban hành, tức "
            f"{_vi(last)} (NĐ 63/2010/NĐ-CP, Điều 15).",
            f"Act of the shortened procedure: to be published at most {DAYS_AFTER_ACT} days after its issue, by "
            f"{_en(last)} (NĐ 63/2010/NĐ-CP, Điều 15).",
            last,
        )
    elif issued_on > last:
        least = DAYS_BEFORE_EFFECT[by]
        yield Hindrance(
            "published-late",
            f"Thủ tục {vi}: phải công bố trước ngày có hiệu lực ít nhất {least} ngày, chậm nhất {_vi(last)} "
            "(NĐ 63/2010/NĐ-CP, Điều 15).",
            f"Procedure {en}: to be published at least {least} days before it takes effect, by {_en(last)} "
            "(NĐ 63/2010/NĐ-CP, Điều 15).",
            last,
        )


_vi: Callable[[date], str] = "{:%d/%m/%Y}".format
_en: Callable[[date], str] = "{:%d/%m/%Y}".format
