"""What officers press at the desk, step by step."""

from playwright.sync_api import Page


def open_dossier(page: Page, code: str, act: str = "") -> None:
    page.goto(f"/ban-lam-viec/ho-so/{code}/" + (f"?viec={act}" if act else ""))
    assert code in page.text_content("main")


def tick_all(page: Page) -> None:
    """The whole checklist of the step."""
    for label in page.locator(".dk-do__form input[name=tick] + label").all():
        label.click()


def press(page: Page, words: str) -> None:
    """The button of the open form; the page that comes back must not complain."""
    with page.expect_navigation():
        page.locator(".dk-do__form").get_by_role("button", name=words).first.click()
    wrong = page.locator(".dk-do__form .mc-error, .mc-notice--danger")
    assert wrong.count() == 0, wrong.all_text_contents()


def sign(page: Page, code: str, words: str = "Ký") -> None:
    """The chair: declare what the definition asks of the signer, tick that the draft was seen, then sign."""
    open_dossier(page, code)
    tick_all(page)
    page.locator("label[for=sure]").click()
    press(page, words)


def hand_over(page: Page, code: str, receiver: str) -> None:
    """At the counter, against a name drawn on the screen."""
    open_dossier(page, code)
    page.fill("#received_by", receiver)
    pad = page.locator("[data-sign]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 80)
    page.mouse.down()
    for x, y in ((90, 30), (140, 110), (220, 50), (300, 100)):
        page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.up()
    press(page, "Đã trả kết quả")
