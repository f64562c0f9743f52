"""A compiled procedure: immutable, expressions bound, quick to ask. Made by `compile`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from motcua.foundation.expressions import Expression

from .binding import Context
from .definition import (
    SET_SYSTEM,
    Action,
    Case,
    Consult,
    Escalation,
    FeeLine,
    Field,
    FormCheck,
    FreeWhen,
    Group,
    Limit,
    Opinion,
    Option,
    PaperComponent,
    ProcedureDefinition,
    Step,
    Variant,
)
from .linked_parts import CompiledLinked
from .sheet import CompiledLayout

_NO_VARIANTS: Mapping[str, Variant] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CompiledField:
    """`required` is true, false or a condition. `group` is set inside a repeated group only. `prefills`: the
    sources of a first value, each with its condition. `value` computes the answer: it is shown, not asked."""

    field: Field
    page: str
    group: str | None
    when: Expression | None
    required: bool | Expression
    option_when: Mapping[str, Expression]
    prefills: tuple[tuple[str, Expression | None], ...] = ()
    value: Expression | None = None

    @property
    def id(self) -> str:
        return self.field.id

    @property
    def path(self) -> str:
        return f"{self.group}.{self.id}" if self.group else self.id

    def prefill_source(self, values: Mapping[str, Any]) -> str | None:
        """Where the first value comes from, given what expressions see; None when it has to be asked."""
        return next((source for source, when in self.prefills if when is None or when.holds(values)), None)


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
class CompiledCheck:
    """What answers must satisfy together; its message stands at the question `check.field`."""

    check: FormCheck
    holds: Expression


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
class CompiledOpinion:
    """One of the consultations that run side by side. `minutes` are working minutes, of its agency's calendar."""

    opinion: Opinion
    minutes: int
    when: Expression | None

    @property
    def id(self) -> str:
        return self.opinion.id


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """A step as it runs; parts have been put in their places (`parts`).

    `minutes` are working minutes; a consultation's and an outside body's are their days, of opinions side by side
    the longest one. `path`: where its definition stands. `calls`: the steps that call the part it belongs to.
    What differs in a case is asked by the methods that take one.
    """

    id: str
    step: Step
    minutes: int
    actions: tuple[CompiledAction, ...]
    fields: tuple[CompiledField, ...]
    path: str = ""
    calls: tuple[str, ...] = ()
    opinions: tuple[CompiledOpinion, ...] = ()
    variants: Mapping[str, Variant] = _NO_VARIANTS

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def consult(self) -> Consult | None:
        return self.step.consult

    @property
    def pauses(self) -> bool:
        """Whether the dossier's own clock rests while it stands here."""
        asked = self.consult or self.step.external
        return asked is not None and asked.pauses

    @property
    def waits_for_parts(self) -> bool:
        """Whether a linked set stands here until its parts have ended; nobody leaves it by hand before."""
        return self.step.external is not None and self.step.external.system == SET_SYSTEM

    @property
    def escalate(self) -> tuple[Escalation, ...]:
        return self.step.escalate

    def minutes_in(self, case: str) -> int:
        """Working minutes of the step in a case; a question to others has its days, whatever the case."""
        varied = self.variants.get(case)
        if varied is None or varied.hours is None or self.step.consult or self.step.external:
            return self.minutes
        return _longest(self.opinions) + round(varied.hours * 60)

    def post_in(self, case: str) -> str:
        """The post that does the step in a case; empty when none is named."""
        varied = self.variants.get(case)
        return (varied.post if varied else None) or self.step.post or ""

    def agency_in(self, case: str) -> str:
        """Where the step is done in a case: intake, competent, consulted, or an agency's key."""
        varied = self.variants.get(case)
        return (varied.agency if varied else None) or self.step.agency

    def skipped_in(self, case: str) -> bool:
        varied = self.variants.get(case)
        return varied is not None and varied.skip

    @property
    def onward(self) -> CompiledAction | None:
        """The only way forward without a condition: where a dossier goes that does not stop here."""
        plain = [action for action in self.actions if action.kind == "forward" and action.when is None]
        return plain[0] if len(plain) == 1 else None


