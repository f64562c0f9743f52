"""An invoice: paid in an organisation's name, coded by the tax authority, sent as PDF, looked up by anybody; then replaced."""

import pytest

from motcua.city import authority
from motcua.city.models import Power
from motcua.foundation import clock
from motcua.money import orders
from motcua.money.fees import Kind
from motcua.money.invoices import issuing, paying_for
from motcua.money.invoices.models import Document
from motcua.money.invoices.paying_for import Told
from motcua.sites.invoices import one
from tests.browser.desk_site import apart, town, window
from tests.money.invoices.city_of_fees import LATER, an_order, tax_gate, unit_of
from tests.money.invoices.test_tax_contract import talk
from tests.reading_pdf import text_of

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


def paid_by_a_company() -> None:
    Power.objects.create(post_kind="chair", power="keep_accounts", reach="agency", valid_from="2025-07-01")
    authority.forget()
    order = an_order((Kind.GIA, 26_000), unit=unit_of(invoice_coded=True))
    paying_for.name(order, Told("CÔNG TY TNHH THỬ NGHIỆM", "0100000010", "Số 2 phố Mẫu, Hà Nội"), "An", LATER)
    orders.mark_cash_paid(order, "Trần Thu Ngân", LATER)


def test_an_invoice_goes_from_the_payment_to_the_buyer_and_is_replaced(town, chromium, monkeypatch):
    clock.set_for_test(LATER)
    monkeypatch.setattr(one, "fresh_proof", lambda request: True)
    with tax_gate() as (_, gate):

        def minute() -> list[Document]:
            """What the job of each minute does."""
            issuing.issue_waiting(lambda: LATER)
            talk(gate)
            return list(Document.objects.order_by("id"))

        apart(paid_by_a_company)
        (first,) = apart(minute)
        keeper = window(chromium, town, "chair", viewport={"width": 360, "height": 780})
        keeper.goto(f"/hoa-don/?q={first.number}")
        assert "CÔNG TY TNHH THỬ NGHIỆM" in keeper.inner_text("main")
        assert keeper.evaluate("document.documentElement.scrollWidth") <= 360
        keeper.locator("a[data-open]").first.click()
        assert "Đã cấp mã" in keeper.inner_text("main") and first.tax_given_code in keeper.inner_text("main")
        with keeper.expect_download() as loading:
            keeper.get_by_role("link", name="Bản thể hiện (PDF)").click()
        paper = text_of(loading.value.path().read_bytes())
        assert "0100000010" in paper and first.code in paper and "Hai mươi sáu nghìn đồng" in paper
        anybody = chromium.new_context(base_url=town, locale="vi-VN").new_page()
        anybody.goto(f"/tra-cuu-hoa-don?ma={first.code}")  # where the paper's QR leads
        assert "Còn hiệu lực" in anybody.inner_text("main")
        assert "CÔNG TY" not in anybody.inner_text("main")
        keeper.get_by_role("link", name="Thay thế").click()
        keeper.fill("#payer_name", "CÔNG TY TNHH THỬ NGHIỆM MỚI")
        keeper.fill("#reason", "Công ty đổi tên")
        keeper.get_by_role("button", name="Xem trước").click()
        keeper.locator("button[name=step][value=done]").click()
        keeper.wait_for_selector("text=Chứng từ cũ hết hiệu lực")
        old, new = apart(minute)
        anybody.goto(f"/tra-cuu-hoa-don?ma={old.code}")
        assert "Đã được thay thế" in anybody.inner_text("main")
        anybody.goto(f"/tra-cuu-hoa-don?ma={new.code}")
        assert "Còn hiệu lực" in anybody.inner_text("main") and new.tax_given_code in anybody.inner_text(
            "main"
        )
    assert keeper.complaints == []
