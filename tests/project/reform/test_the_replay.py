"""The reform of 2025-07-01 over open dossiers: nothing lost, nothing doubled, nothing guessed, every deadline equal."""

from collections.abc import Sequence

import pytest
from django.db.models import Sum

from motcua.city.models import Agency
from motcua.city.reform.models import Plan, Question
from motcua.foundation.events import outbox
from motcua.insight import keeping
from motcua.insight.models import LiveFigure
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import ENDED, Status
from motcua.project.trials.reform_2025 import checking, replaying
from motcua.project.trials.reform_2025.plan import AT_COMMUNE, AT_DISTRICT
from motcua.project.trials.reform_2025.replaying import Eve
from tests.conftest import hanoi
from tests.insight.histories import tables
from tests.project.reform.city_of_2025 import THREE_DISTRICTS
from tests.project.reform.working_on import work_to_the_end

AFTER = hanoi("2025-07-02 09:00")
pytestmark = pytest.mark.django_db


def one_of_each(codes: Sequence[str]) -> list[Dossier]:
    """One open dossier of each of these procedures at a step before the signature, the furthest of them."""
    found = {}
    waiting = Task.objects.filter(closed_at=None, kind__in=["receive", "process", "review", "sign"])
    rows = Dossier.objects.filter(open_task_id__in=waiting.values("id"), procedure_code__in=codes)
    for dossier in rows.order_by("procedure_code", "-status", "-id"):
        found.setdefault(dossier.procedure_code, dossier)
    assert len(found) == len(codes)
    return list(found.values())


def all_go_on(eve: Eve, codes: Sequence[str]) -> None:
    """Officers of the new places bring them to their owners; nobody of an ended body has anything to do."""
    for dossier in one_of_each(codes):
        worked = work_to_the_end(dossier, AFTER)
        dossier.refresh_from_db()
        assert dossier.status in {Status.RETURNED, Status.STOPPED} and not set(worked) & eve.ended


def figures_follow(eve: Eve) -> None:
    """What is open counts at bodies that live, as often as it is open; the figures are those of the events."""
    while outbox.drain(keeping.CONSUMER, AFTER):
        pass
    keeping.mark_overdue(AFTER)
    kept = tables()
    keeping.rebuild(now=AFTER)
    assert tables() == kept
    counted = dict(LiveFigure.objects.values_list("agency_id").annotate(Sum("open")))
    alive = set(Agency.objects.on(AFTER.date()).values_list("id", flat=True))
    assert {agency for agency, number in counted.items() if number} <= alive
    assert sum(counted.values()) == Dossier.objects.exclude(status__in=ENDED).count()


def test_nothing_is_lost_doubled_or_guessed_and_work_goes_on():
    done = replaying.replay(500, seed=1, residents=600, districts=THREE_DISTRICTS)
    assert done.faults == []
    assert done.unsure == Question.objects.count() > 10
    assert Dossier.objects.filter(competent_agency__key="so-xay-dung").exists()
    kept = [stand for stand in checking.stands().values() if stand.claimed_by]
    assert 0 < len(kept) < sum(1 for stand in done.eve.before.values() if stand.claimed_by)
    figures_follow(done.eve)
    all_go_on(done.eve, ["1.001193", "1.013274"])


@pytest.mark.long
def test_nothing_is_lost_among_twenty_thousand_open_dossiers_of_the_whole_city():
    done = replaying.replay(20_000, seed=2025, residents=20_000)
    print({name: round(seconds, 1) for name, seconds in done.seconds.items()}, done.unsure)
    assert done.faults == []
    assert done.eve.plan.uuid == Plan.objects.get(state="done").uuid
    all_go_on(done.eve, [*AT_COMMUNE, *AT_DISTRICT])
