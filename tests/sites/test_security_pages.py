"""An officer's own page of sign-in, the second factor before signing, and what the IT office does."""

import re
from datetime import timedelta

import pytest

from motcua.city.models import Account
from motcua.city.security.models import OfficerSession, System
from motcua.foundation import clock
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from motcua.sites.security import factors
from tests.sites import officer_proofs
from tests.sites.desk_people import MONDAY, examined, page_of
from tests.sites.officer_proofs import code_of, second, secret_on, set_up, try_password

pytestmark = pytest.mark.django_db
HOME = "/tai-khoan/dang-nhap/"


@pytest.fixture(autouse=True)
def strict(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TRUST_BARE_OFFICER_SESSIONS = False
    clock.set_for_test(MONDAY)


def signed_on(key: str):
    """A demo officer signed on as in real life; the client, the app's secret and the recovery codes."""
    account = account_of(key)
    account.set_password(officer_proofs.PASSWORD)
    account.save()
    client = officer_proofs.browser()
    secret, codes, _ = set_up(client, account.username)
    return client, secret, codes


def later(**span):
    clock.set_for_test(clock.now() + timedelta(**span))


def test_an_officer_sees_where_she_is_signed_in_and_ends_another_session():
    client, secret, _ = signed_on("justice")
    other = officer_proofs.browser()
    try_password(other, username=account_of("justice").username)
    second(other, code_of(secret))
    page = client.get(HOME)
    assert len(page.context["sessions"]) == 2 and page.context["others"] == 1
    there = next(one["row"] for one in page.context["sessions"] if not one["here"])
    assert client.post(f"/tai-khoan/phien/{there.pk}/ket-thuc/").status_code == 302
    assert other.get(HOME)["Location"].startswith("/dang-nhap")
    assert client.get(HOME).status_code == 200


def test_somebody_elses_session_does_not_exist():
    client, _, _ = signed_on("justice")
    signed_on("chair")
    theirs = OfficerSession.objects.get(account=account_of("chair"))
    assert client.post(f"/tai-khoan/phien/{theirs.pk}/ket-thuc/").status_code == 404
    assert OfficerSession.objects.get(pk=theirs.pk).ended_at is None


def test_the_own_page_takes_six_statements(django_assert_max_num_queries):
    client, _, _ = signed_on("justice")
    client.get(HOME)
    with django_assert_max_num_queries(6):
        client.get(HOME)


def test_a_page_within_the_minute_costs_no_statement_more_than_a_bare_session(
    settings, django_assert_num_queries
):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, _, _ = signed_on("justice")
    settings.TRUST_BARE_OFFICER_SESSIONS = True
    bare = Client()
    bare.force_login(account_of("justice"), backend="django.contrib.auth.backends.ModelBackend")
    bare.get("/ban-lam-viec/nhac-toi-toi/")
    with CaptureQueriesContext(connection) as without:
        bare.get("/ban-lam-viec/nhac-toi-toi/")
    with django_assert_num_queries(len(without)):
        client.get("/ban-lam-viec/nhac-toi-toi/")


def test_the_chair_signs_with_a_proof_of_the_last_five_minutes_only():
    dossier = examined()
    client, secret, _ = signed_on("chair")
    later(minutes=6)
    sent = {"task": dossier.open_task_id, "status": dossier.status, "way": "sign", "sure": "yes"}
    answer = client.post(page_of(dossier, "viec/sign/"), sent)
    assert answer["Location"] == "/tai-khoan/xac-nhan/"
    assert Dossier.objects.get(pk=dossier.pk).step == "sign"
    page = client.get("/tai-khoan/xac-nhan/")
    assert "đang chờ" in page.content.decode()
    assert client.post("/tai-khoan/xac-nhan/", {"code": "000000"}).status_code == 422
    assert (
        client.post("/tai-khoan/xac-nhan/", {"code": code_of(secret)})["Location"] == "/tai-khoan/tiep-tuc/"
    )
    waiting = client.get("/tai-khoan/tiep-tuc/")
    assert "data-go-on" in waiting.content.decode()
    again = dict(waiting.context["waiting"].fields)
    assert again == {name: str(value) for name, value in sent.items()}
    client.post(waiting.context["waiting"].path, again)
    assert Dossier.objects.get(pk=dossier.pk).step == "number"
    assert client.get("/tai-khoan/tiep-tuc/")["Location"] == "/ban-lam-viec/"


def test_sending_back_asks_for_no_proof():
    dossier = examined()
    client, _, _ = signed_on("chair")
    later(minutes=6)
    sent = {
        "task": dossier.open_task_id,
        "status": dossier.status,
        "way": "send_back",
        "note": "Thiếu tên cha",
    }
    client.post(page_of(dossier, "viec/sign/"), sent)
    assert Dossier.objects.get(pk=dossier.pk).step == "check"


def test_signing_several_asks_once_for_all():
    one, two = examined(), examined()
    client, secret, _ = signed_on("chair")
    later(minutes=6)
    for dossier in (one, two):
        client.get(page_of(dossier, "du-thao/trang/1/"))
    sent = {"act": "act", "task": [one.open_task_id, two.open_task_id], "sure": "yes"}
    sent |= {f"way.{dossier.open_task_id}": "sign" for dossier in (one, two)}
    assert client.post("/ban-lam-viec/nhieu-ho-so/lam/", sent)["Location"] == "/tai-khoan/xac-nhan/"
    client.post("/tai-khoan/xac-nhan/", {"code": code_of(secret)})
    waiting = client.get("/tai-khoan/tiep-tuc/").context["waiting"]
    fields: dict[str, list[str]] = {}
    for name, value in waiting.fields:
        fields.setdefault(name, []).append(value)
    done = client.post(waiting.path, fields)
    assert done.context["done"] == 2


def test_the_last_proof_is_never_taken_away_and_another_needs_a_fresh_one():
    client, secret, _ = signed_on("justice")
    row = factors.owned(account_of("justice")).rows[0]
    client.post(f"/tai-khoan/xac-minh/{row.pk}/go/")
    assert factors.owned(account_of("justice")).any
    later(minutes=6)
    assert client.get("/tai-khoan/xac-minh/moi/")["Location"].startswith("/tai-khoan/xac-nhan/?next=")
    client.post("/tai-khoan/xac-nhan/", {"code": code_of(secret), "next": "/tai-khoan/xac-minh/moi/"})
    page = client.get("/tai-khoan/xac-minh/moi/")
    fresh = secret_on(page)
    assert client.post("/tai-khoan/xac-minh/moi/", {"code": "111111"}).status_code == 422
    assert secret_on(client.get("/tai-khoan/xac-minh/moi/")) != fresh


def test_new_recovery_codes_void_the_old_ones():
    client, _, codes = signed_on("justice")
    page = client.post("/tai-khoan/ma-du-phong/")
    fresh = re.findall(r"<li><code>([A-Z0-9-]+)</code>", page.content.decode())
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert not factors.check_recovery(account_of("justice"), codes[0])
    assert factors.check_recovery(account_of("justice"), fresh[0])


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one():
    client, secret, _ = signed_on("justice")
    other = officer_proofs.browser()
    try_password(other, username=account_of("justice").username)
    second(other, code_of(secret))
    weak = client.post("/tai-khoan/mat-khau/", {"password": "abc", "again": "abd"})
    assert weak.status_code == 422
    fresh = "Mật khẩu Mới 2026"
    assert client.post("/tai-khoan/mat-khau/", {"password": fresh, "again": fresh}).status_code == 302
    assert client.get(HOME).status_code == 200
    assert other.get(HOME).status_code == 302


def test_the_page_knows_when_its_session_ends_and_asking_does_not_prolong_it():
    client, _, _ = signed_on("justice")
    later(minutes=10)
    assert 295 <= client.get("/tai-khoan/phien/").json()["ends_in"] <= 300
    assert 295 <= client.get("/tai-khoan/phien/").json()["ends_in"] <= 300
    assert client.post("/tai-khoan/phien/").json()["ends_in"] >= 895
    later(minutes=15)
    assert client.get("/tai-khoan/phien/").json()["ends_in"] == 0


def test_the_it_office_registers_a_system_sees_its_secret_once_and_ends_it():
    client, _, _ = signed_on("organiser")
    empty = client.post("/quan-tri-dang-nhap/he-thong/moi/", {"name": ""})
    assert empty.status_code == 422 and len(empty.context["errors"]) == 5
    typed = {
        "name": "Lịch họp", "purpose": "Đặt phòng họp", "audience": "officers", "contact": "Phòng CNTT",
        "returns": "https://lich.example/ve\nhttps://lich.example/ve2",
    }  # fmt: skip
    page = client.post("/quan-tri-dang-nhap/he-thong/moi/", typed)
    secret, system = page.context["secret"], System.objects.get()
    assert len(secret) > 40
    here = f"/quan-tri-dang-nhap/he-thong/{system.client_id}/"
    assert secret not in client.get(here).content.decode()
    assert client.post(f"{here}mat-khau/").context["secret"] != secret
    client.post(f"{here}ket-thuc/")
    assert client.post(f"{here}mat-khau/").status_code == 404
    assert "Lịch họp" in client.get("/quan-tri-dang-nhap/").content.decode()


def test_the_it_office_closes_an_account_and_gives_a_code_for_a_new_factor_but_not_to_itself():
    client, _, _ = signed_on("organiser")
    justice, _, _ = signed_on("justice")
    account = account_of("justice")
    page = client.get("/quan-tri-dang-nhap/can-bo/", {"q": account.username})
    assert [line["account"] for line in page.context["lines"]] == [account]
    given = client.post(f"/quan-tri-dang-nhap/can-bo/{account.pk}/xac-minh/")
    assert re.fullmatch(r"(\d{4}-){2}\d{4}", given.context["code"])
    assert justice.get(HOME).status_code == 302
    client.post(f"/quan-tri-dang-nhap/can-bo/{account.pk}/khoa/")
    assert not Account.objects.get(pk=account.pk).is_active
    own = account_of("organiser")
    assert client.post(f"/quan-tri-dang-nhap/can-bo/{own.pk}/khoa/").status_code == 404


def test_a_first_password_is_shown_once_and_replaced_at_the_first_sign_in():
    client, _, _ = signed_on("organiser")
    account = account_of("clerk")
    password = client.post(f"/quan-tri-dang-nhap/can-bo/{account.pk}/mat-khau/").context["code"]
    other = officer_proofs.browser()
    assert try_password(other, password, account.username)["Location"] == "/dang-nhap/thiet-lap"
    secret = secret_on(other.get("/dang-nhap/thiet-lap"))
    page = other.post("/dang-nhap/thiet-lap", {"code": code_of(secret)})
    assert page.context["onward"] == "/dang-nhap/mat-khau-moi"
    assert other.get(HOME).status_code == 302
    fresh = "Mật khẩu Mới 2026"
    other.post("/dang-nhap/mat-khau-moi", {"password": fresh, "again": fresh})
    assert other.get(HOME).status_code == 200


def test_nobody_else_sees_the_pages_of_the_it_office():
    client, _, _ = signed_on("justice")
    for path in ("/quan-tri-dang-nhap/", "/quan-tri-dang-nhap/he-thong/moi/", "/quan-tri-dang-nhap/can-bo/"):
        assert client.get(path).status_code == 403
