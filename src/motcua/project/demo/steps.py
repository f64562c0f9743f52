"""The steps that an invented dossier went through: who waited how long, what came back. Pure.

Every office has one step at which work piles up, and some send more back than others: so that a leader of the demo
finds something to see. The times of acceptance, supplement and end are those of the dossier's life.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from motcua.foundation import worktime
from motcua.procedures.dossiers.status import Status
from motcua.project.demo.invented import Life, Office, Step

SENT_BACK = 0.055
CLAIMED = 0.85
"""Of the steps that are claimed before they are done; the others are done at once."""


@dataclass(slots=True)
class Done:
    """One task: a step, its moments, and the action by which it was left (empty: it is open)."""

    step: Step
    agency_id: int
    opened: datetime
    claimed: datetime | None
    due: datetime
    closed: datetime | None
    action: str


@dataclass(frozen=True, slots=True)
class Habits:
    """How an office works: the share of the time that each step takes beyond its design, and what it sends back."""

    slow: int
    heavy: float
    back: float


class Worker:
    """Tells the steps of lives; the same random numbers tell the same ones."""

    def __init__(self, rng: Random, until: datetime) -> None:
        self.rng, self.until = rng, until
        self._habits: dict[int, Habits] = {}

    def steps(self, life: Life) -> list[Done]:
        """The steps between acceptance and result; the last one may be open."""
        steps = [step for step in life.kind.steps[1:] if step.kind != "return"]
        if life.accepted_at is None or not steps:
            return []
        begun, before = life.accepted_at, list[Done]()
        if life.asked_at is not None:
            before, steps = self._asked(life, steps, life.asked_at)
            if life.clock_from is None or life.clock_from == life.accepted_at:
                return before
            begun = life.clock_from
            office = life.office.agency_id
            before.append(Done(steps[0], office, begun, begun, begun, begun, "confirm-supplement"))
        if life.ended_at is None:
            return before + self._until_now(life, steps, begun)
        return before + self._all(life, steps, begun, life.ended_at)

    def _asked(self, life: Life, steps: list[Step], asked: datetime) -> tuple[list[Done], list[Step]]:
        """What was done until more was asked for, and the steps from there on: who examines asks."""
        assert life.accepted_at is not None
        asking = next((i for i, step in enumerate(steps) if step.kind == "process"), 0)
        done, at = list[Done](), life.accepted_at
        for i, step in enumerate(steps[:asking], 1):
            closed = life.accepted_at + (asked - life.accepted_at) * i / (asking + 1)
            done.append(self._one(life, step, at, closed, step.action))
            at = closed
        due = self._due(life, steps[asking], at)
        done.append(Done(steps[asking], life.office.agency_id, at, at, due, asked, "ask-supplement"))
        return done, steps[asking:]

    def _all(self, life: Life, steps: list[Step], begun: datetime, ended: datetime) -> list[Done]:
        """Every step, the time between shared out by design, chance and the office's habits."""
        last = life.end
        order = self._order(life, steps)
        if last == "withdrawn":
            order = order[:1]
        calendar = life.office.calendar
        total = max(0, worktime.working_minutes(begun, ended, calendar))
        parts = [self._part(life.office, steps, step) for step, _ in order]
        done, at, used, whole = list[Done](), begun, 0.0, sum(parts)
        for i, ((step, action), part) in enumerate(zip(order, parts, strict=True), 1):
            used += part
            closed = worktime.add_working_minutes(begun, int(total * used / whole), calendar)
            closed = ended if i == len(order) else min(max(closed, at), ended)
            done.append(self._one(life, step, at, closed, action))
            at = closed
        if last == "withdrawn":
            done[-1].action = "withdraw"
        elif last == "refused-after-appraisal":
            done[-1].action = "refuse"
        return done

    def _order(self, life: Life, steps: list[Step]) -> list[tuple[Step, str]]:
        """The steps with their actions; what is sent back is done twice, from where it was sent to."""
        refused = life.end == "refused-after-appraisal"
        if refused:
            ends = next((i for i, step in enumerate(steps) if step.kind == "sign"), 0)
            steps = steps[: ends + 1]
        order = list[tuple[Step, str]]()
        habits = self._of(life.office, len(steps))
        names = [step.id for step in steps]
        for i, step in enumerate(steps):
            if step.back in names[:i] and self.rng.random() < habits.back:
                order.append((step, step.back_action))
                order += [(again, again.action) for again in steps[names.index(step.back) : i]]
            order.append((step, step.action))
        return order

    def _part(self, office: Office, steps: list[Step], step: Step) -> float:
        habits = self._of(office, len(steps))
        slow = steps[habits.slow % len(steps)].id == step.id
        return max(15, step.minutes) * self.rng.lognormvariate(0, 0.45) * (habits.heavy if slow else 1)

    def _of(self, office: Office, number: int) -> Habits:
        found = self._habits.get(office.agency_id)
        if found is None:
            chance = Random(office.agency_id * 7919 + 13)
            found = Habits(
                chance.choices((0, 1, 2), (5, 3, 1))[0], chance.uniform(1.2, 3.6),
                SENT_BACK * chance.choice((0.4, 1, 1, 2.5)),
            )  # fmt: skip
            self._habits[office.agency_id] = found
        return found

    def _until_now(self, life: Life, steps: list[Step], begun: datetime) -> list[Done]:
        """A dossier that is being worked on: the steps that its time would have taken, the last one open."""
        done, at = list[Done](), begun
        for step in steps[:-1] if life.status != Status.ACCEPTED else []:
            spent = int(self._part(life.office, steps, step))
            closed = worktime.add_working_minutes(at, spent, life.office.calendar)
            if closed >= self.until:
                break
            done.append(self._one(life, step, at, closed, step.action))
            at = closed
        step = steps[len(done)]
        done.append(self._one(life, step, at, None, ""))
        return done

    def _one(self, life: Life, step: Step, opened: datetime, closed: datetime | None, action: str) -> Done:
        office = life.office
        claimed = None
        if closed is not None and self.rng.random() < CLAIMED:
            calendar = office.intake_calendar if step.at_counter else office.calendar
            minutes = max(0, worktime.working_minutes(opened, closed, calendar))
            waited = int(minutes * self.rng.betavariate(2.2, 1.6))
            claimed = min(max(opened, worktime.add_working_minutes(opened, waited, calendar)), closed)
        agency = office.intake_id if step.at_counter else office.agency_id
        return Done(step, agency, opened, claimed, self._due(life, step, opened), closed, action)

    def _due(self, life: Life, step: Step, opened: datetime) -> datetime:
        calendar = life.office.intake_calendar if step.at_counter else life.office.calendar
        return worktime.add_working_minutes(opened, step.minutes, calendar)
