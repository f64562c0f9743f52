"""Two clerks reach for the next page of an old book at the same moment: each gets a page, and nobody gets both rounds of one."""

from functools import partial

import pytest

from motcua.project.demo import account_of
from motcua.records.books import keying
from motcua.records.books.models import Page, Turn
from tests.concurrency.pressing import Desk
from tests.records.books import old_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


def test_a_page_is_claimed_by_two_different_clerks_however_they_press():
    project = old_town.a_project()
    old_town.a_book(project, pages=3)
    clerks = [account_of(key) for key in (old_town.FIRST_CLERK, old_town.SECOND_CLERK, old_town.THIRD)]
    with Desk(6) as desk:
        claims = [
            partial(keying.claim, project, one.pk, one.display_name, at=old_town.MONDAY)
            for one in (*clerks, *clerks)
        ]
        answers = desk.together(claims)
    turns = [one for one in answers if isinstance(one, Turn)]
    assert turns, answers
    open_ones = list(Turn.objects.filter(project=project))
    assert len({turn.clerk_id for turn in open_ones}) == len(open_ones), "one claim a clerk, pressed twice"
    assert len({(turn.page_id, turn.round) for turn in open_ones}) == len(open_ones), (
        "one clerk a page and round"
    )
    assert len({(turn.page_id, turn.clerk_id) for turn in open_ones}) == len(open_ones)
    for page in Page.objects.filter(book__project=project):
        assert page.taken == page.turns.count() <= 2
