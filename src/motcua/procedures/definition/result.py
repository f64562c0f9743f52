"""What the person gets, and how its page reads."""

from typing import Literal

from .words import Expr, Id, Key, Part, Text

OUTSIDE = "outside"
"""Template of a result that a body outside the city decides: the city shows what it answered, and signs nothing."""
OF_PARTS = "linked-set"
"""Template of a linked set: its results are those of its parts."""
MADE_BY_NO_STEP = frozenset({OUTSIDE, OF_PARTS})


class Numbering(Part, frozen=True, kw_only=True):
    """`symbol` follows the number on the paper; `series` counts per agency and year."""

    symbol: str
    series: Key


class Validity(Part, frozen=True, kw_only=True):
    """How long a result counts from its day. `calendar_year`: to the last day of that many years, today's being the first."""

    amount: int
    unit: Literal["day", "month", "year", "calendar_year"]


class ResultLine(Part, frozen=True, kw_only=True):
    """One line of a result: what it is and its value, CEL over answers, `officer`, `applicant`, `case`, `today`."""

    label: Text
    value: Expr
    when: Expr | None = None


class ResultBlock(Part, frozen=True, kw_only=True):
    """A part of a result's page. `text` may hold `{{CEL}}`; lines follow it."""

    heading: Text | None = None
    text: Text | None = None
    lines: tuple[ResultLine, ...] = ()
    when: Expr | None = None


class Layout(Part, frozen=True, kw_only=True):
    """How a result reads that has no template of its own: title, then blocks, then place, date and signature."""

    title: Text
    blocks: tuple[ResultBlock, ...]


class Result(Part, frozen=True, kw_only=True):
    """What the person gets. `register` names the register the result is written into, `entry` what goes into its fields:
    by field id CEL over the names of the lines and `result_number`. A field that is not named takes the answer, or
    the officer's entry, of the same id.

    `template` names a template of a pack, or `sheet`: the city's plain sheet, filled by `layout`.
    """

    kind: Key
    name: Text
    template: Key
    numbering: Numbering
    valid: Validity | None = None
    register: Key | None = None
    entry: dict[Id, Expr] = {}
    layout: Layout | None = None
    delivery: tuple[Literal["online", "counter", "post"], ...] = ("online", "counter", "post")
