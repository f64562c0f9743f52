"""The invented life of one past dossier: when it was filed, what happened, where it stands. Pure.

The rates are invented and plausible: six of ten online, one of twenty asked for a supplement, agencies and
procedures of different punctuality, a few dossiers that lie far too long.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar, Span
from motcua.procedures.dossiers.status import Status

S = Status
CHANNELS = (("online", 62), ("counter", 33), ("postal", 5))
NO_INTAKE = 0.012
WITHDRAWN = 0.008
REFUSED = 0.012
SUPPLEMENT = 0.055
NEVER_SUPPLIED = 0.12
STUCK = 2.0
"""Of the late ones, so many times an office's lateness lie for weeks: trouble gathers."""
RATED = 0.38
ENDINGS = frozenset({"refused", "withdrawn", "refused-after-appraisal", "supplement-expired", "finished"})
CASH = {"online": 0.0, "counter": 0.42, "postal": 0.1}


class Step(NamedTuple):
    """A step on the straight way: the action that leads on, and the one that sends back, if there is one."""

    id: str
    kind: str
    post: str
    at_counter: bool
    minutes: int = 0
    action: str = ""
    back: str = ""
    back_action: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A procedure as histories need it. `weight`: how often it is asked for; `strain`: how often late."""

    code: str
    field: str
    version_id: int
    case_id: str
    span: Span
    fee: int
    papers: int
    weight: float
    strain: float
    steps: tuple[Step, ...]
    """The steps on the straight way."""


@dataclass(frozen=True, slots=True)
class Office:
    """A commune: its id, the branch that receives for it, its calendars, how often it is late."""

    agency_id: int
    intake_id: int
    calendar: Calendar
    intake_calendar: Calendar
    lateness: float
    weight: float
    hollow: bool = True
    """Whether open dossiers may be invented here. They cannot be worked on: their forms are empty."""


@dataclass(slots=True)
class Life:
    """What happened to one dossier. `events`: `(kind, status, at, further data, who)`.

    `who`: 0 the owner, 1 the counter, 2 the deciding office, 3 nobody (the clock).
    """

    office: Office
    kind: Kind
    channel: str
    submitted_at: datetime
    answer_due_at: datetime
    status: int = 1
    accepted_at: datetime | None = None
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    clock_from: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    asked_at: datetime | None = None
    finance: str = "none"
    stars: int | None = None
    end_reason: str = ""
    supplements: int = 0
    digitised: int = 0
    left: Span | None = None
    """What was left of the limit when the clock was stopped for a payment; None: the whole of it."""
    events: list[tuple[str, int, datetime, dict[str, Any], int]] = field(default_factory=list)

    @property
    def end(self) -> str:
        """The kind of event that ended it; empty while it is open."""
        return next((kind for kind, *_ in reversed(self.events) if kind in ENDINGS), "")

    def tell(self, kind: str, status: int, at: datetime, who: int, **data: Any) -> None:
        self.status = status
        self.events.append((kind, status, at, data, who))


class Inventor:
    """Draws lives until a moment; the same seed draws the same ones."""

    def __init__(
        self, rng: Random, offices: Sequence[Office], kinds: Sequence[Kind], until: datetime
    ) -> None:
        self.rng, self.until = rng, until
        self.offices, self.kinds = offices, kinds
        self._office_sums = _sums([office.weight for office in offices])
        self._kind_sums = _sums([kind.weight for kind in kinds])
        first = until.date() - timedelta(days=365)
        days = [first + timedelta(days=i) for i in range(366)]
        calendar = offices[0].calendar
        self._open_days = [day for day in days if calendar.is_working_day(day)]
        # More is asked for on working days, and a little more each month.
        self._day_sums = _sums(
            [(10 if calendar.is_working_day(day) else 2) * (1 + i / 700) for i, day in enumerate(days)]
        )
        self._days = days
        self._channels = _sums([weight for _, weight in CHANNELS])

    def one(self) -> Life:
        """The next life, told until `until`: what would happen later has not happened."""
        rng = self.rng
        office = rng.choices(self.offices, cum_weights=self._office_sums)[0]
        kind = rng.choices(self.kinds, cum_weights=self._kind_sums)[0]
        channel = rng.choices(CHANNELS, cum_weights=self._channels)[0][0]
        at = self._filed(channel)
        answer_due = worktime.add_working_minutes(at, 480, office.intake_calendar)
        life = Life(office, kind, channel, at, answer_due)
        life.digitised = (
            kind.papers if channel == "online" else round(kind.papers * rng.choice((0, 0.5, 1, 1)))
        )
        self._live(life)
        while not office.hollow and life.status in (1, 2, 4, 5):
            # Where open dossiers must be real ones, this one was filed long enough ago to be over.
            life = Life(office, kind, channel, at := at - timedelta(days=28), answer_due)
            life.answer_due_at = worktime.add_working_minutes(at, 480, office.intake_calendar)
            life.digitised = kind.papers
            self._live(life)
        return life

    def _filed(self, channel: str) -> datetime:
        rng = self.rng
        while True:
            if channel == "online":
                day = rng.choices(self._days, cum_weights=self._day_sums)[0]
                minutes = int(rng.triangular(6 * 60, 23 * 60, 9.5 * 60))
            else:
                day = rng.choice(self._open_days)
                minutes = rng.choice((8, 9, 9, 10, 11, 13, 14, 14, 15, 16)) * 60 + int(rng.random() * 60)
            at = datetime(
                day.year,
                day.month,
                day.day,
                minutes // 60,
                minutes % 60,
                int(rng.random() * 60),
                0,
                worktime.VN,
            )
            if at < self.until:
                return at

    def _live(self, life: Life) -> None:
        rng, at, until = self.rng, life.submitted_at, self.until
        papers = {"papers": life.kind.papers, "digitised": life.digitised}
        counter = life.channel == "counter"
        if counter:
            self._accept(life, at)
            life.tell(
                "taken-in", S.ACCEPTED, at, 1, answer_due_at=life.answer_due_at, fee=life.kind.fee, **papers
            )
        else:
            life.tell(
                "submitted",
                S.REGISTERED,
                at,
                0,
                answer_due_at=life.answer_due_at,
                fee=life.kind.fee,
                **papers,
            )
        if life.kind.fee:
            life.finance = "due"
            self._pay(life, at + timedelta(minutes=4))
        if not counter:
            answered = worktime.add_working_minutes(
                at, int(rng.random() ** 2 * 500), life.office.intake_calendar
            )
            if answered >= until:
                return
            if rng.random() < NO_INTAKE:
                life.ended_at, life.end_reason = answered, "Không thuộc thẩm quyền giải quyết"
                life.tell("refused", S.REFUSED, answered, 1, reason="not-competent", words=life.end_reason)
                return
            self._accept(life, answered)
            life.tell("accepted", S.ACCEPTED, answered, 1)
        self._work(life)

    def _pay(self, life: Life, at: datetime) -> None:
        if at < self.until:
            life.finance = "paid"
            means = "cash" if self.rng.random() < CASH[life.channel] else "vnpay"
            life.tell("fee-paid", life.status or 1, at, 0, amount=life.kind.fee, means=means)

    def _accept(self, life: Life, at: datetime) -> None:
        life.status, life.accepted_at = S.ACCEPTED, at
        self._start(life, at)

    def _start(self, life: Life, at: datetime) -> None:
        life.clock_from = at
        life.due_at = worktime.due(at, life.kind.span, life.office.calendar)
        life.first_due_at = life.first_due_at or life.due_at

    def _work(self, life: Life) -> None:
        rng, until, office = self.rng, self.until, life.office
        assert life.accepted_at is not None and life.due_at is not None
        begun = worktime.add_working_minutes(life.accepted_at, 5 + int(rng.random() * 50), office.calendar)
        if begun >= until:
            return
        life.tell("work-started", S.IN_PROGRESS, begun, 2)
        chance = rng.random()
        if chance < WITHDRAWN:
            self._end(
                life, "withdrawn", S.WITHDRAWN, begun + timedelta(hours=1), 0, "Theo đề nghị của chủ hồ sơ"
            )
            return
        if chance > 1 - SUPPLEMENT and not self._supplement(life, begun):
            return
        begun = max(begun, life.clock_from or begun)
        total = max(20, worktime.working_minutes(begun, life.due_at, office.calendar))
        late = rng.random() < min(0.6, office.lateness * life.kind.strain)
        if not late:
            spent = int(total * (0.15 + 0.83 * rng.random() ** 0.7))
        elif rng.random() < min(0.5, STUCK * office.lateness):
            spent = total + 480 * rng.randint(15, 120)
        else:
            spent = total + 30 + int(480 * rng.expovariate(0.45))
        ended = worktime.add_working_minutes(begun, spent, office.calendar)
        if ended >= until:
            return
        if rng.random() < REFUSED:
            self._end(
                life, "refused-after-appraisal", S.STOPPED, ended, 2, "Không đủ điều kiện theo quy định"
            )
            return
        life.ended_at = ended
        life.tell("finished", S.DONE, ended, 2)
        self._hand_over(life, ended, late)

    def _supplement(self, life: Life, begun: datetime) -> bool:
        """Whether the work goes on."""
        rng, office = self.rng, life.office
        asked = worktime.add_working_minutes(begun, 30 + int(rng.random() * 200), office.calendar)
        if asked >= self.until:
            return False
        limit = worktime.due(asked, worktime.working_days(15), office.calendar)
        life.supplements, life.paused_at, life.asked_at = 1, asked, asked
        life.tell(
            "supplement-asked",
            S.SUPPLEMENT,
            asked,
            2,
            items=["Giấy tờ bản rõ nét"],
            reason="Ảnh chụp mờ",
            answer_by=limit,
        )
        if rng.random() < NEVER_SUPPLIED:
            if limit < self.until:
                self._end(life, "supplement-expired", S.STOPPED, limit, 3, "Quá thời hạn bổ sung hồ sơ")
            return False
        given = worktime.add_working_minutes(asked, 60 + int(rng.expovariate(1 / 900)), office.calendar)
        if given >= min(limit, self.until):
            return False
        life.paused_at = None
        self._start(life, given)
        life.tell("supplement-given", S.IN_PROGRESS, given, 2)
        return True

    def _end(self, life: Life, kind: str, status: int, at: datetime, who: int, words: str) -> None:
        if at >= self.until:
            return
        life.ended_at, life.end_reason, life.paused_at = at, words, None
        if life.finance == "paid" and kind == "withdrawn":
            life.finance = "refund-due"
        life.tell(kind, status, at, who, words=words)

    def _hand_over(self, life: Life, ended: datetime, late: bool) -> None:
        rng = self.rng
        wait = 10 + int(rng.expovariate(1 / (90 if life.channel == "online" else 700)))
        given = worktime.add_working_minutes(ended, wait, life.office.intake_calendar)
        if given >= self.until:
            return
        life.returned_at = given
        life.tell("returned", S.RETURNED, given, 0 if life.channel == "online" else 1)
        if rng.random() < RATED:
            life.stars = rng.choices((1, 2, 3, 4, 5), (22, 24, 26, 18, 10) if late else (1, 1, 5, 31, 62))[0]
            rated = given + timedelta(minutes=1 + int(rng.random() * 3000))
            if rated < self.until:
                life.tell("rated", S.RETURNED, rated, 0, stars=life.stars)
            else:
                life.stars = None


def _sums(weights: Sequence[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums
