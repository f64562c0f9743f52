"""What people do on pages: fill a field whatever shape a script gave it, choose, go on, draw a name."""

import io
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Page, TimeoutError

HOME = "00160"
"""Phường Nghĩa Đô, where the officers of the demo work."""


def choose(page: Page, name: str, value: str) -> None:
    """A radio button or a tick, by its label as people press it."""
    number = page.locator(f"input[name='{name}'][value='{value}']").first.get_attribute("id")
    page.locator(f"label[for='{number}']").first.click()


def select(page: Page, name: str, value: str) -> None:
    """In a select, or in the box that finds while one types when a script has made it one."""
    box = page.locator(f"select[name='{name}']")
    box.locator(f"option[value='{value}']").wait_for(state="attached")
    page.wait_for_timeout(100)
    if box.is_visible():
        try:
            box.select_option(value, timeout=1500)
            return
        except TimeoutError:
            pass  # new questions arrived between looking and choosing: it is a box that finds by now
    label = box.locator(f"option[value='{value}']").text_content()
    combo = box.locator("xpath=following-sibling::div[1]//input")
    combo.click()
    combo.fill(label or "")
    combo.press("Enter")


def date(page: Page, name: str, day: int, month: int, year: int) -> None:
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.fill(f"[name='{name}-{part}']", str(value))


def address(page: Page, name: str, line: str, commune: str = HOME) -> None:
    select(page, f"{name}-commune", commune)
    page.fill(f"[name='{name}-line']", line)


def settled(page: Page) -> None:
    """Nothing that the page asked the server is on its way."""
    for _ in range(200):
        if not page.locator(".htmx-request").count():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the page still waits for an answer")


def go_on(page: Page) -> None:
    """To the next page of a form, once the page has heard back about the last answer."""
    settled(page)
    before = page.url
    page.locator("button[name=_next]:visible").last.click()
    page.wait_for_url(lambda address: address != before)
    page.wait_for_load_state()


def change_known(page: Page) -> None:
    """Open what the city filled in, where a whole page of it stands closed."""
    known = page.locator(".pt-change > summary")
    if known.count():
        known.click()


def reach(page: Page, name: str) -> None:
    """Go on until the question stands on the page: how a form is cut into screens is not the walker's business."""
    for _ in range(3):
        settled(page)
        if page.locator(f"[name='{name}']").count():
            change_known(page)
            return
        go_on(page)
    raise AssertionError(f"{name} is not asked: {page.url}")


def photo(words: str = "GIAY CHUNG SINH") -> dict[str, Any]:
    """A picture such as a telephone makes of a paper."""
    picture = Image.new("RGB", (1200, 1600), "#f3efe4")
    ImageDraw.Draw(picture).text((200, 200), words, fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return {"name": "giay to.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def scan(words: str, pages: int = 1) -> dict[str, Any]:
    """A scan of the counter as PDF."""
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("RGB", (827, 1169), "white")
        ImageDraw.Draw(sheet).text((100, 100), f"{words} - trang {number}", fill="black")
        sheets.append(sheet)
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return {"name": "ban quet.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def fetched(page: Page, path: str) -> bytes:
    """What the address answers to this window's person; it must be a PDF."""
    answer = page.request.get(path)
    assert answer.status == 200, (path, answer.status)
    body = answer.body()
    assert body.startswith(b"%PDF-"), path
    return body


def findings(page: Page) -> list[str]:
    """What axe finds wrong with the page, in short."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{f['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for f in found for n in f["nodes"]]


CUT_SHORT = "Transition was aborted"
"""What Chromium itself remarks when the next page comes before the turn to this one has been drawn."""


def hear_complaints(page: Page) -> None:
    """`page.complaints` gathers what the browser warns of and refuses."""
    heard: list[str] = []
    page.complaints = heard  # type: ignore[attr-defined]

    def complain(words: str) -> None:
        if CUT_SHORT not in words:
            heard.append(words)

    page.on("console", lambda said: complain(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complain(str(error)))


TOO_WIDE = """async () => {
    const painted = () => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)));
    await Promise.race([painted(), new Promise(go => setTimeout(go, 500))]);
    return document.documentElement.scrollWidth > innerWidth;
}"""


def too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways. A window that has just changed its size paints once before styles follow it."""
    return page.evaluate(TOO_WIDE)
