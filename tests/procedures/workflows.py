"""Workflows of real tables (W1 to W7) as definitions, and a short way to write others."""

from typing import Any

import msgspec

from motcua.foundation.definitions import DefinitionError, Problem
from motcua.procedures.compile import compile_procedure
from motcua.procedures.definition import ProcedureDefinition

type Tree = dict[str, Any]


def words(text: str) -> Tree:
    return {"vi": text, "en": text}


def way(to: str, *, kind: str = "forward", when: str | None = None, id: str | None = None) -> Tree:
    made: Tree = {"id": id or f"to_{to}", "label": words(f"→ {to}"), "to": to, "kind": kind}
    return {**made, "when": when} if when else made


def step(kind: str, title: str, post: str | None, hours: float, *ways: Tree, **more: Any) -> Tree:
    made: Tree = {"kind": kind, "title": words(title), "hours": hours, "next": list(ways), **more}
    return {**made, "post": post} if post else made


def line(*steps: tuple[str, Tree]) -> dict[str, Tree]:
    """Steps one after another: each gets a way to the next one, the last to the end."""
    made = dict(steps)
    ids = [*made, "end"]
    for n, one in enumerate(made.values()):
        one["next"] = [way(ids[n + 1]), *one["next"]]
    return made


def tree(steps: dict[str, Tree], limit: float, **more: Any) -> Tree:
    """A whole procedure around these steps; `limit` in working hours."""
    return {
        "code": "1.999999",
        "name": words("Thủ tục mẫu"),
        "summary": words("Mẫu"),
        "field": "mau",
        "level": "province",
        "decision": "1594/QĐ",
        "audience": ["Công dân Việt Nam"],
        "competent": {"agency_kind": "department", "by": "any"},
        "online_level": {"level": "toan_trinh"},
        "limit": {"amount": int(limit), "unit": "working_hour", "legal_ref": "Luật"},
        "cases": [
            {"id": "urgent", "name": words("Gấp"), "when": "urgent"},
            {"id": "plain", "name": words("Thường")},
        ],
        "form": {
            "pages": [
                {
                    "id": "main",
                    "title": words("Chính"),
                    "fields": [
                        {"id": "urgent", "kind": "yes_no", "label": words("Gấp?")},
                        {
                            "id": "size",
                            "kind": "choice",
                            "label": words("Quy mô"),
                            "options": [{"value": v, "vi": v, "en": v} for v in ("small", "middle", "large")],
                        },
                        {"id": "area", "kind": "integer", "label": words("Diện tích"), "min": 1},
                        {"id": "born", "kind": "date", "label": words("Ngày sinh")},
                        {"id": "remark", "kind": "text", "label": words("Ghi chú"), "required": False},
                    ],
                }
            ]
        },
        "workflow": {"start": next(iter(steps)), "steps": steps},
        "result": {
            "kind": "paper",
            "name": words("Giấy"),
            "template": "paper",
            "numbering": {"symbol": "G", "series": "giay"},
        },
        **more,
    }


def read(made: Tree) -> ProcedureDefinition:
    return msgspec.convert(made, ProcedureDefinition)


def problems(made: Tree, **known: Any) -> tuple[Problem, ...]:
    """Everything wrong with the procedure."""
    try:
        compile_procedure(read(made), **known)
    except DefinitionError as error:
        return error.problems
    return ()


def received(hours: float) -> tuple[str, Tree]:
    return "receive", step("receive", "Tiếp nhận", "reception", hours, agency="intake")


def returned(hours: float = 0) -> tuple[str, Tree]:
    return "return", step("return", "Trả kết quả", "reception", hours, agency="intake")


def signed(hours: float, post: str = "department_leader") -> tuple[str, Tree]:
    again = way("process", kind="back")
    return "sign", step("sign", "Ký", post, hours, again, way("end", kind="refuse"), makes="paper")


def w1() -> Tree:
    """Hà Nội 1.012644, 30 working days: through the department, then the city's office as a part."""
    office = line(
        ("office_in", step("assign", "Văn phòng nhận", "clerk", 4)),
        ("office_lead", step("assign", "Lãnh đạo Văn phòng phân công", "deputy_leader", 4)),
        ("office_head", step("assign", "Trưởng phòng phân công", "division_leader", 4)),
        ("office_study", step("process", "Chuyên viên thẩm tra", "specialist", 24)),
        ("office_check", step("review", "Trưởng phòng xem xét", "division_leader", 4)),
        ("office_submit", step("review", "Lãnh đạo Văn phòng trình", "deputy_leader", 4,
                               way("office_study", kind="back"))),
        ("city_signs", step("review", "Lãnh đạo UBND ký", "chair", 8, way("office_study", kind="back"))),
        ("office_number", step("number", "Văn thư vào sổ", "clerk", 4)),
    )  # fmt: skip
    steps = line(
        received(4),
        ("head", step("assign", "Trưởng bộ phận phân công", "centre_head", 4)),
        ("leader", step("assign", "Lãnh đạo sở phân công", "department_leader", 8)),
        ("division", step("assign", "Trưởng phòng phân công", "division_leader", 8)),
        ("process", step("process", "Thẩm định, dự thảo", "specialist", 128)),
        ("review", step("review", "Trưởng phòng xem xét", "division_leader", 8, way("process", kind="back"))),
        ("sign", step("sign", "Ký tờ trình", "department_leader", 8, way("process", kind="back"),
                      way("end", kind="refuse"), makes="paper")),
        ("city", step("part", "Văn phòng UBND thành phố", None, 0, part="office")),
        ("finish", step("process", "Hoàn thiện hồ sơ", "specialist", 16)),
        returned(),
    )  # fmt: skip
    made = tree(steps, 240)
    made["workflow"]["parts"] = {"office": {"name": words("VP"), "start": "office_in", "steps": office}}
    return made


