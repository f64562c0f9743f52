"""The appointed day of a set is the end of the longest path through its parts."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar, Span, public_offices
from motcua.procedures.linked import paths
from motcua.procedures.linked.paths import Leg
from tests.conftest import hanoi

CALENDAR = public_offices()
UNITS = st.sampled_from([worktime.Unit.WORKING_DAY, worktime.Unit.WORKING_HOUR, worktime.Unit.DAY])


@st.composite
def sets(draw) -> tuple[list[Leg], datetime]:
    """Up to seven parts, each needing any of those before it, and a moment of receipt."""
    legs: list[Leg] = []
    for n in range(draw(st.integers(1, 7))):
        before = [leg.id for leg in legs]
        needs = tuple(draw(st.lists(st.sampled_from(before), unique=True, max_size=3))) if before else ()
        unit = draw(UNITS)
        legs.append(Leg(f"p{n}", needs, Span(draw(st.integers(1, 20)), unit), CALENDAR))
    moment = hanoi("2026-01-02 00:00") + timedelta(minutes=draw(st.integers(0, 470_000)))
    return legs, worktime.normalise(moment, CALENDAR)


def every_path(legs: list[Leg]) -> list[list[Leg]]:
    """All ways from a part that needs nothing to any part, by brute force."""
    by_id = {leg.id: leg for leg in legs}

    def ways_to(leg: Leg) -> list[list[Leg]]:
        if not leg.needs:
            return [[leg]]
        return [[*way, leg] for name in leg.needs for way in ways_to(by_id[name])]

    return [way for leg in legs for way in ways_to(leg)]


@settings(max_examples=150, deadline=None)
@given(sets())
def test_the_set_is_due_at_the_end_of_its_longest_path(made):
    legs, started = made
    times = paths.plan(legs, started)
    ends = []
    for way in every_path(legs):
        moment = started
        for leg in way:
            moment = worktime.due(moment, leg.span, leg.calendar)
        ends.append(moment)
    assert paths.end_of(times, started) == paths.lawful(legs, started) == max(ends)
    critical = paths.critical(legs, times)
    by_id = {leg.id: leg for leg in legs}
    assert times[critical[-1]].due == max(ends)
    assert all(before in by_id[after].needs for before, after in pairwise(critical))
    assert not by_id[critical[0]].needs


def _line(*days: int, calendar: Calendar = CALENDAR) -> list[Leg]:
    legs: list[Leg] = []
    for n, amount in enumerate(days):
        needs = (legs[-1].id,) if legs else ()
        legs.append(Leg(f"p{n}", needs, worktime.working_days(amount), calendar))
    return legs


def test_t15_a_set_received_after_fifteen_hours_before_tet():
    start = worktime.afternoon_start(hanoi("2026-02-12 15:10"), CALENDAR)
    times = paths.plan(_line(3), start)
    assert start == hanoi("2026-02-13 08:00")
    assert paths.end_of(times, start) == hanoi("2026-02-25 08:00")


def test_t16_three_and_three_and_ten_days_received_in_the_last_hour():
    start = worktime.linked_start(hanoi("2026-04-20 16:20"), CALENDAR)
    assert start == hanoi("2026-04-21 08:00")
    ends = [one.due for one in paths.plan(_line(3, 3, 10), start).values()]
    assert ends == [hanoi("2026-04-24 08:00"), hanoi("2026-05-04 08:00"), hanoi("2026-05-18 08:00")]


def test_a_part_that_was_done_earlier_lets_the_next_one_begin_earlier():
    first, second = _line(5, 2)
    start = hanoi("2026-03-02 09:00")
    done = Leg(first.id, (), first.span, CALENDAR, due=None, ended=hanoi("2026-03-03 10:00"))
    times = paths.plan([done, second], start)
    assert times[second.id].start == hanoi("2026-03-03 10:00")
    assert times[second.id].due == hanoi("2026-03-05 10:00")


def test_what_is_late_is_expected_now_at_the_earliest():
    first, second = _line(1, 2)
    begun = Leg(first.id, (), first.span, CALENDAR, due=hanoi("2026-03-03 09:00"))
    now = hanoi("2026-03-05 09:00")
    promised = paths.plan([begun, second], hanoi("2026-03-02 09:00"))
    expected = paths.plan([begun, second], hanoi("2026-03-02 09:00"), not_before=now)
    assert promised[second.id].due == hanoi("2026-03-05 09:00")
    assert expected[second.id].due == hanoi("2026-03-09 09:00")


def test_time_that_the_law_grants_moves_the_promise_but_lateness_does_not():
    first, second = _line(1, 2)
    start = hanoi("2026-03-02 09:00")
    late = Leg(first.id, (), first.span, CALENDAR, ended=hanoi("2026-03-05 09:00"))
    assert paths.lawful([late, second], start) == hanoi("2026-03-05 09:00")
    granted = Leg(first.id, (), first.span, CALENDAR, granted=480)
    assert paths.lawful([granted, second], start) == hanoi("2026-03-06 09:00")
