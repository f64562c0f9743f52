"""How events read on a timeline, in both languages. Notes between officers are not for residents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.foundation.amounts import format_dong
from motcua.foundation.worktime import VN
from motcua.procedures.compile import CompiledProcedure


@dataclass(frozen=True, slots=True)
class Words:
    """A line of the timeline. `detail_public`: the detail is for the resident too."""

    vi: str
    en: str
    for_resident: bool = True
    detail_vi: str = ""
    detail_en: str = ""
    detail_public: bool = True


PLAIN: dict[str, tuple[str, str, bool]] = {
    "submitted": ("Đã nộp hồ sơ trực tuyến", "Request filed online", True),
    "taken-in": ("Đã tiếp nhận hồ sơ tại quầy", "Request taken in at the counter", True),
    "accepted": ("Hồ sơ được tiếp nhận", "Request accepted", True),
    "work-started": ("Cơ quan bắt đầu giải quyết", "The agency started work", True),
    "claimed": ("Cán bộ nhận việc", "An officer took the task", False),
    "released": ("Cán bộ trả lại việc", "An officer gave the task back", False),
    "assigned": ("Phân công cán bộ", "Task assigned", False),
    "note-added": ("Ghi chú nội bộ", "Note between officers", False),
    "note-withdrawn": ("Rút lại ghi chú", "Note taken back", False),
    "note-restored": ("Khôi phục ghi chú", "Note stands again", False),
    "supplement-asked": ("Cần bổ sung hồ sơ", "More is needed from you", True),
    "supplement-answered": ("Đã gửi bổ sung", "Supplement sent", True),
    "supplement-given": (
        "Hồ sơ đã đầy đủ, thời hạn được tính lại",
        "Complete; the time limit starts again",
        True,
    ),
    "supplement-expired": (
        "Dừng giải quyết do quá hạn bổ sung",
        "Closed: nothing was supplied in time",
        True,
    ),
    "refused": ("Hồ sơ không được tiếp nhận", "Request not accepted", True),
    "refused-after-appraisal": ("Hồ sơ bị từ chối giải quyết", "Request refused", True),
    "payment-awaited": ("Tạm dừng, chờ bạn thanh toán", "Waiting for your payment", True),
    "payment-arrived": ("Đã nhận thanh toán, tiếp tục giải quyết", "Payment received, work goes on", True),
    "fee-paid": ("Đã nộp phí, lệ phí", "Fee paid", True),
    "withdrawn": ("Hồ sơ đã được rút", "Request withdrawn", True),
    "stopped": ("Dừng giải quyết hồ sơ", "Handling stopped", True),
    "finished": ("Đã có kết quả", "The result is ready", True),
    "returned": ("Đã trả kết quả", "Result delivered", True),
    "reopened": ("Cơ quan sửa lại kết quả do sai sót", "The agency is correcting its result", True),
    "extended": ("Xin lỗi và hẹn lại ngày trả kết quả", "Apology and a new date", True),
    "overdue": ("Hồ sơ quá hạn", "The time limit has passed", True),
    "answer-overdue": ("Quá 8 giờ làm việc chưa trả lời", "Not answered within 8 working hours", False),
    "passed-over": ("Bước được bỏ qua", "A step was left out", False),
    "opinion-given": ("Cơ quan được hỏi đã cho ý kiến", "A consulted agency has answered", True),
    "opinion-taken-back": ("Rút ý kiến", "An opinion was taken back", False),
    "opinion-silent": (
        "Cơ quan được hỏi không trả lời trong hạn",
        "A consulted agency did not answer in time",
        False,
    ),
    "external-answered": ("Cơ quan bên ngoài đã trả lời", "An outside body has answered", True),
    "external-acknowledged": (
        "Cơ quan bên ngoài đã tiếp nhận yêu cầu",
        "An outside body has taken up the request",
        True,
    ),
    "external-refused": ("Cơ quan bên ngoài từ chối", "An outside body has refused", True),
    "external-returned": (
        "Cơ quan bên ngoài đề nghị sửa thông tin",
        "An outside body asks for a correction",
        True,
    ),
    "external-again": (
        "Đã gửi lại thông tin mới cho cơ quan bên ngoài",
        "An outside body was told the new data",
        True,
    ),
    "external-late": ("Trả lời đến sau khi hồ sơ đã kết thúc", "An answer came after the end", False),
    "duty-receipt-brought": ("Bạn đã gửi chứng từ nộp tiền", "You sent a receipt of payment", True),
    "duty-reminded": ("Sắp đến hạn nộp tiền của hồ sơ", "The last day for your payment comes near", True),
    "duty-paid": (
        "Khoản phải nộp đã nộp xong",
        "What was to be paid has been paid",
        True,
    ),
    "digitised": ("Đã số hóa giấy tờ", "A paper was digitised", True),
    "paper-reused": ("Dùng lại giấy tờ trong kho", "A paper was taken from the store", True),
    "reminded": ("Nhắc việc", "Reminder", False),
    "reported": ("Báo cáo việc để quá hạn", "Late work was reported", False),
    "handed-over": ("Chuyển việc cho chức danh khác", "Handed to another post", False),
    "result-with-post": ("Bưu chính đã nhận kết quả để chuyển đến bạn", "The post has your result", True),
    "result-back-from-post": (
        "Bưu chính không phát được, kết quả ở lại cơ quan chờ bạn đến nhận",
        "The post could not deliver: your result waits at the counter",
        True,
    ),
    "result-lost-by-post": (
        "Bưu chính làm thất lạc kết quả; cơ quan sẽ cấp lại, bưu chính chịu chi phí",
        "The post has lost your result; it is made again at the post's cost",
        True,
    ),
    "rated": ("Đã đánh giá dịch vụ", "Service rated", True),
    "set-due-moved": (
        "Ngày hẹn trả của hồ sơ liên thông thay đổi",
        "The date of the whole set has moved",
        True,
    ),
    "part-incomplete": ("Thông tin cho phần này chưa đủ", "Not all is known for this part yet", False),
    "sent-back": ("Trả lại phần trước vì có sai sót", "Sent back: an earlier part has an error", True),
    "part-sent-back": ("Một phần được trả lại để sửa", "A part was sent back to be corrected", True),
    "part-resumed": (
        "Đã nhận kết quả sửa, tiếp tục giải quyết",
        "The corrected result is here, work goes on",
        True,
    ),
    "set-data-changed": (
        "Kết quả phần trước đã được sửa",
        "The result of an earlier part was corrected",
        True,
    ),
    "part-dropped": ("Bạn đã bỏ một phần", "You left out a part", True),
    "part-added": ("Bạn đã thêm một phần", "You added a part", True),
    "part-fee-back": ("Phí của một phần được trả lại", "The fee of a part goes back to you", True),
    "moved-to-version": ("Hồ sơ theo quy trình mới công bố", "The dossier follows the new version", False),
    "agency-changed": (
        "Hồ sơ chuyển sang cơ quan kế thừa, mã hồ sơ giữ nguyên",
        "Your request goes on at the agency that took over; its code stays",
        True,
    ),
    "moved-back": ("Hồ sơ trở lại quy trình cũ", "The dossier is back on the earlier version", False),
}


_LATE = {
    "refused": (" (trả lời sau thời hạn)", " (answered late)"),
    "refused-after-appraisal": (" (sau ngày hẹn trả)", " (after the appointed day)"),
    "opinion-given": (" (sau hạn)", " (late)"),
    "finished": (" (sau ngày hẹn trả)", " (after the appointed day)"),
}
"""What is added for an answer that came after its time: a late one says so."""


def of(kind: str, data: dict[str, Any], procedure: CompiledProcedure) -> Words | None:
    """The words of an event; None for kinds that no timeline shows."""
    if kind == "stepped":
        return _step(data, procedure)
    if kind == "undone":
        return _undone(data, procedure)
    plain = PLAIN.get(kind)
    if plain is None:
        return None
    detail = _DETAILS.get(kind, _none)(data)
    if kind == "withdrawn" and data.get("halted"):
        plain = ("Phần này dừng lại", "This part was stopped", True)
    late_vi, late_en = _LATE.get(kind, ("", "")) if data.get("late") else ("", "")
    if kind in _OF_A_STEP:
        return _of_step(kind, data, procedure, plain, late_vi, late_en)
    return Words(plain[0] + late_vi, plain[1] + late_en, plain[2], detail[0], detail[1])


_OF_A_STEP = frozenset(
    {
        "passed-over", "opinion-given", "opinion-taken-back", "opinion-silent", "external-answered", "reminded",
        "external-acknowledged", "external-refused", "external-returned", "external-again", "external-late",
        "reported", "handed-over",
    }
)  # fmt: skip
STANCES = {
    "agree": ("đồng ý", "agrees"),
    "conditions": ("đồng ý có điều kiện", "agrees on conditions"),
    "object": ("không đồng ý", "objects"),
}


_SAID_TO_THE_OWNER = frozenset({"external-refused", "external-returned"})
"""The body decides, and its reason is for the owner."""


def _of_step(
    kind: str,
    data: dict[str, Any],
    procedure: CompiledProcedure,
    plain: tuple[str, str, bool],
    late_vi: str,
    late_en: str,
) -> Words:
    """Events about a step or a body that is asked there. What the body said is for officers until the decision."""
    step = procedure.steps.get(data.get("step", ""))
    about = (
        next((one.opinion.name for one in step.opinions if one.id == data.get("branch")), None)
        if step
        else None
    )
    title = about or (step.step.title if step else None)
    said_vi, said_en = STANCES.get(data.get("stance", ""), ("", ""))
    public = kind in _SAID_TO_THE_OWNER
    words = data.get("words") or ""
    vi = " · ".join(part for part in (title.vi if title else "", said_vi, words) if part)
    en = " · ".join(part for part in (title.en if title else "", said_en, words) if part)
    return Words(
        plain[0] + late_vi,
        plain[1] + late_en,
        plain[2],
        vi,
        en,
        detail_public=public or not (said_vi or words),
    )


def _step(data: dict[str, Any], procedure: CompiledProcedure) -> Words:
    step = procedure.steps.get(data.get("step", ""))
    following = procedure.steps.get(data.get("to", ""))
    left = step.step.title if step else None
    came = following.step.title if following else None
    vi = f"Xong: {left.vi}" if left else "Chuyển bước"
    en = f"Done: {left.en}" if left else "Next step"
    finished = following is not None and following.kind == "return"
    note = data.get("note") or ""
    detail_vi = "" if came is None or finished else f"Tiếp theo: {came.vi}"
    detail_en = "" if came is None or finished else f"Next: {came.en}"
    return Words(
        vi, en, True, f"{note} {detail_vi}".strip() if note else detail_vi, detail_en, detail_public=not note
    )


def _undone(data: dict[str, Any], procedure: CompiledProcedure) -> Words:
    """Residents saw the step pass on, so they see that it came back; claims are the office's own affair."""
    step = procedure.steps.get(data.get("step", ""))
    title = step.step.title if step else None
    return Words(
        "Thu hồi thao tác vừa làm" if data.get("what") != "stepped" else "Thu hồi về bước trước",
        "Taken back" if data.get("what") != "stepped" else "Taken back to the step before",
        data.get("what") == "stepped",
        title.vi if title else "",
        title.en if title else "",
    )


