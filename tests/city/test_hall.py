"""Halls: numbers, fair calling, counters, bookings, figures, checks."""

from datetime import timedelta

import pytest

from motcua.city import authority
from motcua.city.hall import bookings, calling, evening, figures, layout, rules, supervision, tickets
from motcua.city.hall.bookings import Wanted
from motcua.city.hall.errors import AlreadyWaiting, NotOpen, NotYours, Refused, Taken, WrongState
from motcua.city.hall.layout import NewGroup
from motcua.city.hall.models import Booking, Camera, CameraView, HourFigure, Slot, Task, Ticket
from motcua.city.models import Account, Agency, Appointment
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import Event
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
BRANCH = "ttpvhcc-chi-nhanh-1"
MONDAY = hanoi("2026-03-02 09:00")
KIOSK = Ticket.Source.KIOSK


def minutes(number):
    return timedelta(minutes=number)


def officer(number, kind="reception", key=BRANCH):
    held = Appointment.objects.filter(post__agency__key=key, post__kind=kind).order_by("id")[number]
    return authority.actor_for(Account.objects.get(pk=held.account_id), MONDAY, held.post_id)


@pytest.fixture
def plan(city):
    groups = (
        NewGroup("Hộ tịch", "Civil status", fields=("civil-status",), per_slot=2),
        NewGroup("Việc khác", "Other matters"),
    )
    hall = layout.set_up(Agency.objects.get(key=BRANCH), groups, 2, by=SYSTEM, at=MONDAY)
    return layout.plan(hall.key, MONDAY)


@pytest.fixture
def group(plan):
    return plan.group("A")


def take(plan, group, at=MONDAY, **more):
    return tickets.issue(plan, group, KIOSK, at=at, **more)


def seated(plan, number=0, at=MONDAY):
    who = officer(number)
    calling.sit_down(plan.counters[number], by=who, at=at)
    return who


class TestNumbers:
    def test_numbers_of_a_day_run_from_one_in_each_group(self, plan):
        labels = [take(plan, plan.group(letter)).label for letter in "AABAB"]
        assert labels == ["A001", "A002", "B001", "A003", "B002"]
        next_day = take(plan, plan.group("A"), MONDAY + timedelta(days=1))
        assert next_day.label == "A001"

    def test_no_number_is_given_while_the_hall_is_closed(self, plan, group):
        for moment in ("2026-03-01 09:00", "2026-03-02 06:00", "2026-03-02 16:50"):
            with pytest.raises(NotOpen):
                take(plan, group, hanoi(moment))
        assert take(plan, group, hanoi("2026-03-02 12:30")).label == "A001", "lunch does not stop the queue"

    def test_one_phone_holds_one_number(self, plan, group):
        first = take(plan, group, device="phone")
        with pytest.raises(AlreadyWaiting) as again:
            take(plan, plan.group("B"), device="phone")
        assert again.value.ticket == first
        tickets.give_up(first.uuid, at=MONDAY)
        assert take(plan, group, device="phone").number == 2

    def test_who_gave_up_is_not_called(self, plan, group):
        tickets.give_up(take(plan, group).uuid, at=MONDAY)
        assert calling.call_next(by=seated(plan), at=MONDAY) is None


