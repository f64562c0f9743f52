"""Other systems of the city sign people on through it: authorisation code with PKCE, exact addresses, as little as asked."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client as RelyingParty
from allauth.idp.oidc.models import Token
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from motcua.city import authority
from motcua.city.security import kept, systems
from motcua.city.security.models import Kept, System
from motcua.city.security.systems import NewSystem, NotPossible
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.project.demo import account_of
from motcua.sites.security import provider_keys, provider_views
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db
HOME = "http://localhost:8000"
BACK = "https://vanban.example/ve"
LEFT = "https://vanban.example/da-ra"


@pytest.fixture(autouse=True)
def quick_hash(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def it_office() -> Actor:
    return authority.actor_for(account_of("organiser"), MONDAY)


@dataclass
class Party:
    """A system that signs people on, as its own code would: plain HTTP, PKCE, and the keys of discovery."""

    system: System
    secret: str
    verifier: str = ""
    state: str = ""
    nonce: str = ""

    def request(self, **changed) -> dict[str, str]:
        self.verifier, self.state, self.nonce = (secrets.token_urlsafe(40) for _ in range(3))
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code", "client_id": self.system.client_id, "redirect_uri": BACK,
            "scope": "openid officer", "state": self.state, "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "code_challenge_method": "S256",
        } | changed  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}

    def come(self, browser: Client, **changed):
        """The browser at our door, and through the question when there is one."""
        page = browser.get("/oidc/authorize", self.request(**changed))
        if page.status_code != 200:
            return page
        return browser.post(
            "/oidc/authorize", {"asked": page.context["asked"], "answer": "yes", "pass_on": "profile"}
        )

    def code(self, browser: Client, **changed) -> str:
        return told(self.come(browser, **changed))["code"]

    def trade(self, code: str, **changed):
        basic = base64.b64encode(
            f"{self.system.client_id}:{changed.pop('secret', self.secret)}".encode()
        ).decode()
        asked = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": self.verifier,
        } | changed  # fmt: skip
        asked = {name: value for name, value in asked.items() if value is not None}
        return Client().post("/oidc/token", asked, headers={"Authorization": f"Basic {basic}"})

    def userinfo(self, token: str):
        return Client().get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"})


def told(answer) -> dict[str, str]:
    """What stands in the address to which the browser is sent back."""
    assert answer.status_code == 302, (answer.status_code, answer.content.decode()[:300])
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def registered(audience: str = "officers", **changed) -> Party:
    clock.set_for_test(MONDAY)
    new = {
        "name": "Quản lý văn bản", "purpose": "Xử lý công văn", "audience": audience, "contact": "Phòng CNTT",
        "returns": (BACK,), "leaves": (LEFT,),
    } | changed  # fmt: skip
    return Party(*systems.register(NewSystem(**new), by=it_office(), at=MONDAY))


@pytest.fixture
def party():
    return registered()


@pytest.fixture
def justice():
    return at_desk("justice")


def claims_of(party: Party, id_token: str) -> dict:
    """The ID token as a system checks it: by the published keys, issuer, audience, nonce."""
    keys = KeySet.import_key_set(Client().get("/.well-known/jwks.json").json())
    claims = jwt.decode(id_token, keys, algorithms=["RS256"]).claims
    registry = jwt.JWTClaimsRegistry(
        now=int(time.time()), iss={"essential": True, "value": HOME}, exp={"essential": True},
        aud={"essential": True, "value": party.system.client_id}, nonce={"essential": True, "value": party.nonce},
    )  # fmt: skip
    registry.validate(claims)
    return claims


def test_discovery_promises_what_there_is_and_no_more():
    said = Client().get("/.well-known/openid-configuration").json()
    assert said["issuer"] == HOME
    assert said["response_types_supported"] == ["code"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["subject_types_supported"] == ["pairwise"]
    for name in ("authorization", "token", "userinfo", "revocation", "end_session"):
        path = urlsplit(said[f"{name}_endpoint"]).path
        assert Client().get(path).status_code != 404, path
    assert len(Client().get(urlsplit(said["jwks_uri"]).path).json()["keys"]) == 2


def test_an_officer_signs_on_to_another_system_and_it_learns_account_name_and_posts(party, justice):
    answer = told(party.come(justice))
    assert (answer["state"], answer["iss"]) == (party.state, HOME)
    tokens = party.trade(answer["code"]).json()
    subject = claims_of(party, tokens["id_token"])["sub"]
    said = party.userinfo(tokens["access_token"]).json()
    account = account_of("justice")
    assert said["sub"] == subject != account.username
    assert (said["account"], said["name"]) == (account.username, account.display_name)
    assert said["posts"][0]["title"] == "Công chức tư pháp - hộ tịch"
    assert set(said) == {"sub", "account", "name", "posts"}


def test_an_officer_is_asked_once_by_each_system(party, justice):
    assert justice.get("/oidc/authorize", party.request()).status_code == 200
    party.code(justice)
    assert "code" in told(justice.get("/oidc/authorize", party.request()))
    assert "code" in told(justice.get("/oidc/authorize", party.request(prompt="none")))
    assert justice.get("/oidc/authorize", party.request(prompt="consent")).status_code == 200


def test_two_systems_know_one_person_by_two_names(party, justice):
    other = registered(name="Lịch họp")
    names = []
    for one in (party, other):
        tokens = one.trade(one.code(justice)).json()
        names.append(one.userinfo(tokens["access_token"]).json()["sub"])
    assert names[0] != names[1]


def test_a_residents_name_goes_along_only_when_the_resident_ticks_it():
    party = registered("residents")
    clock.set_for_test(MONDAY)
    browser = Client()
    browser.force_login(account_of("resident"), backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/oidc/authorize", party.request(scope="openid profile"))
    assert 'value="profile">' in page.content.decode() and " checked" not in page.content.decode()
    answer = browser.post("/oidc/authorize", {"asked": page.context["asked"], "answer": "yes"})
    tokens = party.trade(told(answer)["code"]).json()
    assert set(party.userinfo(tokens["access_token"]).json()) == {"sub"}
    tokens = party.trade(party.code(browser, scope="openid profile")).json()
    assert party.userinfo(tokens["access_token"]).json()["name"] == "Nguyễn Thị Minh Anh"


def test_whoever_says_no_is_sent_back_without_a_code(party, justice):
    page = justice.get("/oidc/authorize", party.request())
    answer = told(justice.post("/oidc/authorize", {"asked": page.context["asked"], "answer": "no"}))
    assert answer["error"] == "access_denied" and "code" not in answer


def test_a_visitor_signs_on_first_and_comes_back(party):
    answer = Client().get("/oidc/authorize", party.request())
    assert answer["Location"].startswith("/dang-nhap/can-bo?next=%2Foidc%2Fauthorize%3F")
    assert told(Client().get("/oidc/authorize", party.request(prompt="none")))["error"] == "login_required"


def test_a_system_for_residents_takes_no_officer(justice):
    party = registered("residents")
    answer = told(justice.get("/oidc/authorize", party.request(scope="openid")))
    assert answer["error"] == "access_denied"


@pytest.mark.parametrize(
    "returns",
    [
        "https://vanban.example/ve/",
        "https://vanban.example/ve?x=1",
        "https://vanban.example:8443/ve",
        "https://vanban.example/ve/../khac",
        "http://vanban.example/ve",
        "https://ke-gian.example/ve",
        "javascript:alert(1)",
        None,
    ],
)
def test_nobody_is_sent_to_an_address_that_differs_by_a_letter(party, justice, returns):
    answer = justice.get("/oidc/authorize", party.request(redirect_uri=returns))
    assert answer.status_code == 400 and "Location" not in answer


def test_an_unknown_system_and_a_doubled_parameter_end_on_our_own_page(party, justice):
    assert justice.get("/oidc/authorize", party.request(client_id="0" * 32)).status_code == 400
    asked = list(party.request().items())
    query = "&".join(
        f"{name}={value}" for name, value in [*asked, ("redirect_uri", "https://ke-gian.example")]
    )
    assert justice.get(f"/oidc/authorize?{query}").status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "officer"}, "invalid_scope"),
        ({"scope": "openid email"}, "invalid_scope"),
        ({"scope": "openid profile"}, "invalid_scope"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
def test_what_is_wrong_with_a_request_is_told_to_the_system(party, justice, changed, error):
    answer = told(justice.get("/oidc/authorize", party.request(**changed)))
    assert answer["error"] == error and "code" not in answer and answer["state"] == party.state


def test_the_question_cannot_be_answered_for_another_request(party, justice):
    asked = party.request(redirect_uri="https://ke-gian.example/ve")
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    answer = justice.post("/oidc/authorize", {"asked": query, "answer": "yes"})
    assert answer.status_code == 400


def test_the_question_is_not_answered_by_another_site(party):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account_of("justice"), backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/oidc/authorize", party.request())
    assert (
        browser.post("/oidc/authorize", {"asked": page.context["asked"], "answer": "yes"}).status_code == 403
    )


def test_a_code_is_good_once_and_the_second_try_ends_what_the_first_one_brought(party, justice):
    code = party.code(justice)
    tokens = party.trade(code).json()
    assert party.userinfo(tokens["access_token"]).status_code == 200
    again = party.trade(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert (
        party.trade("", grant_type="refresh_token", refresh_token=tokens["refresh_token"]).status_code == 400
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "wrong"},
        {"code_verifier": None},
        {"code_verifier": "x" * 43},
        {"redirect_uri": "https://vanban.example/khac"},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
    ],
)
def test_a_code_is_not_traded_for_less_than_everything(party, justice, changed):
    answer = party.trade(party.code(justice), **changed)
    assert answer.status_code in (400, 401) and "access_token" not in answer.json()


def test_another_system_cannot_trade_the_code(party, justice):
    other = registered(name="Khác")
    code = party.code(justice)
    other.verifier = party.verifier
    assert other.trade(code).json()["error"] == "invalid_grant"


def test_a_code_is_good_for_a_minute(party, justice):
    code = party.code(justice)
    Kept.objects.update(until=datetime.now(UTC) - timedelta(seconds=1))
    assert party.trade(code).json()["error"] == "invalid_grant"


def test_the_code_lies_in_no_table_in_clear(party, justice):
    code = party.code(justice)
    assert not Kept.objects.filter(key__contains=code).exists()
    assert (
        kept.look(f"allauth.idp.oidc.authorization_code[{party.system.client_id}:{code}]")["redirect_uri"]
        == BACK
    )


def test_a_refresh_token_is_replaced_at_each_use(party, justice):
    tokens = party.trade(party.code(justice)).json()

    def refresh(value):
        return party.trade("", grant_type="refresh_token", code_verifier=None, refresh_token=value)

    fresh = refresh(tokens["refresh_token"])
    assert fresh.status_code == 200
    assert refresh(tokens["refresh_token"]).status_code == 400
    assert party.userinfo(fresh.json()["access_token"]).status_code == 200


def test_a_token_that_is_over_or_made_up_says_nothing(party, justice):
    tokens = party.trade(party.code(justice)).json()
    assert party.userinfo("made-up").status_code == 401
    Token.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert party.userinfo(tokens["access_token"]).status_code == 401


def test_the_tokens_of_a_closed_account_say_nothing(party, justice):
    tokens = party.trade(party.code(justice)).json()
    account = account_of("justice")
    account.is_active = False
    account.save()
    assert party.userinfo(tokens["access_token"]).status_code == 401


def test_a_system_that_has_ended_is_unknown_at_once(party, justice):
    tokens = party.trade(party.code(justice)).json()
    systems.end(party.system, by=it_office(), at=MONDAY)
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert justice.get("/oidc/authorize", party.request()).status_code == 400
    assert not RelyingParty.objects.filter(id=party.system.client_id).exists()
    assert System.objects.get(pk=party.system.pk).ended_by == account_of("organiser")


def test_a_new_secret_ends_the_old_one(party, justice):
    fresh = systems.new_secret(party.system, by=it_office(), at=MONDAY)
    code = party.code(justice)
    assert party.trade(code).status_code == 401
    assert party.trade(code, secret=fresh).status_code == 200


def test_the_next_key_is_known_before_it_signs_and_the_last_one_for_a_day_after(
    party, justice, settings, tmp_path
):
    settings.PROVIDER_KEYS = str(tmp_path)
    today = datetime.now(VN).date()
    provider_keys.make(tmp_path, today - timedelta(days=30))
    provider_keys.make(tmp_path, today + timedelta(days=30))
    party_keys = Client().get("/.well-known/jwks.json").json()["keys"]
    assert len(party_keys) == 2
    tokens = party.trade(party.code(justice)).json()
    claims_of(party, tokens["id_token"])
    before = jwt.decode(
        tokens["id_token"], KeySet.import_key_set({"keys": party_keys}), algorithms=["RS256"]
    ).header
    provider_keys.make(tmp_path, today)
    provider_keys._kept.clear()
    tokens = party.trade(party.code(justice)).json()
    claims_of(party, tokens["id_token"])
    keys = KeySet.import_key_set(Client().get("/.well-known/jwks.json").json())
    after = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).header
    assert before["kid"] != after["kid"]
    assert len(keys.keys) == 3


def test_a_key_is_forgotten_a_day_after_its_successor_began():
    ring = provider_keys.ring({date(2026, 1, 1): "a", date(2026, 4, 1): "b"})
    assert ring[0].expires_at.date() == date(2026, 4, 2) and ring[1].expires_at is None


def test_there_is_always_a_key_and_the_one_after_it(tmp_path):
    first = provider_keys.ensure(tmp_path, date(2026, 3, 2))
    assert [path.name for path in first] == ["2026-03-02.pem", "2026-05-31.pem"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in first)
    assert provider_keys.ensure(tmp_path, date(2026, 3, 3)) == []
    assert [path.name for path in provider_keys.ensure(tmp_path, date(2026, 6, 1))] == ["2026-08-29.pem"]


def test_a_system_signs_its_person_out_after_asking(party, justice):
    tokens = party.trade(party.code(justice)).json()
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": LEFT, "state": "s1"}
    page = justice.get("/oidc/logout", asked)
    assert page.status_code == 200 and "Quản lý văn bản" in page.content.decode()
    answer = justice.post("/oidc/logout", {"asked": page.context["asked"], "answer": "all"})
    assert answer["Location"] == f"{LEFT}?state=s1"
    assert justice.get("/ban-lam-viec/")["Location"].startswith("/dang-nhap")
    assert party.userinfo(tokens["access_token"]).status_code == 401


def test_signing_out_leads_to_no_address_that_was_not_registered(party, justice):
    tokens = party.trade(party.code(justice)).json()
    for hint in (tokens["id_token"], "rubbish", ""):
        asked = {"id_token_hint": hint, "post_logout_redirect_uri": "https://ke-gian.example"}
        page = justice.get("/oidc/logout", asked)
        answer = justice.post("/oidc/logout", {"asked": page.context["asked"], "answer": "stay"})
        assert answer["Location"] == "/"


def test_too_many_tries_of_one_address_are_put_off(party, monkeypatch):
    monkeypatch.setitem(provider_views.A_MINUTE, "token", 2)
    answers = [Client().post("/oidc/token", {"grant_type": "x"}).status_code for _ in range(3)]
    assert answers == [400, 400, 429]


def test_only_exact_addresses_are_registered():
    for wrong in (
        "http://vanban.example",
        "https://*.example",
        "https://a.example/#x",
        "https://u@a.example",
        "https://a:b",
    ):
        with pytest.raises(NotPossible) as refused:
            registered(returns=(wrong,))
        assert list(refused.value.problems) == ["returns"]
    assert registered(returns=("http://localhost:9/ve",)).system.pk


def test_only_the_it_office_registers_systems():
    new = NewSystem("x", "y", "officers", "z", (BACK,))
    with pytest.raises(authority.NotAllowed):
        systems.register(new, by=authority.actor_for(account_of("justice"), MONDAY), at=MONDAY)
