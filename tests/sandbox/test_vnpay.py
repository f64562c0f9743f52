"""The stand-in for VNPAY keeps to the published protocol, with signatures of its own making."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from sandbox.vnpay import signing
from sandbox.vnpay.state import VN
from tests.money.test_vnpay_signing import SECRET, V1, V2, V3, V4, V5, V6
from tests.sandbox.running import free_port, running_sandbox, switch

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("text", "signature"), [V1, V2, V3], ids=["V1", "V2", "V3"])
def test_the_gateway_signs_query_strings_as_published(text, signature):
    assert signing.query_signature(SECRET, dict(parse_qsl(text))) == signature


@pytest.mark.parametrize(
    ("names", "vector"),
    [(signing.QUERY_REQUEST, V4), (signing.QUERY_ANSWER, V5), (signing.REFUND_REQUEST, V6)],
    ids=["V4", "V5", "V6"],
)
def test_the_gateway_signs_messages_as_published(names, vector):
    _, text, signature = vector
    message = {f"vnp_{name}": value for name, value in zip(names.split(), text.split("|"), strict=True)}
    assert signing.message_signature(SECRET, message, names) == signature


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    monkeypatch.setenv("MOTCUA_VNPAY_SECRET", SECRET)
    # nobody listens there: notices run into a closed door
    with running_sandbox(tmp_path, f"http://127.0.0.1:{free_port()}") as running:
        yield running


def request_of(**changes):
    """The signed parameters of a fresh payment; `changes` are made before signing."""
    now = datetime.now(VN)
    params = dict(parse_qsl(V1[0])) | {
        "vnp_CreateDate": now.strftime("%Y%m%d%H%M%S"),
        "vnp_ExpireDate": (now + timedelta(minutes=15)).strftime("%Y%m%d%H%M%S"),
        **{f"vnp_{name}": value for name, value in changes.items()},
    }
    params = {name: value for name, value in params.items() if value}
    return params | {signing.NAME: signing.query_signature(SECRET, params)}


def open_page(sandbox, params):
    return requests.get(f"{sandbox.url}/vnpay/paymentv2/vpcpay.html", params=params, timeout=5)


def press(sandbox, page, outcome):
    token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
    return requests.post(
        f"{sandbox.url}/vnpay/paymentv2/confirm",
        data={"token": token, "outcome": outcome},
        timeout=5,
        allow_redirects=False,
    )


def ask(sandbox, names, **message):
    body = {f"vnp_{name}": value for name, value in message.items()}
    body[signing.NAME] = signing.message_signature(SECRET, body, names) if "bad" not in message else "00"
    address = f"{sandbox.url}/vnpay/merchant_webapi/api/transaction"
    return requests.post(address, json=body, timeout=5).json()


def query(sandbox, params, request_id, **changes):
    message = {
        "RequestId": request_id,
        "Version": "2.1.0",
        "Command": "querydr",
        "TmnCode": "MOTCUA01",
        "TxnRef": params["vnp_TxnRef"],
        "TransactionDate": params["vnp_CreateDate"],
        "CreateDate": params["vnp_CreateDate"],
        "IpAddr": "198.51.100.5",
        "OrderInfo": "Truy van",
    }
    return ask(sandbox, signing.QUERY_REQUEST, **message | changes)


def refund(sandbox, params, request_id, amount, kind="02"):
    return ask(
        sandbox,
        signing.REFUND_REQUEST,
        RequestId=request_id,
        Version="2.1.0",
        Command="refund",
        TmnCode="MOTCUA01",
        TransactionType=kind,
        TxnRef=params["vnp_TxnRef"],
        Amount=amount,
        TransactionNo="",
        TransactionDate=params["vnp_CreateDate"],
        CreateBy="canbo",
        CreateDate=params["vnp_CreateDate"],
        IpAddr="198.51.100.5",
        OrderInfo="Hoan phi",
    )["vnp_ResponseCode"]


def test_the_pay_page_says_in_vietnamese_what_is_paid(sandbox):
    page = open_page(sandbox, request_of())
    assert page.status_code == 200
    for words in ("50.000 ₫", "Le phi ho so H26.15-261121-0001", "Thanh toán thành công", "Huỷ giao dịch"):
        assert words in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"TmnCode": "OTHER001"}, "Điểm thu không tồn tại"),
        ({"Amount": "5000050"}, "không hợp lệ"),
        ({"Amount": "50.000"}, "không hợp lệ"),
        ({"CurrCode": "USD"}, "không hợp lệ"),
        ({"Version": "2.0.0"}, "không hợp lệ"),
        ({"ReturnUrl": ""}, "không hợp lệ"),
        ({"OrderInfo": "Lệ phí"}, "không hợp lệ"),
        ({"ExpireDate": "20200101000000"}, "quá thời gian"),
    ],
)
def test_an_address_that_breaks_the_protocol_is_refused_with_a_reason(sandbox, changes, words):
    page = open_page(sandbox, request_of(**changes))
    assert page.status_code == 400 and words in page.text


def test_an_address_with_another_amount_than_was_signed_is_refused(sandbox):
    page = open_page(sandbox, request_of() | {"vnp_Amount": "100"})
    assert page.status_code == 400 and "Sai chữ ký" in page.text


def test_the_browser_goes_back_with_signed_parameters(sandbox):
    back = press(sandbox, open_page(sandbox, request_of()), "00")
    params = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
    assert signing.right(signing.query_signature(SECRET, params), params[signing.NAME])
    assert (params["vnp_ResponseCode"], params["vnp_TransactionStatus"]) == ("00", "00")
    assert params["vnp_Amount"] == "5000000" and params["vnp_TransactionNo"] != "0"


def test_a_payment_is_made_only_once(sandbox):
    params = request_of()
    page = open_page(sandbox, params)
    assert press(sandbox, page, "24").status_code == 303
    assert press(sandbox, page, "00").status_code == 400
    assert "đã được xử lý" in open_page(sandbox, params).text


def test_a_reference_cannot_be_used_for_another_payment(sandbox):
    open_page(sandbox, request_of())
    assert "đã được xử lý" in open_page(sandbox, request_of(Amount="700000")).text


def test_a_question_tells_open_paid_and_unknown_payments_apart(sandbox):
    params = request_of()
    assert query(sandbox, params, "R1")["vnp_ResponseCode"] == "91"
    page = open_page(sandbox, params)
    assert query(sandbox, params, "R2")["vnp_TransactionStatus"] == "01"
    press(sandbox, page, "00")
    answer = query(sandbox, params, "R3")
    assert (answer["vnp_ResponseCode"], answer["vnp_TransactionStatus"]) == ("00", "00")
    assert answer["vnp_Amount"] == "5000000"
    assert signing.right(
        signing.message_signature(SECRET, answer, signing.QUERY_ANSWER), answer[signing.NAME]
    )
    assert query(sandbox, params, "R3")["vnp_ResponseCode"] == "94"
    assert query(sandbox, params, "R4", TmnCode="OTHER001")["vnp_ResponseCode"] == "02"
    assert query(sandbox, params, "R5", bad="yes")["vnp_ResponseCode"] == "97"
    assert query(sandbox, params, "R6", TransactionDate="20200101000000")["vnp_ResponseCode"] == "91"
    assert query(sandbox, params, "")["vnp_ResponseCode"] == "03"


def test_refunds_add_up_to_what_was_paid_and_no_more(sandbox):
    params = request_of()
    page = open_page(sandbox, params)
    assert refund(sandbox, params, "F1", "5000000") == "95"
    press(sandbox, page, "00")
    assert refund(sandbox, params, "F2", "2000000", kind="02") == "99"
    assert refund(sandbox, params, "F3", "2000000", kind="03") == "00"
    assert refund(sandbox, params, "F3", "2000000", kind="03") == "94"
    assert refund(sandbox, params, "F4", "3000100", kind="03") == "99"
    assert refund(sandbox, params, "F5", "3000000", kind="03") == "00"
    assert refund(sandbox, params, "F6", "x", kind="03") == "03"


def test_a_gateway_that_is_down_says_503_and_comes_back(sandbox):
    switch(sandbox, "vnpay", "down", times=1)
    assert open_page(sandbox, request_of()).status_code == 503
    assert open_page(sandbox, request_of()).status_code == 200


def test_a_fault_that_is_not_played_is_refused(sandbox):
    with pytest.raises(requests.HTTPError):
        switch(sandbox, "vnpay", "explode")


def test_rubbish_is_answered_with_bad_format(sandbox):
    address = f"{sandbox.url}/vnpay/merchant_webapi/api/transaction"
    for body in (b"", b"[]", b"{", b'{"vnp_Command": "drop"}'):
        assert requests.post(address, data=body, timeout=5).json()["vnp_ResponseCode"] == "03"


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_the_gateway_runs_alone(tmp_path, told):
    port = free_port()
    command = [sys.executable, "-m", "sandbox.vnpay", "--port", str(port), "--data", str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "MOTCUA_VNPAY_SECRET": SECRET}, stdout=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 15
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        base = f"http://127.0.0.1:{port}"
        page = requests.get(f"{base}/vnpay/paymentv2/vpcpay.html", params=request_of(), timeout=5)
        assert page.status_code == 200 and 'action="/vnpay/paymentv2/confirm"' in page.text
        assert requests.get(f"{base}/style.css", timeout=5).status_code == 200
        switched = requests.post(f"{base}/_control", json={"vnpay": {"fail": "ipn_never"}}, timeout=5)
        assert switched.json()["vnpay"]["fail"] == "ipn_never"
    finally:
        process.send_signal(told)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0
