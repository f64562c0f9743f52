"""Officers come by the city's own directory: it replaces the password, the second factor only where the city trusts it."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.foundation import clock
from motcua.sites.security import directory
from tests.conftest import hanoi
from tests.sites import officer_proofs
from tests.sites.officer_proofs import code_of, second, set_up

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.sites.signon_pages")]
BASE = "https://sso.thanhpho.example"
KEY = RSAKey.generate_key(2048, {"kid": "1"})


class Answer:
    def __init__(self, data, status=200):
        self.data, self.status_code = data, status

    def json(self):
        return self.data

    def raise_for_status(self):
        if self.status_code >= 400:
            raise requests.HTTPError(str(self.status_code))


class Directory:
    """The other side, as the network shows it. `says` changes the ID token, `key` signs it."""

    def __init__(self):
        self.says, self.key, self.down, self.asked = {}, KEY, False, {}
        self.known = {
            "issuer": BASE, "authorization_endpoint": f"{BASE}/auth", "token_endpoint": f"{BASE}/token",
            "jwks_uri": f"{BASE}/keys",
        }  # fmt: skip

    def get(self, address, **_):
        if self.down:
            raise requests.ConnectionError("down")
        if address.endswith("/keys"):
            return Answer({"keys": [KEY.as_dict(private=False)]})
        return Answer(self.known)

    def post(self, address, data, auth, **_):
        self.asked = {**data, "auth": auth}
        now = int(time.time())
        claims = {
            "iss": BASE, "aud": "mot-cua", "sub": "abc", "iat": now, "exp": now + 300, "nonce": self.nonce,
            "preferred_username": "tranthilan",
        } | self.says  # fmt: skip
        return Answer(
            {"id_token": jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key), "access_token": "x"}
        )


@pytest.fixture(autouse=True)
def city(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TRUST_BARE_OFFICER_SESSIONS = False
    settings.DIRECTORY = {
        "url": BASE, "client_id": "mot-cua", "secret": "s", "claim": "preferred_username", "amr": [],
    }  # fmt: skip
    clock.set_for_test(hanoi("2026-03-02 08:00"))


@pytest.fixture
def there(monkeypatch):
    other = Directory()
    monkeypatch.setattr(directory.requests, "get", other.get)
    monkeypatch.setattr(directory.requests, "post", other.post)
    return other


@pytest.fixture
def lan():
    return officer_proofs.officer()


def come(client, there, **query):
    away = client.post("/dang-nhap/thanh-pho", {"next": "/ai"})
    assert away.status_code == 302, away.content.decode()[:300]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away["Location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    there.nonce = asked["nonce"]
    return client.get("/dang-nhap/thanh-pho/ve", {"code": "c", "state": asked["state"], **query})


def who(client):
    return client.get("/ai").json()["account"]


def test_the_directory_takes_the_place_of_the_password_and_the_second_factor_is_still_asked(there, lan):
    secret, _, _ = set_up(officer_proofs.browser())
    client = officer_proofs.browser()
    assert come(client, there)["Location"] == "/dang-nhap/lop-hai"
    assert who(client) is None
    assert second(client, code_of(secret))["Location"] == "/ai"
    assert who(client) == lan.pk
    assert there.asked["auth"] == ("mot-cua", "s") and len(there.asked["code_verifier"]) >= 43


def test_a_factor_that_the_city_trusts_is_not_asked_twice(there, lan, settings):
    settings.DIRECTORY["amr"] = ["mfa"]
    there.says = {"amr": ["pwd", "mfa"]}
    client = officer_proofs.browser()
    assert come(client, there)["Location"] == "/ai"
    assert who(client) == lan.pk


@pytest.mark.parametrize(
    "says",
    [
        {"iss": "https://khac.example"},
        {"aud": "another"},
        {"exp": 1_700_000_000},
        {"nonce": "another"},
        {"azp": "another"},
    ],
)
def test_a_token_for_somebody_else_signs_nobody_in(there, lan, says):
    there.says = says
    answer = come(officer_proofs.browser(), there)
    assert answer.status_code == 403 and 'data-trouble="untrusted"' in answer.content.decode()


def test_a_token_signed_by_another_key_signs_nobody_in(there, lan):
    there.key = RSAKey.generate_key(2048, {"kid": "1"})
    assert come(officer_proofs.browser(), there).status_code == 403


def test_another_issuer_in_the_answer_is_refused(there, lan):
    assert come(officer_proofs.browser(), there, iss="https://khac.example").status_code == 403


def test_a_state_of_another_browser_or_used_twice_is_refused(there, lan):
    client = officer_proofs.browser()
    assert come(client, there).status_code == 302
    assert client.get("/dang-nhap/thanh-pho/ve", {"code": "c", "state": "x"}).status_code == 400
    assert come(officer_proofs.browser(), there, state="x").status_code == 400


def test_an_account_that_is_not_an_officers_here_is_not_made(there):
    answer = come(officer_proofs.browser(), there)
    assert answer.status_code == 403 and 'data-trouble="closed"' in answer.content.decode()


def test_a_directory_that_is_away_says_so(there, lan):
    there.down = True
    assert officer_proofs.browser().post("/dang-nhap/thanh-pho").status_code == 503


def test_a_directory_that_calls_itself_otherwise_is_not_believed(there, lan):
    there.known["issuer"] = "https://khac.example"
    assert officer_proofs.browser().post("/dang-nhap/thanh-pho").status_code == 503
