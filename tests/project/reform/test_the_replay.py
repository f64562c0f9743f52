"""The reform of 2025-07-01 over open dossiers: nothing lost, nothing doubled, nothing guessed, every deadline equal."""

import pytest

from motcua.city.reform.models import Question
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.project.trials.reform_2025 import replaying
from tests.conftest import hanoi
from tests.project.reform.city_of_2025 import THREE_DISTRICTS
from tests.project.reform.working_on import work_to_the_end

AFTER = hanoi("2025-07-02 09:00")
pytestmark = pytest.mark.django_db


def some_of_each_kind() -> list[Dossier]:
    """One open dossier of each procedure that somebody can act on, at different stages."""
    found = {}
    rows = Dossier.objects.exclude(open_task_id=None).filter(status__in=[1, 2, 4])
    for dossier in rows.order_by("procedure_code", "-status", "id"):
        found.setdefault(dossier.procedure_code, dossier)
    return list(found.values())


def test_nothing_is_lost_doubled_or_guessed():
    done = replaying.replay(500, seed=1, residents=600, districts=THREE_DISTRICTS)
    assert done.faults == []
    assert done.unsure == Question.objects.count() > 10
    assert Dossier.objects.filter(competent_agency__key="so-xay-dung").exists()
    worked = {}
    for dossier in some_of_each_kind():
        ends = work_to_the_end(dossier, AFTER)
        worked[dossier.procedure_code] = ends
        dossier.refresh_from_db()
        assert dossier.status == Status.RETURNED and not set(ends) & done.eve.ended
    print(worked)


@pytest.mark.long
def test_nothing_is_lost_among_twenty_thousand_open_dossiers_of_the_whole_city():
    done = replaying.replay(20_000, seed=2025, residents=20_000)
    print({name: round(seconds, 1) for name, seconds in done.seconds.items()}, done.unsure)
    assert done.faults == []
