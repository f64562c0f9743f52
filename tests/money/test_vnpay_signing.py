"""Signatures agree byte for byte with the published examples."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.money.gateways.vnpay import signing

SECRET = "MOTCUATESTSECRET0123456789ABCDEF"

V1 = (
    "vnp_Amount=5000000&vnp_Command=pay&vnp_CreateDate=20261121093000&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20261121094500&vnp_IpAddr=203.0.113.10&vnp_Locale=vn"
    "&vnp_OrderInfo=Le+phi+ho+so+H26.15-261121-0001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fmotcua.example.vn%2Fthanh-toan%2Fvnpay%2Fket-qua&vnp_TmnCode=MOTCUA01"
    "&vnp_TxnRef=H26152611210001T1&vnp_Version=2.1.0",
    "dacde8b68bc135a73514eb788693aa5be8f62ebb3374db693a6afee7294c78be"
    "f404665b8918bb1448335d949bd3f3a34f714fd11de41eece9c82e1e8fcc3da2",
)
V2 = (
    "vnp_Amount=1520000&vnp_BankCode=VNPAYQR&vnp_Command=pay&vnp_CreateDate=20261121235959&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20261122001459&vnp_IpAddr=2001%3Adb8%3A%3A7&vnp_Locale=vn"
    "&vnp_OrderInfo=Nop+phi%3A+trich+luc+ket+hon+%282+ban%29+%26+ban+sao&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fmotcua.example.vn%2Fthanh-toan%2Fvnpay%2Fket-qua&vnp_TmnCode=MOTCUA01"
    "&vnp_TxnRef=H17.29-261121-0042_2&vnp_Version=2.1.0",
    "dcf664f721cbabeb32254db241879ae7437458229fb722983b8250dec1ff9847"
    "4eae34e1a647ca2702c043437b4d273724ffb23a0b4f11ae62a31ce7897ae5fe",
)
V3 = (
    "vnp_Amount=5000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14226112&vnp_CardType=ATM"
    "&vnp_OrderInfo=Le+phi+ho+so+H26.15-261121-0001&vnp_PayDate=20261121093312&vnp_ResponseCode=00"
    "&vnp_TmnCode=MOTCUA01&vnp_TransactionNo=14226112&vnp_TransactionStatus=00&vnp_TxnRef=H26152611210001T1",
    "003855fa6c1a841fc543e7c7201dac6d6e039ef0a7939e6ae83262997462f15b"
    "20931b03e310e0c42a9ab333804a318c68fcd941a3dae3aa4bd0805e21c47933",
)
V4 = (
    signing.QUERY_REQUEST,
    "RQ20261121000001|2.1.0|querydr|MOTCUA01|H26152611210001T1|20261121093000|20261121100000|198.51.100.5"
    "|Truy van GD H26152611210001T1",
    "fbe5c792ae23bed0c6a6bc32fce7eb8463182919baea40f5c6fb8756abe156cc"
    "42972cf7d25962bcb11d470c0d93196058cc08945ebc045bc2c95eeeefbf455c",
)
V5 = (
    signing.QUERY_ANSWER,
    "b3f1c2d4e5|querydr|00|QueryDR Success|MOTCUA01|H26152611210001T1|5000000|NCB|20261121093312|14226112"
    "|01|00|Le phi ho so H26.15-261121-0001||",
    "270f92260867f3d99e9df088b958b59c5b2177344db53624dada7d79ca5fe4c4"
    "28fe1adfb21e0f3ec3b5cbeed1081d2eeda37ab0ae419b2c8b676e708a5986f8",
)
V6 = (
    signing.REFUND_REQUEST,
    "RF20261121000007|2.1.0|refund|MOTCUA01|02|H26152611210001T1|5000000|14226112|20261121093000"
    "|canbo.nguyenvana|20261121143000|198.51.100.5|Hoan phi ho so H26.15-261121-0001",
    "14493b4050d2eee83ad8eb56cc895c9f7f2a47bbc6d472e63702a594acb204f5"
    "a427cd6d020ee0fdd945366ec4f1a2ac8edc38f7b0cf22df93194934f363a114",
)


@pytest.mark.parametrize(("text", "signature"), [V1, V2, V3], ids=["V1", "V2", "V3"])
def test_pay_addresses_and_notices_are_signed_as_published(text, signature):
    params = dict(parse_qsl(text))
    assert signing.hash_data(params) == text
    assert signing.sign(SECRET, text) == signature
    assert signing.signed_query(SECRET, params) == f"{text}&vnp_SecureHash={signature}"
    assert signing.is_signed(SECRET, params | {"vnp_SecureHash": signature})
    assert signing.is_signed(SECRET, params | {"vnp_SecureHash": signature.upper()})


@pytest.mark.parametrize(("order", "text", "signature"), [V4, V5, V6], ids=["V4", "V5", "V6"])
def test_questions_and_refunds_are_signed_as_published(order, text, signature):
    message = {f"vnp_{name}": value for name, value in zip(order, text.split("|"), strict=True)}
    assert signing.bar_text(message, order) == text
    assert signing.sign_message(SECRET, message, order)["vnp_SecureHash"] == signature
    assert signing.is_signed_message(SECRET, message | {"vnp_SecureHash": signature}, order)
    assert not signing.is_signed_message(SECRET, message | {"vnp_SecureHash": signature[:-1] + "x"}, order)


def test_absent_values_keep_their_bars():
    message = {f"vnp_{name}": value for name, value in zip(V5[0], V5[1].split("|"), strict=True) if value}
    assert signing.bar_text(message, V5[0]) == V5[1]


def test_the_old_hash_type_empty_values_and_foreign_names_are_not_signed():
    params = dict(parse_qsl(V3[0]))
    extra = {"vnp_SecureHashType": "SHA512", "vnp_Bill_Mobile": "", "utm_source": "mail"}
    assert signing.hash_data(params | extra) == V3[0]


def test_a_future_name_of_the_gateway_is_signed():
    assert "vnp_TokenNew=1" in signing.hash_data({"vnp_TokenNew": "1", "vnp_Amount": "5"})


@pytest.mark.parametrize("signature", ["", "zz", "é" * 128, V3[1][:-1], "\udcff"])
def test_a_broken_signature_is_no_signature(signature):
    assert not signing.is_signed(SECRET, dict(parse_qsl(V3[0])) | {"vnp_SecureHash": signature})


@given(st.integers(0, 127), st.sampled_from("0123456789abcdef"))
def test_one_changed_hex_digit_is_noticed(place, digit):
    changed = V3[1][:place] + digit + V3[1][place + 1 :]
    assert signing.is_signed(SECRET, dict(parse_qsl(V3[0])) | {"vnp_SecureHash": changed}) == (
        changed == V3[1]
    )


def test_order_information_loses_its_diacritics_but_not_its_sense():
    assert signing.plain("Lệ phí hồ sơ H17.29-261121-0042 (Đỗ Thị Ấn)!") == (
        "Le phi ho so H17.29-261121-0042 Do Thi An"
    )


@given(st.text(max_size=600))
def test_order_information_is_always_plain_short_and_without_quarrelsome_characters(text):
    result = signing.plain(text)
    assert result.isascii() and len(result) <= 255
    assert not set(result) & set("~*!'()|&=%")
    assert signing.plain(result) == result
