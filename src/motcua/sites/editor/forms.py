"""The form builder: pages and questions, their settings, and beside them the form as residents see it."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path as route
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes import starts
from motcua.procedures.soundness_of_form import COMPUTED_KINDS
from motcua.sites.desk.officer import Officer
from motcua.sites.editor import names, words
from motcua.sites.editor.controls import Choice, Control, Section, Tree, both
from motcua.sites.editor.frame import copy_for, editing_page
from motcua.sites.editor.preview import preview_of
from motcua.sites.editor.workbench import Bench, Tab, missing_english, page_of

PAGE = r"form\.pages\[\d+\]"
GROUP = rf"{PAGE}\.groups\[\d+\]"
QUESTION = rf"(?:{GROUP}|{PAGE})\.fields\[\d+\]"
CHECK = r"form\.checks\[\d+\]"
TEXTS = frozenset({"text", "longtext", "person_name"})
BOUNDED = {"integer": "number", "money": "number", "date": "line", "choices": "number"}


def first(tree: Tree) -> str:
    """The first question, else the first page."""
    for place, _, _ in names.questions(tree):
        return place
    return "form.pages[0]" if changes.has(tree, "form.pages[0]") else ""


def sections(bench: Bench) -> list[Section]:
    """The settings of the chosen page, group, question or check."""
    at, tree = bench.at, bench.tree
    part = bench.part if isinstance(bench.part, dict) else {}
    if re.fullmatch(QUESTION, at):
        return question_sections(at, part, names.before(tree, at), asked=True)
    if re.fullmatch(CHECK, at):
        return [_check(tree, at)]
    if re.fullmatch(GROUP, at):
        return [_group(tree, at, part)]
    if re.fullmatch(PAGE, at):
        return [_page(tree, at)]
    return []


def _page(tree: Tree, at: str) -> Section:
    return Section(
        None,
        (
            Control(f"{at}.title", "words", both("Tiêu đề trang", "Title of the page"), keep=True),
            Control(f"{at}.intro", "paragraph", both("Lời dẫn", "Introduction")),
            Control(
                f"{at}.when",
                "condition",
                both("Chỉ hỏi trang này khi", "Ask this page only when"),
                known=names.before(tree, at),
            ),
        ),
    )


def _group(tree: Tree, at: str, part: dict[str, Any]) -> Section:
    rows = [
        Control(f"{at}.label", "words", both("Tên nhóm", "Name of the group"), keep=True),
        Control(f"{at}.hint", "paragraph", both("Lời giải thích", "Hint")),
        Control(
            f"{at}.when",
            "condition",
            both("Chỉ hỏi nhóm này khi", "Ask this group only when"),
            known=names.before(tree, at),
        ),
    ]
    if part.get("repeat") is not None:
        rows += [
            Control(
                f"{at}.repeat.min",
                "number",
                both("Ít nhất (mục)", "At least (entries)"),
                default=0,
                width="half",
            ),
            Control(
                f"{at}.repeat.max",
                "number",
                both("Nhiều nhất (mục)", "At most (entries)"),
                default=1,
                width="half",
            ),
        ]
    return Section(None, tuple(rows))


def _check(tree: Tree, at: str) -> Section:
    asked = tuple(
        Choice(one.name, one.label)
        for one, item in (
            (names.known_of(item), item) for _, item, group in names.questions(tree) if not group
        )
        if not item.get("value")
    )
    return Section(
        None,
        (
            Control(
                f"{at}.holds",
                "condition",
                both("Điều phải đúng", "What must hold"),
                keep=True,
                known=names.of_form(tree),
                hint=both(
                    "Sai thì người dân thấy lời báo dưới đây; thiếu câu trả lời thì chưa kiểm.",
                    "When it does not, people see the message; nothing is checked while an answer is missing.",
                ),
            ),
            Control(
                f"{at}.field",
                "choice",
                both("Lời báo đứng ở câu hỏi", "The message stands at"),
                choices=asked,
                keep=True,
            ),
            Control(f"{at}.message", "paragraph", both("Lời báo", "Message"), keep=True),
        ),
    )


def question_sections(
    at: str, item: dict[str, Any], known: tuple[names.Known, ...], *, asked: bool
) -> list[Section]:
    """The settings of one question. `asked`: by a resident; an officer's question has fewer."""
    kind = str(item.get("kind") or "")
    computed = item.get("value") is not None
    main = [
        Control(f"{at}.label", "words", both("Câu hỏi", "Question"), keep=True),
        Control(
            f"{at}.kind", "choice", both("Loại câu trả lời", "Kind of answer"), choices=words.KINDS, keep=True
        ),
    ]
    if kind in ("choice", "choices"):
        main.append(
            Control(
                f"{at}.options",
                "rows",
                both("Các lựa chọn", "Options"),
                columns=_option,
                keep=True,
            )
        )
    if not computed:
        main.append(
            Control(f"{at}.required", "needed", both("Bắt buộc trả lời", "Must be answered"), known=known)
        )
    when = Control(f"{at}.when", "condition", both("Chỉ hỏi khi", "Ask only when"), known=known)
    found = [Section(None, tuple(main)), Section(both("Khi nào hỏi", "When it is asked"), (when,))]
    help_ = [Control(f"{at}.hint", "paragraph", both("Lời giải thích", "Hint"))]
    if asked:
        help_ += [
            Control(f"{at}.why", "paragraph", both("Vì sao hỏi", "Why it is asked")),
            Control(f"{at}.example", "line", both("Ví dụ (chỉ để xem)", "Example (shown, not filled in)")),
        ]
    found.append(Section(both("Giúp người trả lời", "Help"), tuple(help_)))
    if asked and not computed:
        found.append(
            Section(
                both("Không hỏi lại điều đã biết", "Ask once"),
                (
                    Control(
                        f"{at}.prefill",
                        "prefill",
                        both("Điền sẵn từ", "Filled in from"),
                        choices=words.prefills(),
                        hint=both(
                            "Nguồn đầu tiên đúng điều kiện được đề xuất; người dân xem và sửa được.",
                            "The first source whose condition holds is proposed; people see it and can correct it.",
                        ),
                    ),
                    Control(
                        f"{at}.asked_because",
                        "paragraph",
                        both(
                            "Vì sao vẫn hỏi khi không nguồn nào trả lời",
                            "Why it is asked where no source answers",
                        ),
                    ),
                ),
            )
        )
    if not computed and (limits := _limits(at, kind)):
        found.append(Section(both("Câu trả lời hợp lệ", "What is accepted"), limits))
    if kind in COMPUTED_KINDS:
        found.append(
            Section(
                both("Tính ra, không hỏi", "Computed, not asked"),
                (
                    Control(
                        f"{at}.value",
                        "expression",
                        both("Giá trị (CEL)", "Value (CEL)"),
                        hint=both(
                            "Ví dụ: so_ban * 5000. Chỉ đọc được câu hỏi đứng trước. Để trống thì hỏi như thường.",
                            "For example: copies * 5000. It reads earlier questions. Left empty, the question is asked.",
                        ),
                    ),
                ),
            )
        )
    return found


