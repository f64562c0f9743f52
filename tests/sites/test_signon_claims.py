"""What the provider says is read strictly; what the register says otherwise is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.foundation.text import name_key
from motcua.sites.shell.signon.claims import UnusableClaims, differences, read_claims
from motcua.sites.shell.signon.tokens import UntrustedToken, check_id_token

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


def check(claims, nonce="n1", algorithm="RS256", key=KEY):
    token = jwt.encode({"alg": algorithm, "kid": "k1"}, claims, key, algorithms=[algorithm])
    keys = {"keys": [KEY.as_dict(private=False)]}
    return check_id_token(
        token, keys=keys, issuer="https://op.example", client_id="mot-cua", nonce=nonce, now=NOW
    )


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
        {"iat": NOW + 61}, {"aud": ["mot-cua", "other"]}, {"sub": ""},
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
