"""Which of two persons stays, and what becomes of each of their values. Pure.

A group is what is only true together: a day with its precision, an address with its commune. A value is a list of plain
JSON values; it counts as empty when its first is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

type Value = list[Any]
type Values = Mapping[str, Value]

GROUPS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "name": ("Họ và tên", "Full name", "person", ("full_name",)),
    "birth": ("Ngày sinh", "Date of birth", "person", ("birth_date", "birth_precision")),
    "sex": ("Giới tính", "Sex", "person", ("sex",)),
    "phone": ("Điện thoại", "Telephone", "person", ("phone",)),
    "email": ("Thư điện tử", "E-mail", "person", ("email",)),
    "home": ("Nơi ở", "Address", "person", ("unit_id", "address_line")),
    "nationality": ("Quốc tịch", "Nationality", "citizen", ("nationality",)),
    "birth_place": ("Nơi sinh", "Place of birth", "citizen", ("birth_place",)),
    "hometown": ("Quê quán", "Home town", "citizen", ("hometown",)),
    "permanent": ("Thường trú", "Permanent residence", "citizen", ("permanent_unit_id", "permanent_line")),
    "temporary": ("Tạm trú", "Temporary residence", "citizen", ("temporary_unit_id", "temporary_line")),
    "present": ("Nơi ở hiện tại", "Present residence", "citizen", ("present_unit_id", "present_line")),
    "household": ("Hộ gia đình", "Household", "citizen", ("household_no", "head_relation")),
    "father": ("Cha", "Father", "citizen", ("father_id",)),
    "mother": ("Mẹ", "Mother", "citizen", ("mother_id",)),
    "marriage": ("Hôn nhân", "Marriage", "citizen", ("marital_status", "spouse_id")),
    "card": ("Ngày cấp thẻ", "Card issued", "citizen", ("id_card_issued_on", "id_card_issued_at")),
    "death": ("Ngày mất", "Died on", "citizen", ("death_date",)),
}
"""Words, which of the two rows holds it, and its columns. The personal number never moves; the ethnic group is sensitive,
is not copied into the merge's own row, and stays what the survivor's record says."""
ASKED = frozenset({"death", "marriage"})
"""Where the two differ in these, even by being empty, an officer has to choose: no rule declares anybody dead or married."""
SURVIVOR, ABSORBED = "survivor", "absorbed"


def empty(value: Value | None) -> bool:
    return not value or value[0] in (None, "")


def same(one: Value | None, other: Value | None) -> bool:
    return one == other or (empty(one) and empty(other))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the choice of the survivor looks at."""

    person_id: int
    pin: str
    number_valid: bool
    recorded: bool
    filled: int
    dead: bool


def survivor(one: Standing, other: Standing) -> int:
    """Who stays: with a valid number before without, in the population register before not, the fuller record before the
    thinner, the older row before the younger. The order of the two does not matter.
    """

    def rank(who: Standing) -> tuple[int, ...]:
        return (who.number_valid, bool(who.pin), who.recorded, not who.dead, who.filled, -who.person_id)

    return max((one, other), key=rank).person_id


def taken(group: str, mine: Value, theirs: Value, choice: str = "") -> Value:
    """What the survivor's value becomes. Without a choice: its own, or the other's where its own is empty."""
    if choice == SURVIVOR:
        return mine
    if choice == ABSORBED:
        return theirs
    return theirs if empty(mine) and not empty(theirs) and group not in ASKED else mine


def applied(mine: Values, theirs: Values, choices: Mapping[str, str]) -> dict[str, Value]:
    """All values of the survivor after a merge."""
    return {
        group: taken(group, value, theirs.get(group, []), choices.get(group, ""))
        for group, value in mine.items()
    }


def unanswered(mine: Values, theirs: Values, choices: Mapping[str, str]) -> list[str]:
    """Groups for which an officer has to choose and has not."""
    return [
        group
        for group in mine
        if group in ASKED
        and not same(mine[group], theirs.get(group))
        and choices.get(group) not in (SURVIVOR, ABSORBED)
    ]


def against_rule(mine: Values, theirs: Values, choices: Mapping[str, str]) -> list[str]:
    """Groups in which the officer chose otherwise than the rule: these need a reason."""
    return [
        group
        for group, value in mine.items()
        if not same(
            taken(group, value, theirs.get(group, []), choices.get(group, "")),
            taken(group, value, theirs.get(group, [])),
        )
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One merge into a survivor, standing or undone. `pins`: values that were set otherwise since the step before it."""

    theirs: Values
    choices: Mapping[str, str]
    standing: bool
    pins: Values = field(default_factory=dict)


def replayed(base: Values, steps: Iterable[Step]) -> dict[str, Value]:
    """The survivor's values as they are if only the standing merges had been made, each in its turn."""
    values = dict(base)
    for step in steps:
        values |= step.pins
        if step.standing:
            values = applied(values, step.theirs, step.choices)
    return values


def set_otherwise(now: Values, expected: Values) -> dict[str, Value]:
    """Values that somebody changed since the last merge: they stand, whatever is undone."""
    return {group: value for group, value in now.items() if value != expected.get(group)}


def parted(now: Values, base: Values, steps: Sequence[Step], undone: int) -> dict[str, Value]:
    """The survivor's values once the merge at index `undone` is taken back; what was changed since stands as it is."""
    with_it = replayed(base, steps)
    without = replayed(
        base,
        [
            Step(step.theirs, step.choices, step.standing and number != undone, step.pins)
            for number, step in enumerate(steps)
        ],
    )
    return {group: without[group] if now[group] == with_it[group] else now[group] for group in now}
