"""Many partner systems at one counter in one moment: numbers without a gap, and one dossier for one id."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from motcua.city import partners
from motcua.foundation import clock, events
from motcua.money.models import Order
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.sites.api import filing
from tests.conftest import hanoi
from tests.procedures.people import RECEIVED
from tests.sites.api_calls import Caller, copy_request, officer_token, token_for

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def hospital(city) -> Caller:
    clock.set_for_test(hanoi("2026-03-02 08:30"))
    partners.forget()
    filing.forget()
    return Caller(token_for())


def together(calls: list) -> list:
    """All calls at once, each on a connection of its own."""

    def one(call):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, calls))


def test_forty_dossiers_at_once_are_numbered_without_a_gap(hospital):
    requests = [copy_request() for _ in range(40)]
    answers = together([lambda body=body: hospital.post("/dossiers", body) for body in requests])
    assert {answer.status_code for answer in answers} == {201}
    numbers = sorted(int(answer.json()["code"].rsplit("-", 1)[1]) for answer in answers)
    assert numbers == list(range(1, 41))
    assert Order.objects.count() == 40
    assert list(events.verify_all()) == []


def test_one_id_sent_by_eight_at_once_is_one_dossier_and_takes_one_number(hospital):
    body = copy_request()
    answers = together([lambda: hospital.post("/dossiers", body)] * AT_ONCE)
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({answer.content for answer in answers}) == 1
    assert (Dossier.objects.count(), Task.objects.count(), Order.objects.count()) == (1, 1, 1)
    assert hospital.post("/dossiers", copy_request()).json()["code"].endswith("-0002")


def test_a_task_that_eight_accept_at_once_is_accepted_once(hospital):
    hospital.post("/dossiers", copy_request())
    task, counter = Task.objects.get().id, Caller(officer_token("counter"))
    answers = together(
        [lambda: counter.post(f"/tasks/{task}/accept", {"ticked": sorted(RECEIVED)})] * AT_ONCE
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (AT_ONCE - 1)
    assert Dossier.objects.get().status == 2
