"""From a definition to a compiled procedure: expressions bound, transitions in a table, all proved sound.

A compiled procedure is immutable and kept in memory under the definition's content hash.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from motcua.foundation.definitions import DefinitionError, Loaded, Problem, content_hash
from motcua.foundation.expressions import BOOL, INT, Expression, Type

from .binding import Environments, Notes, environments, type_of
from .compiled import (
    CompiledAction,
    CompiledCheck,
    CompiledFee,
    CompiledField,
    CompiledGroup,
    CompiledOpinion,
    CompiledPage,
    CompiledPaper,
    CompiledProcedure,
    CompiledStep,
)
from .definition import END, FeeLine, Field, Group, ProcedureDefinition, Step
from .kinds_of_steps import check_kinds
from .linked_parts import compile_linked
from .parts import PlacedStep, expand
from .register_entry import compile_entry
from .sheet import compile_layout
from .soundness import check_workflow
from .soundness_of_form import check_cases, check_fees, check_form, check_papers


def compile_procedure(
    definition: ProcedureDefinition,
    *,
    posts: Collection[str] | None = None,
    agencies: Collection[str] | None = None,
    templates: Collection[str] | None = None,
    procedures: Mapping[str, ProcedureDefinition] | None = None,
    positions: Mapping[str, tuple[str, int]] | None = None,
) -> CompiledProcedure:
    """Check a definition and make it ready to run.

    `posts`, `agencies`, `templates` and `procedures` (by code: what the parts of a linked set may be) are what the
    city has; None leaves that check to publication.
    Raises: DefinitionError with all problems, at their lines when `positions` are given.
    """
    notes = Notes(positions or {})
    env = environments(definition)
    pages = _pages(definition, env.form, notes)
    checks = _checks(definition, env.form, notes)
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
    expanded = expand(definition.workflow)
    for fault in expanded.faults:
        notes.report(fault.path, "FLOW_PART", fault.vi, fault.en)
    steps = _steps(expanded.steps, env, notes)
    layout = compile_layout(definition, env.workflow, notes)
    entry = compile_entry(definition, env.workflow, notes)
    linked = compile_linked(definition, env.dossier, notes, procedures)
    check_cases(definition, notes)
    check_form(definition, pages, notes)
    check_papers(definition, notes)
    check_fees(definition, notes)
    check_kinds(definition, steps, notes)
    check_workflow(
        definition,
        steps,
        notes,
        posts=posts,
        agencies=agencies,
        templates=templates,
        start=expanded.start,
        cases=[(case.id, when) for case, when in cases],
        env=env.workflow,
    )
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
        start=expanded.start,
        pages=pages,
        fields_by_id=MappingProxyType(fields),
        steps=MappingProxyType(steps),
        transitions=MappingProxyType({(s.id, a.id): a for s in steps.values() for a in s.actions}),
        cases=cases,
        papers=papers,
        fees=fees,
        _dates=MappingProxyType(_date_names(pages)),
        _officer_dates=frozenset(
            item.id for step in steps.values() for item in step.fields if item.field.kind == "date"
        ),
        checks=checks,
        layout=layout,
        entry=MappingProxyType(dict(entry)),
        linked=linked,
    )


def _date_names(pages: tuple[CompiledPage, ...]) -> dict[str, frozenset[str] | None]:
    """Date questions: their ids, and for a repeated group the ids within it."""
    names: dict[str, frozenset[str] | None] = {}
    for page in pages:
        for item in page.items:
            if isinstance(item, CompiledGroup):
                names[item.group.id] = frozenset(f.id for f in item.fields if f.field.kind == "date")
            elif item.field.kind == "date":
                names[item.id] = None
    return names


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
        _prefills(item, env, path, notes),
        None if item.value is None else notes.bind(item.value, env, type_of(item), f"{path}.value"),
    )


def _prefills(
    item: Field, env: Mapping[str, Type], path: str, notes: Notes
) -> tuple[tuple[str, Expression | None], ...]:
    if isinstance(item.prefill, str):
        return ((item.prefill, None),)
    return tuple(
        (one.source, _when(one.when, env, f"{path}.prefill[{i}].when", notes))
        for i, one in enumerate(item.prefill or ())
    )


def _checks(
    definition: ProcedureDefinition, env: Mapping[str, Type], notes: Notes
) -> tuple[CompiledCheck, ...]:
    return tuple(
        CompiledCheck(check, bound)
        for i, check in enumerate(definition.form.checks)
        if (bound := notes.bind(check.holds, env, BOOL, f"form.checks[{i}].holds")) is not None
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
    return replace(item, when=quiet.bind(both, env, BOOL, ""))


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


WORKING_DAY = 480
"""Minutes of a working day: 1 wd = 8 h in a workflow (TT01 tables; Hà Nội QĐ 1594/2025)."""


def _steps(placed: Mapping[str, PlacedStep], env: Environments, notes: Notes) -> dict[str, CompiledStep]:
    return {step_id: _step(one, env, notes) for step_id, one in placed.items()}


def _step(placed: PlacedStep, env: Environments, notes: Notes) -> CompiledStep:
    step, base = placed.step, placed.path
    entered = {**env.workflow, **{item.id: type_of(item) for item in step.fields}}
    opinions = tuple(
        CompiledOpinion(
            opinion,
            opinion.days * WORKING_DAY,
            _when(opinion.when, env.workflow, f"{base}.opinions[{i}].when", notes),
        )
        for i, opinion in enumerate(step.opinions)
    )
    return CompiledStep(
        placed.id,
        step,
        _minutes(step),
        tuple(
            CompiledAction(
                action,
                placed.id,
                None if action.to == END else action.to,
                _when(action.when, env.workflow, f"{base}.next[{i}].when", notes),
            )
            for i, action in enumerate(step.next)
        ),
        tuple(
            _field(item, placed.id, None, entered, f"{base}.fields[{i}]", notes)
            for i, item in enumerate(step.fields)
        ),
        placed.path,
        placed.calls,
        opinions,
        MappingProxyType({variant.case: variant for variant in step.variants}),
    )


def _minutes(step: Step) -> int:
    """Working minutes: the days of a question, else the hours; opinions side by side first, then the own hours."""
    asked = step.consult or step.external
    if asked is not None:
        return asked.days * WORKING_DAY
    longest = max((opinion.days for opinion in step.opinions), default=0)
    return longest * WORKING_DAY + round(step.hours * 60)
