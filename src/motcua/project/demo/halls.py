"""The demo's halls: counters of the branches and the home ward, ten working days of figures, a queue of today.

Invented, seeded. The hall of the demo's counter officer keeps hours of its own, open day and night, so that there is a
queue to look at whenever somebody looks.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from motcua.city import authority
from motcua.city.agencies import TIME_ZONE
from motcua.city.hall import bookings, calling, layout, rules, supervision, tickets
from motcua.city.hall.bookings import Wanted
from motcua.city.hall.errors import Refused
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Hall, HourFigure, Ticket
from motcua.city.models import Account, Agency, Appointment, WorkCalendar
from motcua.foundation.actor import SYSTEM, Actor
from motcua.project.demo.identities import HOME, account_of
from motcua.sites.hall.setting_up import STANDARD

PAST_DAYS = 14
COUNTERS = 4
ARRIVALS_AN_HOUR = {7: 9, 8: 16, 9: 14, 10: 11, 11: 6, 12: 1, 13: 10, 14: 13, 15: 9, 16: 4}
SERVICE_MINUTES = (3, 14)
"""Shortest and longest service; most lie in the lower half."""
WAITING_NOW = 9
OPEN_DAY_AND_NIGHT = "sanh-mau"
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def fill(now: datetime, *, seed: int) -> int:
    """Halls, figures of the past days, and a queue of today; the number of new numbers. Again on each start of the demo."""
    if not Hall.objects.exists():
        _set_up(now, seed)
    made = 0
    for hall in layout.all_halls(now):
        plan = layout.plan(hall.key, now)
        if plan is not None and not Ticket.objects.filter(hall=hall, day=now.date()).exists():
            made += _today(plan, now, Random(f"{seed} {hall.key} {now.date()}"))
    return made


@transaction.atomic
def _set_up(now: datetime, seed: int) -> None:
    begun = now - timedelta(days=PAST_DAYS + 1)
    home = account_of("counter")
    own_branch = authority.powers_of(home.pk, now).posts[0].agency_id
    branches = Agency.objects.on(now.date()).filter(kind=Agency.Kind.CENTRE_BRANCH).order_by("code")
    ward = Agency.objects.filter(key=HOME)
    for agency in [*branches, *ward]:
        hall = layout.set_up(agency, STANDARD, COUNTERS, by=SYSTEM, at=begun)
        if agency.pk == own_branch:
            hall.calendar = _always_open()
            hall.save(update_fields=["calendar"])
            layout.forget(hall)
        plan = layout.plan(hall.key, now)
        assert plan is not None
        rows: list[HourFigure] = []
        rng = Random(f"{seed} {hall.key}")
        for ahead in range(PAST_DAYS, 0, -1):
            day = now.date() - timedelta(days=ahead)
            if plan.calendar.is_working_day(day):
                rows += _figures(plan, day, rng)
        HourFigure.objects.bulk_create(rows)
        if agency.pk == own_branch:
            _supervised(plan, now)


def _always_open() -> WorkCalendar:
    made, _ = WorkCalendar.objects.get_or_create(
        key=OPEN_DAY_AND_NIGHT,
        defaults={
            "name_vi": "Giờ của sảnh mẫu (mở cả ngày đêm)",
            "name_en": "Hours of the sample hall (day and night)",
            "data": {"weekdays": EVERY_DAY, "hours": [["00:00", "23:59"]]},
        },
    )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class Visit:
    """One person of a simulated day; seconds from midnight."""

    group: int
    counter: int
    come: int
    called: int
    ended: int


def _visits(rng: Random, groups: int, counters: int) -> Iterator[Visit]:
    """A day of a hall: whoever came first goes to the counter that is free first."""
    arrivals = sorted(
        hour * 3600 + rng.randrange(3600)
        for hour, many in ARRIVALS_AN_HOUR.items()
        for _ in range(rng.randint(many - 3 if many > 3 else 0, many + 3))
    )
    free = [(8 * 3600, number) for number in range(counters)]
    heapq.heapify(free)
    for come in arrivals:
        since, number = heapq.heappop(free)
        called = max(come, since)
        served = int(60 * rng.triangular(*SERVICE_MINUTES, SERVICE_MINUTES[0] + 2))
        heapq.heappush(free, (called + served, number))
        yield Visit(rng.choices(range(groups), (5, 3, 2, 3))[0], number, come, called, called + served)


def _figures(plan: Plan, day: date, rng: Random) -> list[HourFigure]:
    rows: dict[tuple[int, int | None, int], HourFigure] = {}
    long = 60 * rules.rules().queue.long_wait

    def row(group: int, counter: int | None, second: int) -> HourFigure:
        key = (
            plan.groups[group].pk,
            plan.counters[counter].pk if counter is not None else None,
            second // 3600,
        )
        if key not in rows:
            rows[key] = HourFigure(
                hall=plan.hall, group_id=key[0], counter_id=key[1], day=day, hour=key[2], issued=0, called=0, wait_s=0,
                wait_max_s=0, wait_long=0, done=0, served_s=0, absent=0, gone=0, ratings=0, stars=0, satisfied=0,
            )  # fmt: skip
        return rows[key]

    for visit in _visits(rng, len(plan.groups), 3):
        row(visit.group, None, visit.come).issued += 1
        at = row(visit.group, visit.counter, visit.called)
        waited = visit.called - visit.come
        at.called += 1
        at.wait_s += waited
        at.wait_max_s = max(at.wait_max_s, waited)
        at.wait_long += int(waited > long)
        over = row(visit.group, visit.counter, visit.ended)
        if rng.random() < 0.04:
            over.absent += 1
            continue
        over.done += 1
        over.served_s += visit.ended - visit.called
        if rng.random() < 0.3:
            stars = rng.choices((1, 2, 3, 4, 5), (2, 3, 8, 34, 53))[0]
            over.ratings, over.stars, over.satisfied = (
                over.ratings + 1,
                over.stars + stars,
                over.satisfied + int(stars > 3),
            )
    return list(rows.values())


@transaction.atomic
def _today(plan: Plan, now: datetime, rng: Random) -> int:
    """Numbers taken and called since two hours ago, by the acts themselves; some people wait now."""
    if not rules.doors(plan.calendar, now).open:
        return 0
    own = account_of("counter").pk
    holders = (
        Appointment.objects.on(now.date())
        .filter(post__agency=plan.hall.agency, post__kind="reception")
        .exclude(account=own)
        .order_by("id")
    )
    lively = plan.hall.calendar_id is not None
    begin = max(
        now - timedelta(minutes=270 if lively else 40),
        datetime.combine(now.date(), datetime.min.time(), TIME_ZONE),
    )
    seated: list[Actor] = []
    for held, counter in zip(holders[: COUNTERS - 1], plan.counters[1:], strict=False):
        who = authority.actor_for(Account.objects.get(pk=held.account_id), now, held.post_id)
        if calling.sitting_of(held.account_id) is None:
            calling.sit_down(counter, by=who, at=begin)
        seated.append(who)
    made = 0
    kinds = list(Ticket.Source)[:3]
    free_at = dict.fromkeys(range(len(seated)), begin)
    at = begin
    while at < now - timedelta(minutes=3):
        try:
            priority = rng.choice(rules.rules().priorities).key if rng.random() < 0.12 else ""
            tickets.issue(
                plan, rng.choices(plan.groups, (5, 3, 2, 3))[0], rng.choice(kinds), at=at, priority=priority
            )
        except Refused:
            break
        made += 1
        for number, who in enumerate(seated):
            if free_at[number] <= at:
                calling.call_next(by=who, at=at)
                free_at[number] = at + timedelta(minutes=rng.triangular(*SERVICE_MINUTES, 5))
        at += timedelta(minutes=rng.uniform(1.5, 5))
    for number in range(WAITING_NOW if seated else 0):
        back = now - timedelta(minutes=WAITING_NOW - number, seconds=rng.randrange(50))
        try:
            tickets.issue(plan, rng.choices(plan.groups, (5, 3, 2, 3))[0], rng.choice(kinds), at=back)
        except Refused:
            break
        made += 1
    return made


def _supervised(plan: Plan, now: datetime) -> None:
    """Cameras, a spot check with a task, and bookings in the hall of the demo's counter officer."""
    city = account_of("city")
    leader = authority.actor_for(city, now)
    for counter in plan.counters[:2]:
        code = f"SANH-Q{counter.number:02d}"
        supervision.register(
            plan.hall,
            supervision.NewCamera(
                code, f"Trần nhà, nhìn mặt trước quầy {counter.number}", "Giám sát tiếp dân",
                f"{settings.CAMERA_GATEWAY}/cameras/{code}" if settings.CAMERA_GATEWAY else "", supervision.RETENTION_DAYS,
                ("centre_head", "vice_chair", "department_leader"), counter.pk,
            ),
            by=leader, at=now - timedelta(days=30),
        )  # fmt: skip
    found = {one.key: supervision.OK for one in rules.rules().checks} | {"posted": supervision.FAULT}
    fault = supervision.Fault(
        "posted", "Bảng niêm yết thiếu mức thu phí chứng thực bản sao.", now.date() + timedelta(days=5)
    )
    supervision.check(
        plan.hall, found, [fault], "Kiểm tra đột xuất (dữ liệu mẫu).", by=leader, at=now - timedelta(hours=20)
    )
    resident = account_of("resident")
    person = resident.person
    assert person is not None
    for ahead in (1, 2):
        day = rules.bookable_days(plan.office, now.date())[ahead]
        free = bookings.free_on(plan, plan.groups[0], day, now)
        slot = next((one for one in free if one.starts_at.astimezone(TIME_ZONE).hour >= 8 + ahead), None)
        if slot is not None:
            wanted = (
                Wanted(person.full_name, person.phone or "0912000000", person.pk, "1.001193")
                if ahead == 1
                else Wanted("Phạm Văn Mẫu", "0900000001")
            )
            bookings.book(plan, plan.groups[0], slot.starts_at, wanted, by=SYSTEM, at=now)
