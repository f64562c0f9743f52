"""The procedure's own facts: names, where it belongs, who decides, limits, cases, conditions, law."""

from typing import Any

from django.http import HttpRequest
from django.urls import path as route

from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes import starts
from motcua.procedures.catalogue import wording
from motcua.procedures.catalogue.models import FieldOfProcedure
from motcua.sites.editor import bodies, names, words
from motcua.sites.editor.controls import Choice, Control, Section, Tree, both
from motcua.sites.editor.workbench import Bench, Tab, page_of, part_head

CASE = r"cases\[\d+\]"
ABOUT, PLACE, TIME, LAW = "name", "competent", "limit", "legal_bases"
"""Sections without a part of their own are chosen by their first setting."""
_TITLES = {
    ABOUT: both("Tên và cách tìm thấy", "Names and how it is found"),
    PLACE: both("Nơi giải quyết, kênh nộp", "Who decides, ways of filing"),
    TIME: both("Thời hạn, bổ sung hồ sơ", "Limits and supplements"),
    LAW: both("Điều kiện, căn cứ pháp lý", "Conditions and law"),
}
_IN: dict[str, tuple[str, ...]] = {
    ABOUT: ("name", "code", "summary", "field", "audience", "life_events", "keywords", "decision"),
    PLACE: ("competent", "level", "non_territorial", "channels", "online_level", "auth_level"),
    TIME: ("limit", "supplement"),
    LAW: ("legal_bases", "conditions"),
}


def first(tree: Tree) -> str:
    return ABOUT


def sections(bench: Bench) -> list[Section]:
    at = bench.at
    if at == ABOUT:
        return _about()
    if at == PLACE:
        return _place(bench)
    if at == TIME:
        return [Section(None, _limit("limit")), _extension("limit"), _supplement()]
    if at == LAW:
        return _law()
    known = names.of_form(bench.tree)
    last = at == f"cases[{len(names.listed(bench.tree, 'cases')) - 1}]"
    rows = [Control(f"{at}.name", "words", both("Tên trường hợp", "Name of the case"), keep=True)]
    if not last or changes.has(bench.tree, f"{at}.when"):
        rows.append(
            Control(
                f"{at}.when",
                "condition",
                both("Hồ sơ thuộc trường hợp này khi", "A dossier is of this case when"),
                known=known,
                hint=both(
                    "Lấy trường hợp đầu tiên đúng, từ trên xuống.",
                    "The first case that holds counts, from the top.",
                ),
            )
        )
    return [
        Section(None, tuple(rows)),
        Section(
            both("Thời hạn riêng", "A limit of its own"),
            _limit(f"{at}.limit"),
            both("Để trống thì theo thời hạn chung.", "Left empty, the general limit counts."),
        ),
        _extension(f"{at}.limit"),
    ]


def _about() -> list[Section]:
    fields = tuple(
        Choice(key, both(name, name))
        for key, name in FieldOfProcedure.objects.order_by("name_vi").values_list("key", "name_vi")
    )
    events = tuple(Choice(one.key, both(one.vi, one.en)) for one in wording.life_events())
    return [
        Section(
            None,
            (
                Control("name", "words", both("Tên thủ tục", "Name of the procedure"), keep=True),
                Control(
                    "summary",
                    "paragraph",
                    both("Tóm tắt một hai câu", "Summary in a sentence or two"),
                    keep=True,
                ),
                Control(
                    "field", "choice", both("Lĩnh vực", "Field"), choices=fields, keep=True, width="half"
                ),
                Control(
                    "decision",
                    "line",
                    both("Quyết định công bố", "Publishing decision"),
                    keep=True,
                    width="half",
                ),
            ),
        ),
        Section(
            both("Ai cần, tìm bằng gì", "For whom, found by what"),
            (
                Control(
                    "audience",
                    "lines",
                    both("Đối tượng (mỗi dòng một)", "Who it is for (one a line)"),
                    keep=True,
                ),
                Control("life_events", "ticks", both("Sự kiện đời sống", "Life events"), choices=events),
                Control(
                    "keywords",
                    "lines",
                    both("Từ người dân hay dùng (mỗi dòng một)", "Words people use (one a line)"),
                ),
            ),
        ),
    ]


