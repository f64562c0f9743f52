"""What is asked: pages, groups, questions."""

from typing import Annotated, Literal

from msgspec import Meta

from .words import Expr, Id, Part, Text

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
    `prefill` is a source, or several with conditions: the first whose condition holds is proposed. `value` computes
    the answer from earlier ones: shown, kept with the answers, never asked. `asked_because`: why a person is asked what
    a register may know, where no source answers.
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
    asked_because: Text | None = None
    value: Expr | None = None


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


class FormCheck(Part, frozen=True, kw_only=True):
    """What several answers must satisfy together. When `holds` is false, `message` stands at the question `field`."""

    holds: Expr
    field: Id
    message: Text


class Form(Part, frozen=True, kw_only=True):
    pages: tuple[Page, ...]
    checks: tuple[FormCheck, ...] = ()
