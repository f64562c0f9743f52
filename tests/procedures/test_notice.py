"""Publication decisions come in time, and stand in the national database in time (NĐ 63/2010, Điều 15 and 24)."""

from datetime import date, timedelta

import pytest

from motcua.procedures.catalogue.notice import (
    By,
    Hindrance,
    Kind,
    hindrances,
    last_day_to_enter,
    last_day_to_publish,
)

EFFECT = date(2026, 7, 1)


def codes(found: list[Hindrance]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("by", "days"), [(By.MINISTER, 20), (By.PROVINCE, 5)])
def test_a_decision_on_the_last_day_is_in_time_and_a_day_later_is_not(kind, by, days):
    last = EFFECT - timedelta(days=days)
    assert hindrances(kind, by, last, EFFECT, last) == []
    late = hindrances(kind, by, last + timedelta(days=1), EFFECT, last + timedelta(days=1))
    assert codes(late) == ["published-late"] and late[0].by_day == last
    assert "26/06/2026" in late[0].vi if by is By.PROVINCE else "11/06/2026" in late[0].vi


def test_an_act_of_the_shortened_procedure_is_published_within_three_days_of_its_issue():
    act = date(2026, 3, 2)
    for days, expected in ((0, []), (3, []), (4, ["published-late"])):
        issued = act + timedelta(days=days)
        assert codes(hindrances("new", "shortened", issued, act, issued, act_issued_on=act)) == expected
    assert codes(hindrances("new", "shortened", act, act, act)) == ["act-day-unknown"]
    early = act - timedelta(days=1)
    assert codes(hindrances("new", "shortened", early, act, early, act_issued_on=act)) == [
        "decision-before-act"
    ]
    assert last_day_to_publish("shortened", effective_on=act) is None


@pytest.mark.parametrize(
    ("by", "last"),
    # Monday 20 April 2026; Monday 27 April is the holiday of the Hùng kings (a day in lieu), 30 April and 1 May are off.
    [("shortened", date(2026, 4, 22)), ("province", date(2026, 4, 28)), ("minister", date(2026, 5, 7))],
)
def test_the_entry_in_the_national_database_counts_working_days_without_holidays(by, last):
    issued = date(2026, 4, 20)
    assert last_day_to_enter(by, issued) == last
    more = {"act_issued_on": issued}
    effect = issued + timedelta(days=30)
    assert hindrances("amended", by, issued, effect, last, **more) == []
    late = hindrances("amended", by, issued, effect, last + timedelta(days=1), **more)
    assert codes(late) == ["entered-late"] and late[0].by_day == last


def test_an_entry_that_is_still_missing_is_a_fault_only_after_its_last_day():
    issued = date(2026, 4, 20)
    arguments = ("abolished", "province", issued, issued + timedelta(days=9))
    assert hindrances(*arguments) == []
    assert hindrances(*arguments, today=date(2026, 4, 28)) == []
    assert codes(hindrances(*arguments, today=date(2026, 4, 29))) == ["entered-late"]


def test_an_entry_before_the_decision_is_a_slip_of_the_pen():
    issued = date(2026, 4, 20)
    found = hindrances("new", "province", issued, date(2026, 5, 20), issued - timedelta(days=1))
    assert codes(found) == ["entered-before-decision"]


def test_both_periods_missed_are_told_at_once():
    found = hindrances("new", "province", date(2026, 6, 30), EFFECT, date(2026, 9, 1))
    assert codes(found) == ["published-late", "entered-late"]


def test_a_kind_or_publisher_that_the_law_does_not_know_is_refused():
    with pytest.raises(ValueError, match="renamed"):
        hindrances("renamed", "province", EFFECT, EFFECT)
    with pytest.raises(ValueError, match="commune"):
        hindrances("new", "commune", EFFECT, EFFECT)
