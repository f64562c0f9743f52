"""The published examples of MoMo, ZaloPay and the national platform: the city and the sandboxes sign alike, each on its own."""

from types import SimpleNamespace

import pytest

from motcua.money.gateways import digests
from motcua.money.gateways.momo import signing as momo
from motcua.money.gateways.platform import signing as platform
from motcua.money.gateways.zalopay import signing as zalopay
from sandbox.momo import signing as played_momo
from sandbox.platform import signing as played_platform
from sandbox.zalopay import signing as played_zalopay

MOMO_SECRET, MOMO_KEY = "motcua-momo-secret-000111222333", "MCAK20260001"
M1 = "accessKey=MCAK20260001&amount=50000&extraData=&ipnUrl=https://motcua.example.vn/ipn/momo&orderId=H26152611210001-1&orderInfo=Lệ phí hồ sơ H26.15-261121-0001&partnerCode=MOTCUA&redirectUrl=https://motcua.example.vn/thanh-toan/momo/ket-qua&requestId=RQ-261121-0001&requestType=captureWallet"  # noqa: E501
M2 = "accessKey=MCAK20260001&amount=15200&extraData=eyJtYUhvU28iOiJIMTcuMjktMjYxMTIxLTAwNDIifQ==&ipnUrl=https://motcua.example.vn/ipn/momo&orderId=H17292611210042-2&orderInfo=Phi cap ban sao trich luc&partnerCode=MOTCUA&redirectUrl=https://motcua.example.vn/thanh-toan/momo/ket-qua&requestId=RQ-261121-0042&requestType=payWithMethod"  # noqa: E501
M3 = "accessKey=MCAK20260001&amount=50000&extraData=&message=Thành công.&orderId=H26152611210001-1&orderInfo=Lệ phí hồ sơ H26.15-261121-0001&orderType=momo_wallet&partnerCode=MOTCUA&payType=qr&requestId=RQ-261121-0001&responseTime=1795228392000&resultCode=0&transId=4098877665"  # noqa: E501
M4 = "accessKey=MCAK20260001&orderId=H26152611210001-1&partnerCode=MOTCUA&requestId=Q-261121-0001"
M5 = "accessKey=MCAK20260001&amount=50000&description=Hoan phi ho so&orderId=RF-H26152611210001-1&partnerCode=MOTCUA&requestId=RF-261121-0001&transId=4098877665"  # noqa: E501
MOMO = {
    "M1": (
        M1,
        momo.CREATE,
        played_momo.CREATE,
        "81201a315fc51f3a8c1ee0517786a21aa9ba0993aff893de2ed1fea7662b6767",
    ),
    "M2": (
        M2,
        momo.CREATE,
        played_momo.CREATE,
        "b38df55f15c5063501211ae5d29fe9ebb7bf4c196c4b1110d63198e379c16cbc",
    ),
    "M3": (
        M3,
        momo.NOTICE,
        played_momo.NOTICE,
        "e74aa8f90fdb6960aa16114e1589ea5d228d0a83bc16ae93539a0779cd20c05a",
    ),
    "M4": (
        M4,
        momo.QUERY,
        played_momo.QUERY,
        "1df2c8bc58f3e3a49c3bff0706254b967fb0515d13ca8d148d1f410ea1b01a23",
    ),
    "M5": (
        M5,
        momo.REFUND,
        played_momo.REFUND,
        "859e5d7ca50cba4edcbb9ed334ba98caf84384d3276fc8807a6850d797dc7c17",
    ),
}
KEY1, KEY2 = "motcuaZaloKey1Test00000000000001", "motcuaZaloKey2Test00000000000002"
Z_CREATE = '99001|261121_H26152611210001|cong_dan_001|50000|1795228200000|{"redirecturl":"https://motcua.example.vn/thanh-toan/zalopay/ket-qua"}|[]'
Z_CALLBACK = '{"app_id":99001,"app_trans_id":"261121_H26152611210001","app_time":1795228200000,"app_user":"cong_dan_001","amount":50000,"embed_data":"{}","item":"[]","zp_trans_id":261121000000389,"server_time":1795228392000,"channel":38,"merchant_user_id":"","user_fee_amount":0,"discount_amount":0}'  # noqa: E501
BIMAT = "BIMAT-MOTCUA-TEST-2026"
PLATFORM = {
    "INIT": (
        "INIT|1.0.6|MOTCUA|dvcH2615261121000120261121093000|50000|PAY|1|1|vi-VN|VND|PAYMENT|THANH TOAN HO SO H26.15-261121-0001|20261121093000|198.51.100.5",  # noqa: E501
        platform.INIT, played_platform.INIT, "30481e40d790d5a3c2a1eb7de5e7691eac51ae05f54a055871e17804a4df1955",
    ),
    "CONFIRM": (
        "CONFIRM|00|MOTCUA|dvcH2615261121000120261121093000|50000|VND|PP20261121000123|BIDV|20261121093312|THANH TOAN HO SO H26.15-261121-0001",  # noqa: E501
        platform.RESULT, played_platform.RESULT, "4206e651906dbea869afee497f6432bcdcc0a5de4f3fe1d76b664e7347630286",
    ),
    "QUERY": (
        "QUERY|1.0.6|MOTCUA|dvcH2615261121000120261121093000|20261121093000",
        platform.QUESTION, played_platform.QUESTION, "8a8179f50a8f547d93c65f2b2a8af8127134a48fd0a704bb87206c0b391ff18e",
    ),
    "GET_BILL": (
        "GET_BILL|1.0.6|MOTCUA|dvcH2615261121000120261121093000|20261121093000",
        platform.QUESTION, played_platform.QUESTION, "c045a22b2dedc874467df4dd923a40f5dbd2f8129336bb4c192c93e5d055f64c",
    ),
}  # fmt: skip


