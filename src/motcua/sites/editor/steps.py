"""The workflow as a table, by keyboard: order, post, hours and ways out, and one step's settings beside it."""

import re
from typing import Any

from django.http import HttpRequest
from django.urls import path as route

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes import naming, starts, steps
from motcua.procedures.definition import CONSULTED_KINDS
from motcua.sites.editor import names, words
from motcua.sites.editor.controls import Choice, Control, Section, Tree, both
from motcua.sites.editor.forms import question_sections
from motcua.sites.editor.forms import tidy as tidy_question
from motcua.sites.editor.workbench import Bench, Tab, page_of

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
        inner = tuple(Choice(name, _title(step, name)) for name, step in steps.steps_in(tree, at).items())
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
            Choice(name, _title(one, name))
            for name, one in _in_order(tree, flow_of(at))
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
                    columns=lambda row: _way(row, targets, known),
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
                    Control(
                        f"{base}.days",
                        "number",
                        both("Ngày làm việc", "Working days"),
                        keep=True,
                        width="half",
                    ),
                    Control(
                        f"{base}.silence",
                        "choice",
                        both("Quá hạn thì", "When it is silent"),
                        choices=words.SILENCE,
                        default="remind",
                        width="half",
                    ),
                    Control(
                        f"{base}.pauses",
                        "flag",
                        both("Tạm dừng thời hạn của ta", "Our clock rests meanwhile"),
                        default=False,
                    ),
                    Control(
                        f"{base}.question", "paragraph", both("Điều cần trả lời", "What is asked"), keep=True
                    ),
                ),
            )
        ]
    if kind == "part":
        pieces = _pieces(bench.tree)
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
        Control(f"{base}.days", "number", both("Ngày làm việc", "Working days"), width="third"),
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
            both("Tạm dừng thời hạn", "Pauses our clock"),
            default=False,
            width="third",
        ),
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


def _way(row: str, targets: tuple[Choice, ...], known: tuple[names.Known, ...]) -> list[Control]:
    return [
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


def _work(at: str, step: dict[str, Any], known: tuple[names.Known, ...]) -> list[Section]:
    def tick(row: str) -> list[Control]:
        return [
            Control(f"{row}.vi", "line", both("Tiếng Việt", "Vietnamese"), keep=True, width="half"),
            Control(f"{row}.en", "line", both("Tiếng Anh", "English"), keep=True, width="half"),
        ]

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
            (Control(f"{at}.checklist", "rows", both("Điểm kiểm tra", "Checklist"), columns=tick),),
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
    return (*(Choice(kind, kinds[kind]) for kind in CONSULTED_KINDS), *_departments())


def _agencies(step: dict[str, Any]) -> tuple[Choice, ...]:
    return (
        Choice("competent", both("Cơ quan có thẩm quyền", "The competent agency")),
        Choice("intake", both("Nơi tiếp nhận", "Where it was filed")),
        Choice("consulted", both("Cơ quan được hỏi", "The consulted agency")),
        *_departments(),
    )


def _departments() -> tuple[Choice, ...]:
    today = clock.now().date()
    rows = (
        Agency.objects.on(today)
        .filter(kind__in=["department", "centre", "people_committee"])
        .order_by("sort_key")
    )
    return tuple(Choice(row.key, both(row.name_vi, row.name_en)) for row in rows)


def _pieces(tree: Tree) -> dict[str, Any]:
    found = changes.read(tree, "workflow.parts", None)
    return found if isinstance(found, dict) else {}


def _units(tree: Tree) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.name, one.label) for one in names.of_form(tree) if one.kind in ("unit", "address")
    )


def _in_order(tree: Tree, flow: str) -> list[tuple[str, dict[str, Any]]]:
    found = steps.steps_in(tree, flow)
    return [(name, found[name]) for name in steps.order_of(tree, flow)]


def _title(step: dict[str, Any], name: str) -> dict[str, str]:
    return names.words_of(step.get("title"), name)


