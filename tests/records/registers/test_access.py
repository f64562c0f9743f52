"""Who reads what of a record: by power, place and purpose; the look is written down for the people it names."""

import pytest

from motcua.city import authority
from motcua.city.models import Agency, Person
from motcua.foundation.actor import Actor
from motcua.foundation.models import AccessLog
from motcua.records import registers
from motcua.records.registers import access
from tests.conftest import hanoi
from tests.procedures.people import officer, resident
from tests.records.registers.conftest import CLERK, DOSSIER, OPENED, STALLS

NOW = hanoi("2026-03-03 09:00")
SELLING, LOOKING = "Quản lý chợ", "Kiểm tra người bán"


@pytest.fixture
def at_home(stalls):
    """A stall of the ward in which the demo officers work, held by a known person."""
    holder = Person.objects.exclude(pin="").order_by("id").first()
    return registers.enter(
        "market-stalls",
        agency_id=Agency.objects.get(key="ubnd-phuong-nghia-do").id,
        on=OPENED.date(),
        data={
            "holder_name": holder.full_name, "holder_pin": holder.pin, "market": "Chợ Nghĩa Tân", "stall": "H1", "rent": 9,
        },
        source=DOSSIER,
        by=CLERK,
        at=OPENED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "purposes"),
    [
        ("justice", (SELLING, LOOKING)),
        ("counter", (SELLING,)),
        ("clerk", (SELLING,)),
        ("editor", ()),
    ],
)
def test_purposes_are_offered_by_what_the_post_may_do(key, purposes, stalls):
    assert registers.may_read(officer(key, NOW), STALLS, NOW).purposes == purposes


def test_a_resident_and_an_unknown_account_read_nothing(stalls):
    assert not registers.may_read(resident(NOW), STALLS, NOW)
    assert not registers.may_read(Actor("officer", account_id=999_999), STALLS, NOW)


def test_what_is_sensitive_is_read_for_the_purpose_that_names_it_only(at_home):
    by = officer("justice", NOW)
    (seen,) = registers.read(by, at_home, purpose=SELLING, at=NOW)
    assert (seen.hidden, seen.data["rent"], "holder_pin" in seen.data) == (("holder_pin",), 9, False)
    (seen,) = registers.read(by, [at_home], purpose=LOOKING, at=NOW)
    assert seen.data.keys() == {"holder_name", "holder_pin", "market", "stall"}
    assert seen.hidden == ("rent",)


def test_every_look_is_written_down_with_its_purpose_for_whom_the_record_names(
    at_home, django_assert_num_queries
):
    by = officer("justice", NOW)
    registers.may_read(by, STALLS, NOW)
    with django_assert_num_queries(2):
        (seen,) = registers.read(by, at_home, purpose=LOOKING, at=NOW)
    log = AccessLog.objects.get(what="register:market-stalls")
    assert (log.person_id, log.purpose, log.reader_name) == (seen.people["holder"], LOOKING, by.name)


def test_another_wards_record_and_another_purpose_are_not_read_nor_logged(at_home, a_stall):
    by = officer("justice", NOW)
    for record, purpose in ((a_stall(), SELLING), (at_home, "Tò mò")):
        with pytest.raises(registers.NotReadable):
            registers.read(by, record, purpose=purpose, at=NOW)
    assert not AccessLog.objects.filter(what__startswith="register:").exists()
    readable = registers.may_read(by, STALLS, NOW)
    assert (readable.covers(at_home), readable.covers(a_stall()), readable.agencies) == (
        True,
        False,
        {at_home.agency_id},
    )


def test_the_books_of_a_body_that_was_taken_over_are_read_by_its_successor(at_home, ward):
    ward.successor_id = at_home.agency_id
    ward.save()
    access.forget()
    authority.forget()
    try:
        assert registers.may_read(officer("justice", NOW), STALLS, NOW).agencies == {
            at_home.agency_id,
            ward.id,
        }
    finally:
        access.forget()


def test_anybody_reads_the_public_fields_of_what_is_in_force(at_home):
    assert registers.public_view(at_home) == {"market": "Chợ Nghĩa Tân", "stall": "H1"}
    gone = registers.cancel(at_home, reason="Nhầm", source=DOSSIER, by=CLERK, at=NOW)
    assert registers.public_view(gone) == {}
