"""The console shows each leader what is wrong and where, and opens the dossiers behind a figure."""

import csv
import io
import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.foundation.models import AccessLog, OutboxEntry
from motcua.insight import keeping, names
from motcua.insight.models import Course, Figure, LiveFigure
from motcua.insight.reading import Cursor
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of, history
from tests.conftest import hanoi
from tests.standing import standing

NOW = hanoi("2026-11-20 10:00")
WARD = "ubnd-phuong-ba-dinh"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("past")]


@pytest.fixture(scope="module")
def dossiers_of_a_year(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        history.generate(600, 3, NOW)
        yield


@pytest.fixture
def past(dossiers_of_a_year, city):
    clock.set_for_test(NOW)
    with override_settings(ROOT_URLCONF="tests.sites.console_urls"):
        yield


def signed_on(key: str) -> Client:
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", ["", "co-quan", "thu-tuc", "ho-so", "so-lieu.csv", "he-thong"])
def test_only_those_who_may_see_statistics_come_in(path):
    assert Client().get(f"/dieu-hanh/{path}").status_code == 302
    assert signed_on("resident").get(f"/dieu-hanh/{path}").status_code == 403
    assert signed_on("justice").get(f"/dieu-hanh/{path}").status_code == 403


def test_the_first_sentence_says_what_is_overdue_and_where():
    history.generate(1500, 5, NOW)
    keeping.mark_overdue(NOW + timedelta(days=30))
    overdue = sum(row.overdue for row in LiveFigure.objects.all())
    assert overdue >= 1
    worst = max(
        Agency.objects.filter(kind="commune"),
        key=lambda a: sum(row.overdue for row in LiveFigure.objects.filter(agency_id=a.id)),
    )
    page = text(signed_on("city").get("/dieu-hanh/"))
    assert f"{overdue} hồ sơ đang quá hạn" in page
    headline = page[page.index("mc-notice--danger") : page.index("mc-notice--danger") + 900]
    assert worst.unit.full_name_vi.split(" ", 1)[1] in headline


@pytest.mark.parametrize(
    "path", ["", "co-quan", "thu-tuc", "ho-so?xem=open", "he-thong", "ban-do", "thu-bao-cao"]
)
def test_a_page_costs_eleven_queries_at_most_and_counts_no_dossiers(path):
    client = signed_on("city")
    names.city()  # read once in half a minute, whoever looks
    with CaptureQueriesContext(connection) as spent:
        text(client.get(f"/dieu-hanh/{path}"))
    asked = [query["sql"].lower() for query in spent.captured_queries]
    assert len(asked) <= 11, asked
    assert not any(
        "count(" in sql and ("dossiers_dossier" in sql or "insight_course" in sql) for sql in asked
    )


def test_more_dossiers_do_not_cost_more_queries():
    client = signed_on("city")
    with CaptureQueriesContext(connection) as few:
        text(client.get("/dieu-hanh/"))
    history.generate(300, 4, NOW)
    with CaptureQueriesContext(connection) as many:
        text(client.get("/dieu-hanh/"))
    assert len(many) <= len(few)


def test_the_list_behind_a_figure_holds_as_many_dossiers_as_the_figure_says():
    client, month = signed_on("city"), NOW.date().replace(day=1)
    figures = Figure.objects.filter(month=month)
    live = LiveFigure.objects.all()
    said = {
        "overdue": sum(row.overdue for row in live),
        "open": sum(row.open for row in live),
        "supplement": sum(row.waiting_supplement for row in live),
        "received": sum(r.received_online + r.received_counter + r.received_postal for r in figures),
        "online": sum(r.received_online for r in figures),
        "handled": sum(r.early + r.on_time + r.late for r in figures),
        "early": sum(r.early for r in figures),
        "late": sum(r.late for r in figures),
        "unhappy": sum(r.ratings - r.satisfied for r in figures),
    }
    for choice, number in said.items():
        assert len(codes(client, choice)) == number, choice


def test_papers_not_digitised_and_payments_in_cash_open_their_dossiers():
    client, month = signed_on("city"), NOW.date().replace(day=1)
    figures = Figure.objects.filter(month=month)
    missing = sum(row.papers - row.digitised for row in figures)
    listed = codes(client, "undigitised")
    behind = Course.objects.filter(uuid__in=Dossier.objects.filter(code__in=listed).values("uuid"))
    assert listed
    assert sum(course.undigitised for course in behind) == missing
    cash = codes(client, "cash")
    assert 0 < len(cash) <= sum(row.paid_cash for row in figures)
    page = text(client.get("/dieu-hanh/"))
    assert "xem=undigitised" in page
    assert "xem=cash" in page


def test_rankings_name_procedures_shortly():
    page = text(signed_on("city").get("/dieu-hanh/thu-tuc"))
    assert "Thủ tục chứng thực bản sao từ bản chính" not in page
    assert "Chứng thực bản sao từ bản chính" in page


def test_the_columns_filled_by_the_migration_are_those_that_counting_gives():
    def seen():
        return set(Course.objects.values_list("uuid", "undigitised", "cash_at"))

    kept = seen()
    Course.objects.update(undigitised=0, cash_at=None)
    migration = import_module("motcua.insight.migrations.0003_fill_papers_and_cash")
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(migration.PAPERS)
            cursor.execute(migration.CASH)
    assert seen() == kept


def codes(client: Client, choice: str, **more) -> list[str]:
    """The codes of all pages of a list."""
    found, query = [], {"xem": choice, **more}
    while True:
        response = client.get("/dieu-hanh/ho-so", query)
        text(response)
        found += [row["code"] for row in response.context["rows"]]
        older = response.context["older"]
        if not older:
            assert len(set(found)) == len(found)
            return found
        query = {"xem": choice, **more, "sau": older.rsplit("sau=", 1)[1]}


def test_pages_of_a_list_follow_one_another_without_gap_or_double(monkeypatch):
    from motcua.insight import reading

    monkeypatch.setattr(reading.dossiers, "__defaults__", (None, 1))
    listed = codes(signed_on("city"), "open")
    open_ones = Dossier.objects.filter(status__in=[1, 2, 4, 5, 6])
    assert sorted(listed) == sorted(open_ones.values_list("code", flat=True))
    assert len(listed) >= 3


@pytest.mark.parametrize("path", ["co-quan", "thu-tuc"])
def test_the_ranking_by_on_time_share_shows_the_same_rows_in_another_order(path):
    client = signed_on("city")
    rows = [
        sorted(re.findall(r'<th scope="row">.*?</th>', text(client.get(f"/dieu-hanh/{path}", order))))
        for order in ({}, {"xep": "dung-han"})
    ]
    assert rows[0] == rows[1] != []


def test_the_chair_of_a_ward_sees_the_ward_only():
    chair = account_of("chair")
    page = signed_on("chair").get("/dieu-hanh/co-quan")
    names = [row["name"]["vi"] for row in page.context["rows"]]
    assert names == ["Phường Nghĩa Đô"]
    assert chair.is_officer
    listed = codes(signed_on("chair"), "received")
    home = Dossier.objects.filter(competent_agency__key="ubnd-phuong-nghia-do")
    assert set(listed) <= set(home.values_list("code", flat=True))


def test_asking_for_another_agency_does_not_widen_the_scope():
    assert codes(signed_on("chair"), "received", **{"co-quan": WARD}) == []
    assert codes(signed_on("city"), "received", **{"co-quan": WARD}) != []


def test_names_are_shown_to_those_who_may_see_persons_and_then_it_is_logged():
    client = signed_on("city")
    page = client.get("/dieu-hanh/ho-so", {"xem": "received", "co-quan": "ubnd-phuong-nghia-do"})
    assert page.context["rows"] and not page.context["names"]
    assert not AccessLog.objects.exists()
    page = signed_on("chair").get("/dieu-hanh/ho-so", {"xem": "received"})
    assert page.context["names"]
    shown = {row["owner"] for row in page.context["rows"]}
    assert AccessLog.objects.filter(reader_name="Phan Quang Vinh").count() >= len(shown) > 0


def test_the_file_holds_the_same_sums_as_the_page():
    response = signed_on("city").get("/dieu-hanh/so-lieu.csv")
    assert response.streaming
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert sum(int(row["Tiếp nhận trực tuyến"]) for row in rows) == sum(
        f.received_online for f in Figure.objects.all()
    )
    assert any(row["Cơ quan giải quyết"] == "Ủy ban nhân dân phường Ba Đình" for row in rows)


def test_an_address_with_nonsense_shows_what_is_known():
    client = signed_on("city")
    for query in (
        "thang=2026-99",
        "thang=x",
        "co-quan=khong-co",
        "thu-tuc=9.999",
        "xem=khong",
        "sau=1_2",
        "linh-vuc=x",
    ):
        assert client.get(f"/dieu-hanh/ho-so?{query}").status_code == 200
        assert client.get(f"/dieu-hanh/?{query}").status_code == 200


def test_a_month_long_gone_shows_zeros_not_errors():
    page = text(signed_on("city").get("/dieu-hanh/?thang=2020-01"))
    assert "—" in page


def test_parked_events_are_shown_and_an_editor_lets_them_go():
    entry = OutboxEntry.objects.create(
        event_id=_any_event(),
        consumer="figures",
        attempts=8,
        parked_at=NOW - timedelta(hours=1),
        last_error="KeyError: 'x'",
    )
    page = text(signed_on("editor").get("/dieu-hanh/he-thong"))
    assert "KeyError" in page and "Thử lại" in page
    assert "Thử lại" not in text(signed_on("city").get("/dieu-hanh/he-thong"))
    assert signed_on("city").post("/dieu-hanh/he-thong/tha").status_code == 403
    assert signed_on("editor").post("/dieu-hanh/he-thong/tha", {"entry": entry.id}).status_code == 302
    entry.refresh_from_db()
    assert (entry.parked_at, entry.attempts) == (None, 0)


def _any_event() -> int:
    from motcua.foundation.models import Event

    return Event.objects.order_by("id").first().id


def test_a_cursor_of_an_address_is_read_back_or_refused():
    course = Course.objects.order_by("uuid").first()
    cursor = Cursor(course.received_at.timestamp(), course.uuid)
    assert str(Cursor.read(str(cursor))) == str(cursor)
    assert Cursor.read("abc") is None
