"""The first tree of a procedure that is made from nothing: small, whole and sound, so that it can be tried at once.

Pure. What stands in it is meant to be changed; nothing in it is a legal fact except the supplement's defaults.
"""

from typing import Any

LOCAL = "9."
"""The city's own procedures before the national database has given them a code: 9.000001 onwards."""

LEVELS = ("commune", "province")


def starting_tree(code: str, *, vi: str, en: str, level: str, field: str) -> dict[str, Any]:
    """One page with the applicant's name and request; receive, process, sign, number, return; a plain sheet."""
    commune = level == "commune"
    return {
        "code": code,
        "name": {"vi": vi, "en": en},
        "summary": {"vi": f"{vi}.", "en": f"{en}."},
        "field": field,
        "level": level,
        "decision": "",
        "audience": ["Công dân Việt Nam"],
        "competent": {"agency_kind": "commune" if commune else "department", "by": "residence" if commune else "any"},
        "online_level": {"level": "toan_trinh"},
        "limit": {"amount": 5, "unit": "working_day", "legal_ref": ""},
        "cases": [{"id": "all", "name": {"vi": "Mọi trường hợp", "en": "Every case"}}],
        "form": {"pages": [_page()]},
        "workflow": {"start": "receive", "steps": _steps(commune)},
        "result": _result(code, vi, en),
    }  # fmt: skip


def _page() -> dict[str, Any]:
    return {
        "id": "request",
        "title": {"vi": "Yêu cầu của anh/chị", "en": "Your request"},
        "fields": [
            {
                "id": "applicant_name",
                "kind": "person_name",
                "label": {"vi": "Họ, chữ đệm, tên", "en": "Full name"},
                "why": {"vi": "Để biết ai yêu cầu.", "en": "So that we know who asks."},
                "example": "Nguyễn Văn An",
                "prefill": "applicant.full_name",
            },
            {
                "id": "request_text",
                "kind": "longtext",
                "label": {"vi": "Anh/chị đề nghị điều gì?", "en": "What do you ask for?"},
                "max_length": 2000,
            },
        ],
    }


def _steps(commune: bool) -> dict[str, Any]:
    return {
        "receive": {
            "kind": "receive", "title": {"vi": "Tiếp nhận", "en": "Receive"}, "post": "reception",
            "agency": "intake", "hours": 4,
            "next": [_way("pass_on", "Chuyển xử lý", "Pass on", "process")],
        },
        "process": {
            "kind": "process", "title": {"vi": "Thẩm tra, soạn kết quả", "en": "Examine and draft"},
            "post": "culture_society_officer" if commune else "specialist", "hours": 16,
            "next": [_way("submit", "Trình ký", "Submit for signature", "sign")],
        },
        "sign": {
            "kind": "sign", "title": {"vi": "Ký duyệt", "en": "Sign"},
            "post": "chair" if commune else "department_leader", "hours": 8, "makes": "sheet",
            "next": [
                _way("sign", "Ký", "Sign", "number"),
                _way("back", "Trả lại làm rõ", "Send back", "process", kind="back", needs_note=True),
                _way("refuse", "Từ chối", "Refuse", "end", kind="refuse", needs_note=True),
            ],
        },
        "number": {
            "kind": "number", "title": {"vi": "Vào sổ, đóng dấu", "en": "Enter and seal"}, "post": "clerk", "hours": 4,
            "next": [_way("entered", "Chuyển trả kết quả", "Pass to return", "give_back")],
        },
        "give_back": {
            "kind": "return", "title": {"vi": "Trả kết quả", "en": "Return the result"}, "post": "reception",
            "agency": "intake", "next": [_way("returned", "Đã trả", "Returned", "end")],
        },
    }  # fmt: skip


def _way(id: str, vi: str, en: str, to: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "label": {"vi": vi, "en": en}, "to": to, **more}


def _result(code: str, vi: str, en: str) -> dict[str, Any]:
    return {
        "kind": "confirmation",
        "name": {"vi": "Văn bản trả lời", "en": "Answer in writing"},
        "template": "sheet",
        "numbering": {"symbol": "TL-UBND", "series": f"tl-{code.replace('.', '-')}"},
        "layout": {
            "title": {"vi": "Văn bản trả lời", "en": "Answer"},
            "blocks": [
                {
                    "text": {
                        "vi": f"Về yêu cầu: {vi}.",
                        "en": f"On the request: {en}.",
                    },
                    "lines": [
                        {"label": {"vi": "Người yêu cầu", "en": "Applicant"}, "value": "applicant_name"},
                        {"label": {"vi": "Nội dung", "en": "Request"}, "value": "request_text"},
                    ],
                }
            ],
        },
    }
