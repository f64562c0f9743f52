"""The map of communes: small, without gaps, each commune a named link, the table beside it says the same."""

import re

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from motcua.foundation import clock
from motcua.insight import keeping, names
from motcua.insight.models import LiveSum
from motcua.project.demo import account_of, facts, history
from motcua.sites.console import boundaries
from tests.conftest import hanoi
from tests.standing import standing

NOW = hanoi("2026-11-20 10:00")


@pytest.fixture(scope="module")
def features():
    return facts.boundaries("hanoi")["features"]


def test_all_communes_are_drawn_within_the_sheet_and_stay_small(features):
    sheet = boundaries.draw(features)
    assert len(sheet.paths) == len(sheet.spots) == 126
    assert all(path.startswith("M") and path.endswith("z") for path in sheet.paths.values())
    assert all(0 <= x <= sheet.wide and 0 <= y <= sheet.high for x, y in sheet.spots.values())
    assert sum(map(len, sheet.paths.values())) < 120_000


def test_what_neighbours_share_stays_shared():
    def square(code, west):
        ring = [[west, 0.0], [west + 1, 0.0], [west + 1, 0.503], [west + 1, 1.0], [west, 1.0], [west, 0.0]]
        return {
            "properties": {"code": code, "label_lon": west + 0.5, "label_lat": 0.5},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    sheet = boundaries.draw([square("a", 0.0), square("b", 1.0)])
    right_of_a = {x for x, _ in corners(sheet.paths["a"])}
    left_of_b = {x for x, _ in corners(sheet.paths["b"])}
    assert max(right_of_a) == min(left_of_b) == sheet.wide // 2


def corners(path: str) -> list[tuple[int, int]]:
    start, steps = re.fullmatch(r"M(\d+ \d+)l(.*)z", path).groups()
    x, y = map(int, start.split())
    found = [(x, y)]
    numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


@pytest.fixture(scope="module")
def dossiers_of_a_year(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        history.generate(1500, 5, NOW)
        keeping.mark_overdue(NOW)
        yield


@pytest.fixture
def map_page(dossiers_of_a_year, city, features):
    clock.set_for_test(NOW)
    boundaries.keep(features)
    client = Client()
    client.force_login(account_of("city"), backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(ROOT_URLCONF="tests.sites.console_urls"):
        yield lambda **query: client.get("/dieu-hanh/ban-do", query)
    boundaries.forget()


@pytest.mark.django_db
def test_each_commune_is_a_link_with_its_name_and_figure_and_stands_in_the_table(map_page):
    for measure in ("dung-han", "qua-han"):
        answer = map_page(do=measure)
        page, rows = answer.content.decode(), answer.context["rows"]
        table = page[page.index('id="map-table"') :]
        drawn = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><path', page)
        assert len(drawn) == len(rows) > 3
        for row in rows:
            assert any(label == f"{row['name']}: {row['figure']}" for _, label in drawn)
            assert row["name"] in table
    overdue = LiveSum.objects.filter(level="agency", overdue__gt=0).count()
    assert sum(row["tone"] != "ok" for row in rows) == overdue


@pytest.mark.django_db
def test_a_place_on_the_map_opens_its_overview(map_page):
    href = map_page().context["rows"][0]["href"]
    assert href.startswith("/dieu-hanh/?") and "co-quan=" in href


@pytest.mark.django_db
def test_the_map_costs_nine_queries(map_page):
    names.city(), boundaries.communes()
    with CaptureQueriesContext(connection) as spent:
        assert map_page().status_code == 200
    assert len(spent) <= 9


@pytest.mark.django_db
def test_without_borders_the_table_is_there(map_page):
    from motcua.sites.console.models import MapSheet

    MapSheet.objects.all().delete()
    boundaries.forget()
    page = map_page().content.decode()
    assert "Chưa nạp ranh giới" in page and 'id="map-table"' in page
