"""The small city in which most tests live: six communes of Hà Nội, 300 invented people, published procedures."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client, TransactionTestCase

from motcua.foundation import clock
from motcua.foundation.worktime import VN
from tests import prepared_city

if TYPE_CHECKING:
    from motcua.city.places.index import Index


PROVED_AT = datetime(2100, 1, 1, tzinfo=VN)
"""Later than every clock of the tests, which some of them move: such a proof is always fresh."""


def hanoi(text: str) -> datetime:
    """A moment on the clock of Hà Nội: `hanoi("2026-03-02 09:15")`."""
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def load_city() -> None:
    """The small city with every definition published; nothing happens when it is there."""
    from motcua.foundation.actor import SYSTEM
    from motcua.procedures.catalogue import publishing
    from motcua.procedures.catalogue.models import ProcedureVersion
    from motcua.project.demo import load_demo_city
    from motcua.records import registers
    from motcua.services import bring_in_registers, load_all

    load_demo_city(small=True)
    registers.forget()
    bring_in_registers(at=hanoi("2026-01-01 00:00"))
    if not ProcedureVersion.objects.exists():
        for definition in load_all():
            publishing.publish(definition, by=SYSTEM, at=hanoi("2026-01-01 00:00"))
    forget_city()


def forget_city() -> None:
    """What this process remembers of the city's tables."""
    from motcua.city import authority
    from motcua.insight import names
    from motcua.procedures.catalogue import versions
    from motcua.procedures.dossiers import office

    authority.forget()
    office.forget()
    versions.forget()
    names.forget()


_units: list["Index"] = []
"""The units of the small city: a test that writes others, or empties the city, leaves none of it to the next one."""


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """The city is made once and copied; each test's own changes are rolled back, or thrown away with the copy."""
    from motcua.city.places import finding

    with django_db_blocker.unblock():
        prepared_city.open_copy(load_city)
        forget_city()
        _units.append(finding.index())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _another_copy)
        yield
    with django_db_blocker.unblock():
        prepared_city.close_copy()


def _another_copy(self: TransactionTestCase) -> None:
    """After a test in transactions of its own. Django empties all tables, which takes longer than a copy."""
    prepared_city.fresh_copy()
    forget_city()


@pytest.fixture
def city(db) -> None:
    """The small city. (It always stands; the name tells the reader what the test lives on.)"""


HEAVY = ("properties", "browser", "crash", "concurrency", "load")
"""Folders whose files take long: they begin first, so that two processes end together."""


def pytest_collection_modifyitems(items):
    """Heavy files first, everything else as it was found."""
    here = Path(__file__).parent
    rank = {folder: number for number, folder in enumerate(HEAVY)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(here).parts[0], len(HEAVY)))


@pytest.fixture(scope="session", autouse=True)
def _signed_on_strongly() -> Iterator[None]:
    """`force_login` stands for the national identity as well: a resident of the tests has proved who they are by a biometric,
    and lately. Tests of step-up say otherwise (`tests/sites/test_step_up.py`)."""
    plain = Client.force_login

    def proved(self: Client, user, backend=None) -> None:
        plain(self, user, backend)
        if user.kind == "resident":
            session = self.session
            session["signon"] = {
                "acting": {"name": user.display_name, "account_level": 2, "auth_level": 3},
                "proved_at": PROVED_AT.isoformat(),
                "id_token": "",
                "logout_address": "",
            }
            session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", proved)
        yield


@pytest.fixture(autouse=True)
def _clock_back():
    from django.core.cache import cache

    from motcua.city.places import finding
    from motcua.exchange.publishing import urgent

    if (collecting := sys.modules.get("motcua.money.invoices.units")) is not None:
        collecting.forget()  # units that a test had entered
    for units in _units:
        finding.keep(units)
    cache.clear()
    urgent.keep((), 3600)  # no page of a test looks for urgent announcements, unless the test forgets this
    yield
    clock.set_for_test(None)
