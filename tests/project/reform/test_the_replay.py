"""The reform of 2025-07-01 over open dossiers: nothing lost, nothing doubled, nothing guessed, every deadline equal."""

import pytest

from motcua.city.reform.models import Question
from motcua.procedures.dossiers.models import Dossier
from motcua.project.trials.reform_2025 import replaying
from tests.project.reform.city_of_2025 import THREE_DISTRICTS

pytestmark = pytest.mark.django_db


def test_nothing_is_lost_doubled_or_guessed():
    done = replaying.replay(500, seed=1, residents=600, districts=THREE_DISTRICTS)
    assert done.faults == []
    assert done.unsure == Question.objects.count() > 10
    assert Dossier.objects.filter(competent_agency__key="so-xay-dung").exists()


@pytest.mark.long
def test_nothing_is_lost_among_twenty_thousand_open_dossiers_of_the_whole_city():
    done = replaying.replay(20_000, seed=2025, residents=20_000)
    print({name: round(seconds, 1) for name, seconds in done.seconds.items()}, done.unsure)
    assert done.faults == []
