"""What the provider says is read strictly; what the register says otherwise is noticed."""

import base64
import hmac
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.foundation.text import name_key
from motcua.sites.shell.signon.claims import UnusableClaims, differences, proved_level, read_claims
from motcua.sites.shell.signon.keys import AGAIN_S, KEEP_S, STALE_S, Keys, kid_of
from motcua.sites.shell.signon.tokens import (
    LOGGED_OUT,
    Expected,
    UntrustedToken,
    check_id_token,
    check_logout_token,
)

SAID = {
    "sub": "s1", "pin": "001090000017", "full_name": "Nguyễn Văn An", "birth_date": "1990-05-02",
    "sex": "male", "account_type": "citizen", "account_level": 2, "auth_level": 2,
}  # fmt: skip
KEY = RSAKey.generate_key(2048, parameters={"kid": "k1"})
NOW = 1_795_000_000
GOOD = {
    "iss": "https://op.example",
    "sub": "s1",
    "aud": "mot-cua",
    "iat": NOW,
    "exp": NOW + 300,
    "nonce": "n1",
}


EXPECTED = Expected({"keys": [KEY.as_dict(private=False)]}, "https://op.example", "mot-cua", NOW)


def signed(claims, algorithm="RS256", key=KEY):
    return jwt.encode({"alg": algorithm, "kid": "k1"}, claims, key, algorithms=[algorithm])


def check(claims, nonce="n1", algorithm="RS256", key=KEY, **more):
    return check_id_token(signed(claims, algorithm, key), EXPECTED, nonce=nonce, **more)


@pytest.mark.parametrize("written", ["1990-05-02", "19900502", "02/05/1990"])
def test_a_birth_date_is_read_as_the_systems_write_it(written):
    assert read_claims(SAID | {"birth_date": written}).birth_date == date(1990, 5, 2)


def test_claims_are_found_under_the_names_that_the_provider_uses():
    said = {
        "sub": "s1", "SoDinhDanh": "001090000017", "HoVaTen": "Nguyễn Văn An", "NgayThangNamSinh": "19900502",
        "LoaiTaiKhoan": "1", "MucTaiKhoan": "2",
    }  # fmt: skip
    names = {
        "pin": "SoDinhDanh", "full_name": "HoVaTen", "birth_date": "NgayThangNamSinh",
        "account_type": "LoaiTaiKhoan", "account_level": "MucTaiKhoan",
    }  # fmt: skip
    claims = read_claims(said, names)
    assert (claims.pin, claims.full_name, claims.may_file, claims.org_code) == (
        "001090000017", "Nguyễn Văn An", True, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "missing", ["sub", "pin", "full_name", "birth_date", "account_type", "account_level"]
)
def test_claims_without_what_is_needed_are_refused_by_name(missing):
    with pytest.raises(UnusableClaims) as refusal:
        read_claims({name: value for name, value in SAID.items() if name != missing})
    assert refusal.value.claim == missing


def test_an_organisation_without_a_code_is_refused():
    with pytest.raises(UnusableClaims):
        read_claims(SAID | {"account_type": "organisation", "org_name": "Công ty"})


def test_a_citizens_session_carries_no_organisation_whatever_else_is_said():
    assert read_claims(SAID | {"org_code": "0100000001", "org_name": "Công ty"}).org_code == ""


@given(st.text())
def test_a_pin_is_twelve_ascii_digits_or_refused(raw):
    try:
        pin = read_claims(SAID | {"pin": raw}).pin
    except UnusableClaims:
        return
    assert len(pin) == 12
    assert pin.isascii()
    assert pin.isdigit()


def test_two_spellings_of_one_name_are_no_difference():
    claims = read_claims(SAID | {"full_name": "NGUYỄN VĂN HÒA"})
    assert differences(claims, "Nguyễn Văn Hoà", date(1990, 5, 2), name_key) == []


def test_a_good_token_is_taken():
    assert check(GOOD)["sub"] == "s1"


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "n2"}, {"iss": "https://other.example"}, {"aud": "other"}, {"exp": NOW - 61},
        {"iat": NOW + 61}, {"aud": ["mot-cua", "other"]}, {"sub": ""}, {"azp": "other"}, {"nbf": NOW + 61},
        {"aud": ["mot-cua", "other"], "azp": "other"}, {"auth_time": NOW + 61}, {"auth_time": "today"},
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_on_is_refused(change):
    with pytest.raises(UntrustedToken):
        check(GOOD | change)


def test_a_clock_that_is_a_minute_off_does_no_harm():
    assert check(GOOD | {"exp": NOW - 30, "iat": NOW - 330})


def test_a_token_is_refused_when_no_nonce_was_sent():
    with pytest.raises(UntrustedToken):
        check(GOOD | {"nonce": ""}, nonce="")


def test_a_token_signed_otherwise_than_agreed_is_refused():
    with pytest.raises(UntrustedToken):
        check(GOOD, algorithm="RS512")


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "exp", "iat", "nonce"])
def test_a_token_that_leaves_out_what_is_needed_is_refused(missing):
    with pytest.raises(UntrustedToken):
        check({name: value for name, value in GOOD.items() if name != missing})


def test_a_token_for_several_that_was_issued_to_the_city_is_taken():
    assert check(GOOD | {"aud": ["mot-cua", "other"], "azp": "mot-cua"})


