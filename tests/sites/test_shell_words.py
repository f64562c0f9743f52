"""What the shell says and how: two languages, moments, sums, deadlines, badges. No database, no HTTP."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.sites.shell import language, wording
from motcua.sites.shell.fields import KINDS, Field, Option, UnknownKind, errors_of
from motcua.sites.shell.statuses import DOSSIER

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def shown(source: str, **context: object) -> str:
    return Template("{% load motcua charts %}" + source).render(Context(context))


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def test_the_city_speaks_vietnamese_first():
    assert shown('{% t "Nộp hồ sơ" "Hand it in" %}') == "Nộp hồ sơ"


def test_the_city_speaks_english_to_who_asked(english):
    assert shown('{% t "Nộp hồ sơ" "Hand it in" as w %}[{{ w }}]') == "[Hand it in]"


def test_words_may_hold_quotation_marks():
    assert shown(r"""{% t "Gọi là \"một cửa\"" "x" %}""") == 'Gọi là "một cửa"'


def test_words_in_one_language_only_are_refused_when_the_page_is_compiled():
    with pytest.raises(TemplateSyntaxError):
        Template('{% load motcua %}{% t "Nộp hồ sơ" %}')


@pytest.mark.parametrize(
    "thing",
    [
        {"vi": "Phường", "en": "Ward"},
        {"name_vi": "Phường", "name_en": "Ward"},
        type("Unit", (), {"name_vi": "Phường", "name_en": "Ward"})(),
        "Phường",
        {"vi": "Phường", "en": ""},
    ],
)
def test_a_thing_is_called_by_its_name_however_it_carries_it(thing):
    assert language.pick(thing) == "Phường"


def test_a_thing_without_an_english_name_keeps_its_vietnamese_one(english):
    assert language.pick({"vi": "Phường", "en": ""}) == "Phường"


def test_what_people_typed_is_escaped_in_tags_and_names():
    assert "<b>" not in shown("{% tr who %}{{ who|tr }}", who="<b>")
    assert "<b>" not in shown("{% bar_list points %}", points=[("<b>", 1)])


def test_dates_stand_as_people_write_them():
    assert wording.date_words(date(2026, 3, 5)) == "05/03/2026"
    assert wording.datetime_words(NOON) == "12:00 ngày 23/11/2026"


def test_an_english_date_leaves_no_doubt_about_the_month(english):
    assert wording.date_words(date(2026, 3, 5)) == "5 Mar 2026"


def test_a_moment_late_in_utc_is_already_tomorrow_in_ha_noi():
    assert wording.date_words(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == "24/11/2026"


def test_money_has_points_between_thousands():
    assert wording.dong_words(1234567) == "1.234.567\u00a0đ"
    assert wording.number_words(1234.5, 1) == "1.234,5"


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_no_digit_of_a_sum_is_ever_lost(amount):
    digits = "".join(c for c in wording.dong_words(amount) if c.isdigit() or c == "-")
    assert int(digits) == amount


@pytest.mark.parametrize(
    ("ahead", "minutes", "words", "level"),
    [
        (timedelta(days=3), 960, "còn 2 ngày làm việc", "soon"),
        (timedelta(days=9), 961, "còn 2 ngày làm việc", "ok"),
        (timedelta(hours=2), 120, "còn 2 giờ làm việc", "today"),
        (timedelta(hours=-3), None, "quá hạn 3 giờ", "overdue"),
        (timedelta(days=-4), -960, "quá hạn 2 ngày làm việc", "overdue"),
        (timedelta(days=5), None, "còn 5 ngày", "ok"),
        (timedelta(seconds=20), None, "còn 1 phút", "today"),
    ],
)
def test_a_deadline_is_told_in_the_unit_that_matters(ahead, minutes, words, level):
    assert wording.due_words(NOON + ahead, NOON, minutes) == words
    assert wording.due_level(NOON + ahead, NOON, minutes) == level


@pytest.mark.parametrize("status", list(DOSSIER))
def test_a_status_is_words_and_an_icon_never_colour_alone(status):
    badge = shown("{% status_tag s %}", s=status)
    assert DOSSIER[status].vi in badge
    assert f"#{DOSSIER[status].icon}" in badge


def test_the_ten_statuses_of_the_national_portal_and_nothing_else():
    assert list(DOSSIER) == list(range(1, 11))
    with pytest.raises(KeyError):
        shown("{% status_tag 11 %}")


def test_a_dossier_without_a_deadline_shows_no_badge():
    assert shown("{% due_tag due %}", due=None) == ""


def test_the_page_decides_what_time_it_is():
    badge = shown("{% due_tag due %}", due=NOON - timedelta(hours=1), now=NOON)
    assert "quá hạn 1 giờ" in badge
    assert 'title="11:00 ngày 23/11/2026"' in badge


def test_a_question_of_an_unknown_kind_is_refused():
    with pytest.raises(UnknownKind):
        Field("x", "hologram", "?")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_question_has_a_label_that_belongs_to_its_control(kind):
    f = Field("x", kind, "Câu hỏi", options=[Option("a", "A")], error="Chưa đúng")
    html = shown('{% include "shell/field.html" %}', f=f)
    assert "Câu hỏi" in html
    assert f'id="{f.anchor}"' in html
    assert 'id="id-x-error"' in html
    assert "style=" not in html


def test_the_error_summary_leads_to_the_control_that_is_wrong():
    born = Field("born", "date", "Ngày sinh", error={"vi": "Chưa đúng", "en": "Wrong"})
    assert errors_of([born, Field("name", "text", "Tên")]) == [{"href": "#id-born-day", "text": "Chưa đúng"}]


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_date_falls_into_day_month_and_year_whether_it_came_as_date_or_text(day):
    wanted = (str(day.day), str(day.month), str(day.year))
    for value in (day, day.isoformat()):
        parts = Field("d", "date", "", value=value).parts
        assert (str(parts["day"]), str(parts["month"]), str(parts["year"])) == wanted


def test_a_half_typed_date_comes_back_as_it_was_typed():
    typed = {"day": "31", "month": "", "year": "20"}
    assert Field("d", "date", "", value=typed).parts == typed


def test_a_chart_says_in_words_what_it_shows_and_writes_values_at_the_marks():
    html = shown('{% line_chart points "Đúng hạn" 1 "%" %}', points=[("T1", 94.1), ("T2", 98.9), ("T3", 97)])
    assert (
        'aria-label="Đúng hạn. Đầu T1: 94,1 %; cuối T3: 97,0 %; thấp nhất T1: 94,1 %; cao nhất T2: 98,9 %."'
        in html
    )
    assert ">97,0</text>" in html
    assert "style=" not in html


@given(st.lists(st.floats(min_value=-1e9, max_value=1e9), max_size=30))
def test_a_chart_can_draw_any_numbers_without_leaving_its_frame(values):
    points = [(str(i), v) for i, v in enumerate(values)]
    for tag in ("bar_list", "column_chart", "line_chart"):
        html = shown("{% " + tag + " points %}", points=points)
        assert "nan" not in html
        assert 'height="-' not in html
        assert 'width="-' not in html


@pytest.mark.parametrize(
    ("text", "most", "told"),
    [
        ("Đèn ngõ nhấp nháy", 40, "Đèn ngõ nhấp nháy"),
        ("xe đẩy không qua được", 20, "xe đẩy không qua…"),
        ("xe đẩy, không qua", 8, "xe đẩy…"),
        ("Nghiêngngả", 6, "Nghiê…"),
    ],
    ids=["it fits", "behind a word", "without a comma", "one long word"],
)
def test_a_long_text_ends_behind_a_whole_word(text, most, told):
    assert wording.shortened(text, most) == told
    assert shown("{{ text|shorten:most }}", text=text, most=most) == told


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_shortened_text_is_never_longer_than_asked(text, most):
    assert len(wording.shortened(text, most)) <= max(most, 1)


def test_a_letter_says_what_happened_before_its_code():
    assert wording.coded("[PA-261119-HFDVTYT] Đang xử lý") == ("PA-261119-HFDVTYT", "Đang xử lý")
    assert wording.coded("[H26.40.02-261120-0022] Cần bổ sung") == ("H26.40.02-261120-0022", "Cần bổ sung")
    assert wording.coded("Đã nhận câu hỏi [của bạn]") == ("", "Đã nhận câu hỏi [của bạn]")


FRAMES = {
    "base",
    "portal_base",
    "desk_base",
    "console_base",
    "error_base",
    "409",
    "display",
    "design_system",
    "design_desk",
}
"""Not parts but whole pages, which the parts stand on."""


def test_the_living_page_shows_every_part_of_the_family():
    here = Path(wording.__file__).parent / "templates" / "shell"
    living = "".join(
        page.read_text()
        for page in [*here.glob("design*.html"), *here.glob("design/*.html"), here / "portal_base.html"]
    )
    parts = {page.stem for page in here.glob("*.html") if not page.stem.startswith("_")} - FRAMES
    assert {part for part in parts if f'"shell/{part}.html"' not in living} == set()
    charts = {"bar_list", "column_chart", "line_chart", "sparkline", "change_bars", "strip_plot"}
    assert {chart for chart in charts if f"{{% {chart} " not in living} == set()
