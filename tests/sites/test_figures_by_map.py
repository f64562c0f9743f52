"""Leaders of the city read figures by the old map, the new map, or carried over; what is nobody's is said."""

import pytest
from django.test import Client

from motcua.city.places import finding
from motcua.foundation import clock
from motcua.insight.territory import importing
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.sites.access_city import BACKEND

pytestmark = pytest.mark.django_db
AT = hanoi("2026-11-20 09:00")
TABLE = (
    "code,month,received,handled,in_time\n00166,2025-03,40,38,37\n00001,2025-03,60,50,49\n005,2025-03,7,7,7\n"
)


@pytest.fixture
def look(city):
    clock.set_for_test(AT)
    finding.forget()
    assert importing.take(TABLE, "Báo cáo quý I/2025", AT) == (3, [])
    client = Client()
    client.force_login(account_of("city"), backend=BACKEND)
    return lambda **query: client.get("/dieu-hanh/ban-do-cu-moi", query)


def text(answer) -> str:
    return answer.content.decode()


def test_carried_over_a_whole_commune_counts_at_its_heir_and_a_divided_one_stands_apart(look):
    told = text(look())
    assert "107" in told and "56,1" in told  # 60 of 107 went as a whole
    assert "Chưa quy được cho nơi nào: 47" in told
    assert "1 xã, phường cũ bị chia" in told and "1 quận, huyện" in told
    row = told.split(">Phường Hồng Hà")[1].split("</tr>")[0]
    assert ">60<" in row and "98,0" in row
    assert ">47<" in told.split(">Phường Cầu Giấy")[1].split("</tr>")[0]


def test_by_the_old_map_each_unit_stands_as_it_was_with_its_name_of_today(look):
    told = text(look(**{"ban-do": "cu"}))
    assert told.index("Quận Ba Đình") < told.index("Phường Phúc Xá") < told.index("Quận Cầu Giấy")
    assert "nay là Phường Hồng Hà" in told and "tùy địa chỉ" in told and "Riêng cấp huyện" in told


def test_by_the_new_map_nothing_of_before_is_counted(look):
    told = text(look(**{"ban-do": "moi", "tu": "2025-01", "den": "2025-06"}))
    assert ">60<" not in told and "Phường Cầu Giấy" in told


@pytest.mark.parametrize(
    "query", [{"tu": "x", "den": "2025-99"}, {"tu": "2026-01", "den": "2025-01"}, {"ban-do": "?"}]
)
def test_a_period_that_is_not_understood_is_the_year_around_the_reform_or_turned_round(look, query):
    assert look(**query).status_code == 200


def test_the_page_asks_the_same_few_questions_whatever_it_shows(look, django_assert_max_num_queries):
    look()
    with django_assert_max_num_queries(9):
        look()
