"""The briefing says in words what the figures say: what changed, why, against which target, and what it cannot say."""

from collections.abc import Mapping
from datetime import date

import pytest
from django.test import Client

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.insight import tables
from motcua.insight.counting import Cell, Counts, Place
from motcua.project.demo import account_of
from tests.conftest import hanoi

BIRTH, COPY = "1.001193", "2.000815"
HOME, WARD = "ubnd-phuong-nghia-do", "ubnd-phuong-ba-dinh"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
FRIDAY = hanoi("2026-11-20 10:00")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def console(city, settings):
    settings.ROOT_URLCONF = "tests.sites.console_urls"
    clock.set_for_test(FRIDAY)


def happened(counts: Counts, agency: str, procedure: str, days: Mapping[date, tuple[int, int]]) -> None:
    """On each day so many were handled in time and so many late; as many were received."""
    agency_id = Agency.objects.get(key=agency).id
    for day, (in_time, late) in days.items():
        cell = Cell(day.replace(day=1), Place(agency_id, agency_id, procedure, "civil-status"))
        counts.monthly[cell, "received_online"] += in_time + late
        counts.monthly[cell, "on_time"] += in_time
        counts.monthly[cell, "late"] += late
        counts.daily[cell, "received_days", day.day] += in_time + late
        counts.daily[cell, "handled_days", day.day] += in_time + late
        counts.daily[cell, "in_time_days", day.day] += in_time


def overview(key: str = "city", **query: str):
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/dieu-hanh/", query)
    assert answer.status_code == 200
    return answer


def sentences(answer) -> list[str]:
    return [f"{s.words} {s.why}".strip().replace("\u00a0", " ") for s in answer.context["told"].sentences]


@pytest.fixture
def worse_in_one_ward():
    """All on time but for one ward, which falls from 100 to 80 of 100 with one procedure."""
    counts = Counts()
    happened(counts, HOME, BIRTH, {date(2026, 10, 5): (100, 0), date(2026, 11, 5): (100, 0)})
    happened(counts, WARD, COPY, {date(2026, 10, 5): (100, 0), date(2026, 11, 5): (80, 20)})
    # after the fourteenth working day of October: not compared while November is not over
    happened(counts, HOME, COPY, {date(2026, 10, 30): (0, 200)})
    tables.add(counts)


def test_the_first_sentence_says_how_much_by_equal_days_and_who_did_it(worse_in_one_ward):
    first = sentences(overview())[0]
    assert first == (
        "Tháng 11/2026 đúng hạn 90,0 %, giảm 10,0 điểm so với 14 ngày làm việc đầu của tháng 10/2026 (100,0 %). "
        "Phần lớn do Phường Ba Đình (−10,00). "
        "Theo thủ tục, phần lớn do Chứng thực bản sao từ bản chính (−10,00)."
    )


def test_the_card_compares_by_the_same_days_as_the_sentence(worse_in_one_ward):
    answer = overview()
    card = next(c for c in answer.context["month"] if c["label"]["vi"] == "Đúng và trước hạn")
    assert card["delta"]["vi"] == "▼ 10,0 điểm so với cùng số ngày làm việc"
    assert card["target"]["vi"] == "Thiếu 5,0 điểm, chỉ tiêu 95 %"
    assert "tính đến hết ngày 19/11 (14 ngày làm việc)" in answer.context["caveat"]


def test_a_month_that_is_over_is_compared_whole_and_without_a_caveat(worse_in_one_ward):
    answer = overview(thang="2026-10")
    assert answer.context["caveat"] == ""
    assert answer.context["told"].of.running is False
    clock.set_for_test(hanoi("2026-12-10 10:00"))
    first = sentences(overview(thang="2026-11"))[0]
    assert first.startswith("Tháng 11/2026 đúng hạn 90,0 %, tăng 40,0 điểm so với tháng 10/2026 (50,0 %).")


def test_the_bars_add_up_to_the_change(worse_in_one_ward):
    told = overview().context["told"]
    for parts in (told.agency_parts, told.procedure_parts):
        assert sum(part["value"] for part in parts) == pytest.approx(-10.0)


def test_targets_that_are_missed_are_named_with_both_figures(worse_in_one_ward):
    answer = overview()
    assert any(
        "Chưa đạt: Đúng và trước hạn 90,0 % (chỉ tiêu 95 %)" in sentence for sentence in sentences(answer)
    )
    rows = {row.name: row for row in answer.context["told"].targets}
    assert rows["Đúng và trước hạn"].met is False
    assert rows["Nộp trực tuyến"].met is True
    assert rows["Hài lòng (4-5 sao)"].met is None  # nobody has rated


def test_few_dossiers_are_told_but_not_judged():
    counts = Counts()
    happened(counts, HOME, BIRTH, {date(2026, 10, 5): (2, 0), date(2026, 11, 5): (1, 1)})
    tables.add(counts)
    answer = overview()
    assert "chưa phải xu hướng" in sentences(answer)[0]
    assert answer.context["told"].targets[0].met is None
    card = next(c for c in answer.context["month"] if c["label"]["vi"] == "Đúng và trước hạn")
    assert card["value"] == "50,0" and "delta" not in card
    assert "mới có 2 để tính" in card["target"]["vi"]


def test_a_ward_is_told_its_place_among_all_wards_without_their_names(worse_in_one_ward):
    answer = overview("chair")
    told = sentences(answer)
    # two wards are too few for a rank of the month: twelve months are compared, and that is said
    place = "Phường Nghĩa Đô đứng thứ 2 trong 2 đơn vị cùng loại có từ 30 hồ sơ trong 12 tháng"
    assert any(place in sentence for sentence in told)
    assert "Ba Đình" not in answer.content.decode()


def test_on_the_first_morning_of_a_month_nothing_is_compared(worse_in_one_ward):
    clock.set_for_test(hanoi("2026-12-01 08:00"))
    answer = overview()
    assert "chưa so sánh" in answer.context["caveat"]
    assert not any("so với" in sentence for sentence in sentences(answer))


def test_an_english_reader_is_told_the_same_in_english(worse_in_one_ward):
    client = Client()
    client.force_login(account_of("city"), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/ngon-ngu/en/")
    told = client.get("/dieu-hanh/").context["told"].sentences[0]
    assert told.words.replace("\u00a0", " ") == (
        "November 2026: 90.0% on time, down 10.0 points on the first 14 working days of October 2026 (100.0%)."
    )


def test_the_table_of_agencies_ranks_shows_the_change_and_the_target(worse_in_one_ward):
    client = Client()
    client.force_login(account_of("city"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/dieu-hanh/co-quan")
    rows = {row["name"]["vi"]: row for row in answer.context["rows"]}
    assert "Hạng 12 tháng" in answer.content.decode()
    worse, better = rows["Phường Ba Đình"], rows["Phường Nghĩa Đô"]
    assert (worse["rank"], better["rank"]) == (1, 2)  # of twelve months, which the column says
    assert (worse["change"], better["change"]) == ("−20,0", "0,0")
    assert worse["target"]["vi"] == "Thiếu 15,0"
    assert better["target"]["vi"] == "Đạt"
    assert worse["spark"] == [100.0, 80.0]
