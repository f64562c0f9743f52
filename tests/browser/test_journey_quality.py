"""A commune's officer goes through findings by the keyboard: propose, the next one, put one off."""

from datetime import date

import pytest

from motcua.records.quality.models import Finding, Load, Proposal
from tests.browser.desk_site import apart, town, window
from tests.sites.desk_people import MONDAY

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


def findings() -> None:
    load = Load.objects.create(
        source="school", name="hoc-sinh.csv", sha256="0" * 64, taken_on=date(2026, 3, 1), state="cleaned", received_at=MONDAY,
        received_by={},
    )  # fmt: skip
    for number in range(3):
        Finding.objects.create(
            load=load, rule="DQ14", source="school", record=f"S{number}", unit_code="00160", field="full_name",
            value="Ñoã Vaên Duõng", proposal="Đỗ Văn Dũng",
        )  # fmt: skip


def test_findings_are_decided_one_after_another_without_the_mouse(town, chromium):
    apart(findings)
    page = window(chromium, town, "justice")
    page.goto("/chat-luong-du-lieu/can-xu-ly/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("[name=value]") == "Đỗ Văn Dũng"
    page.fill("[name=grounds]", "Học bạ")
    first = page.url
    with page.expect_navigation():
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert page.url != first and "Đã lập đề nghị" in page.inner_text("body")
    second = page.url
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url != second
    assert apart(lambda: (Proposal.objects.count(), Finding.objects.filter(state="open").count())) == (1, 2)
