"""How many keys, clicks and page loads a dossier costs an officer: no more than docs/measures/desk.md says."""

import json
import os
from pathlib import Path

import pytest

from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.project.demo import account_of
from tests.browser import desk_tasks
from tests.browser.city_site import NOISE
from tests.browser.desk_site import apart, town, window  # noqa: F401
from tests.browser.desk_tasks import IN_A_ROW, Count
from tests.procedures import people
from tests.sites.desk_people import MONDAY, accepted, filed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = {
    "accept": Count(keys=3.7, clicks=0, loads=1.3),
    "process": Count(keys=4.7, clicks=0, loads=1.3),
    "ask": Count(keys=5.7, clicks=0, loads=1.3),
    "sign": Count(keys=2.7, clicks=0, loads=1.3),
    "claim": Count(keys=2.3, clicks=0, loads=2.0),
    "hand-over": Count(keys=2.7, clicks=0, loads=1.3),
}
"""Per dossier, three in a row."""


def sealed() -> None:
    """The clerk seals what was signed."""
    for task in Task.objects.filter(closed_at=None, kind="number"):
        changes.act(task.id, "entered", by=people.officer("clerk", MONDAY), at=MONDAY)


@pytest.mark.long
def test_no_task_costs_more_keys_clicks_and_pages_than_was_measured(chromium, town):
    apart(lambda: [filed() for _ in range(IN_A_ROW)])
    windows = {
        who: window(chromium, town, who, viewport={"width": 1440, "height": 900})
        for who in ("counter", "justice", "chair")
    }
    counted = {}

    def measure(name: str, who: str, address: str, walk) -> None:
        counted[name] = desk_tasks.count(windows[who], f"/ban-lam-viec/{address}", walk)

    measure("accept", "counter", "truc-tuyen/", desk_tasks.accept)
    assert Dossier.objects.filter(status=Status.ACCEPTED).count() == IN_A_ROW
    measure("process", "justice", "cho-nhan/", desk_tasks.process)
    assert Task.objects.filter(closed_at=None, kind="sign").count() == IN_A_ROW
    measure("sign", "chair", "cho-nhan/", desk_tasks.sign)
    apart(sealed)
    measure("hand-over", "counter", "cho-nhan/?kind=return", desk_tasks.hand_over)
    assert Dossier.objects.filter(status=Status.RETURNED).count() == IN_A_ROW
    apart(lambda: [filed() for _ in range(IN_A_ROW)])
    measure("ask", "counter", "truc-tuyen/", desk_tasks.ask)
    assert Dossier.objects.filter(status=Status.SUPPLEMENT).count() == IN_A_ROW
    apart(lambda: [accepted() for _ in range(IN_A_ROW)])
    measure("claim", "justice", "cho-nhan/", desk_tasks.claim)
    assert Task.objects.filter(claimed_by=account_of("justice"), closed_at=None).count() == IN_A_ROW

    if where := os.environ.get("DESK_COUNTS"):
        Path(where).write_text(json.dumps({name: vars(one) for name, one in counted.items()}, indent=1))
    grown = {
        name: one
        for name, one in counted.items()
        if one.keys > MOST[name].keys or one.clicks > MOST[name].clicks or one.loads > MOST[name].loads
    }
    assert grown == {}
    complaints = [one for page in windows.values() for one in page.complaints]
    assert [one for one in complaints if not NOISE.search(one)] == []
