"""The provider holds to the protocol by itself and refuses a client that does not. No product here."""

import base64
import hashlib
import json
import secrets
from urllib.parse import urlencode

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.sandbox.running import SECRET, query_of, running_sandbox, switch

BACK = "http://localhost:8000/accounts/oidc/dinhdanh/login/callback/"
AN = "001090000017"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def identity(sandbox):
    yield f"{sandbox.url}/identity"
    switch(sandbox, "identity", None)


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


VERIFIER = secrets.token_urlsafe(48)


def ask(identity, **changes):
    query = {
        "client_id": "mot-cua", "redirect_uri": BACK, "response_type": "code", "scope": "openid",
        "state": "s1", "nonce": "n1", "code_challenge": challenge(VERIFIER), "code_challenge_method": "S256",
        "login_hint": AN,
    }  # fmt: skip
    wanted = {name: value for name, value in (query | changes).items() if value is not None}
    return requests.get(f"{identity}/oauth2/authorize?{urlencode(wanted)}", allow_redirects=False, timeout=5)


def code_from(identity, **changes):
    return query_of(ask(identity, **changes).headers["Location"])["code"]


def exchange(identity, code, auth=("mot-cua", SECRET), **changes):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return requests.post(f"{identity}/oauth2/token", data=form | changes, auth=auth, timeout=5)


def test_the_discovery_names_only_addresses_that_answer(identity):
    found = requests.get(f"{identity}/.well-known/openid-configuration", timeout=5).json()
    assert found["issuer"] == identity
    for name in (
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ):
        assert requests.get(found[name], allow_redirects=False, timeout=5).status_code != 404


def test_a_full_exchange_gives_a_signed_token_and_the_claims(identity):
    answer = exchange(identity, code_from(identity)).json()
    keys = KeySet.import_key_set(requests.get(f"{identity}/jwks", timeout=5).json())
    token = jwt.decode(answer["id_token"], keys, algorithms=["RS256"])
    assert token.claims["nonce"] == "n1"
    assert token.claims["aud"] == "mot-cua"
    said = requests.get(
        f"{identity}/oauth2/userinfo",
        headers={"Authorization": f"Bearer {answer['access_token']}"},
        timeout=5,
    ).json()
    assert said["sub"] == token.claims["sub"]
    assert (said["pin"], said["full_name"], said["account_level"], said["auth_level"]) == (
        AN,
        "Nguyễn Văn An",
        2,
        2,
    )


def test_the_key_set_tells_no_private_number(identity):
    (key,) = requests.get(f"{identity}/jwks", timeout=5).json()["keys"]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)


def test_the_secret_may_also_come_in_the_form(identity):
    answer = exchange(identity, code_from(identity), auth=None, client_id="mot-cua", client_secret=SECRET)
    assert answer.status_code == 200


def test_the_wanted_level_is_what_the_token_says(identity):
    answer = exchange(identity, code_from(identity, acr_values="LoA3")).json()
    payload = answer["id_token"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "=="))["acr"] == "LoA3"


def test_a_wrong_secret_is_refused(identity):
    answer = exchange(identity, code_from(identity), auth=("mot-cua", "guess"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change",
    [{"code_verifier": "x" * 43}, {"code_verifier": ""}, {"redirect_uri": BACK + "?x"}, {"code": "guess"}],
)
def test_a_code_is_worth_nothing_without_what_belongs_to_it(identity, change):
    answer = exchange(identity, **({"code": code_from(identity)} | change))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_used_twice_is_refused_and_ends_the_first_token(identity):
    code = code_from(identity)
    token = exchange(identity, code).json()["access_token"]
    assert exchange(identity, code).json()["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{identity}/oauth2/userinfo", headers=bearer, timeout=5).status_code == 401


def test_an_unknown_way_back_is_never_followed(identity):
    answer = ask(identity, redirect_uri="https://evil.example/callback")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none", "login_hint": None}, "login_required"),
    ],
)
def test_an_improper_request_goes_back_with_its_error(identity, change, error):
    back = query_of(ask(identity, **change).headers["Location"])
    assert back == {"error": error, "state": "s1", "iss": identity}


def test_people_are_found_by_their_pin(identity):
    number = query_of(ask(identity, login_hint=None).headers["Location"])["request"]
    shown = requests.get(f"{identity}/login", params={"request": number, "pin": "0482"}, timeout=5).text
    assert "Lê Quý Cường" in shown
    assert "Nguyễn Văn An" not in shown


def test_a_hint_at_somebody_unknown_signs_in_nobody_who_was_here_before(identity):
    remembered = ask(identity).cookies
    query = ask(identity, login_hint="046200000075").request.url
    again = requests.get(query, cookies=remembered, allow_redirects=False, timeout=5)
    assert "/identity/login" in again.headers["Location"]


def test_who_cancels_goes_back_with_access_denied(identity):
    number = query_of(ask(identity, login_hint=None).headers["Location"])["request"]
    answer = requests.post(
        f"{identity}/login", data={"request": number, "cancel": "1"}, allow_redirects=False, timeout=5
    )
    assert query_of(answer.headers["Location"])["error"] == "access_denied"


def test_signing_out_sends_nobody_to_a_foreign_site(identity):
    query = urlencode({"post_logout_redirect_uri": "https://evil.example/"})
    answer = requests.get(f"{identity}/oidc/logout?{query}", allow_redirects=False, timeout=5)
    assert answer.status_code == 200


def test_the_people_of_the_demo_replace_our_own_as_soon_as_their_file_is_there(tmp_path):
    with running_sandbox(tmp_path) as sandbox:
        person = {
            "pin": "046200000075",
            "full_name": "Hồ Thị Đào",
            "birth_date": "2000-01-01",
            "sex": "female",
        }
        (tmp_path / "identities.json").write_text(json.dumps([person]), encoding="utf-8")
        identity = f"{sandbox.url}/identity"
        assert query_of(ask(identity, login_hint="046200000075").headers["Location"])["code"]
        assert "/identity/login" in ask(identity).headers["Location"]


def test_a_fault_strikes_as_often_as_it_was_told_to(identity, sandbox):
    switch(sandbox, "identity", "token_500", times=2)
    statuses = [exchange(identity, code_from(identity)).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_an_unknown_fault_is_refused_with_the_list_of_those_there_are(sandbox):
    answer = requests.post(f"{sandbox.url}/_control", json={"identity": {"fail": "earthquake"}}, timeout=5)
    assert answer.status_code == 400
    assert "token_500" in answer.json()["error"]


def test_the_sandbox_says_that_it_is_well(sandbox):
    answer = requests.get(f"{sandbox.url}/healthz", timeout=5).json()
    assert answer["ok"] is True
    assert {"identity", "mail"} <= set(answer["stand_ins"])