class TestCalling:
    def test_who_came_first_is_called_first_and_one_key_finishes_the_one_before(self, plan, group):
        one, two = take(plan, group), take(plan, group)
        who = seated(plan)
        assert calling.call_next(by=who, at=MONDAY + minutes(5)) == one
        assert calling.call_next(by=who, at=MONDAY + minutes(12)) == two
        one.refresh_from_db()
        assert (one.state, one.served_s) == ("done", 7 * 60)
        assert [move.kind for move in one.moves.order_by("id")] == ["issued", "called", "done"]

    def test_priority_is_called_as_if_come_earlier_and_overtakes_nobody_without_end(self, plan, group):
        early = take(plan, group, MONDAY - minutes(31))
        late = take(plan, group, MONDAY - minutes(29))
        elderly = take(plan, group, MONDAY, priority="elderly")
        who = seated(plan)
        called = [calling.call_next(by=who, at=MONDAY + minutes(1)) for _ in range(3)]
        assert called == [early, elderly, late]

    def test_an_unknown_priority_is_refused(self, plan, group):
        with pytest.raises(Refused):
            take(plan, group, priority="minister")

    def test_somebody_who_is_not_there_may_come_back_within_half_an_hour(self, plan, group):
        missing, other = take(plan, group), take(plan, group, MONDAY + minutes(1))
        who = seated(plan)
        calling.call_next(by=who, at=MONDAY + minutes(2))
        calling.recall(by=who, at=MONDAY + minutes(3))
        calling.absent(by=who, at=MONDAY + minutes(4))
        calling.come_back(missing.pk, by=who, at=MONDAY + minutes(10))
        assert calling.call_next(by=who, at=MONDAY + minutes(11)) == other
        assert calling.call_next(by=who, at=MONDAY + minutes(12)) == missing
        calling.absent(by=who, at=MONDAY + minutes(13))
        with pytest.raises(WrongState):
            calling.come_back(missing.pk, by=who, at=MONDAY + minutes(44))

    def test_who_is_sent_on_keeps_number_and_time_waited(self, plan, group):
        other = plan.group("B")
        wrong = take(plan, group)
        later = take(plan, other, MONDAY + minutes(1))
        first, second = seated(plan, 0), seated(plan, 1)
        calling.call_next(by=first, at=MONDAY + minutes(2))
        calling.send_on(other.pk, by=first, at=MONDAY + minutes(3))
        again = calling.call_next(by=second, at=MONDAY + minutes(4))
        assert (again.label, again.group) == ("A001", other)
        assert calling.call_next(by=first, at=MONDAY + minutes(4)) == later
        assert again == wrong

    def test_a_counter_calls_only_the_groups_that_it_serves(self, plan, group):
        layout.serve(plan.counters[0], [plan.group("B").pk], by=SYSTEM, at=MONDAY)
        take(plan, group)
        assert calling.call_next(by=seated(plan, 0), at=MONDAY) is None
        assert calling.call_next(by=seated(plan, 1), at=MONDAY).label == "A001"

    def test_a_counter_has_one_officer_and_an_officer_one_counter(self, plan):
        who = seated(plan)
        with pytest.raises(Taken):
            calling.sit_down(plan.counters[0], by=officer(1), at=MONDAY)
        with pytest.raises(Taken):
            calling.sit_down(plan.counters[1], by=who, at=MONDAY)
        calling.stand_up(by=who, at=MONDAY + minutes(1))
        assert calling.sit_down(plan.counters[1], by=who, at=MONDAY + minutes(2)).counter == plan.counters[1]

    def test_who_sits_nowhere_calls_nobody(self, plan, group):
        take(plan, group)
        with pytest.raises(NotYours):
            calling.call_next(by=officer(0), at=MONDAY)

    def test_a_number_of_yesterday_is_not_called_today(self, plan, group):
        old = take(plan, group)
        tomorrow = MONDAY + timedelta(days=1)
        assert calling.call_next(by=seated(plan, 0, tomorrow), at=tomorrow) is None
        assert evening.close_days(tomorrow) == 1
        old.refresh_from_db()
        assert old.state == "unserved"
        assert evening.close_days(tomorrow) == 0


class TestWaiting:
    def test_nothing_is_promised_before_enough_was_measured(self, plan, group):
        seated(plan)
        mine = take(plan, group)
        assert tickets.place(plan, mine, MONDAY).estimate is None

    def test_the_estimate_is_a_range_from_measured_services(self, plan, group):
        who = seated(plan)
        at = MONDAY - minutes(80)
        for _ in range(11):
            take(plan, group, at)
            calling.call_next(by=who, at=at)
            at += minutes(6)
        calling.done(by=who, at=at)
        for _ in range(5):
            last = take(plan, group, MONDAY)
        place = tickets.place(plan, last, MONDAY)
        assert place.ahead == 4
        assert place.estimate == rules.Estimate(20, 30)
        queue = tickets.queues(plan, MONDAY)[0]
        assert (queue.waiting, queue.counters) == (5, 1)
        calling.pause("Nghỉ", by=who, at=MONDAY)
        assert tickets.place(plan, last, MONDAY).estimate is None, "nobody works: nothing can be said"


class TestFigures:
    def test_waiting_and_service_times_are_kept_by_hour_and_counter(self, plan, group):
        take(plan, group, MONDAY)
        take(plan, group, MONDAY)
        who = seated(plan)
        calling.call_next(by=who, at=MONDAY + minutes(10))
        calling.call_next(by=who, at=MONDAY + minutes(45))
        calling.absent(by=who, at=MONDAY + minutes(65))
        total = figures.sums([plan.hall.pk], MONDAY.date(), MONDAY.date())[None]
        assert (total.issued, total.called, total.done, total.absent) == (2, 2, 1, 1)
        assert total.wait_mean_s == 60 * (10 + 45) / 2
        assert total.wait_max_s == 45 * 60
        assert total.served_mean_s == 35 * 60
        assert total.wait_long == 1
        by_hour = figures.sums([plan.hall.pk], MONDAY.date(), MONDAY.date(), "hour")
        assert {hour: one.absent for hour, one in by_hour.items()} == {9: 0, 10: 1}

    def test_the_sums_say_what_the_tickets_say(self, plan, group):
        who = seated(plan)
        for n in range(6):
            take(plan, group, MONDAY + minutes(n))
        for n in range(4):
            calling.call_next(by=who, at=MONDAY + minutes(10 + 3 * n))
        done = Ticket.objects.filter(state="done")
        total = figures.sums([plan.hall.pk], MONDAY.date(), MONDAY.date())[None]
        assert total.done == done.count() == 3
        assert total.served_s == sum(done.values_list("served_s", flat=True))
        assert HourFigure.objects.filter(counter=None).count() == 1


