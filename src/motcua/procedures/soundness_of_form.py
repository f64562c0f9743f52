"""Is what a definition asks sound? Ids unique, questions answerable in order, papers and fees sensible."""

import re
from datetime import date

from motcua.foundation.definitions import did_you_mean

from .binding import RESERVED, Notes
from .compiled import CompiledGroup, CompiledPage
from .definition import Field, ProcedureDefinition
from .sources import paper_sources, prefill_sources


def check_cases(definition: ProcedureDefinition, notes: Notes) -> None:
    notes.duplicates(((c.id, f"cases[{i}].id") for i, c in enumerate(definition.cases)), "CASE_DUPLICATE")
    if not definition.cases:
        notes.report("cases", "CASE_LAST", "Phải có ít nhất một trường hợp.", "There must be a case.")
    for i, case in enumerate(definition.cases):
        if (case.when is None) != (i == len(definition.cases) - 1):
            notes.report(
                f"cases[{i}].when",
                "CASE_LAST",
                "Chỉ trường hợp cuối cùng không có “when”.",
                'The last case, and only the last, has no "when".',
            )
    if definition.competent.by not in ("residence", "any"):
        check_unit_field(definition, definition.competent.by, "competent.by", notes)
    if definition.competent.agency is not None and definition.competent.by != "any":
        notes.report(
            "competent.by",
            "COMPETENT_AGENCY",
            "Đã nêu đích danh cơ quan giải quyết thì “by” phải là “any”.",
            'Where the deciding agency is named, "by" is "any".',
        )
    if definition.online_level.level == "mot_phan" and definition.online_level.reason is None:
        notes.report(
            "online_level",
            "ONLINE_REASON",
            "Dịch vụ công một phần phải nêu lý do (NĐ 224/2026 Điều 14).",
            "A partly online service must state its reason (NĐ 224/2026, article 14).",
        )


def check_unit_field(definition: ProcedureDefinition, name: str, path: str, notes: Notes) -> None:
    """`name` must be a question of the form, not repeated, whose answer tells an administrative unit."""
    known = {item.id: item for _, item in _top_fields(definition)}
    if name not in known or known[name].kind not in ("unit", "address"):
        vi, en = did_you_mean(name, known)
        notes.report(
            path,
            "COMPETENT_FIELD",
            f"“{name}” không phải là trường địa chỉ hoặc đơn vị hành chính của biểu mẫu.{vi}",
            f'"{name}" is not an address or unit field of the form.{en}',
        )


def _top_fields(definition: ProcedureDefinition) -> list[tuple[str, Field]]:
    found = []
    for p, page in enumerate(definition.form.pages):
        found += [(f"form.pages[{p}].fields[{f}]", item) for f, item in enumerate(page.fields)]
        for g, group in enumerate(page.groups):
            if group.repeat is None:
                base = f"form.pages[{p}].groups[{g}]"
                found += [(f"{base}.fields[{f}]", item) for f, item in enumerate(group.fields)]
    return found


def check_form(definition: ProcedureDefinition, pages: tuple[CompiledPage, ...], notes: Notes) -> None:
    ids: list[tuple[str, str]] = []
    order: dict[str, int] = {}
    whens: list[tuple[str, int, frozenset[str]]] = []
    for p, (page, compiled) in enumerate(zip(definition.form.pages, pages, strict=True)):
        base = f"form.pages[{p}]"
        if not page.fields and not page.groups:
            notes.report(base, "FORM_EMPTY", "Trang không có câu hỏi.", "The page asks nothing.")
        entries: list[tuple[str, Field]] = [
            (f"{base}.fields[{f}]", item) for f, item in enumerate(page.fields)
        ]
        if compiled.when is not None:
            whens.append((f"{base}.when", len(order), compiled.when.names))
        for g, group in enumerate(page.groups):
            ids.append((group.id, f"{base}.groups[{g}].id"))
            if group.repeat and not 0 <= group.repeat.min <= group.repeat.max:
                notes.report(
                    f"{base}.groups[{g}].repeat",
                    "FORM_REPEAT",
                    "Số lần lặp không hợp lý.",
                    "The number of repetitions makes no sense.",
                )
            entries += [(f"{base}.groups[{g}].fields[{f}]", item) for f, item in enumerate(group.fields)]
        for path, item in entries:
            ids.append((item.id, f"{path}.id"))
            check_field(item, path, notes)
        places = {name: path.removesuffix(".id") for name, path in ids}
        _order_of(compiled, places, order, whens)
    check_checks(definition, notes)
    notes.duplicates(((page.id, f"form.pages[{p}].id") for p, page in enumerate(definition.form.pages)),
                     "FORM_DUPLICATE_ID")  # fmt: skip
    notes.duplicates(ids, "FORM_DUPLICATE_ID")
    for path, place, names in whens:
        later = sorted(name for name in names if place < 0 or order.get(name, -1) >= place)
        for name in later:
            notes.report(
                path,
                "FORM_FORWARD",
                f"Điều kiện dùng “{name}”, được hỏi sau đó.",
                f'The condition reads "{name}", which is asked later.',
            )


