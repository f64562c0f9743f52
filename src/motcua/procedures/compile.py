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
    CompiledFee,
    CompiledField,
    CompiledGroup,
    CompiledPage,
    CompiledPaper,
    CompiledProcedure,
    CompiledStep,
)
from .definition import FeeLine, Field, Group, ProcedureDefinition
from .sheet import compile_layout
from .soundness import check_workflow
from .soundness_of_form import check_cases, check_fees, check_form, check_papers


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
    layout = compile_layout(definition, env.workflow, notes)
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
        _dates=MappingProxyType(_date_names(pages)),
        _officer_dates=frozenset(
            item.id for step in steps.values() for item in step.fields if item.field.kind == "date"
        ),
        layout=layout,
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
