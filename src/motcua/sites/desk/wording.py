"""Words of the desk that no other room has: kinds of steps, channels, states of papers, ways out."""

STEP_KINDS = {
    "receive": {"vi": "Tiếp nhận", "en": "Receive"},
    "assign": {"vi": "Phân công", "en": "Assign"},
    "process": {"vi": "Xử lý", "en": "Process"},
    "review": {"vi": "Thẩm định", "en": "Review"},
    "sign": {"vi": "Ký", "en": "Sign"},
    "number": {"vi": "Cấp số, đóng dấu", "en": "Number and seal"},
    "consult": {"vi": "Cho ý kiến", "en": "Give an opinion"},
    "gather": {"vi": "Chờ ý kiến các cơ quan", "en": "Waits for opinions"},
    "parts": {"vi": "Chờ các phần liên thông", "en": "Waits for the parts of the set"},
    "external": {"vi": "Chờ cơ quan bên ngoài", "en": "Waits for an outside body"},
    "return": {"vi": "Trả kết quả", "en": "Hand over"},
}
CHANNELS = {
    "online": {"vi": "Trực tuyến", "en": "Online"},
    "counter": {"vi": "Tại quầy", "en": "Counter"},
    "postal": {"vi": "Bưu chính", "en": "By post"},
}
DUE_CHOICES = {
    "overdue": {"vi": "Quá hạn", "en": "Overdue"},
    "today": {"vi": "Hạn hôm nay", "en": "Due today"},
    "soon": {"vi": "Trong 3 ngày", "en": "Within 3 days"},
}
ORDERS = {"newest": {"vi": "Mới đến trước", "en": "Newest first"}}
PAPER_STATES = {
    "upload": {"vi": "Đã nộp bản điện tử", "en": "Filed electronically", "tone": "ok", "icon": "paper"},
    "scan": {"vi": "Đã số hóa", "en": "Digitised", "tone": "ok", "icon": "paper"},
    "reused": {"vi": "Lấy từ kho giấy tờ", "en": "From the store", "tone": "ok", "icon": "papers"},
    "data": {"vi": "Đã có trong dữ liệu", "en": "Answered by data", "tone": "info", "icon": "shield"},
    "shown": {"vi": "Xuất trình bản giấy", "en": "Shown on paper", "tone": "quiet", "icon": "eye"},
    "paper": {"vi": "Bản giấy, chưa số hóa", "en": "On paper, not scanned", "tone": "warn", "icon": "paper"},
    "missing": {"vi": "Còn thiếu", "en": "Missing", "tone": "danger", "icon": "alert"},
}
ACTIONS = {
    "accept": {"vi": "Tiếp nhận", "en": "Accepted"},
    "take-in": {"vi": "Tiếp nhận tại quầy", "en": "Taken in"},
    "ask-supplement": {"vi": "Yêu cầu bổ sung", "en": "Asked for more"},
    "confirm-supplement": {"vi": "Xác nhận đủ", "en": "Complete"},
    "refuse": {"vi": "Từ chối", "en": "Refused"},
    "wait-for-payment": {"vi": "Chờ thanh toán", "en": "Waits for payment"},
    "withdraw": {"vi": "Người dân rút", "en": "Withdrawn"},
    "stop": {"vi": "Dừng", "en": "Stopped"},
    "correct": {"vi": "Sửa sai sót", "en": "Corrected"},
    "agree": {"vi": "Đồng ý", "en": "Agrees"},
    "conditions": {"vi": "Đồng ý có điều kiện", "en": "Agrees on conditions"},
    "object": {"vi": "Không đồng ý", "en": "Objects"},
    "silence-agree": {"vi": "Hết hạn, coi là đồng ý", "en": "Silent: counts as agreeing"},
    "silence-report": {"vi": "Hết hạn không trả lời", "en": "Silent: went on without it"},
    "not-awaited": {"vi": "Không chờ nữa", "en": "No longer awaited"},
    "undone": {"vi": "Thu hồi", "en": "Taken back"},
    "return-signature": {"vi": "Trả trực tiếp", "en": "Handed over"},
    "return-post": {"vi": "Trả qua bưu chính", "en": "Sent by post"},
    "return-electronic": {"vi": "Nhận trực tuyến", "en": "Fetched online"},
}
SILENCE = {
    "remind": {"vi": "Quá hạn thì nhắc và chờ", "en": "Reminded and waited for"},
    "agree": {"vi": "Quá hạn coi là đồng ý", "en": "Silence counts as agreeing"},
    "report": {"vi": "Quá hạn thì đi tiếp, báo lãnh đạo", "en": "Silence is reported, work goes on"},
}
"""What happens when a consulted body lets its days pass."""
ALERTS = {
    "remind": {"vi": "Nhắc việc", "en": "Reminder", "tone": "info", "icon": "clock"},
    "report": {
        "vi": "Báo cáo: việc để quá hạn",
        "en": "Reported: work is late",
        "tone": "warn",
        "icon": "alert",
    },
    "handed-over": {
        "vi": "Chuyển cho chức danh của tôi",
        "en": "Handed to my post",
        "tone": "warn",
        "icon": "inbox",
    },
    "handed-away": {
        "vi": "Đã chuyển cho chức danh khác",
        "en": "Handed to another post",
        "tone": "quiet",
        "icon": "right",
    },
    "silent": {
        "vi": "Cơ quan không cho ý kiến trong hạn",
        "en": "The agency gave no opinion in time",
        "tone": "danger",
        "icon": "alert",
    },
}
SUPPLEMENT_PHRASES = (
    ("q", "Bản chụp bị mờ, không đọc được; đề nghị chụp hoặc quét lại.", "The copy is blurred; please scan it again."),
    ("w", "Thiếu trang; đề nghị gửi đủ các trang.", "Pages are missing; please send all of them."),
    ("e", "Giấy tờ đã hết thời hạn sử dụng; đề nghị gửi bản còn hiệu lực.", "The paper has expired; please send a valid one."),
    ("t", "Thông tin không khớp với tờ khai; đề nghị kiểm tra và sửa.", "It does not agree with the form; please check."),
    ("d", "Chưa có chữ ký của người khai; đề nghị ký và gửi lại.", "The signature is missing; please sign and send it again."),
)  # fmt: skip
"""Reasons that officers write most, each with its key; they stand in the box to be changed, in Vietnamese as on the form."""
