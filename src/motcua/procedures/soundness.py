"""Is a workflow sound? Every step is reached, the end is reached from every step, each step has a
post, the result is made, and the work fits the legal limit."""

from collections import deque
from collections.abc import Collection, Mapping

from motcua.foundation.definitions import did_you_mean

from .binding import Notes
from .compiled import CompiledAction, CompiledStep
from .definition import CONSULTED_KINDS, END, Limit, ProcedureDefinition, Step
from .parts import expand
from .soundness_of_form import check_field, check_unit_field

SPECIAL_AGENCIES = frozenset({"intake", "competent", "consulted", *CONSULTED_KINDS})
WORKING_DAY = 480
"""Minutes of a working day: 1 wd = 8 h in a workflow (TT01 tables; Hà Nội QĐ 1594/2025)."""


def limit_minutes(limit: Limit) -> int:
    """The legal limit as working minutes. Calendar days count 5 of 7, a month 22 working days: on the safe
    side except around Tết, where the calendar decides."""
    match limit.unit:
        case "same_day":
            return WORKING_DAY
        case "working_day":
            return limit.amount * WORKING_DAY
        case "working_hour":
            return limit.amount * 60
        case "day":
            return limit.amount * 5 * WORKING_DAY // 7
    return limit.amount * 22 * WORKING_DAY


def check_workflow(
    definition: ProcedureDefinition,
    steps: Mapping[str, CompiledStep],
    notes: Notes,
    *,
    posts: Collection[str] | None,
    agencies: Collection[str] | None,
    templates: Collection[str] | None,
) -> None:
    for step_id, compiled in steps.items():
        consult = compiled.step.consult
        if consult and consult.by is not None:
            check_unit_field(definition, consult.by, f"{compiled.path}.consult.by", notes)
        _check_step(compiled, steps, notes, posts, agencies, templates)
    ids = {
        f"{compiled.path}.fields[{i}].id": item.id
        for compiled in steps.values()
        for i, item in enumerate(compiled.step.fields)
    }  # by its place: the steps of a part that is used twice stand there once
    notes.duplicates(((name, path) for path, name in ids.items()), "FORM_DUPLICATE_ID")
    made = {compiled.step.makes for compiled in steps.values()}
    if definition.result.template not in made:
        notes.report(
            "result.template",
            "FLOW_TEMPLATE",
            f"Không bước nào lập văn bản “{definition.result.template}” (khóa “makes”).",
            f'No step makes the document "{definition.result.template}" (key "makes").',
        )
    start = expand(definition.workflow).start
    if start not in steps:
        notes.report(
            "workflow.start",
            "FLOW_START",
            f"Không có bước đầu “{definition.workflow.start}”.",
            f'There is no starting step "{definition.workflow.start}".',
        )
        return
    _check_reach(start, steps, notes)
    _check_time(definition, steps, notes)


def _check_step(
    compiled: CompiledStep,
    steps: Mapping[str, CompiledStep],
    notes: Notes,
    posts: Collection[str] | None,
    agencies: Collection[str] | None,
    templates: Collection[str] | None,
) -> None:
    step_id, step, base = compiled.id, compiled.step, compiled.path
    if step_id == END:
        notes.report(base, "FORM_RESERVED", "“end” là tên dành riêng.", '"end" is a reserved name.')
    if step.post is None and step.kind not in ("automatic", "consult"):
        notes.report(base, "FLOW_POST", "Bước không có vị trí thực hiện.", "The step has no post.")
    if step.post is not None and posts is not None and step.post not in posts:
        notes.report(
            f"{base}.post",
            "FLOW_POST",
            f"Thành phố không có vị trí “{step.post}”.",
            f'The city has no post "{step.post}".',
        )
    asked = [(f"{base}.agency", step.agency)]
    if step.consult:
        asked.append((f"{base}.consult.agency", step.consult.agency))
    asked += [(f"{base}.opinions[{i}].agency", one.agency) for i, one in enumerate(step.opinions)]
    asked += [
        (f"{base}.variants[{i}].agency", one.agency) for i, one in enumerate(step.variants) if one.agency
    ]
    for path, agency in asked:
        if agency not in SPECIAL_AGENCIES and agencies is not None and agency not in agencies:
            vi, en = did_you_mean(agency, agencies)
            notes.report(
                path,
                "FLOW_AGENCY",
                f"Không có cơ quan “{agency}”.{vi}",
                f'Unknown agency "{agency}".{en}',
            )
    if step.consult and (step.consult.agency in CONSULTED_KINDS) != (step.consult.by is not None):
        notes.report(
            f"{base}.consult",
            "FLOW_CONSULT",
            "Lấy ý kiến theo loại cơ quan (commune, police) phải nêu trường cho biết đơn vị (by).",
            'Consulting a kind of agency (commune, police) needs the field of its unit ("by").',
        )
    if step.hours < 0 or (step.consult and step.consult.days <= 0):
        notes.report(base, "FLOW_HOURS", "Thời gian phải dương.", "The time must be positive.")
    if step.makes is not None and templates is not None and step.makes not in templates:
        vi, en = did_you_mean(step.makes, templates)
        notes.report(
            f"{base}.makes",
            "FLOW_TEMPLATE",
            f"Không có mẫu văn bản “{step.makes}”.{vi}",
            f'There is no template "{step.makes}".{en}',
        )
    notes.duplicates(((a.id, f"{base}.next[{i}].id") for i, a in enumerate(step.next)), "FLOW_ACTION")
    for i, action in enumerate(step.next):
        if action.to != END and action.to not in steps:
            vi, en = did_you_mean(action.to, steps)
            notes.report(
                f"{base}.next[{i}].to",
                "FLOW_UNKNOWN_STEP",
                f"Không có bước “{action.to}”.{vi}",
                f'There is no step "{action.to}".{en}',
            )
        leaves = action.to == END
        if leaves != (step.kind == "return" and action.kind == "forward") and not (
            leaves and action.kind == "refuse"
        ):
            notes.report(
                f"{base}.next[{i}]",
                "FLOW_END",
                "Hồ sơ chỉ kết thúc ở bước trả kết quả, hoặc bằng thao tác từ chối (kind: refuse).",
                "A dossier ends at a return step, or by a refusal (kind: refuse).",
            )
    for i, item in enumerate(step.fields):
        check_field(item, f"{base}.fields[{i}]", notes)
    notes.duplicates(((c.id, f"{base}.checklist[{i}].id") for i, c in enumerate(step.checklist)),
                     "FORM_DUPLICATE_ID")  # fmt: skip
    if step.next and all(action.when is not None for action in step.next):
        notes.report(
            f"{base}.next",
            "FLOW_STUCK",
            "Mọi thao tác đều có điều kiện: hồ sơ có thể mắc lại. Để một thao tác không có “when”.",
            'Every action has a condition: a dossier may get stuck. Leave one without "when".',
        )


