"""The JSON Schema of a register's file, by which editors complete and check it while one types. Pure."""

import json
from typing import Any

import msgspec

from motcua.records.registers.definition import RegisterDefinition

SCHEMA_ID = "https://motcua.example/schema/register/1"
TITLES = {
    "access": "Ai được đọc, để làm gì",
    "answers": "Trả lời cho tờ khai sau",
    "birth": "Mục ngày sinh",
    "by": "Khóa của sổ kia lấy từ mục nào",
    "checks": "Điều kiện giữa các mục (CEL)",
    "column": "Là cột của bảng",
    "columns": "Tên cột trong tệp nhập",
    "expr": "Điều kiện (CEL)",
    "field": "Lĩnh vực",
    "fields": "Các mục",
    "from_date": "Có từ ngày",
    "id": "Mã, giữ nguyên qua các phiên bản",
    "identity": "Khóa nhận biết",
    "kept_years": "Lưu bao nhiêu năm",
    "kind": "Loại giá trị",
    "label": "Tên mục",
    "legal_bases": "Căn cứ pháp lý",
    "links": "Liên kết sang sổ khác",
    "message": "Lời báo khi không đạt",
    "migrations": "Đọc bản ghi của phiên bản cũ",
    "name": "Tên sổ",
    "no_overlap": "Không trùng thời gian",
    "numbering": "Cách đánh số",
    "options": "Các lựa chọn",
    "owner": "Cơ quan giữ sổ",
    "people": "Người được ghi trong sổ",
    "pin": "Mục số định danh",
    "place": "Mục chỉ nơi chốn",
    "power": "Quyền cần có",
    "public": "Công khai",
    "purposes": "Mục đích đọc",
    "record": "Tên một bản ghi",
    "register": "Mã sổ",
    "required": "Bắt buộc",
    "role": "Vai",
    "rows": "Các mục của một dòng",
    "search": "Tìm theo",
    "sensitive": "Nhạy cảm",
    "set": "Giá trị từ giá trị cũ (CEL)",
    "since": "Có từ phiên bản",
    "stands_for": "Thay giấy tờ nào",
    "summary": "Mô tả ngắn",
    "territory": "Sổ của cơ quan mình hay toàn thành phố",
    "title": "Các mục làm tên bản ghi",
    "unique": "Không trùng",
    "unit": "Đơn vị đo",
    "version": "Phiên bản",
}
"""What settings are called in Vietnamese."""


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a register's file."""
    made = msgspec.json.schema(RegisterDefinition)
    for part in made["$defs"].values():
        _paragraph(part)
        for name, setting in part.get("properties", {}).items():
            if name in TITLES and "$ref" not in setting:
                setting["title"] = TITLES[name]
            _paragraph(setting)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Khai báo một sổ đăng ký · Declaration of a register",
        **made,
    }


def write_schema() -> str:
    """The schema as text, for a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _paragraph(part: dict[str, Any]) -> None:
    """Docstrings are wrapped for a source file; an editor wraps by itself."""
    if text := part.get("description"):
        part["description"] = "\n\n".join(" ".join(block.split()) for block in text.split("\n\n"))
