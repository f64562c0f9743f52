"""What is set for one step: who does it, how long, whom it asks, its ways out. The table of steps is in `steps`."""

import re
from typing import Any

from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes import steps
from motcua.procedures.definition import CONSULTED_KINDS
from motcua.sites.editor import bodies as city_bodies
from motcua.sites.editor import names, words
from motcua.sites.editor.controls import Choice, Control, Section, Tree, both
from motcua.sites.editor.forms import question_sections
from motcua.sites.editor.workbench import Bench

STEP = r"workflow(?:\.parts\.\w+)?\.steps\.\w+"
ENTERED = rf"{STEP}\.fields\[\d+\]"
PIECE = r"workflow\.parts\.\w+"
HOURS = {"working_day": 8.0, "working_hour": 1.0, "same_day": 8.0}
"""Working hours of a unit of the limit. Plain days and months have no fixed number: they are not compared."""
FLOW = "workflow"


def first(tree: Tree) -> str:
    order = steps.order_of(tree)
    return f"workflow.steps.{order[0]}" if order else ""


def flow_of(at: str) -> str:
    """The workflow that a place belongs to: the whole, or one of its parts."""
    found = re.match(r"workflow\.parts\.\w+", at)
    return found.group() if found else FLOW


def sections(bench: Bench) -> list[Section]:
    at, tree = bench.at, bench.tree
    if re.fullmatch(ENTERED, at):
        known = names.of_workflow(tree)
        return question_sections(at, bench.part if isinstance(bench.part, dict) else {}, known, asked=False)
    if re.fullmatch(PIECE, at):
        inner = tuple(Choice(name, title_of(step, name)) for name, step in steps.steps_in(tree, at).items())
        return [
            Section(
                None,
                (
                    Control(
                        f"{at}.name",
                        "words",
                        both("Tên quy trình con", "Name of the sub-procedure"),
                        keep=True,
                    ),
                    Control(
                        f"{at}.start", "choice", both("Bước đầu", "First step"), choices=inner, keep=True
                    ),
                ),
            )
        ]
    if not re.fullmatch(STEP, at) or not isinstance(bench.part, dict):
        return []
    return _step_sections(bench, at, bench.part)


def _step_sections(bench: Bench, at: str, step: dict[str, Any]) -> list[Section]:
    tree, kind = bench.tree, str(step.get("kind") or "")
    agencies = _agencies(step)
    known = names.of_workflow(tree)
    main = [
        Control(f"{at}.title", "words", both("Tên bước", "Name of the step"), keep=True),
        Control(
            f"{at}.kind",
            "choice",
            both("Loại bước", "Kind"),
            choices=words.STEP_KINDS,
            keep=True,
            width="half",
        ),
    ]
    if kind not in ("automatic", "part"):
        main += [
            Control(
                f"{at}.post",
                "choice",
                both("Ai làm", "Whose work"),
                choices=_optional(words.POSTS, kind),
                width="half",
            ),
            Control(
                f"{at}.agency",
                "choice",
                both("Ở cơ quan", "At which agency"),
                choices=agencies,
                default="competent",
                width="half",
            ),
        ]
    if kind not in ("automatic", "part", "consult", "external"):
        main.append(
            Control(
                f"{at}.hours",
                "number",
                both("Giờ làm việc (1 ngày = 8)", "Working hours (a day is 8)"),
                default=0,
                width="half",
            )
        )
    main.append(Control(f"{at}.hint", "paragraph", both("Chỉ dẫn cho cán bộ", "Hint for the officer")))
    found = [Section(None, tuple(main))]
    found += _by_kind(bench, at, step, kind, agencies, known)
    targets = (
        *(
            Choice(name, title_of(one, name))
            for name, one in in_order(tree, flow_of(at))
            if f"{flow_of(at)}.steps.{name}" != at
        ),
        Choice("end", both("Kết thúc", "The end")),
    )
    found.append(
        Section(
            both("Lối ra", "Ways out"),
            (
                Control(
                    f"{at}.next",
                    "rows",
                    both("Từ bước này đi đâu", "Where it leads"),
                    keep=True,
                    columns=lambda row: _way(row, targets, known, tree),
                ),
            ),
        )
    )
    if kind not in ("automatic", "part"):
        found += _work(at, step, known)
    cases = tuple(
        Choice(str(one.get("id")), names.words_of(one.get("name"), str(one.get("id"))))
        for one in names.listed(tree, "cases")
    )
    if len(cases) > 1 or step.get("variants"):
        found.append(
            Section(
                both("Riêng theo trường hợp", "By case"),
                (
                    Control(
                        f"{at}.variants",
                        "rows",
                        both("Khác đi trong trường hợp", "Different in a case"),
                        columns=lambda row: _variant(row, cases, agencies),
                    ),
                ),
            )
        )
    return found


