"""Words and tones for requests about one's own data, in both languages."""

from datetime import datetime
from typing import Any

from motcua.records.subject_requests import changes, rules
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.shell.language import both

State = SubjectRequest.State
KINDS = {
    "view": ("Xem dữ liệu", "See data"),
    "copy": ("Nhận bản sao dữ liệu", "Have a copy of data"),
    "correct": ("Chỉnh sửa dữ liệu", "Correct data"),
    "delete": ("Xóa dữ liệu", "Delete data"),
    "restrict": ("Hạn chế xử lý dữ liệu", "Restrict the use of data"),
    "object": ("Phản đối xử lý dữ liệu", "Object to the use of data"),
    "withdraw": ("Rút lại sự đồng ý", "Take consent back"),
}
HINTS = {
    "correct": (
        "Sai ở một mục cụ thể thì bấm “Không đúng?” cạnh mục đó sẽ nhanh hơn.",
        "For one wrong fact, “Wrong?” beside it is quicker.",
    ),
    "delete": (
        "Xóa được điều không có luật nào buộc giữ; hồ sơ, sổ đăng ký phải giữ theo Luật Lưu trữ.",
        "What no law orders to keep can be deleted; dossiers and registers are kept by the law on archives.",
    ),
    "restrict": (
        "Tạm dừng việc dùng dữ liệu ngoài những việc luật định.",
        "Stops uses of your data that no law orders, for a time.",
    ),
    "object": (
        "Không để dữ liệu được dùng cho một mục đích, như trả lời ngân hàng, khảo sát.",
        "Keeps your data from one use, such as answers to banks or surveys.",
    ),
    "withdraw": (
        "Rút ngay tại trang “Tôi đã đồng ý những gì” là nhanh nhất.",
        "Quickest on the page “What I agreed to”.",
    ),
}
SCOPES = {
    "delete": ("Xóa những gì?", "What is to be deleted?"),
    "restrict": ("Hạn chế việc nào?", "Which use is to be restricted?"),
    "object": ("Phản đối việc nào?", "Which use do you object to?"),
    "withdraw": ("Rút sự đồng ý nào?", "Which consent is to be taken back?"),
}
EVERYTHING = ("Mọi việc ngoài luật định", "Everything that no law orders")
STATES = {
    State.RECEIVED: ("info", "inbox", "Đã nhận", "Received"),
    State.IN_WORK: ("info", "clock", "Đang thực hiện", "Being carried out"),
    State.DONE: ("ok", "check", "Đã thực hiện", "Carried out"),
    State.PARTLY: ("warn", "check", "Đã thực hiện một phần", "Carried out in part"),
    State.REFUSED: ("quiet", "stop", "Không thực hiện", "Not carried out"),
    State.WITHDRAWN: ("quiet", "refresh", "Đã rút", "Taken back"),
}


def line(request: SubjectRequest, at: datetime) -> dict[str, Any]:
    """A request as lists and pages show it."""
    tone, icon, vi, en = STATES[State(request.state)]
    ground = rules.ground(request.ground, request.kind) if request.ground else None
    return {
        "asked": request,
        "name": both(*KINDS[request.kind]),
        "tone": tone,
        "icon": icon,
        "state": both(vi, en),
        "late": request.open and request.due_at < at,
        "receipt_late": request.state == State.RECEIVED and request.receipt_due_at < at,
        "ground": ground,
    }


def scope(request: SubjectRequest) -> list[dict[str, str]]:
    """What the request names, in words."""
    known = changes.scope_of(request.kind)
    return [both(*known[key]) for key in request.scope if key in known]


def effect(request: SubjectRequest) -> list[dict[str, str]]:
    """What was done, in words; nothing while nothing was."""
    done: dict[str, Any] = request.effect
    known = changes.scope_of(request.kind)
    said = [
        both(f"{known[key][0]}: đã xóa {count}", f"{known[key][1]}: {count} deleted")
        for key, count in done.get("deleted", {}).items()
        if key in known
    ]
    said += [
        both(f"{known[key][0]}: phải giữ theo luật", f"{known[key][1]}: kept, a law orders it")
        for key in done.get("kept", [])
        if key in known
    ]
    if "marks" in done:
        said.append(both("Đã dừng, có hiệu lực ngay", "Stopped, from that moment"))
    if "withdrawn" in done:
        said.append(both(f"Đã rút {done['withdrawn']} sự đồng ý", f"{done['withdrawn']} consents taken back"))
    return said
