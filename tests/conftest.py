"""The small city in which most tests live: six communes of Hà Nội, 300 invented people, published procedures."""

from datetime import datetime

import pytest

from motcua.foundation import clock
from motcua.foundation.worktime import VN


def hanoi(text: str) -> datetime:
    """A moment on the clock of Hà Nội: `hanoi("2026-03-02 09:15")`."""
    return datetime.fromisoformat(text).replace(tzinfo=VN)


def load_city() -> None:
    """The small city with every definition published; nothing happens when it is there."""
    from motcua.city import authority
    from motcua.foundation.actor import SYSTEM
    from motcua.procedures.catalogue import publishing, versions
    from motcua.procedures.catalogue.models import ProcedureVersion
    from motcua.procedures.dossiers import office
    from motcua.project.demo import load_demo_city
    from motcua.services import load_all

    load_demo_city(small=True)
    if not ProcedureVersion.objects.exists():
        for definition in load_all():
            publishing.publish(definition, by=SYSTEM, at=hanoi("2026-01-01 00:00"))
    authority.forget()
    office.forget()
    versions.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The city is loaded once for the run; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        load_city()


@pytest.fixture
def city(db):
    """A test that changes the city in transactions of its own empties the tables: load it again then."""
    load_city()


def _uses_database(request) -> tuple[bool, bool]:
    """Whether a test uses the database, and whether in transactions of its own (the tables are emptied after)."""
    marker = request.node.get_closest_marker("django_db")
    names = set(request.fixturenames)
    own = bool(names & {"transactional_db", "live_server"}) or (
        marker is not None and bool(marker.kwargs.get("transaction"))
    )
    return own or marker is not None or "db" in names, own


@pytest.fixture(autouse=True)
def _city_is_there(request):
    """A test in transactions of its own leaves the tables empty: the city comes back before the next test."""
    database, own = _uses_database(request)
    if database and not own:
        request.getfixturevalue("django_db_setup")
        with request.getfixturevalue("django_db_blocker").unblock():
            from motcua.city.models import Agency

            if not Agency.objects.filter(key="ubnd-thanh-pho").exists():
                load_city()


@pytest.fixture(autouse=True)
def _clock_back():
    yield
    clock.set_for_test(None)
