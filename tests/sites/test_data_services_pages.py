"""Agreements on the screen: one officer proposes, another decides, either may stop; residents' words are kept."""

import pytest
from django.test import Client

from motcua.city.models import Account
from motcua.exchange.data_services.models import Agreement
from motcua.foundation import clock
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.sites.api_calls import token_for

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 08:30")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)
    token_for("registers:read", username="partner.bank")


def at_desk(key: str) -> Client:
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    return client


def proposal(**changed) -> dict:
    return {
        "account": str(Account.objects.get(username="partner.bank").id),
        "title": "Xác minh khai sinh", "purpose": "Mở tài khoản cho trẻ", "legal_basis": "Luật các tổ chức tín dụng",
        "uses": ["verify"], "fields": ["child_name", "child_birth_date"], "per_minute": "60", "per_day": "5.000",
        "valid_from-day": "2", "valid_from-month": "3", "valid_from-year": "2026",
        "valid_to-day": "31", "valid_to-month": "12", "valid_to-year": "2026",
    } | changed  # fmt: skip


NEW = "/chia-se-du-lieu/moi/births/"


def proposed() -> Agreement:
    answer = at_desk("organiser").post(NEW, proposal())
    assert answer.status_code == 302
    return Agreement.objects.get()


def test_only_officers_who_share_data_see_the_pages():
    assert at_desk("leader").get("/chia-se-du-lieu/").status_code == 403
    assert at_desk("organiser").get("/chia-se-du-lieu/").status_code == 200
    assert at_desk("organiser").get("/chia-se-du-lieu/moi/").status_code == 200


def test_a_proposal_is_decided_by_another_and_can_be_stopped_at_once():
    row = proposed()
    own = at_desk("organiser")
    assert "người khác phải duyệt" in own.get(f"/chia-se-du-lieu/{row.uuid}/").text
    assert own.post(f"/chia-se-du-lieu/{row.uuid}/duyet/").status_code == 422
    other = at_desk("city")
    assert other.post(f"/chia-se-du-lieu/{row.uuid}/duyet/").status_code == 302
    row.refresh_from_db()
    assert row.state == "active"
    refused = own.post(f"/chia-se-du-lieu/{row.uuid}/dung/", {"reason": ""})
    assert refused.status_code == 422
    assert (
        own.post(f"/chia-se-du-lieu/{row.uuid}/dung/", {"reason": "Nghi lộ mã truy cập"}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.state, row.reason) == ("stopped", "Nghi lộ mã truy cập")


def test_every_fault_of_a_proposal_is_shown_and_nothing_typed_is_lost():
    wrong = proposal(account="", title="X", **{"valid_to-day": "31", "valid_to-month": "2"})
    answer = at_desk("organiser").post(NEW, wrong)
    assert answer.status_code == 422
    for words in ("Hãy chọn hệ thống đối tác", "ít nhất 5 ký tự", "một ngày có thật", "Mở tài khoản cho trẻ"):
        assert words in answer.text
    assert not Agreement.objects.exists()


def test_the_list_costs_the_same_for_many_agreements(django_assert_max_num_queries):
    proposed()
    client = at_desk("city")
    client.get("/chia-se-du-lieu/")
    with django_assert_max_num_queries(8):
        client.get("/chia-se-du-lieu/")
