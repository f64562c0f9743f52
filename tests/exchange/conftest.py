"""The bodies outside, played by one sandbox for all tests of this folder."""

import pytest

from motcua.foundation import clock
from tests.conftest import hanoi
from tests.exchange import asked_outside, outside_world

MORNING = hanoi("2026-03-02 08:30")


@pytest.fixture(scope="session")
def bodies(tmp_path_factory):
    with outside_world.running(tmp_path_factory.mktemp("bodies")) as running:
        yield running


@pytest.fixture
def world(city, bodies, settings):
    """The city on a Monday morning, connected with the bodies, with a procedure that asks two of them."""
    clock.set_for_test(MORNING)
    asked_outside.publish()
    return outside_world.connected(bodies, settings)
