"""Two officers press at the same moment: one change is made, the other is told why not. Every time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import ChangeRefused, SomebodyWasFaster, TakenByOther, WrongState
from motcua.procedures.dossiers.models import Dossier, Task
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi
from tests.procedures.at_work import (
    CHECKED,
    HOME,
    SITE_CHECKED,
    accepted_birth,
    open_task,
    ready_birth,
    seat,
    works_at_site_check,
)
from tests.procedures.people import RECEIVED, filed_birth, officer, resident

AT = hanoi("2026-03-02 08:30")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]
Press = Callable[[Dossier, Task], object]


@dataclass(frozen=True)
class Pair:
    """Where the dossier stands, the two presses, and how the loser is told.

    `in_turn`: the events when the slower press is lawful after the faster one (an accepted request may be
    withdrawn, a returned result corrected); the other order has one winner as always.
    """

    name: str
    begin: Callable[[datetime], Dossier]
    one: Press
    other: Press
    told: tuple[type[ChangeRefused], ...]
    in_turn: tuple[str, ...] = ()


class People:
    """Two officers on each post, and the owner; looked up once."""

    def __init__(self) -> None:
        branch = officer("counter", AT)
        self.counter = [branch, seat("ttpvhcc-chi-nhanh-1", "reception", AT, 2)]
        assert (
            branch.agency_id == self.counter[1].agency_id and branch.account_id != self.counter[1].account_id
        )
        self.justice, self.chair = officer("justice", AT), officer("chair", AT)
        self.vice, self.owner = seat(HOME, "vice_chair", AT), resident(AT)
        self.economy, self.leader = seat(HOME, "land_officer", AT), officer("leader", AT)


def pairs(who: People) -> list[Pair]:
    first, second = who.counter

    def submit(by: Actor) -> Press:
        return lambda d, t: changes.act(
            t.id, "submit", by=by, at=AT, answers={"proposal": "grant"}, ticked=CHECKED
        )

    def accept(by: Actor) -> Press:
        return lambda d, t: changes.accept(t.id, by=by, at=AT, ticked=RECEIVED)

    def claim(by: Actor) -> Press:
        return lambda d, t: changes.claim(t.id, by=by, at=AT)

    def refuse(by: Actor) -> Press:
        return lambda d, t: changes.refuse_intake(t.id, "duplicate", "Đã nộp", by=by, at=AT)

    def hand_over(by: Actor) -> Press:
        return lambda d, t: changes.hand_over(t.id, "signature", {"to": "chủ hồ sơ"}, by=by, at=AT)

    def ask(by: Actor) -> Press:
        return lambda d, t: changes.ask_supplement(t.id, ["Giấy chứng sinh"], "Thiếu", by=by, at=AT)

    def withdraw(d: Dossier, t: Task) -> object:
        return changes.withdraw(d.uuid, "Thôi", by=who.owner, at=AT)

    def correct(by: Actor) -> Press:
        return lambda d, t: changes.correct(d.id, "Sai tên", by=by, at=AT)

    faster, state = (SomebodyWasFaster,), (WrongState, SomebodyWasFaster)
    return [
        Pair("claim/claim", filed_birth, claim(first), claim(second), (TakenByOther,)),
        Pair("claim/accept", filed_birth, claim(first), accept(second), (TakenByOther, SomebodyWasFaster)),
        Pair("accept/accept", filed_birth, accept(first), accept(second), faster),
        Pair("accept/refuse", filed_birth, accept(first), refuse(second), faster),
        Pair("accept/ask", filed_birth, accept(first), ask(second), faster),
        Pair("act/act", accepted_birth, submit(who.justice), submit(who.justice), faster),
        Pair("hand over/hand over", ready_birth, hand_over(first), hand_over(second), faster),
        Pair(
            "hand over/correct",
            ready_birth,
            hand_over(first),
            correct(who.chair),
            faster,
            ("returned", "reopened"),
        ),
        Pair("withdraw/accept", filed_birth, withdraw, accept(first), state, ("accepted", "withdrawn")),
        Pair("withdraw/withdraw", accepted_birth, withdraw, withdraw, state),
    ]


def press_twice(desk: Desk, pair: Pair, turn: int) -> None:
    """One try; which of the two is queued first changes with the turn."""
    dossier = pair.begin(AT)
    task, before = open_task(dossier), Event.objects.filter(chain=dossier.chain).count()
    presses = (pair.one, pair.other) if turn % 2 else (pair.other, pair.one)
    answers = desk.together([lambda press=press: press(dossier, task) for press in presses])
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    if pair.in_turn and not lost:
        happened = Event.objects.filter(chain=dossier.chain).order_by("seq").values_list("kind", flat=True)
        assert tuple(happened)[-2:] == pair.in_turn, f"{pair.name}: {list(happened)}"
        assert events.verify_chain(dossier.chain) == []
        return
    assert len(lost) == 1, f"{pair.name}: {answers}"
    assert isinstance(lost[0], pair.told), f"{pair.name}: {lost[0]!r}"
    assert lost[0].vi and lost[0].en
    if isinstance(lost[0], SomebodyWasFaster | TakenByOther):
        winner = Task.objects.values_list("closed_by_name", "claimed_by__display_name").get(id=task.id)
        assert (winner[0] or winner[1]) in lost[0].vi, "the loser is told who was faster"
    made = Event.objects.filter(chain=dossier.chain).count() - before
    assert made == 1, f"{pair.name}: {made} events"
    assert Task.objects.filter(dossier=dossier, closed_at=None).count() <= 1
    assert events.verify_chain(dossier.chain) == []


def run(tries: int) -> None:
    people = People()
    kinds = pairs(people)
    # Setting and signing a certificate takes most of the time of a try: those pairs have fewer tries.
    with Desk(2) as desk:
        for pair in kinds:
            slow = pair.begin is ready_birth
            share = max(tries // 40, 1) if slow else tries // (len(kinds) - 2)
            for turn in range(share):
                press_twice(desk, pair, turn)
        _acted_and_assigned(desk, people, tries // 10)


def _acted_and_assigned(desk: Desk, people: People, tries: int) -> None:
    """Work is passed on while the leader hands it to its officer: either order is right, never half of both."""
    for turn in range(tries):
        dossier = works_at_site_check(AT)
        presses = [partial(_appraise, people.economy), partial(_assign, people)]
        order = 1 if turn % 2 else -1
        answers = desk.together([partial(press, open_task(dossier).id) for press in presses[::order]])
        lost = [answer for answer in answers if isinstance(answer, Exception)]
        assert all(isinstance(error, SomebodyWasFaster) for error in lost), answers
        assert len(lost) <= 1 and open_task(dossier).step == "appraise"
        assert events.verify_chain(dossier.chain) == []


def _appraise(by: Actor, task_id: int) -> object:
    return changes.act(
        task_id, "appraise", by=by, at=AT, ticked=SITE_CHECKED,
        answers={"visited_on": "2026-03-02", "site_findings": "Đất trống", "needs_opinion": False},
    )  # fmt: skip


def _assign(people: People, task_id: int) -> object:
    return changes.assign(task_id, people.economy.account_id, by=people.leader, at=AT)


def test_eighty_double_presses_have_one_winner_each_and_the_other_is_told_who():
    run(80)


@pytest.mark.long
def test_ten_thousand_double_presses_have_one_winner_each():
    run(10_000)
