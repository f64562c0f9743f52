"""Open dossiers of 30 June 2025, by COPY: at every stage, with answers, true chains, tasks, timers and figures.

A part of them lies at two bodies at once: a permit about which a department is asked, a certificate about which the commune of
a former residence is asked.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.city.models import Agency, Person
from motcua.foundation import worktime
from motcua.foundation.text import fold
from motcua.foundation.worktime import VN, Calendar
from motcua.insight.counting import Counts
from motcua.insight.process.measuring import Tally
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.changes.paying import WAIT_ACTION
from motcua.procedures.dossiers.models import Supplement, Timer
from motcua.procedures.dossiers.status import Status
from motcua.procedures.trial import sample_for_case
from motcua.project.demo import history, live, past_city
from motcua.project.demo.copying import copy_rows
from motcua.project.demo.history import Writer
from motcua.project.demo.invented import Inventor, Kind, Life, Office
from motcua.project.demo.steps import Worker
from motcua.project.trials.reform_2025.plan import AT_COMMUNE, AT_DISTRICT

EVE = datetime(2025, 6, 30, 16, 30, tzinfo=VN)
"""The last hour of the last day on which the old city worked."""
STAGES = (
    ("registered", 12),
    ("accepted", 12),
    ("working", 40),
    ("asked", 10),
    ("supplement", 12),
    ("payment", 5),
    ("done", 9),
)
"""At which stage an open dossier stands, and how often. `asked`: another body's opinion is awaited."""
DAYS = 45
CLAIMED = 0.45
CONSULTS = {
    "1.013225": ("site_check", "consult", "consult", "so-xay-dung"),
    "1.004873": ("check", "ask", "ask_former", ""),
}
"""Procedures at which another body is asked: the step before, its action, the step, whom (empty: the commune of a former
residence)."""
NOWHERE = "99999"
"""Stands for the owner's commune in made-up answers."""
GROWN = date(2000, 1, 1)
ITEMS, REASON = ["Giấy tờ bản rõ nét"], "Ảnh chụp mờ"
S = Status
_STEP, _AGENCY, _POST, _OPENED, _CLAIMED, _CLOSED = 1, 3, 4, 7, 9, 11  # places in a task's row without its id


@transaction.atomic
def generate(n: int, seed: int, until: datetime = EVE) -> int:
    """Write `n` open dossiers of the weeks before `until`. The city before and its procedures must be there."""
    writer = _Writer(Random(f"open work {seed}"), until)
    for done in range(0, n, history.CHUNK):
        writer.write(min(history.CHUNK, n - done))
    writer.finish()
    return n