def _option(row: str) -> list[Control]:
    return [
        Control(f"{row}.vi", "line", both("Tiếng Việt", "Vietnamese"), keep=True, width="half"),
        Control(f"{row}.en", "line", both("Tiếng Anh", "English"), keep=True, width="half"),
        Control(f"{row}.value", "line", both("Mã", "Value"), keep=True, width="half"),
        Control(f"{row}.when", "line", both("Chỉ khi (CEL)", "Only when (CEL)"), width="half"),
    ]


def _limits(at: str, kind: str) -> tuple[Control, ...]:
    if kind in BOUNDED:
        low = both("Nhỏ nhất", "At least") if kind != "date" else both("Không trước ngày", "Not before")
        high = both("Lớn nhất", "At most") if kind != "date" else both("Không sau ngày", "Not after")
        hint = both("2026-12-31, hoặc today", "2026-12-31, or today") if kind == "date" else None
        return (
            Control(f"{at}.min", BOUNDED[kind], low, hint=hint, width="half"),
            Control(f"{at}.max", BOUNDED[kind], high, hint=hint, width="half"),
        )
    if kind in TEXTS:
        return (
            Control(
                f"{at}.max_length", "number", both("Dài nhất (ký tự)", "Longest (characters)"), width="half"
            ),
            Control(
                f"{at}.pattern",
                "line",
                both("Mẫu ký tự (regex)", "Pattern (regex)"),
                width="half",
                hint=both(
                    "Người dân thấy ô Ví dụ khi nhập sai.",
                    "People are shown the example when it does not fit.",
                ),
            ),
        )
    return ()


def tidy(tree: Tree, at: str) -> Tree:
    """After the kind of a question changed: options come and go with it."""
    item = changes.read(tree, at, None)
    if not isinstance(item, dict) or "kind" not in item:
        return tree
    choice = item["kind"] in ("choice", "choices")
    if choice and not item.get("options"):
        return changes.write(tree, f"{at}.options", starts.question(tree, "", item["kind"])["options"])
    return changes.drop(tree, f"{at}.options") if not choice and "options" in item else tree


