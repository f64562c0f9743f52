"""Several bodies answer at the same moment, and work goes round while many arrive at once."""

from functools import partial

import pytest

from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes, errors
from motcua.procedures.dossiers.changes import opinions
from motcua.procedures.dossiers.models import Task
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_wide import ASKED, consulted, department, holder, main_task, say, sides
from tests.procedures.at_work import HOME, now, seat

AT = hanoi("2026-03-02 08:30")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


def told(dossier, kind):
    return Event.objects.filter(chain=dossier.chain, kind=kind).count()


def last_two_together(desk, turn):
    """The last two opinions arrive at once: both count, and exactly one of them lets the step go on."""
    dossier = consulted(AT)
    say(dossier, "money", "agree", AT)
    presses = [
        partial(opinions.answer, sides(dossier)[branch].id, "agree", "", by=department(branch, AT), at=AT)
        for branch in ("works", "health")
    ]
    answers = desk.together(presses[:: 1 if turn % 2 else -1])
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert now(dossier).step == "tax"
    assert (told(dossier, "opinion-given"), Task.objects.filter(dossier=dossier, step="tax").count()) == (
        3,
        1,
    )
    assert events.verify_chain(dossier.chain) == []


def one_opinion_twice(desk, turn):
    """Two officers of one body answer at once: one opinion is given, the other officer is told who was faster."""
    dossier = consulted(AT)
    task = sides(dossier)["works"]
    both = [department("works", AT, number=n) for n in (1, 2)]
    answers = desk.together(
        [
            partial(opinions.answer, task.id, "agree", "", by=by, at=AT)
            for by in both[:: 1 if turn % 2 else -1]
        ]
    )
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 1 and isinstance(lost[0], errors.SomebodyWasFaster | errors.TakenByOther), answers
    assert any(by.name in lost[0].vi for by in both)
    assert told(dossier, "opinion-given") == 1


def left_while_answered(desk, turn):
    """The officer goes on early while a body answers: either order is right, never half of both."""
    dossier = consulted(AT)
    say(dossier, "works", "agree", AT)
    say(dossier, "health", "agree", AT)
    presses = [
        partial(opinions.answer, sides(dossier)["money"].id, "agree", "", by=department("money", AT), at=AT),
        partial(
            changes.act, main_task(dossier).id, "on", by=seat(HOME, "justice_officer", AT), at=AT, note="Gấp"
        ),
    ]
    answers = desk.together(presses[:: 1 if turn % 2 else -1])
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(error, errors.SomebodyWasFaster) for error in lost) and len(lost) <= 1, answers
    assert now(dossier).step == "tax" and told(dossier, "opinion-given") == 3 - (
        Task.objects.filter(dossier=dossier, action="not-awaited").count()
    )
    assert events.verify_chain(dossier.chain) == []


def work_goes_round(desk):
    """Six pieces of work arrive at once at three officers: each gets two."""
    ways = at_wide.definition().workflow.steps["opinions"].next[:1]
    at_wide.publish(
        at_wide.with_step(
            "opinions",
            opinions=(),
            kind="process",
            post="division_leader",
            assignment="round_robin",
            next=ways,
        )
    )
    dossiers = [at_wide.at_check(AT) for _ in range(6)]
    presses = [partial(changes.act, main_task(one).id, "ask", by=holder(one, AT), at=AT) for one in dossiers]
    answers = desk.together(presses)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    given = [main_task(one).claimed_by_id for one in dossiers]
    assert sorted(given.count(one) for one in set(given)) == [2, 2, 2]


def run(tries: int) -> None:
    at_wide.publish()
    assert set(ASKED) == {"works", "health", "money"}
    with Desk(6) as desk:
        for turn in range(tries):
            last_two_together(desk, turn)
            one_opinion_twice(desk, turn)
            left_while_answered(desk, turn)
        work_goes_round(desk)


def test_opinions_that_arrive_together_are_all_counted_and_the_step_is_left_once():
    run(4)


@pytest.mark.long
def test_opinions_that_arrive_together_a_hundred_times():
    run(100)