class TestBookings:
    WHO = Wanted("Nguyễn Thị An", "0912345678")

    def book(self, plan, group, at="2026-03-03 09:00", **more):
        who = Wanted(**{"name": "Nguyễn Thị An", "phone": "0912345678"} | more)
        return bookings.book(plan, group, hanoi(at), who, by=SYSTEM, at=MONDAY)

    def test_a_slot_is_never_overbooked(self, plan, group):
        for number in range(2):
            self.book(plan, group, phone=f"091234567{number}")
        with pytest.raises(Taken):
            self.book(plan, group, phone="0912345679")
        assert Slot.objects.get().taken == 2
        free = bookings.free_on(plan, group, hanoi("2026-03-03 09:00").date(), MONDAY)
        assert hanoi("2026-03-03 09:00") not in [one.starts_at for one in free]

    @pytest.mark.parametrize(
        "when", ["2026-03-03 12:00", "2026-03-07 09:00", "2026-04-30 09:00", "2026-03-02 09:30"]
    )
    def test_a_time_that_is_none_is_refused(self, plan, group, when):
        with pytest.raises(Refused):
            self.book(plan, group, when)

    def test_a_phone_number_holds_three_bookings_at_most_and_one_at_a_time(self, plan, group):
        self.book(plan, group)
        with pytest.raises(Refused):
            self.book(plan, plan.group("B"))
        for hour in (10, 11):
            self.book(plan, group, f"2026-03-03 {hour}:00")
        with pytest.raises(Refused) as refused:
            self.book(plan, group, "2026-03-04 09:00")
        assert refused.value.field == "phone"

    def test_moving_and_cancelling_give_the_place_back(self, plan, group):
        made = self.book(plan, group)
        moved = bookings.move(plan, made.uuid, hanoi("2026-03-04 14:00"), by=SYSTEM, at=MONDAY)
        assert (moved.starts_at, moved.changes) == (hanoi("2026-03-04 14:00"), 1)
        bookings.cancel(made.uuid, by=SYSTEM, at=MONDAY)
        assert list(Slot.objects.order_by("starts_at").values_list("taken", flat=True)) == [0, 0]
        with pytest.raises(WrongState):
            bookings.move(plan, made.uuid, hanoi("2026-03-04 15:00"), by=SYSTEM, at=MONDAY)
        kinds = Event.objects.filter(chain=plan.hall.chain).values_list("kind", flat=True)
        assert list(kinds.order_by("seq"))[1:] == ["booked", "booking-moved", "booking-cancelled"]

    def test_too_close_to_the_time_nothing_is_changed(self, plan, group):
        made = self.book(plan, group)
        with pytest.raises(WrongState):
            bookings.cancel(made.uuid, by=SYSTEM, at=hanoi("2026-03-03 08:30"))

    def test_whoever_booked_and_is_in_time_comes_before_those_who_wait(self, plan, group):
        made = self.book(plan, group)
        nine = hanoi("2026-03-03 09:00")
        waits = take(plan, group, nine - minutes(40))
        ticket = bookings.arrive(plan, made.code.lower(), None, by=SYSTEM, at=nine - minutes(10))
        assert bookings.arrive(plan, made.code, None, by=SYSTEM, at=nine) == ticket, "twice is once"
        who = seated(plan, 0, nine)
        other = take(plan, group, nine - minutes(39))
        assert calling.call_next(by=who, at=nine - minutes(8)) == waits, "the slot has not begun"
        assert calling.call_next(by=who, at=nine) == ticket
        assert calling.call_next(by=who, at=nine) == other

    def test_whoever_comes_too_late_waits_like_anybody(self, plan, group):
        made = self.book(plan, group)
        nine = hanoi("2026-03-03 09:00")
        waits = take(plan, group, nine + minutes(10))
        ticket = bookings.arrive(plan, made.code, None, by=SYSTEM, at=nine + minutes(20))
        who = seated(plan, 0, nine)
        assert calling.call_next(by=who, at=nine + minutes(21)) == waits
        assert calling.call_next(by=who, at=nine + minutes(22)) == ticket

    def test_a_code_of_another_day_or_hall_is_not_found(self, plan, group):
        made = self.book(plan, group)
        for code, at in ((made.code, MONDAY), ("XXXXXX", hanoi("2026-03-03 09:00"))):
            with pytest.raises(NotYours):
                bookings.arrive(plan, code, None, by=SYSTEM, at=at)

    def test_nobody_came(self, plan, group):
        made = self.book(plan, group)
        assert bookings.missed(hanoi("2026-03-03 09:40")) == 0
        assert bookings.missed(hanoi("2026-03-03 09:50")) == 1
        assert Booking.objects.get(pk=made.pk).state == "missed"


