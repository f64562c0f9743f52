"""Two editors, two leaders, the same moment: one save counts and one merges, one approval publishes."""

from copy import deepcopy
from datetime import date
from functools import partial

import pytest

from motcua.city import authority
from motcua.foundation import clock
from motcua.procedures.authoring import proposing, working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.authoring.proposing import Refused, Terms
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.project.demo import account_of
from tests.concurrency.pressing import Desk
from tests.sites.desk_people import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)
BIRTH = "1.001193"
TERMS = Terms("Đổi tên", "12/QĐ-UBND", date(2026, 3, 1), date(2026, 3, 2))


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(MONDAY)
    yield
    clock.set_for_test(None)


def actor(key):
    return authority.actor_for(account_of(key), MONDAY)


def tried(act):
    """What came of it: the value, or the domain's own error."""
    try:
        return act()
    except (working.Diverged, Refused, working.NotEditable) as refused:
        return refused


def test_of_two_saves_and_two_approvals_at_once_one_counts_and_the_other_is_told():
    version = publishing.version_for(BIRTH, MONDAY)
    by = actor("editor")
    copy = working.start_from(version, by=by, at=MONDAY)
    one, two = deepcopy(copy.tree), deepcopy(copy.tree)
    one["name"]["en"], two["summary"]["en"] = "One", "Two"
    with Desk(2) as desk:
        saves = desk.together(
            [
                partial(tried, partial(working.save, copy.uuid, tree, seen=1, by=by, at=MONDAY))
                for tree in (one, two)
            ]
        )
        assert sorted(type(save).__name__ for save in saves) == ["Diverged", "WorkingCopy"]
        assert WorkingCopy.objects.get(id=copy.pk).revision == 2
        proposal = proposing.submit(copy.uuid, TERMS, seen=2, by=by, at=MONDAY)
        leader = actor("issuer")
        answers = desk.together(
            [partial(tried, partial(proposing.approve, proposal.pk, seen=2, words="x", by=leader, at=MONDAY))]
            * 2
        )
    assert sorted(type(answer).__name__ for answer in answers) == ["ProcedureVersion", "Refused"]
    assert ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 2
