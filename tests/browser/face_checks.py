"""What must hold of every page for everybody. Each check returns the faults in words; none means all is well."""

import gzip
import re
from typing import Any

from playwright.sync_api import Page

from tests.browser.pages import too_wide

FIRST_VIEW_BYTES = 150_000
"""What a first view may weigh as a server with gzip sends it: page, styles, scripts and fonts."""
FOCUSABLE = """[...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]')]
  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })
    && !e.closest('dialog:not([open])') && !e.closest('[inert]'))"""
NAMED = (
    "button",
    "link",
    "textbox",
    "combobox",
    "checkbox",
    "radio",
    "searchbox",
    "spinbutton",
    "switch",
    "tab",
    "img",
)
NAMELESS = re.compile(rf"^\s*- ({'|'.join(NAMED)})(?= ?\[|:?$)", re.M)
VIETNAMESE = "ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
PROPER = ("Một Cửa", "Tiếng Việt", "Hà Nội", "Việt Nam", "Hoàng Sa", "Trường Sa", "đồng")
"""Names that an English page keeps, and what money is called."""


def structure(page: Page, lang: str) -> list[str]:
    """Language, one main heading, landmarks, headings in steps, nothing moved away from its reading order."""
    found: dict[str, Any] = page.evaluate(
        """() => ({
            lang: document.documentElement.lang,
            title: document.title.trim().length,
            h1: [...document.querySelectorAll('h1')].filter(e => e.checkVisibility()).length,
            main: document.querySelectorAll('main').length,
            header: document.querySelectorAll('body > header').length,
            tabindex: [...document.querySelectorAll('[tabindex]')].filter(e => e.tabIndex > 0).map(e => e.outerHTML.slice(0, 80)),
            moved: [...document.querySelectorAll('body *')].filter(e => {
                const s = getComputedStyle(e);
                return (s.order !== '0' || /reverse/.test(s.flexDirection))
                    && (e.matches('a, button, input') || e.querySelector('a, button, input, select, textarea'));
            }).map(e => e.outerHTML.slice(0, 80)),
        })"""
    )
    faults = [f"{key}: {found[key]}" for key in ("tabindex", "moved") if found[key]]
    if found["lang"] != lang:
        faults.append(f"says that it is in {found['lang']!r}")
    faults += [f"{found[key]} {key}" for key in ("h1", "main", "header") if found[key] != 1]
    return faults if found["title"] else [*faults, "has no title"]


def names(page: Page) -> list[str]:
    """Controls and pictures that a screen reader would announce without a name."""
    tree = page.locator("body").aria_snapshot()
    return [f"nameless: {line.strip()}" for line in tree.splitlines() if NAMELESS.match(line)]


BEYOND = """() => {
    const edge = document.documentElement.clientWidth, found = [];
    for (const one of document.querySelectorAll("body *")) {
        if (one.getBoundingClientRect().right <= edge + 1) continue;
        let up = one.parentElement;
        while (up && getComputedStyle(up).overflowX === "visible") up = up.parentElement;
        if (!up) found.push(`${one.tagName}.${one.getAttribute("class") ?? ""}`);
    }
    return found.slice(0, 4).join(", ");
}"""
"""What stands out beyond the edge and is clipped by nothing."""


