"""The city's keys turn on many rows while people read them and others change them: nobody notices, nothing is lost."""

import threading
import uuid
from datetime import timedelta
from random import Random

import pytest

from motcua.city.models import Person
from motcua.foundation.sealing import rotation
from motcua.foundation.sealing.ring import fresh_line
from motcua.records.consents.giving import new_code
from motcua.records.consents.models import Consent
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi, load_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
AT = hanoi("2026-03-02 09:00")
ROWS, READERS = 600, 3


def agreed(person: Person, number: int) -> Consent:
    return Consent(
        uuid=uuid.uuid4(), code=new_code(), person=person, purpose="research", version=1, text_hash="0" * 64, data=["contact"],
        channel="online", given_at=AT, given_by={}, expires_at=AT + timedelta(days=30), evidence={"number": number},
    )  # fmt: skip


@pytest.fixture
def rows(db) -> list[int]:
    load_city()
    person = Person.objects.order_by("pk").first()
    made = Consent.objects.bulk_create([agreed(person, number) for number in range(ROWS)])
    return [one.pk for one in made]


def test_keys_turn_under_readers_and_writers(rows, settings):
    settings.SEALING_KEYS = f"{settings.SEALING_KEYS}\n{fresh_line('next')}"
    over = threading.Event()
    changed: dict[int, int] = {}

    def turns():
        try:
            return {one.column: one for one in rotation.rotate(at_once=50)}["consents_consent.evidence"]
        finally:
            over.set()

    def reads(seed: int):
        chance, seen = Random(seed), 0
        while not over.is_set() or not seen:
            number = chance.randrange(ROWS)
            said = Consent.objects.get(pk=rows[number]).evidence["number"]
            assert said in (number, number + ROWS), (number, said)
            seen += 1
        return seen

    def changes():
        chance = Random(7)
        while not over.is_set() or len(changed) < 5:
            number = chance.randrange(ROWS)
            row = Consent.objects.get(pk=rows[number])
            row.evidence = {"number": number + ROWS}
            row.save(update_fields=["evidence"])
            changed[number] = number + ROWS
        return len(changed)

    with Desk(READERS + 2) as desk:
        turned, wrote, *seen = desk.together(
            [turns, changes, *(lambda n=n: reads(n) for n in range(READERS))]
        )
    assert not isinstance(turned, Exception), turned
    assert turned.whole and all(isinstance(one, int) and one for one in (wrote, *seen)), (wrote, seen)
    assert rotation.waiting()["consents_consent.evidence"] == 0
    for number, row in enumerate(Consent.objects.filter(pk__in=rows).order_by("pk")):
        assert row.evidence == {"number": changed.get(number, number)}


def test_a_turn_that_is_broken_off_goes_on_where_it_was(rows, settings):
    settings.SEALING_KEYS = f"{settings.SEALING_KEYS}\n{fresh_line('next')}"

    class BrokenOff(Exception):
        pass

    def after_some(turned):
        if turned.column == "consents_consent.evidence" and turned.resealed >= ROWS // 2:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        list(rotation.rotate(after_some, at_once=100))
    left = rotation.waiting()["consents_consent.evidence"]
    assert 0 < left < ROWS
    turned = {one.column: one for one in rotation.rotate()}["consents_consent.evidence"]
    assert turned.resealed == left
    assert {row.evidence["number"] for row in Consent.objects.filter(pk__in=rows)} == set(range(ROWS))
