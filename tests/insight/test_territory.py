"""Figures over two maps: what went as a whole is added up, what was divided is nobody's, and nothing is counted twice."""

from datetime import date
from random import Random

import pytest

from motcua.city.models import Unit
from motcua.city.places import finding
from motcua.insight.scope import EVERYTHING
from motcua.insight.territory import importing, reading
from motcua.insight.territory.carrying import Count, carry, grouped, total
from tests.conftest import hanoi

AT = hanoi("2026-11-20 09:00")
TODAY = AT.date()


def test_a_whole_commune_is_added_to_its_heir_and_a_divided_one_to_nobody():
    figures = {1: Count(10, 8, 7), 2: Count(5, 5, 5), 3: Count(4, 4, 1), 20: Count(100, 90, 80)}
    found = carry(figures, [20, 21], {1: [20], 2: [20, 21], 3: [21]})
    assert found.units[20].certain == Count(110, 98, 87) and found.units[20].at_most == Count(5, 5, 5)
    assert found.units[21].certain == Count(4, 4, 1) and found.units[21].at_most == Count(5, 5, 5)
    assert found.nobodys == {2: Count(5, 5, 5)}
    assert not found.units[20].comparable and found.units[20].whole_from == [1]


def test_each_dossier_is_counted_once_on_any_map():
    rng = Random(7)
    for _ in range(200):
        today, old = range(100, 100 + rng.randint(1, 9)), range(rng.randint(0, 20))
        heirs = {unit: rng.sample(today, rng.randint(0, min(3, len(today)))) for unit in old}
        figures = {
            u: Count(rng.randint(0, 9), 3, rng.randint(0, 3)) for u in (*today, *old) if rng.random() < 0.8
        }
        found = carry(figures, today, heirs)
        assert found.total == total(figures.values())
        for one in found.units.values():
            assert one.certain.received + one.at_most.received <= found.total.received


def test_a_place_made_of_whole_units_can_be_compared_over_the_years():
    assert carry({}, [20], {1: [20], 2: [20]}).units[20].comparable


def test_the_communes_of_the_old_map_are_added_up_by_district():
    assert grouped({1: Count(1, 1, 1), 2: Count(2, 0, 0), 9: Count(7, 0, 0)}, {1: 50, 2: 50}) == {
        50: Count(3, 1, 1), 9: Count(7, 0, 0),
    }  # fmt: skip


def test_nothing_handled_has_no_share():
    assert Count(5, 0, 0).share is None and Count(5, 4, 3).share == 75.0


TABLE = (
    "code,month,received,handled,in_time\n00166,2025-03,40,38,37\n00001,2025-03,10,10,9\n005,2025-03,7,7,7\n"
)


@pytest.mark.django_db
def test_figures_of_before_are_imported_by_the_codes_of_their_month_and_carried_over(city):
    finding.forget()
    assert importing.take(TABLE, "Báo cáo quý I/2025", AT) == (3, [])
    assert importing.take(TABLE, "Báo cáo quý I/2025", AT) == (3, [])
    figures = reading.by_unit(EVERYTHING, date(2025, 1, 1), date(2025, 12, 1))
    assert total(figures.values()) == Count(57, 55, 53)
    found = reading.carried(figures, "01", TODAY)
    assert len(found.units) == 126 and found.total == Count(57, 55, 53)
    new = {unit.full_name_vi: found.units[unit.pk] for unit in Unit.objects.filter(id__in=found.units)}
    assert new["Phường Hồng Hà"].whole == Count(10, 10, 9)
    assert new["Phường Cầu Giấy"].certain == Count() and new["Phường Cầu Giấy"].at_most.received == 47
    assert found.unattributed == Count(47, 45, 44)


@pytest.mark.django_db
def test_a_table_with_faults_writes_nothing_and_tells_all_of_them(city):
    table = (
        TABLE
        + "99999,2025-03,1,1,1\n00166,2025-13,1,1,1\n00166,2025-04,1,1,2\n00166,2025-04,x,1,1\n00166,2025-03,1,1,1\n"
    )
    written, faults = importing.take(table, "x", AT)
    assert written == 0 and [fault.line for fault in faults] == [5, 6, 7, 8, 9]
    assert reading.by_unit(EVERYTHING, date(2025, 1, 1), date(2025, 12, 1)) == {}
    assert importing.take("a,b\n1,2\n", "x", AT)[1][0].line == 1
