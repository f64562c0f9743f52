"""The worked examples of the one-stop mechanism, one sentence each (T1 to T24)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from motcua.foundation.worktime import (
    SAME_DAY,
    VN,
    Calendar,
    CalendarError,
    NaiveTime,
    Span,
    SpanError,
    Unit,
    afternoon_start,
    days,
    due,
    latest_apology,
    linked_start,
    months,
    normalise,
    phase_ends,
    public_offices,
    remaining,
    remaining_after,
    restart,
    transfer_due,
    working_days,
    working_hours,
    working_minutes,
    years,
)

OFFICE = public_offices()


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def test_t1_ten_working_days_in_a_plain_fortnight():
    assert due(hanoi("2026-03-02 09:15"), working_days(10), OFFICE) == hanoi("2026-03-16 09:15")


def test_t2_a_same_day_paper_received_before_three_is_due_that_day():
    assert due(hanoi("2026-03-06 14:59"), SAME_DAY, OFFICE) == hanoi("2026-03-06 17:00")


def test_three_oclock_itself_still_is_in_time_for_the_same_day():
    assert due(hanoi("2026-03-06 15:00"), SAME_DAY, OFFICE).date() == date(2026, 3, 6)
    assert due(hanoi("2026-03-06 15:00:00.000001"), SAME_DAY, OFFICE).date() == date(2026, 3, 9)


def test_t3_a_same_day_paper_received_after_three_on_friday_is_due_on_monday():
    assert due(hanoi("2026-03-06 15:01"), SAME_DAY, OFFICE).date() == date(2026, 3, 9)


def test_a_same_day_paper_sent_after_closing_counts_from_the_next_opening():
    assert due(hanoi("2026-03-05 22:00"), SAME_DAY, OFFICE) == hanoi("2026-03-06 17:00")


def test_t4_five_working_days_across_tet():
    assert due(hanoi("2026-02-12 10:00"), working_days(5), OFFICE) == hanoi("2026-02-26 10:00")


def test_t5_a_dossier_received_after_closing_on_the_last_day_before_tet_starts_after_tet():
    received = hanoi("2026-02-13 17:20")
    assert normalise(received, OFFICE) == hanoi("2026-02-23 08:00")
    assert due(received, working_days(3), OFFICE) == hanoi("2026-02-26 08:00")


def test_t6_a_working_saturday_counts():
    assert due(hanoi("2026-08-20 14:00"), working_days(2), OFFICE) == hanoi("2026-08-22 14:00")


def test_t7_one_working_day_before_the_national_day_block():
    assert due(hanoi("2026-08-28 09:00"), working_days(1), OFFICE) == hanoi("2026-09-03 09:00")


def test_t8_five_working_days_over_hung_kings_and_labour_day():
    assert due(hanoi("2026-04-24 10:00"), working_days(5), OFFICE) == hanoi("2026-05-06 10:00")


def test_t9_eight_hours_from_an_online_dossier_at_night_end_at_closing():
    assert due(hanoi("2026-11-18 22:30"), working_hours(8), OFFICE) == hanoi("2026-11-19 17:00")


def test_t10_eight_hours_over_a_weekend():
    assert due(hanoi("2026-11-20 15:30"), working_hours(8), OFFICE) == hanoi("2026-11-23 15:30")


def test_t11_eight_hours_over_the_new_culture_day():
    assert due(hanoi("2026-11-23 16:00"), working_hours(8), OFFICE) == hanoi("2026-11-25 16:00")


def test_t12_ten_calendar_days_ending_inside_tet_move_to_the_first_day_after():
    assert due(hanoi("2026-02-09 09:00"), days(10), OFFICE) == hanoi("2026-02-23 17:00")


def test_t13_a_supplement_restarts_the_whole_limit():
    assert due(hanoi("2026-03-02 08:30"), working_days(10), OFFICE).date() == date(2026, 3, 16)
    assert restart(hanoi("2026-03-17 10:00"), working_days(10), OFFICE) == hanoi("2026-03-31 10:00")


def test_t14_a_pause_for_payment_keeps_the_seven_days_not_used():
    left = remaining_after(hanoi("2026-03-02 08:30"), hanoi("2026-03-05 08:30"), working_days(10), OFFICE)
    assert left == working_days(7)
    assert due(hanoi("2026-03-16 08:30"), left, OFFICE) == hanoi("2026-03-25 08:30")


def test_t15_an_electronic_set_received_after_three_counts_from_the_next_morning():
    start = afternoon_start(hanoi("2026-02-12 15:10"), OFFICE)
    assert start == hanoi("2026-02-13 08:00")
    assert due(start, working_days(3), OFFICE).date() == date(2026, 2, 25)


def test_t16_a_linked_set_received_in_the_last_hour_starts_next_morning_and_ends_phase_by_phase():
    start = linked_start(hanoi("2026-04-20 16:20"), OFFICE)
    assert start == hanoi("2026-04-21 08:00")
    assert phase_ends(start, [working_days(3), working_days(3), working_days(10)], OFFICE) == [
        hanoi("2026-04-24 08:00"),
        hanoi("2026-05-04 08:00"),
        hanoi("2026-05-18 08:00"),
    ]
    assert due(start, working_days(16), OFFICE) == hanoi("2026-05-18 08:00")


def test_a_linked_set_received_before_the_last_hour_starts_at_once():
    assert linked_start(hanoi("2026-04-20 15:59"), OFFICE) == hanoi("2026-04-20 15:59")


@pytest.mark.parametrize(("amount", "end"), [(1, "2025-04-26 09:00"), (4, "2025-05-05 09:00")])
def test_t17_around_the_swapped_second_of_may_2025(amount, end):
    assert due(hanoi("2025-04-25 09:00"), working_days(amount), OFFICE) == hanoi(end)


def test_t18_seven_working_days_over_new_year_2026():
    assert due(hanoi("2025-12-31 16:30"), working_days(7), OFFICE) == hanoi("2026-01-12 16:30")


def test_t19_seventeen_working_days_over_a_working_saturday_and_the_national_day():
    assert due(hanoi("2026-08-17 09:00"), working_days(17), OFFICE) == hanoi("2026-09-11 09:00")


def test_t20_the_latest_apology_for_a_due_time_after_the_may_holidays():
    assert latest_apology(hanoi("2026-05-04 10:00"), OFFICE) == hanoi("2026-04-29 17:00")


def test_an_apology_at_closing_exactly_one_day_before_is_in_time():
    assert latest_apology(hanoi("2026-03-05 17:00"), OFFICE) == hanoi("2026-03-04 17:00")
    assert latest_apology(hanoi("2026-03-05 16:59"), OFFICE) == hanoi("2026-03-03 17:00")


def test_t21_an_electronic_file_received_after_three_moves_next_morning_and_paper_in_one_day():
    received = hanoi("2026-11-20 15:05")
    assert transfer_due(received, OFFICE, electronic=True) == hanoi("2026-11-23 08:00")
    assert transfer_due(received, OFFICE, electronic=False) == hanoi("2026-11-23 15:05")


def test_an_electronic_file_received_before_three_moves_at_once():
    assert transfer_due(hanoi("2026-11-20 10:00"), OFFICE, electronic=True) == hanoi("2026-11-20 10:00")


def test_t22_a_dossier_received_at_lunch_counts_from_one_oclock():
    assert due(hanoi("2026-11-19 12:20"), working_hours(6), OFFICE) == hanoi("2026-11-20 10:00")
    assert due(hanoi("2026-11-20 12:20"), working_days(2), OFFICE) == hanoi("2026-11-25 13:00")


def test_t23_the_steps_of_an_eighty_hour_workflow_end_with_the_ten_day_limit():
    received = hanoi("2026-11-16 09:00")
    assert phase_ends(received, [working_hours(h) for h in (2, 4, 58, 6, 8, 2)], OFFICE) == [
        hanoi("2026-11-16 11:00"),
        hanoi("2026-11-16 16:00"),
        hanoi("2026-11-27 09:00"),
        hanoi("2026-11-27 16:00"),
        hanoi("2026-11-30 16:00"),
        hanoi("2026-12-01 09:00"),
    ]
    assert due(received, working_days(10), OFFICE) == hanoi("2026-12-01 09:00")


def test_t24_a_supplement_must_be_asked_within_five_working_days():
    assert due(hanoi("2026-11-18 10:00"), working_days(5), OFFICE) == hanoi("2026-11-26 10:00")


def test_one_working_day_is_not_eight_working_hours():
    tuesday = hanoi("2026-03-03 08:00")
    assert due(tuesday, working_days(1), OFFICE) == hanoi("2026-03-04 08:00")
    assert due(tuesday, working_hours(8), OFFICE) == hanoi("2026-03-03 17:00")


@pytest.mark.parametrize(("amount", "end"), [("0.5", "13:30"), ("0.25", "10:30")])
def test_a_fraction_of_a_working_day_is_counted_in_hours_of_eight(amount, end):
    assert due(hanoi("2026-03-03 08:30"), working_days(amount), OFFICE) == hanoi(f"2026-03-03 {end}")


def test_a_day_and_a_half_keeps_the_clock_and_then_adds_four_hours():
    assert due(hanoi("2026-03-03 15:00"), working_days("1.5"), OFFICE) == hanoi("2026-03-05 10:00")


@pytest.mark.parametrize(
    ("received", "span", "end"),
    [
        ("2026-01-30 09:00", months(1), "2026-03-02"),  # 28 February is a Saturday
        ("2026-03-31 09:00", months(1), "2026-05-04"),  # 30 April is a holiday
        ("2026-06-15 09:00", months(6), "2026-12-15"),
        ("2024-02-29 09:00", years(1), "2025-02-28"),
    ],
)
def test_months_and_years_end_on_the_same_day_number_or_the_month_s_last(received, span, end):
    assert due(hanoi(received), span, OFFICE) == hanoi(f"{end} 17:00")


def test_a_pause_in_the_middle_of_a_day_keeps_the_hours_not_used():
    left = remaining_after(hanoi("2026-03-02 08:30"), hanoi("2026-03-05 10:00"), working_days(10), OFFICE)
    assert left.amount == Decimal("6.8125")
    assert due(hanoi("2026-03-05 10:00"), left, OFFICE) == hanoi("2026-03-16 08:30")


def test_a_pause_leaves_calendar_days_of_a_limit_in_months():
    left = remaining_after(hanoi("2026-03-02 08:30"), hanoi("2026-03-12 08:30"), months(1), OFFICE)
    assert left == days(21)


def test_a_pause_of_a_late_dossier_leaves_nothing():
    left = remaining_after(hanoi("2026-03-02 08:30"), hanoi("2026-04-02 08:30"), working_days(10), OFFICE)
    assert left == working_days(0)


def test_hours_left_are_minutes_of_office_time_and_negative_when_late():
    end = hanoi("2026-03-03 10:00")
    assert remaining(hanoi("2026-03-02 16:00"), end, OFFICE) == 60 + 120
    assert remaining(hanoi("2026-03-03 14:00"), end, OFFICE) == -(120 + 60)


def test_office_minutes_skip_lunch_nights_and_days_off():
    assert working_minutes(hanoi("2026-02-13 11:00"), hanoi("2026-02-23 09:00"), OFFICE) == 60 + 240 + 60


def test_a_moment_in_another_time_zone_is_the_same_moment():
    utc = datetime.fromisoformat("2026-03-02T02:15:00+00:00")
    assert due(utc, working_days(10), OFFICE) == hanoi("2026-03-16 09:15")


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(NaiveTime):
        due(datetime(2026, 3, 2, 9, 15), working_days(1), OFFICE)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("amount", "unit"), [("-1", Unit.WORKING_DAY), ("1.5", Unit.DAY), ("NaN", Unit.MONTH)]
)
def test_a_limit_that_cannot_be_counted_is_refused(amount, unit):
    with pytest.raises(SpanError):
        Span(Decimal(amount), unit)


def test_a_limit_past_the_last_year_is_refused():
    with pytest.raises(CalendarError):
        due(hanoi("2026-03-02 09:15"), days(10_000_000), OFFICE)
    with pytest.raises(CalendarError):
        due(hanoi("2026-03-02 09:15"), working_days(10_000_000), OFFICE)


def test_a_date_of_another_age_does_not_spoil_the_calendar_for_today():
    cal = Calendar()
    assert normalise(hanoi("1700-01-02 09:00"), cal).year == 1700
    assert due(hanoi("2026-03-02 09:15"), working_days(10), cal) == hanoi("2026-03-16 09:15")
    with pytest.raises(CalendarError):
        working_minutes(hanoi("1700-01-02 09:00"), hanoi("2026-03-02 09:15"), cal)
    assert due(hanoi("2026-03-02 09:15"), working_days(10), cal) == hanoi("2026-03-16 09:15")


def test_residence_filings_count_saturday_morning_and_close_at_noon():
    police = public_offices("residence")
    assert due(hanoi("2026-03-06 16:00"), working_days(1), police) == hanoi("2026-03-07 12:00")
    assert due(hanoi("2026-03-06 16:00"), working_hours(6), police) == hanoi("2026-03-09 09:00")


def test_a_calendar_without_weekends_off_counts_every_day():
    hospital = Calendar(weekdays=frozenset(range(7)))
    assert due(hanoi("2026-03-06 09:00"), working_days(2), hospital) == hanoi("2026-03-06 09:00") + timedelta(
        2
    )
