"""Residents sign on by the national identity; the provider runs beside and speaks real HTTP."""

import base64
import json
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from motcua.city.models import Account, Organisation, Person
from motcua.foundation import text
from motcua.sites.shell.signon import keys
from sandbox.identity.state import OWN_PEOPLE
from sandbox.identity.tokens import logout_token
from tests.empty_city import _without_the_small_city  # noqa: F401
from tests.sandbox.running import SECRET, query_of, running_sandbox, switch

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.sites.signon_pages")]

AN, BINH, CUONG = "001090000017", "001190000028", "048203000031"
COMPANY = f"{BINH}/0100000001"
CALLBACK = "/accounts/oidc/dinhdanh/login/callback/"
ELSEWHERE = ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def connected(identity, settings):
    providers = settings.SOCIALACCOUNT_PROVIDERS
    app = providers["openid_connect"]["APPS"][0]
    app = app | {"secret": SECRET, "settings": app["settings"] | {"server_url": f"{identity.url}/identity"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield
    switch(identity, "identity", None)


@pytest.fixture
def browser():
    return Client(headers={"host": "localhost:8000"})


def to_the_provider(browser, next_url="/ai"):
    """Press the button; returns the address that the browser is sent to."""
    answer = browser.post("/dang-nhap/dinh-danh", {"next": next_url})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def choose_at_provider(address, key, at_provider=None):
    """Click on a person; returns where the provider sends the browser back to."""
    at_provider = at_provider or requests.Session()
    page = at_provider.get(address, timeout=5)
    number = re.search(r'name="request" value="([^"]+)"', page.text)[1]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    form = {"request": number, "identity": key}
    answer = at_provider.post(f"{origin}/identity/login", data=form, allow_redirects=False, timeout=5)
    return answer.headers["Location"]


def cancel_at_provider(address):
    number = re.search(r'name="request" value="([^"]+)"', requests.get(address, timeout=5).text)[1]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    form = {"request": number, "cancel": "1"}
    return requests.post(f"{origin}/identity/login", data=form, allow_redirects=False, timeout=5).headers[
        "Location"
    ]


def come_back(browser, address):
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost:8000"
    return browser.get(f"{parts.path}?{parts.query}")


def sign_on(browser, key=AN, next_url="/ai"):
    return come_back(browser, choose_at_provider(to_the_provider(browser, next_url), key))


def nobody_is_signed_in(browser):
    return browser.get("/ai").json()["account"] is None


def trouble(answer):
    return re.search(r'data-trouble="(\w+)"', answer.content.decode())[1]


def person(pin=AN, name="Nguyễn Văn An", born=date(1990, 5, 2), **more):
    keys = {"search_key": text.fold(name), "sort_key": text.sort_key(name)}
    return Person.objects.create(pin=pin, full_name=name, birth_date=born, sex="male", **keys, **more)


def test_a_resident_signs_on_and_lands_where_she_was_going(browser):
    answer = sign_on(browser, BINH, next_url="/ai?buoc=2")
    assert (answer.status_code, answer["Location"]) == (302, "/ai?buoc=2")
    account = Account.objects.get()
    assert browser.get("/ai").json() == {"account": account.pk, "name": "Trần Thị Bình"}
    assert account.kind == Account.Kind.RESIDENT
    assert account.person.pin == BINH
    assert account.person.birth_date == date(1990, 11, 30)
    assert not account.has_usable_password()


def test_the_username_is_the_providers_subject_and_not_made_of_the_name_or_the_pin(browser):
    sign_on(browser)
    username = Account.objects.get().username
    assert re.fullmatch(r"[0-9a-f]{32}", username)


def test_the_request_carries_pkce_state_nonce_and_the_wanted_level(browser):
    query = query_of(to_the_provider(browser))
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert query["acr_values"] == "LoA2"
    assert len(query["nonce"]) >= 20
    assert len(query["state"]) >= 16


def test_signing_on_twice_makes_one_account_and_one_person(browser):
    sign_on(browser)
    sign_on(Client(headers={"host": "localhost:8000"}))
    assert (Account.objects.count(), Person.objects.count()) == (1, 1)


def test_the_session_gets_a_new_number_at_sign_on(browser):
    address = choose_at_provider(to_the_provider(browser), AN)
    before = browser.session.session_key
    come_back(browser, address)
    assert browser.session.session_key != before


def test_a_known_person_is_linked_by_the_pin(browser):
    known = person()
    sign_on(browser)
    assert Account.objects.get().person == known


def test_an_account_with_the_same_email_is_never_taken_over(browser):
    other = Account.objects.create_user("khac", email="an@nguoidan.example", display_name="Người khác")
    sign_on(browser)
    assert browser.get("/ai").json()["account"] != other.pk
    assert not Account.objects.filter(pk=other.pk, person__pin=AN).exists()


def test_another_birth_date_in_the_token_is_flagged_and_the_register_stays(browser, caplog):
    known = person(name="Nguyễn Văn Ân", born=date(1990, 2, 5))
    sign_on(browser)
    acting = browser.session["signon"]["acting"]
    assert acting["differences"] == [
        {"field": "full_name", "ours": "Nguyễn Văn Ân", "theirs": "Nguyễn Văn An"},
        {"field": "birth_date", "ours": "1990-02-05", "theirs": "1990-05-02"},
    ]
    assert browser.get("/ai").json()["name"] == "Nguyễn Văn An"
    known.refresh_from_db()
    assert (known.full_name, known.birth_date) == ("Nguyễn Văn Ân", date(1990, 2, 5))
    warning = next(record.getMessage() for record in caplog.records if "data quality" in record.getMessage())
    assert "full_name, birth_date" in warning
    assert "Nguyễn" not in warning


def test_a_representative_acts_for_the_company_and_both_are_known(browser):
    sign_on(browser, COMPANY)
    account = Account.objects.get()
    assert account.person.pin == BINH
    assert account.organisation == Organisation.objects.get(number="0100000001")
    assert browser.session["signon"]["acting"]["org_name"] == "Công ty TNHH Mẫu Hoa Sen"


def test_an_organisations_account_leads_to_the_page_of_organisations(browser):
    assert sign_on(browser, COMPANY, next_url="")["Location"] == "/to-chuc-cua-toi/"
    assert browser.session["signon"]["claimed"] == "0100000001"


@pytest.mark.parametrize("known", [False, True])
def test_the_identitys_word_on_who_represents_counts_where_no_register_names_anybody(
    browser, identity, known
):
    other = person() if known else None
    Organisation.objects.create(number="0100000001", name="Mẫu", kind="enterprise", representative=other)
    people = json.loads(OWN_PEOPLE.read_text(encoding="utf-8"))
    people[1]["organisations"][0]["org_representative"] = BINH
    identity.config.identities.write_text(json.dumps(people), encoding="utf-8")
    try:
        sign_on(browser, COMPANY)
    finally:
        identity.config.identities.unlink()
    named = Organisation.objects.get().representative
    assert named.pin == (AN if known else BINH)


def test_acting_for_a_company_is_another_account_than_acting_for_oneself(browser):
    sign_on(browser, BINH)
    sign_on(Client(headers={"host": "localhost:8000"}), COMPANY)
    assert Account.objects.filter(person__pin=BINH).count() == 2
    assert Person.objects.count() == 1


def test_a_level_one_account_is_told_how_to_reach_level_two(browser):
    answer = sign_on(browser, CUONG)
    assert (answer.status_code, trouble(answer)) == (403, "level")
    assert "mức 2" in answer.content.decode()
    assert nobody_is_signed_in(browser)
    assert not Person.objects.exists()


def test_after_a_refusal_another_account_can_be_chosen(browser):
    at_provider = requests.Session()
    refused = come_back(browser, choose_at_provider(to_the_provider(browser), CUONG, at_provider))
    assert 'name="another"' in refused.content.decode()
    address = browser.post("/dang-nhap/dinh-danh", {"next": "/ai", "another": "1"})["Location"]
    assert come_back(browser, choose_at_provider(address, AN, at_provider))["Location"] == "/ai"


@pytest.mark.parametrize(
    "fault",
    ["wrong_nonce", "no_nonce", "bad_signature", "no_signature", "expired", "wrong_issuer", "wrong_audience",
     "other_subject", "token_html", "shared_key", "unknown_key", "from_the_future", "another_party", "no_pin",
     "wrong_response_issuer", "no_response_issuer"],
)  # fmt: skip
def test_a_token_that_lies_signs_nobody_in(browser, identity, fault):
    switch(identity, "identity", fault)
    answer = sign_on(browser)
    assert (answer.status_code, trouble(answer)) == (403, "untrusted")
    assert nobody_is_signed_in(browser)
    assert not Account.objects.exists()


def test_a_sign_on_with_a_single_factor_opens_nothing(browser, identity):
    switch(identity, "identity", "one_factor")
    answer = sign_on(browser)
    assert (answer.status_code, trouble(answer)) == (403, "weaker")
    assert nobody_is_signed_in(browser)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        ("temporarily_unavailable", 503, "away"),
        ("server_error", 503, "away"),
        ("unmet_authentication_requirements", 403, "weaker"),
        ("invalid_scope", 403, "untrusted"),
    ],
)
def test_a_provider_that_gives_no_code_is_told_as_what_it_says(browser, identity, error, status, told):
    state = query_of(to_the_provider(browser, "/ai?buoc=2"))["state"]
    said = {"error": error, "state": state, "iss": f"{identity.url}/identity"}
    answer = browser.get(CALLBACK, said)
    assert (answer.status_code, trouble(answer)) == (status, told)
    assert 'name="next" value="/ai?buoc=2"' in answer.content.decode()
    assert nobody_is_signed_in(browser)