def check_checks(definition: ProcedureDefinition, notes: Notes) -> None:
    """A check across answers stands at a question that a person can answer."""
    asked = {item.id: item.value is None for _, item in _top_fields(definition)}
    groups = {group.id for page in definition.form.pages for group in page.groups if group.repeat is not None}
    for i, check in enumerate(definition.form.checks):
        path = f"form.checks[{i}]"
        if check.field not in asked and check.field not in groups:
            vi, en = did_you_mean(check.field, {*asked, *groups})
            notes.report(
                f"{path}.field",
                "FORM_CHECK_FIELD",
                f"“{check.field}” không phải là câu hỏi của biểu mẫu.{vi}",
                f'"{check.field}" is not a question of the form.{en}',
            )
        elif not asked.get(check.field, True):
            notes.report(
                f"{path}.field",
                "FORM_CHECK_FIELD",
                f"“{check.field}” được tính ra; hãy chọn câu hỏi mà người dân trả lời được.",
                f'"{check.field}" is computed; name a question that people answer.',
            )
        if not check.message.vi.strip():
            notes.report(
                f"{path}.message",
                "FORM_WORDS",
                "Chưa có lời nhắc bằng tiếng Việt.",
                "The message is missing in Vietnamese.",
            )


def _order_of(
    page: CompiledPage,
    places: dict[str, str],
    order: dict[str, int],
    whens: list[tuple[str, int, frozenset[str]]],
) -> None:
    """Number the questions in the order asked; a condition may read only what has a smaller number."""
    for item in page.items:
        place = len(order)
        if isinstance(item, CompiledGroup):
            order[item.group.id] = place
            inner = frozenset(field.id for field in item.fields)
            told: set[str] = set()
            for field in item.fields:
                names = field.when.names if field.when is not None else frozenset()
                whens.append((f"{places[field.id]}.when", place, names - inner))
                if field.value is not None:
                    # in its own row a computed value may read only what stands before it
                    at = f"{places[field.id]}.value"
                    whens.append((at, place, field.value.names - inner))
                    whens.append((at, -1, (field.value.names & inner) - told))
                told.add(field.id)
        else:
            order[item.id] = place
            for i, (_, when) in enumerate(item.prefills):
                if when is not None:
                    whens.append((f"{places[item.id]}.prefill[{i}].when", place, when.names))
            if item.value is not None:
                whens.append((f"{places[item.id]}.value", place, item.value.names))
        if item.when is not None:
            name = item.group.id if isinstance(item, CompiledGroup) else item.id
            whens.append((f"{places[name]}.when", place, item.when.names))


