"""The device of a hall: registered by whoever keeps the devices, four things, one rating, nothing kept."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from motcua.city import authority
from motcua.city.acting.models import Kiosk
from motcua.city.models import Appointment
from motcua.foundation import clock
from motcua.foundation.models import Event
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from tests.sites.portal_town import BIRTH, MONDAY, file_birth, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def keeper(town):
    held = Appointment.objects.filter(post__kind="catalogue_editor").select_related("account").first()
    return town.signed_on(held.account)


@pytest.fixture
def dossier(town):
    draft, _ = file_birth(town)
    return Dossier.objects.get(uuid=draft.id)


@pytest.fixture
def device(keeper, dossier):
    """A device in the hall that received the dossier."""
    made = keeper.post("/kiosk/thiet-bi", {"name": "Cửa chính", "agency": dossier.intake_agency_id})
    assert made.status_code == 302
    return keeper


def handed_over(dossier, **changed):
    values = {"status": 10, "returned_at": MONDAY, "ended_at": MONDAY} | changed
    Dossier.objects.filter(pk=dossier.pk).update(**values)


def test_registering_makes_this_very_device_a_kiosk_and_signs_the_officer_off(device):
    assert device.get("/ban-lam-viec/")["Location"].startswith("/dang-nhap")
    home = device.get("/kiosk/")
    assert home.status_code == 200
    assert Kiosk.objects.get().agency.name_vi in home.content.decode()
    assert "no-store" in home["Cache-Control"]
    token = device.cookies["mc_kiosk"]
    assert token["httponly"]
    assert token.value not in Kiosk.objects.get().token_hash


def test_an_unknown_device_shows_nothing(town, client):
    for path in ("/kiosk/", "/kiosk/thu-tuc", "/kiosk/tra-cuu", "/kiosk/danh-gia"):
        assert client.get(path).status_code == 403


def test_a_device_that_was_taken_off_shows_nothing_any_more(town, device):
    held = Appointment.objects.filter(post__kind="catalogue_editor").select_related("account").first()
    other = town.signed_on(held.account)
    assert other.post(f"/kiosk/thiet-bi/{Kiosk.objects.get().uuid}/ngung").status_code == 302
    assert device.get("/kiosk/").status_code == 403


def test_a_device_needs_a_name_and_a_hall(keeper):
    answer = keeper.post("/kiosk/thiet-bi", {"name": " ", "agency": "0"})
    assert answer.status_code == 422
    assert answer.content.decode().count("mc-field--wrong") == 2
    assert not Kiosk.objects.exists()


def test_two_touches_lead_to_the_papers_with_a_code_to_take_home(device, django_assert_max_num_queries):
    assert "viec=" in device.get("/kiosk/thu-tuc").content.decode()
    with django_assert_max_num_queries(4):
        page = device.get(f"/kiosk/thu-tuc/{BIRTH}").content.decode()
    assert "data:image/svg+xml" in page
    assert f"/thu-tuc/{BIRTH}" in page
    assert "/dang-nhap" not in page, "nobody signs on at a device of a hall"


def test_the_device_says_that_a_procedure_takes_no_new_requests(device):
    at = clock.now()
    clerk = authority.actor_for(account_of("issuer"), at)
    closing.close(publishing.version_for(BIRTH, at), vi="Chờ luật mới.", en="A new law.", by=clerk, at=at)
    page = device.get(f"/kiosk/thu-tuc/{BIRTH}").content.decode()
    assert "Tạm không nhận hồ sơ mới" in page and "Chờ luật mới." in page
    listed = device.get("/kiosk/thu-tuc?viec=birth").content.decode()
    assert listed.count("tạm không nhận hồ sơ mới") == 1


def test_a_dossier_is_tracked_without_a_name(device, dossier, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        page = device.get(f"/kiosk/tra-cuu?ma={dossier.code}").content.decode()
    assert dossier.code in page
    assert dossier.owner_name not in page
    assert device.get("/kiosk/tra-cuu?ma=H26.40.01-260302-9999").status_code == 404
    assert device.get("/kiosk/tra-cuu?ma=abc").status_code == 422


def test_the_service_is_rated_once_after_the_hand_over(device, dossier):
    early = device.post("/kiosk/danh-gia", {"ma": dossier.code, "stars": "5"})
    assert early.status_code == 409
    handed_over(dossier)
    assert "kk-stars" in device.get(f"/kiosk/danh-gia?ma={dossier.code}").content.decode()
    assert device.post("/kiosk/danh-gia", {"ma": dossier.code, "stars": "9"}).status_code == 422
    thanks = device.post("/kiosk/danh-gia", {"ma": dossier.code, "stars": "4"})
    assert "Cảm ơn" in thanks.content.decode()
    assert device.post("/kiosk/danh-gia", {"ma": dossier.code, "stars": "1"}).status_code == 409
    dossier.refresh_from_db()
    assert dossier.rating == 4
    told = Event.objects.get(chain=dossier.chain, kind="rated")
    assert "Ki-ốt: Cửa chính" in told.body


@pytest.mark.parametrize("why", ["another hall", "long ago"])
def test_a_receipt_from_elsewhere_or_long_ago_rates_nobody(device, dossier, why):
    handed_over(dossier)
    if why == "another hall":
        Dossier.objects.filter(pk=dossier.pk).update(return_agency=dossier.competent_agency)
        Kiosk.objects.update(agency=dossier.intake_agency)
    else:
        clock.set_for_test(MONDAY + timedelta(days=4))
    assert "kk-stars" not in device.get(f"/kiosk/danh-gia?ma={dossier.code}").content.decode()
    assert device.post("/kiosk/danh-gia", {"ma": dossier.code, "stars": "1"}).status_code == 409


def test_starting_over_forgets_the_language_and_all_that_was_kept(device):
    device.cookies["django_language"] = "en"
    again = device.get("/kiosk/?lai=1")
    assert again["Clear-Site-Data"] == '"cache", "storage"'
    assert again.cookies["django_language"]["max-age"] == 0


def test_a_visitor_cannot_become_a_device_by_guessing(town):
    browser = Client()
    browser.cookies["mc_kiosk"] = "x" * 43
    assert browser.get("/kiosk/").status_code == 403
