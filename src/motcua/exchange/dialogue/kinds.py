"""What kinds of messages to the city there are, as data: states, acts, limits, reasons. Pure; read once a process.

Three kinds run on one machine (`machine.py`): reports of problems, opinions on rules and conduct, questions.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from motcua.foundation import definitions, worktime

HERE = Path(__file__).parent / "data"

Counter = Literal["waiting", "doing", "done", "refused"]
Need = Literal["agency", "level", "public_text", "reason", "words", "reply", "stars"]
STOP = "stop"


class BadKind(ValueError):
    """A definition of a kind that contradicts itself; the message says where."""


class Words(Struct, frozen=True):
    """Something with a name in two languages."""

    vi: str
    en: str


class Score(Struct, frozen=True):
    """One answer of a rating."""

    value: int
    vi: str
    en: str


class State(Struct, frozen=True):
    """A state; `counter` is the public figure that it belongs to, `ended` means that no officer has to act."""

    vi: str
    en: str
    counter: Counter
    ended: bool = False


class Reason(Struct, frozen=True):
    """Why something is refused. `way_*`: where to go instead. `original`: names the earlier one."""

    vi: str
    en: str
    way_vi: str = ""
    way_en: str = ""
    original: bool = False


class Limit(Struct, frozen=True):
    """How long a clock runs, from a day on. `sure` is false for defaults that no act confirms."""

    clock: str
    amount: int
    unit: Literal["working_hour", "working_day"]
    valid_from: str
    source: str
    level: str = ""
    category: str = ""
    sure: bool = True

    @property
    def span(self) -> worktime.Span:
        hours = self.unit == "working_hour"
        return worktime.working_hours(self.amount) if hours else worktime.working_days(self.amount)


class Act(Struct, frozen=True):
    """One thing that somebody does. `clock`: the clock that starts; `once`: the moment that it may set only once.

    `main`: what usually comes next; an officer finds it opened.
    """

    vi: str
    en: str
    done_vi: str
    done_en: str
    to: str
    sources: tuple[str, ...] = field(name="from")
    by: Literal["officer", "resident"] = "officer"
    power: Literal["handle_reports", "approve_reports"] = "handle_reports"
    needs: tuple[Need, ...] = ()
    clock: str = ""
    once: Literal["", "rated", "reopened"] = ""
    within_days: int = 0
    four_eyes: bool = False
    publishes: bool = False
    holds: bool = False
    accepts: bool = False
    gives_back: bool = False
    adds: bool = False
    danger: bool = False
    main: bool = False
    tells: bool = True


class Kind(Struct, frozen=True):
    """A kind of message. `route`: by its category and place, or to the office that `rules.yaml` names."""

    kind: str
    prefix: str
    name: Words
    source: Words
    first: str
    route: Literal["category", "office"]
    levels: dict[str, Words]
    limits: tuple[Limit, ...]
    states: dict[str, State]
    reasons: dict[str, Reason]
    acts: dict[str, Act]
    routed: str = ""
    rating: tuple[Score, ...] = ()

    def limit(self, clock: str, on: date, level: str = "", category: str = "") -> Limit | None:
        """The limit of a clock on a day: of the level, else of the category, else the common one; the latest."""

        def fit(one: Limit) -> bool:
            return (
                one.clock == clock
                and one.valid_from <= on.isoformat()
                and one.level in ("", level)
                and one.category in ("", category)
            )

        fitting = [one for one in self.limits if fit(one)]
        return max(
            fitting, key=lambda one: (bool(one.level), bool(one.category), one.valid_from), default=None
        )

    @property
    def first_clock(self) -> str:
        """The clock that runs from the sending on."""
        return self.limits[0].clock


class Detail(Struct, frozen=True):
    """A closer description within a category."""

    vi: str
    en: str


class Category(Struct, frozen=True):
    """What it is about; `agency` says who handles it unless an officer decides otherwise."""

    vi: str
    en: str
    agency: str = ""
    hint_vi: str = ""
    hint_en: str = ""
    details: dict[str, Detail] = {}


class ADay(Struct, frozen=True):
    """How many one person may send in a day, from a day on."""

    kind: str
    most: int
    valid_from: str


class Rules(Struct, frozen=True):
    """Rules for all kinds."""

    coordinator: str
    office: dict[str, str]
    a_day: tuple[ADay, ...]
    partner_a_day: int
    photos: int
    longest_text: int
    near_metres: int
    near_days: int
    rude: tuple[str, ...]
    complaint: tuple[str, ...]

    def most_a_day(self, kind: str, on: date) -> int:
        """The flood limit of a kind on a day; nothing is limited before the first rule."""
        fitting = [one for one in self.a_day if one.kind == kind and one.valid_from <= on.isoformat()]
        return max(fitting, key=lambda one: one.valid_from).most if fitting else 1_000_000


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its key. Raises: DefinitionError, BadKind."""
    found = [definitions.load(path, Kind) for path in sorted((HERE / "kinds").glob("*.yaml"))]
    for one in found:
        _check(one)
    return {one.kind: one for one in found}


def kind(key: str) -> Kind:
    """One kind. Raises: KeyError."""
    return kinds()[key]


@cache
def _categories() -> dict[str, dict[str, Category]]:
    return definitions.load(HERE / "categories.yaml", dict[str, dict[str, Category]])


def categories(key: str) -> Mapping[str, Category]:
    """What messages of a kind may be about, in the order of the file."""
    return _categories()[key]


@cache
def rules() -> Rules:
    """The common rules."""
    return definitions.load(HERE / "rules.yaml", Rules)


def _check(one: Kind) -> None:
    """Every state that is named exists and is reached; every clock has a limit; every ending publishes or refuses."""
    named = {one.first, one.routed or one.first}
    for key, act in one.acts.items():
        named |= {act.to, *act.sources}
        if act.clock and act.clock != STOP and not any(limit.clock == act.clock for limit in one.limits):
            raise BadKind(f"{one.kind}: act {key} starts the clock {act.clock}, which has no limit")
        if "stars" in act.needs and not one.rating:
            raise BadKind(f"{one.kind}: act {key} rates, but there is no rating")
    if unknown := named - one.states.keys():
        raise BadKind(f"{one.kind}: unknown states {sorted(unknown)}")
    reached = {one.first, one.routed or one.first} | {act.to for act in one.acts.values()}
    if lost := one.states.keys() - reached:
        raise BadKind(f"{one.kind}: states that are never reached {sorted(lost)}")
