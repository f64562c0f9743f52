"""What a resident reads before going: nothing unstated looks like zero, and a page costs a few queries."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

import motcua
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.importing import import_facts, rows_of
from motcua.procedures.catalogue.models import Procedure, Status
from motcua.procedures.check_definitions import load_definition
from motcua.sites.portal.guidance import reading
from motcua.sites.ways import by_post

FACTS = Path(motcua.__file__).parent / "project/data/procedures/procedures.jsonl.gz"
SOME = ("1.001193", "1.000894", "1.004873", "2.000815", "1.013225", "1.001612", "6.003494", "1.115194")

BIRTH = Path(motcua.__file__).parent / "services/civil_status/birth.yaml"


@pytest.fixture
def visitor(db, tmp_path):
    """Somebody who is not signed in, and a small catalogue of its own, rolled back with the test."""
    with connection.cursor() as cursor:
        cursor.execute("truncate catalogue_procedure, catalogue_fieldofprocedure, catalogue_facet cascade")
    some = tmp_path / "facts.jsonl.gz"
    rows = [row for row in rows_of(FACTS) if row["code"] in SOME]
    some.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    import_facts(some)
    cache.clear()
    return Client(headers={"accept-language": "vi"})


def text_of(response):
    return response.content.decode()


def test_a_fee_of_nothing_stated_is_not_called_free():
    assert reading.fee({"amount": None}).words == reading.UNSTATED
    (way,) = reading.ways([{"channel": "online"}])
    assert way.fees[0].words == reading.UNSTATED and way.limits == (reading.UNSTATED,)


def test_zero_is_free_only_without_a_note_that_says_otherwise():
    assert reading.fee({"amount": 0}).words == reading.FREE
    assert reading.fee({"amount": 0, "note": "Không thu phí"}).words == reading.FREE
    assert reading.fee({"amount": 0, "note": "Không"}).words == reading.FREE
    council = reading.fee({"amount": 0, "note": "Do Hội đồng nhân dân tỉnh quy định"})
    assert council.words.vi == "Do Hội đồng nhân dân tỉnh quy định"
    assert reading.fee({"amount": 0, "noted": True}).words != reading.FREE


def test_ten_dollars_typed_as_dong_are_marked():
    assert reading.fee({"amount": 10, "suspect": True}).tone == "warn"


def test_fees_are_written_as_the_country_writes_them():
    assert reading.fee({"amount": 150000, "note": "/hồ sơ"}) == reading.Fee(
        reading.both("150.000 đồng"), reading.both("/hồ sơ")
    )


@pytest.mark.parametrize(
    ("limit", "vi", "en"),
    [
        ({"value": 3, "unit": "working_day"}, "3 ngày làm việc", "3 working days"),
        ({"value": 1, "unit": "working_day"}, "1 ngày làm việc", "1 working day"),
        ({"value": 0.5, "unit": "day"}, "0,5 ngày", "0.5 days"),
        ({"value": 1, "unit": "other"}, *reading.OTHER_LIMIT),
        ({"unit": "other", "text": "Không quá 15 ngày"}, "Không quá 15 ngày", "Không quá 15 ngày"),
        ({"unit": "day"}, *reading.UNSTATED),
        (None, *reading.UNSTATED),
    ],
)
def test_a_time_limit_in_words(limit, vi, en):
    assert reading.limit_words(limit) == (vi, en)


def test_three_limits_of_one_channel_stay_three():
    rows = [
        {"channel": "online", "limit": {"value": days, "unit": "working_day"}} for days in (17, 20, 27, 20)
    ]
    (way,) = reading.ways(rows)
    assert [limit.vi for limit in way.limits] == ["17 ngày làm việc", "20 ngày làm việc", "27 ngày làm việc"]


def test_a_row_without_copies_is_a_note_and_not_a_paper():
    (case,) = reading.paper_cases([{"papers": [{"name": "Đơn", "original": 1}, {"name": "Lưu ý"}]}])
    assert [paper.name.vi for paper in case.papers] == ["Đơn"] and case.notes == ("Lưu ý",)
    (uncounted,) = reading.paper_cases([{"papers": [{"name": "Đơn"}]}])
    assert [paper.name.vi for paper in uncounted.papers] == ["Đơn"]


def test_every_procedure_of_the_country_can_be_put_into_words():
    for facts in rows_of(FACTS):
        guidance = reading.from_facts(facts, facts["levels"])
        assert guidance.where and guidance.result.vi
        assert all(way.limits and way.fees for way in guidance.ways), facts["code"]


def test_the_page_of_a_procedure_shows_what_it_takes(visitor, django_assert_num_queries):
    by_post.all_of_them(clock.now())
    with django_assert_num_queries(3):  # the procedure, its publication, the questions about it
        page = text_of(visitor.get("/thu-tuc/2.000815"))
    for words in (
        "2.000815",
        "2.000 đồng",
        "Bản chính giấy tờ",
        "23/2015/NĐ-CP",
        "3152/QĐ-BTP",
        "bản tháng 07/2026",
    ):
        assert words in page
    assert "Đơn vị tiền có thể bị ghi nhầm" in page
    assert "Nộp hồ sơ trực tuyến" not in page


def test_the_page_speaks_english_too(visitor):
    visitor.cookies["django_language"] = "en"
    page = text_of(visitor.get("/thu-tuc/1.013225"))
    assert "Papers to prepare" in page and "10 working days" in page and "Giấy tờ cần chuẩn bị" not in page


def test_what_can_be_filed_here_is_explained_by_the_citys_version_and_has_a_button(
    visitor, django_assert_num_queries
):
    definition = load_definition(BIRTH).value
    publishing.publish(
        definition, by=Actor("officer", name="Biên tập viên"), at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    by_post.all_of_them(clock.now())
    with django_assert_num_queries(4):
        page = text_of(visitor.get("/thu-tuc/1.001193"))
    assert 'href="/nop/1.001193"' in page and "Nộp hồ sơ trực tuyến" in page
    assert definition.summary.vi in page and "Thành phố tra cứu dữ liệu trước" in page
    assert "phiên bản 1" in page
    assert "Nộp được ở đây" in text_of(visitor.get("/thu-tuc", {"q": "khai sinh"}))


def test_an_abolished_procedure_says_so_and_cannot_be_filed(visitor):
    Procedure.objects.filter(code="1.000894").update(status=Status.ABOLISHED)
    page = text_of(visitor.get("/thu-tuc/1.000894"))
    assert "đã bãi bỏ" in page and "Nộp hồ sơ trực tuyến" not in page


def test_internal_and_unknown_procedures_have_no_page(visitor):
    assert visitor.get("/thu-tuc/6.003494").status_code == 404
    assert visitor.get("/thu-tuc/9.999999").status_code == 404
    assert visitor.get("/thu-tuc?cap=huyen").status_code == 404
    assert visitor.get("/thu-tuc?linh-vuc=khong-co").status_code == 404


def test_an_old_long_code_leads_to_the_procedure(visitor):
    response = visitor.get("/thu-tuc/1.001193.000.00.00.H35")
    assert (response.status_code, response.url) == (301, "/thu-tuc/1.001193")


def test_the_search_page_finds_and_costs_two_queries(visitor, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = text_of(visitor.get("/thu-tuc", {"q": "mo quan ca phe"}))
    assert "/thu-tuc/1.001612" in page and "/thu-tuc/2.000815" not in page


def test_what_somebody_typed_is_shown_as_text(visitor):
    page = text_of(visitor.get("/thu-tuc", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_nothing_found_says_what_to_do_next(visitor):
    assert "Chưa tìm thấy thủ tục nào" in text_of(visitor.get("/thu-tuc", {"q": "zzqqww"}))


def test_the_front_of_the_catalogue_costs_two_queries(visitor, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = text_of(visitor.get("/thu-tuc"))
    assert "Có con" in page and "Hộ tịch, gia đình, trẻ em" in page


def test_a_life_event_lists_its_procedures_in_one_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = text_of(visitor.get("/thu-tuc", {"su-kien": "marriage"}))
    assert page.index("1.000894") < page.index("1.004873")


def test_a_group_of_fields_is_read_page_by_page(visitor, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = text_of(visitor.get("/thu-tuc", {"nhom": "family"}))
    assert "1.001193" in page and "2.000815" not in page


def test_ways_that_take_as_long_and_cost_as_much_are_told_once():
    day, free = (reading.SAME_DAY,), (reading.Fee(reading.FREE, tone="ok"),)
    dear = (reading.Fee(reading.Words("21.000 đồng/bản", "21,000 dong/copy")),)
    three = [reading.Way(key, label, day, free) for key, label in reading.CHANNELS.items()]
    (one,) = reading.alike(three)
    assert one.label == ("Trực tuyến, trực tiếp tại quầy, qua bưu chính", "Online, at the counter, by post")
    apart = reading.alike(
        [three[0], reading.Way("counter", reading.CHANNELS["counter"], day, dear), three[2]]
    )
    assert [way.label.vi for way in apart] == ["Trực tuyến, qua bưu chính", "Trực tiếp tại quầy"]


def test_where_every_fee_is_of_some_cases_the_plain_case_is_told_first():
    late = reading.Fee(reading.Words("8.000 đồng/việc", "8,000 dong/case"), tone="case")
    copy = reading.Fee(reading.Words("8.000 đồng/bản", "8,000 dong/copy"))
    assert reading.at_a_glance([late]) == reading.FREE_BUT
    assert reading.at_a_glance([late, copy]) == copy.words
    assert not reading.of_cases_only([])


@pytest.mark.parametrize(
    "typed", ["H26.40.02-261120-0022", "h2640022611200022"], ids=["as printed", "digits alone"]
)
def test_the_number_of_a_dossier_in_the_search_opens_where_it_is(visitor, typed):
    answer = visitor.get("/thu-tuc", {"q": typed})
    assert answer.status_code == 302
    assert answer.url == "/tra-cuu?ma=H26.40.02-261120-0022"
