"""The parts of a linked set, checked and bound: who needs whom, what each part is told, from where its papers come."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from motcua.foundation.definitions import did_you_mean
from motcua.foundation.expressions import BOOL, DATE, DYN, TEXT, Expression, Type, map_of

from .binding import Notes, form_names, officer_names
from .definition import OF_PARTS, SET_SYSTEM, Field, Linked, LinkedPart, ProcedureDefinition
from .parts import all_steps

OR = " or "
"""Between the sources of a paper in `papers`: the first that is there counts."""
RESULT_OF = "result:"
"""Before the id of an earlier part in `papers`: the paper which that part issued."""


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """One part of a set. `answers` see the set's answers and, as `parts.<id>.<name>`, what earlier parts decided."""

    part: LinkedPart
    when: Expression | None
    answers: Mapping[str, Expression]
    proceeds: Expression | None = None

    @property
    def id(self) -> str:
        return self.part.id


@dataclass(frozen=True, slots=True)
class CompiledLinked:
    """The parts in the order written, in which each comes after those that it needs."""

    linked: Linked
    parts: tuple[CompiledPart, ...]

    def part(self, part_id: str) -> CompiledPart:
        """Raises KeyError for a part that this version does not have."""
        for one in self.parts:
            if one.id == part_id:
                return one
        raise KeyError(part_id)


def decided_names(definition: ProcedureDefinition | None) -> Type:
    """What a part that has ended tells the others: its paper's number and day, and what officers entered."""
    if definition is None:
        return DYN
    return map_of({"number": TEXT, "issued_on": DATE, "code": TEXT, **officer_names(definition)})


def compile_linked(
    definition: ProcedureDefinition,
    env: Mapping[str, Type],
    notes: Notes,
    procedures: Mapping[str, ProcedureDefinition] | None,
) -> CompiledLinked | None:
    """The bound parts, or None for a procedure that is no set. `env`: what the set's own conditions see.

    With `procedures` given, every part must be one of them, and names and types are checked against its form.
    """
    linked = definition.linked
    if linked is None:
        if definition.result.template == OF_PARTS or _waits(definition):
            notes.report(
                "result.template",
                "LINKED_NONE",
                "Chỉ thủ tục liên thông (có “linked”) mới chờ và trả kết quả của các phần.",
                'Only a linked set (with "linked") waits for parts and gives their results.',
            )
        return None
    notes.duplicates(((one.id, f"linked.parts[{i}].id") for i, one in enumerate(linked.parts)), "LINKED_ID")
    _check_whole(definition, linked, notes)
    parts = []
    for i, part in enumerate(linked.parts):
        base = f"linked.parts[{i}]"
        target = None
        if procedures is not None:
            target = procedures.get(part.procedure)
            if target is None:
                vi, en = did_you_mean(part.procedure, procedures)
                notes.report(
                    f"{base}.procedure",
                    "LINKED_PROCEDURE",
                    f"Không có thủ tục {part.procedure}.{vi}",
                    f"There is no procedure {part.procedure}.{en}",
                )
            elif target.linked is not None:
                notes.report(
                    f"{base}.procedure",
                    "LINKED_PROCEDURE",
                    "Một phần không thể lại là thủ tục liên thông.",
                    "A part cannot be a linked set itself.",
                )
        _check_needs(linked, i, part, notes)
        seen = {**env, "parts": _parts_seen(linked, part, procedures)}
        parts.append(
            CompiledPart(
                part,
                notes.bind(part.when, env, BOOL, f"{base}.when") if part.when is not None else None,
                MappingProxyType(dict(_answers(part, target, seen, base, notes))),
                notes.bind(part.proceeds, seen, BOOL, f"{base}.proceeds")
                if part.proceeds is not None
                else None,
            )
        )
        _check_papers(definition, linked, i, part, target, notes)
        if (part.proceeds is None) != (part.otherwise is None):
            notes.report(
                f"{base}.otherwise",
                "LINKED_OTHERWISE",
                "“proceeds” đi cùng “otherwise”: nói rõ vì sao phần này không làm tiếp.",
                '"proceeds" goes with "otherwise", which says why the part does not go on.',
            )
    return CompiledLinked(linked, tuple(parts))


