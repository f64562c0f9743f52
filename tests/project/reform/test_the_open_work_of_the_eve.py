"""The open dossiers of 30 June 2025: at every stage, whole, with chains that hold."""

from collections import Counter

import pytest
from django.db.models import Q

from motcua.foundation import events
from motcua.procedures.dossiers.models import Dossier, Supplement, Task, Timer
from motcua.procedures.dossiers.status import Status
from motcua.project.trials.reform_2025 import city_before, open_work, procedures_before
from tests.project.reform.city_of_2025 import THREE_DISTRICTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    city_before.build(seed=1, residents=400, districts=THREE_DISTRICTS)
    procedures_before.publish()
    open_work.generate(300, 1)


def test_dossiers_stand_at_every_stage_and_each_has_the_work_that_belongs_to_it(eve):
    stages = Counter(Dossier.objects.values_list("status", flat=True))
    assert set(stages) == {1, 2, 4, 5, 6, 9} and sum(stages.values()) == 300 and min(stages.values()) > 5
    for dossier in Dossier.objects.all():
        waiting = list(Task.objects.filter(dossier=dossier, closed_at=None).values_list("id", flat=True))
        assert waiting == ([dossier.open_task_id] if dossier.open_task_id else [])
        assert bool(waiting) == (dossier.status not in (Status.SUPPLEMENT, Status.PAYMENT_DUTY))
        assert (dossier.due_at is None) == (dossier.status == Status.REGISTERED)
    assert Supplement.objects.count() == stages[5] == Timer.objects.filter(kind="supplement-expiry").count()
    asked = Task.objects.filter(closed_at=None, kind="consult")
    assert asked.filter(agency__kind="department").exists() and asked.filter(agency__kind="commune").exists()
    assert Task.objects.filter(closed_at=None).exclude(claimed_by=None).count() > 30
    assert not Dossier.objects.filter(Q(answers={}) | Q(competent_agency__kind="centre_branch")).exists()


def test_their_chains_hold(eve):
    assert list(events.verify_all()) == []