def _check_reach(start: str, steps: Mapping[str, CompiledStep], notes: Notes) -> None:
    """Every step is reached from the start, and from every step the end is reached."""
    reached = _closure({start}, {s: {a.to for a in c.actions} for s, c in steps.items()})
    back: dict[str | None, set[str | None]] = {}
    for step_id, compiled in steps.items():
        for action in compiled.actions:
            if action.kind != "refuse":
                back.setdefault(action.to, set()).add(step_id)
    finishing = _closure({None}, back)
    for step_id in steps:
        if step_id not in reached:
            notes.report(
                steps[step_id].path,
                "FLOW_UNREACHABLE",
                f"Không thao tác nào dẫn tới bước “{step_id}”.",
                f'No action leads to the step "{step_id}".',
            )
        elif step_id not in finishing:
            notes.report(
                steps[step_id].path,
                "FLOW_DEAD_END",
                f"Từ bước “{step_id}” không có đường đến khi trả kết quả.",
                f'From the step "{step_id}" no way leads to the return of a result.',
            )


def _closure(start: set[str | None], edges: Mapping) -> set[str | None]:
    seen, queue = set(start), deque(start)
    while queue:
        for target in edges.get(queue.popleft(), ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    return seen


def _check_time(definition: ProcedureDefinition, steps: Mapping[str, CompiledStep], notes: Notes) -> None:
    """In each case the longest way forward fits the limit; ways that the case excludes are left out."""
    for i, case in enumerate(definition.cases):
        limit = case.limit or definition.limit
        path = _longest(expand(definition.workflow).start, steps, {"case": case.id})
        if path is None:
            notes.report(
                "workflow.steps",
                "FLOW_LOOP",
                "Các thao tác tiến tạo thành vòng; thao tác quay lại phải ghi kind: back.",
                "Forward actions go round in a circle; an action that returns needs kind: back.",
            )
            return
        minutes, way = path
        if minutes > limit_minutes(limit):
            hours, allowed = minutes / 60, limit_minutes(limit) / 60
            notes.report(
                f"cases[{i}]",
                "FLOW_HOURS",
                f"Trường hợp “{case.id}”: các bước cần {hours:g} giờ, thời hạn luật định là {allowed:g} giờ"
                f" ({' → '.join(way)}).",
                f'Case "{case.id}": the steps take {hours:g} hours, the legal limit is {allowed:g}'
                f" ({' → '.join(way)}).",
            )


def _longest(
    start: str, steps: Mapping[str, CompiledStep], values: Mapping[str, str]
) -> tuple[int, list[str]] | None:
    """Minutes and steps of the longest forward path; None when forward actions form a circle."""
    done: dict[str, tuple[int, list[str]]] = {}
    open_: set[str] = set()

    def possible(action: CompiledAction) -> bool:
        return action.kind == "forward" and (action.when is None or action.when.evaluate(values) is not False)

    def walk(step_id: str) -> tuple[int, list[str]] | None:
        if step_id in done:
            return done[step_id]
        if step_id in open_:
            return None
        open_.add(step_id)
        best: tuple[int, list[str]] = (0, [])
        for action in steps[step_id].actions:
            if action.to is not None and action.to in steps and possible(action):
                onward = walk(action.to)
                if onward is None:
                    return None
                best = max(best, onward, key=lambda found: found[0])
        open_.discard(step_id)
        step, case = steps[step_id], values["case"]
        own = 0 if step.pauses or step.skipped_in(case) else step.minutes_in(case)
        done[step_id] = (own + best[0], [step_id, *best[1]])
        return done[step_id]

    return walk(start)
