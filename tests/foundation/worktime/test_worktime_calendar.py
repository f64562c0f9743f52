"""The yearly table of public offices, and what a calendar's data may say."""

import json
from datetime import date, datetime, time

import pytest

from motcua.foundation.worktime import VN, Calendar, CalendarError, public_offices, public_offices_data

OFFICE = public_offices()


def closed_weekdays(year: int, month: int) -> list[int]:
    days = (date(year, month, n) for n in range(1, 29))
    return [day.day for day in days if day.weekday() < 5 and not OFFICE.is_working_day(day)]


@pytest.mark.parametrize(
    ("year", "month", "closed"),
    [
        (2024, 2, [8, 9, 12, 13, 14]),
        (2024, 4, [18]),
        (2024, 9, [2, 3]),
        (2025, 4, [7]),
        (2025, 5, [1, 2]),
        (2025, 9, [1, 2]),
        (2026, 1, [1, 2]),
        (2026, 2, [16, 17, 18, 19, 20]),
        (2026, 4, [27]),
        (2026, 11, [24]),
        (2027, 4, [16]),
        (2027, 5, [3]),
        (2027, 11, [24]),
    ],
)
def test_the_weekdays_off_of_the_yearly_notices(year, month, closed):
    assert closed_weekdays(year, month) == closed


@pytest.mark.parametrize("saturday", [(2024, 5, 4), (2025, 4, 26), (2026, 1, 10), (2026, 8, 22)])
def test_swapped_saturdays_are_worked_with_full_hours(saturday):
    day = date(*saturday)
    assert day.weekday() == 5
    assert OFFICE.hours_on(day) == OFFICE.hours
    assert public_offices("residence").hours_on(day) == OFFICE.hours


def test_only_saturdays_are_swapped_in():
    assert len(OFFICE.working_days) == 4
    assert all(day.weekday() == 5 for day in OFFICE.working_days)


def test_saturday_offices_rest_within_the_tet_break_too():
    assert public_offices("residence").hours_on(date(2026, 2, 21)) == ()


def test_residence_offices_open_on_ordinary_saturday_mornings_only():
    residence = public_offices("residence")
    assert residence.hours_on(date(2026, 3, 7)) == ((time(8), time(12)),)
    assert residence.hours_on(date(2026, 3, 8)) == ()


def test_the_office_is_open_at_closing_time_and_closed_a_second_later_and_at_lunch():
    assert OFFICE.is_open(datetime(2026, 3, 2, 17, 0, tzinfo=VN))
    assert not OFFICE.is_open(datetime(2026, 3, 2, 17, 0, 1, tzinfo=VN))
    assert not OFFICE.is_open(datetime(2026, 3, 2, 12, 30, tzinfo=VN))


def test_a_count_that_rests_on_an_unsettled_tet_plan_is_provisional():
    assert OFFICE.is_provisional(date(2027, 1, 28), date(2027, 2, 20))
    assert OFFICE.is_provisional(date(2027, 12, 20), date(2028, 1, 5))
    assert not OFFICE.is_provisional(date(2026, 2, 10), date(2026, 3, 1))


def test_a_calendar_survives_being_kept_as_json():
    kept = json.loads(json.dumps(public_offices_data(), default=str))
    assert Calendar.from_data(kept) == OFFICE


def test_flat_lists_and_other_hours_are_read():
    cal = Calendar.from_data(
        {"hours": ["07:00-11:30", "13:30-17:00"], "holidays": ["2026-03-03"], "weekdays": [0, 1, 2, 3, 4, 5]}
    )
    assert cal.hours_on(date(2026, 3, 7)) == ((time(7), time(11, 30)), (time(13, 30), time(17)))
    assert not cal.is_working_day(date(2026, 3, 3))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": ["fun"]}, "weekday"),
        ({"hours": ["08:00"]}, "office hours"),
        ({"hours": ["13:00-17:00", "08:00-12:00"]}, "follow one another"),
        ({"hours": ["08:00:30-12:00"]}, "whole minutes"),
        ({"holidays": ["2026-02-30"]}, "not a date"),
        ({"holidays": ["2026-03-02"], "working_days": ["2026-03-02"]}, "both working and off"),
        ({"weekday_hours": {"sat": ["08:00-12:00"]}}, "not a working weekday"),
        ({"timezone": "Mars/Olympus"}, "time zone"),
        ({"years": {2026: {"off": []}}}, "unknown keys"),
        ({"years": {2026: {"closed": [{"day": "2025-01-01"}]}}}, "under the year 2026"),
        ({"years": {2026: {"closed": [{"from": "2026-01-01"}]}}}, "needs"),
        ({"years": {2026: {"closed": [{"from": "2026-01-02", "to": "2026-01-01"}]}}}, "ends before"),
    ],
)
def test_data_that_cannot_be_a_calendar_are_refused_by_name(data, said):
    with pytest.raises(CalendarError, match=said):
        Calendar.from_data(data)


def test_an_unknown_channel_is_refused():
    with pytest.raises(CalendarError, match="teleport"):
        public_offices("teleport")
