"""A month's payout from the list to the accounts: the officer makes and submits it, the chair approves and sends it."""

import pytest

from motcua.money.payouts import config
from motcua.money.payouts.models import Line
from motcua.sites.payouts import runs
from tests.browser.desk_site import apart, town, window
from tests.money.payouts import a_list
from tests.money.payouts.direct_bank import DirectBank

__all__ = ["town"]
pytestmark = pytest.mark.browser


def ward() -> None:
    a_list.many(2)
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
    assert sorted(apart(lambda: list(Line.objects.values_list("state", flat=True)))) == [
        "excluded",
        "settled",
        "settled",
    ]
    assert maker.complaints == [] and chair.complaints == []