class TestSupervision:
    @pytest.fixture
    def camera(self, plan):
        new = supervision.NewCamera(
            "CAM-01", "Quầy 1", "Giám sát tiếp dân", "https://camera.example/1", 30, ("centre_head",),
            plan.counters[0].pk,
        )  # fmt: skip
        return supervision.register(plan.hall, new, by=officer(0, "centre_head"), at=MONDAY)

    def powers(self, number, kind):
        who = officer(number, kind)
        return who, authority.powers_of(who.account_id, MONDAY)

    def test_a_look_needs_the_right_post_and_a_purpose_and_is_written_down_first(self, camera):
        who, powers = self.powers(0, "centre_head")
        with pytest.raises(Refused):
            supervision.look(camera, "xem", "", powers, by=who, at=MONDAY)
        counter, few = self.powers(0, "reception")
        with pytest.raises(NotYours):
            supervision.look(camera, "Kiểm tra thái độ phục vụ", "", few, by=counter, at=MONDAY)
        assert not CameraView.objects.exists()
        view = supervision.look(
            camera, "Kiểm tra quầy vắng người", "Trưởng chi nhánh", powers, by=who, at=MONDAY
        )
        assert Event.objects.get(kind="camera-viewed").chain == camera.hall.chain
        assert supervision.open_look(view.uuid, who.account_id, MONDAY + minutes(9)) == view
        for account, at in ((counter.account_id, MONDAY), (who.account_id, MONDAY + minutes(10))):
            with pytest.raises(NotYours):
                supervision.open_look(view.uuid, account, at)

    def test_the_address_at_the_gateway_is_good_for_one_look(self, camera):
        who, powers = self.powers(0, "centre_head")
        looks = [
            supervision.look(camera, "Kiểm tra quầy vắng người", "", powers, by=who, at=MONDAY)
            for _ in range(2)
        ]
        addresses = {supervision.signed_stream(one, "secret") for one in looks}
        assert len(addresses) == 2
        assert all("exp=" in one and "sig=" in one for one in addresses)

    def test_a_password_in_an_address_is_refused(self, plan):
        new = supervision.NewCamera("C2", "Sảnh", "x", "https://a:b@camera.example/", 30, ("chair",))
        with pytest.raises(Refused) as refused:
            supervision.register(plan.hall, new, by=officer(0, "centre_head"), at=MONDAY)
        assert refused.value.field == "stream"
        assert not Camera.objects.exists()

    def test_a_fault_becomes_a_task_that_another_closes(self, plan):
        inspector, head = officer(0, "department_leader", "ttpvhcc"), officer(0, "centre_head")
        found = {one.key: "ok" for one in rules.rules().checks} | {"posted": "fault"}
        due = MONDAY.date() + timedelta(days=3)
        with pytest.raises(Refused):
            supervision.check(plan.hall, found, [], by=inspector, at=MONDAY)
        fault = supervision.Fault("posted", "Thiếu mức phí chứng thực", due)
        supervision.check(plan.hall, found, [fault], by=inspector, at=MONDAY)
        task = Task.objects.get()
        with pytest.raises(WrongState):
            supervision.close(task.uuid, by=inspector, at=MONDAY)
        supervision.answer(task.uuid, "Đã niêm yết lại", by=head, at=MONDAY)
        with pytest.raises(WrongState):
            supervision.close(task.uuid, by=head, at=MONDAY)
        supervision.give_back(task.uuid, "Thiếu bản tiếng Anh", due, by=inspector, at=MONDAY)
        supervision.answer(task.uuid, "Đã bổ sung", by=head, at=MONDAY)
        supervision.close(task.uuid, by=inspector, at=MONDAY)
        task.refresh_from_db()
        assert (task.state, task.returned) == ("closed", 1)
