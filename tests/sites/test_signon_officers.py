"""Officers sign in with a password; who guesses is locked out for a while."""

import importlib
import re

import pytest
from axes.utils import reset
from django.test import Client

from motcua.city.models import Account
from motcua.sites.shell.signon import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.sites.signon_pages")]
PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture(autouse=True)
def quick_hash_and_clean_slate(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    reset()


@pytest.fixture
def officer():
    return Account.objects.create_user(
        "tranthilan", password=PASSWORD, kind=Account.Kind.OFFICER, display_name="Trần Thị Lan"
    )


@pytest.fixture
def browser():
    return Client(headers={"host": "localhost:8000"})


def try_password(browser, password, username="tranthilan", **more):
    return browser.post("/dang-nhap/can-bo", {"username": username, "password": password, **more})


def test_an_officer_signs_in_and_goes_on(browser, officer):
    answer = try_password(browser, PASSWORD, next="/ai")
    assert answer["Location"] == "/ai"
    assert browser.get("/ai").json() == {"account": officer.pk, "name": "Trần Thị Lan"}


def test_an_officer_without_a_way_on_lands_at_the_desk(browser, officer, settings):
    assert try_password(browser, PASSWORD)["Location"] == settings.OFFICER_HOME


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
    assert try_password(browser, PASSWORD).status_code == 429
    assert browser.get("/ai").json()["account"] is None


def test_a_lock_on_one_name_leaves_colleagues_in(browser, officer):
    Account.objects.create_user("khac", password=PASSWORD, kind=Account.Kind.OFFICER, display_name="Khác")
    for _ in range(5):
        try_password(browser, "sai")
    assert try_password(browser, PASSWORD, username="khac").status_code == 302


def test_a_resident_has_no_way_in_by_password(browser):
    Account.objects.create_user("dan", password=PASSWORD, kind=Account.Kind.RESIDENT, display_name="Dân")
    assert try_password(browser, PASSWORD, username="dan").status_code == 422
    assert browser.get("/ai").json()["account"] is None


def test_an_officers_role_of_the_demo_is_one_click(browser, officer):
    assert browser.post("/demo/vao-vai", {"vai": "tranthilan", "next": "/ai"})["Location"] == "/ai"
    assert browser.get("/ai").json()["account"] == officer.pk


def test_signing_out_of_an_officers_session_stays_here(browser, officer):
    try_password(browser, PASSWORD)
    assert browser.post("/dang-xuat")["Location"] == "/"
    assert browser.get("/ai").json()["account"] is None


def test_outside_demo_and_tests_there_is_no_address_for_stepping_into_a_role(settings):
    try:
        settings.DEMO = settings.TEST_MODE = False
        importlib.reload(urls)
        assert not [pattern for pattern in urls.urlpatterns if "vai" in str(pattern.pattern)]
    finally:
        settings.TEST_MODE = True
        importlib.reload(urls)
    assert [pattern for pattern in urls.urlpatterns if "vai" in str(pattern.pattern)]