def test_a_public_key_is_no_shared_secret():
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    body = part(json.dumps({"alg": "HS256", "kid": "k1"}).encode()) + b"." + part(json.dumps(GOOD).encode())
    forged = body + b"." + part(hmac.digest(KEY.as_pem(private=False), body, "sha256"))
    with pytest.raises(UntrustedToken):
        check_id_token(forged.decode(), EXPECTED, nonce="n1")


def test_an_access_token_that_came_with_another_token_is_refused():
    with pytest.raises(UntrustedToken):
        check(GOOD | {"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}, access_token="another")
    # the pair of OpenID Connect Core 1.0, appendix A.3
    token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
    assert check(GOOD | {"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}, access_token=token)


@pytest.mark.parametrize(
    ("proved", "taken"), [(NOW - 1, True), (NOW - 70, True), (NOW - 200, False), (None, False)]
)
def test_whoever_was_asked_again_has_proved_herself_since(proved, taken):
    claims = GOOD if proved is None else GOOD | {"auth_time": proved}
    if taken:
        assert check(claims, asked_at=NOW - 10)
        return
    with pytest.raises(UntrustedToken):
        check(claims, asked_at=NOW - 10)


OUT = {
    "iss": "https://op.example",
    "aud": "mot-cua",
    "iat": NOW,
    "jti": "j1",
    "sub": "s1",
    "events": {LOGGED_OUT: {}},
}


def test_a_logout_token_that_names_somebody_is_taken():
    assert check_logout_token(signed(OUT), EXPECTED)["sub"] == "s1"


@pytest.mark.parametrize(
    "change",
    [{"events": {}}, {"nonce": "n1"}, {"sub": ""}, {"aud": "other"}, {"iss": "https://other.example"},
     {"iat": NOW - 600}, {"jti": ""}],
)  # fmt: skip
def test_a_logout_token_that_is_none_ends_nothing(change):
    with pytest.raises(UntrustedToken):
        check_logout_token(signed(OUT | change), EXPECTED)


@pytest.mark.parametrize(
    ("acr", "said", "level"),
    [
        ("LoA3", 3, 3),
        ("LoA3", 2, 2),
        ("LoA2", 3, 2),
        (None, 2, 2),
        ("gold", 2, 2),
        ("LoA3", 0, 3),
        (None, 0, 0),
    ],
)
def test_the_lesser_of_what_is_signed_and_what_is_said_counts(acr, said, level):
    assert proved_level(read_claims(SAID | {"auth_level": said or ""}), acr) == level


def test_levels_are_found_under_the_words_that_the_provider_uses():
    assert proved_level(read_claims(SAID | {"auth_level": ""}), "urn:gov:vn:3", {"3": "urn:gov:vn:3"}) == 3


class Provider:
    """Counts how often its keys are asked for; `down` answers nothing."""

    def __init__(self):
        self.names, self.asked, self.down = ["a"], 0, False

    def __call__(self, address):
        self.asked += 1
        if self.down:
            raise OSError
        return {"keys": [{"kid": name} for name in self.names]}


def test_an_unknown_key_name_has_the_keys_fetched_once_and_not_for_every_bad_token():
    keys, provider = Keys(), Provider()
    keys.of("x", "a", provider, 0)
    for second in range(1, 1 + AGAIN_S):
        keys.of("x", f"invented {second}", provider, second)
    assert provider.asked == 2
    provider.names = ["a", "b"]
    assert keys.of("x", "b", provider, 1 + AGAIN_S)["keys"][1] == {"kid": "b"}
    for second in range(1 + AGAIN_S, 1 + 2 * AGAIN_S):
        keys.of("x", f"invented {second}", provider, second)
    assert provider.asked == 3


def test_a_key_that_changes_a_second_after_the_keys_were_fetched_is_followed_at_once():
    keys, provider = Keys(), Provider()
    keys.of("x", "a", provider, 0)
    provider.names = ["b"]
    assert keys.of("x", "b", provider, 1) == {"keys": [{"kid": "b"}]}
    assert keys.of("x", "b", provider, 2) == {"keys": [{"kid": "b"}]}
    assert provider.asked == 2


def test_known_keys_count_while_the_provider_does_not_answer_but_not_for_ever():
    keys, provider = Keys(), Provider()
    keys.of("x", "a", provider, 0)
    provider.down = True
    assert keys.of("x", "a", provider, KEEP_S)
    with pytest.raises(OSError):
        keys.of("x", "invented", provider, KEEP_S + AGAIN_S)
    for later in (1, 2, AGAIN_S):  # also right after it was asked in vain
        with pytest.raises(OSError):
            keys.of("x", "a", provider, STALE_S + later)
    provider.down = False
    assert keys.of("x", "a", provider, STALE_S + 2 * AGAIN_S)


def test_a_flood_of_invented_names_keeps_no_outdated_key_alive():
    keys, provider = Keys(), Provider()
    keys.of("x", "a", provider, 0)
    provider.names = ["b"]
    for second in range(0, KEEP_S + AGAIN_S, 5):
        keys.of("x", f"invented {second}", provider, second)
    assert "a" not in {one["kid"] for one in keys.of("x", "a", provider, KEEP_S + AGAIN_S)["keys"]}


@pytest.mark.parametrize("token", ["", "x", "bm90LWpzb24.e30.", "e30.e30.x", "W10.e30.x"])
def test_a_token_without_a_readable_head_names_no_key(token):
    assert kid_of(token) == ""
