"""The demo city speaks through the newsroom's own acts, in both languages, and says so only once."""

import pytest

from motcua.exchange.publishing import reading, urgent
from motcua.exchange.publishing.models import Article, Outline, Survey
from motcua.exchange.publishing.surveys import ENOUGH
from motcua.project.demo import speaking
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-11-22 09:00")


def test_the_demo_city_has_something_to_say_to_everybody(city):
    said = speaking.fill(NOW, seed=2026)
    assert said == Article.objects.count() >= 10
    assert speaking.fill(NOW, seed=2026) == 0
    assert set(Article.objects.values_list("kind", flat=True)) == set(Article.Kind.values)
    assert Article.objects.filter(stage="review", state="never").exists()
    assert Article.objects.filter(replaced_by__isnull=False).count() == 1
    urgent.forget()
    assert [row.unit_vi for row in urgent.now_valid(NOW)] == ["Phường Nghĩa Đô"]
    translated = [one for one in reading.listed(reading.Wanted()).articles if one.title_en]
    assert len(translated) >= 6
    assert all(survey.answers >= ENOUGH for survey in Survey.objects.all()) and Survey.objects.count() == 2
    assert Outline.objects.count() == 126