def _place(bench: Bench) -> list[Section]:
    units = tuple(
        Choice(one.name, both(f"Theo câu trả lời: {one.label['vi']}", f"By the answer: {one.label['en']}"))
        for one in names.of_form(bench.tree)
        if one.kind in ("unit", "address")
    )
    by = (
        Choice("residence", both("Nơi cư trú của chủ hồ sơ", "Where the applicant lives")),
        Choice("any", both("Cơ quan nào thuộc loại này cũng được", "Any agency of the kind")),
        *units,
    )
    return [
        Section(
            None,
            (
                Control(
                    "level",
                    "choice",
                    both("Cấp giải quyết", "Level"),
                    choices=words.LEVELS,
                    keep=True,
                    width="half",
                ),
                Control(
                    "competent.agency_kind",
                    "choice",
                    both("Cơ quan có thẩm quyền", "Competent agency"),
                    choices=words.AGENCY_KINDS,
                    keep=True,
                    width="half",
                ),
                Control("competent.by", "choice", both("Xác định theo", "Found by"), choices=by, keep=True),
                Control(
                    "competent.agency",
                    "choice",
                    both("Hoặc một cơ quan của thành phố", "Or one body of the city"),
                    hint=both(
                        "Khi nhiều cơ quan cùng loại: các sở, công an. Sau sắp xếp là cơ quan kế thừa.",
                        "Where several are of the kind: departments, police. After a reorganisation its heir decides.",
                    ),
                    choices=bodies.named(bodies.OF_THE_WHOLE_CITY),
                ),
                Control(
                    "non_territorial",
                    "flag",
                    both(
                        "Nộp ở bất kỳ điểm một cửa nào của thành phố",
                        "May be filed at any office of the city",
                    ),
                    default=True,
                ),
            ),
        ),
        Section(
            both("Kênh nộp", "Ways of filing"),
            (
                Control("channels.online", "flag", both("Trực tuyến", "Online"), default=True, width="third"),
                Control(
                    "channels.counter",
                    "flag",
                    both("Tại quầy", "At the counter"),
                    default=True,
                    width="third",
                ),
                Control(
                    "channels.postal", "flag", both("Qua bưu chính", "By post"), default=True, width="third"
                ),
            ),
        ),
        Section(
            both("Mức trực tuyến", "Online level"),
            (
                Control(
                    "online_level.level", "choice", both("Mức", "Level"), choices=words.ONLINE, keep=True
                ),
                Control(
                    "online_level.reason",
                    "paragraph",
                    both("Lý do chỉ một phần (được công bố)", "Why only partly (it is published)"),
                    hint=both(
                        "Nghị định 224/2026 Điều 14: một phần thì phải nêu lý do.",
                        "Decree 224/2026, article 14: partly online needs a reason.",
                    ),
                ),
                Control(
                    "auth_level",
                    "choice",
                    both("Người nộp phải xác thực", "Whoever files proves who they are by"),
                    hint=both(
                        "Sinh trắc học khi đổi chủ sở hữu, nhận tiền vào tài khoản, hộ tịch (Nghị định 69/2024).",
                        "A biometric for changes of ownership, payouts and civil status (Decree 69/2024).",
                    ),
                    choices=words.AUTH_LEVELS,
                    default="two_factors",
                ),
            ),
        ),
    ]


def _limit(base: str) -> tuple[Control, ...]:
    own = base != "limit"
    return (
        Control(
            f"{base}.amount", "number", both("Thời hạn", "Limit"), default=None if own else 1, width="third"
        ),
        Control(
            f"{base}.unit", "choice", both("Đơn vị", "Unit"), choices=words.UNITS, keep=not own, width="third"
        ),
        Control(f"{base}.legal_ref", "line", both("Căn cứ của thời hạn", "Legal reference"), keep=not own),
    )


def _extension(base: str) -> Section:
    return Section(
        both("Được gia hạn một lần", "May be extended once"),
        (
            Control(f"{base}.extension.amount", "number", both("Thêm", "By"), width="third"),
            Control(
                f"{base}.extension.unit", "choice", both("Đơn vị", "Unit"), choices=words.UNITS, width="third"
            ),
            Control(f"{base}.extension.reason", "words", both("Lý do", "Reason")),
        ),
    )


