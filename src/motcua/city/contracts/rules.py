"""What a contract of reception may say, and the words that the people at the counter see. No clock, no database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

POST_KIND = "contract_reception"
"""The kind of post that a firm's people hold: its powers are those of the contract's own rows, none by kind."""
POWERS = ("receive", "return")
"""All that can be contracted out at a counter. Refusing, asking for more, stopping and taking cash stay with the agency."""
LONGEST = timedelta(days=3 * 366)
"""A default of the city, not a rule of law: what lasts longer is written anew."""
MOST_POINTS, MOST_PROCEDURES = 40, 200

type Faults = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A contract as typed; None where nothing readable was typed. `until` is its last day."""

    organisation: str
    number: str
    signed_on: date | None
    begins: date | None
    until: date | None
    points: tuple[int, ...]
    procedures: tuple[str, ...]


def faults(terms: Terms, on: date, points: Collection[int], known: Collection[str]) -> Faults:
    """Everything that is wrong with it at once. `points`: agencies that may be named; `known`: procedures."""
    found: Faults = {}
    if not terms.organisation:
        found["organisation"] = ("Ghi mã số doanh nghiệp.", "Give the firm's registration number.")
    if not terms.number.strip():
        found["number"] = ("Ghi số hợp đồng.", "Give the contract's number.")
    if terms.signed_on is None or terms.signed_on > on:
        found["signed_on"] = (
            "Ghi ngày ký hợp đồng, không sau hôm nay.",
            "The day of signing, not after today.",
        )
    if terms.begins is None:
        found["begins"] = ("Ghi ngày bắt đầu.", "Say when it begins.")
    if terms.until is None:
        found["until"] = (
            "Ghi ngày kết thúc: hợp đồng nào cũng có hạn.",
            "Say when it ends: each contract does.",
        )
    elif terms.until < on:
        found["until"] = ("Hợp đồng này đã hết hạn.", "This contract is over.")
    elif terms.begins is not None and terms.until < terms.begins:
        found["until"] = ("Ngày kết thúc phải sau ngày bắt đầu.", "The end must follow the beginning.")
    elif terms.begins is not None and terms.until - terms.begins > LONGEST:
        found["until"] = ("Thời hạn tối đa là ba năm.", "Three years at most.")
    if not terms.points or len(terms.points) > MOST_POINTS or set(terms.points) - set(points):
        found["points"] = ("Chọn nơi tiếp nhận.", "Choose where they receive.")
    if not terms.procedures or len(terms.procedures) > MOST_PROCEDURES or set(terms.procedures) - set(known):
        found["procedures"] = ("Chọn thủ tục được nhận và trả.", "Choose the procedures.")
    return found


def on_slip(firm: str, number: str, agency: str) -> str:
    """For whom the receiver works, as the receipt says it."""
    return f"{firm}, theo hợp đồng số {number} với {agency}"


def title(number: str) -> tuple[str, str]:
    """The post's name at the top of the desk."""
    return f"Nhân viên tiếp nhận theo hợp đồng {number}"[:120], f"Receptionist under contract {number}"[:120]


def state(signed: bool, ended: bool, begins: date, after: date, on: date) -> str:
    """`draft`, `waiting`, `running`, `over` or `ended` (before its day). `after`: the first day on which it does not count."""
    if ended:
        return "ended"
    if on >= after:
        return "over"
    if not signed:
        return "draft"
    return "waiting" if on < begins else "running"
