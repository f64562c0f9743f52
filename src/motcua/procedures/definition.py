"""What one version of a procedure says: typed, immutable, written as YAML by an editor.

Only shapes live here. What a definition *means* (is it sound, which fields are visible, what is due) is in
`compile`, `soundness` and `forms`. Nothing here knows of Django, of a person or of a dossier.

Every `when`, every computed `required` and `amount` is a CEL expression. Names in it: the ids of the form's
fields, and `case`, `channel`, `today`, `applicant`, `officer` (see `procedures.compile.environment`).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Expr = Annotated[str, Meta(description="CEL")]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="stable id: a-z, 0-9, _")]
Code = Annotated[str, Meta(pattern=r"^\d\.\d{6}$", description="national procedure code, e.g. 1.001193")]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="key: a-z, 0-9, -")]

Channel = Literal["online", "counter", "postal"]
Level = Literal["commune", "province", "central"]
AgencyKind = Literal["commune", "department", "centre", "centre_branch", "commune_office", "police", "school"]
PostKind = Literal[
    "reception",
    "division_leader",
    "specialist",
    "justice_officer",
    "land_officer",
    "culture_society_officer",
    "economic_officer",
    "department_leader",
    "deputy_leader",
    "chair",
    "vice_chair",
    "clerk",
    "centre_head",
    "police_officer",
]
LimitUnit = Literal["working_day", "working_hour", "day", "month", "same_day"]
FieldKind = Literal[
    "text",
    "longtext",
    "date",
    "integer",
    "money",
    "choice",
    "choices",
    "yes_no",
    "pin",
    "person_name",
    "phone",
    "email",
    "address",
    "unit",
    "country",
    "ethnic_group",
]
StepKind = Literal[
    "receive", "assign", "process", "review", "sign", "number", "consult", "automatic", "return"
]

CONSULTED_KINDS = ("commune", "police")
"""Kinds of agency that a consultation may name together with the unit, instead of one agency's key."""

END = "end"
"""Target of an action that finishes the dossier: `to: end`."""


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A piece of a definition. Defaults are left out when written, so that a new optional setting does not
    change the content hash of older versions."""


class Text(Part, frozen=True, kw_only=True):
    """Words for people: Vietnamese with diacritics, and English."""

    vi: str
    en: str


class CheckItem(Part, frozen=True, kw_only=True):
    """One point an officer confirms before a step can be left."""

    id: Id
    vi: str
    en: str


class Option(Part, frozen=True, kw_only=True):
    value: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
    vi: str
    en: str
    when: Expr | None = None


class Prefill(Part, frozen=True, kw_only=True):
    """Where a first value comes from, under a condition on earlier answers: a mother who registers her own
    child is asked nothing about herself. `source`: see `sources.PREFILL_SOURCES`."""

    source: str
    when: Expr | None = None


class Field(Part, frozen=True, kw_only=True):
    """One question. `min`/`max` bound integers, money (whole đồng) and dates (ISO text, or `today`).

    `why` says why the city asks; `example` is shown, never filled in. An `address` answers
    {unit: code of the commune, line: house and street}; `choices` answers a list of option values.
    `prefill` is a source, or several with conditions: the first whose condition holds is proposed.
    """

    id: Id
    kind: FieldKind
    label: Text
    hint: Text | None = None
    why: Text | None = None
    example: str | None = None
    required: bool | Expr = True
    when: Expr | None = None
    options: tuple[Option, ...] = ()
    min: int | str | None = None
    max: int | str | None = None
    pattern: str | None = None
    max_length: int | None = None
    prefill: str | tuple[Prefill, ...] | None = None


class Repeat(Part, frozen=True, kw_only=True):
    min: int = 0
    max: int = 1


class Group(Part, frozen=True, kw_only=True):
    """Questions that belong together. With `repeat`, its answer is a list of maps under the group's id;
    without, the fields stand at the top level and the group is only a heading."""

    id: Id
    label: Text
    hint: Text | None = None
    when: Expr | None = None
    repeat: Repeat | None = None
    fields: tuple[Field, ...]


class Page(Part, frozen=True, kw_only=True):
    """One screen of the form: a few questions about one subject. Fields come first, then groups."""

    id: Id
    title: Text
    intro: Text | None = None
    when: Expr | None = None
    fields: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()


class Form(Part, frozen=True, kw_only=True):
    pages: tuple[Page, ...]


class PaperComponent(Part, frozen=True, kw_only=True):
    """A paper of the dossier. `show_only`: shown at the counter, not kept.

    `satisfied_by`: data that stands in for it, see `sources.PAPER_SOURCES`.
    """

    id: Id
    name: Text
    code: str | None = None
    hint: Text | None = None
    originals: int = 0
    copies: int = 0
    required: bool | Expr = True
    when: Expr | None = None
    satisfied_by: tuple[str, ...] = ()
    show_only: bool = False
    accepts: tuple[Literal["pdf", "jpg", "png"], ...] = ("pdf", "jpg", "png")


class Extension(Part, frozen=True, kw_only=True):
    """By how much the limit may grow once, and for what reason."""

    amount: int
    unit: LimitUnit
    reason: Text


class Limit(Part, frozen=True, kw_only=True):
    """The legal time limit. `same_day`: received by 15:00 → that day, later → the next working day."""

    amount: int = 1
    unit: LimitUnit
    legal_ref: str
    extension: Extension | None = None


class Case(Part, frozen=True, kw_only=True):
    """A case (trường hợp) of the procedure. The first whose `when` holds applies; the last has none."""

    id: Id
    name: Text
    when: Expr | None = None
    limit: Limit | None = None


class FreeWhen(Part, frozen=True, kw_only=True):
    """A person's exemption by law. `reason` is its code; `when` reads the answers."""

    reason: Id
    name: Text
    when: Expr
    legal_ref: str


