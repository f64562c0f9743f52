"""How many keys, clicks and page loads a dossier costs an officer. The figures stand in docs/measures/desk.md."""

import json
import os
from pathlib import Path

import pytest

from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.project.demo import account_of
from tests.browser import desk_tasks
from tests.browser.desk_site import apart, town, window  # noqa: F401
from tests.browser.desk_tasks import IN_A_ROW
from tests.sites.desk_people import accepted, examined, filed, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1440, "height": 900}


def several(make) -> list[Dossier]:
    return apart(lambda: [make() for _ in range(IN_A_ROW)])


def keep(name: str, count: desk_tasks.Count) -> None:
    """Write the figures down where DESK_COUNTS says."""
    if where := os.environ.get("DESK_COUNTS"):
        with Path(where).open("a") as out:
            out.write(json.dumps({"task": name, **vars(count)}) + "\n")


def test_accepting_online_dossiers(chromium, town):
    several(filed)
    page = window(chromium, town, "counter", viewport=WIDE)
    keep("accept", desk_tasks.count(page, "/ban-lam-viec/truc-tuyen/", desk_tasks.accept))
    assert desk_tasks.done(Status.ACCEPTED) == IN_A_ROW


def test_processing_a_step_and_passing_on(chromium, town):
    several(accepted)
    page = window(chromium, town, "justice", viewport=WIDE)
    keep("process", desk_tasks.count(page, "/ban-lam-viec/cho-nhan/", desk_tasks.process))
    assert Task.objects.filter(closed_at=None, kind="sign").count() == IN_A_ROW


def test_asking_for_a_supplement(chromium, town):
    several(filed)
    page = window(chromium, town, "counter", viewport=WIDE)
    keep("ask", desk_tasks.count(page, "/ban-lam-viec/truc-tuyen/", desk_tasks.ask))
    assert desk_tasks.done(Status.SUPPLEMENT) == IN_A_ROW


def test_signing_results(chromium, town):
    several(examined)
    page = window(chromium, town, "chair", viewport=WIDE)
    keep("sign", desk_tasks.count(page, "/ban-lam-viec/cho-nhan/", desk_tasks.sign))
    assert Task.objects.filter(closed_at=None, kind="number").count() == IN_A_ROW


def test_claiming_one_after_the_other(chromium, town):
    several(accepted)
    page = window(chromium, town, "justice", viewport=WIDE)
    keep("claim", desk_tasks.count(page, "/ban-lam-viec/cho-nhan/", desk_tasks.claim))
    assert Task.objects.filter(claimed_by=account_of("justice")).count() == IN_A_ROW


def test_handing_results_over(chromium, town):
    several(ready)
    page = window(chromium, town, "counter", viewport=WIDE)
    keep("hand-over", desk_tasks.count(page, "/ban-lam-viec/cho-nhan/", desk_tasks.hand_over))
    assert desk_tasks.done(Status.RETURNED) == IN_A_ROW