def _supplement() -> Section:
    return Section(
        both("Trả lời, bổ sung hồ sơ", "Answers and supplements"),
        (
            Control(
                "supplement.answer_within_hours",
                "number",
                both(
                    "Trả lời hồ sơ trực tuyến trong (giờ làm việc)",
                    "Answer online filings within (working hours)",
                ),
                default=8,
                width="third",
            ),
            Control(
                "supplement.appraisal_within_days",
                "number",
                both(
                    "Yêu cầu bổ sung khi thẩm định trong (ngày làm việc)",
                    "Ask during appraisal within (working days)",
                ),
                default=3,
                width="third",
            ),
            Control(
                "supplement.applicant_days",
                "number",
                both("Người dân có (ngày làm việc)", "The applicant has (working days)"),
                default=15,
                width="third",
            ),
            Control(
                "supplement.once",
                "flag",
                both("Chỉ được yêu cầu bổ sung một lần", "More may be asked for once only"),
                default=False,
            ),
        ),
        both(
            "Mặc định: 8 giờ (NQ 66.7/2025), 3 ngày (NĐ 61/2018 Đ19), 15 ngày (NĐ 297/2025).",
            "By default 8 hours, 3 days and 15 days.",
        ),
    )


def _law() -> list[Section]:
    return [
        Section(
            None,
            (
                Control(
                    "conditions",
                    "rows",
                    both("Yêu cầu, điều kiện", "Requirements and conditions"),
                    columns=lambda row: [
                        Control(row, "paragraph", both("Điều kiện", "Condition"), keep=True)
                    ],
                ),
                Control(
                    "legal_bases",
                    "lines",
                    both("Căn cứ pháp lý (mỗi dòng một số hiệu)", "Legal bases (one number a line)"),
                ),
            ),
        )
    ]


def tidy(tree: Tree, at: str) -> Tree:
    """A limit or extension that was emptied is gone, not half there."""
    for base in ("limit", *(f"cases[{i}].limit" for i in range(len(names.listed(tree, "cases"))))):
        if changes.read(tree, f"{base}.extension", None) == {}:
            tree = changes.drop(tree, f"{base}.extension")
        if changes.read(tree, base, None) == {}:
            tree = changes.drop(tree, base)
    for name in ("channels", "supplement"):
        if changes.read(tree, name, None) == {}:
            tree = changes.drop(tree, name)
    return tree


def act(bench: Bench, deed: str, rest: list[str], request: HttpRequest) -> tuple[Tree, str] | None:
    """A new case stands before the last one, which takes what no other case takes."""
    if deed == "add" and rest == ["cases"]:
        cases = names.listed(bench.tree, "cases")
        return changes.insert(
            bench.tree, "cases", starts.new_part(bench.tree, "cases"), max(0, len(cases) - 1)
        )
    return None


def around(bench: Bench, request: HttpRequest) -> dict[str, Any]:
    rows = [
        {
            "href": bench.href(key),
            "path": key,
            "label": title,
            "note": None,
            "current": bench.at == key,
            "wrong": sum(bench.faults_at(one) for one in _IN[key]),
        }
        for key, title in _TITLES.items()
    ]
    cases = []
    for i, one in enumerate(names.listed(bench.tree, "cases")):
        place, part = f"cases[{i}]", one if isinstance(one, dict) else {}
        said = names.in_words(str(part.get("when") or ""), names.of_form(bench.tree))
        note = (
            both("mọi hồ sơ còn lại", "everything else")
            if not part.get("when")
            else said or both("có điều kiện", "conditional")
        )
        cases.append(
            {
                "href": bench.href(place),
                "path": place,
                "label": names.words_of(part.get("name"), str(part.get("id") or "…")),
                "note": note,
                "current": bench.at == place,
                "wrong": bench.faults_at(place),
            }
        )
    adds = [{"do": "add cases", "label": both("Trường hợp", "Case")}] if bench.may_edit else []
    return {
        "outline_template": "editor/_outline.html",
        "outline": [
            {"title": None, "rows": rows, "adds": []},
            {"title": both("Các trường hợp", "Cases"), "rows": cases, "adds": adds},
        ],
        "part": part_head(bench, both("Trường hợp", "Case"))
        if bench.at.startswith("cases[")
        else {"kind": both("", ""), "name": _TITLES[bench.at], "deeds": []},
        "bench_class": "ed-work--two",
    }


TAB = Tab("editor:data", (CASE,), first, sections, around, act, tidy=tidy, fixed=_IN)
routes = [route("<uuid:uuid>/thong-tin/", page_of(TAB), name="data")]
