"""What a mother does with a certificate that lies in her wallet: the next form, its signatures, a link, the look."""

import re


def next_form_comes_filled(page, code, child):
    """The form of another procedure knows the child from the register, and says so."""
    page.goto(f"/nop/{code}")
    page.get_by_role("button", name=re.compile("Bắt đầu")).last.click()
    page.wait_for_url("**/nop/ban-nhap/**")
    assert page.input_value("[name=person_name]") == child
    assert "Lấy từ Sổ đăng ký khai sinh" in page.text_content("main")
    assert page.get_by_role("link", name=re.compile("Không đúng")).first.is_visible()


def share_the_newest_paper(page, receiver, purpose):
    """Open the newest paper, have its signatures checked, share it; the link's path."""
    page.goto("/giay-to/")
    page.locator(".wl-line a").first.click()
    page.get_by_role("link", name="Kiểm tra chữ ký số").click()
    assert page.locator("#chu-ky").text_content().count("Chữ ký hợp lệ") == 2
    page.get_by_role("link", name="Chia sẻ", exact=True).click()
    assert page.locator("[name=papers]:checked").count() == 1
    page.fill("[name=receiver]", receiver)
    page.fill("[name=purpose]", purpose)
    page.get_by_role("button", name="Tạo liên kết").click()
    return re.sub(r"^https?://[^/]+", "", page.input_value("#wallet-link"))


def look_through(guest, path, purpose):
    """A stranger opens the link, reads the notice, and downloads the paper."""
    guest.goto(path)
    assert "Lần mở này được ghi lại" in guest.text_content("main")
    guest.get_by_role("button", name="Xem giấy tờ").click()
    assert purpose in guest.text_content("main") and "Còn hiệu lực" in guest.text_content("main")
    with guest.expect_download() as downloading:
        guest.get_by_role("link", name=re.compile("Tải tệp")).click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF")
