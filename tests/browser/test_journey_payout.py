"""A month's payout from the list to the money: made and submitted by one officer, approved and sent by another, refused by the
bank and repeated, and handed out in cash against a signature drawn on the screen."""

import pytest

from motcua.money.payouts import config
from motcua.money.payouts.models import BankAccount, Line
from motcua.sites.payouts import runs
from tests.browser.desk_site import apart, town, window
from tests.money.payouts import a_list
from tests.money.payouts.direct_bank import DirectBank

__all__ = ["town"]
pytestmark = pytest.mark.browser
CLOSED, MENDED = "0000009004", "0000000003"
"""An account that the bank refuses, and the one that its holder names instead."""


def ward() -> None:
    a_list.many(2)
    closed, cash = a_list.person("Lê Thị Đóng"), a_list.person("Bà Tiền Mặt")
    for one in (closed, cash):
        a_list.granted(one)
    a_list.account(closed, CLOSED)
    a_list.granted(a_list.person("Cụ Đã Mất", death_date=a_list.MARCH.replace(month=1)))
    a_list.money()


def test_a_payout_goes_from_the_list_to_the_accounts(town, chromium, monkeypatch, tmp_path):
    bank = DirectBank(tmp_path)
    monkeypatch.setattr(config, "current", lambda: bank.config)
    monkeypatch.setattr(runs, "BankClient", lambda told: bank)
    apart(ward)
    maker = window(chromium, town, "society", viewport={"width": 360, "height": 780})
    maker.goto("/chi-tra/")
    maker.get_by_role("button", name="Lập danh sách").click()
    assert maker.evaluate("document.documentElement.scrollWidth") <= 360
    here = maker.url
    maker.get_by_role("link", name="Xử lý từng phát hiện").click()
    maker.get_by_label("Lý do").first.fill("Đã có giấy chứng tử")
    maker.get_by_role("button", name="Không chi").first.click()
    maker.wait_for_selector("text=Đã có giấy chứng tử")
    maker.goto(here)
    maker.get_by_role("button", name="Trình duyệt").click()
    maker.wait_for_selector("text=Chờ duyệt")
    chair = window(chromium, town, "chair")
    chair.goto(here)
    chair.get_by_role("button", name="Duyệt danh sách").click()
    chair.get_by_role("button", name="Gửi ngân hàng").click()
    chair.wait_for_selector("text=Kết quả chi")
    maker.goto(here)
    maker.get_by_role("link", name="Ngân hàng trả lời").click()
    maker.get_by_role("button", name="Hỏi ngân hàng").click()
    maker.wait_for_selector("text=2 đã trả")
    assert maker.locator("text=1 bị từ chối").count() == 1
    apart(lambda: BankAccount.objects.filter(number=CLOSED).update(number=MENDED))
    chair.get_by_role("link", name="Ngân hàng trả lời").click()
    chair.get_by_role("button", name="Gửi bổ sung").click()
    chair.wait_for_selector("text=1 đã trả")
    maker.goto(f"{here}tien-mat/?q=ba tien mat")
    maker.get_by_role("link", name="Bà Tiền Mặt").click()
    maker.get_by_label("Số trên thẻ").fill(apart(lambda: Line.objects.get(full_name="Bà Tiền Mặt").pin))
    signed(maker)
    maker.get_by_role("button", name="Đã giao tiền").click()
    maker.get_by_role("link", name="Đã ký nhận").click()
    ink = maker.get_by_role("img", name="Chữ ký của Bà Tiền Mặt")
    ink.wait_for()
    assert ink.evaluate("image => image.decode().then(() => image.naturalWidth)") == 750
    assert maker.evaluate("document.documentElement.scrollWidth") <= 360
    assert sorted(apart(lambda: list(Line.objects.values_list("state", flat=True)))) == [
        "cash_paid",
        "excluded",
        "settled",
        "settled",
        "settled",
    ]
    assert maker.complaints == [] and chair.complaints == []


def signed(page) -> None:
    """A few strokes in the frame, as a finger makes them; the other ways of signing are out of sight."""
    assert not page.get_by_label("Người làm chứng", exact=True).is_visible()
    # a stroke before the script has come leaves nothing, as anybody would see
    page.wait_for_load_state("networkidle")
    pad = page.locator("#sign-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + (50 if step % 2 else 20))
    page.mouse.up()
    assert page.locator("#signature").input_value().startswith("data:image/png;base64,")
