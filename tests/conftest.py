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


@pytest.fixture(autouse=True)
def _clock_back():
    yield
    clock.set_for_test(None)
