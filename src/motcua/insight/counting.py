"""What one event adds to the figures: pure, one dossier at a time, no database and no clock.

The figures are the sum over all dossiers of what `apply` counts; keeping them up, correcting them after a
late event and rebuilding them from nothing all go through it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from motcua.foundation.worktime import VN
from motcua.procedures.dossiers.status import ENDED, Move, Status

MOST_SUPPLEMENTS_IN_TIME = 1
"""A second request for a supplement makes a dossier late. Source: QĐ 766/QĐ-TTg, indicator 2.1."""
SATISFIED = 4
"""Stars from which an owner counts as satisfied (levels 4 and 5 of 5)."""

KINDS = frozenset(
    {
        "submitted", "taken-in", "accepted", "refused", "work-started", "supplement-asked",
        "supplement-given",
        "supplement-expired", "payment-awaited", "payment-arrived", "fee-paid", "withdrawn", "stopped",
        "refused-after-appraisal", "finished", "returned", "reopened", "extended", "overdue", "rated", "agency-changed",
        "digitised", "paper-reused",
    }
)  # fmt: skip

COLUMNS = (
    "received_online", "received_counter", "received_postal", "papers", "digitised", "accepted",
    "refused_intake",
    "finished", "refused", "withdrawn", "stopped", "early", "on_time", "late", "supplements", "extended",
    "reopened", "paid_online", "paid_cash", "amount_online", "amount_cash", "ratings", "stars", "satisfied",
)  # fmt: skip
LIVE_COLUMNS = ("open", "overdue", "waiting_supplement", "waiting_payment")
DAY_COLUMNS = ("received_days", "handled_days", "in_time_days")
DAYS = 31

_ENDINGS = {
    Move.FINISH: "finished",
    Move.REFUSE: "refused",
    Move.WITHDRAW: "withdrawn",
    Move.STOP: "stopped",
    Move.SUPPLEMENT_EXPIRED: "stopped",
}
_RESTING = frozenset({Status.SUPPLEMENT, Status.PAYMENT_DUTY})


NOBODY = 0
"""In place of the receiving agency of a part: its set was received, once."""


class Place(NamedTuple):
    """Whose figure: deciding agency, receiving agency, procedure, field."""

    agency_id: int
    intake_id: int
    procedure_code: str
    field_key: str


class Cell(NamedTuple):
    """A row of the monthly figures."""

    month: date
    place: Place


class Happening(Protocol):
    """An event as counting needs it: an outbox delivery, or a row of the event table."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(slots=True)
class Counts:
    """Signed changes of the monthly figures, of their days (the first is 1), and of the live figures."""

    monthly: Counter[tuple[Cell, str]] = field(default_factory=Counter)
    daily: Counter[tuple[Cell, str, int]] = field(default_factory=Counter)
    live: Counter[tuple[Place, str]] = field(default_factory=Counter)


@dataclass(slots=True)
class State:
    """Where a dossier stands, as far as figures care."""

    place: Place
    channel: str
    seen: list[int] = field(default_factory=list)
    status: int = 0
    due_at: datetime | None = None
    accepted_at: datetime | None = None
    asked_at: datetime | None = None
    supplements: int = 0
    overdue: bool = False
    received_at: datetime | None = None
    ended_at: datetime | None = None
    verdict: str = ""
    minutes: int | None = None
    stars: int = 0
    rated_in: date | None = None
    undigitised: int = 0
    cash_at: datetime | None = None


Minutes = Callable[[int, datetime, datetime], int]
"""Working minutes between two moments by the calendar of an agency."""


def month_of(at: datetime) -> date:
    """The first day of the month in Việt Nam."""
    return at.astimezone(VN).date().replace(day=1)


def day_of(at: datetime) -> int:
    """The day of the month in Việt Nam."""
    return at.astimezone(VN).day


def begin(event: Happening) -> State:
    """The state of a dossier before its first counted event.

    In a linked set nothing is counted twice for one body: the set's own dossier is the receiving office's, each part is
    its deciding agency's alone.
    """
    data = event.data
    agency, intake = data["competent"], data["intake"]
    if data.get("part_of"):
        intake = NOBODY
    elif data.get("set"):
        agency = intake
    return State(Place(agency, intake, data["procedure"], data["field"]), data["channel"])


def judge(ended: datetime, due: datetime | None, supplements: int) -> str:
    """`early`, `on_time` or `late`. Ended on an earlier day than the appointed one is early.

    A dossier without an appointed day cannot be late. Source: QĐ 766/QĐ-TTg 2.1: end ≤ appointed time; more
    than one request for a supplement is late.
    """
    if supplements > MOST_SUPPLEMENTS_IN_TIME:
        return "late"
    if due is None:
        return "on_time"
    if ended > due:
        return "late"
    return "early" if ended.astimezone(VN).date() < due.astimezone(VN).date() else "on_time"


def standing(state: State) -> Iterable[str]:
    """The live columns to which a dossier adds one now."""
    if state.status == 0 or state.status in ENDED:
        return ()
    found = ["open"]
    if state.status == Status.SUPPLEMENT:
        found.append("waiting_supplement")
    elif state.status == Status.PAYMENT_DUTY:
        found.append("waiting_payment")
    elif state.overdue:
        found.append("overdue")
    return found


