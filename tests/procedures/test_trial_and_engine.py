"""The trial is no second engine: made-up and real dossiers of the widest procedure stand at the same place at each move."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes, timers
from motcua.procedures.dossiers.models import Task, Timer
from motcua.procedures.dossiers.office import office, office_by_key
from motcua.procedures.trial import Move, Offices, Opening, Trial, Where, run
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_wide import holder, main_task, say
from tests.procedures.at_work import now
from tests.procedures.people import officer, resident

MORNING = hanoi("2026-03-02 08:30")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(city):
    at_wide.publish()


@dataclass
class Side:
    """The same moves on a real dossier and on a made-up one."""

    real: object
    trial: Trial
    at: object

    def wait(self, hours: float) -> None:
        self.at += timedelta(hours=hours)
        mine = Timer.objects.filter(dossier=self.real, fired_at=None, fire_at__lte=self.at)
        while (due := mine.order_by("fire_at").first()) is not None:
            timers.fire_due(due.fire_at)
        self.trial.wait(round(hours * 60))
        self.compare()

    def act(self, way: str, **fields) -> None:
        dossier = now(self.real)
        if dossier.step == "receive":
            changes.accept(main_task(dossier).id, by=officer("counter", self.at), at=self.at)
        else:
            at_wide.act(dossier, way, holder(dossier, self.at), self.at, answers=fields)
        self.trial.act(way, fields)
        self.compare()

    def supplement(self, do: str) -> None:
        """One move of a supplement round, by whoever makes it."""
        task = None if do == "bring" else main_task(now(self.real)).id
        if do == "ask":
            changes.ask_supplement(task, ["Bản vẽ"], "Thiếu", by=self._whoever(), at=self.at)
        elif do == "bring":
            changes.answer_supplement(self.real.uuid, (), "Đây", by=resident(self.at), at=self.at)
        else:
            changes.confirm_supplement(task, by=self._whoever(), at=self.at)
        self.trial.make(Move(do))
        self.compare()

    def _whoever(self):
        counter = now(self.real).step == "receive"
        return officer("counter", self.at) if counter else holder(now(self.real), self.at)

    def say(self, branch: str, stance: str) -> None:
        say(now(self.real), branch, stance, self.at, words="Lý do")
        self.trial.answer(branch, stance)
        self.compare()

    def compare(self) -> None:
        real, made_up = now(self.real), self.trial
        assert (made_up.step.id, made_up.due_at, made_up.paused_at) == (
            real.step,
            real.due_at,
            real.paused_at,
        )
        if made_up.supplement is not None and made_up.supplement.handed_in is None:
            assert not Task.objects.filter(dossier=real, closed_at=None).exists(), "only the owner can go on"
            return
        task = main_task(self.real)
        assert made_up.step_due == task.due_at, real.step
        if real.step != "tax":
            assert made_up.post == task.post_kind, real.step
        told = {
            key: value for key, value in real.officer_answers.items() if key in ("works", "health", "money")
        }
        assert {key: made_up.officer.get(key) for key in told} == told


def both(**changed) -> Side:
    real = at_wide.filed(MORNING, **changed)
    here, there = office(real.intake_agency_id), office(real.competent_agency_id)
    offices = Offices(
        Where(here.name_vi, here.calendar),
        Where(there.name_vi, there.calendar),
        lambda key, unit: Where(key, office_by_key(key).calendar),
    )
    trial = run(compiled_version(real.version_id), offices, Opening(MORNING, real.answers))
    return Side(real, trial, MORNING)


def test_through_parts_opinions_silence_and_an_outside_body():
    side = both()
    for way in ("pass", "seen", "done"):
        side.act(way)
    side.wait(2)
    side.act("ask")
    side.wait(1.5)
    side.say("works", "conditions")
    side.wait(26)  # health is silent and agrees
    side.wait(72)  # finance is silent and reported: the step goes on by itself
    assert side.trial.step.id == "tax" and side.trial.paused_at is not None
    side.wait(20)
    side.act("paid", tax_paid=True, tax_due=0)
    side.act("seen")


def test_through_a_case_that_hands_work_over_and_an_objection_that_sends_it_back():
    side = both(urgent=True)
    side.act("pass")
    assert side.trial.post == "specialist"
    side.wait(30)
    assert side.trial.post == "division_leader"
    side.act("ask")
    side.say("health", "agree")
    side.say("money", "agree")
    side.say("works", "object")
    assert side.trial.step.id == "opinions", "somebody has to choose"


def test_nobody_is_asked_where_no_opinion_is_needed():
    side = both(city=False)
    for way in ("pass", "seen", "done", "ask"):
        side.act(way)
    assert side.trial.step.id == "tax"


@pytest.mark.parametrize("accepted", [False, True], ids=["before acceptance", "after acceptance"])
def test_through_a_supplement_that_is_asked_for_twice(accepted):
    side = both()
    if accepted:
        side.act("pass")
    side.supplement("ask")
    side.wait(30)
    side.supplement("bring")
    side.wait(1)
    side.supplement("ask")
    side.wait(5)
    side.supplement("bring")
    side.supplement("complete")
    side.act("seen")