def check_field(item: Field, path: str, notes: Notes) -> None:
    """One question, of the form or of a step."""
    if item.id in RESERVED:
        notes.report(
            f"{path}.id",
            "FORM_RESERVED",
            f"“{item.id}” là tên dành riêng.",
            f'"{item.id}" is a reserved name.',
        )
    if (item.kind in ("choice", "choices")) != bool(item.options):
        notes.report(
            path,
            "FORM_OPTIONS",
            "Câu hỏi lựa chọn phải có “options”, câu hỏi khác thì không.",
            'A choice needs "options"; other questions have none.',
        )
    notes.duplicates(
        ((o.value, f"{path}.options[{i}].value") for i, o in enumerate(item.options)), "FORM_DUPLICATE_ID"
    )
    if not item.label.vi.strip():
        notes.report(
            f"{path}.label",
            "FORM_WORDS",
            "Câu hỏi chưa có lời tiếng Việt.",
            "The question has no Vietnamese words.",
        )
    if item.value is not None:
        _check_computed(item, path, notes)
    for source, place in _prefill_sources(item, path):
        if source not in prefill_sources():
            vi, en = did_you_mean(source, prefill_sources())
            notes.report(
                place,
                "FORM_PREFILL",
                f"Không có nguồn dữ liệu “{source}”.{vi}",
                f'Unknown source "{source}".{en}',
            )
    if item.pattern is not None:
        try:
            re.compile(item.pattern)
        except re.error:
            notes.report(f"{path}.pattern", "FORM_PATTERN", "Mẫu (regex) sai.", "The pattern is not a regex.")
    low, high = (_bound(item, value) for value in (item.min, item.max))
    wrong = any(v is not None and b is None for v, b in ((item.min, low), (item.max, high)))
    if wrong or (low is not None and high is not None and low > high):
        notes.report(
            path,
            "FORM_BOUNDS",
            "“min”, “max” không hợp với loại câu hỏi.",
            '"min" and "max" do not fit the kind of question.',
        )


COMPUTED_KINDS = frozenset(
    {"text", "longtext", "date", "integer", "money", "choice", "yes_no", "unit", "country", "ethnic_group"}
)
"""Kinds whose answer an expression can give."""


def _check_computed(item: Field, path: str, notes: Notes) -> None:
    """What is computed is not asked: nothing that speaks of asking goes with it."""
    if item.kind not in COMPUTED_KINDS:
        notes.report(
            f"{path}.value",
            "FORM_COMPUTED",
            "Loại câu hỏi này không tính ra được.",
            "This kind of question cannot be computed.",
        )
    if item.prefill is not None or item.min is not None or item.max is not None or item.pattern is not None:
        notes.report(
            f"{path}.value",
            "FORM_COMPUTED",
            "Giá trị được tính thì không điền sẵn và không giới hạn; dùng kiểm tra giữa các câu trả lời.",
            "A computed value is neither prefilled nor bounded; use a check across answers.",
        )


def _prefill_sources(item: Field, path: str) -> list[tuple[str, str]]:
    if item.prefill is None or isinstance(item.prefill, str):
        return [(item.prefill, f"{path}.prefill")] if item.prefill else []
    return [(one.source, f"{path}.prefill[{i}].source") for i, one in enumerate(item.prefill)]


def _bound(item: Field, value: int | str | None) -> int | None:
    if isinstance(value, int):
        return value if item.kind in ("integer", "money", "choices") else None
    if isinstance(value, str) and item.kind == "date":
        try:
            return 10**6 if value == "today" else date.fromisoformat(value).toordinal()
        except ValueError:
            return None
    return None


def check_papers(definition: ProcedureDefinition, notes: Notes) -> None:
    notes.duplicates(
        ((c.id, f"components[{i}].id") for i, c in enumerate(definition.components)), "PAPER_DUPLICATE"
    )
    for i, paper in enumerate(definition.components):
        for s, source in enumerate(paper.satisfied_by):
            if source not in paper_sources():
                vi, en = did_you_mean(source, paper_sources())
                notes.report(
                    f"components[{i}].satisfied_by[{s}]",
                    "PAPER_SOURCE",
                    f"Không có nguồn dữ liệu “{source}”.{vi}",
                    f'Unknown source "{source}".{en}',
                )
        if paper.originals < 0 or paper.copies < 0 or paper.originals + paper.copies == 0:
            notes.report(
                f"components[{i}]",
                "PAPER_COUNT",
                "Phải nêu số bản chính hoặc bản sao.",
                "State how many originals or copies.",
            )


def check_fees(definition: ProcedureDefinition, notes: Notes) -> None:
    notes.duplicates(((f.code, f"fees[{i}].code") for i, f in enumerate(definition.fees)), "FEE_DUPLICATE")
    for i, fee in enumerate(definition.fees):
        if isinstance(fee.amount, int) and fee.amount < 0:
            notes.report(
                f"fees[{i}].amount", "FEE_AMOUNT", "Mức thu không được âm.", "A fee cannot be negative."
            )
