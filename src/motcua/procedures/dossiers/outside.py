"""What bodies outside the city are told of dossiers that wait for them: gathered for `exchange.bodies`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.exchange.bodies.gathering import Waiting, WaitingPaper
from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledStep
from motcua.procedures.definition import SET_SYSTEM, Field
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import hold
from motcua.procedures.dossiers.models import Component, Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.procedures.duties.models import Duty

AT_WORK = (Status.ACCEPTED, Status.IN_PROGRESS)


def waiting(dossiers: Collection[UUID]) -> Mapping[UUID, Waiting]:
    """Those of the dossiers that stand at an external step whose body has not answered. One query, four when any do."""
    rows = Dossier.objects.filter(
        uuid__in=dossiers, status__in=[status.value for status in AT_WORK], open_task_id__isnull=False
    )
    found: list[tuple[Dossier, CompiledStep]] = []
    for dossier in rows:
        step = compiled_version(dossier.version_id).steps.get(dossier.step)
        external = step.step.external if step is not None else None
        if step is not None and external is not None and external.system != SET_SYSTEM:
            found.append((dossier, step))
    if not found:
        return {}
    tasks = Task.objects.in_bulk([one.open_task_id for one, _ in found])
    papers: dict[int, list[Component]] = {}
    for row in Component.objects.filter(dossier_id__in=[one.id for one, _ in found]).order_by("round", "id"):
        papers.setdefault(row.dossier_id, []).append(row)
    settled = set(
        Duty.objects.filter(dossier_id__in=[one.id for one, _ in found], state=Duty.State.PAID)
        .values_list("dossier_id", "paid_at")
    )  # fmt: skip
    return {
        dossier.uuid: _told(dossier, step, tasks[dossier.open_task_id], papers.get(dossier.id, []))
        for dossier, step in found
        # a task that a payment opened again is its officer's: the body has said what it had to say
        if (dossier.id, tasks[dossier.open_task_id].opened_at) not in settled
    }


def ask_again(dossier_id: int, reason: str, at: datetime) -> None:
    """What the body was told has changed (an earlier part was corrected): it is asked anew, the first question is void.

    Call it in the transaction that has changed the answers. Raises WrongState when the dossier waits for nobody.
    """
    held = hold(dossier_id)
    step = held.compiled.steps.get(held.dossier.step)
    if step is None or step.step.external is None or held.dossier.open_task_id is None:
        raise WrongState("Hồ sơ không chờ cơ quan nào trả lời.", "The dossier waits for nobody's answer.")
    held.tell(
        "external-again", at, SYSTEM, step=step.id, system=step.step.external.system, words=reason or None
    )


def _told(dossier: Dossier, step: CompiledStep, task: Task, papers: Sequence[Component]) -> Waiting:
    external = step.step.external
    assert external is not None
    definition = compiled_version(dossier.version_id).definition
    people = (dossier.owner_id, dossier.applicant_id, dossier.authorised_id)
    latest = {row.component_id: row for row in papers if row.files}
    return Waiting(
        dossier=dossier.uuid,
        code=dossier.code,
        procedure_code=dossier.procedure_code,
        procedure_name={"vi": definition.name.vi, "en": definition.name.en},
        system=external.system,
        step=step.id,
        task_id=task.id,
        question={"vi": external.question.vi, "en": external.question.en},
        answer_by=task.due_at,
        answers=dossier.answers,
        officer=dossier.officer_answers,
        papers=tuple(
            WaitingPaper(row.component_id, row.name, file) for row in latest.values() for file in row.files
        ),
        expects=tuple(expected(item) for item in step.step.fields),
        person_ids=tuple(dict.fromkeys(one for one in people if one is not None)),
    )


def expected(item: Field) -> Mapping[str, Any]:
    """The shape of one value of the answer, for a program: id, kind, label, what it may be."""
    shape: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "label": {"vi": item.label.vi, "en": item.label.en},
        "required": item.required if isinstance(item.required, bool) else "sometimes",
    }
    if item.options:
        shape["options"] = [one.value for one in item.options]
    for name in ("min", "max", "pattern", "max_length", "example"):
        value = getattr(item, name)
        if value is not None:
            shape[name] = value
    if item.when is not None:
        shape["only_sometimes"] = True
    return shape