@pytest.mark.parametrize("fault", ["token_500", "userinfo_500", "down", "discovery_500", "keys_500"])
def test_a_provider_that_fails_halfway_gives_a_page_with_a_way_on(browser, identity, fault):
    keys.KEPT.forget()
    address = choose_at_provider(to_the_provider(browser, "/ai?buoc=2"), AN)
    switch(identity, "identity", fault)
    answer = come_back(browser, address)
    assert (answer.status_code, trouble(answer)) == (503, "away")
    assert 'name="next" value="/ai?buoc=2"' in answer.content.decode()
    assert nobody_is_signed_in(browser)


def test_a_provider_that_is_down_loses_nothing_of_what_a_visitor_had(browser, identity):
    session = browser.session
    session["draft"] = "đơn đang viết"
    session.save()
    switch(identity, "identity", "down")
    answer = browser.post("/dang-nhap/dinh-danh", {"next": "/ai"})
    assert (answer.status_code, trouble(answer)) == (503, "away")
    switch(identity, "identity", None)
    sign_on(browser)
    assert browser.session["draft"] == "đơn đang viết"


def test_a_provider_that_nobody_answers_for_is_away(browser, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9/identity"
    answer = browser.post("/dang-nhap/dinh-danh", {"next": "/ai"})
    assert (answer.status_code, trouble(answer)) == (503, "away")


def test_a_slow_provider_is_given_up_on(browser, identity, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    switch(identity, "identity", "slow", seconds=1)
    answer = sign_on(browser)
    assert (answer.status_code, trouble(answer)) == (503, "away")


def test_the_way_back_works_once(browser):
    address = choose_at_provider(to_the_provider(browser), AN)
    come_back(browser, address)
    answer = come_back(browser, address)
    assert (answer.status_code, trouble(answer)) == (400, "stale")


def test_a_code_that_was_used_is_refused_in_a_new_sign_on(browser):
    used = query_of(choose_at_provider(to_the_provider(browser), AN))["code"]
    thief = Client(headers={"host": "localhost:8000"})
    state = query_of(to_the_provider(thief))["state"]
    answer = thief.get(CALLBACK, {"code": used, "state": state})
    assert (answer.status_code, trouble(answer)) == (403, "untrusted")
    assert nobody_is_signed_in(thief)


def test_the_way_back_of_another_browser_is_of_no_use(browser):
    address = choose_at_provider(to_the_provider(browser), AN)
    answer = come_back(Client(headers={"host": "localhost:8000"}), address)
    assert (answer.status_code, trouble(answer)) == (400, "stale")


def test_who_cancels_at_the_provider_is_told_so(browser):
    answer = come_back(browser, cancel_at_provider(to_the_provider(browser)))
    assert (answer.status_code, trouble(answer)) == (200, "cancelled")


@pytest.mark.parametrize("evil", ELSEWHERE)
def test_the_way_on_leads_to_no_other_site(browser, evil):
    assert sign_on(browser, next_url=evil)["Location"] == "/"


def test_a_closed_account_stays_out(browser):
    sign_on(browser)
    Account.objects.update(is_active=False)
    other = Client(headers={"host": "localhost:8000"})
    answer = sign_on(other)
    assert (answer.status_code, trouble(answer)) == (403, "closed")
    assert nobody_is_signed_in(other)


def test_one_subject_for_two_people_signs_nobody_in(browser):
    sign_on(browser)
    Person.objects.update(pin="046200000075")
    other = Client(headers={"host": "localhost:8000"})
    answer = sign_on(other)
    assert (answer.status_code, trouble(answer)) == (403, "untrusted")
    assert nobody_is_signed_in(other)


def test_somebody_who_calls_herself_the_provider_is_not_spoken_to(browser, identity):
    switch(identity, "identity", "other_discovery")
    answer = browser.post("/dang-nhap/dinh-danh", {"next": "/ai"})
    assert (answer.status_code, trouble(answer)) == (403, "untrusted")


def test_a_provider_that_changes_its_key_is_followed_without_anybody_noticing(browser, identity):
    sign_on(browser)
    requests.post(f"{identity.url}/identity/rotate", timeout=5).raise_for_status()
    other = Client(headers={"host": "localhost:8000"})
    assert sign_on(other)["Location"] == "/ai"
    assert not nobody_is_signed_in(other)


def test_known_keys_do_while_the_provider_cannot_show_them(browser, identity):
    sign_on(browser)
    switch(identity, "identity", "keys_500")
    other = Client(headers={"host": "localhost:8000"})
    assert sign_on(other)["Location"] == "/ai"


def test_a_person_whose_pseudonym_changed_is_the_same_person(browser, identity):
    sign_on(browser)
    switch(identity, "identity", "renamed")
    sign_on(Client(headers={"host": "localhost:8000"}))
    assert (Account.objects.count(), Person.objects.count()) == (1, 1)


def test_a_pseudonym_of_somebody_else_is_refused_though_the_person_is_known(browser):
    sign_on(browser)
    sign_on(Client(headers={"host": "localhost:8000"}), BINH)
    an, binh = (Account.objects.get(person__pin=pin) for pin in (AN, BINH))
    named = an.username
    Account.objects.filter(pk=an.pk).update(username="khac")
    Account.objects.filter(pk=binh.pk).update(username=named)
    other = Client(headers={"host": "localhost:8000"})
    assert trouble(sign_on(other)) == "untrusted"
    assert nobody_is_signed_in(other)


def logout_token_of(identity, browser, **changes):
    state, config = identity.states["identity"], identity.config
    payload = browser.session["signon"]["id_token"].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return logout_token(state, config, changes.get("sub", said["sub"]), changes.get("sid", said["sid"]))


def told(identity, token):
    return Client(headers={"host": "localhost:8000"}).post(
        "/accounts/oidc/dinhdanh/logout", {"logout_token": token}
    )


@pytest.mark.parametrize("named", [{}, {"sub": ""}, {"sid": ""}])
def test_whoever_signs_out_at_the_provider_is_signed_out_here(browser, identity, named):
    sign_on(browser)
    elsewhere = Client(headers={"host": "localhost:8000"})
    sign_on(elsewhere, BINH)
    assert told(identity, logout_token_of(identity, browser, **named)).status_code == 200
    assert nobody_is_signed_in(browser)
    assert not nobody_is_signed_in(elsewhere)
    assert sign_on(browser)["Location"] == "/ai"
    assert not nobody_is_signed_in(browser)


def test_the_word_that_somebody_signed_out_counts_once(browser, identity):
    sign_on(browser)
    token = logout_token_of(identity, browser)
    told(identity, token)
    sign_on(browser)
    assert told(identity, token).status_code == 200
    assert not nobody_is_signed_in(browser)


@pytest.mark.parametrize("word", ["", "nonsense", "id_token"])
def test_a_false_word_that_somebody_signed_out_ends_nothing(browser, identity, word):
    sign_on(browser)
    token = browser.session["signon"]["id_token"] if word == "id_token" else word
    assert told(identity, token).status_code == 400
    assert not nobody_is_signed_in(browser)


def test_signing_out_ends_the_session_here_and_at_the_provider(browser):
    at_provider = requests.Session()
    come_back(browser, choose_at_provider(to_the_provider(browser), AN, at_provider))
    remembered = at_provider.get(to_the_provider(browser), allow_redirects=False, timeout=5)
    assert "code" in query_of(remembered.headers["Location"])

    answer = browser.post("/dang-xuat")
    assert nobody_is_signed_in(browser)
    query = query_of(answer["Location"])
    assert query["post_logout_redirect_uri"] == "http://localhost:8000/"
    assert query["id_token_hint"].count(".") == 2
    home = at_provider.get(answer["Location"], allow_redirects=False, timeout=5)
    assert home.headers["Location"] == "http://localhost:8000/"
    asked_again = at_provider.get(to_the_provider(browser), allow_redirects=False, timeout=5)
    assert "/identity/login" in asked_again.headers["Location"]


def test_signing_out_is_not_done_by_a_link(browser):
    sign_on(browser)
    assert browser.get("/dang-xuat").status_code == 405
    assert not nobody_is_signed_in(browser)


def test_a_role_of_the_demo_goes_through_the_real_sign_on(browser):
    answer = browser.post("/demo/vao-vai", {"vai": COMPANY, "next": "/ai"})
    back = requests.get(answer["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert come_back(browser, back)["Location"] == "/ai"
    assert Account.objects.get().organisation.number == "0100000001"


def test_a_resident_of_the_demo_is_known_again_by_her_username(browser):
    known = Account.objects.create_user("minh.anh", display_name="An", person=person())
    answer = browser.post("/demo/vao-vai", {"vai": "minh.anh", "next": "/ai"})
    back = requests.get(answer["Location"], allow_redirects=False, timeout=5).headers["Location"]
    come_back(browser, back)
    assert browser.get("/ai").json()["account"] == known.pk


def test_an_officers_account_is_never_entered_by_the_national_identity(browser):
    officer = Account.objects.create_user(
        "can-bo", display_name="An", person=person(), kind=Account.Kind.OFFICER, password="mật khẩu"
    )
    sign_on(browser)
    assert browser.get("/ai").json()["account"] not in {None, officer.pk}
