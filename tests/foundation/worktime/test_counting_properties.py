"""What holds for every receipt, limit and calendar, checked against a slow count by hand as well."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motcua.foundation.worktime import (
    SAME_DAY,
    VN,
    Calendar,
    Span,
    Unit,
    add_working_minutes,
    due,
    latest_apology,
    normalise,
    public_offices,
    remaining_after,
    working_days,
    working_hours,
    working_minutes,
)

CALENDARS = [
    public_offices(),
    public_offices("residence"),
    Calendar(
        hours=((time(7), time(11, 30)), (time(13, 30), time(17))), holidays=frozenset({date(2026, 3, 5)})
    ),
    Calendar(hours=((time(6), time(22)),), weekdays=frozenset(range(7))),
    Calendar(weekdays=frozenset({1, 3}), weekday_hours=((3, ((time(9), time(11)),)),)),
]

calendars = st.sampled_from(CALENDARS)
moments = st.datetimes(datetime(2023, 11, 1), datetime(2028, 2, 1), timezones=st.just(VN))  # noqa: DTZ001
spans = st.one_of(
    st.integers(0, 70).map(working_days),
    st.integers(0, 400).map(lambda q: Span(Decimal(q) / 4, Unit.WORKING_DAY)),
    st.integers(0, 600).map(lambda q: Span(Decimal(q) / 4, Unit.WORKING_HOUR)),
    st.integers(0, 90).map(lambda n: Span(Decimal(n), Unit.DAY)),
    st.integers(0, 14).map(lambda n: Span(Decimal(n), Unit.MONTH)),
    st.integers(0, 2).map(lambda n: Span(Decimal(n), Unit.YEAR)),
    st.just(SAME_DAY),
)


@settings(deadline=None)
@given(moments, spans, calendars)
def test_a_limit_never_ends_before_the_receipt_and_always_in_office_hours(at, span, cal):
    end = due(at, span, cal)
    assert end >= normalise(at, cal) >= at
    assert cal.is_open(end)


@settings(deadline=None)
@given(moments, moments, spans, calendars)
def test_who_comes_later_is_never_due_earlier(one, other, span, cal):
    first, second = sorted((one, other))
    assert due(first, span, cal) <= due(second, span, cal)


@settings(deadline=None)
@given(moments, spans, spans, calendars)
def test_a_longer_limit_never_ends_earlier(at, one, other, cal):
    assume(one.unit is other.unit)
    shorter, longer = sorted((one, other), key=lambda span: span.amount)
    assert due(at, shorter, cal) <= due(at, longer, cal)


@settings(deadline=None)
@given(moments, calendars)
def test_a_normalised_receipt_stays_where_it_is(at, cal):
    start = normalise(at, cal)
    assert cal.is_open(start)
    assert normalise(start, cal) == start


@settings(deadline=None)
@given(moments, st.integers(0, 60), calendars)
def test_working_days_agree_with_counting_them_one_by_one(at, amount, cal):
    start = normalise(at, cal)
    day, left = start.date(), amount
    while left:
        day += timedelta(days=1)
        left -= cal.is_working_day(day)
    assert due(at, working_days(amount), cal).date() == day


@settings(deadline=None)
@given(moments, st.integers(0, 3000), calendars)
def test_working_minutes_agree_with_counting_them_one_by_one(at, minutes, cal):
    end = at + timedelta(minutes=minutes)
    counted, minute = 0, at.replace(second=0, microsecond=0)
    while minute < end.replace(second=0, microsecond=0):
        hours = cal.hours_on(minute.date())
        counted += any(opens <= minute.time() < closes for opens, closes in hours)
        minute += timedelta(minutes=1)
    assert working_minutes(at, end, cal) == counted


@settings(deadline=None)
@given(moments, moments, moments, calendars)
def test_working_minutes_add_up(a, b, c, cal):
    assert working_minutes(a, b, cal) + working_minutes(b, c, cal) == working_minutes(a, c, cal)
    assert working_minutes(a, b, cal) == -working_minutes(b, a, cal)


@settings(deadline=None)
@given(moments, st.integers(-20_000, 20_000), calendars)
def test_minutes_added_are_the_minutes_between(at, n, cal):
    assert working_minutes(at, add_working_minutes(at, n, cal), cal) == n


@settings(deadline=None)
@given(moments, st.integers(1, 300), calendars)
def test_hours_are_minutes(at, hours, cal):
    assert due(at, working_hours(hours), cal) == add_working_minutes(at, hours * 60, cal)


@settings(deadline=None)
@given(
    moments,
    st.floats(0, 1),
    st.sampled_from(["10", "3.5", "40"]),
    st.sampled_from([CALENDARS[0], CALENDARS[2]]),
)
def test_a_pause_of_no_length_uses_and_gives_no_time(received, share, amount, cal):
    # Only where every office day has 8 hours are hours and days exchangeable at all.
    for span in (working_days(amount), working_hours(amount)):
        end = due(received, span, cal)
        paused = received + (end - received) * share
        resumed = due(paused, remaining_after(received, paused, span, cal), cal)
        difference = working_minutes(received, resumed, cal) - working_minutes(received, end, cal)
        assert -1 <= difference <= 1, "whole minutes may round by one"


@settings(deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=60)), spans, calendars)
def test_a_pause_never_leaves_more_than_the_limit(received, wait, span, cal):
    left = remaining_after(received, received + wait, span, cal)
    if left.unit is span.unit:
        assert left.amount <= span.amount
    else:
        assert left.unit is Unit.DAY


@settings(deadline=None)
@given(moments, calendars)
def test_an_apology_is_a_full_day_ahead_in_office_hours(due_at, cal):
    latest = latest_apology(due_at, cal)
    assert latest <= due_at - timedelta(days=1)
    assert latest.time() == cal.hours_on(latest.date())[-1][1]
    nothing_between = latest + timedelta(days=1)
    while nothing_between.date() < (due_at - timedelta(days=1)).date():
        assert not cal.is_working_day(nothing_between.date())
        nothing_between += timedelta(days=1)


def test_ten_working_days_are_counted_in_well_under_a_millisecond():
    cal, span = public_offices(), working_days(10)
    received = datetime(2026, 3, 2, 9, 15, tzinfo=VN)
    due(received, span, cal)
    fastest = float("inf")
    for _ in range(20):
        began = perf_counter()
        for _ in range(50):
            due(received, span, cal)
        fastest = min(fastest, (perf_counter() - began) / 50)
    assert fastest < 0.0005
