"""What the demo shows of doubtful pairs and drives is made by the acts themselves, once."""

from collections import Counter

import pytest

from motcua.project.demo import doubtful, drives
from motcua.records.drives import planning, visits
from motcua.records.drives.models import Booking, Drive, Invitation
from motcua.records.population.models import CitizenRecord
from motcua.records.quality.models import Merge, Pair
from motcua.records.quality.pairs.models import Matter
from tests.conftest import hanoi
from tests.records.pairs.doubtful import person

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-11-24 10:00")


def test_the_desk_of_the_demo_has_pairs_in_every_state(city):
    made = doubtful.fill(NOW, seed=2026)
    states = Counter(Pair.objects.values_list("state", flat=True))
    assert states == {"open": made - 4, "first": 1, "same": 2, "disputed": 1}
    assert Merge.objects.get().undone_at is None
    assert Counter(Matter.objects.values_list("kind", flat=True)) == {"merge": 1, "dispute": 1}
    assert doubtful.fill(NOW, seed=2026) == 0


def test_the_drives_of_the_demo_have_a_morning_behind_them_and_visits_ahead(city):
    for number in range(14):
        person(f"Mẫu {number}", f"0010909{number:05d}", born=hanoi("1990-01-01 00:00").date())
    person("Cụ mẫu", born=hanoi("1940-01-01 00:00").date())
    assert CitizenRecord.objects.count() >= 15
    assert drives.fill(NOW) == 2
    cards = Drive.objects.get(kind="card")
    assert Invitation.objects.filter(drive=cards).count() >= 15
    states = Counter(Booking.objects.values_list("state", flat=True))
    assert states["done"] and states["failed"] == states["equipment"] == 1 and states["booked"]
    assert sum(row.get("came", 0) for row in planning.figures(cards).values()) >= 5
    assert visits.days_of(cards)
    assert drives.fill(NOW) == 2