def fold(events: Iterable[Happening], minutes: Minutes) -> tuple[State | None, Counts]:
    """A whole history: where the dossier stands after it and everything that it counted."""
    state, counts = None, Counts()
    for event in events:
        state = state or begin(event)
        apply(state, event, counts, minutes)
    return state, counts


def apply(state: State, event: Happening, counts: Counts, minutes: Minutes) -> None:
    """Count one event that has not been counted. Changes `state` and `counts`."""
    before, place = tuple(standing(state)), state.place
    data, kind = event.data, event.kind
    cell = Cell(month_of(event.at), place)
    _move(state, event)
    if kind == "agency-changed":  # from here on it counts where it goes on; what it has counted stays
        state.place = place._replace(agency_id=data["competent"], intake_id=data["intake"])
    monthly = counts.monthly
    if kind in (Move.SUBMIT, Move.TAKE_IN):
        state.received_at = event.at
        monthly[cell, f"received_{state.channel}"] += 1
        counts.daily[cell, "received_days", day_of(event.at)] += 1
        monthly[cell, "papers"] += int(data.get("papers") or 0)
        monthly[cell, "digitised"] += int(data.get("digitised") or 0)
        state.undigitised = max(0, int(data.get("papers") or 0) - int(data.get("digitised") or 0))
    if (
        kind in ("digitised", "paper-reused")
        and data.get("first")
        and state.undigitised
        and state.received_at
    ):
        # a paper that became digital later counts for the month in which it came
        monthly[Cell(month_of(state.received_at), place), "digitised"] += 1
        state.undigitised -= 1
    if kind in (Move.ACCEPT, Move.TAKE_IN) or (kind == Move.SUPPLEMENT_GIVEN and data.get("first_time")):
        state.accepted_at = event.at
        monthly[cell, "accepted"] += 1
    elif kind == Move.REFUSE_INTAKE:
        monthly[cell, "refused_intake"] += 1
    elif kind == Move.ASK_SUPPLEMENT:
        state.supplements, state.asked_at = state.supplements + 1, event.at
        monthly[cell, "supplements"] += 1
    elif kind in ("fee-paid", Move.PAYMENT_ARRIVED):
        way = "cash" if data.get("means") == "cash" else "online"
        monthly[cell, f"paid_{way}"] += 1
        monthly[cell, f"amount_{way}"] += int(data.get("amount") or 0)
        if way == "cash":
            state.cash_at = event.at
    elif kind == Move.REOPEN:
        monthly[cell, "reopened"] += 1
    elif kind == "extended":
        monthly[cell, "extended"] += 1
    elif kind == "rated":
        _rate(state, cell, int(data["stars"]), monthly)
    if kind in _ENDINGS:
        _end(state, event, cell, counts, minutes)
    state.seen.append(event.seq)
    for column in before:
        counts.live[place, column] -= 1
    for column in standing(state):
        counts.live[state.place, column] += 1


def _move(state: State, event: Happening) -> None:
    """The status, the appointed day and whether it has passed."""
    data = event.data
    state.status = int(data["status"])
    due = data.get("due_at")
    if due is not None:
        state.due_at = datetime.fromisoformat(due) if isinstance(due, str) else due
    running = state.status in (Status.ACCEPTED, Status.IN_PROGRESS)
    passed = state.due_at is not None and state.due_at <= event.at
    # The day passes between two events too (`keeping.mark_overdue`); it counts until the clock gets a
    # later day.
    state.overdue = running and passed and (state.overdue or event.kind == "overdue")


def _end(state: State, event: Happening, cell: Cell, counts: Counts, minutes: Minutes) -> None:
    """The end counts once: a result that was corrected later stays judged as it was first given.

    A dossier that ends while a supplement is awaited ended when it was asked for. Source: QĐ 766/QĐ-TTg 2.1.
    """
    if state.ended_at is not None:
        return
    state.ended_at = event.at
    counts.monthly[cell, _ENDINGS[Move(event.kind)]] += 1
    if state.accepted_at is None:
        return
    ended = event.at
    if event.kind == Move.SUPPLEMENT_EXPIRED and state.asked_at is not None:
        ended = state.asked_at
    state.verdict = judge(ended, state.due_at, state.supplements)
    counts.monthly[cell, state.verdict] += 1
    counts.daily[cell, "handled_days", day_of(event.at)] += 1
    if state.verdict != "late":
        counts.daily[cell, "in_time_days", day_of(event.at)] += 1
    if event.kind == Move.FINISH:
        state.minutes = max(0, minutes(state.place.agency_id, state.accepted_at, event.at))


def _rate(state: State, cell: Cell, stars: int, monthly: Counter) -> None:
    """One rating a dossier: a new one takes the place of the old."""
    if state.rated_in is not None:
        old = Cell(state.rated_in, state.place)
        monthly[old, "ratings"] -= 1
        monthly[old, "stars"] -= state.stars
        monthly[old, "satisfied"] -= state.stars >= SATISFIED
    state.stars, state.rated_in = stars, cell.month
    monthly[cell, "ratings"] += 1
    monthly[cell, "stars"] += stars
    monthly[cell, "satisfied"] += stars >= SATISFIED
