"""Rules of drives: capacity, cards by age, what a motorbike's booking lacks, routes of home visits."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.records.drives import rules
from tests.records.drives.a_drive import BIKE

DAY = date(2026, 3, 10)
ON = date(2026, 3, 10)


def test_a_point_of_the_published_example_takes_what_the_formula_says():
    assert rules.per_day(15 * 60, 12, 10) == 600, "7:00 to 22:00, twelve minutes, ten kits, a fifth kept"
    assert rules.per_day(240, 12, 2) == 32
    assert rules.per_day(0, 12, 2) == rules.per_day(240, 12, 0) == 0
    assert rules.overbooked(32, 0.05) == 33
    assert rules.overbooked(100, 0.4) == 110, "never more than a tenth"


DAYS = st.tuples(
    st.integers(0, 20),
    st.integers(1, 900),
    st.integers(1, 120),
    st.integers(1, 60),
    st.floats(0, 0.9),
    st.floats(0, 1),
)


@given(DAYS)
def test_the_spans_of_a_day_offer_exactly_what_the_day_takes_and_lie_within_it(given):
    hour, minutes, service, kits, reserve, no_show = given
    minutes = min(minutes, (23 - hour) * 60 + 59)
    opens = time(hour)
    closes = (timedelta(hours=hour, minutes=minutes) + timedelta()).total_seconds()
    closes = time(int(closes // 3600), int(closes % 3600 // 60))
    spans = rules.spans(DAY, opens, closes, service, kits, reserve, no_show)
    total = rules.overbooked(rules.per_day(minutes, service, kits, reserve), no_show)
    assert sum(one.seats for one in spans) == total
    assert total <= (minutes // service) * kits * (1 - reserve) * (1 + rules.MOST_OVERBOOKED) + 1e-6
    for one, after in pairwise(spans):
        assert one.starts_at < one.ends_at <= after.starts_at
    if spans:
        assert spans[0].starts_at.time() >= opens and spans[-1].ends_at.time() <= closes
        assert (
            max(one.seats for one in spans) - min(one.seats for one in spans) <= kits + total % len(spans) + 1
        )


@given(st.integers(1, 900), st.integers(1, 60), st.integers(1, 59), st.floats(0, 0.9))
def test_more_kits_or_more_time_never_take_fewer_people(minutes, service, kits, reserve):
    here = rules.per_day(minutes, service, kits, reserve)
    assert rules.per_day(minutes, service, kits + 1, reserve) >= here
    assert rules.per_day(minutes + 1, service, kits, reserve) >= here
    assert rules.per_day(minutes, service, kits, min(reserve + 0.1, 1)) <= here


@pytest.mark.parametrize(
    ("born", "issued", "ends"),
    [
        ("2000-05-04", "2016-03-01", "2025-05-04"),
        ("2000-05-04", "2023-06-01", "2040-05-04"),
        ("1960-02-29", "2019-01-01", None),
        ("1960-02-29", "2012-01-01", "2020-02-29"),
        ("2012-05-04", None, None),
    ],
)
def test_a_card_counts_until_the_next_age_unless_it_was_issued_within_two_years_before(born, issued, ends):
    known = rules.card_ends(date.fromisoformat(born), date.fromisoformat(issued) if issued else None)
    assert known == (date.fromisoformat(ends) if ends else None)


ADULT = date(1990, 1, 1)


def test_a_motorbikes_booking_needs_invoice_fee_and_a_frame_that_is_not_registered():
    assert rules.bike_faults(BIKE, ADULT, ON, registered=False) == {}
    assert set(rules.bike_faults(BIKE, ADULT, ON, registered=True)) == {"frame"}
    bare = rules.Bike("", "", "", "")
    assert set(rules.bike_faults(bare, ADULT, ON, registered=False)) == {
        "frame",
        "motor",
        "invoice",
        "fee_paid",
    }
    assert set(rules.bike_faults(BIKE, date(2011, 3, 11), ON, registered=False)) == {"owner"}
    assert set(rules.bike_faults(BIKE, date(2011, 3, 10), ON, registered=False)) == {"guardian"}
    agreed = rules.Bike(BIKE.frame, BIKE.motor, BIKE.invoice, BIKE.fee_paid, "Trần Văn Hùng, cha")
    assert rules.bike_faults(agreed, date(2011, 3, 10), ON, registered=False) == {}


HOMES = st.lists(
    st.tuples(st.integers(1, 10_000), st.sampled_from(["00160", "00163"]), st.sampled_from(["Số 5 Nghĩa Tân", "Số 12 Tô Hiệu"])),
    max_size=60, unique_by=lambda home: home[0],
)  # fmt: skip


@given(HOMES, st.integers(1, 3), st.integers(1, 3))
def test_every_home_is_on_one_route_or_left_over_and_no_half_day_is_too_long(homes, days, teams):
    halves, left = rules.routes(homes, [DAY + timedelta(days=n) for n in range(days)], teams)
    visited = [person for half in halves for person in half.people]
    assert sorted(visited + left) == sorted(home[0] for home in homes)
    commune = {home[0]: home[1] for home in homes}
    for half in halves:
        assert 0 < len(half.people) <= rules.MOST_VISITS
        assert len({commune[person] for person in half.people}) == 1
    assert len({(half.day, half.morning, half.team) for half in halves}) == len(halves) <= days * 2 * teams
    assert not left or len(halves) == days * 2 * teams
