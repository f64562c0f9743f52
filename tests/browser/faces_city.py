"""A city that looks the same on every run: its data, its clock, and windows on it in any language, look and width."""

from collections.abc import Callable
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from motcua.city import authority
from motcua.city.hall import bookings, calling, layout, rules, tickets
from motcua.city.hall.bookings import Wanted
from motcua.city.hall.models import Counter as HallCounter
from motcua.city.models import Agency
from motcua.exchange.publishing import urgent
from motcua.foundation import clock
from motcua.insight import keeping
from motcua.insight.digitising import keeping as digitising
from motcua.money.merchants.models import Merchant, Zone
from motcua.money.payouts.models import Line, Run
from motcua.money.school_fees.models import Pupil
from motcua.money.till import screens
from motcua.procedures.authoring import working
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers.models import Draft
from motcua.project.demo import account_of, cashless, history, payouts, reports, speaking
from motcua.project.demo.identities import HOME
from motcua.records.drives import booking
from motcua.records.drives import planning as drives
from motcua.records.drives.models import Slot
from motcua.records.population.models import CitizenRecord
from motcua.sites.hall.setting_up import STANDARD
from tests.browser.city_site import NOISE
from tests.browser.desk_site import apart
from tests.browser.main_pages import MainPage
from tests.conftest import hanoi, load_city
from tests.records.drives import a_drive
from tests.records.pairs import doubtful
from tests.records.scanning import laid
from tests.sites import desk_people
from tests.sites.portal_town import owe

NOW = hanoi("2026-11-23 09:15")
BIRTH = "1.001193"
PAST = 300
"""Past dossiers: lists and figures are not empty."""

THINGS: dict[str, Callable[[], Any]] = {
    "late": lambda: desk_people.accepted(hanoi("2026-11-18 09:00")),
    "examined": lambda: desk_people.examined(NOW),
    "birth": lambda: desk_people.filed(NOW),
    "draft": lambda: draft(),
    "hall": lambda: hall(),
    "copy": lambda: copy(),
    "paper": lambda: paper(),
    "pairs": lambda: pairs(),
    "drive": lambda: drive(),
    "owed": lambda: owed(),
    "payout": lambda: payout(),
    "cashless": lambda: a_cashless_city(),
}
"""What the pages of the table show, by the name in their paths. A room that needs more adds a line."""


def draft() -> str:
    """A form begun by the demo's mother; its id."""
    client = Client()
    client.force_login(account_of("resident"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/nop/{BIRTH}").status_code == 302
    return str(Draft.objects.latest("created_at").id)


def owed() -> Any:
    """A dossier of the demo's mother that waits for its fee."""
    dossier = desk_people.filed(NOW)
    owe(dossier)
    return dossier


def hall() -> SimpleNamespace:
    """The branch's hall: two people wait, one is at the counter of the demo's officer; a booking, a check."""
    by = authority.actor_for(account_of("counter"), NOW)
    agency = Agency.objects.get(pk=by.agency_id)
    plan = layout.plan(layout.set_up(agency, STANDARD, 2, by=by, at=NOW).key, NOW)
    assert plan is not None
    made = [tickets.issue(plan, plan.groups[number % 2], "kiosk", at=NOW) for number in range(3)]
    calling.sit_down(plan.counters[0], by=by, at=NOW)
    calling.call_next(by=by, at=NOW)
    day = rules.bookable_days(plan.office, NOW.date())[1]
    slot = bookings.free_on(plan, plan.groups[0], day, NOW)[0]
    wanted = Wanted("Phạm Văn Mẫu", "0900000001")
    booked = bookings.book(plan, plan.groups[0], slot.starts_at, wanted, by=by, at=NOW)
    return SimpleNamespace(key=plan.hall.key, ticket=made[2].uuid, booking=booked.uuid)


def pairs() -> SimpleNamespace:
    """Two pairs of the ward: one that nobody has opened, one that two officers hold for one person."""
    open_one, agreed = (
        doubtful.of_two(
            doubtful.person(f"Trần Thị Mẫu {n}", f"00119090010{n}", recorded=False),
            doubtful.person(f"Tran Thi Mau {n}", phone="0912345678", recorded=False),
        )
        for n in range(2)
    )  # fmt: skip
    doubtful.agreed(agreed)
    return SimpleNamespace(open=open_one.pk, merge=agreed.pk)


def drive() -> SimpleNamespace:
    """A drive of the ward that is out, with two points; somebody has booked."""
    days = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=3)}
    ward = Agency.objects.select_related("unit").get(key=HOME)
    leader = authority.actor_for(account_of("leader"), NOW)
    made = drives.write(ward, a_drive.new_drive(**days), by=leader, at=NOW)
    point = a_drive.new_point(days=(NOW.date(), NOW.date() + timedelta(days=1)), closes=time(17))
    placed = drives.add_point(made.pk, point, {ward.unit_id}, by=leader, at=NOW)
    drives.publish(made.pk, by=leader, at=NOW)
    who = doubtful.person("Phạm Thị Mẫu", "001190900199", recorded=False)
    booked = Slot.objects.filter(point=placed, starts_at__gt=NOW + timedelta(hours=1)).earliest("starts_at")
    booking.book(booked.pk, who, by=leader, at=NOW)
    return SimpleNamespace(uuid=made.uuid, point=placed.pk)


