"""Why a figure changed: an exact split of the change of a share or of a number into the parts of a whole.

Pure. The contributions of all parts always add up to the change of the whole, to the last digit (fractions).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`: dossiers on time of those handled, for one agency or one procedure."""

    part: int
    whole: int

    @property
    def rate(self) -> Fraction | None:
        """None when there is nothing to take a share of."""
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Contribution[K]:
    """What one part added to the change, in points (hundredths of the whole).

    `own`: it did better or worse itself. `weight`: it had more or fewer of the dossiers, and is better or
    worse than the whole.
    """

    key: K
    before: Share
    after: Share
    own: Fraction
    weight: Fraction

    @property
    def points(self) -> Fraction:
        return self.own + self.weight


@dataclass(frozen=True, slots=True)
class Change[K]:
    """The change of a share between two periods and what each part added to it, greatest first."""

    before: Fraction
    after: Fraction
    contributions: tuple[Contribution[K], ...]

    @property
    def points(self) -> Fraction:
        return 100 * (self.after - self.before)


def of_share[K](before: Mapping[K, Share], after: Mapping[K, Share]) -> Change[K] | None:
    """Splits the change of the share of all parts together; None when either period has no dossiers.

    With w a part's share of the dossiers and r its rate, own = mean(w) x change(r) and weight =
    (mean(r) - mean(R)) x change(w), R being the rate of the whole. The changes of w add up to nought, so that
    subtracting mean(R) leaves the sum as it is and tells a part that grew and is better than the whole from
    one that grew and is worse. A part that is there in one period only has no rate of its own in the other:
    all that it adds is weight.
    """
    whole_before, whole_after = _sum(before.values()), _sum(after.values())
    rate_before, rate_after = whole_before.rate, whole_after.rate
    if rate_before is None or rate_after is None:
        return None
    mean_rate = (rate_before + rate_after) / 2
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key, Share(0, 0)), after.get(key, Share(0, 0))
        weight_was = Fraction(was.whole, whole_before.whole)
        weight_now = Fraction(now.whole, whole_after.whole)
        rates = (was.rate, now.rate)
        if rates == (None, None):
            continue
        r0 = rates[0] if rates[0] is not None else rates[1]
        r1 = rates[1] if rates[1] is not None else rates[0]
        assert r0 is not None and r1 is not None
        own = (weight_was + weight_now) / 2 * (r1 - r0)
        weight = ((r0 + r1) / 2 - mean_rate) * (weight_now - weight_was)
        found.append(Contribution(key, was, now, 100 * own, 100 * weight))
    found.sort(key=lambda one: -abs(one.points))
    return Change(rate_before, rate_after, tuple(found))


@dataclass(frozen=True, slots=True)
class Drivers[K]:
    """The parts that pushed a change in its own direction, and how much of it they make (1 is all of it)."""

    parts: tuple[Contribution[K], ...]
    share: Fraction

    @property
    def most(self) -> bool:
        """Whether they explain more than half: only then may a sentence say "mostly"."""
        return self.share > Fraction(1, 2)


def drivers[K](change: Change[K], at_most: int = 3) -> Drivers[K]:
    """The fewest parts, `at_most` so many, that make more than half of the change; none when nothing changed.

    Parts that pushed the other way are not among them, hence the share can be more than 1.
    """
    chosen, total = list[Contribution[K]](), Fraction(0)
    for one in change.contributions:
        if one.points * change.points <= 0:
            continue
        chosen.append(one)
        total += one.points
        if len(chosen) == at_most or abs(total) * 2 > abs(change.points):
            break
    share = total / change.points if change.points else Fraction(0)
    return Drivers(tuple(chosen), share)


def of_number[K](before: Mapping[K, int], after: Mapping[K, int]) -> list[tuple[K, int]]:
    """What each part added to the change of a number, greatest first; the parts add up to the change."""
    found = [(key, after.get(key, 0) - before.get(key, 0)) for key in dict.fromkeys([*before, *after])]
    return sorted(found, key=lambda one: -abs(one[1]))


def _sum(shares: Iterable[Share]) -> Share:
    part = whole = 0
    for share in shares:
        part, whole = part + share.part, whole + share.whole
    return Share(part, whole)
