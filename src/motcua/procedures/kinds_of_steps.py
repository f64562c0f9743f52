"""What each kind of step must say and may not say: told at the line where it stands.

Whether the steps together lead to the end is another question (`soundness`).
"""

from collections.abc import Iterator, Mapping

from .binding import Notes
from .compiled import CompiledStep
from .definition import CONSULTED_KINDS, ProcedureDefinition, Step
from .soundness_of_form import check_unit_field

NEVER_SKIPPED = ("receive", "sign", "return")
"""Without them there is no dossier, no result, no return."""


def check_kinds(definition: ProcedureDefinition, steps: Mapping[str, CompiledStep], notes: Notes) -> None:
    """Each written step by itself, then what needs the compiled ones: skipped cases, circles without people."""
    cases = {case.id for case in definition.cases}
    for path, step in _written(definition):
        _check_settings(step, path, notes)
        _check_opinions(definition, step, path, notes)
        _check_variants(step, path, cases, notes)
        _check_escalation(step, path, notes)
        _check_assignment(step, path, notes)
    _check_names(definition, notes)
    for compiled in steps.values():
        if compiled.onward is None and any(varied.skip for varied in compiled.variants.values()):
            notes.report(
                f"{compiled.path}.variants",
                "FLOW_VARIANT",
                "Bước được bỏ qua phải có đúng một đường đi tiếp không điều kiện.",
                "A step that may be left out needs exactly one way forward without a condition.",
            )
    _check_circles(definition, steps, notes)


def _written(definition: ProcedureDefinition) -> Iterator[tuple[str, Step]]:
    workflow = definition.workflow
    for step_id, step in workflow.steps.items():
        yield f"workflow.steps.{step_id}", step
    for name, part in workflow.parts.items():
        for step_id, step in part.steps.items():
            yield f"workflow.parts.{name}.steps.{step_id}", step


def _check_settings(step: Step, path: str, notes: Notes) -> None:
    """The settings that belong to one kind stand at it and nowhere else."""
    if (step.kind == "consult") != (step.consult is not None or bool(step.opinions)) or (
        step.consult is not None and step.opinions
    ):
        notes.report(
            path,
            "FLOW_CONSULT",
            "Bước lấy ý kiến có “consult” (một cơ quan) hoặc “opinions” (nhiều cơ quan); bước khác thì không.",
            'A consultation has either "consult" (one agency) or "opinions" (several); other steps have none.',
        )
    if (step.kind == "external") != (step.external is not None):
        notes.report(
            path,
            "FLOW_EXTERNAL",
            "Bước chờ hệ thống bên ngoài phải có “external”, bước khác thì không.",
            'A step that waits for an outside body needs "external"; other steps have none.',
        )
    if step.external is not None and step.external.days <= 0:
        notes.report(
            f"{path}.external.days", "FLOW_HOURS", "Thời gian phải dương.", "The time must be positive."
        )
    if (step.kind == "part") != (step.part is not None):
        notes.report(
            path,
            "FLOW_PART",
            "Bước gọi quy trình con phải có “part”, bước khác thì không.",
            'A step that calls a part needs "part"; other steps have none.',
        )
    if step.kind == "automatic":
        _check_automatic(step, path, notes)


def _check_automatic(step: Step, path: str, notes: Notes) -> None:
    if step.post or step.fields or step.checklist or step.makes or step.escalate or step.hours:
        notes.report(
            path,
            "FLOW_AUTOMATIC",
            "Bước tự động không có chức danh, thời gian, câu hỏi, danh mục kiểm tra hay văn bản.",
            "An automatic step has no post, time, questions, checklist or document.",
        )
    for i, action in enumerate(step.next):
        if action.kind == "refuse" or action.needs_note:
            notes.report(
                f"{path}.next[{i}]",
                "FLOW_AUTOMATIC",
                "Từ chối và ghi lý do là việc của người, không phải của bước tự động.",
                "Refusing and giving reasons is for people, not for an automatic step.",
            )


def _check_opinions(definition: ProcedureDefinition, step: Step, path: str, notes: Notes) -> None:
    for i, opinion in enumerate(step.opinions):
        here = f"{path}.opinions[{i}]"
        if (opinion.agency in CONSULTED_KINDS) != (opinion.by is not None):
            notes.report(
                here,
                "FLOW_CONSULT",
                "Lấy ý kiến theo loại cơ quan (commune, police) phải nêu trường cho biết đơn vị (by).",
                'Consulting a kind of agency (commune, police) needs the field of its unit ("by").',
            )
        if opinion.by is not None:
            check_unit_field(definition, opinion.by, f"{here}.by", notes)
        if opinion.days <= 0:
            notes.report(f"{here}.days", "FLOW_HOURS", "Thời gian phải dương.", "The time must be positive.")


