"""Every page that somebody can reach by following links, found by following them; and every form sent empty.

The table of main pages names what is photographed. This finds the others: it opens what a role's pages lead to, one page
for each address pattern of the house, and looks at each as `test_faces` does.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Locator, Page, Response, TimeoutError

LEADS_AWAY = re.compile(
    r"^/(ngon-ngu|dang-xuat|demo|api|accounts|oidc|static|kiosk)\b|/atom\.xml|\.(png|pdf|csv|xlsx|json)$"
)
"""Other houses, files, the way out, and the kiosk, which locks its window."""
ROOMS = re.compile(r"^motcua\.(sites|project)\b")
LINKS = """() => [...document.querySelectorAll('a[href^="/"]:not([download])')].map(a => a.getAttribute('href'))"""
ANSWERED_WITHIN_MS = 8_000
WRITES = "main form[method=post i]"
HARMFUL = re.compile(r"dang-xuat|/phien/|/thoi$|/het$|ket-thuc|/hien/|tai-khoan/|/bat-dau|/vai")
"""Forms that would end the walk itself, or begin to act for somebody."""
EMPTY = """form => {
    const typed = [...form.querySelectorAll('input, textarea, select')]
        .filter(e => e.checkVisibility() && !e.disabled && !e.readOnly)
        .filter(e => !['hidden', 'submit', 'button', 'search'].includes(e.type));
    if (!typed.some(e => ['text', 'textarea', 'tel', 'email', 'number', 'date', 'month', 'url', 'password'].includes(e.type)
        || e.tagName === 'TEXTAREA')) return false;
    for (const one of typed) {
        if (one.type === 'radio' || one.type === 'checkbox') one.checked = false;
        else if (one.tagName === 'SELECT') one.selectedIndex = 0;
        else if (one.type !== 'file') one.value = '';
    }
    form.noValidate = true;
    for (const name of form.getAttributeNames())
        if (name.startsWith('hx-') || name === 'data-autosave') form.removeAttribute(name);
    const button = [...form.querySelectorAll('button, input[type=submit]')].find(
        b => (b.type === 'submit') && !b.name.startsWith('_refresh') && b.checkVisibility());
    window.sender = button?.form === form ? button : undefined;
    return Boolean(button);
}"""


class Met(NamedTuple):
    """A page of the house as one role met it. `route`: its pattern."""

    who: str
    path: str
    route: str


def route_of(path: str) -> str | None:
    """The pattern of a page of ours; None for a file or an address that leads elsewhere."""
    if LEADS_AWAY.search(urlsplit(path).path):
        return None
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    return found.route if ROOMS.match(found.func.__module__) else None


def met(page: Page, who: str, starts: Iterable[str], known: set[str]) -> Iterator[tuple[Met, Page]]:
    """Pages reached by links from `starts`, one for each pattern not in `known`; the window shows the page that is told.

    What answers otherwise than 200 is not told, and another link to the same pattern is tried (three at most). A failure
    of the server is an AssertionError.
    """
    first = [path for path in starts if route_of(path)]
    waiting = deque(first)
    tries: dict[str, int] = {}
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        begins = path in first and not tries.get(
            path
        )  # another role may have told it, but links other pages there
        if route is None or (not begins and (route in known or tries.get(route, 0) >= 3)):
            continue
        tries[path] = 1
        tries[route] = tries.get(route, 0) + 1
        answer = opened(page, path)
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        landed = route_of(page.url)
        if landed is None or landed in known:
            known.add(route)
            waiting.extend(page.evaluate(LINKS))
            continue
        known |= {route, landed}
        onward = page.evaluate(LINKS)
        yield Met(who, _address(page.url), landed), page
        waiting.extend(onward)


def opened(page: Page, path: str) -> Response | None:
    """The answer to an address; None for what is a file and not a page."""
    getattr(page, "complaints", []).clear()  # what a PDF in the window said is not this page's
    try:
        answer = page.goto(path, wait_until="load")
    except Error as problem:
        if "Download" in str(problem) or "ERR_ABORTED" in str(problem):
            return None
        raise
    assert answer is None or answer.status < 500, f"{path} fails with {answer.status}"
    return answer


def sent_empty(page: Page, path: str) -> Iterator[tuple[int, Page]]:
    """Each form of a page sent with nothing in it; the window shows what the city answers when it refuses (422)."""
    opened(page, path)
    for number in range(page.locator(WRITES).count()):
        if page.locator(WRITES).count() <= number:
            return  # one form done, another is gone
        form = page.locator(WRITES).nth(number)
        if HARMFUL.search(form.get_attribute("action") or page.url):
            continue
        if not form.evaluate(EMPTY):
            continue
        last = _sent(page, form)
        assert last is None or last.status < 500, f"a form of {path} sent empty fails with {last.status}"
        if last is not None and last.status == 422:
            yield number, page
        if last is not None:
            opened(page, path)


def _sent(page: Page, form: Locator) -> Response | None:
    """The answer to a form that was emptied; None when a script keeps it from leaving the page."""
    try:
        with page.expect_navigation(wait_until="load", timeout=ANSWERED_WITHIN_MS) as going:
            form.evaluate("form => { setTimeout(() => form.requestSubmit(window.sender), 0); }")
    except TimeoutError:
        return None
    return going.value


def _address(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
