"""One Chromium for all browser tests, and the running city of the journeys."""

from collections.abc import Iterator

import pytest

from tests.browser.city_site import city_site
from tests.browser.portal_site import chromium

__all__ = ["chromium", "city_site"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shots", default=None, metavar="DIR", help="write pictures of every page to DIR")
    parser.addoption(
        "--faces", default=None, metavar="DIR", help="lay pages before and now side by side in DIR"
    )
    parser.addoption(
        "--faces-only", default="", metavar="NAMES", help="only main pages that begin so, by comma"
    )
    parser.addoption("--faces-renew", action="store_true", help="keep the pages' pictures as they are now")
    parser.addoption("--pictures", default=None, metavar="DIR", help="take the pictures of the manual anew")


@pytest.fixture(autouse=True)
def _windows_close(request: pytest.FixtureRequest) -> Iterator[None]:
    """A window left open would go on asking a city that is about to be thrown away."""
    if not {"chromium", "live_server"} <= set(request.fixturenames):
        yield
        return
    browser, _ = request.getfixturevalue("chromium"), request.getfixturevalue("live_server")
    yield
    for context in browser.contexts:
        context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """A journey that fails leaves a picture and the address of each open window in its report."""
    outcome = yield
    report = outcome.get_result()
    browser = getattr(item, "funcargs", {}).get("chromium")
    if report.when != "call" or report.passed or browser is None:
        return
    folder = item.config._tmp_path_factory.mktemp("windows")  # type: ignore[attr-defined]
    lines = []
    for number, page in enumerate(page for context in browser.contexts for page in context.pages):
        picture = folder / f"{number}.png"
        page.screenshot(path=picture, full_page=True)
        lines.append(f"{page.url} {picture} {getattr(page, 'complaints', '')}")
    report.sections.append(("open windows", "\n".join(lines)))
