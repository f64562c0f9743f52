"""From a definition to a compiled procedure: expressions bound, transitions in a table, all proved sound.

A compiled procedure is immutable and kept in memory under the definition's content hash.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from motcua.foundation.definitions import DefinitionError, Loaded, Problem, content_hash
from motcua.foundation.expressions import BOOL, INT, Expression, Type

from .binding import Context, Environments, Notes, environments, type_of
from .definition import (
    Action,
    Case,
    Consult,
    FeeLine,
    Field,
    FreeWhen,
    Group,
    Limit,
    PaperComponent,
    ProcedureDefinition,
    Step,
)
from .soundness import check_workflow
from .soundness_of_form import check_cases, check_fees, check_form, check_papers


@dataclass(frozen=True, slots=True)
class CompiledField:
    """`required` is true, false or a condition. `group` is set inside a repeated group only."""

    field: Field
    page: str
    group: str | None
    when: Expression | None
    required: bool | Expression
    option_when: Mapping[str, Expression]

    @property
    def id(self) -> str:
        return self.field.id

    @property
    def path(self) -> str:
        return f"{self.group}.{self.id}" if self.group else self.id


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    group: Group
    page: str
    when: Expression | None
    fields: tuple[CompiledField, ...]


@dataclass(frozen=True, slots=True)
class CompiledPage:
    """`items`: fields and repeated groups in the order shown; a plain group's fields stand among them."""

    id: str
    when: Expression | None
    items: tuple[CompiledField | CompiledGroup, ...]


@dataclass(frozen=True, slots=True)
class CompiledAction:
    """`to` is None for the end of the dossier."""

    action: Action
    step: str
    to: str | None
    when: Expression | None

    @property
    def id(self) -> str:
        return self.action.id

    @property
    def kind(self) -> str:
        return self.action.kind


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """`minutes` are working minutes; a consultation's are its days."""

    id: str
    step: Step
    minutes: int
    actions: tuple[CompiledAction, ...]
    fields: tuple[CompiledField, ...]

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def consult(self) -> Consult | None:
        return self.step.consult


@dataclass(frozen=True, slots=True)
class CompiledPaper:
    paper: PaperComponent
    when: Expression | None
    required: bool | Expression


@dataclass(frozen=True, slots=True)
class CompiledFee:
    fee: FeeLine
    amount: int | Expression
    when: Expression | None
    free_when: tuple[tuple[FreeWhen, Expression], ...]


@dataclass(frozen=True, slots=True)
class CompiledProcedure:
    definition: ProcedureDefinition
    hash: str
    start: str
    pages: tuple[CompiledPage, ...]
    fields_by_id: Mapping[str, CompiledField]
    steps: Mapping[str, CompiledStep]
    transitions: Mapping[tuple[str, str], CompiledAction]
    cases: tuple[tuple[Case, Expression | None], ...]
    papers: tuple[CompiledPaper, ...]
    fees: tuple[CompiledFee, ...]

    @property
    def code(self) -> str:
        return self.definition.code

    def step(self, step_id: str) -> CompiledStep:
        """Raises KeyError for a step that this version does not have."""
        return self.steps[step_id]

    def actions(self, step_id: str) -> tuple[CompiledAction, ...]:
        return self.steps[step_id].actions

    def open_actions(
        self, step_id: str, answers: Mapping[str, Any], context: Context
    ) -> tuple[CompiledAction, ...]:
        """The actions whose condition holds now."""
        values = context.values(answers)
        return tuple(a for a in self.steps[step_id].actions if a.when is None or a.when.holds(values))

    def transition(self, step_id: str, action_id: str) -> CompiledAction | None:
        return self.transitions.get((step_id, action_id))

    def case_for(self, answers: Mapping[str, Any], context: Context) -> Case:
        """The first case whose condition holds; the last one has none."""
        values = context.values(answers)
        return next(case for case, when in self.cases if when is None or when.holds(values))

    def case(self, case_id: str) -> Case:
        return next(case for case, _ in self.cases if case.id == case_id)

    def limit(self, case_id: str) -> Limit:
        return self.case(case_id).limit or self.definition.limit

    def visible_fields(self, answers: Mapping[str, Any], context: Context) -> tuple[str, ...]:
        """Ids of the fields and repeated groups that are asked, given clean answers."""
        values = context.values(answers)
        shown: list[str] = []
        for page in self.pages:
            if page.when is None or page.when.holds(values):
                shown += [
                    item.group.id if isinstance(item, CompiledGroup) else item.id
                    for item in page.items
                    if item.when is None or item.when.holds(values)
                ]
        return tuple(shown)


