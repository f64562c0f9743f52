"""What a person gets for a month, and why, line by line. Pure: facts in, amount and explanation out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from motcua.foundation.amounts import Dong, format_dong, round_dong
from motcua.money.payouts.programmes import Programme, Rate, Standard, standard

GROUPS = {
    "child": ("Trẻ em không có nguồn nuôi dưỡng", "Child without support"),
    "student": ("Người 16-22 tuổi không có nguồn nuôi dưỡng, đang học", "Aged 16 to 22 without support, studying"),
    "hiv_child": ("Trẻ em nhiễm HIV, hộ nghèo", "Child with HIV, poor household"),
    "single_parent": ("Người đơn thân nghèo nuôi con", "Poor single parent"),
    "elderly": ("Người cao tuổi", "Elderly person"),
    "disabled": ("Người khuyết tật", "Disabled person"),
    "small_child": ("Trẻ em dưới 3 tuổi vùng đặc biệt khó khăn", "Child under 3 in a hard area"),
    "hiv": ("Người nhiễm HIV, hộ nghèo", "Poor person with HIV"),
    "care": ("Nhận chăm sóc, nuôi dưỡng", "Caring for somebody"),
    "social_pension": ("Hưu trí xã hội", "Social pension"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One ground of a person: group, kind within it (level of disability, class of the elderly), children, and the
    coefficient of the decision in per cent (0: the decision names none)."""

    group: str
    kind: str = ""
    children: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Computed:
    """`amount` đồng a month at `percent` of `base`; `lines` explain it; `problem`: `none`, `differs` or `no_ground`."""

    amount: Dong
    percent: int
    base: Dong
    lines: tuple[Words, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class _Ground:
    fact: Fact
    rate: Rate
    percent: int


def age_on(born: date, day: date) -> int:
    """Full years on a day; somebody born on 29 February is a year older on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ages(born: date, month: date) -> tuple[int, int]:
    """Age on the first day of the month, and on its last."""
    first = month.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return age_on(born, first), age_on(born, date.fromordinal(following.toordinal() - 1))


def compute(
    programme: Programme, facts: Iterable[Fact], age_first: int, age_last: int, month: date, city: str
) -> Computed:
    """The monthly amount. Only the highest coefficient counts; what is additive is paid beside it.

    Source: NĐ 20/2021/NĐ-CP Điều 5, Điều 6; NĐ 176/2025/NĐ-CP. Where the decision and the rule name different coefficients, the
    lower one is paid until a new decision: what is missing can be paid later, what was too much must be taken back.
    Raises: programmes.NoStandard.
    """
    base = standard(programme, month, city)
    grounds, lines, differs = [], [_of_standard(base)], False
    for fact in facts:
        rate = _rate(programme, fact, age_first, age_last, month)
        if rate is None:
            vi, en = GROUPS[fact.group]
            lines.append(
                Words(
                    f"{vi}: {age_first} tuổi vào đầu tháng, không thuộc mức nào của quy định",
                    f"{en}: aged {age_first} at the month's beginning, no rate of the rules fits",
                )
            )
            continue
        percent = rate.percent * (fact.children if rate.per_child else 1)
        if fact.decided and fact.decided != percent:
            differs = True
            lines.append(_differs(fact, percent))
            percent = min(percent, fact.decided)
        grounds.append(_Ground(fact, rate, percent))
    counted = _counted(programme, grounds)
    lines += [_of_ground(one, one in counted) for one in grounds]
    percent = sum(one.percent for one in counted)
    amount = round_dong(Decimal(base.amount) * percent / 100)
    lines.append(
        Words(
            f"{format_dong(base.amount)} × {_coefficient(percent)} = {format_dong(amount)}",
            f"{format_dong(base.amount, 'en')} × {_coefficient(percent)} = {format_dong(amount, 'en')}",
        )
    )
    problem = "no_ground" if not percent else "differs" if differs else "none"
    return Computed(amount, percent, base.amount, tuple(lines), problem)


def _rate(programme: Programme, fact: Fact, age_first: int, age_last: int, month: date) -> Rate | None:
    for rate in programme.rates:
        if rate.group != fact.group or (rate.kind and rate.kind != fact.kind):
            continue
        if rate.until is not None and month >= rate.until:
            continue
        reached = age_last if rate.month_end else age_first
        if rate.from_age <= reached and age_first < rate.under:
            return rate
    return None


def _counted(programme: Programme, grounds: list[_Ground]) -> list[_Ground]:
    if not grounds:
        return []
    best = max(grounds, key=lambda one: one.percent)
    for group, beside in programme.additive:
        own = [one for one in grounds if one.fact.group == group]
        others = [one for one in grounds if one.fact.group in beside]
        if own and others:
            both = [max(own, key=lambda one: one.percent), max(others, key=lambda one: one.percent)]
            if sum(one.percent for one in both) > best.percent:
                return both
    return [best]


def _coefficient(percent: int) -> str:
    return f"{percent // 100},{percent % 100:02d}".rstrip("0").rstrip(",")


def _of_standard(base: Standard) -> Words:
    doubt = (" (cần xác nhận)", " (to be confirmed)") if base.sure == "?" else ("", "")
    return Words(
        f"Mức chuẩn {format_dong(base.amount)} từ {base.since:%d/%m/%Y} theo {base.legal}{doubt[0]}",
        f"Standard {format_dong(base.amount, 'en')} since {base.since:%d/%m/%Y} by {base.legal}{doubt[1]}",
    )


def _of_ground(one: _Ground, counts: bool) -> Words:
    vi, en = GROUPS[one.fact.group]
    if one.rate.per_child:
        vi, en = f"{vi}, {one.fact.children} con", f"{en}, {one.fact.children} children"
    end = (
        ("", "")
        if counts
        else (" (không cộng: chỉ hưởng mức cao nhất)", " (not added: only the highest counts)")
    )
    return Words(
        f"{vi}: hệ số {_coefficient(one.percent)}{end[0]}",
        f"{en}: coefficient {_coefficient(one.percent)}{end[1]}",
    )


def _differs(fact: Fact, percent: int) -> Words:
    return Words(
        f"Quyết định ghi hệ số {_coefficient(fact.decided)}, quy định là {_coefficient(percent)}: tạm trả mức thấp hơn",
        f"The decision names {_coefficient(fact.decided)}, the rules {_coefficient(percent)}: the lower one is paid",
    )