def _longest(opinions: tuple[CompiledOpinion, ...]) -> int:
    return max((one.minutes for one in opinions), default=0)


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
    _dates: Mapping[str, frozenset[str] | None]
    _officer_dates: frozenset[str]
    checks: tuple[CompiledCheck, ...] = ()
    layout: CompiledLayout | None = None
    entry: Mapping[str, Expression] = field(default_factory=dict)
    linked: CompiledLinked | None = None

    @property
    def code(self) -> str:
        return self.definition.code

    def values(self, answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """What expressions see: clean answers (JSON-ready, as kept) with dates as dates, and the context."""
        seen = dict(answers)
        for name, kinds in self._dates.items():
            if kinds is None:
                seen[name] = _day(seen.get(name))
            elif isinstance(seen.get(name), (list, tuple)):
                seen[name] = [
                    {key: _day(value) if key in kinds else value for key, value in row.items()}
                    for row in seen[name]
                    if isinstance(row, Mapping)
                ]
        officer = {k: _day(v) if k in self._officer_dates else v for k, v in context.officer.items()}
        return {**context.values(seen), "officer": officer}

    def values_in_case(self, answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """As `values`, with the case that the answers lead to when the context does not name one."""
        values = self.values(answers, context)
        if values["case"] is None:
            values["case"] = self.case_for(answers, context).id
        return values

    def step(self, step_id: str) -> CompiledStep:
        """Raises KeyError for a step that this version does not have."""
        return self.steps[step_id]

    def actions(self, step_id: str) -> tuple[CompiledAction, ...]:
        return self.steps[step_id].actions

    def open_actions(
        self, step_id: str, answers: Mapping[str, Any], context: Context
    ) -> tuple[CompiledAction, ...]:
        """The actions whose condition holds now."""
        values = self.values(answers, context)
        return tuple(a for a in self.steps[step_id].actions if a.when is None or a.when.holds(values))

    def transition(self, step_id: str, action_id: str) -> CompiledAction | None:
        return self.transitions.get((step_id, action_id))

    def case_for(self, answers: Mapping[str, Any], context: Context) -> Case:
        """The first case whose condition holds; the last one has none."""
        values = self.values(answers, context)
        return next(case for case, when in self.cases if when is None or when.holds(values))

    def case(self, case_id: str) -> Case:
        return next(case for case, _ in self.cases if case.id == case_id)

    def limit(self, case_id: str) -> Limit:
        return self.case(case_id).limit or self.definition.limit

    def open_options(
        self, item: CompiledField, answers: Mapping[str, Any], context: Context
    ) -> tuple[Option, ...]:
        """The options of a choice that may be taken now. For a field in a group, add its row to `answers`."""
        values = self.values(answers, context)
        return tuple(
            option
            for option in item.field.options
            if (when := item.option_when.get(option.value)) is None or when.holds(values)
        )

    def competent_unit(self, answers: Mapping[str, Any], context: Context) -> str | None:
        """Code of the unit whose agency decides; None when any may, or it is not known yet."""
        by = self.definition.competent.by
        if by == "residence":
            return context.applicant.get("residence_unit")
        told = answers.get(by) if by != "any" else None
        return told.get("unit") if isinstance(told, Mapping) else told

    def visible_pages(self, answers: Mapping[str, Any], context: Context) -> tuple[str, ...]:
        """Ids of the pages that are shown, given clean answers."""
        values = self.values(answers, context)
        return tuple(page.id for page in self.pages if page.when is None or page.when.holds(values))

    def visible_fields(self, answers: Mapping[str, Any], context: Context) -> tuple[str, ...]:
        """Ids of the fields and repeated groups that are asked, given clean answers."""
        values = self.values(answers, context)
        shown: list[str] = []
        for page in self.pages:
            if page.when is None or page.when.holds(values):
                shown += [
                    item.group.id if isinstance(item, CompiledGroup) else item.id
                    for item in page.items
                    if item.when is None or item.when.holds(values)
                ]
        return tuple(shown)


def _day(value: Any) -> date | None:
    """A kept date. What is not one counts as no answer: drafts may hold anything."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
