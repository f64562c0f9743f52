"""The demo's reports and questions are made by the real acts."""

import pytest

from motcua.exchange.dialogue.models import Photo, Report
from motcua.foundation import events
from motcua.project.demo import reports
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db


def test_the_demo_has_reports_in_many_states_and_each_has_its_whole_chain(city):
    made = reports.fill(seed=7, now=hanoi("2026-03-12 10:00"))
    assert made == Report.objects.count() > 20
    states = set(Report.objects.values_list("kind", "state"))
    assert {
        ("scene", "waiting"),
        ("scene", "rated"),
        ("question", "answered"),
        ("regulation", "published"),
    } <= states
    assert Photo.objects.filter(released_at__isnull=False).exists()
    assert not Report.objects.filter(changed_at__gt=hanoi("2026-03-12 10:00")).exists()
    assert list(events.verify_all()) == []
    assert reports.fill(seed=7, now=hanoi("2026-03-12 10:00")) == 0
