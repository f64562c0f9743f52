"""Definitions as text again: YAML that reads back to the same content, and the JSON Schema that editors complete by."""

import json
from typing import Any

import msgspec
import yaml

from motcua.procedures.definition import END, ProcedureDefinition, Step, Text

SCHEMA_ID = "https://motcua.example/schema/procedure/1"
WIDTH = 110

TITLES = {
    "audience": "Đối tượng thực hiện",
    "agency": "Cơ quan thực hiện",
    "amount": "Số lượng hoặc số tiền",
    "assignment": "Cách giao việc",
    "cases": "Các trường hợp",
    "channels": "Cách nộp hồ sơ",
    "checklist": "Điều cán bộ xác nhận",
    "code": "Mã thủ tục",
    "competent": "Cơ quan có thẩm quyền",
    "components": "Thành phần hồ sơ",
    "conditions": "Yêu cầu, điều kiện",
    "consult": "Lấy ý kiến một cơ quan",
    "decision": "Quyết định công bố",
    "escalate": "Khi bước bị để lâu",
    "external": "Chờ cơ quan ngoài hệ thống",
    "fees": "Phí, lệ phí",
    "field": "Lĩnh vực",
    "fields": "Các câu hỏi",
    "form": "Mẫu đơn điện tử",
    "free_when": "Trường hợp miễn",
    "grounds": "Căn cứ từ chối do luật định",
    "groups": "Nhóm câu hỏi",
    "hint": "Gợi ý",
    "hours": "Số giờ làm việc",
    "id": "Mã, giữ nguyên qua các phiên bản",
    "keywords": "Từ khóa tìm kiếm",
    "kind": "Loại",
    "label": "Câu hỏi",
    "layout": "Bố cục kết quả",
    "legal_bases": "Căn cứ pháp lý",
    "level": "Cấp thực hiện",
    "life_events": "Sự kiện trong đời",
    "limit": "Thời hạn giải quyết",
    "makes": "Văn bản bước này lập",
    "name": "Tên",
    "next": "Các thao tác rời bước",
    "online_level": "Mức dịch vụ trực tuyến",
    "opinions": "Lấy ý kiến nhiều cơ quan cùng lúc",
    "options": "Các lựa chọn",
    "originals": "Số bản chính",
    "copies": "Số bản sao",
    "pages": "Các trang",
    "part": "Quy trình con",
    "parts": "Các quy trình con",
    "payment": "Khi nào nộp tiền",
    "post": "Chức danh thực hiện",
    "prefill": "Lấy sẵn từ",
    "required": "Bắt buộc",
    "result": "Kết quả",
    "satisfied_by": "Dữ liệu thay giấy tờ",
    "start": "Bước đầu",
    "steps": "Các bước",
    "summary": "Mô tả ngắn",
    "supplement": "Bổ sung hồ sơ",
    "template": "Mẫu văn bản",
    "title": "Tên hiển thị",
    "to": "Đến bước",
    "variants": "Khác đi theo trường hợp",
    "when": "Điều kiện (CEL)",
    "why": "Vì sao hỏi",
    "workflow": "Quy trình nội bộ",
}
"""What settings are called in Vietnamese."""


def write_yaml(definition: ProcedureDefinition) -> str:
    """The definition as an editor would write it: defaults left out, steps in the order in which work goes on.

    Reading it gives the same content hash. Comments of the text that it once came from are not known any more.
    """
    return yaml.dump(
        _plain(definition),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=False,
    )


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a definition's file."""
    made = msgspec.json.schema(ProcedureDefinition)
    for part in made["$defs"].values():
        _paragraph(part)
        for name, setting in part.get("properties", {}).items():
            if name in TITLES and "$ref" not in setting:
                setting["title"] = TITLES[name]
            _paragraph(setting)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Định nghĩa một thủ tục hành chính · Definition of a procedure",
        **made,
    }


def write_schema() -> str:
    """The schema as text, for a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _paragraph(part: dict[str, Any]) -> None:
    """Docstrings are wrapped for a source file; an editor wraps by itself."""
    if text := part.get("description"):
        part["description"] = "\n\n".join(" ".join(block.split()) for block in text.split("\n\n"))


class _OneLine(dict[str, Any]):
    """A small map that is written on one line: `{vi: …, en: …}`."""


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, and never writes anchors: each place says what it says."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _on_one_line(dumper: yaml.SafeDumper, value: _OneLine) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    """Line ends and characters without a shape go between double quotes, which alone keep them as they are."""
    style = None if value.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(_OneLine, _on_one_line)
_Dumper.add_representer(str, _text)


def _plain(value: Any) -> Any:
    """Plain data in the order of the settings' definition, without defaults."""
    if isinstance(value, msgspec.Struct):
        kept = {}
        for item in msgspec.structs.fields(value):
            here = getattr(value, item.name)
            if here != _default(item):
                kept[item.encode_name] = _plain(here)
        return _OneLine(kept) if isinstance(value, Text) else kept
    if isinstance(value, dict):
        if value and all(isinstance(step, Step) for step in value.values()):
            value = _in_order(value)
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _default(item: Any) -> Any:
    if item.default is not msgspec.NODEFAULT:
        return item.default
    return item.default_factory() if item.default_factory is not msgspec.NODEFAULT else msgspec.NODEFAULT


def _in_order(steps: dict[str, Step]) -> dict[str, Step]:
    """Steps as the work goes on: those first to which no way forward leads, each followed by where it leads."""
    led = {way.to for step in steps.values() for way in step.next if way.kind == "forward"}
    waiting = [id for id in steps if id not in led] or list(steps)
    made: dict[str, Step] = {}
    while waiting:
        id = waiting.pop(0)
        if id in made or id == END or id not in steps:
            continue
        made[id] = steps[id]
        waiting = [*(way.to for way in steps[id].next), *waiting]
    return {**made, **{id: step for id, step in steps.items() if id not in made}}
