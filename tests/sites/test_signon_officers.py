"""Officers sign in with a password and a second factor; who guesses is locked out for a while."""

import importlib
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from motcua.city.models import Account
from motcua.city.security import changing
from motcua.city.security.models import Device, OfficerSession, Standing
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.sealing import NotWhole, rotation
from motcua.foundation.sealing.ring import fresh_line
from motcua.sites.shell.signon import urls
from tests.conftest import hanoi
from tests.sites import officer_proofs
from tests.sites.officer_proofs import PASSWORD, code_of, second, secret_on, set_up, try_password

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.sites.signon_pages")]
MONDAY = hanoi("2026-03-02 08:00")


@pytest.fixture(autouse=True)
def quick_hash_and_clean_slate(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TRUST_BARE_OFFICER_SESSIONS = False
    clock.set_for_test(MONDAY)
    yield
    reset()


@pytest.fixture
def officer():
    return officer_proofs.officer()


@pytest.fixture
def browser():
    return officer_proofs.browser()


def who(client):
    return client.get("/ai").json()["account"]


def later(**span):
    clock.set_for_test(clock.now() + timedelta(**span))


def test_the_first_sign_in_leads_through_setting_up_a_second_factor(browser, officer):
    secret, codes, page = set_up(browser, next="/ai")
    assert len(secret.replace(" ", "")) == 32 and len(set(codes)) == 10
    assert 'href="/ai"' in page.content.decode()
    assert browser.get("/ai").json() == {"account": officer.pk, "name": "Trần Thị Lan"}


def test_the_password_alone_signs_nobody_in(browser, officer):
    assert try_password(browser, next="/ai")["Location"] == "/dang-nhap/thiet-lap"
    assert who(browser) is None
    assert SESSION_KEY not in browser.session


def test_afterwards_password_and_code_lead_to_where_one_wanted_to_go(browser, officer):
    secret, _, _ = set_up(browser)
    other = officer_proofs.browser()
    assert try_password(other, next="/ai")["Location"] == "/dang-nhap/lop-hai"
    assert second(other, code_of(secret))["Location"] == "/ai"
    assert who(other) == officer.pk


def test_an_officer_without_a_way_on_lands_at_the_desk(browser, officer, settings):
    secret, _, _ = set_up(browser)
    other = officer_proofs.browser()
    try_password(other)
    assert second(other, code_of(secret))["Location"] == settings.OFFICER_HOME


def test_a_code_of_the_app_is_good_once(browser, officer):
    secret, _, _ = set_up(browser)
    code = code_of(secret)
    first, again = officer_proofs.browser(), officer_proofs.browser()
    try_password(first), try_password(again)
    assert second(first, code).status_code == 302
    assert second(again, code).status_code == 422
    assert who(again) is None


def test_a_recovery_code_is_good_once_and_kept_as_a_hash_only(browser, officer):
    _, codes, _ = set_up(browser)
    assert codes[0] not in str(Authenticator.objects.get(type="recovery_codes").data)
    first, again = officer_proofs.browser(), officer_proofs.browser()
    try_password(first), try_password(again)
    assert second(first, codes[0].lower()).status_code == 302
    assert second(again, codes[0]).status_code == 422


def test_the_secret_of_the_app_lies_sealed_and_fits_no_other_account(browser, officer):
    secret, _, _ = set_up(browser)
    row = Authenticator.objects.get(type="totp")
    assert secret.replace(" ", "") not in str(row.data)
    thief = officer_proofs.officer("khac", "Khác")
    row.pk, row.user = None, thief
    row.save()
    client = officer_proofs.browser()
    try_password(client, username="khac")
    with pytest.raises(NotWhole):
        second(client, code_of(secret))
    assert who(client) is None


def test_the_secret_is_sealed_anew_when_the_keys_turn(browser, officer, settings):
    secret, _, _ = set_up(browser)
    before = Authenticator.objects.get(type="totp").data["secret"]
    settings.SEALING_KEYS = f"{settings.SEALING_KEYS}\n{fresh_line('second')}"
    turned = next(one for one in rotation.rotate() if one.column == "mfa_authenticator.data")
    assert (turned.resealed, turned.whole) == (1, True)
    assert Authenticator.objects.get(type="totp").data["secret"] != before
    client = officer_proofs.browser()
    try_password(client)
    assert second(client, code_of(secret)).status_code == 302


def test_five_wrong_codes_rest_the_account_even_for_the_right_one(browser, officer):
    secret, _, _ = set_up(browser)
    client = officer_proofs.browser()
    try_password(client)
    assert [second(client, "000000").status_code for _ in range(5)] == [422, 422, 422, 422, 429]
    assert second(client, code_of(secret)).status_code == 429
    later(minutes=16)
    try_password(client)
    assert second(client, code_of(secret)).status_code == 302


def test_ten_minutes_after_the_password_one_begins_anew(browser, officer):
    secret, _, _ = set_up(browser)
    client = officer_proofs.browser()
    try_password(client)
    later(minutes=11)
    assert second(client, code_of(secret))["Location"] == "/dang-nhap/can-bo"
    assert who(client) is None


def test_whoever_lost_every_factor_needs_the_code_of_the_it_office(browser, officer):
    set_up(browser)
    code = changing.take_factors_away(officer, by=SYSTEM, at=clock.now())
    assert who(browser) is None
    client = officer_proofs.browser()
    assert try_password(client)["Location"] == "/dang-nhap/thiet-lap"
    assert "se-secret" not in client.get("/dang-nhap/thiet-lap").content.decode()
    assert client.post("/dang-nhap/thiet-lap", {"setup": "111122223333"}).status_code == 422
    page = client.post("/dang-nhap/thiet-lap", {"setup": code})
    done = client.post("/dang-nhap/thiet-lap", {"code": code_of(secret_on(page))})
    assert done.status_code == 200 and who(client) == officer.pk
    assert not changing.may_set_up(Standing.objects.get(account=officer), code, clock.now())


def test_the_code_of_the_it_office_is_good_for_a_day(browser, officer):
    set_up(browser)
    code = changing.take_factors_away(officer, by=SYSTEM, at=clock.now())
    later(hours=25)
    client = officer_proofs.browser()
    try_password(client)
    assert client.post("/dang-nhap/thiet-lap", {"setup": code}).status_code == 422


def test_a_session_that_no_factor_stands_behind_counts_for_nothing(browser, officer):
    browser.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert who(browser) is None


def test_the_mark_of_the_demo_counts_for_nothing_elsewhere(browser, officer, settings):
    browser.post("/demo/vao-vai", {"vai": "tranthilan", "next": "/ai"})
    assert who(browser) == officer.pk
    settings.DEMO = settings.TEST_MODE = False
    try:
        assert who(browser) is None
    finally:
        settings.TEST_MODE = True


def test_fifteen_minutes_without_use_end_a_session(browser, officer):
    set_up(browser)
    later(minutes=14)
    assert who(browser) == officer.pk
    later(minutes=14)
    assert who(browser) == officer.pk
    later(minutes=15)
    assert who(browser) is None
    answer = browser.get("/dang-nhap?next=/ai")
    assert answer["Location"] == "/dang-nhap/can-bo?vi-sao=idle&next=%2Fai"
    assert "15 phút" in browser.get(answer["Location"]).content.decode()


def test_eight_hours_end_a_session_however_busy(browser, officer):
    set_up(browser)
    for _ in range(34):
        later(minutes=14)
        assert who(browser) == officer.pk
    later(minutes=4)
    assert who(browser) is None


def test_a_form_sent_after_the_end_waits_for_its_sender_and_nobody_else(browser, officer):
    secret, _, _ = set_up(browser)
    later(minutes=20)
    answer = browser.post("/ai?a=1", {"note": "Đã gọi điện\ncho dân", "way": "forward", "password": "x"})
    assert answer["Location"] == "/dang-nhap/can-bo?vi-sao=idle"
    assert "vẫn còn" in browser.get(answer["Location"]).content.decode()
    assert "Đã gọi điện" not in str(dict(browser.session.items()))
    try_password(browser)
    assert second(browser, code_of(secret))["Location"] == "/tai-khoan/tiep-tuc/"
    kept = browser.session["held"]
    stranger = officer_proofs.officer("khac", "Khác")
    other = officer_proofs.browser()
    set_up(other, "khac")
    session = other.session
    session["held"] = kept
    session.save()
    from motcua.sites.security import held

    assert held.take(type("Request", (), {"session": other.session}), stranger.pk) is None
    waiting = held.take(type("Request", (), {"session": browser.session}), officer.pk)
    assert waiting.path == "/ai?a=1"
    assert waiting.fields == [("note", "Đã gọi điện\ncho dân"), ("way", "forward")]


def test_a_draft_saved_by_itself_is_told_that_the_session_is_over(browser, officer):
    set_up(browser)
    later(minutes=20)
    answer = browser.post("/ai", {"note": "x"}, headers={"X-Autosave": "1"})
    assert (answer.status_code, answer["X-Signed-Out"]) == (401, "idle")


def test_the_fourth_session_ends_the_oldest(browser, officer):
    _, codes, _ = set_up(browser)
    others = [officer_proofs.browser() for _ in range(3)]
    for client, code in zip(others, codes, strict=False):
        later(seconds=30)
        try_password(client)
        second(client, code)
    assert [who(client) for client in (browser, *others)] == [None, officer.pk, officer.pk, officer.pk]
    ended = OfficerSession.objects.exclude(ended_at=None).get()
    assert ended.ended_why == "many"


def test_a_new_device_is_told_and_a_known_one_is_not(browser, officer):
    officer.email = "lan@thanhpho.example"
    officer.save()
    _, codes, _ = set_up(browser)
    assert not Message.objects.exists()
    try_password(browser)
    second(browser, codes[0])
    assert Device.objects.count() == 1 and not Message.objects.exists()
    agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36"
    other = Client(headers={"host": "localhost:8000", "user-agent": agent})
    try_password(other)
    second(other, codes[1])
    message = Message.objects.get()
    assert "Chrome, Windows" in message.body and message.address == officer.email


def test_a_closed_account_ends_everywhere_at_once(browser, officer):
    set_up(browser)
    changing.open_or_close(officer, False, by=SYSTEM, at=clock.now())
    assert who(browser) is None
    assert not Session.objects.filter(session_key=browser.session.session_key).exists()
    assert try_password(officer_proofs.browser()).status_code == 422


def test_an_officer_without_a_post_is_out_within_a_minute(browser):
    officer_proofs.officer(post="")
    set_up(browser)
    later(seconds=61)
    assert who(browser) is None
    assert OfficerSession.objects.get().ended_why == "no-post"


def test_a_password_of_ninety_days_is_replaced_before_the_session_begins(browser, officer):
    _, codes, _ = set_up(browser)
    later(days=91)
    client = officer_proofs.browser()
    try_password(client, next="/ai")
    assert second(client, codes[0])["Location"] == "/dang-nhap/mat-khau-moi"
    assert who(client) is None
    short = client.post("/dang-nhap/mat-khau-moi", {"password": "ngan", "again": "ngan"})
    words = short.content.decode()
    assert short.status_code == 422 and "ít nhất 8" in words and "3 trong 4" in words
    same = client.post("/dang-nhap/mat-khau-moi", {"password": PASSWORD, "again": PASSWORD})
    assert same.status_code == 422
    fresh = "Mật khẩu Mới 2026"
    answer = client.post("/dang-nhap/mat-khau-moi", {"password": fresh, "again": fresh})
    assert answer["Location"] == "/ai" and who(client) == officer.pk


def test_a_password_that_ran_out_during_the_session_is_replaced_after_it(browser, officer):
    _, codes, _ = set_up(browser)
    later(days=90)
    assert who(browser) is None
    try_password(browser)
    assert second(browser, codes[0])["Location"] == "/dang-nhap/mat-khau-moi"
    fresh = "Mật khẩu Mới 2026"
    assert browser.post("/dang-nhap/mat-khau-moi", {"password": fresh, "again": fresh}).status_code == 302
    assert who(browser) == officer.pk


def test_signing_out_leaves_the_list_of_sessions(browser, officer):
    set_up(browser)
    assert browser.post("/dang-xuat")["Location"] == "/"
    assert who(browser) is None
    assert OfficerSession.objects.get().ended_why == "left"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(browser, officer):
    def words(answer):
        return re.sub(r'value="[^"]*"', "", answer.content.decode())

    wrong_password = try_password(browser, "sai")
    wrong_name = try_password(browser, "sai", username="khongco")
    assert wrong_password.status_code == wrong_name.status_code == 422
    assert words(wrong_password) == words(wrong_name)


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(browser, officer):
    for _ in range(5):
        answer = try_password(browser, "sai")
    assert answer.status_code == 429
    assert 'data-trouble="locked"' in answer.content.decode()
    assert try_password(browser).status_code == 429
    assert who(browser) is None


def test_a_lock_on_one_name_leaves_colleagues_in(browser, officer):
    officer_proofs.officer("khac", "Khác")
    for _ in range(5):
        try_password(browser, "sai")
    assert try_password(browser, username="khac").status_code == 302


def test_a_resident_has_no_way_in_by_password(browser):
    Account.objects.create_user("dan", password=PASSWORD, kind=Account.Kind.RESIDENT, display_name="Dân")
    assert try_password(browser, username="dan").status_code == 422
    assert who(browser) is None


def test_an_officers_role_of_the_demo_is_one_click(browser, officer):
    assert browser.post("/demo/vao-vai", {"vai": "tranthilan", "next": "/ai"})["Location"] == "/ai"
    assert who(browser) == officer.pk


def test_outside_demo_and_tests_there_is_no_address_for_stepping_into_a_role(settings):
    try:
        settings.DEMO = settings.TEST_MODE = False
        importlib.reload(urls)
        assert not [pattern for pattern in urls.urlpatterns if "vai" in str(pattern.pattern)]
    finally:
        settings.TEST_MODE = True
        importlib.reload(urls)
    assert [pattern for pattern in urls.urlpatterns if "vai" in str(pattern.pattern)]


def test_outside_demo_and_tests_bare_sessions_are_not_trusted(tmp_path):
    """The setting itself, as a real installation reads it."""
    import os
    import subprocess
    import sys

    surroundings = {
        "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "MOTCUA_DATA": str(tmp_path),
        "MOTCUA_SECRET_KEY": "x" * 50, "MOTCUA_PUBLIC_URL": "https://motcua.example", "DATABASE_URL": "postgresql://x@y/z",
        "MOTCUA_VNPAY_TMN": "x", "MOTCUA_VNPAY_SECRET": "x", "MOTCUA_VNPAY_PAY_URL": "x", "MOTCUA_VNPAY_API_URL": "x",
        "MOTCUA_OIDC_SECRET": "x", "MOTCUA_OIDC_URL": "x", "MOTCUA_SEALING_KEYS": "x",
    }  # fmt: skip
    ask = (
        "from motcua.project import settings as s; print(s.TRUST_BARE_OFFICER_SESSIONS, s.DEMO, s.TEST_MODE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "False"]