def tidy(tree: Tree, at: str) -> Tree:
    """What was emptied is gone; a question of an officer keeps or loses its options with its kind."""
    for name in ("consult", "external"):
        if changes.read(tree, f"{at}.{name}", None) == {}:
            tree = changes.drop(tree, f"{at}.{name}")
    if not re.fullmatch(ENTERED, at):
        return tree
    return tidy_question(tree, at)


def act(bench: Bench, deed: str, rest: list[str], request: HttpRequest) -> tuple[Tree, str] | None:
    """Deeds of this tab: a step behind the chosen one, out, earlier, later; a piece of workflow of its own."""
    tree, at = bench.tree, bench.at
    flow = flow_of(at)
    if deed == "put":
        kind = request.POST.get("step~kind", "process")
        made = starts.step(kind if kind in {one.value for one in words.STEP_KINDS} else "process")
        after = rest[0].rpartition(".")[2] if rest and re.fullmatch(STEP, rest[0]) else ""
        tree, name = steps.put_in(tree, made, "buoc", after=after, flow=flow)
        return tree, f"{flow}.steps.{name}"
    if deed == "piece":
        name = naming.free_id("muc", set(_pieces(tree)))
        inner = {
            **starts.step("process"),
            "next": [{"id": "go_on", "label": both("Xong", "Done"), "to": "end"}],
        }
        piece = {"name": both("", ""), "start": "buoc", "steps": {"buoc": inner}}
        return changes.write(tree, f"workflow.parts.{name}", piece), f"workflow.parts.{name}"
    if deed in ("earlier", "later", "take-out") and rest and re.fullmatch(STEP, rest[0]):
        base, _, name = rest[0].rpartition(".steps.")
        if deed != "take-out":
            return steps.later(tree, name, -1 if deed == "earlier" else 1, flow=base), at
        order = steps.order_of(tree, base)
        left = steps.take_out(tree, name, flow=base)
        beside = [one for one in order if one != name]
        return left, f"{base}.steps.{beside[max(0, order.index(name) - 1)]}" if beside else ""
    if deed == "drop-piece" and rest and re.fullmatch(PIECE, rest[0]):
        return changes.remove(tree, rest[0]), first(tree)
    return None


def around(bench: Bench, request: HttpRequest) -> dict[str, Any]:
    tree = bench.tree
    pieces = _pieces(tree)
    tables: list[dict[str, Any]] = [{"title": None, "path": "", "rows": _rows(bench, FLOW)}]
    for name, piece in pieces.items():
        place = f"workflow.parts.{name}"
        title = names.words_of(piece.get("name") if isinstance(piece, dict) else None, name)
        tables.append(
            {
                "title": both(f"Quy trình con: {title['vi']}", f"Sub-procedure: {title['en']}"),
                "path": place,
                "href": bench.href(place),
                "current": bench.at == place,
                "rows": _rows(bench, place),
            }
        )
    return {
        "outline_template": "editor/_steps_table.html",
        "tables": tables,
        "sums": sums(tree),
        "kinds": words.STEP_KINDS,
        "part": _head(bench),
        "bench_class": "ed-work--steps",
    }


def _rows(bench: Bench, flow: str) -> list[dict[str, Any]]:
    rows = []
    titles = {name: _title(step, name) for name, step in steps.steps_in(bench.tree, flow).items()}
    for number, (name, step) in enumerate(_in_order(bench.tree, flow), 1):
        place = f"{flow}.steps.{name}"
        post = str(step.get("post") or "")
        ways = []
        for way in steps.ways_of(step):
            to = str(way.get("to") or "")
            target = titles.get(to, both("Kết thúc", "End") if to == "end" else both(f"? {to}", f"? {to}"))
            ways.append({"to": target, "kind": way.get("kind", "forward"), "when": bool(way.get("when"))})
        rows.append(
            {
                "number": number,
                "href": bench.href(place),
                "path": place,
                "label": titles[name],
                "kind": words.words_for(words.STEP_KINDS, str(step.get("kind") or "")),
                "post": words.words_for(words.POSTS, post) if post else None,
                "hours": steps.hours_of(step),
                "opinions": len(step.get("opinions") or ()),
                "ways": ways,
                "current": bench.at == place or bench.at.startswith(f"{place}."),
                "wrong": bench.faults_at(place),
                "problems": [
                    one
                    for one in bench.problems
                    if one.path == place or one.path.startswith((f"{place}.", f"{place}["))
                ][:2],
            }
        )
    return rows