def _none(data: dict[str, Any]) -> tuple[str, str]:
    return "", ""


def _due(data: dict[str, Any]) -> tuple[str, str]:
    if not data.get("due_at"):
        return "", ""
    due = datetime.fromisoformat(data["due_at"]).astimezone(VN)
    return f"Hẹn trả kết quả: {due:%H:%M ngày %d/%m/%Y}", f"Result due {due:%d/%m/%Y %H:%M}"


def _items(data: dict[str, Any]) -> tuple[str, str]:
    listed = "; ".join(data.get("items", []))
    reason = data.get("reason", "")
    return f"{listed}. Lý do: {reason}", f"{listed}. Reason: {reason}"


def _said(data: dict[str, Any]) -> tuple[str, str]:
    words = data.get("words") or data.get("reason") or ""
    return words, words


def _named(data: dict[str, Any]) -> tuple[str, str]:
    name = data.get("name") or ""
    return name, name


def _amount(data: dict[str, Any]) -> tuple[str, str]:
    """How much, and for a duty that a body laid on the dossier: what for, and until when."""
    amount = int(data.get("amount") or 0)
    if not amount:
        return "", ""
    words = [data["words"]] if data.get("words") else []
    day = date.fromisoformat(data["pay_by"]) if data.get("pay_by") else None
    vi = [format_dong(amount, "vi"), *words, *([f"nộp trước hết ngày {day:%d/%m/%Y}"] if day else [])]
    en = [format_dong(amount, "en"), *words, *([f"to be paid by {day:%d/%m/%Y}"] if day else [])]
    return " · ".join(vi), " · ".join(en)


