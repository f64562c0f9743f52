"""Many counters at once: numbers without gap or double, one dossier for one id, one firing for one timer."""

import uuid

import pytest

from motcua.foundation.models import Event
from motcua.foundation.numbering import take
from motcua.money import orders
from motcua.procedures.dossiers import changes, timers
from motcua.procedures.dossiers.models import Dossier, Task, Timer
from motcua.procedures.dossiers.status import Finance, Status
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi
from tests.procedures.at_work import (
    HOME,
    WORKS,
    WORKS_PAPERS,
    now,
    open_task,
    order_of,
    seat,
    works_at_site_check,
)
from tests.procedures.people import (
    BIRTH,
    BORN,
    PERMIT,
    RECEIVED,
    filed_birth,
    officer,
    party,
    requester,
    resident,
    submission,
)

AT = hanoi("2026-03-02 08:30")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]
COUNTERS = 16


def paper_birth(by, **other):
    owner = party(resident(AT))
    answers = {**BORN, **requester(resident(AT))}
    given = {
        "channel": "counter",
        "applicant": owner,
        "owner": owner,
        "intake_agency_id": by.agency_id,
        **other,
    }
    return submission(BIRTH, answers, resident(AT), AT, **given)


def test_sixteen_intakes_at_once_are_numbered_without_gap_or_double_even_when_some_fail():
    by, not_allowed = officer("counter", AT), officer("justice", AT)
    handed_in = [paper_birth(by) for _ in range(COUNTERS)]
    with Desk(COUNTERS) as desk:
        answers = desk.together(
            [
                lambda one=one, n=n: changes.take_in(
                    one, by=not_allowed if n % 4 == 0 else by, at=AT, ticked=RECEIVED
                )
                for n, one in enumerate(handed_in)
            ]
        )
    made = [answer for answer in answers if isinstance(answer, Dossier)]
    assert len(made) == COUNTERS - 4
    assert len([answer for answer in answers if isinstance(answer, PermissionError)]) == 4
    numbers = sorted(int(code.rsplit("-", 1)[1]) for code in Dossier.objects.values_list("code", flat=True))
    assert numbers == list(range(1, len(made) + 1)), "whoever was refused gave the number back"


@pytest.mark.parametrize("way", ["online", "counter"])
def test_one_id_sent_by_two_connections_at_once_is_one_dossier(way):
    by = officer("counter", AT) if way == "counter" else resident(AT)
    with Desk(2) as desk:
        for _ in range(10):
            same = uuid.uuid4()
            if way == "counter":
                one = paper_birth(by, id=same)
                answers = desk.together(
                    [lambda one=one: changes.take_in(one, by=by, at=AT, ticked=RECEIVED)] * 2
                )
            else:
                one = submission(PERMIT, WORKS, by, AT, papers=WORKS_PAPERS, id=same)
                answers = desk.together([lambda one=one: changes.file(one, by=by, at=AT)] * 2)
            assert [type(answer) for answer in answers] == [Dossier, Dossier], answers
            assert answers[0].code == answers[1].code
            dossier = Dossier.objects.get(uuid=same)
            assert Task.objects.filter(dossier=dossier, closed_at=None).count() == 1
            assert Event.objects.filter(chain=dossier.chain, seq=1).count() == 1
    numbers = sorted(int(code.rsplit("-", 1)[1]) for code in Dossier.objects.values_list("code", flat=True))
    assert numbers == list(range(1, 11)), "the second one of a pair gave its number back"


def test_each_timer_fires_once_with_four_workers():
    filed = [filed_birth(AT) for _ in range(12)]
    late = hanoi("2026-03-03 09:00")
    with Desk(4) as desk:
        fired = desk.together([lambda: timers.fire_due(late)] * 4)
    assert sum(fired) == len(filed)
    assert Event.objects.filter(kind="answer-overdue").count() == len(filed)
    assert not Timer.objects.filter(fire_at__lte=late, fired_at=None).exists()


def test_a_payment_and_a_withdrawal_at_the_same_moment_never_block_each_other_and_lose_no_money():
    person, economy = resident(AT), seat(HOME, "land_officer", AT)
    with Desk(2) as desk:
        for turn in range(10):
            dossier = works_at_site_check(AT)
            changes.wait_for_payment(open_task(dossier).id, by=economy, at=AT)
            pay = lambda d=dossier: orders.mark_cash_paid(order_of(d), "Thủ quỹ", AT)  # noqa: E731
            leave = lambda d=dossier: changes.withdraw(d.uuid, "Thôi", by=person, at=AT)  # noqa: E731
            answers = desk.together([pay, leave] if turn % 2 else [leave, pay])
            assert not [answer for answer in answers if isinstance(answer, Exception)], answers
            ended = now(dossier)
            assert (ended.state, ended.finance) == (Status.WITHDRAWN, Finance.REFUND_DUE)
            assert not Task.objects.filter(dossier=dossier, closed_at=None).exists()


def test_an_answer_and_the_expiry_of_a_supplement_at_the_same_moment_leave_one_of_both():
    person, economy = resident(AT), seat(HOME, "land_officer", AT)
    last_moment = hanoi("2026-03-23 08:30")
    with Desk(2) as desk:
        for turn in range(10):
            dossier = works_at_site_check(AT)
            changes.ask_supplement(open_task(dossier).id, ["Bản vẽ"], "Thiếu", by=economy, at=AT)
            answer = lambda d=dossier: changes.answer_supplement(  # noqa: E731
                d.uuid, (), "Đây", by=person, at=last_moment
            )
            expire = lambda: timers.fire_due(last_moment)  # noqa: E731
            desk.together([answer, expire] if turn % 2 else [expire, answer])
            after = now(dossier)
            waiting = Task.objects.filter(dossier=dossier, closed_at=None).count()
            assert (after.state, waiting) in {(Status.SUPPLEMENT, 1), (Status.STOPPED, 0)}


def test_a_series_that_sixteen_take_from_has_every_number_once():
    with Desk(COUNTERS) as desk:
        taken = [
            number for _ in range(5) for number in desk.together([lambda: take("tests/2026")] * COUNTERS)
        ]
    assert sorted(taken) == list(range(1, 5 * COUNTERS + 1))
