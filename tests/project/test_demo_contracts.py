"""The demo shows a firm that staffs a counter of the ward, and a contract that waits for its signer."""

import pytest

from motcua.city.contracts.models import Placed, ReceptionContract
from motcua.city.models import Organisation
from motcua.project.demo import contracts
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_running_contract_with_somebody_at_the_counter_and_one_to_be_approved(city):
    Organisation.objects.create(number="0000000099", name="Công ty TNHH Mẫu", kind="enterprise")
    now = hanoi("2026-03-02 09:15")
    assert contracts.fill(now) == 2
    assert contracts.fill(now) == 0, "a demo that starts again makes nothing twice"
    running, draft = ReceptionContract.objects.order_by("id")
    assert running.signed_at is not None and draft.signed_at is None
    assert Placed.objects.get().name == "Trịnh Thu Mẫu"
