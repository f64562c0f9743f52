"""A ward that collects: its unit with a tax code, its orders, and the tax authority's gate of the sandbox over HTTP."""

import threading
import uuid
from contextlib import contextmanager
from datetime import date, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from motcua.city.models import Agency
from motcua.money import orders
from motcua.money.fees import Channel, FeeLine, Kind, SetBy, Words, compute
from motcua.money.invoices import issuing, units
from motcua.money.invoices.client import TaxClient
from motcua.money.invoices.config import Gate
from motcua.money.invoices.models import CollectingUnit, Document
from sandbox.tax.app import application
from sandbox.tax.state import State
from sandbox.web import mounted
from tests.money.conftest import MORNING
from tests.money.test_gateway_contract import _Quiet, _Server

LATER = MORNING + timedelta(minutes=3)
KEY = "khoa-thue"
HOME = "ubnd-phuong-nghia-do"


def ward() -> Agency:
    return Agency.objects.get(key=HOME)


def unit_of(agency: Agency | None = None, *, registered: bool = True, **more) -> CollectingUnit:
    """The ward's unit with an invented tax code."""
    agency = agency or ward()
    units.forget()
    return CollectingUnit.objects.create(
        agency_id=agency.pk, name=agency.name_vi, tax_code="0100000003", address="Số 1 phố Mẫu, Hà Nội",
        receipt_form="01BLP0-001", receipt_letters="AB",
        registration="accepted" if registered else "none", **more,
    )  # fmt: skip


def an_order(*lines: tuple[Kind, int], unit: CollectingUnit | None = None, **more):
    """An order for phí, lệ phí and prices, by default 50 000 đ of lệ phí."""
    fees = [
        FeeLine(f"{'gia' if kind is Kind.GIA else kind.value}.mau_{n}", Words(f"Khoản thu {n}", "Charge"), kind, SetBy.CP, amount)
        for n, (kind, amount) in enumerate(lines or ((Kind.LE_PHI, 50_000),))
    ]  # fmt: skip
    given = {
        "subject": f"H26.15-261121-{uuid.uuid4().int % 10_000:04d}", "subject_id": uuid.uuid4(),
        "payer_name": "Nguyễn Thị Thử", "channel": "counter", "at": MORNING,
        "agency_id": unit.agency_id if unit else None, "collector": unit.name if unit else "",
    }  # fmt: skip
    fee = compute(fees, [], channel=Channel.COUNTER, on=date(2026, 11, 21), city="01")
    return orders.open_order(fee=fee, **(given | more))


def paid(*lines: tuple[Kind, int], unit: CollectingUnit | None = None, **more):
    """The same, paid in cash; its documents are not made yet."""
    return orders.mark_cash_paid(an_order(*lines, unit=unit, **more), "Trần Thu Ngân", LATER)


def made(*lines: tuple[Kind, int], unit: CollectingUnit, at=LATER, **more) -> list[Document]:
    """The same with its files made."""
    order = paid(*lines, unit=unit, **more)
    issuing.issue_waiting(lambda: at)
    return list(Document.objects.filter(order=order).order_by("id"))


@contextmanager
def tax_gate(timeout_s: float = 2.0):
    """A running gate; gives its state and a client of the product."""
    state = State(key=KEY)
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(mounted({"tax": application(state)}, application(state)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        authority = x509.load_pem_x509_certificate(state.authority.pem).public_bytes(Encoding.DER)
        address = f"http://127.0.0.1:{server.server_port}/tax"
        yield state, TaxClient(Gate(address, KEY, timeout_s, frozenset({authority})))
    finally:
        server.shutdown()
        server.server_close()
