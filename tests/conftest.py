"""The small city in which most tests live: six communes of Hà Nội, 300 invented people, published procedures."""

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.plugin import blocking_manager_key

from motcua.foundation import clock
from motcua.foundation.worktime import VN


def hanoi(text: str) -> datetime:
    """A moment on the clock of Hà Nội: `hanoi("2026-03-02 09:15")`."""
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def load_city() -> None:
    """The small city with every definition published; nothing happens when it is there."""
    from motcua.city import authority
    from motcua.foundation.actor import SYSTEM
    from motcua.insight import names
    from motcua.procedures.catalogue import publishing, versions
    from motcua.procedures.catalogue.models import ProcedureVersion
    from motcua.procedures.dossiers import office
    from motcua.project.demo import load_demo_city
    from motcua.records import registers
    from motcua.services import bring_in_registers, load_all

    load_demo_city(small=True)
    registers.forget()
    bring_in_registers(at=hanoi("2026-01-01 00:00"))
    if not ProcedureVersion.objects.exists():
        for definition in load_all():
            publishing.publish(definition, by=SYSTEM, at=hanoi("2026-01-01 00:00"))
    authority.forget()
    office.forget()
    versions.forget()
    names.forget()


_loaded = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The city is loaded once for the run; each test's own changes are rolled back."""
    global _loaded
    with django_db_blocker.unblock():
        load_city()
    _loaded = True


@pytest.fixture
def city(db):
    """A test that changes the city in transactions of its own empties the tables: load it again then."""
    load_city()


def _uses_database(item) -> tuple[bool, bool]:
    """Whether a test uses the database, and whether in transactions of its own (the tables are emptied after)."""
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    own = bool(names & {"transactional_db", "live_server"}) or (
        marker is not None and bool(marker.kwargs.get("transaction"))
    )
    return own or marker is not None or "db" in names, own


HEAVY = ("properties", "browser", "crash", "concurrency", "load")
"""Folders whose files take long: they begin first, so that two processes end together."""


def pytest_collection_modifyitems(items):
    """Heavy files first, everything else as it was found."""
    here = Path(__file__).parent
    rank = {folder: number for number, folder in enumerate(HEAVY)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(here).parts[0], len(HEAVY)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A test in transactions of its own leaves the tables empty: the city comes back before the next test.

    Before any fixture: what is loaded here must not be undone with the test's own transaction.
    """
    database, own = _uses_database(item)
    if not (_loaded and database) or own:
        return
    with item.config.stash[blocking_manager_key].unblock():
        from motcua.city.models import Agency

        if not Agency.objects.filter(key="ubnd-thanh-pho").exists():
            load_city()


@pytest.fixture(autouse=True)
def _clock_back():
    from django.core.cache import cache

    from motcua.exchange.publishing import urgent

    cache.clear()
    urgent.keep((), 3600)  # no page of a test looks for urgent announcements, unless the test forgets this
    yield
    clock.set_for_test(None)