def compile_procedure(
    definition: ProcedureDefinition,
    *,
    posts: Collection[str] | None = None,
    agencies: Collection[str] | None = None,
    templates: Collection[str] | None = None,
    positions: Mapping[str, tuple[str, int]] | None = None,
) -> CompiledProcedure:
    """Check a definition and make it ready to run.

    `posts`, `agencies` and `templates` are what the city has; None leaves that check to publication.
    Raises: DefinitionError with all problems, at their lines when `positions` are given.
    """
    notes = Notes(positions or {})
    env = environments(definition)
    pages = _pages(definition, env.form, notes)
    cases = tuple(
        (case, _when(case.when, env.form, f"cases[{i}].when", notes))
        for i, case in enumerate(definition.cases)
    )
    papers = tuple(
        CompiledPaper(
            paper,
            _when(paper.when, env.dossier, f"components[{i}].when", notes),
            _required(paper.required, env.dossier, f"components[{i}].required", notes),
        )
        for i, paper in enumerate(definition.components)
    )
    fees = tuple(_fee(fee, env.dossier, f"fees[{i}]", notes) for i, fee in enumerate(definition.fees))
    steps = _steps(definition, env, notes)
    check_cases(definition, notes)
    check_form(definition, pages, notes)
    check_papers(definition, notes)
    check_fees(definition, notes)
    check_workflow(definition, steps, notes, posts=posts, agencies=agencies, templates=templates)
    if notes.problems:
        raise DefinitionError(notes.problems)
    fields = {
        item.path: item
        for page in pages
        for entry in page.items
        for item in (entry.fields if isinstance(entry, CompiledGroup) else (entry,))
    }
    return CompiledProcedure(
        definition=definition,
        hash=content_hash(definition),
        start=definition.workflow.start,
        pages=pages,
        fields_by_id=MappingProxyType(fields),
        steps=MappingProxyType(steps),
        transitions=MappingProxyType({(s.id, a.id): a for s in steps.values() for a in s.actions}),
        cases=cases,
        papers=papers,
        fees=fees,
    )


def compile_loaded(loaded: Loaded[ProcedureDefinition], **known: Any) -> CompiledProcedure:
    """`compile_procedure` for what `definitions.load_document` gave, so that problems name lines."""
    return compile_procedure(loaded.value, positions=loaded.positions, **known)


def problems_of(loaded: Loaded[ProcedureDefinition], **known: Any) -> tuple[Problem, ...]:
    try:
        compile_loaded(loaded, **known)
    except DefinitionError as error:
        return error.problems
    return ()


_compiled: dict[str, CompiledProcedure] = {}
_lock = threading.Lock()


def compiled_for(hash: str, loader: Callable[[str], ProcedureDefinition]) -> CompiledProcedure:
    """The compiled procedure of a published version, compiled once in this process.

    `loader` is called with the hash when it is not in memory yet. A city has some thousands of versions
    of a few hundred kilobytes each at most; they are never dropped.
    Raises: ValueError when the loaded definition is not the one the hash names.
    """
    found = _compiled.get(hash)
    if found is None:
        found = compile_procedure(loader(hash))
        if found.hash != hash:
            raise ValueError(f"definition {found.code} has hash {found.hash}, not {hash}")
        with _lock:
            found = _compiled.setdefault(hash, found)
    return found


def _when(source: str | None, env: Mapping[str, Type], path: str, notes: Notes) -> Expression | None:
    return None if source is None else notes.bind(source, env, BOOL, path)