class FeeLine(Part, frozen=True, kw_only=True):
    """One fee. `amount` is whole đồng or CEL giving it; `set_by` decides which city rules touch it."""

    code: Id
    name: Text
    kind: Literal["phi", "le_phi", "gia"]
    set_by: Literal["BTC", "HDND", "CP"]
    unit: Text
    amount: int | Expr
    when: Expr | None = None
    is_appraisal: bool = False
    free_when: tuple[FreeWhen, ...] = ()
    legal_ref: str


class Payment(Part, frozen=True, kw_only=True):
    when: Literal["at_filing", "before_return"] = "at_filing"


class Supplement(Part, frozen=True, kw_only=True):
    """NQ 66.7/2025 (8 working hours), NĐ 61/2018 Đ19.4 (3 working days), NĐ 297/2025 (15 working days)."""

    answer_within_hours: int = 8
    appraisal_within_days: int = 3
    applicant_days: int = 15


class Consult(Part, frozen=True, kw_only=True):
    """A question to another agency: by its key, or by its kind (`commune`, `police`) and the unit it is
    competent for, which the form field `by` tells.

    `days` are working days. `pauses`: our own clock rests meanwhile.
    """

    agency: Key
    by: Id | None = None
    days: int
    silence: Literal["remind", "agree"] = "remind"
    question: Text
    pauses: bool = False


class Action(Part, frozen=True, kw_only=True):
    """A way out of a step. `refuse` ends the dossier without a result (status 8, refusal form)."""

    id: Id
    label: Text
    to: Id
    when: Expr | None = None
    kind: Literal["forward", "back", "refuse"] = "forward"
    needs_note: bool = False


class Step(Part, frozen=True, kw_only=True):
    """A piece of work for one post. `agency`: intake, competent, consulted, or an agency's key.

    `hours` are working hours (one working day = 8). `makes` names the template of the document the step
    produces; `fields` are what the officer enters, kept under `officer` in expressions.
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
    checklist: tuple[CheckItem, ...] = ()
    fields: tuple[Field, ...] = ()


class Workflow(Part, frozen=True, kw_only=True):
    start: Id
    steps: dict[Id, Step]


class Numbering(Part, frozen=True, kw_only=True):
    """`symbol` follows the number on the paper; `series` counts per agency and year."""

    symbol: str
    series: Key


class Validity(Part, frozen=True, kw_only=True):
    amount: int
    unit: Literal["day", "month", "year"]


class Result(Part, frozen=True, kw_only=True):
    """What the person gets. `register` names the register the result is written into."""

    kind: Key
    name: Text
    template: Key
    numbering: Numbering
    valid: Validity | None = None
    register: Key | None = None
    delivery: tuple[Literal["online", "counter", "post"], ...] = ("online", "counter", "post")


class Channels(Part, frozen=True, kw_only=True):
    online: bool = True
    counter: bool = True
    postal: bool = True


class Competent(Part, frozen=True, kw_only=True):
    """Who decides. `by`: `residence` (the owner's), `any` agency of the kind, or the id of the form field
    (unit or address) whose unit answers."""

    agency_kind: AgencyKind
    by: str


class OnlineLevel(Part, frozen=True, kw_only=True):
    """NĐ 224/2026 Đ14: whole by default; `mot_phan` only with a published reason."""

    level: Literal["toan_trinh", "mot_phan"]
    reason: Text | None = None


class ProcedureDefinition(Part, frozen=True, kw_only=True):
    """One version of one procedure, as published. A running dossier stays on its version."""

    code: Code
    name: Text
    summary: Text
    field: Key
    level: Level
    decision: str
    audience: tuple[str, ...]
    life_events: tuple[Key, ...] = ()
    keywords: tuple[str, ...] = ()
    channels: Channels = Channels()
    non_territorial: bool = True
    competent: Competent
    online_level: OnlineLevel
    conditions: tuple[Text, ...] = ()
    legal_bases: tuple[str, ...] = ()
    limit: Limit
    supplement: Supplement = Supplement()
    cases: tuple[Case, ...]
    form: Form
    components: tuple[PaperComponent, ...] = ()
    fees: tuple[FeeLine, ...] = ()
    payment: Payment = Payment()
    workflow: Workflow
    result: Result
