"""Leaders read what happens in the registers: entered, put right, brought in, contested; nobody counts records for it."""

from datetime import date

import pytest
from django.test import Client

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import outbox
from motcua.insight.registering import keeping, reading
from motcua.procedures.national.paper_flags import flags_of
from motcua.project.demo import account_of
from motcua.records import registers
from tests.conftest import hanoi

AT = hanoi("2026-03-02 09:00")
BY_HAND = registers.Source("officer", "")


def test_every_kind_of_event_is_counted_where_it_belongs():
    def told(kind, **data):
        return list(keeping.counted(kind, data))

    assert told("register.entered", register="births", agency_id=3) == [("births", 3, "entered", 1)]
    assert told("register.withdrawn", register="births", agency_id=3) == [("births", 3, "ended", 1)]
    assert told("register.imported", register="deaths", agency_id=None, accepted=40) == [
        ("deaths", 0, "brought_in", 40)
    ]
    subject = "register:births:17:child_name"
    assert told("contest-corrected", subject=subject, agency=5) == [("births", 5, "upheld", 1)]
    assert told("contest-received", subject="population.residence", agency=5) == []


@pytest.mark.django_db
def test_leaders_see_sums_by_register_and_officers_without_statistics_do_not(
    city, django_assert_max_num_queries
):
    clock.set_for_test(AT)
    ward = Agency.objects.get(key="ubnd-phuong-nghia-do").id
    for n in range(3):
        entry = registers.enter(
            "extract-copies", agency_id=ward, on=date(2026, 3, 2), source=BY_HAND, by=SYSTEM, at=AT,
            data={"register": "births", "entry": f"{n + 1}/2026", "copies": 1},
        )  # fmt: skip
    registers.correct(
        ("extract-copies", entry.id), {"copies": 2}, reason="Ghi nhầm", source=BY_HAND, by=SYSTEM, at=AT
    )
    while outbox.drain(keeping.CONSUMER, AT):
        pass
    sums = reading.by_register([ward], date(2026, 3, 1))["extract-copies"]
    assert (sums["entered"], sums["corrected"], sums["contested"]) == (3, 1, 0)
    assert reading.by_register([ward], date(2026, 4, 1)) == {}
    client = Client()
    client.force_login(account_of("chair"), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/so-dang-ky/so-lieu/")
    with django_assert_max_num_queries(12):
        page = client.get("/so-dang-ky/so-lieu/?ky=thang").content.decode()
    assert registers.definition_of("extract-copies").name.vi in page and "Đã sửa" in page
    counter = Client()
    counter.force_login(account_of("counter"), backend="django.contrib.auth.backends.ModelBackend")
    assert counter.get("/so-dang-ky/so-lieu/").status_code == 403


def test_the_flags_of_a_paper_say_digitised_reused_and_from_a_national_store():
    names = ("DuocSoHoa", "DuocTaiSuDung", "DuocLayTuKhoDMQG")
    said = {
        case: tuple(flags_of(*case).as_message()[name] for name in names)
        for case in (
            ("scan", "", True), ("upload", "", True), ("reused", "store:42", True), ("data", "population.identity", False),
            ("data", "civil_status.birth", False), ("missing", "", False), ("shown", "", False),
        )
    }  # fmt: skip
    assert list(said.values()) == [
        (1, 0, 0),
        (1, 0, 0),
        (1, 1, 0),
        (0, 2, 1),
        (0, 2, 0),
        (0, 0, 0),
        (0, 0, 0),
    ]
