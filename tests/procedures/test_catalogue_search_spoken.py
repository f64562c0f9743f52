"""What people say finds the procedure: the phrasings that the search is tuned on, and sixty that it is not."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.db import connection, transaction

from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.importing import import_facts
from motcua.procedures.catalogue.searching import search
from motcua.services import load_all
from tests.procedures.test_catalogue_search import FACTS

SPOKEN = Path(__file__).parent / "spoken"
TUNED_AT_LEAST, HELD_OUT_AT_LEAST = 0.97, 0.75
"""Measured on the whole catalogue; docs/measures/resident.md has the rates as they were on their day."""


class Phrasing(msgspec.Struct, frozen=True):
    say: str
    codes: tuple[str, ...]


def phrasings(name):
    return msgspec.yaml.decode((SPOKEN / name).read_bytes(), type=tuple[Phrasing, ...])


def missed(name):
    """Phrasings of a set whose procedure is not among the first three."""
    return [one for one in phrasings(name) if not set(one.codes) & {f.code for f in search(one.say, limit=3)}]


@pytest.fixture(scope="module", autouse=True)
def whole_catalogue(django_db_setup, django_db_blocker):
    """All published procedures, the city's own forms among them, in one transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "truncate catalogue_procedure, catalogue_fieldofprocedure, catalogue_facet cascade"
            )
        import_facts(FACTS)
        for definition in load_all():
            publishing.publish(definition, by=SYSTEM, at=datetime(2026, 1, 1, tzinfo=UTC))
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_what_the_search_is_tuned_on_is_found():
    wrong = missed("tuned.yaml")
    assert 1 - len(wrong) / len(phrasings("tuned.yaml")) >= TUNED_AT_LEAST, [one.say for one in wrong]


@pytest.mark.django_db
def test_what_nobody_tuned_it_on_is_mostly_found():
    """Only the count is told: who reads the failing ones tunes on them sooner or later."""
    share = 1 - len(missed("held_out.yaml")) / len(phrasings("held_out.yaml"))
    assert share >= HELD_OUT_AT_LEAST, f"{share:.0%} of the held-out phrasings are found"


def test_the_two_sets_share_no_phrasing_and_are_large_enough():
    tuned, held_out = phrasings("tuned.yaml"), phrasings("held_out.yaml")
    assert len(tuned) >= 120 and len(held_out) >= 60
    assert not {one.say.casefold() for one in tuned} & {one.say.casefold() for one in held_out}
