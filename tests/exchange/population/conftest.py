"""The national population services, played by one sandbox for all tests of this folder."""

import pytest

from motcua.foundation import clock
from sandbox.population.state import Citizen
from tests.conftest import hanoi
from tests.sandbox.running import running_sandbox

MORNING = hanoi("2026-03-02 08:30")


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("population")) as running:
        yield running


@pytest.fixture
def services(played, settings):
    """The city is connected with the services; they know nobody yet and have no fault."""
    clock.set_for_test(MORNING)
    state = played.states["population"]
    state.now = lambda: MORNING.timestamp()
    state.faults.switch({"fail": None})
    state.answers.clear()
    state.calls.clear()
    state.licensed = lambda procedure: True
    state.know()
    settings.POPULATION_SERVICES = {
        "address": f"{played.url}/population/ws",
        "user": "motcua",
        "secret": state.secret,
    }
    return state


def known(state, *people, **more):
    """The national database knows these persons as the city does."""
    state.know(
        *(Citizen(one.pin, one.full_name, one.birth_date.isoformat(), one.sex, **more) for one in people)
    )
