"""Any branch takes any procedure; the papers behind it reach the competent agency within a working day."""

from datetime import timedelta

import pytest

from motcua.city import authority
from motcua.city.hall.models import Slip, Transfer
from motcua.city.models import Account, Agency, Appointment
from motcua.foundation import clock
from motcua.foundation.events import Delivered, outbox
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.procedures.dossiers.status import Status
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.project.demo import account_of
from motcua.project.demo.identities import HOME
from motcua.records import papers
from motcua.sites.hall import dossier_parts, linking
from tests.conftest import hanoi
from tests.procedures import people
from tests.services.dossiers import ALL
from tests.services.walking import scanned_page
from tests.sites.desk_people import MONDAY, accepted, at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(city):
    """A birth whose papers were scanned at the branch; the ward decides."""
    found = accepted()
    assert found.intake_agency_id != found.competent_agency_id
    Component.objects.filter(dossier=found).delete()
    for number in range(2):
        Component.objects.create(
            dossier=found, component_id=f"p{number}", name="Giấy chứng sinh", source="scan", originals=1
        )
    return found


def taken_in(dossier, at=MONDAY):
    linking.keep(
        [
            Delivered(
                1, dossier.chain, 1, "taken-in", at, {"kind": "officer", "account_id": account_of("counter").pk},
                {"competent": dossier.competent_agency_id, "intake": dossier.intake_agency_id},
            )
        ]
    )  # fmt: skip
    return Transfer.objects.filter(dossier_code=dossier.code).first()


def text(answer):
    return answer.content.decode()


def test_papers_taken_in_on_friday_afternoon_are_due_on_monday_afternoon(dossier):
    found = taken_in(dossier, hanoi("2026-03-06 14:00"))
    assert found.papers == 2
    assert found.due_at == hanoi("2026-03-09 14:00")
    assert taken_in(dossier, hanoi("2026-03-06 14:00")) == found, "twice is once"


def test_what_is_decided_where_it_was_taken_in_or_has_no_paper_goes_nowhere(dossier):
    Component.objects.update(source="shown")
    assert taken_in(dossier) is None
    Component.objects.update(source="scan")
    Dossier.objects.update(competent_agency=dossier.intake_agency_id)
    dossier.refresh_from_db()
    assert taken_in(dossier) is None


def test_the_branch_sends_with_a_record_and_the_ward_signs_for_it(dossier):
    found = taken_in(dossier)
    branch = at_desk("counter")
    assert dossier.code in text(branch.get("/quay/giay-to/"))
    assert branch.post("/quay/giay-to/gui/", {}).status_code == 422
    address = branch.post("/quay/giay-to/gui/", {"rows": [found.pk]})["Location"]
    slip = Slip.objects.get()
    assert slip.number.startswith("1/2026/BBGN-H26.40.")
    assert branch.post("/quay/giay-to/gui/", {"rows": [found.pk]}).status_code == 409
    assert branch.post(f"{address}nhan/").status_code == 404, "the sender does not sign for the other side"
    ward = at_desk("clerk")
    assert slip.number in text(ward.get("/quay/giay-to/"))
    Dossier.objects.filter(pk=dossier.pk).update(channel="counter")
    page = text(at_desk("justice").get(f"/ban-lam-viec/ho-so/{dossier.code}/"))
    assert "đang trên đường" in page
    assert address in page
    assert ward.post(f"{address}nhan/").status_code == 302
    found.refresh_from_db()
    assert found.arrived_at is not None
    assert "đã đến" in text(branch.get(f"/quay/giay-to/?ma={dossier.code}"))
    assert at_desk("construction").get(address).status_code == 404


def test_what_is_missing_goes_back_to_the_sender_s_list_with_a_word(dossier):
    found = taken_in(dossier)
    branch, ward = at_desk("counter"), at_desk("clerk")
    address = branch.post("/quay/giay-to/gui/", {"rows": [found.pk]})["Location"]
    silent = ward.post(f"{address}nhan/", {"missing": [found.pk]})
    assert silent.status_code == 422
    assert (
        ward.post(f"{address}nhan/", {"missing": [found.pk], "words": "Thiếu giấy chứng sinh"}).status_code
        == 302
    )
    found.refresh_from_db()
    assert (found.slip, found.missing, found.arrived_at) == (None, True, None)
    assert "nơi nhận báo thiếu" in text(branch.get("/quay/giay-to/"))


def test_papers_of_another_branch_are_not_sent(dossier):
    found = taken_in(dossier)
    other = Agency.objects.filter(kind="centre_branch").exclude(pk=dossier.intake_agency_id).first()
    held = (
        Appointment.objects.select_related("account")
        .filter(post__agency=other, post__kind="reception")
        .first()
    )
    clock.set_for_test(MONDAY + timedelta(minutes=1))
    client = at_desk("counter")
    client.force_login(held.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/quay/giay-to/gui/", {"rows": [found.pk]}).status_code == 404
    assert dossier.code not in text(client.get("/quay/giay-to/"))


CASES = [
    pytest.param(case, id=case.name, marks=() if number % 4 == 0 else pytest.mark.long)
    for number, case in enumerate(ALL)
]


@pytest.mark.parametrize("case", CASES)
def test_a_branch_that_does_not_serve_the_place_takes_it_in_and_the_papers_have_a_day(city, case):
    """Every executable procedure: three agencies, and the papers of the intake have to reach the competent one."""
    clock.set_for_test(MONDAY)
    serving = Agency.objects.get(serves__agencies__key=HOME, kind="centre_branch")
    branch = Agency.objects.filter(kind="centre_branch").exclude(pk=serving.pk).first()
    held = Appointment.objects.filter(post__agency=branch, post__kind="reception").first()
    by = authority.actor_for(Account.objects.get(pk=held.account_id), MONDAY)
    owner = people.resident(MONDAY)
    scans = tuple(
        GivenPaper(
            name, "scan",
            (papers.store(scanned_page(), purpose="scan", owner_id=owner.person_id, by=by.account_id, at=MONDAY,
                          name=f"{name}.pdf").uuid,),
        )
        for name in case.scans
    )  # fmt: skip
    brought = people.submission(
        case.code, dict(case.answers), owner, MONDAY, channel="counter", papers=scans, intake_agency_id=branch.pk,
        known_sources=frozenset({"population.identity", "population.residence"}) | case.known,
    )  # fmt: skip
    first = brought.compiled.step(brought.compiled.start)
    ticked = frozenset(item.id for item in first.step.checklist)
    dossier = changes.take_in(brought, by=by, at=MONDAY, ticked=ticked)
    assert dossier.intake_agency_id == branch.pk
    outbox.drain(linking.CONSUMER, MONDAY)
    expected = Transfer.objects.filter(dossier_code=dossier.code).first()
    if case.scans and dossier.competent_agency_id != branch.pk:
        assert (expected.from_agency_id, expected.to_agency_id) == (branch.pk, dossier.competent_agency_id)
        assert expected.due_at == hanoi("2026-03-03 09:15")
    else:
        assert expected is None


def test_who_has_to_bring_something_is_shown_the_way_to_a_booking(dossier):
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.SUPPLEMENT)
    dossier.refresh_from_db()
    part = dossier_parts.to_the_counter(dossier, MONDAY, None)
    assert part.data["href"] == f"/dat-hen?thu-tuc={dossier.procedure_code}&ho-so={dossier.code}"
    dossier.status = Status.IN_PROGRESS
    assert dossier_parts.to_the_counter(dossier, MONDAY, None) is None
