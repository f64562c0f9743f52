"""What a procedure needs and allows: papers, limits, cases, fees, supplements."""

from typing import Literal

from .words import Expr, Id, Key, LimitUnit, Part, Text


class PaperComponent(Part, frozen=True, kw_only=True):
    """A paper of the dossier. `show_only`: shown at the counter, not kept.

    `satisfied_by`: data that stands in for it, see `sources.PAPER_SOURCES`. `kinds`: kinds of papers of the city's store
    that serve as well. `asked_because`: why it is asked though data of this sort exist (NQ 66.7/2025/NQ-CP).
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
    kinds: tuple[Key, ...] = ()
    asked_because: Text | None = None
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
    """NQ 66.7/2025 (8 working hours), NĐ 61/2018 Đ19.4 (3 working days), NĐ 297/2025 (15 working days).

    `once`: everything that is missing is asked for in one request; there is no second (NĐ 297/2025, karaoke).
    """

    answer_within_hours: int = 8
    appraisal_within_days: int = 3
    applicant_days: int = 15
    once: bool = False