def _extension(data: dict[str, Any]) -> tuple[str, str]:
    due_vi, due_en = _due(data)
    return f"{due_vi}. Lý do: {data.get('reason', '')}", f"{due_en}. Reason: {data.get('reason', '')}"


def _moment(told: str) -> str:
    return f"{datetime.fromisoformat(told).astimezone(VN):%H:%M %d/%m/%Y}"


def _successor(data: dict[str, Any]) -> tuple[str, str]:
    """Who goes on with it, where the result is fetched, and the day: the same, or both days."""
    vi, en = [], []
    if data.get("to_vi"):
        vi.append(f"Nơi giải quyết: {data['to_vi']}")
        en.append(f"Decided by: {data['to_en']}")
    if data.get("hall_vi"):
        vi.append(f"Nơi trả kết quả: {data['hall_vi']}")
        en.append(f"Fetched at: {data['hall_en']}")
    if data.get("due_before") and data.get("due_at"):
        old, new = _moment(data["due_before"]), _moment(data["due_at"])
        vi.append(f"Ngày hẹn trả đổi từ {old} sang {new} theo lịch làm việc của cơ quan mới")
        en.append(f"The appointed day moves from {old} to {new} by the new agency's calendar")
    elif data.get("due_at"):
        vi.append(f"Ngày hẹn trả không đổi: {_moment(data['due_at'])}")
        en.append(f"The appointed day stays: {_moment(data['due_at'])}")
    return "; ".join(vi), "; ".join(en)


