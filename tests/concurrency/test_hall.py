"""Many at once in a hall: counters that call, kiosks that give numbers, residents who book the last place."""

from datetime import timedelta
from functools import partial

import pytest

from motcua.city import authority
from motcua.city.hall import bookings, calling, layout, tickets
from motcua.city.hall.bookings import Wanted
from motcua.city.hall.errors import Taken
from motcua.city.hall.layout import NewGroup
from motcua.city.hall.models import Booking, Slot, Ticket
from motcua.city.models import Account, Agency, Appointment
from motcua.foundation.actor import SYSTEM
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi, load_city

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = hanoi("2026-03-02 09:00")
AT_ONCE = 4
ROUNDS = 5


@pytest.fixture
def plan():
    load_city()
    branch = Agency.objects.get(key="ttpvhcc-chi-nhanh-1")
    hall = layout.set_up(
        branch, [NewGroup("Mọi việc", "Everything", per_slot=3)], AT_ONCE, by=SYSTEM, at=MONDAY
    )
    return layout.plan(hall.key, MONDAY)


def test_counters_that_call_at_the_same_moment_get_different_people_and_numbers_have_no_gap(plan):
    group = plan.groups[0]
    held = Appointment.objects.filter(post__agency=plan.hall.agency, post__kind="reception").order_by("id")
    officers = [
        authority.actor_for(Account.objects.get(pk=one.account_id), MONDAY, one.post_id)
        for one in held[:AT_ONCE]
    ]
    for who, counter in zip(officers, plan.counters, strict=True):
        calling.sit_down(counter, by=who, at=MONDAY)
    called = []
    with Desk(AT_ONCE) as desk:
        for number in range(ROUNDS):
            at = MONDAY + timedelta(minutes=number)
            take = partial(tickets.issue, plan, group, Ticket.Source.KIOSK, at=at)
            made = desk.together([take] * AT_ONCE)
            assert all(isinstance(one, Ticket) for one in made), made
            got = desk.together([partial(calling.call_next, by=who, at=at) for who in officers])
            assert all(isinstance(one, Ticket) for one in got), got
            called += [one.pk for one in got]
    assert len(set(called)) == AT_ONCE * ROUNDS
    numbers = Ticket.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE * ROUNDS + 1))


def test_the_last_places_of_a_slot_go_to_as_many_as_there_are(plan):
    nine = hanoi("2026-03-03 09:00")
    with Desk(AT_ONCE) as desk:
        works = [
            partial(
                bookings.book,
                plan,
                plan.groups[0],
                nine,
                Wanted("Nguyễn An", f"091234567{number}"),
                by=SYSTEM,
                at=MONDAY,
            )
            for number in range(AT_ONCE)
        ]
        got = desk.together(works)
    assert sum(isinstance(one, Booking) for one in got) == 3
    assert sum(isinstance(one, Taken) for one in got) == 1
    assert (Slot.objects.get().taken, Booking.objects.count()) == (3, 3)


def test_one_phone_number_does_not_get_more_bookings_by_sending_them_together(plan):
    works = [
        partial(
            bookings.book, plan, plan.groups[0], hanoi(f"2026-03-03 {hour}:00"), Wanted("Nguyễn An", "0912345678"),
            by=SYSTEM, at=MONDAY,
        )
        for hour in ("08", "09", "10", "11")
    ]  # fmt: skip
    with Desk(AT_ONCE) as desk:
        got = desk.together(works)
    assert sum(isinstance(one, Booking) for one in got) == 3