def payout() -> SimpleNamespace:
    """Last month's list, paid with a refusal and cash to fetch, and this month's with findings."""
    payouts.fill(NOW, seed=5, people=24, pensioners=6)
    sent = Run.objects.filter(programme="allowance", state="sent").get()
    draft = Run.objects.filter(programme="allowance", state="draft").get()
    cash = Line.objects.filter(run=sent, state="cash_due").order_by("pk").first()
    line = Line.objects.filter(run=draft).order_by("pk").first()
    assert cash is not None and line is not None
    return SimpleNamespace(sent=sent.uuid, draft=draft.uuid, cash=cash.pk, line=line.pk)


def a_cashless_city() -> SimpleNamespace:
    """The demo's street, market, class and drawers; a fee shown on the display of a counter."""
    cashless.fill(NOW, seed=2026)
    counter = HallCounter.objects.order_by("id").first()
    assert counter is not None
    pupil = Pupil.objects.select_related("order", "campaign").get(position=1)
    assert pupil.order is not None
    screens.show(counter.pk, pupil.order, NOW)
    mine = Merchant.objects.filter(person=account_of("resident").person).earliest("id")
    zone = Zone.objects.earliest("id")
    return SimpleNamespace(
        counter=counter.pk, merchant=mine.uuid, zone=zone.uuid, campaign=pupil.campaign.uuid, pupil=pupil.uuid
    )


def copy() -> str:
    """The building permit, opened by the demo's editor; the working copy's uuid."""
    version = publishing.version_for("1.013225", NOW)
    assert version is not None
    by = authority.actor_for(account_of("editor"), NOW)
    return str(working.start_from(version, by=by, at=NOW).uuid)


def paper() -> SimpleNamespace:
    """A birth that came on paper, counted by the figures, and the scan of its birth notice, to be confirmed."""
    found = laid.paper_birth(NOW)
    digitising.measure([found.uuid])
    return SimpleNamespace(code=found.code, scan=laid.scan_to_confirm(found, NOW).uuid)


def build() -> SimpleNamespace:
    """The small city on a Monday morning in November, with a past and with every thing of the table."""
    clock.set_for_test(NOW)
    load_city()
    history.generate(PAST, 5, NOW)
    keeping.mark_overdue(NOW)
    reports.fill(seed=5, now=NOW)
    speaking.fill(NOW, seed=5)
    person = account_of("resident").person
    CitizenRecord.objects.create(
        person=person,
        ethnic_code="01",
        hometown="Phường Ngọc Hà",
        permanent_unit=person.unit,
        permanent_line=person.address_line,
        updated_at=NOW,
    )
    return SimpleNamespace(**{name: make() for name, make in THINGS.items()})


class Faces:
    """The running city. `things`: what pages name in their paths."""

    def __init__(self, chromium: Browser, url: str, things: SimpleNamespace) -> None:
        self.chromium, self.url, self.things = chromium, url, things

    def address(self, page: MainPage) -> str:
        return page.path.format(**vars(self.things))

    def window(self, who: str = "", *, lang: str = "vi", **options: Any) -> Page:
        """A window of its own cookies, signed on as a role of the demo; `complaints` gathers what the browser refuses."""
        options.setdefault("reduced_motion", "reduce")
        context = self.chromium.new_context(base_url=self.url, locale="vi-VN", **options)
        context.set_default_timeout(15_000)
        cookies = {settings.LANGUAGE_COOKIE_NAME: lang}
        if who:
            client = Client()
            client.force_login(account_of(who), backend="django.contrib.auth.backends.ModelBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )
        page = context.new_page()
        complaints: list[str] = []
        page.complaints = complaints  # type: ignore[attr-defined]

        def heard(kind: str, words: str) -> None:
            if kind in {"error", "warning"} and not NOISE.search(words):
                complaints.append(words)

        page.on("console", lambda message: heard(message.type, message.text))
        page.on("pageerror", lambda error: heard("error", str(error)))
        return page


@pytest.fixture
def faces(chromium, short_connections, transactional_db, live_server):
    found = apart(build)
    urgent.forget()  # these pages are seen with what stands above them
    yield Faces(chromium, live_server.url, found)
    clock.set_for_test(None)