def fields_of(text):
    return dict(pair.split("=", 1) for pair in text.split("&"))


@pytest.mark.parametrize("name", MOMO)
def test_momo_messages_are_signed_as_published(name):
    text, ours, theirs, expected = MOMO[name]
    message = fields_of(text)
    assert momo.raw_text(message, ours) == text
    assert momo.sign(MOMO_SECRET, message, ours) == expected
    assert played_momo.signature(MOMO_SECRET, MOMO_KEY, message, theirs) == expected


def test_a_momo_notice_is_checked_without_the_access_key_in_it():
    message = {k: v for k, v in fields_of(M3).items() if k != "accessKey"} | {
        "signature": MOMO["M3"][3].upper()
    }
    assert momo.is_signed(MOMO_SECRET, MOMO_KEY, message, momo.NOTICE)
    assert not momo.is_signed(MOMO_SECRET, MOMO_KEY, message | {"signature": None}, momo.NOTICE)
    assert not momo.is_signed(MOMO_SECRET, MOMO_KEY, message | {"message": "\udcff"}, momo.NOTICE)
    assert not momo.is_signed(MOMO_SECRET, MOMO_KEY, message | {"signature": "é" * 64}, momo.NOTICE)


def test_zalopay_messages_are_signed_as_published():
    values = Z_CREATE.split("|")
    created = dict(
        zip(
            ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item"),
            values,
            strict=True,
        )
    )
    expected = "6a759a8bcd7fa13aaf431c9e2dd261e2ab793ca1901dbdceee3368f27056b988"
    assert zalopay.mac(KEY1, created, zalopay.CREATE) == expected
    assert played_zalopay.mac(KEY1, played_zalopay.joined(created, played_zalopay.CREATE)) == expected
    callback = "e38e4b79b5e1e3904ec6aa1553557775c7f84b01d3a849e1da5ad323f18a21f8"
    assert zalopay.is_notice(KEY2, Z_CALLBACK, callback) and not zalopay.is_notice(KEY1, Z_CALLBACK, callback)
    assert played_zalopay.mac(KEY2, Z_CALLBACK) == callback
    asked = {"app_id": 99001, "app_trans_id": "261121_H26152611210001"}
    assert (
        zalopay.query_mac(KEY1, asked) == "341d4027b2c357d81874fd26a65fd491a1dc2819a49efb8cfd1cda434a4765bd"
    )


@pytest.mark.parametrize("name", PLATFORM)
def test_platform_messages_are_signed_as_published(name):
    text, ours, theirs, expected = PLATFORM[name]
    message = dict(zip(ours, text.split("|"), strict=True))
    assert platform.sign(BIMAT, message, ours) == expected
    assert played_platform.code(BIMAT, message, theirs) == expected
    assert platform.is_signed(BIMAT, message | {"MaXacThuc": expected}, ours)


@pytest.mark.parametrize(
    ("value", "dong"),
    [(50000, 50000), ("50000", 50000), (50000.0, None), (True, None), (-1, None), (0, None), ("050000", None),
     ("+5", None), ("5e4", None), ("٥", None), (None, None), (10**20, None), ([], None), (SimpleNamespace(), None)],
)  # fmt: skip
def test_only_a_whole_number_above_zero_is_an_amount(value, dong):
    assert digests.whole_dong(value) == dong