def _required(value: bool | str, env: Mapping[str, Type], path: str, notes: Notes) -> bool | Expression:
    if isinstance(value, bool):
        return value
    return notes.bind(value, env, BOOL, path) or False


def _field(
    item: Field, page: str, group: str | None, env: Mapping[str, Type], path: str, notes: Notes
) -> CompiledField:
    option_when = {
        option.value: bound
        for i, option in enumerate(item.options)
        if (bound := _when(option.when, env, f"{path}.options[{i}].when", notes)) is not None
    }
    return CompiledField(
        item,
        page,
        group,
        _when(item.when, env, f"{path}.when", notes),
        _required(item.required, env, f"{path}.required", notes),
        MappingProxyType(option_when),
    )


def _pages(
    definition: ProcedureDefinition, env: Mapping[str, Type], notes: Notes
) -> tuple[CompiledPage, ...]:
    pages = []
    for p, page in enumerate(definition.form.pages):
        base = f"form.pages[{p}]"
        items: list[CompiledField | CompiledGroup] = [
            _field(item, page.id, None, env, f"{base}.fields[{f}]", notes)
            for f, item in enumerate(page.fields)
        ]
        for g, group in enumerate(page.groups):
            items += _group(group, page.id, env, f"{base}.groups[{g}]", notes)
        pages.append(CompiledPage(page.id, _when(page.when, env, f"{base}.when", notes), tuple(items)))
    return tuple(pages)


def _group(
    group: Group, page: str, env: Mapping[str, Type], path: str, notes: Notes
) -> list[CompiledField | CompiledGroup]:
    when = _when(group.when, env, f"{path}.when", notes)
    if group.repeat is None:
        return [
            _under(_field(item, page, None, env, f"{path}.fields[{f}]", notes), group, env)
            for f, item in enumerate(group.fields)
        ]
    inner = {**env, **{item.id: type_of(item) for item in group.fields}}
    fields = tuple(
        _field(item, page, group.id, inner, f"{path}.fields[{f}]", notes)
        for f, item in enumerate(group.fields)
    )
    return [CompiledGroup(group, page, when, fields)]


def _under(item: CompiledField, group: Group, env: Mapping[str, Type]) -> CompiledField:
    """A field of a plain group is asked when both its own condition and the group's hold."""
    if group.when is None or (item.field.when is not None and item.when is None):
        return item
    both = group.when if item.field.when is None else f"({group.when}) && ({item.field.when})"
    quiet = Notes({})
    return CompiledField(
        item.field, item.page, None, quiet.bind(both, env, BOOL, ""), item.required, item.option_when
    )


def _fee(fee: FeeLine, env: Mapping[str, Type], path: str, notes: Notes) -> CompiledFee:
    amount: int | Expression = (
        fee.amount if isinstance(fee.amount, int) else notes.bind(fee.amount, env, INT, f"{path}.amount") or 0
    )
    free = tuple(
        (reason, bound)
        for i, reason in enumerate(fee.free_when)
        if (bound := notes.bind(reason.when, env, BOOL, f"{path}.free_when[{i}].when")) is not None
    )
    return CompiledFee(fee, amount, _when(fee.when, env, f"{path}.when", notes), free)


def _steps(definition: ProcedureDefinition, env: Environments, notes: Notes) -> dict[str, CompiledStep]:
    steps = {}
    for step_id, step in definition.workflow.steps.items():
        base = f"workflow.steps.{step_id}"
        entered = {**env.workflow, **{item.id: type_of(item) for item in step.fields}}
        steps[step_id] = CompiledStep(
            step_id,
            step,
            step.consult.days * 480 if step.consult else round(step.hours * 60),
            tuple(
                CompiledAction(
                    action,
                    step_id,
                    None if action.to == "end" else action.to,
                    _when(action.when, env.workflow, f"{base}.next[{i}].when", notes),
                )
                for i, action in enumerate(step.next)
            ),
            tuple(
                _field(item, step_id, None, entered, f"{base}.fields[{i}]", notes)
                for i, item in enumerate(step.fields)
            ),
        )
    return steps