def reflow(page: Page) -> list[str]:
    """No scrolling sideways at 320 px, at 200 % zoom of 1280 px, and with words twice as large."""
    faults = []
    for width, words in ((320, ""), (640, ""), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", words)
        if too_wide(page):
            faults.append(
                f"scrolls sideways at {width}{' with large words' if words else ''}: {page.evaluate(BEYOND)}"
            )
    page.evaluate("document.documentElement.style.fontSize = ''")
    return faults


def keyboard(page: Page) -> list[str]:
    """Tab reaches every control, in the order in which they are read, and one sees where one is."""
    page.set_viewport_size({"width": 1280, "height": 800})
    count = page.evaluate(
        f"""() => {{
            const radios = new Set();
            window.stops = {FOCUSABLE}.filter(e => {{
                if (e.type !== 'radio') return true;
                const group = [...document.querySelectorAll(`input[type=radio][name="${{CSS.escape(e.name)}}"]`)];
                const first = group.find(r => r.checked) ?? group[0];
                return e === first;
            }});
            document.activeElement?.blur();
            document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');
            return stops.length;
        }}"""
    )
    page.evaluate(
        """() => {
            const shows = x => { if (!x) return false; const s = getComputedStyle(x);
                return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'; };
            window.walked = [];
            document.addEventListener('keyup', pressed => {
                if (pressed.key !== 'Tab') return;
                const e = document.activeElement;
                walked.push([stops.indexOf(e), shows(e) || shows(e.nextElementSibling) || shows(e.parentElement)
                    || shows(e.closest('.mc-upload__drop, .mc-hero__search')), e.outerHTML.slice(0, 90)]);
            }, true);
        }"""
    )
    reached, unseen = [], []
    for _ in range(count + 3):
        page.keyboard.press("Tab")
    for at, seen, what in page.evaluate("walked"):
        if at == -1 and what.startswith("<body"):
            break
        if at >= 0 and at in reached:
            break
        reached.append(at)
        if not seen:
            unseen.append(what)
    stops = page.evaluate("stops.map(e => e.outerHTML.slice(0, 90))")
    known = [at for at in reached if at >= 0]
    faults = [f"no focus to be seen on {what}" for what in unseen]
    faults += [f"Tab never reaches {stops[i]}" for i in range(count) if i not in known]
    if known != sorted(known):
        faults.append(f"Tab jumps: {known}")
    return faults


def movement(page: Page) -> list[str]:
    """Nothing moves for who asked for no movement (the window was opened with `reduced_motion`)."""
    moving = page.evaluate(
        "document.getAnimations().filter(a => a.effect.getComputedTiming().duration > 20).length"
    )
    return [f"{moving} things move"] if moving else []


def english(page: Page) -> list[str]:
    """Words of the house that an English page leaves in Vietnamese: headings of tables, labels, buttons, menus."""
    told: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
              'button, legend, th[scope=col], nav a, label, .mc-hint, summary, .mc-empty, dt, figcaption, h2, .mc-lead')]
            .filter(e => e.checkVisibility() && !e.closest('[lang=vi], pre') && !e.matches('.mc-choice label, .mc-tick'))
            .map(e => e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 100))"""
    )
    faults = []
    for words in told:
        rest = re.sub(r"Example: .*", "", words)
        for name in PROPER:
            rest = rest.replace(name, "")
        if any(letter in VIETNAMESE for letter in rest.lower()):
            faults.append(f"still Vietnamese: {words}")
    return faults


def works_without_script(page: Page) -> list[str]:
    """For a window without JavaScript: something to read, and every form that asks can be sent."""
    found: dict[str, Any] = page.evaluate(
        """() => ({
            words: document.querySelector('main')?.innerText.trim().length ?? 0,
            lone: [...document.querySelectorAll('form')].filter(f =>
                f.querySelector('input:not([type=hidden]), select, textarea')
                && ![...f.elements].some(e => e.type === 'submit' && e.checkVisibility())).map(f => f.outerHTML.slice(0, 100)),
            only: [...document.querySelectorAll('[data-js-only]')].filter(e => e.checkVisibility()).length,
        })"""
    )
    faults = [] if found["words"] > 40 else ["says nothing"]
    faults += [f"a form cannot be sent: {form}" for form in found["lone"]]
    return faults if not found["only"] else [*faults, "shows what needs a script"]


def weight(page: Page, address: str) -> int:
    """Bytes of a first view, packed; photographs and what a map fetches come after it."""
    seen: dict[str, Any] = {}
    page.on("response", lambda answer: seen.setdefault(answer.url, answer))
    page.goto(address, wait_until="networkidle")
    total = 0
    for answer in seen.values():
        if (
            answer.request.resource_type not in {"document", "stylesheet", "script", "font"}
            or answer.status != 200
        ):
            continue
        body = answer.body()
        total += len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body))
    return total
