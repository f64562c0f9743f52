"""What a resident pays, what the city pays for them and what is waived: pure arithmetic on dated rules.

Not for storing anything and not for deciding who is poor: the caller says which exemptions are proven.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

ANY = "any"


class Kind(StrEnum):
    """What the law calls the charge. A `gia` is a price with an invoice, not a fee with a receipt; a `thue` is owed
    to the state by a tax notice, and the treasury's receipt proves it."""

    PHI = "phi"
    LE_PHI = "le_phi"
    GIA = "gia"
    THUE = "thue"


class SetBy(StrEnum):
    """Who fixed the level: the Ministry of Finance, the city's People's Council, or the Government."""

    BTC = "BTC"
    HDND = "HDND"
    CP = "CP"


class Channel(StrEnum):
    """The way in which the dossier was filed."""

    ONLINE = "online"
    COUNTER = "counter"
    POSTAL = "postal"


class Effect(StrEnum):
    """What a rule does to a line, in the order in which rules are tried."""

    EXEMPT = "EXEMPT"
    ZERO = "ZERO"
    SUPPORT_100 = "SUPPORT_100"
    PERCENT = "PERCENT"


class BadFee(ValueError):
    """A fee line or a rule makes no sense (negative amount, percentage outside 0 to 100)."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text for people in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One charge of a dossier. `base_amount`: the whole line, in đồng; `unit_count` only explains it."""

    code: str
    name: Words
    kind: Kind
    set_by: SetBy
    base_amount: int
    is_appraisal: bool = False
    unit_count: str = ""

    def __post_init__(self) -> None:
        if self.base_amount < 0:
            raise BadFee(f"{self.code}: a fee cannot be negative ({self.base_amount})")


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A dated rule of law that changes what lines cost.

    `scope` is the city's code or `any`; `set_by` None means whoever set it; `codes` are beginnings of fee
    codes, empty means all; `percent` (PERCENT only) is the share of the base that the payer still pays; `cap`
    (SUPPORT_100 only) is the most that the city pays for the line, in đồng; `reason` is, for EXEMPT, the
    exemption that the person must have. Both ends of the validity are included.
    """

    id: str
    effect: Effect
    text: Words
    legal_ref: str
    valid_from: date
    valid_to: date | None = None
    scope: str = ANY
    channel: str = ANY
    set_by: SetBy | None = None
    exclude_appraisal: bool = False
    kinds: tuple[Kind, ...] = (Kind.PHI, Kind.LE_PHI)
    codes: tuple[str, ...] = ()
    percent: Decimal | None = None
    cap: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.percent is not None) != (self.effect is Effect.PERCENT):
            raise BadFee(f"{self.id}: `percent` goes with PERCENT and with nothing else")
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise BadFee(f"{self.id}: {self.percent} is not a percentage")
        if self.cap is not None and (self.effect is not Effect.SUPPORT_100 or self.cap < 0):
            raise BadFee(f"{self.id}: `cap` is a positive amount and goes with SUPPORT_100 only")
        if self.effect is Effect.EXEMPT and not self.reason:
            raise BadFee(f"{self.id}: an exemption must name its reason")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise BadFee(f"{self.id}: ends before it begins")


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line after the rules. `payer + supported + waived == line.base_amount`, always."""

    line: FeeLine
    payer: int
    supported: int
    waived: int
    rule_id: str | None
    legal_ref: str
    explanation: Words

    def as_json(self) -> dict[str, object]:
        """The line as stored on an order: amounts in whole đồng, both languages, the rule by its id."""
        return {
            "code": self.line.code,
            "name": {"vi": self.line.name.vi, "en": self.line.name.en},
            "kind": self.line.kind.value,
            "set_by": self.line.set_by.value,
            "is_appraisal": self.line.is_appraisal,
            "unit_count": self.line.unit_count,
            "base": self.line.base_amount,
            "payer": self.payer,
            "supported": self.supported,
            "waived": self.waived,
            "rule": self.rule_id,
            "legal_ref": self.legal_ref,
            "explanation": {"vi": self.explanation.vi, "en": self.explanation.en},
        }


@dataclass(frozen=True, slots=True)
class FeeResult:
    """All lines of one dossier after the rules, and their sums in đồng."""

    lines: tuple[LineResult, ...]

    @property
    def base(self) -> int:
        return sum(result.line.base_amount for result in self.lines)

    @property
    def payer(self) -> int:
        return sum(result.payer for result in self.lines)

    @property
    def supported(self) -> int:
        return sum(result.supported for result in self.lines)

    @property
    def waived(self) -> int:
        return sum(result.waived for result in self.lines)


AS_SET = Words("Thu theo mức quy định", "Charged as set")
_ORDER = list(Effect)


def compute(
    lines: Iterable[FeeLine],
    rules: Iterable[FeeRule],
    *,
    channel: Channel,
    on: date,
    city: str,
    exemptions: Collection[str] = (),
) -> FeeResult:
    """What each line costs when filed by `channel` in `city` (province code) on day `on`.

    The first rule that applies decides the line: exemption of the person, then zero, then support by the
    city, then a percentage, else the base amount. Of two rules with the same effect the younger wins.
    `exemptions` are the reasons that the procedure grants and this person has proven.
    Source: Luật Phí và lệ phí 97/2015/QH13, Điều 10; the cities' resolutions in `data/`.
    """
    ranked = sorted(
        rules, key=lambda rule: (_ORDER.index(rule.effect), -rule.valid_from.toordinal(), rule.id)
    )
    return FeeResult(
        tuple(
            _apply(
                line,
                next((rule for rule in ranked if applies(rule, line, channel, on, city, exemptions)), None),
            )
            for line in lines
        )
    )


def applies(
    rule: FeeRule, line: FeeLine, channel: Channel, on: date, city: str, exemptions: Collection[str]
) -> bool:
    """Whether `rule` speaks about this line, filed in this way, in this city, on this day, by this person."""
    return (
        rule.scope in (ANY, city)
        and rule.channel in (ANY, channel)
        and rule.valid_from <= on
        and (rule.valid_to is None or on <= rule.valid_to)
        and (rule.set_by is None or rule.set_by is line.set_by)
        and not (rule.exclude_appraisal and line.is_appraisal)
        and line.kind in rule.kinds
        and (not rule.codes or line.code.startswith(rule.codes))
        and (rule.effect is not Effect.EXEMPT or rule.reason in exemptions)
    )


def _apply(line: FeeLine, rule: FeeRule | None) -> LineResult:
    base = line.base_amount
    if rule is None:
        return LineResult(line, base, 0, 0, None, "", AS_SET)
    payer, supported = 0, 0
    match rule.effect:
        case Effect.EXEMPT | Effect.ZERO:
            pass
        case Effect.SUPPORT_100:
            supported = base if rule.cap is None else min(base, rule.cap)
            payer = base - supported
        case Effect.PERCENT:
            payer = percent_of(base, rule.percent or Decimal(0))
    return LineResult(line, payer, supported, base - payer - supported, rule.id, rule.legal_ref, rule.text)


def percent_of(amount: int, percent: Decimal) -> int:
    """`percent` of `amount` đồng, rounded half up to the đồng."""
    return int((Decimal(amount) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
