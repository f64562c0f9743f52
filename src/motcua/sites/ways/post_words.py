"""What people read of the post: states, what happened, where a shipment is."""

from datetime import datetime
from typing import Any

from motcua.exchange.post import delivering
from motcua.exchange.post.models import Shipment
from motcua.exchange.post.reading import Passed
from motcua.exchange.post.rules import State
from motcua.foundation.worktime import VN

STATES: dict[str, dict[str, str]] = {
    State.REQUESTED: {"vi": "Chờ bưu chính đến nhận", "en": "Waiting for the post", "tone": "info", "icon": "clock"},
    State.COLLECTED: {"vi": "Bưu chính đã nhận", "en": "With the post", "tone": "info", "icon": "mail"},
    State.HANDED: {"vi": "Đã bàn giao cơ quan", "en": "Handed to the agency", "tone": "ok", "icon": "check"},
    State.RESULT_COLLECTED: {
        "vi": "Bưu chính đã lấy kết quả", "en": "The post has the result", "tone": "info", "icon": "mail",
    },
    State.DELIVERING: {"vi": "Đang phát", "en": "Being delivered", "tone": "info", "icon": "bus"},
    State.DELIVERED: {"vi": "Đã phát", "en": "Delivered", "tone": "ok", "icon": "check"},
    State.FAILED: {"vi": "Chưa phát được", "en": "Not delivered yet", "tone": "warn", "icon": "alert"},
    State.RETURNED: {"vi": "Đã chuyển lại cơ quan", "en": "Back at the agency", "tone": "warn", "icon": "undo"},
    State.LOST: {"vi": "Thất lạc", "en": "Lost", "tone": "danger", "icon": "alert"},
    State.CANCELLED: {"vi": "Đã hủy", "en": "Cancelled", "tone": "quiet", "icon": "cross"},
}  # fmt: skip
HAPPENED: dict[str, tuple[str, str]] = {
    "post-requested": ("Yêu cầu chuyển qua bưu chính", "The post was asked to carry it"),
    "post-collected": ("Bưu chính đã nhận và niêm phong", "Collected and sealed"),
    "post-handed": ("Đã bàn giao cơ quan, hồ sơ được tính là nộp", "Handed to the agency: filed"),
    "post-turned-back": ("Cơ quan chưa nhận vì còn thiếu", "Turned back: something is missing"),
    "post-result-collected": ("Bưu chính đã lấy kết quả", "The post has the result"),
    "post-delivering": ("Bưu tá đang đi phát", "Out for delivery"),
    "post-delivered": ("Đã phát, có ký nhận", "Delivered and signed for"),
    "post-failed": ("Chưa phát được", "Could not be delivered"),
    "post-returned": ("Đã chuyển lại cơ quan", "Back at the agency"),
    "post-lost": ("Bưu chính báo thất lạc", "The post reports it lost"),
    "post-cancelled": ("Đã hủy", "Cancelled"),
}
WAYS = {
    "send": {"vi": "Gửi hồ sơ", "en": "To the agency"},
    "return": {"vi": "Nhận kết quả", "en": "Result home"},
}
FEES = (
    ("none", {"vi": "Không phải nộp phí", "en": "Nothing to pay"}),
    ("agency", {"vi": "Đã nộp cho cơ quan (có chứng từ)", "en": "Paid to the agency (with proof)"}),
    ("post", {"vi": "Bưu chính thu hộ", "en": "Collected by the post"}),
    ("other", {"vi": "Cách khác (có chứng từ)", "en": "Another way (with proof)"}),
)


def state_of(shipment: Shipment) -> dict[str, Any]:
    """The state in words; a failed try says which."""
    words = dict(STATES[shipment.state])
    if shipment.state == State.FAILED:
        words["vi"] += f" (lần {shipment.attempts})"
        words["en"] += f" (try {shipment.attempts})"
    return words


def timeline(way: list[Passed]) -> list[dict[str, Any]]:
    """What happened, the newest first, as `shell/timeline.html` shows it. No name, no reason in words."""
    found = []
    for number, one in enumerate(way):
        vi, en = HAPPENED.get(one.kind, (one.kind, one.kind))
        if one.number:
            vi, en = f"{vi}, lần {one.number}", f"{en}, try {one.number}"
        found.append({"title": {"vi": vi, "en": en}, "at": one.at, "state": "now" if number == 0 else "done"})
    return found


def choices(table: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": key, "vi": vi, "en": en} for key, (vi, en) in table.items()]


REASONS, PROOFS, RELATIONS = (
    choices(delivering.REASONS),
    choices(delivering.PROOFS),
    choices(delivering.RELATIONS),
)


def moment(at: datetime) -> str:
    """A moment for a sentence in Python."""
    return f"{at.astimezone(VN):%H:%M ngày %d/%m/%Y}"