class _Writer(Writer):
    """Open dossiers in place of a year's: who decides what is that of the time of districts."""

    def __init__(self, rng: Random, until: datetime) -> None:
        self.rng, self.until = rng, until
        bodies = _bodies()
        self.codes = {desk.id: desk.code for _, desk in bodies}
        kinds = {kind.code: kind for kind in past_city.kinds(until)}
        offices = {body.id: _office(rng, body, desk) for body, desk in bodies}
        self.communes = [body for body, _ in bodies if body.kind == Agency.Kind.COMMUNE]
        self.residents = {p.pk: p for p in Person.objects.exclude(unit=None).select_related("unit")}
        self.people = self._people()
        of_kind = {
            kind: [offices[body.pk] for body, _ in bodies if body.kind == kind and body.pk in self.people]
            for kind in (Agency.Kind.COMMUNE, Agency.Kind.DISTRICT)
        }
        self.inventors = (
            _Recent(rng, of_kind[Agency.Kind.COMMUNE], [kinds[code] for code in AT_COMMUNE], until),
            _Recent(rng, of_kind[Agency.Kind.DISTRICT], [kinds[code] for code in AT_DISTRICT], until),
        )
        self.inventor = self  # type: ignore[assignment]  # lives are drawn by `one` below
        calendars = {o.agency_id: o.calendar for o in offices.values()}
        calendars |= {o.intake_id: o.intake_calendar for o in offices.values()}
        calendars |= {
            a.pk: Calendar.from_data(a.calendar.data)
            for a in Agency.objects.filter(kind=Agency.Kind.DEPARTMENT).select_related("calendar")
        }
        self.calendars, self.minutes = calendars, history.minutes_by(calendars)
        self.worker = Worker(Random(rng.getrandbits(32)), until)
        self.processes, self.counts = Tally(), Counts()
        self.officers = past_city.officers()
        self.numbers: dict[str, int] = {}
        self.forms = {}
        self.ids = dict(Agency.objects.values_list("key", "id"))
        self._asks: set[int] = set()
        self._former: dict[int, str] = {}
        self._waits: list[tuple[int, Life, str]] = []
        self._made: dict[tuple[int, str], str] = {}
        self._samples = {sample.code: sample for sample in live.SAMPLES}
        names, weights = zip(*STAGES, strict=True)
        self._stages = iter(lambda: rng.choices(names, weights)[0], None)

    def write(self, n: int) -> None:
        self._asks.clear()
        self._former.clear()
        super().write(n)

    def one(self) -> Life:
        """The next open life: lives are drawn until one can be brought to the stage whose turn it is."""
        stage = next(self._stages)
        while True:
            life = self.rng.choice(self.inventors).one()
            if (stage != "asked" or life.kind.code in CONSULTS) and bring_to(
                life, stage, self.rng, self.until
            ):
                if stage == "asked":
                    self._asks.add(id(life))
                return life

    def _people(self) -> dict[int, Sequence[tuple]]:
        """Grown residents of each commune; a district's are those of its communes. Nobody files where nobody lives."""
        found: dict[int, list[tuple]] = defaultdict(list)
        of_unit = {body.unit_id: body for body in self.communes}
        for person in self.residents.values():
            home = of_unit.get(person.unit_id)
            if home is None or person.birth_date > GROWN:
                continue
            row = (person.pk, person.full_name, fold(person.full_name), person.phone, person.address_line)
            assert home.parent_id is not None  # a commune stood under its district
            for agency_id in (home.pk, home.parent_id):
                found[agency_id].append(row)
        return dict(found)

    def _tasks(self, dossier_id: int, life: Life) -> list[tuple]:
        """As in any past; the last one may wait for another body, for money, or lie on somebody's desk."""
        rows = super()._tasks(dossier_id, life)
        last = list(rows[-1])
        if last[_CLOSED] is not None:
            if life.status in (S.SUPPLEMENT, S.PAYMENT_DUTY):
                self._waits.append((dossier_id, life, last[_STEP]))
            return rows
        step, agency_id, post, opened = last[_STEP], last[_AGENCY], last[_POST], last[_OPENED]
        if life.status == S.PAYMENT_DUTY:
            who = self._officer(agency_id, post)
            last[_CLOSED:] = [life.paused_at, *who, WAIT_ACTION]
            self._waits.append((dossier_id, life, step))
            return [*rows[:-1], tuple(last)]
        if id(life) in self._asks:
            who = self._officer(agency_id, post)
            last[_STEP], action, asks, to = CONSULTS[life.kind.code]
            last[_CLOSED:] = [opened, *who, action]
            agency = self.ids[to] if to else self._elsewhere(dossier_id, life)
            due = worktime.add_working_minutes(opened, 3 * 480, self.calendars[agency])
            about = (dossier_id, asks, "consult", agency, "", life.kind.code, life.kind.field)
            return [*rows[:-1], tuple(last), (*about, opened, due, None, None, None, None, "", "")]
        if self.rng.random() < CLAIMED and (held := self.officers.get((agency_id, post))):
            last[_CLAIMED], last[_CLAIMED + 1] = opened, self.rng.choice(held)[0]
        return [*rows[:-1], tuple(last)]

    def _elsewhere(self, dossier_id: int, life: Life) -> int:
        """The commune of a former residence, which is asked: any other one."""
        other = self.rng.choice([body for body in self.communes if body.pk != life.office.agency_id])
        assert other.unit is not None
        self._former[dossier_id] = other.unit.code
        return other.pk

    def _form(self, lived: tuple[int, UUID, str, tuple, Life]) -> str:
        """Answers that the form accepts, about the place where the owner lives (or will build, or trade)."""
        dossier_id, _, _, row, life = lived
        person, kind = self.residents[row[0]], life.kind
        assert person.unit is not None
        sample = self._samples.get(kind.code)
        if sample is None:
            answers = self._sampled(kind, person)
            if dossier_id in self._former:
                answers["former_unit"] = self._former[dossier_id]
            return json.dumps(answers, ensure_ascii=False)
        rng = Random(dossier_id)
        answers = sample.answers(person, rng)
        for name in [name for name in live.DAYS if name in answers]:
            day = life.submitted_at.date() + timedelta(days=rng.randint(*live.DAYS[name]))
            answers[name] = day.isoformat()
        for field in ("site_address", "place"):
            if field in answers:
                answers[field] = {"unit": person.unit.code, "line": person.address_line}
        return json.dumps(answers, ensure_ascii=False)

    def _sampled(self, kind: Kind, person: Person) -> dict[str, Any]:
        """Made-up answers, every place of which is the owner's own."""
        assert person.unit is not None
        known = kind.version_id, kind.case_id
        if known not in self._made:
            compiled = compiled_version(kind.version_id)
            made = sample_for_case(compiled, kind.case_id, today=self.until.date(), place=NOWHERE)
            self._made[known] = json.dumps(made.clean if made else {})
        found: dict[str, Any] = json.loads(self._made[known].replace(NOWHERE, person.unit.code))
        for answer in found.values():
            if isinstance(answer, dict) and answer.get("unit"):
                answer["line"] = person.address_line
        return found

    def _copy(
        self,
        dossiers: list[tuple[int, UUID, str, tuple, Life]],
        tasks: list[tuple],
        timers: list[tuple],
        events: list[tuple],
        heads: list[tuple],
    ) -> None:
        """The clocks and requests that a year's past, which is over, does not have."""
        for dossier_id, _, _, _, life in dossiers:
            if life.status == S.REGISTERED:
                timers.append((dossier_id, "answer-due", life.answer_due_at))
        super()._copy(dossiers, tasks, timers, events, heads)
        asked = [one for one in self._waits if one[1].status == S.SUPPLEMENT]
        self._waits.clear()
        limits = {one[0]: _answer_by(one[1]) for one in asked}
        expiries = [(dossier_id, "supplement-expiry", limit) for dossier_id, limit in limits.items()]
        copy_rows(Timer, ("dossier_id", "kind", "fire_at"), expiries)
        copy_rows(
            Supplement,
            ("dossier_id", "items", "reason", "asked_by", "asked_at", "answer_by", "due_before", "resume_step"),
            [
                (dossier_id, json.dumps(ITEMS, ensure_ascii=False), REASON, "Công chức xử lý", life.asked_at,
                 limits[dossier_id], life.due_at, step)
                for dossier_id, life, step in asked
            ],
        )  # fmt: skip