def sums(tree: Tree) -> list[dict[str, Any]]:
    """Working hours of the longest way for each case, beside its legal limit. None where they cannot be compared."""
    found = []
    cases = names.listed(tree, "cases")
    for one in cases:
        limit = next((x for x in (one.get("limit"), tree.get("limit")) if isinstance(x, dict) and x), {})
        name = str(one.get("id") or "")
        hours = steps.longest_hours(tree, name)
        unit, amount = str(limit.get("unit") or ""), limit.get("amount", 1)
        allowed = HOURS[unit] * amount if unit in HOURS and isinstance(amount, int | float) else None
        found.append(
            {
                "name": names.words_of(one.get("name"), name),
                "hours": hours,
                "allowed": allowed,
                "limit": _limit_words(amount, unit),
                "over": allowed is not None and hours > allowed,
                "share": min(100, round(hours * 100 / allowed)) if allowed else None,
            }
        )
    return found


def _limit_words(amount: Any, unit: str) -> dict[str, str]:
    if unit == "same_day":
        return both("trong ngày", "same day")
    said = words.words_for(words.UNITS, unit)
    return both(f"{amount} {said['vi']}", f"{amount} {said['en']}")


def _head(bench: Bench) -> dict[str, Any]:
    at = bench.at
    part = bench.part if isinstance(bench.part, dict) else {}
    own = at.rpartition(".")[2]
    if re.fullmatch(ENTERED, at):
        step = at.partition(".fields[")[0]
        name = str(part.get("id") or "")
        return {
            "kind": both("Cán bộ nhập", "Officer enters"),
            "name": names.words_of(part.get("label"), name),
            "id": name,
            "locked": name in bench.published,
            "back": {
                "href": bench.href(step),
                "label": names.words_of(changes.read(bench.tree, f"{step}.title", None), step),
            },
            "deeds": [
                {"do": f"up {at}", "label": both("Lên", "Up"), "icon": "left", "small": True},
                {"do": f"down {at}", "label": both("Xuống", "Down"), "icon": "right", "small": True},
                {"do": f"remove {at}", "label": both("Bỏ", "Remove"), "icon": "cross", "small": True},
            ]
            if bench.may_edit
            else [],
        }
    if re.fullmatch(PIECE, at):
        deeds = [{"do": f"drop-piece {at}", "label": both("Bỏ", "Remove"), "icon": "cross", "small": True}]
        return {
            "kind": both("Quy trình con", "Sub-procedure"),
            "name": names.words_of(part.get("name"), own),
            "id": own,
            "locked": own in bench.published,
            "deeds": deeds if bench.may_edit else [],
        }
    deeds = [
        {"do": f"earlier {at}", "label": both("Sớm hơn", "Earlier"), "icon": "left", "small": True},
        {"do": f"later {at}", "label": both("Muộn hơn", "Later"), "icon": "right", "small": True},
        {"do": f"take-out {at}", "label": both("Bỏ bước", "Take out"), "icon": "cross", "small": True},
    ]
    entered = [
        {
            "href": bench.href(f"{at}.fields[{i}]"),
            "label": names.words_of(one.get("label"), str(one.get("id"))),
        }
        for i, one in enumerate(names.listed(part, "fields"))
        if isinstance(one, dict)
    ]
    return {
        "kind": words.words_for(words.STEP_KINDS, str(part.get("kind") or "")),
        "name": _title(part, own) if at else both("Chưa có bước nào", "No step yet"),
        "id": own if bench.may_edit and at else "",
        "locked": own in bench.published,
        "deeds": deeds if bench.may_edit and at else [],
        "entered": entered,
        "may_enter": bool(at) and part.get("kind") not in ("automatic", "part"),
    }


TAB = Tab("editor:steps", (ENTERED, STEP, PIECE), first, sections, around, act, tidy=tidy)
routes = [route("<uuid:uuid>/cac-buoc/", page_of(TAB), name="steps")]