def w2() -> Tree:
    """Bắc Ninh 1.009645, 17 working days: departments are asked side by side for 7 of them."""
    asked = [
        {"id": f"opinion_{n}", "name": words(key), "agency": key, "days": days, "question": words("Ý kiến?")}
        for n, (key, days) in enumerate((("so-xay-dung", 7), ("so-tai-chinh", 5), ("so-tu-phap", 7)))
    ]
    steps = line(
        received(4),
        ("assign", step("assign", "Phân công", "division_leader", 2)),
        ("process", step("process", "Dự thảo công văn lấy ý kiến", "specialist", 4)),
        ("division", step("review", "Trưởng phòng", "division_leader", 2, way("process", kind="back"))),
        ("leader", step("review", "Lãnh đạo sở ký", "department_leader", 4, way("process", kind="back"))),
        ("ask", step("consult", "Lấy ý kiến các sở", "specialist", 0, opinions=asked)),
        ("compile", step("process", "Tổng hợp", "specialist", 16)),
        ("review", step("review", "Trưởng phòng", "division_leader", 8, way("compile", kind="back"))),
        ("submit", step("review", "Lãnh đạo sở", "department_leader", 8, way("compile", kind="back"))),
        ("number", step("number", "Văn thư", "clerk", 4)),
        signed(24, "chair"),
        returned(4),
    )
    return tree(steps, 17 * 8)


def w3() -> Tree:
    """Nghệ An 1.014333, 80 hours."""
    return tree(
        line(
            received(2),
            ("assign", step("assign", "Phân công", "division_leader", 4)),
            ("process", step("process", "Chuyên viên xử lý", "specialist", 58)),
            ("review", step("review", "Trưởng phòng", "division_leader", 6, way("process", kind="back"))),
            signed(8),
            ("number", step("number", "Văn thư", "clerk", 2)),
            returned(),
        ),
        80,
    )


def w4() -> Tree:
    """Hà Nội 2.000908, 8 hours: a copy from the register on the same day, when it is found there."""
    found = {"id": "found", "kind": "yes_no", "label": words("Có trong sổ gốc?")}
    steps = line(
        received(2),
        ("process", step("process", "Tìm sổ, dự thảo", "specialist", 3, fields=[found])),
        ("sign", step("sign", "Ký", "department_leader", 2, makes="paper")),
        ("number", step("number", "Đóng dấu", "clerk", 1)),
        returned(),
    )
    steps["sign"]["next"] = [
        way("number", when="officer.found"),
        way("end", kind="refuse", when="!officer.found"),
        way("process", kind="back", when="officer.found"),
    ]
    return tree(steps, 8)


def w5() -> Tree:
    """Hà Nội 1610, land with a tax notice for which the clock rests; the receipt moves the dossier on by itself."""
    tax = {"system": "tax", "days": 5, "pauses": True, "question": words("Nghĩa vụ tài chính?")}
    pay = {"system": "treasury", "days": 30, "pauses": True, "question": words("Đã nộp?")}
    steps = line(
        received(4),
        ("process", step("process", "Thẩm tra, lập phiếu chuyển", "land_officer", 40)),
        ("tax", step("external", "Thuế ra thông báo", "land_officer", 0, external=tax)),
        ("owed", step("automatic", "Có phải nộp không", None, 0)),
        ("pay", step("external", "Chờ nộp tiền", "land_officer", 0, external=pay)),
        ("reconcile", step("process", "Đối chiếu", "land_officer", 16)),
        signed(8),
        ("number", step("number", "Vào sổ", "clerk", 4)),
        returned(),
    )
    steps["owed"]["next"] = [way("pay", when="area > 100"), way("reconcile")]
    return tree(steps, 80)


def w6() -> Tree:
    """Cao Bằng 1.001806, 10 working days; urgent ones in half the time and without a review."""
    steps = line(
        received(4),
        ("assign", step("assign", "Phân công", "division_leader", 4)),
        ("process", step("process", "Xử lý", "specialist", 56, variants=[{"case": "urgent", "hours": 20}])),
        ("review", step("review", "Xem xét", "division_leader", 4,
                        variants=[{"case": "urgent", "skip": True}])),
        signed(8),
        ("number", step("number", "Đóng dấu", "clerk", 4)),
        returned(),
    )  # fmt: skip
    made = tree(steps, 80)
    made["cases"][0]["limit"] = {"amount": 40, "unit": "working_hour", "legal_ref": "Luật"}
    return made


def w7() -> Tree:
    """Bắc Ninh, a junction to a local road: a large one is visited, a middle one is asked about."""
    asked = {"agency": "so-xay-dung", "days": 2, "question": words("Ý kiến?")}
    steps = line(
        received(4),
        ("assign", step("assign", "Phân công", "division_leader", 8)),
        ("process", step("process", "Thẩm định", "specialist", 16)),
        ("visit", step("process", "Kiểm tra hiện trường", "specialist", 16)),
        ("ask", step("consult", "Hỏi Sở Xây dựng", None, 0, consult=asked)),
        signed(8),
        ("number", step("number", "Đóng dấu", "clerk", 4)),
        returned(),
    )
    steps["process"]["next"] = [
        way("visit", when="size == 'large'"),
        way("ask", when="size == 'middle'"),
        way("sign", when="size == 'small'"),
    ]
    steps["visit"]["next"] = [way("sign")]
    return tree(steps, 56)


REAL = {"W1": w1, "W2": w2, "W3": w3, "W4": w4, "W5": w5, "W6": w6, "W7": w7}