class _Recent(Inventor):
    """Lives of the last weeks: what was filed earlier has ended, but for a few."""

    def __init__(
        self, rng: Random, offices: Sequence[Office], kinds: Sequence[Kind], until: datetime
    ) -> None:
        super().__init__(rng, offices, kinds, until)
        first = until.date() - timedelta(days=DAYS)
        self._days = [first + timedelta(days=i) for i in range(DAYS + 1)]
        self._open_days = [day for day in self._open_days if day >= first]
        self._day_sums = [float(i + 1) for i in range(len(self._days))]


def bring_to(life: Life, stage: str, rng: Random, until: datetime) -> bool:
    """Whether the life stands at the stage, some of what happened last taken back where need be."""
    if stage == "registered":
        if life.channel == "counter" or life.submitted_at < until - timedelta(days=3):
            return False
        _back_to(life, {"submitted", "fee-paid"}, S.REGISTERED)
        life.accepted_at = life.first_due_at = life.due_at = life.clock_from = None
        return True
    if life.accepted_at is None or life.end not in ("", "finished"):
        return False
    if stage == "done":
        if life.ended_at is None or life.ended_at < until - timedelta(days=12):
            return False
        life.events = [one for one in life.events if one[0] not in ("returned", "rated")]
        life.status, life.returned_at, life.stars = S.DONE, None, None
        return True
    if stage == "accepted":
        if life.accepted_at < until - timedelta(days=4) or life.supplements:
            return False
        _back_to(life, {"submitted", "taken-in", "accepted", "fee-paid"}, S.ACCEPTED)
        return True
    if life.ended_at is not None or life.status != S.IN_PROGRESS or life.supplements:
        return False
    assert life.clock_from is not None
    if stage == "supplement":
        begun = life.events[-1][2]
        asked = worktime.add_working_minutes(begun, rng.randint(20, 400), life.office.calendar)
        if asked >= until:
            return False
        life.supplements, life.paused_at, life.asked_at = 1, asked, asked
        limit = worktime.due(asked, worktime.working_days(15), life.office.calendar)
        life.tell("supplement-asked", S.SUPPLEMENT, asked, 2, items=ITEMS, reason=REASON, answer_by=limit)
        return limit > until
    if stage == "payment":
        if not life.kind.fee:
            return False
        life.events = [one for one in life.events if one[0] != "fee-paid"]
        asked = worktime.add_working_minutes(life.events[-1][2], rng.randint(20, 400), life.office.calendar)
        if asked >= until or (life.due_at and asked >= life.due_at):
            return False
        life.finance, life.paused_at = "due", asked
        life.left = worktime.remaining_after(life.clock_from, asked, life.kind.span, life.office.calendar)
        life.tell("payment-awaited", S.PAYMENT_DUTY, asked, 2, amount=life.kind.fee)
    return True


def _back_to(life: Life, kept: set[str], status: int) -> None:
    life.events = [one for one in life.events if one[0] in kept]
    life.status, life.ended_at, life.returned_at, life.paused_at, life.asked_at = (
        status,
        None,
        None,
        None,
        None,
    )
    life.stars, life.end_reason, life.supplements = None, "", 0


def _answer_by(life: Life) -> datetime:
    return next(
        data["answer_by"] for kind, _, _, data, _ in reversed(life.events) if kind == "supplement-asked"
    )


def _bodies() -> list[tuple[Agency, Agency]]:
    """Every district and commune with its reception office."""
    kinds = (Agency.Kind.COMMUNE, Agency.Kind.DISTRICT)
    rows = Agency.objects.filter(kind__in=kinds).select_related("calendar", "unit").order_by("id")
    desks = {
        desk.parent_id: desk
        for desk in Agency.objects.filter(kind=Agency.Kind.CENTRE_BRANCH).select_related("calendar")
    }
    return [(body, desks[body.pk]) for body in rows]


def _office(rng: Random, body: Agency, desk: Agency) -> Office:
    return Office(
        agency_id=body.pk, intake_id=desk.pk, calendar=Calendar.from_data(body.calendar.data),
        intake_calendar=Calendar.from_data(desk.calendar.data), lateness=rng.uniform(0.01, 0.06),
        weight=rng.uniform(0.6, 1.8),
    )  # fmt: skip
