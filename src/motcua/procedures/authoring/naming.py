"""What the parts of a definition are called by the people who write it, in Vietnamese and English. Pure."""

from typing import Any

from motcua.procedures.authoring.merge import ABSENT, NAMES, ORDER, Path

type Words = dict[str, str]

_KEYS: dict[str, tuple[str, str]] = {
    "name": ("tên", "name"),
    "title": ("tiêu đề", "title"),
    "label": ("nhãn", "label"),
    "summary": ("tóm tắt", "summary"),
    "intro": ("lời dẫn", "introduction"),
    "hint": ("lời giải thích", "hint"),
    "why": ("lý do hỏi", "why it is asked"),
    "example": ("ví dụ", "example"),
    "field": ("lĩnh vực", "field"),
    "level": ("cấp", "level"),
    "decision": ("quyết định công bố", "decision"),
    "audience": ("đối tượng", "who it is for"),
    "life_events": ("sự kiện đời sống", "life events"),
    "keywords": ("từ khóa", "keywords"),
    "channels": ("kênh nộp", "channels"),
    "online": ("trực tuyến", "online"),
    "counter": ("tại quầy", "counter"),
    "postal": ("bưu chính", "post"),
    "non_territorial": ("không phụ thuộc địa giới", "at any office"),
    "competent": ("cơ quan có thẩm quyền", "competent agency"),
    "agency_kind": ("loại cơ quan", "kind of agency"),
    "by": ("xác định theo", "found by"),
    "online_level": ("mức trực tuyến", "online level"),
    "auth_level": ("mức độ xác thực người nộp", "authentication of whoever files"),
    "reason": ("lý do", "reason"),
    "conditions": ("điều kiện", "conditions"),
    "legal_bases": ("căn cứ pháp lý", "legal bases"),
    "legal_ref": ("căn cứ", "legal reference"),
    "limit": ("thời hạn", "limit"),
    "extension": ("gia hạn", "extension"),
    "supplement": ("bổ sung hồ sơ", "supplements"),
    "answer_within_hours": ("trả lời trong (giờ làm việc)", "answer within (working hours)"),
    "appraisal_within_days": ("thẩm định trong (ngày)", "appraisal within (days)"),
    "applicant_days": ("thời gian cho người nộp (ngày)", "days for the applicant"),
    "once": ("chỉ yêu cầu bổ sung một lần", "missing papers are asked for once only"),
    "cases": ("trường hợp", "cases"),
    "form": ("biểu mẫu", "form"),
    "pages": ("trang", "pages"),
    "fields": ("câu hỏi", "questions"),
    "groups": ("nhóm câu hỏi", "groups"),
    "options": ("lựa chọn", "options"),
    "checks": ("kiểm tra chéo", "checks across answers"),
    "components": ("giấy tờ", "papers"),
    "fees": ("phí, lệ phí", "fees"),
    "free_when": ("trường hợp miễn", "exemptions"),
    "payment": ("cách nộp phí", "payment"),
    "workflow": ("quy trình", "workflow"),
    "steps": ("bước", "steps"),
    "parts": ("phần quy trình", "parts"),
    "start": ("bước đầu", "first step"),
    "next": ("lối ra", "ways out"),
    "result": ("kết quả", "result"),
    "layout": ("cách trình bày", "layout"),
    "blocks": ("khối", "blocks"),
    "lines": ("dòng", "lines"),
    "text": ("nội dung", "text"),
    "kind": ("loại", "kind"),
    "required": ("bắt buộc", "required"),
    "when": ("điều kiện hiện", "condition"),
    "min": ("nhỏ nhất", "least"),
    "max": ("lớn nhất", "most"),
    "pattern": ("mẫu ký tự", "pattern"),
    "max_length": ("độ dài tối đa", "longest"),
    "prefill": ("điền sẵn từ", "prefilled from"),
    "value": ("giá trị", "value"),
    "repeat": ("lặp lại", "repeated"),
    "holds": ("điều phải đúng", "what must hold"),
    "message": ("lời báo", "message"),
    "originals": ("số bản chính", "originals"),
    "copies": ("số bản sao", "copies"),
    "satisfied_by": ("dữ liệu thay thế", "data that stand in"),
    "show_only": ("chỉ xuất trình", "shown only"),
    "accepts": ("loại tệp", "kinds of file"),
    "amount": ("mức", "amount"),
    "unit": ("đơn vị", "unit"),
    "set_by": ("cơ quan quy định", "set by"),
    "is_appraisal": ("phí thẩm định", "appraisal fee"),
    "post": ("chức vụ", "post"),
    "agency": ("cơ quan", "agency"),
    "hours": ("số giờ", "hours"),
    "days": ("số ngày", "days"),
    "makes": ("văn bản tạo ra", "document made"),
    "consult": ("lấy ý kiến", "consultation"),
    "opinions": ("ý kiến", "opinions"),
    "external": ("hệ thống ngoài", "outside system"),
    "system": ("hệ thống", "system"),
    "part": ("phần quy trình dùng", "part used"),
    "silence": ("khi im lặng", "on silence"),
    "question": ("điều hỏi", "question"),
    "pauses": ("tạm dừng thời hạn", "pauses the clock"),
    "assignment": ("cách giao việc", "assignment"),
    "escalate": ("nhắc khi chậm", "escalation"),
    "variants": ("riêng theo trường hợp", "variants"),
    "skip": ("bỏ qua", "left out"),
    "checklist": ("điểm kiểm tra", "checklist"),
    "to": ("đi tới", "leads to"),
    "needs_note": ("phải ghi lý do", "needs a note"),
    "grounds": ("căn cứ từ chối", "grounds for refusing"),
    "template": ("mẫu văn bản", "template"),
    "numbering": ("đánh số", "numbering"),
    "symbol": ("ký hiệu", "symbol"),
    "series": ("dãy số", "series"),
    "valid": ("hiệu lực", "validity"),
    "register": ("sổ", "register"),
    "delivery": ("cách trả", "delivery"),
    "code": ("mã", "code"),
    "id": ("mã", "id"),
    "vi": ("tiếng Việt", "Vietnamese"),
    "en": ("tiếng Anh", "English"),
    ORDER: ("thứ tự", "order"),
}