def _check_names(definition: ProcedureDefinition, notes: Notes) -> None:
    """An opinion is known to expressions by its id, as an officer's entry is: no two bear one name."""
    asked = [
        (opinion.id, f"{path}.opinions[{i}].id")
        for path, step in _written(definition)
        for i, opinion in enumerate(step.opinions)
    ]
    entered = [(item.id, "") for _, step in _written(definition) for item in step.fields]
    taken = {name for name, _ in entered}
    for name, path in asked:
        if name in taken:
            notes.report(
                path, "FORM_DUPLICATE_ID", f"Mã “{name}” bị trùng.", f'The id "{name}" is used twice.'
            )
        taken.add(name)


def _check_variants(step: Step, path: str, cases: set[str], notes: Notes) -> None:
    notes.duplicates(
        ((one.case, f"{path}.variants[{i}].case") for i, one in enumerate(step.variants)), "FLOW_VARIANT"
    )
    for i, varied in enumerate(step.variants):
        here = f"{path}.variants[{i}]"
        if varied.case not in cases:
            notes.report(
                f"{here}.case",
                "FLOW_VARIANT",
                f"Không có trường hợp “{varied.case}”.",
                f'There is no case "{varied.case}".',
            )
        if varied.skip and (step.kind in NEVER_SKIPPED or step.makes is not None):
            notes.report(
                f"{here}.skip",
                "FLOW_VARIANT",
                "Không được bỏ qua bước tiếp nhận, bước ký, bước lập văn bản hay bước trả kết quả.",
                "Receiving, signing, making a document and returning cannot be left out.",
            )
        if step.kind in ("automatic", "part") and not varied.skip:
            notes.report(
                here,
                "FLOW_VARIANT",
                "Bước tự động và bước gọi quy trình con chỉ có thể bỏ qua, không đổi chức danh hay thời gian.",
                "An automatic step or a part can only be left out in a case, not changed.",
            )
        if step.kind == "part" and varied.skip:
            notes.report(
                f"{here}.skip",
                "FLOW_VARIANT",
                "Muốn bỏ qua quy trình con, đặt điều kiện ở bước trước hoặc ở từng bước bên trong.",
                "To leave out a part, set a condition before it or at each step inside.",
            )
        if varied.hours is not None and varied.hours < 0:
            notes.report(f"{here}.hours", "FLOW_HOURS", "Thời gian phải dương.", "The time must be positive.")


def _check_escalation(step: Step, path: str, notes: Notes) -> None:
    if step.escalate and step.kind in ("automatic", "part"):
        notes.report(
            f"{path}.escalate",
            "FLOW_ESCALATION",
            "Bước này không mở việc cho ai nên không có nhắc việc.",
            "This step opens no work for anybody, so nothing can be escalated.",
        )
    for i, one in enumerate(step.escalate):
        if (one.do == "remind") != (one.to is None):
            notes.report(
                f"{path}.escalate[{i}]",
                "FLOW_ESCALATION",
                "Báo cáo và chuyển việc cần nêu chức danh nhận (to); nhắc việc thì không.",
                'Reporting and handing over name the post ("to"); a reminder does not.',
            )
        if one.do == "hand_over" and step.kind in ("receive", "consult", "return"):
            notes.report(
                f"{path}.escalate[{i}]",
                "FLOW_ESCALATION",
                "Không chuyển chức danh ở bước tiếp nhận, lấy ý kiến và trả kết quả.",
                "Receiving, consulting and returning are not handed to another post.",
            )


def _check_assignment(step: Step, path: str, notes: Notes) -> None:
    if step.assignment != "claim" and (
        step.kind in ("receive", "automatic", "part") or step.consult is not None or step.post is None
    ):
        notes.report(
            f"{path}.assignment",
            "FLOW_ASSIGNMENT",
            "Chỉ bước có chức danh, sau bước tiếp nhận, mới tự giao được cho cán bộ.",
            "Only a step with a post, after the receiving one, can be given to an officer by itself.",
        )


def _check_circles(definition: ProcedureDefinition, steps: Mapping[str, CompiledStep], notes: Notes) -> None:
    """A dossier never runs for ever without a person: no circle of automatic and left-out steps in any case."""
    for case in definition.cases:
        onward: dict[str, list[str | None]] = {}
        for step in steps.values():
            if step.kind == "automatic":
                onward[step.id] = [way.to for way in step.actions]
            elif step.skipped_in(case.id) and step.onward is not None:
                onward[step.id] = [step.onward.to]
        for begin in onward:
            seen: set[str] = set()
            queue = [to for to in onward[begin] if to]
            while queue:
                here = queue.pop()
                if here == begin:
                    notes.report(
                        steps[begin].path,
                        "FLOW_LOOP",
                        "Các bước tự động tạo thành vòng, hồ sơ không bao giờ dừng ở ai.",
                        "Automatic steps form a circle: the dossier would never reach a person.",
                    )
                    break
                if here not in seen:
                    seen.add(here)
                    queue += [to for to in onward.get(here, ()) if to]
