"""A partner asks for a linked set and is told of each part."""

import pytest

from motcua.city import partners
from motcua.foundation import clock
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.api import pace
from tests.conftest import hanoi
from tests.procedures import linked_sets as sets
from tests.sites.api_calls import Caller, officer_token

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")


def test_the_status_of_a_set_has_those_of_its_parts():
    clock.set_for_test(MONDAY)
    partners.forget()
    pace.forget()
    sets.publish()
    parent = sets.begun(MONDAY)
    caller = Caller(officer_token("counter"))
    told = caller.get(f"/dossiers/{parent.uuid}", "Tra cứu").json()
    assert [(one["part"], one["state"], one["needs"]) for one in told["parts"]] == [
        ("birth", "open", []),
        ("residence", "waiting", ["birth"]),
        ("card", "waiting", ["birth"]),
    ]
    assert told["part_of"] is None and told["expected_at"]
    child = Dossier.objects.get(uuid=told["parts"][0]["id"])
    part = caller.get(f"/dossiers/{child.uuid}", "Tra cứu").json()
    assert part["part_of"] == parent.code and part["parts"] is None