_ONE: dict[str, tuple[str, str]] = {
    "pages": ("Trang", "Page"),
    "fields": ("Câu hỏi", "Question"),
    "groups": ("Nhóm", "Group"),
    "options": ("Lựa chọn", "Option"),
    "components": ("Giấy tờ", "Paper"),
    "fees": ("Khoản", "Fee"),
    "free_when": ("Miễn", "Exemption"),
    "cases": ("Trường hợp", "Case"),
    "steps": ("Bước", "Step"),
    "parts": ("Phần", "Part"),
    "next": ("Lối ra", "Way out"),
    "opinions": ("Ý kiến", "Opinion"),
    "checklist": ("Điểm kiểm tra", "Check"),
    "variants": ("Riêng cho trường hợp", "Variant for"),
    "prefill": ("Nguồn", "Source"),
}

MAPS = ("steps", "parts")
"""Keys under which things stand by their id."""

_VALUES: dict[str, tuple[str, str]] = {
    "true": ("có", "yes"),
    "false": ("không", "no"),
    "working_day": ("ngày làm việc", "working days"),
    "working_hour": ("giờ làm việc", "working hours"),
    "day": ("ngày", "days"),
    "month": ("tháng", "months"),
    "same_day": ("trong ngày", "same day"),
}

_OF_KEY: dict[str, dict[str, tuple[str, str]]] = {
    "level": {"commune": ("cấp xã", "commune"), "province": ("cấp thành phố", "city"), "central": ("trung ương", "central")},
    "auth_level": {
        "two_factors": ("hai yếu tố (mức 2)", "two factors (level 2)"),
        "biometric": ("có sinh trắc học (mức 3)", "with a biometric (level 3)"),
    },
    "silence": {
        "remind": ("nhắc và chờ tiếp", "remind and wait"),
        "agree": ("coi như đồng ý", "counts as agreeing"),
        "report": ("đi tiếp và báo lãnh đạo", "go on and tell the leader"),
    },
    "assignment": {
        "claim": ("ai nhận trước làm", "whoever claims it"),
        "least_loaded": ("người đang ít việc nhất", "whoever has least"),
        "round_robin": ("lần lượt", "in turn"),
        "same_officer": ("người đã làm trước đó", "the same officer as before"),
    },
    "agency": {"intake": ("nơi tiếp nhận", "where it was received"), "competent": ("cơ quan giải quyết", "deciding agency")},
    "kind": {
        "text": ("chữ ngắn", "short text"),
        "longtext": ("chữ dài", "long text"),
        "date": ("ngày", "date"),
        "integer": ("số nguyên", "whole number"),
        "money": ("số tiền", "amount of money"),
        "choice": ("chọn một", "one choice"),
        "choices": ("chọn nhiều", "several choices"),
        "yes_no": ("có hoặc không", "yes or no"),
        "pin": ("số định danh", "personal number"),
        "person_name": ("họ tên", "name of a person"),
        "phone": ("số điện thoại", "telephone"),
        "email": ("thư điện tử", "e-mail"),
        "address": ("địa chỉ", "address"),
        "unit": ("đơn vị hành chính", "commune or province"),
        "country": ("quốc gia", "country"),
        "ethnic_group": ("dân tộc", "ethnic group"),
        "forward": ("đi tiếp", "forward"),
        "back": ("trả lại bước trước", "back"),
        "refuse": ("từ chối", "refuse"),
    },
}  # fmt: skip
"""Words of closed lists, by the key under which they stand."""