def _moved(data: dict[str, Any]) -> tuple[str, str]:
    due_vi, due_en = _due(data)
    late = data.get("parts") or []
    vi, en = " → ".join(one["vi"] for one in late), " → ".join(one["en"] for one in late)
    return f"{due_vi}, vì: {vi}", f"{due_en}, because of: {en}"


def _part(data: dict[str, Any]) -> tuple[str, str]:
    """The part, the one it is sent back to, and why: all in both languages but the officer's words."""
    names = [data[key] for key in ("part", "to") if isinstance(data.get(key), dict)]
    words = data.get("reason") or ""
    vi = " → ".join(name["vi"] for name in names)
    en = " → ".join(name["en"] for name in names)
    return (f"{vi}. {words}".strip(". ") if words else vi), (f"{en}. {words}".strip(". ") if words else en)


_DETAILS: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "accepted": _due,
    "supplement-given": _due,
    "supplement-asked": _items,
    "refused": _said,
    "refused-after-appraisal": _said,
    "withdrawn": _said,
    "stopped": _said,
    "reopened": _said,
    "payment-awaited": _amount,
    "payment-arrived": _amount,
    "fee-paid": _amount,
    "duty-paid": _amount,
    "duty-receipt-brought": _amount,
    "extended": _extension,
    "digitised": _named,
    "paper-reused": _named,
    "agency-changed": _successor,
    "set-due-moved": _moved,
    "part-incomplete": lambda data: (data.get("missing", ""), data.get("missing", "")),
    "sent-back": _part,
    "part-sent-back": _part,
    "part-dropped": _part,
    "part-added": _part,
    "part-fee-back": _part,
    "set-data-changed": _part,
}
