"""The demo's ward at work: every officer with a role finds something on the desk."""

import pytest

from motcua.city import authority
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.project.demo import account_of, live
from tests.conftest import hanoi

NOW = hanoi("2026-03-04 15:00")


@pytest.mark.django_db
def test_the_ward_has_work_for_every_kind_of_officer(city):
    assert live.fill_ward(28, seed=1, now=NOW) == 28
    assert len(set(Dossier.objects.values_list("procedure_code", flat=True))) == 7
    waiting = list(Task.objects.filter(closed_at=None))
    for role in ("counter", "justice", "land", "society", "economy", "leader", "chair", "clerk"):
        powers = authority.powers_of(account_of(role).id, NOW)
        assert any(posts.grant_for(powers, task) for task in waiting), role
    for dossier in Dossier.objects.all():
        assert dossier.status in {1, 2, 4, 9}