def needed_with_all_before(linked: Linked, part: LinkedPart) -> frozenset[str]:
    """The parts whose results must be there before this one's: what it needs and what those need."""
    by_id = {one.id: one for one in linked.parts}
    found: set[str] = set()
    queue = list(part.needs)
    while queue:
        here = queue.pop()
        if here in by_id and here not in found:
            found.add(here)
            queue += by_id[here].needs
    return frozenset(found)


def _waits(definition: ProcedureDefinition) -> bool:
    return any(
        step.external is not None and step.external.system == SET_SYSTEM
        for step in all_steps(definition.workflow)
    )


def _check_whole(definition: ProcedureDefinition, linked: Linked, notes: Notes) -> None:
    if len(linked.parts) < 2:
        notes.report(
            "linked.parts",
            "LINKED_FEW",
            "Liên thông cần ít nhất hai phần.",
            "A set needs two parts at least.",
        )
    waiting = [
        step
        for step in all_steps(definition.workflow)
        if step.external is not None and step.external.system == SET_SYSTEM
    ]
    if len(waiting) != 1:
        notes.report(
            "workflow.steps",
            "LINKED_STEP",
            f"Quy trình liên thông cần đúng một bước external với system “{SET_SYSTEM}”.",
            f'The workflow of a set needs exactly one external step with the system "{SET_SYSTEM}".',
        )
    elif waiting[0].external is not None and waiting[0].external.silence != "remind":
        notes.report(
            "workflow.steps",
            "LINKED_STEP",
            "Bước chờ các phần không tự đi tiếp khi quá ngày: silence là remind.",
            "The step that waits for the parts does not go on when its days pass: silence is remind.",
        )
    elif any(item.required is True and item.when is None for item in waiting[0].fields):
        notes.report(
            "workflow.steps",
            "LINKED_STEP",
            "Bước chờ các phần kết thúc tự đi tiếp: không hỏi câu bắt buộc ở đó.",
            "The step that waits for the parts goes on by itself: no required question there.",
        )
    if definition.result.template != OF_PARTS:
        notes.report(
            "result.template",
            "LINKED_RESULT",
            f"Kết quả của thủ tục liên thông là kết quả các phần: template “{OF_PARTS}”.",
            f'The results of a set are those of its parts: template "{OF_PARTS}".',
        )
    if all(part.optional or part.when for part in linked.parts):
        notes.report(
            "linked.parts",
            "LINKED_FEW",
            "Ít nhất một phần phải luôn có.",
            "At least one part must always be there.",
        )
    _check_choice(definition, linked, notes)


def _check_choice(definition: ProcedureDefinition, linked: Linked, notes: Notes) -> None:
    optional = [part.id for part in linked.parts if part.optional]
    if linked.choice is None:
        if optional:
            notes.report(
                "linked.choice",
                "LINKED_CHOICE",
                "Có phần tự chọn thì cần câu hỏi chọn phần (choice).",
                'Optional parts need the question by which they are chosen ("choice").',
            )
        return
    question = next((item for item in _top_fields(definition) if item.id == linked.choice), None)
    options = [option.value for option in question.options] if question else []
    if question is None or question.kind != "choices" or sorted(options) != sorted(optional):
        notes.report(
            "linked.choice",
            "LINKED_CHOICE",
            "“choice” phải là câu hỏi kiểu choices của biểu mẫu, có đúng các phần tự chọn: "
            + ", ".join(optional),
            '"choice" must be a question of kind choices whose options are the optional parts: '
            + ", ".join(optional),
        )


