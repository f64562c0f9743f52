"""Who does what in which order: steps, ways out of them, consultations, what happens when one stays open."""

from typing import Literal

from .form import Field
from .words import Expr, Id, Key, Part, PostKind, Text

StepKind = Literal[
    "receive",
    "assign",
    "process",
    "review",
    "sign",
    "number",
    "consult",
    "external",
    "automatic",
    "part",
    "return",
]
Silence = Literal["remind", "agree", "report"]
"""What happens when a consulted agency lets its days pass: it is reminded and waited for, it counts as agreeing, or
the step goes on without it and its leader is told."""

Assignment = Literal["claim", "least_loaded", "round_robin", "same_officer"]

CONSULTED_KINDS = ("commune", "police")
"""Kinds of agency that a consultation may name together with the unit, instead of one agency's key."""

END = "end"
"""Target of an action that finishes the dossier: `to: end`."""


class CheckItem(Part, frozen=True, kw_only=True):
    """One point an officer confirms before a step can be left."""

    id: Id
    vi: str
    en: str


class Consult(Part, frozen=True, kw_only=True):
    """A question to another agency: by its key, or by its kind (`commune`, `police`) and the unit it is
    competent for, which the form field `by` tells.

    `days` are working days. `pauses`: our own clock rests meanwhile.
    """

    agency: Key
    by: Id | None = None
    days: int
    silence: Silence = "remind"
    question: Text
    pauses: bool = False


class Opinion(Part, frozen=True, kw_only=True):
    """One of several consultations that run side by side in a step of kind `consult`.

    Each has its own agency, days and rule for silence; `when` leaves it out. The step is done when all are.
    """

    id: Id
    name: Text
    agency: Key
    by: Id | None = None
    days: int
    silence: Silence = "remind"
    question: Text
    when: Expr | None = None


class External(Part, frozen=True, kw_only=True):
    """Work of a body outside the city's administration (tax, insurance, a ministry), for which the dossier waits.

    `system`: the key under which its answers come in; until it does, the step's post may enter what it answered.
    `fields` of the step are what the answer must hold. `pauses`: our own clock rests meanwhile.
    """

    system: Key
    days: int
    silence: Silence = "remind"
    question: Text
    pauses: bool = False


class Escalation(Part, frozen=True, kw_only=True):
    """What happens when a step stays open. `hours` are working hours after its due moment, negative for before.

    `remind` whoever has it, `report` to the post `to`, or `hand_over` the work to the post `to` of the same agency.
    """

    hours: float
    do: Literal["remind", "report", "hand_over"]
    to: PostKind | None = None


class Variant(Part, frozen=True, kw_only=True):
    """How a step differs in one case: other hours, another post or agency, or left out (`skip`: the dossier goes on
    by the step's only unconditional way forward)."""

    case: Id
    hours: float | None = None
    post: PostKind | None = None
    agency: Key | None = None
    skip: bool = False


class Action(Part, frozen=True, kw_only=True):
    """A way out of a step. `refuse` ends the dossier without a result (status 8, refusal form).

    `grounds`: where the law lists the only grounds for which one may refuse, one of them is chosen.
    """

    id: Id
    label: Text
    to: Id
    when: Expr | None = None
    kind: Literal["forward", "back", "refuse"] = "forward"
    needs_note: bool = False
    grounds: tuple[CheckItem, ...] = ()


class Step(Part, frozen=True, kw_only=True):
    """A piece of work for one post. `agency`: intake, competent, consulted, or an agency's key.

    `hours` are working hours (one working day = 8). `makes` names the template of the document the step
    produces: a signing step signs it; an `external` one puts the body's answer on it under the centre's seal.
    `fields` are what the officer enters, kept under `officer` in expressions.

    A step of kind `consult` has `consult` (one agency) or `opinions` (several at once); `external` has `external`;
    `part` has `part`, the id of a piece of workflow that stands in its place; `automatic` has no post and goes on at
    once by the first way whose condition holds. `assignment`: who gets the task when it opens. `claim` leaves it to
    the post; `least_loaded` and `round_robin` choose among the officers of the post; `same_officer` gives it to who
    worked on this dossier in that post before. `escalate`: what happens when it stays open.
    """

    kind: StepKind
    title: Text
    hint: Text | None = None
    post: PostKind | None = None
    agency: Key = "competent"
    hours: float = 0
    next: tuple[Action, ...] = ()
    makes: Key | None = None
    consult: Consult | None = None
    opinions: tuple[Opinion, ...] = ()
    external: External | None = None
    part: Id | None = None
    assignment: Assignment = "claim"
    escalate: tuple[Escalation, ...] = ()
    variants: tuple[Variant, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    fields: tuple[Field, ...] = ()


class WorkflowPart(Part, frozen=True, kw_only=True):
    """A piece of workflow used by steps of kind `part`. A forward way to `end` leaves it by the step's own way."""

    name: Text
    start: Id
    steps: dict[Id, Step]


class Workflow(Part, frozen=True, kw_only=True):
    start: Id
    steps: dict[Id, Step]
    parts: dict[Id, WorkflowPart] = {}
