"""What is different from provider to provider, so that one suite of sentences (`test_gateways.py`) holds for all of them.

A new provider is one class here: where its sandbox is, how its notices are written and signed, what it wants to hear.
"""

import json
import re
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import requests

from motcua.money.gateways.provider import Asking
from motcua.money.gateways.registry import GATEWAYS
from sandbox.momo import signing as momo_signing
from sandbox.momo.app import application as momo_application
from sandbox.momo.state import Merchant as MomoMerchant
from sandbox.momo.state import State as MomoState
from sandbox.platform import signing as platform_signing
from sandbox.platform.app import application as platform_application
from sandbox.platform.state import Partner as PlatformPartner
from sandbox.platform.state import State as PlatformState
from sandbox.vnpay import ipn
from sandbox.vnpay import signing as vnpay_signing
from sandbox.vnpay.app import application as vnpay_application
from sandbox.vnpay.state import Merchant as VnpayMerchant
from sandbox.vnpay.state import State as VnpayState
from sandbox.web import mounted
from sandbox.zalopay import signing as zalopay_signing
from sandbox.zalopay.app import application as zalopay_application
from sandbox.zalopay.state import Merchant as ZalopayMerchant
from sandbox.zalopay.state import State as ZalopayState
from tests.money.conftest import MORNING, SECRET, TMN_CODE

CITY = "https://motcua.example.vn"
ORDER = "H26.15-261121-0001"


@dataclass(frozen=True)
class Sent:
    """A notice on its way: the answer of `to(client)` is what the provider hears."""

    path: str
    body: dict[str, Any]
    get: bool = False

    def to(self, client: Any) -> Any:
        if self.get:
            return client.get(self.path, self.body)
        return client.post(
            self.path, json.dumps(self.body, ensure_ascii=False), content_type="application/json"
        )


class Provider:
    """One provider as a test sees it."""

    key = ""
    PAID, REFUSED, OPEN = "", "", ""
    EXTRA_AMOUNTS: tuple[dict[str, Any], ...] = ()
    """More ways in which a notice can name a wrong amount, as changes of its fields."""
    sends_refusals = True
    refunds = True
    signed_return = True
    state: Any

    def application(self) -> Any:
        raise NotImplementedError

    def configured(self, base: str) -> dict[str, Any]:
        """The settings with which the product finds the sandbox at `base`."""
        raise NotImplementedError

    def notice(
        self, attempt: Any, *, paid: bool = True, amount: Any = None, number: str = "1", secret: str = "", **changes: Any
    ) -> Sent:  # fmt: skip
        """A notice as the provider would write and sign it, with `changes` made before signing."""
        raise NotImplementedError

    def heard(self, answer: Any) -> Any:
        """What the provider reads in our answer: compared with `ANSWERS`."""
        raise NotImplementedError

    @property
    def gateway(self) -> Any:
        return GATEWAYS[self.key]

    def begin(self, order: Any, at: Any = MORNING) -> tuple[Any, str]:
        address = self.gateway.begin(order, Asking(at=at, ip="203.0.113.10", procedure_code="1.000656"))
        return order.attempts.order_by("-pk").first(), address

    def press(self, address: str, outcome: str) -> dict[str, str]:
        """Walk through the sandbox's pay page; what the browser brings back."""
        page = requests.get(address, timeout=10)
        assert page.status_code == 200, page.text
        token = re.search(r'name="token" value="([^"]+)"', page.text)[1]  # type: ignore[index]
        action = re.search(r'action="([^"]+)"', page.text)[1]  # type: ignore[index]
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        back = requests.post(
            origin + action, data={"token": token, "outcome": outcome}, timeout=30, allow_redirects=False
        )
        assert back.status_code == 303, back.text
        assert back.headers["Location"].startswith(CITY)
        return dict(parse_qsl(urlsplit(back.headers["Location"]).query))

    def next_notices(self) -> list[Sent]:
        """Those that the sandbox wants to send by now."""
        taken, self.state.held[:] = list(self.state.held), []
        return [Sent(urlsplit(one.url).path, one.body) for one in (build() for build in taken)]

    def reset(self) -> None:
        self.state.payments.clear()
        self.state.faults.switch({"fail": None})
        self.state.held = []
        self.state.now = lambda: MORNING
        for name in ("request_ids", "refund_results"):
            getattr(self.state, name, set()).clear()

    def refunded(self) -> int:
        """Đồng that the sandbox has sent back."""
        return sum(one.refunded for one in self.state.payments.values())


