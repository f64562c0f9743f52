"""A crooked, badly lit photo of a paper becomes a signed, searchable copy in three minutes at the counter."""

import io

import pytest
from PIL import Image

from tests.browser import pages
from tests.reading_pdf import signatures_of, text_of
from tests.records.scanning import drawn

pytestmark = [pytest.mark.browser, pytest.mark.long]


def photo(image: Image.Image) -> dict:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return {"name": "trang.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def without_pages(counter) -> str:
    """Opens the scan of a waiting paper that the counter did not put in as a file; the dossier's code."""
    counter.goto("/so-hoa/")
    codes = counter.locator(".sh-rows__code").all_inner_texts()
    for code in codes:
        counter.goto(f"/so-hoa/ho-so/{code}/")
        counter.locator(".sh-paper form[action$='/quet/'] button").first.click()
        counter.wait_for_url("**/so-hoa/*-*-*-*-*/")
        if not counter.locator(".sh-page").count():
            return code
    raise AssertionError(f"every paper has pages: {codes}")


def test_a_photographed_paper_becomes_a_signed_searchable_copy(city_site, chromium):
    counter = city_site.officer(chromium, "counter")
    code = without_pages(counter)
    second = drawn.turned(drawn.paper(150, "Trang sau của giấy này."), 2.5)
    counter.set_input_files("#files", [photo(second), photo(drawn.photographed(drawn.paper(150)))])
    counter.get_by_role("button", name="Đưa trang vào").click()
    counter.wait_for_selector(".sh-confirm", timeout=90_000)
    assert counter.locator(".sh-page").count() == 2
    counter.get_by_role("button", name="Đưa ra sau: trang 1").click()
    counter.wait_for_load_state()
    assert counter.input_value("#id-number") == drawn.NUMBER
    assert counter.input_value("#id-issued_on-year") == "2024"
    assert counter.input_value("#id-name") == "TRẦN THỊ BÍCH NGỌC"
    assert "Tên trên giấy khác tên chủ hồ sơ" in counter.text_content("main")

    counter.get_by_role("button", name="Xác nhận và ký sao y").click()
    counter.wait_for_selector(".mc-errors")
    assert "chưa đối chiếu với bản giấy" in counter.locator(".mc-errors").inner_text()
    for page in (1, 2):
        counter.locator(f"label[for=doi-chieu-{page}]").click()
    for doubtful in counter.locator(".sh-read label").all():
        doubtful.click()
    counter.get_by_role("button", name="Xác nhận và ký sao y").click()
    counter.wait_for_url(f"**/so-hoa/ho-so/{code}/")
    copy = counter.locator(".sh-copy a").first
    assert copy.inner_text().startswith(code)
    pdf = pages.fetched(counter, copy.get_attribute("href"))
    assert signatures_of(pdf).count("Signature is Valid") == 1
    told = text_of(pdf)
    assert "SAO Y" in told
    assert "chưa đăng ký kết hôn với ai" in " ".join(told.split())
    assert "Trang sau của giấy này" in told
    assert counter.complaints == []
    counter.context.close()
