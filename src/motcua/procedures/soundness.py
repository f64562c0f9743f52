"""Is a workflow sound? Each step has a post that the city has, the result is made; and as a whole it comes to its end
in time (`soundness_of_flow`)."""

from collections.abc import Collection, Mapping, Sequence

from motcua.foundation.definitions import did_you_mean
from motcua.foundation.expressions import Expression, Type

from .binding import Notes
from .compiled import CompiledStep
from .definition import CONSULTED_KINDS, END, MADE_BY_NO_STEP, ProcedureDefinition
from .soundness_of_flow import check_flow, limit_minutes
from .soundness_of_form import check_field, check_unit_field

__all__ = ["SPECIAL_AGENCIES", "check_workflow", "limit_minutes"]

SPECIAL_AGENCIES = frozenset({"intake", "competent", "consulted", *CONSULTED_KINDS})


def check_workflow(
    definition: ProcedureDefinition,
    steps: Mapping[str, CompiledStep],
    notes: Notes,
    *,
    posts: Collection[str] | None,
    agencies: Collection[str] | None,
    templates: Collection[str] | None,
    start: str,
    cases: Sequence[tuple[str, Expression | None]],
    env: Mapping[str, Type],
) -> None:
    """Each step by itself, then the workflow as a whole. `start`, `cases` and `env`: see `check_flow`."""
    for compiled in steps.values():
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
    decides = definition.competent.agency
    if decides is not None and agencies is not None and decides not in agencies:
        vi, en = did_you_mean(decides, agencies)
        notes.report(
            "competent.agency",
            "FLOW_AGENCY",
            f"Không có cơ quan “{decides}”.{vi}",
            f'Unknown agency "{decides}".{en}',
        )
    made = {compiled.step.makes for compiled in steps.values()}
    if definition.result.template not in made | MADE_BY_NO_STEP:
        notes.report(
            "result.template",
            "FLOW_TEMPLATE",
            f"Không bước nào lập văn bản “{definition.result.template}” (khóa “makes”).",
            f'No step makes the document "{definition.result.template}" (key "makes").',
        )
    if start not in steps:
        notes.report(
            "workflow.start",
            "FLOW_START",
            f"Không có bước đầu “{definition.workflow.start}”.",
            f'There is no starting step "{definition.workflow.start}".',
        )
        return
    check_flow(definition, start, steps, cases, env, notes)


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