class Vnpay(Provider):
    key = "vnpay"
    PAID, REFUSED, OPEN = "00", "24", ""
    ANSWERS = {
        "confirmed": "00",
        "already": "02",
        "unknown": "01",
        "amount": "04",
        "signature": "97",
        "error": "99",
    }
    secret = SECRET
    merchant_setting = {"TMN_CODE": "MOTCUA02", "SECRET": "ANOTHERUNITSSECRET0123456789ABCD"}

    def __init__(self) -> None:
        merchant = VnpayMerchant(TMN_CODE, SECRET, f"{CITY}/thanh-toan/vnpay/ipn")
        self.state = VnpayState(merchant=merchant, now=lambda: MORNING)
        self.state.held = []

    def application(self) -> Any:
        return vnpay_application(self.state)

    def configured(self, base: str) -> dict[str, Any]:
        return {
            "TMN_CODE": TMN_CODE, "SECRET": SECRET, "PAY_URL": f"{base}/paymentv2/vpcpay.html",
            "API_URL": f"{base}/merchant_webapi/api/transaction", "RETURN_URL": f"{CITY}/thanh-toan/vnpay/ket-qua",
            "TIMEOUT_S": 3.0,
        }  # fmt: skip

    def hold(self, payment: Any, state: Any) -> list[Any]:
        """In the place of `sandbox.vnpay.ipn.start`: the test sends."""
        if not state.faults.strikes("ipn_never"):
            count = 2 if state.faults.strikes("ipn_twice") else 1
            state.held.extend([lambda: ipn.notice(payment, state)] * count)
        return []

    def next_notices(self) -> list[Sent]:
        taken, self.state.held[:] = list(self.state.held), []
        return [Sent("/thanh-toan/vnpay/ipn", build(), get=True) for build in taken]

    def notice(self, attempt, *, paid=True, amount=None, number="14226112", secret="", **changes):
        params = {
            "vnp_Amount": str(attempt.amount * 100 if amount is None else amount), "vnp_BankCode": "NCB",
            "vnp_ResponseCode": "00" if paid else "24", "vnp_TmnCode": TMN_CODE, "vnp_TransactionNo": number if paid else "0",
            "vnp_TransactionStatus": "00" if paid else "02", "vnp_TxnRef": attempt.txn_ref, **changes,
        }  # fmt: skip
        params = {name: str(value) for name, value in params.items()}
        right = vnpay_signing.query_signature(secret or SECRET, params)
        return Sent("/thanh-toan/vnpay/ipn", params | {"vnp_SecureHash": right}, get=True)

    def of_unit(self, attempt):
        return self.notice(attempt, secret=self.merchant_setting["SECRET"], vnp_TmnCode="MOTCUA02")

    def unknown(self, attempt):
        return self.notice(attempt, vnp_TxnRef="NOBODYT1")

    def heard(self, answer):
        assert answer.status_code == 200
        return answer.json()["RspCode"]

    def refunded(self) -> int:
        return super().refunded() // 100


class Momo(Provider):
    key = "momo"
    PAID, REFUSED, OPEN = "0", "1006", "7002"
    ANSWERS = {
        "confirmed": 204,
        "already": 204,
        "unknown": 404,
        "amount": 400,
        "signature": 400,
        "error": 500,
    }
    secret = "motcua-momo-secret-000111222333"
    access_key = "MCAK20260001"
    merchant_setting = {"PARTNER_CODE": "PHUONG2", "ACCESS_KEY": "K2", "SECRET": "another-units-secret"}

    def __init__(self) -> None:
        self.state = MomoState(
            merchant=MomoMerchant("MOTCUA", self.access_key, self.secret), now=lambda: MORNING
        )

    def application(self) -> Any:
        return momo_application(self.state)

    def configured(self, base: str) -> dict[str, Any]:
        return {
            "PARTNER_CODE": "MOTCUA", "ACCESS_KEY": self.access_key, "SECRET": self.secret,
            "API_URL": f"{base}/v2/gateway/api", "RETURN_URL": f"{CITY}/thanh-toan/momo/ket-qua",
            "IPN_URL": f"{CITY}/thanh-toan/momo/ipn", "TIMEOUT_S": 3.0,
        }  # fmt: skip

    def notice(
        self, attempt, *, paid=True, amount=None, number="4098877665", secret="", access_key="", **changes
    ):
        message = {
            "partnerCode": "MOTCUA", "orderId": attempt.txn_ref, "requestId": "RQ-1",
            "amount": attempt.amount if amount is None else amount, "orderInfo": "Lệ phí hồ sơ", "orderType": "momo_wallet",
            "transId": int(number) if paid else 0, "resultCode": 0 if paid else 1006, "message": "Thành công.", "payType": "qr",
            "responseTime": 1795228392000, "extraData": "", **changes,
        }  # fmt: skip
        right = momo_signing.signature(
            secret or self.secret, access_key or self.access_key, message, momo_signing.NOTICE
        )
        return Sent("/thanh-toan/momo/ipn", message | {"signature": right})

    def of_unit(self, attempt):
        return self.notice(attempt, secret="another-units-secret", access_key="K2", partnerCode="PHUONG2")

    def unknown(self, attempt):
        return self.notice(attempt, orderId="NOBODYT1")

    def heard(self, answer):
        assert answer.content == b""
        return answer.status_code


