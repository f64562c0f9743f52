"""A device with a bad line sends the same form from two windows at once: one draft, every time."""

import uuid
from functools import partial

import pytest

from motcua.foundation import clock
from motcua.procedures.dossiers.models import Draft
from motcua.sites.portal.offline.models import Received
from tests.concurrency.pressing import Desk
from tests.sites.portal_town import BIRTH, MONDAY, asked, build

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 6


@pytest.fixture
def town():
    clock.set_for_test(MONDAY)
    yield build()
    clock.set_for_test(None)


def test_the_same_form_sent_at_the_same_moment_is_one_draft(town):
    windows = [town.signed_on(town.mother) for _ in range(2)]
    with Desk(2) as desk:
        for number in range(TRIES):
            client_id = uuid.uuid4()
            data = {**asked({"child_name": f"Nguyễn An {number}"}), "_draft": str(client_id), "_code": BIRTH}
            sent = desk.together([partial(one.post, "/ngoai-tuyen/dong-bo", data) for one in windows])
            assert [answer.status_code for answer in sent] == [200, 200]
            assert {answer.json()["draft"] for answer in sent} == {str(client_id)}
            assert sorted(answer.json()["fresh"] for answer in sent) == [False, True]
    assert (Draft.objects.count(), Received.objects.count()) == (TRIES, TRIES)