def act(bench: Bench, deed: str, rest: list[str], request: HttpRequest) -> tuple[Tree, str] | None:
    """Deeds of this tab: to another page, repeated or once, a question behind the chosen one."""
    tree, at = bench.tree, bench.at
    if deed == "place" and rest:
        target = request.POST.get("to~list", "")
        if not re.fullmatch(rf"(?:{GROUP}|{PAGE})\.fields", target):
            raise changes.NoSuchPlace(target)
        tree, new = changes.move_to(tree, rest[0], target)
        return tree, new
    if deed == "repeat" and re.fullmatch(GROUP, at):
        return changes.write(tree, f"{at}.repeat", {"min": 1, "max": 5}), at
    if deed == "once" and re.fullmatch(GROUP, at):
        return changes.drop(tree, f"{at}.repeat"), at
    if deed == "add" and rest and re.fullmatch(rf"{re.escape(rest[0])}\[\d+\]", at):
        kind = rest[1] if len(rest) > 1 else ""
        index = int(at[:-1].rpartition("[")[2]) + 1
        return changes.insert(tree, rest[0], starts.new_part(tree, rest[0], kind), index)
    return None


def around(bench: Bench, request: HttpRequest) -> dict[str, Any]:
    part, kind = bench.part if isinstance(bench.part, dict) else {}, _kind_of(bench.at)
    return {
        "outline": outline(bench),
        "outline_template": "editor/_outline.html",
        "part": _head(bench, part, kind),
        "beside_template": "editor/_form_preview.html",
        "bench_class": "ed-work--three",
        "preview": preview_of(bench.tree, bench.at, request.POST if request.method == "POST" else {}),
        "preview_url": reverse("editor:form-preview", args=[bench.copy.uuid]),
    }


def _kind_of(at: str) -> dict[str, str]:
    if re.fullmatch(QUESTION, at):
        return both("Câu hỏi", "Question")
    if re.fullmatch(CHECK, at):
        return both("Kiểm tra", "Check")
    return both("Nhóm", "Group") if re.fullmatch(GROUP, at) else both("Trang", "Page")


def _head(bench: Bench, part: dict[str, Any], kind: dict[str, str]) -> dict[str, Any]:
    at = bench.at
    name = part.get("label") or part.get("title") or part.get("message")
    own = str(part.get("id") or "")
    deeds: list[dict[str, Any]] = []
    if at and bench.may_edit:
        entries = changes.read(bench.tree, at[: at.rindex("[")], [])
        index = int(at[:-1].rpartition("[")[2])
        deeds = [
            {
                "do": f"up {at}",
                "label": both("Lên", "Up"),
                "icon": "left",
                "small": True,
                "off": index == 0,
                "up": True,
            },
            {
                "do": f"down {at}",
                "label": both("Xuống", "Down"),
                "icon": "right",
                "small": True,
                "off": index == len(entries) - 1,
            },
        ]
        if own:
            deeds.append(
                {"do": f"copy {at}", "label": both("Nhân đôi", "Duplicate"), "icon": "papers", "small": True}
            )
        if re.fullmatch(GROUP, at):
            again = part.get("repeat") is None
            deeds.append(
                {
                    "do": "repeat" if again else "once",
                    "icon": "refresh",
                    "label": both("Cho lặp lại", "Make it repeat")
                    if again
                    else both("Thôi lặp lại", "Ask it once"),
                }
            )
        deeds.append({"do": f"remove {at}", "label": both("Bỏ", "Remove"), "icon": "cross", "small": True})
    return {
        "kind": kind,
        "name": names.words_of(name, own) if own or name else both("", ""),
        "id": own if bench.may_edit else "",
        "locked": own in bench.published,
        "deeds": deeds,
        "uses": uses_of(bench, own) if re.fullmatch(rf"{QUESTION}|{GROUP}", at) else [],
        "places": _places(bench) if re.fullmatch(QUESTION, at) else [],
    }


def uses_of(bench: Bench, name: str) -> list[dict[str, Any]]:
    """What reads a question, each once, with a link to its tab."""
    seen: dict[str, dict[str, Any]] = {}
    for place in changes.uses(bench.tree, name) if name else []:
        part = re.match(
            r"((?:[a-z_]+)(?:\.[a-z_0-9]+|\[\d+\])*?\[\d+\]|workflow\.steps\.\w+|competent)", place
        )
        longest = bench.tab.part_of(place) or (part.group() if part else place)
        if longest == bench.at:
            continue
        thing = changes.read(bench.tree, longest, {})
        label = (
            thing.get("label") or thing.get("name") or thing.get("title") if isinstance(thing, dict) else None
        )
        tab = {"components": "papers", "fees": "fees", "workflow": "steps", "form": "form"}.get(
            re.split(r"[.\[]", longest)[0], "data"
        )
        seen[longest] = {
            "href": f"{reverse(f'editor:{tab}', args=[bench.copy.uuid])}?o={longest}",
            "label": names.words_of(label, longest),
        }
    return list(seen.values())[:12]