class Zalopay(Provider):
    key = "zalopay"
    PAID, REFUSED, OPEN = "1", "2", "3"
    ANSWERS = {"confirmed": 1, "already": 2, "unknown": -2, "amount": -3, "signature": -1, "error": 0}
    sends_refusals = False
    secret = "motcuaZaloKey2Test00000000000002"
    merchant_setting = {"APP_ID": "99002", "KEY1": "unit-key-1", "KEY2": "unit-key-2"}

    def __init__(self) -> None:
        merchant = ZalopayMerchant(99001, "motcuaZaloKey1Test00000000000001", self.secret)
        self.state = ZalopayState(merchant=merchant, now=lambda: MORNING)

    def application(self) -> Any:
        return zalopay_application(self.state)

    def configured(self, base: str) -> dict[str, Any]:
        return {
            "APP_ID": "99001", "KEY1": "motcuaZaloKey1Test00000000000001", "KEY2": self.secret, "API_URL": base,
            "RETURN_URL": f"{CITY}/thanh-toan/zalopay/ket-qua", "CALLBACK_URL": f"{CITY}/thanh-toan/zalopay/callback",
            "TIMEOUT_S": 3.0,
        }  # fmt: skip

    def notice(self, attempt, *, paid=True, amount=None, number="261121000000389", secret="", **changes):
        data = json.dumps(
            {
                "app_id": 99001, "app_trans_id": attempt.txn_ref, "app_time": 1795228200000, "app_user": "u",
                "amount": attempt.amount if amount is None else amount, "embed_data": "{}", "item": "[]",
                "zp_trans_id": int(number), "server_time": 1795228392000, "channel": 38, **changes,
            }
        )  # fmt: skip
        right = zalopay_signing.mac(secret or self.secret, data)
        return Sent("/thanh-toan/zalopay/callback", {"data": data, "mac": right, "type": 1})

    def of_unit(self, attempt):
        return self.notice(attempt, secret="unit-key-2", app_id=99002)

    def unknown(self, attempt):
        return self.notice(attempt, app_trans_id="261121_NOBODYT1")

    def heard(self, answer):
        assert answer.status_code == 200
        return answer.json()["return_code"]


class Platform(Provider):
    key = "platform"
    PAID, REFUSED, OPEN = "00", "24", "wait"
    ANSWERS = {
        "confirmed": "00",
        "already": "00",
        "unknown": "01",
        "amount": "04",
        "signature": "97",
        "error": "99",
    }
    EXTRA_AMOUNTS = ({"MaTienTe": "USD"},)
    refunds = False
    signed_return = False
    secret = "BIMAT-MOTCUA-TEST-2026"
    merchant_setting = {"PARTNER": "PHUONG2", "SECRET": "BIMAT-PHUONG-2"}

    def __init__(self) -> None:
        partner = PlatformPartner(
            "MOTCUA", self.secret, f"{CITY}/thanh-toan/nen-tang/ket-qua", f"{CITY}/thanh-toan/nen-tang/ket-qua-giao-dich"
        )  # fmt: skip
        self.state = PlatformState(partner=partner, now=lambda: MORNING)

    def application(self) -> Any:
        return platform_application(self.state)

    def configured(self, base: str) -> dict[str, Any]:
        return {"PARTNER": "MOTCUA", "SECRET": self.secret, "API_URL": f"{base}/api", "TIMEOUT_S": 3.0}

    def notice(self, attempt, *, paid=True, amount=None, number="20261121000123", secret="", **changes):
        message = {
            "LoaiBanTin": "CONFIRM", "MaLoi": "00" if paid else "24", "MaDoiTac": "MOTCUA", "MaThamChieu": attempt.txn_ref,
            "SoTien": attempt.amount if amount is None else amount, "MaTienTe": "VND",
            "MaGiaoDich": f"PP{number}" if paid else "", "MaNganHang": "BIDV", "ThoiGianGD": "20261121093312",
            "ThongTinGiaoDich": "THANH TOAN HO SO", **changes,
        }  # fmt: skip
        right = platform_signing.code(secret or self.secret, message, platform_signing.RESULT)
        return Sent("/thanh-toan/nen-tang/ket-qua-giao-dich", message | {"MaXacThuc": right})

    def of_unit(self, attempt):
        return self.notice(attempt, secret="BIMAT-PHUONG-2", MaDoiTac="PHUONG2")

    def unknown(self, attempt):
        return self.notice(attempt, MaThamChieu="dvcNOBODYT120261121093000")

    def heard(self, answer):
        """The platform believes only an answer with our own MaXacThuc, and a stranger gets none."""
        assert answer.status_code == 200
        told = answer.json()
        signed = platform_signing.code(self.secret, told, platform_signing.ANSWER) == told.get("MaXacThuc")
        assert signed == (told["MaLoi"] != "97" and told["MaDoiTac"] == "MOTCUA")
        return told["MaLoi"]


PROVIDERS: tuple[Callable[[], Provider], ...] = (Vnpay, Momo, Zalopay, Platform)


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


def serve(providers: list[Provider]) -> tuple[_Server, dict[str, str]]:
    """All sandboxes in one server; the address of each."""
    server = _Server(("127.0.0.1", 0), _Quiet)
    apps = {one.key: one.application() for one in providers}
    server.set_app(mounted(apps, apps["vnpay"]))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server, {one.key: f"http://127.0.0.1:{server.server_port}/{one.key}" for one in providers}
