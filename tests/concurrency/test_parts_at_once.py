"""Two parts of a linked set end at the same moment, or one ends while another is left out: the set ends once."""

from functools import partial

import pytest

from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.procedures.linked import advancing, growing
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi
from tests.procedures import linked_sets as sets
from tests.procedures.at_work import now
from tests.procedures.people import resident

AT = hanoi("2026-03-02 08:30")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


def test_a_set_is_begun_once_and_ends_once_whatever_comes_together():
    """One test for all: each one of its own empties the tables and loads the city again."""
    sets.publish()
    with Desk(4) as desk:
        for turn in range(2):
            last_parts_together(desk, turn)
        begun_by_many(desk)
        ended_while_left_out(desk)


def last_parts_together(desk, turn):
    """The last two parts end at the same moment, and the worker looks on: the set ends once."""
    parent = sets.begun(AT)
    sets.decide_birth(parent, AT)
    children = {name: sets.part(parent, name).dossier for name in ("residence", "card")}
    presses = [partial(sets.answer, parent, name, AT) for name in children]
    # the worker looks at the set at the same time, twice
    presses += [partial(advancing.advance, parent.id, at=AT)] * 2
    answers = desk.together(presses[:: 1 if turn else -1])
    assert not [one for one in answers if isinstance(one, Exception)], answers
    desk.together([partial(advancing.advance, parent.id, at=AT)] * 3)
    parent = now(parent)
    assert parent.status == Status.DONE
    assert Event.objects.filter(chain=parent.chain, kind="finished").count() == 1
    assert Task.objects.filter(dossier=parent, step="return").count() == 1
    assert events.verify_chain(parent.chain) == []


def begun_by_many(desk):
    """Four workers hear of one acceptance: the parts are made once."""
    parent = sets.accepted(AT)
    desk.together([partial(advancing.advance, parent.id, at=AT)] * 4)
    assert Dossier.objects.filter(part_of_id=parent.id).count() == 3


def ended_while_left_out(desk):
    """A part ends while its owner leaves it out: it does one of both."""
    parent = sets.begun(AT)
    sets.decide_birth(parent, AT)
    desk.together(
        [
            partial(sets.answer, parent, "card", AT),
            partial(growing.drop, parent.uuid, "card", "", by=resident(AT), at=AT),
        ]
    )
    sets.go_on(AT)
    card = sets.part(parent, "card")
    assert (card.state, card.dossier.status) in {("done", Status.DONE), ("dropped", Status.WITHDRAWN)}
