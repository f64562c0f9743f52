"""One filing for several agencies: each part is a dossier of its own, and the set ends with the last of them."""

import pytest

from motcua.foundation.models import Event
from motcua.money.models import Order
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component, Document
from motcua.procedures.dossiers.status import Status
from tests.conftest import hanoi
from tests.procedures import linked_sets as sets
from tests.procedures.at_work import now, open_task, order_of, pay
from tests.procedures.people import officer

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")


def test_one_filing_becomes_a_dossier_for_every_agency():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth, residence, card = (sets.part(parent, name) for name in ("birth", "residence", "card"))
    assert sets.state(parent) == {"birth": "open", "residence": "waiting", "card": "waiting"}
    assert len({parent.code, birth.dossier.code, residence.dossier.code, card.dossier.code}) == 4
    assert birth.dossier.competent_agency.key == "ubnd-phuong-nghia-do"
    assert card.dossier.competent_agency.key == "bhxh-thanh-pho"
    assert birth.dossier.status == Status.ACCEPTED and birth.dossier.due_at
    assert residence.dossier.status == Status.REGISTERED and residence.dossier.due_at is None
    assert birth.dossier.owner_id == parent.owner_id == residence.dossier.owner_id


def test_what_one_agency_decided_reaches_those_that_wait_for_it():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth = sets.decide_birth(parent, hanoi("2026-03-02 14:00"))
    residence = sets.part(parent, "residence").dossier
    assert residence.status == Status.ACCEPTED
    assert residence.answers["birth_number"] == birth.result_number
    assert residence.answers["registered_on"] == "2026-03-02"
    certificate = Component.objects.get(dossier=residence, component_id="certificate")
    assert certificate.files == [Document.objects.get(dossier=birth, kind="result").file.uuid]


def test_the_set_ends_when_its_last_part_has():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, hanoi("2026-03-02 14:00"))
    sets.outside(parent, "card", hanoi("2026-03-03 09:00"), "HC4010000000001")
    assert now(parent).status == Status.ACCEPTED
    residence = sets.outside(parent, "residence", hanoi("2026-03-03 10:00"))
    assert residence.status == Status.DONE and residence.result_number == "CA 17/2026"
    assert Document.objects.get(dossier=residence, kind="result").for_resident
    assert now(parent).status == Status.DONE
    assert set(sets.state(parent).values()) == {"done"}


def test_a_part_that_was_not_chosen_is_neither_asked_for_nor_made():
    sets.publish()
    parent = sets.begun(MONDAY, wanted=[])
    assert sets.state(parent) == {"birth": "open", "residence": "waiting"}


def test_the_appointed_day_is_the_end_of_the_longest_path():
    sets.publish()
    parent = sets.begun(MONDAY)
    # birth on the same day (until 17:00), then two working days of the police
    assert parent.due_at == hanoi("2026-03-04 17:00") == parent.first_due_at
    evening = sets.begun(hanoi("2026-03-02 15:10"))
    # after 15:00 the set counts from the next morning
    assert sets.part(evening, "birth").dossier.due_at == hanoi("2026-03-03 17:00")
    assert evening.due_at == hanoi("2026-03-05 17:00")


def test_a_pause_of_one_part_moves_the_day_of_the_set_and_is_told():
    sets.publish()
    parent = sets.begun(MONDAY)
    birth = sets.part(parent, "birth").dossier
    justice = officer("justice", MONDAY)
    changes.extend(birth.id, hanoi("2026-03-04 17:00"), "Cần xác minh", by=justice, at=MONDAY)
    sets.go_on(MONDAY)
    assert now(parent).due_at == hanoi("2026-03-06 17:00")
    assert now(parent).first_due_at == hanoi("2026-03-04 17:00")
    assert Event.objects.filter(chain=parent.chain, kind="set-due-moved").count() == 1
    sets.go_on(MONDAY)


def test_a_part_that_is_late_makes_the_set_late_and_moves_no_day():
    sets.publish()
    parent = sets.begun(MONDAY)
    sets.decide_birth(parent, hanoi("2026-03-05 10:00"))
    assert now(parent).due_at == hanoi("2026-03-04 17:00")
    assert sets.part(parent, "residence").expected_due == hanoi(
        "2026-03-07 10:00"
    )  # the police work on Saturdays


def test_the_fees_of_the_parts_are_owed_with_the_set_once():
    sets.publish()
    parent = sets.filed(MONDAY, "postal", copy_count=2)
    order = order_of(parent)
    assert (order.payer_amount, parent.fee_total) == (16_000, 16_000)
    assert [line["code"] for line in order.lines] == ["birth.birth_copy"]
    assert order.lines[0]["name"]["vi"].startswith("Khai sinh: ")
    pay(parent, MONDAY)
    changes.accept(open_task(parent).id, by=officer("counter", MONDAY), at=MONDAY)
    sets.go_on(MONDAY)
    birth = sets.part(parent, "birth").dossier
    assert birth.answers["copy_count"] == 2
    assert birth.finance == "none" and not Order.objects.filter(subject_id=birth.uuid).exists()
