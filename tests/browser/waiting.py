"""Waiting for what other processes do, and for pages to come to rest."""

import time
from collections.abc import Callable

from playwright.sync_api import Error, Page

AT_REST = """async () => {
    const seen = () => performance.getEntriesByType("resource").length;
    const busy = () => document.readyState !== "complete" || document.querySelector(".htmx-request")
        || [...document.images].some(one => one.loading !== "lazy" && !one.complete);
    await document.fonts.ready;
    for (let before = -1, calm = 0; calm < 2;) {
        const now = seen();
        calm = !busy() && now === before ? calm + 1 : 0;
        before = now;
        await new Promise(go => setTimeout(go, 30));
    }
}"""
"""Everything has arrived and for two looks nothing more did. The browser's own "networkidle" waits half a second each time."""


def wait_for(happened: Callable[[], object], seconds: float = 15) -> None:
    """Until it is true; an assertion fails when it never is."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.2)


def quiet(page: Page, seconds: float = 15) -> None:
    """Until the page is there with fonts and pictures and asks the server nothing more."""
    limit = time.monotonic() + seconds
    while True:
        page.wait_for_load_state("load")
        try:
            page.evaluate(AT_REST)
            return
        except Error as gone:  # a new page took the place of the one that was asked
            if "context was destroyed" not in str(gone) or time.monotonic() > limit:
                raise


def go(page: Page, path: str) -> None:
    """To an address, until the page is quiet there."""
    page.goto(path)
    quiet(page)
