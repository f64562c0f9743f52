"""What one dossier adds to the figures of its process: pure, no database, no clock.

`measure` looks at a dossier as it stands and says everything that it counts for. Figures change by the difference to
what it counted for before, so that it does not matter in which order events arrive or how often.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from motcua.insight.counting import Minutes, month_of
from motcua.insight.process.buckets import bucket
from motcua.insight.process.replay import MARKS, Design, replay
from motcua.insight.process.visits import NOT_AWAITED, THE_OWNERS_TURN, Stay, Visit, Walk, stays
from motcua.procedures.definition.workflow import END

STEP_COLUMNS = ("visits", "late", "reworked", "waiting", "working", "owner_waiting", "over")
TIME_COLUMNS = ("waiting_times", "working_times", "whole_times")
FLOW_COLUMNS = (
    "ended", "straight", "done", "refused", "withdrawn", "stopped", "expired", *MARKS,
    "minutes", "visits", "late_visits", "waiting", "working", "owner_waiting", "over",
)  # fmt: skip
PATH_COLUMNS = ("dossiers", "minutes")


class Place(NamedTuple):
    """Whose process: deciding and receiving agency, procedure, its field and version."""

    agency_id: int
    intake_id: int
    procedure_code: str
    field_key: str
    version_id: int


class Passed(NamedTuple):
    """A finished stay. Minutes are working minutes of the agency where it was done; `over`: past its due moment.

    `owner_waiting`: the time in which the dossier waited for its owner, for a supplement or to fetch the result.
    """

    month: date
    agency_id: int
    step: str
    action: str
    reached: str
    waiting: int
    working: int
    owner_waiting: int
    over: int
    reworked: bool
    at: str


class Ended(NamedTuple):
    """The end of a dossier: its way and what was remarkable about it."""

    month: date
    ending: str
    path: str
    marks: tuple[str, ...]
    straight: bool
    minutes: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a dossier counts for now. `standing`: `(agency, step)` of each open task."""

    passed: tuple[Passed, ...] = ()
    standing: tuple[tuple[int, str], ...] = ()
    ended: Ended | None = None

    def as_data(self) -> dict[str, Any]:
        """As kept in the dossier's row: plain JSON."""
        return {
            "passed": [[row.month.isoformat(), *row[1:]] for row in self.passed],
            "standing": [list(row) for row in self.standing],
            "ended": [self.ended.month.isoformat(), *self.ended[1:3], list(self.ended.marks), *self.ended[4:]]
            if self.ended
            else None,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Measured":
        """The opposite of `as_data`; an empty mapping is a dossier that has counted for nothing."""
        end = data.get("ended")
        return cls(
            tuple(Passed(date.fromisoformat(row[0]), *row[1:]) for row in data.get("passed", ())),
            tuple((agency, step) for agency, step in data.get("standing", ())),
            Ended(date.fromisoformat(end[0]), end[1], end[2], tuple(end[3]), *end[4:]) if end else None,
        )


def measure(walk: Walk, design: Design, minutes: Minutes) -> Measured:
    """What a dossier counts for as it stands."""
    way = stays(walk.visits)
    told = replay(walk, way, design)
    done = [stay for stay in way if _left(stay, told.ending)]
    passed = [*_passed(done, design, minutes, told.ending), *_opinions(walk, minutes)]
    open_ = tuple(
        (visit.agency_id, opinion_step(visit.step, visit.branch) if visit.branch else visit.step)
        for visit in walk.visits
        if visit.closed is None
    )
    ended = None
    if told.ending and walk.ended_at is not None and walk.visits:
        first = walk.visits[0]
        ended = Ended(
            month_of(walk.ended_at), told.ending, ">".join(told.path), tuple(sorted(told.marks)), told.straight,
            max(0, minutes(first.agency_id, first.opened, walk.ended_at)),
        )  # fmt: skip
    return Measured(tuple(passed), open_, ended)


def _left(stay: Stay, ending: str) -> bool:
    """Whether the step has been left: for another one, or because the dossier is over."""
    return bool(stay.action) and bool(stay.reached or ending)


def _passed(done: list[Stay], design: Design, minutes: Minutes, ending: str) -> Iterator[Passed]:
    seen = set[str]()
    for stay in done:
        fetched = design.kinds.get(stay.step) == "return"  # a result lies until its owner comes for it
        waiting = working = owner = over = 0
        for i, visit in enumerate(stay.visits):
            if visit.closed is None:
                continue
            begun = visit.claimed or visit.closed
            waiting += max(0, minutes(visit.agency_id, visit.opened, begun))
            working += max(0, minutes(visit.agency_id, begun, visit.closed))
            over += _over(visit, minutes)
            if i and stay.visits[i - 1].action in THE_OWNERS_TURN:
                asked = stay.visits[i - 1].closed or visit.opened
                owner += max(0, minutes(visit.agency_id, asked, visit.opened))
        if fetched:
            waiting, working, owner, over = 0, 0, owner + waiting + working, 0
        left = stay.left_at
        assert left is not None
        reached = stay.reached or END
        action = stay.action if stay.reached or stay.action not in THE_OWNERS_TURN else ending
        yield Passed(
            month_of(left), stay.agency_id, stay.step, action, reached, waiting, working, owner, over,
            stay.step in seen, _moment(left),
        )  # fmt: skip
        seen.add(stay.step)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _over(visit: Visit, minutes: Minutes) -> int:
    """Working minutes past the due moment; none for a step without a time of its own."""
    assert visit.closed is not None
    if visit.due <= visit.opened or visit.closed <= visit.due:
        return 0
    return max(1, minutes(visit.agency_id, visit.due, visit.closed))


def _opinions(walk: Walk, minutes: Minutes) -> Iterator[Passed]:
    """Opinions asked for beside the main way: each is a step of its own, named by step and opinion."""
    for visit in walk.visits:
        if visit.branch and visit.closed is not None and visit.action != NOT_AWAITED:
            begun = visit.claimed or visit.closed
            yield Passed(
                month_of(visit.closed), visit.agency_id, opinion_step(visit.step, visit.branch), visit.action, "",
                max(0, minutes(visit.agency_id, visit.opened, begun)),
                max(0, minutes(visit.agency_id, begun, visit.closed)), 0, _over(visit, minutes), False,
                _moment(visit.closed),
            )  # fmt: skip


def opinion_step(step: str, branch: str) -> str:
    """The name under which an opinion is counted."""
    return f"{step}/{branch}"


def path_id(path: str, ending: str) -> int:
    """A number for a way, the same everywhere: 63 bits of a hash."""
    return int.from_bytes(blake2b(f"{path}|{ending}".encode(), digest_size=8).digest(), "big") >> 1


class StepCell(NamedTuple):
    month: date
    place: Place
    doing_id: int
    step: str


class WayCell(NamedTuple):
    month: date
    place: Place
    step: str
    action: str
    reached: str


class FlowCell(NamedTuple):
    month: date
    place: Place
    doing_id: int
    """0: what belongs to the dossier as a whole."""


class PathCell(NamedTuple):
    month: date
    place: Place
    path_id: int


@dataclass(slots=True)
class Tally:
    """Signed changes of all figures of processes."""

    steps: Counter[tuple[StepCell, str]] = field(default_factory=Counter)
    times: Counter[tuple[StepCell, str, int]] = field(default_factory=Counter)
    ways: Counter[WayCell] = field(default_factory=Counter)
    flows: Counter[tuple[FlowCell, str]] = field(default_factory=Counter)
    paths: Counter[tuple[PathCell, str]] = field(default_factory=Counter)
    live: Counter[tuple[Place, int, str]] = field(default_factory=Counter)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Ways by their number, with their ending."""

    def count(self, place: Place, what: Measured, sign: int = 1) -> None:
        """Add what a dossier counts for, or take it out (`sign` -1)."""
        for agency, step in what.standing:
            self.live[place, agency, step] += sign
        for row in what.passed:
            self._pass(place, row, sign)
        if what.ended is not None:
            self._end(place, what.ended, sign)

    def _pass(self, place: Place, row: Passed, sign: int) -> None:
        cell = StepCell(row.month, place, row.agency_id, row.step)
        flow = FlowCell(row.month, place, row.agency_id)
        late = row.over > 0
        for column, value in (
            ("visits", 1), ("late", late), ("reworked", row.reworked), ("waiting", row.waiting),
            ("working", row.working), ("owner_waiting", row.owner_waiting), ("over", row.over),
        ):  # fmt: skip
            self.steps[cell, column] += sign * value
        for column, value in (
            ("visits", 1), ("late_visits", late), ("waiting", row.waiting), ("working", row.working),
            ("owner_waiting", row.owner_waiting), ("over", row.over),
        ):  # fmt: skip
            self.flows[flow, column] += sign * value
        for column, value in (
            ("waiting_times", row.waiting), ("working_times", row.working),
            ("whole_times", row.waiting + row.working),
        ):  # fmt: skip
            self.times[cell, column, bucket(value)] += sign
        if row.reached:
            self.ways[WayCell(row.month, place, row.step, row.action, row.reached)] += sign

    def _end(self, place: Place, end: Ended, sign: int) -> None:
        flow = FlowCell(end.month, place, 0)
        for column in ("ended", end.ending, *end.marks, *(["straight"] if end.straight else [])):
            self.flows[flow, column] += sign
        self.flows[flow, "minutes"] += sign * end.minutes
        number = path_id(end.path, end.ending)
        self.names[number] = (end.path, end.ending)
        cell = PathCell(end.month, place, number)
        self.paths[cell, "dossiers"] += sign
        self.paths[cell, "minutes"] += sign * end.minutes