def _by_kind(
    bench: Bench,
    at: str,
    step: dict[str, Any],
    kind: str,
    agencies: tuple[Choice, ...],
    known: tuple[names.Known, ...],
) -> list[Section]:
    if kind == "consult":
        rows = []
        bodies = _bodies(step)
        if step.get("consult") is not None or not step.get("opinions"):
            rows += _asked(f"{at}.consult", bodies, bench.tree)
        many = Control(
            f"{at}.opinions",
            "rows",
            both("Hỏi song song nhiều cơ quan", "Several agencies at once"),
            columns=lambda row: _opinion(row, bodies, bench.tree, known),
        )
        return [
            Section(both("Hỏi một cơ quan", "One agency is asked"), tuple(rows)),
            Section(
                both("Ý kiến song song", "Opinions side by side"),
                (many,),
                both(
                    "Mỗi cơ quan có thời hạn và cách xử lý im lặng riêng; có ý kiến song song thì bỏ phần hỏi một cơ quan.",
                    "Each has its own days and rule for silence; with these, leave the single consultation empty.",
                ),
            ),
        ]
    if kind == "external":
        base = f"{at}.external"
        return [
            Section(
                both("Chờ cơ quan ngoài", "Waiting for an outside body"),
                (
                    Control(
                        f"{base}.system",
                        "line",
                        both("Khóa của hệ thống (ví dụ thue-dien-tu)", "Key of the system"),
                        keep=True,
                        width="half",
                    ),
                    *_patience(base, keep=True),
                    Control(
                        f"{base}.question", "paragraph", both("Điều cần trả lời", "What is asked"), keep=True
                    ),
                ),
            )
        ]
    if kind == "part":
        pieces = pieces_of(bench.tree)
        choices = tuple(
            Choice(name, names.words_of(one.get("name"), name))
            for name, one in pieces.items()
            if isinstance(one, dict)
        )
        return [
            Section(
                None,
                (
                    Control(
                        f"{at}.part",
                        "choice",
                        both("Quy trình con dùng ở đây", "Sub-procedure used here"),
                        choices=choices,
                        keep=True,
                    ),
                ),
            )
        ]
    if kind in ("sign", "process", "number"):
        return [
            Section(
                None,
                (
                    Control(
                        f"{at}.makes",
                        "line",
                        both("Văn bản tạo ra ở bước này (mẫu)", "Document made here (template)"),
                    ),
                ),
            )
        ]
    return []


def _patience(base: str, *, keep: bool = False) -> list[Control]:
    """How long somebody else is waited for, what silence means, and whether our clock rests meanwhile."""
    return [
        Control(f"{base}.days", "number", both("Ngày làm việc", "Working days"), keep=keep, width="third"),
        Control(
            f"{base}.silence",
            "choice",
            both("Quá hạn không trả lời", "On silence"),
            choices=words.SILENCE,
            default="remind",
            width="third",
        ),
        Control(
            f"{base}.pauses",
            "flag",
            both("Tạm dừng thời hạn", "Our clock rests meanwhile"),
            default=False,
            width="third",
        ),
    ]


def _asked(base: str, bodies: tuple[Choice, ...], tree: Tree) -> list[Control]:
    return [
        Control(f"{base}.agency", "choice", both("Cơ quan", "Agency"), choices=bodies, width="half"),
        Control(
            f"{base}.by",
            "choice",
            both("Của xã, phường nêu ở", "Of the commune told in"),
            choices=_units(tree),
            width="half",
        ),
        *_patience(base),
        Control(f"{base}.question", "paragraph", both("Điều hỏi", "Question")),
    ]


def _opinion(
    row: str, bodies: tuple[Choice, ...], tree: Tree, known: tuple[names.Known, ...]
) -> list[Control]:
    return [
        Control(f"{row}.name", "words", both("Tên", "Name"), keep=True),
        Control(
            f"{row}.agency", "choice", both("Cơ quan", "Agency"), choices=bodies, keep=True, width="half"
        ),
        Control(
            f"{row}.by",
            "choice",
            both("Của xã, phường nêu ở", "Of the commune told in"),
            choices=_units(tree),
            width="half",
        ),
        Control(f"{row}.days", "number", both("Ngày làm việc", "Working days"), keep=True, width="half"),
        Control(
            f"{row}.silence",
            "choice",
            both("Quá hạn không trả lời", "On silence"),
            choices=words.SILENCE,
            default="remind",
            width="half",
        ),
        Control(f"{row}.question", "paragraph", both("Điều hỏi", "Question"), keep=True),
        Control(f"{row}.when", "condition", both("Chỉ hỏi khi", "Asked only when"), known=known),
    ]


