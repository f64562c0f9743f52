"""The form builder in a browser: a question is added, typed, made conditional and dragged; nothing is reloaded."""

import re

import pytest

from tests.browser import pages

pytestmark = pytest.mark.browser


def test_an_editor_adds_a_question_and_sees_it_as_residents_will(city_site, chromium):
    editor = city_site.officer(chromium, "editor")
    editor.goto("/soan-thu-tuc/?q=1.001193")
    editor.get_by_role("button", name="Sửa").first.click()
    editor.wait_for_url(re.compile(r"/soan-thu-tuc/[0-9a-f-]{36}/"))
    uuid = re.search(r"[0-9a-f-]{36}", editor.url).group()
    editor.goto(f"/soan-thu-tuc/{uuid}/bieu-mau/?o=form.pages[0].fields[1]")
    editor.locator(".ed-block").first.get_by_role("button", name="Câu hỏi", exact=True).click()
    editor.wait_for_selector("#ed-part-title:has-text('cau_hoi')")
    editor.keyboard.type("Trẻ sinh đôi?")
    editor.keyboard.press("Tab")
    editor.keyboard.type("A twin?")
    editor.wait_for_selector(".ed-item__words:has-text('Trẻ sinh đôi?')")
    editor.get_by_label("Loại câu trả lời").select_option("yes_no")
    editor.wait_for_selector("#ed-preview legend:has-text('Trẻ sinh đôi?')")
    assert editor.get_by_label("Loại câu trả lời").input_value() == "yes_no"
    editor.get_by_role("button", name=re.compile("Thêm điều kiện.*Chỉ hỏi khi")).click()
    editor.wait_for_selector("#ed-preview legend:has-text('Trẻ sinh đôi?')", state="detached")
    editor.locator("#ed-preview label", has_text=re.compile("^Cha$")).click()
    editor.wait_for_selector("#ed-preview legend:has-text('Trẻ sinh đôi?')")
    editor.wait_for_selector(".ed-sound")
    assert pages.findings(editor) == []
    editor.locator(".ed-item a", has_text="Trẻ sinh đôi?").focus()
    editor.keyboard.press("Alt+ArrowUp")
    editor.wait_for_selector(".ed-item:nth-child(2):has-text('Trẻ sinh đôi?')")
    # it now stands before what its condition reads, and the page says so
    editor.wait_for_selector(".ed-control .mc-error:has-text('được hỏi sau đó')")
    assert editor.complaints == []
    editor.context.close()
