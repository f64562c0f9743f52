"""How the ten statuses of a dossier and the four levels of a deadline look: words, tone and icon together.

The tone is never alone: everyone who does not see colours reads the words and the icon.
"""

from typing import NamedTuple


class Look(NamedTuple):
    vi: str
    en: str
    tone: str
    icon: str
    short_vi: str = ""
    short_en: str = ""


DOSSIER: dict[int, Look] = {
    1: Look("Mới đăng ký", "Registered", "info", "inbox"),
    2: Look("Được tiếp nhận", "Accepted", "accent", "check"),
    3: Look("Không được tiếp nhận", "Not accepted", "danger", "cross", "Từ chối tiếp nhận"),
    4: Look("Đang xử lý", "In progress", "accent", "clock"),
    5: Look(
        "Yêu cầu bổ sung giấy tờ", "More papers needed", "warn", "paper-plus", "Chờ bổ sung", "More papers"
    ),
    6: Look("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment due", "warn", "coins", "Chờ nộp phí"),
    7: Look("Công dân yêu cầu rút hồ sơ", "Withdrawn", "quiet", "undo", "Đã rút"),
    8: Look("Dừng xử lý", "Stopped", "danger", "stop"),
    9: Look("Đã xử lý xong", "Done", "ok", "seal"),
    10: Look("Đã trả kết quả", "Returned", "ok", "door"),
}

DUE: dict[str, Look] = {
    "overdue": Look("Quá hạn", "Overdue", "danger", "alert"),
    "today": Look("Hạn hôm nay", "Due today", "warn", "bell"),
    "soon": Look("Sắp đến hạn", "Due soon", "info", "clock"),
    "ok": Look("Trong hạn", "On time", "quiet", "check"),
}