def _places(bench: Bench) -> list[dict[str, Any]]:
    """Lists that a question may be moved to: pages, and groups on them."""
    found = []
    here = bench.at[: bench.at.rindex("[")]
    for p, page in enumerate(names.listed(bench.tree, "form.pages")):
        base = f"form.pages[{p}]"
        title = names.words_of(page.get("title"), str(page.get("id")))
        found.append((f"{base}.fields", title))
        for g, group in enumerate(names.listed(page, "groups")):
            inner = names.words_of(group.get("label"), str(group.get("id")))
            found.append(
                (
                    f"{base}.groups[{g}].fields",
                    both(f"{title['vi']} › {inner['vi']}", f"{title['en']} › {inner['en']}"),
                )
            )
    return [{"value": place, "label": label} for place, label in found if place != here]


def outline(bench: Bench) -> list[dict[str, Any]]:
    """Pages with their questions, then the checks across answers."""
    tree, blocks = bench.tree, []
    for p, page in enumerate(names.listed(tree, "form.pages")):
        base = f"form.pages[{p}]"
        rows = [
            row_of(bench, f"{base}.fields[{f}]", item) for f, item in enumerate(names.listed(page, "fields"))
        ]
        for g, group in enumerate(names.listed(page, "groups")):
            within = f"{base}.groups[{g}]"
            rows.append(row_of(bench, within, group) | {"heading": True, "list": f"{within}.fields"})
            rows += [
                row_of(bench, f"{within}.fields[{f}]", item) | {"indent": True}
                for f, item in enumerate(names.listed(group, "fields"))
            ]
        adds = [
            {"do": f"add {base}.fields", "label": both("Câu hỏi", "Question")},
            {"do": f"add {base}.groups", "label": both("Nhóm", "Group")},
            {"do": f"add {base}.groups repeat", "label": both("Nhóm lặp", "Repeated group")},
        ]
        if re.fullmatch(GROUP, bench.at) and bench.at.startswith(f"{base}."):
            adds[0] = {
                "do": f"add {bench.at}.fields",
                "label": both("Câu hỏi trong nhóm", "Question in the group"),
            }
        blocks.append(
            {
                "title": names.words_of(page.get("title"), str(page.get("id"))),
                "note": both(f"Trang {p + 1}", f"Page {p + 1}"),
                "href": bench.href(base),
                "path": base,
                "current": bench.at == base,
                "wrong": 0,
                "list": f"{base}.fields",
                "rows": rows,
                "adds": adds if bench.may_edit else [],
            }
        )
    checks = names.listed(tree, "form.checks")
    last = {
        "title": both("Kiểm tra giữa các câu trả lời", "Checks across answers"),
        "href": "",
        "path": "",
        "rows": [row_of(bench, f"form.checks[{i}]", one) for i, one in enumerate(checks)],
        "adds": [
            {"do": "add form.checks", "label": both("Kiểm tra", "Check")},
            {"do": "add form.pages", "label": both("Trang mới", "New page")},
        ]
        if bench.may_edit
        else [],
    }
    return [*blocks, last]


def row_of(bench: Bench, place: str, item: Any) -> dict[str, Any]:
    part = item if isinstance(item, dict) else {}
    label = names.words_of(part.get("label") or part.get("message"), str(part.get("id") or "…"))
    kind = words.KIND_WORDS.get(str(part.get("kind")), both("", ""))
    notes = {language: [kind[language]] for language in ("vi", "en")}
    for key, vi, en in (
        ("value", "tính ra", "computed"),
        ("when", "có điều kiện", "conditional"),
        ("repeat", "lặp", "repeated"),
    ):
        if part.get(key) is not None:
            notes["vi"].append(vi)
            notes["en"].append(en)
    return {
        "href": bench.href(place),
        "path": place,
        "label": label,
        "note": {language: " · ".join(one for one in said if one) for language, said in notes.items()},
        "current": place == bench.at,
        "drag": bench.may_edit and "fields[" in place,
        "english": bool(missing_english(part)),
        "wrong": bench.faults_at(place),
    }


TAB = Tab(
    "editor:form",
    (QUESTION, GROUP, PAGE, CHECK),
    first,
    sections,
    around,
    act,
    tidy=tidy,
)


@require_POST
@editing_page
def preview(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponse:
    """The page of the chosen part with the sample answers typed into it; nothing is kept. Three queries."""
    copy = copy_for(uuid)
    shown = preview_of(copy.tree, request.POST.get("_at", ""), request.POST)
    url = reverse("editor:form-preview", args=[copy.uuid])
    return render(
        request,
        "editor/_form_preview.html",
        {"preview": shown, "preview_url": url, "at": request.POST.get("_at", "")},
    )


routes = [
    route("<uuid:uuid>/bieu-mau/", page_of(TAB), name="form"),
    route("<uuid:uuid>/bieu-mau/xem/", preview, name="form-preview"),
]