def _way(row: str, targets: tuple[Choice, ...], known: tuple[names.Known, ...], tree: Tree) -> list[Control]:
    found = [
        Control(f"{row}.label", "words", both("Nút bấm", "Button"), keep=True),
        Control(f"{row}.to", "choice", both("Đi tới", "Leads to"), choices=targets, keep=True, width="half"),
        Control(
            f"{row}.kind",
            "choice",
            both("Loại", "Kind"),
            choices=words.WAY_KINDS,
            default="forward",
            width="half",
        ),
        Control(f"{row}.when", "condition", both("Chỉ mở khi", "Open only when"), known=known),
        Control(f"{row}.needs_note", "flag", both("Phải ghi lý do", "Needs a note"), default=False),
    ]
    if changes.read(tree, f"{row}.kind", "") == "refuse" or changes.has(tree, f"{row}.grounds"):
        found.append(
            Control(
                f"{row}.grounds",
                "rows",
                both("Căn cứ từ chối do luật định", "Grounds for refusing that the law lists"),
                hint=both(
                    "Có căn cứ thì cán bộ phải chọn một; để trống khi luật không liệt kê.",
                    "Where there are any, the officer has to choose one; leave it empty where the law lists none.",
                ),
                columns=_in_words,
            )
        )
    return found


def _in_words(row: str) -> list[Control]:
    return [
        Control(f"{row}.vi", "line", both("Tiếng Việt", "Vietnamese"), keep=True, width="half"),
        Control(f"{row}.en", "line", both("Tiếng Anh", "English"), keep=True, width="half"),
    ]


def _work(at: str, step: dict[str, Any], known: tuple[names.Known, ...]) -> list[Section]:
    def late(row: str) -> list[Control]:
        return [
            Control(
                f"{row}.hours",
                "number",
                both("Giờ sau hạn (âm: trước hạn)", "Hours after due (negative: before)"),
                keep=True,
                width="third",
            ),
            Control(
                f"{row}.do",
                "choice",
                both("Thì", "Then"),
                choices=words.ESCALATIONS,
                keep=True,
                width="third",
            ),
            Control(
                f"{row}.to", "choice", both("Cho chức vụ", "To the post"), choices=words.POSTS, width="third"
            ),
        ]

    return [
        Section(
            both("Cán bộ phải kiểm", "What the officer confirms"),
            (Control(f"{at}.checklist", "rows", both("Điểm kiểm tra", "Checklist"), columns=_in_words),),
        ),
        Section(
            both("Giao việc, nhắc việc", "Assignment and reminders"),
            (
                Control(
                    f"{at}.assignment",
                    "choice",
                    both("Giao cho", "Given to"),
                    choices=words.ASSIGNMENT,
                    default="claim",
                ),
                Control(
                    f"{at}.escalate",
                    "rows",
                    both("Khi bước để lâu", "When the step stays open"),
                    columns=late,
                ),
            ),
        ),
    ]


def _variant(row: str, cases: tuple[Choice, ...], agencies: tuple[Choice, ...]) -> list[Control]:
    return [
        Control(f"{row}.case", "choice", both("Trường hợp", "Case"), choices=cases, keep=True, width="half"),
        Control(f"{row}.hours", "number", both("Giờ", "Hours"), width="half"),
        Control(f"{row}.post", "choice", both("Ai làm", "Whose work"), choices=words.POSTS, width="half"),
        Control(f"{row}.agency", "choice", both("Ở cơ quan", "At"), choices=agencies, width="half"),
        Control(f"{row}.skip", "flag", both("Bỏ qua bước này", "Leave this step out"), default=False),
    ]


def _optional(choices: tuple[Choice, ...], kind: str) -> tuple[Choice, ...]:
    if kind in ("consult", "external"):
        return (Choice("", both("– Như bước trước –", "– As the step before –")), *choices)
    return choices


def _bodies(step: dict[str, Any]) -> tuple[Choice, ...]:
    """Whom a consultation may ask: the city's bodies, and a commune or police that a question names. One query."""
    kinds = {
        "commune": both("UBND xã, phường (theo câu hỏi)", "Commune (by a question)"),
        "police": both("Công an (theo câu hỏi)", "Police (by a question)"),
    }
    return (*(Choice(kind, kinds[kind]) for kind in CONSULTED_KINDS), *city_bodies.named())


def _agencies(step: dict[str, Any]) -> tuple[Choice, ...]:
    return (
        Choice("competent", both("Cơ quan có thẩm quyền", "The competent agency")),
        Choice("intake", both("Nơi tiếp nhận", "Where it was filed")),
        Choice("consulted", both("Cơ quan được hỏi", "The consulted agency")),
        *city_bodies.named(),
    )


def pieces_of(tree: Tree) -> dict[str, Any]:
    found = changes.read(tree, "workflow.parts", None)
    return found if isinstance(found, dict) else {}


def _units(tree: Tree) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.name, one.label) for one in names.of_form(tree) if one.kind in ("unit", "address")
    )


def in_order(tree: Tree, flow: str) -> list[tuple[str, dict[str, Any]]]:
    found = steps.steps_in(tree, flow)
    return [(name, found[name]) for name in steps.order_of(tree, flow)]


def title_of(step: dict[str, Any], name: str) -> dict[str, str]:
    return names.words_of(step.get("title"), name)