def _check_needs(linked: Linked, i: int, part: LinkedPart, notes: Notes) -> None:
    """Parts stand after those that they need: no circle can be written then, and people read causes first."""
    before = [one.id for one in linked.parts[:i]]
    for where in ("needs", "repairs"):
        for n, name in enumerate(getattr(part, where)):
            if name not in before:
                vi, en = did_you_mean(name, before)
                notes.report(
                    f"linked.parts[{i}].{where}[{n}]",
                    "LINKED_NEEDS",
                    f"“{name}” không phải là phần đứng trước phần này.{vi}",
                    f'"{name}" is not a part before this one.{en}',
                )


def _parts_seen(
    linked: Linked, part: LinkedPart, procedures: Mapping[str, ProcedureDefinition] | None
) -> Type:
    by_id = {one.id: one for one in linked.parts}
    needed = needed_with_all_before(linked, part)
    return map_of(
        {
            one: decided_names(procedures.get(by_id[one].procedure) if procedures is not None else None)
            for one in needed
        }
    )


def _answers(
    part: LinkedPart, target: ProcedureDefinition | None, seen: Mapping[str, Type], base: str, notes: Notes
) -> Iterator[tuple[str, Expression]]:
    wanted = form_names(target) if target is not None else None
    for name, source in part.answers.items():
        path = f"{base}.answers.{name}"
        if wanted is not None and name not in wanted:
            vi, en = did_you_mean(name, wanted)
            notes.report(
                path,
                "LINKED_ANSWER",
                f"Biểu mẫu của {part.procedure} không có câu hỏi “{name}”.{vi}",
                f'The form of {part.procedure} has no question "{name}".{en}',
            )
            continue
        bound = notes.bind(source, seen, wanted[name] if wanted is not None else DYN, path)
        if bound is not None:
            yield name, bound
    for name in sorted(_always_needed(target) - set(part.answers)):
        notes.report(
            f"{base}.answers",
            "LINKED_ANSWER",
            f"Thiếu câu trả lời bắt buộc “{name}” của {part.procedure}.",
            f'The required answer "{name}" of {part.procedure} is missing.',
        )


def _always_needed(definition: ProcedureDefinition | None) -> set[str]:
    """Questions that everybody must answer: required, on a page and in a group without a condition."""
    found: set[str] = set()
    for page in definition.form.pages if definition else ():
        if page.when is None:
            plain = [group for group in page.groups if group.when is None and group.repeat is None]
            fields = [*page.fields, *(item for group in plain for item in group.fields)]
            found |= {i.id for i in fields if i.required is True and i.when is None and i.value is None}
    return found


def _check_papers(
    definition: ProcedureDefinition,
    linked: Linked,
    i: int,
    part: LinkedPart,
    target: ProcedureDefinition | None,
    notes: Notes,
) -> None:
    own = [paper.id for paper in definition.components]
    needed = needed_with_all_before(linked, part)
    for name, source in part.papers.items():
        path = f"linked.parts[{i}].papers.{name}"
        if target is not None and all(paper.id != name for paper in target.components):
            vi, en = did_you_mean(name, [paper.id for paper in target.components])
            notes.report(
                path,
                "LINKED_PAPER",
                f"{part.procedure} không có giấy tờ “{name}”.{vi}",
                f'{part.procedure} has no paper "{name}".{en}',
            )
        for one in source.split(OR):
            known: Iterable[str] = needed if one.startswith(RESULT_OF) else own
            if one.removeprefix(RESULT_OF) not in known:
                vi, en = did_you_mean(one.removeprefix(RESULT_OF), known)
                notes.report(
                    path,
                    "LINKED_PAPER",
                    f"“{one}” không phải là giấy tờ của hồ sơ chung hay kết quả của phần cần trước.{vi}",
                    f'"{one}" is neither a paper of the set nor the result of a part that is needed.{en}',
                )


def _top_fields(definition: ProcedureDefinition | None) -> Iterator[Field]:
    """Questions that are not in a repeated group."""
    for page in definition.form.pages if definition else ():
        yield from page.fields
        for group in page.groups:
            if group.repeat is None:
                yield from group.fields


__all__ = [
    "OR",
    "RESULT_OF",
    "CompiledLinked",
    "CompiledPart",
    "compile_linked",
    "decided_names",
    "needed_with_all_before",
]