def name_posts(posts: dict[str, tuple[str, str]]) -> None:
    """What the kinds of posts are called; told once by the room's app, for this module knows no city."""
    _OF_KEY["post"] = posts


_LONGEST = 120


def noun(collection: str) -> Words:
    """What one thing of a list is called: of `pages`, “Trang”."""
    vi, en = _ONE.get(collection, _KEYS.get(collection, (collection, collection)))
    return {"vi": vi, "en": en}


def key_words(key: str) -> Words:
    vi, en = _KEYS.get(key, (key, key))
    return {"vi": vi, "en": en}


def called(thing: Any, fallback: str = "") -> Words:
    """What a thing of a definition is called: its name, title, label or words; else its id."""
    if isinstance(thing, dict):
        for key in ("name", "title", "label", "heading"):
            if isinstance(inner := thing.get(key), dict) and (inner.get("vi") or inner.get("en")):
                return _text(inner)
        if thing.get("vi") or thing.get("en"):
            return _text(thing)
        for key in NAMES:
            if isinstance(found := thing.get(key), str):
                return {"vi": found, "en": found}
    return {"vi": fallback, "en": fallback}


def path_words(path: Path, *trees: Any) -> Words:
    """Where a part stands, for people: “Trang “Về bạn” › Câu hỏi “Họ tên” › nhãn (tiếng Việt)”.

    `trees`: where the names of things are looked up, the first that has the thing counts. What a named thing is
    a part of anyhow (a question of the form) is left out.
    """
    vi: list[str] = []
    en: list[str] = []
    for place, key in enumerate(path):
        above = path[place - 1] if place else ""
        if key.startswith("[") or above in MAPS:
            name = called(thing_at(path[: place + 1], *trees), key.strip("[]"))
            kind = noun(above)
            if len(vi) == 2 and path[0] in ("form", "workflow", "result"):
                vi, en = [], []
            elif vi:
                vi, en = vi[:-1], en[:-1]
            vi.append(f"{kind['vi']} “{name['vi']}”")
            en.append(f'{kind["en"]} "{name["en"]}"')
        elif key in ("vi", "en") and vi:
            vi[-1] += f" ({_KEYS[key][0]})"
            en[-1] += f" ({_KEYS[key][1]})"
        else:
            words = key_words(key)
            vi.append(words["vi"])
            en.append(words["en"])
    return {"vi": _capital(" › ".join(vi)), "en": _capital(" › ".join(en))}


def thing_at(path: Path, *trees: Any) -> Any:
    """What stands at a path in the first tree that has it; ABSENT when none does."""
    for tree in trees:
        found = tree
        for key in path:
            found = _step(found, key)
        if found is not ABSENT:
            return found
    return ABSENT


def _step(node: Any, key: str) -> Any:
    if isinstance(node, dict):
        return node.get(key, ABSENT)
    if isinstance(node, list) and key.startswith("["):
        wanted = key[1:-1]
        for item in node:
            if isinstance(item, dict) and any(item.get(name) == wanted for name in NAMES):
                return item
    return ABSENT


def value_words(value: Any, key: str = "") -> Words:
    """A value for people; long ones are cut. `key`: where it stands, for the words of closed lists."""
    if isinstance(value, str) and value in _OF_KEY.get(key, {}):
        vi, en = _OF_KEY[key][value]
        return {"vi": vi, "en": en}
    if value is ABSENT or value is None:
        return {"vi": "không có", "en": "none"}
    if isinstance(value, bool):
        vi, en = _VALUES[str(value).lower()]
        return {"vi": vi, "en": en}
    if isinstance(value, str):
        vi, en = _VALUES.get(value, (value, value))
        return {"vi": _cut(vi), "en": _cut(en)}
    if isinstance(value, int | float):
        value = int(value) if value == int(value) else value
        return {"vi": f"{value:,}".replace(",", " ").replace(".", ",").replace(" ", "."), "en": f"{value:,}"}
    if isinstance(value, list | tuple):
        if not value:
            return {"vi": "không có", "en": "none"}
        parts = [value_words(item) for item in value]
        return {language: _cut(", ".join(part[language] for part in parts)) for language in ("vi", "en")}
    if isinstance(value, dict):
        name = called(value)
        if name["vi"] or name["en"]:
            return {language: _cut(word) for language, word in name.items()}
        rows = [(key_words(key), value_words(inner)) for key, inner in value.items()]
        return {
            language: _cut("; ".join(f"{key[language]}: {inner[language]}" for key, inner in rows))
            for language in ("vi", "en")
        }
    return {"vi": str(value), "en": str(value)}


def _text(words: dict[str, Any]) -> Words:
    vi, en = str(words.get("vi") or ""), str(words.get("en") or "")
    return {"vi": vi or en, "en": en or vi}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
