"""Our forms beside plain ones in the manner of GOV.UK. `python -m bench.govuk_like --url … --govuk FOLDER`.

From the compiled definitions of two procedures come static pages with govuk-frontend's own style and script (npm, MIT): a start
page, one question a page, check your answers, confirmation. They are served here with gzip and HTTP/1.1, walked by somebody
who types everything, and measured with the line, the processor and the counting of `bench.resident_pages`. Ours is a demo city
that runs (`--small` will do). FOLDER is `govuk-frontend/dist/govuk`, by default that of `web/node_modules`.

GDS Transport may be used on GOV.UK only: its `@font-face` rules are taken out and the pages stand in Arial or what replaces it.
"""

import argparse
import gzip
import os
import re
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from bench import resident_pages
from motcua import services
from motcua.foundation.worktime import VN
from motcua.procedures.compile import compile_procedure
from motcua.procedures.compiled import CompiledGroup, CompiledProcedure
from motcua.procedures.definition import Field
from motcua.procedures.forms.validate import validate

GOVUK = Path(__file__).resolve().parents[1] / "web/node_modules/govuk-frontend/dist/govuk"
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
SMALL_PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
CHOSEN = ("choice", "yes_no")
WARD, CITY, COUNTRY, GROUP = ("00160", "Nghĩa Đô"), "Hà Nội", ("VN", "Việt Nam"), ("01", "Kinh")
HOUSE = "Số 12, ngõ 34"
MOTHER, FATHER = "Nguyễn Thị Minh Anh", "Trần Quốc Huy"


def birth(today: date) -> dict[str, Any]:
    """A mother registers her child; both parents are entered, no copies."""
    home = {"unit": WARD[0], "line": HOUSE}
    return {
        "situation": "ordinary", "relation": "mother", "requester_name": MOTHER, "requester_pin": "001196000018",
        "requester_residence": home, "requester_phone": "0912345678", "child_name": "Trần Hoài An",
        "child_birth_date": (today - timedelta(days=20)).isoformat(), "child_sex": "female", "birth_place": "home",
        "birth_unit": home, "child_ethnic_group": GROUP[0], "child_nationality": COUNTRY[0],
        "child_home_town": WARD[0], "mother_name": MOTHER, "mother_birth_date": "1996-05-02",
        "mother_pin": "001196000018", "mother_ethnic_group": GROUP[0], "mother_nationality": COUNTRY[0],
        "mother_residence": home, "father_known": True, "father_name": FATHER, "father_birth_date": "1994-03-09",
        "father_pin": "001094000011", "father_ethnic_group": GROUP[0], "father_nationality": COUNTRY[0],
        "father_residence": home, "parents_married": True, "birth_proof": "notice", "wants_copies": False,
    }  # fmt: skip


def copies(today: date) -> dict[str, Any]:
    """Three copies of a diploma of five pages, on paper."""
    return {
        "applicant_name": MOTHER, "applicant_phone": "0912345678", "copy_form": "paper",
        "originals": [{"title": "Bằng tốt nghiệp đại học", "pages": 5, "copies": 3, "issued_by_foreign": False}],
    }  # fmt: skip


TASKS = (("1.001193", "register a birth", birth), ("2.000815", "certified copies", copies))


@dataclass
class Effort:
    """What somebody did: presses of mouse or finger, keys, pages that were opened."""

    clicks: int = 0
    keys: int = 0
    pages: int = 0

    def type(self, words: str, first: bool) -> None:
        """Into a box: the first of a page is pressed, the next is reached by Tab."""
        self.clicks += first
        self.keys += len(words) + (not first)


@dataclass(frozen=True)
class Question:
    """One question page: the names of its boxes with what is typed, or the option that is pressed; neither: a paper."""

    field: Field | None
    title: str
    boxes: tuple[tuple[str, str, str], ...] = ()
    press: str = ""


# The pages in the manner of GOV.UK


def questions(procedure: CompiledProcedure, answers: dict[str, Any], today: date) -> list[Question]:
    """Every question of the form that applies to these answers, optional ones too, then papers and the way of delivery."""
    asked = validate(procedure, answers, today=today)
    if asked.errors:
        raise ValueError(f"{procedure.code}: {asked.errors}")
    made: list[Question] = []
    for page in procedure.pages:
        if page.when is not None and not page.when.holds(asked.clean):
            continue
        for item in page.items:
            if isinstance(item, CompiledGroup):
                for row in asked.clean.get(item.group.id, []):
                    made += [_question(one.field, row.get(one.id)) for one in item.fields]
                    made.append(Question(None, f"{item.group.label.vi}: thêm nữa?", press="no"))
            elif item.id in asked.clean or item.required is False:
                made.append(_question(item.field, asked.clean.get(item.id)))
    seen = asked.clean | {"case": "ordinary"}
    for paper in procedure.papers:
        if paper.paper.show_only or paper.required is False or (paper.when and not paper.when.holds(seen)):
            continue
        made.append(Question(None, paper.paper.name.vi))
    made.append(Question(None, "Nhận kết quả bằng cách nào?", press="online"))
    return made


def _question(field: Field, answer: Any) -> Question:
    words = field.label.vi
    if field.kind in CHOSEN:
        return Question(field, words, press={True: "yes", False: "no"}.get(answer, str(answer)))
    if field.kind == "date":
        year, month, day = answer.split("-")
        return Question(
            field, words, (("day", "Ngày", day), ("month", "Tháng", month), ("year", "Năm", year))
        )
    if field.kind == "address":
        line = ("line", "Số nhà, đường", answer["line"])
        return Question(
            field, words, (line, ("commune", "Phường, xã", WARD[1]), ("city", "Tỉnh, thành phố", CITY))
        )
    named = {"country": COUNTRY[1], "ethnic_group": GROUP[1], "unit": WARD[1]}.get(field.kind)
    return Question(field, words, (("answer", words, "" if answer is None else named or str(answer)),))


def pages(procedure: CompiledProcedure, asked: list[Question]) -> dict[str, str]:
    """All pages by path."""
    name = procedure.definition.name.vi
    begin = (
        f'<h1 class="govuk-heading-xl">{escape(name)}</h1><p class="govuk-body-l">{escape(procedure.definition.summary.vi)}</p>'
        '<a href="q0" role="button" draggable="false" class="govuk-button govuk-button--start"'
        ' data-module="govuk-button">Bắt đầu</a>'
    )
    made = {"start": _frame(name, begin)}
    for number, one in enumerate(asked):
        following = f"q{number + 1}" if number + 1 < len(asked) else "check"
        body = _fields(one) + '<button class="govuk-button" data-module="govuk-button">Tiếp tục</button>'
        made[f"q{number}"] = _frame(one.title, f'<form action="{following}" novalidate>{body}</form>')
    rows = "".join(
        f'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{escape(one.title)}</dt>'
        f'<dd class="govuk-summary-list__value">{escape(one.press or ", ".join(box[2] for box in one.boxes))}</dd>'
        f'<dd class="govuk-summary-list__actions"><a class="govuk-link" href="q{number}">Sửa</a></dd></div>'
        for number, one in enumerate(asked)
    )
    send = '<form action="done"><button class="govuk-button" data-module="govuk-button">Đồng ý và nộp</button></form>'
    made["check"] = _frame(
        "Xem lại", f'<h1 class="govuk-heading-l">Xem lại</h1><dl class="govuk-summary-list">{rows}</dl>{send}'
    )
    made["done"] = _frame(
        "Đã nộp",
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">Đã nộp hồ sơ</h1>'
        '<div class="govuk-panel__body">Mã hồ sơ<br><strong>HDJ2123F</strong></div></div>',
    )
    return made


def _fields(one: Question) -> str:
    legend = (
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">'
        f"{escape(one.title)}</h1></legend>"
    )
    hint = (
        f'<div class="govuk-hint">{escape(one.field.hint.vi)}</div>' if one.field and one.field.hint else ""
    )
    if one.press:
        options = [(o.value, o.vi) for o in one.field.options] if one.field else []
        options = options or (
            [("online", "Trực tuyến"), ("counter", "Tại quầy"), ("post", "Bưu chính")]
            if one.press == "online"
            else [("yes", "Có"), ("no", "Không")]
        )
        radios = "".join(
            f'<div class="govuk-radios__item"><input class="govuk-radios__input" id="r{value}" name="answer"'
            f' type="radio" value="{value}">'
            f'<label class="govuk-label govuk-radios__label" for="r{value}">{escape(words)}</label></div>'
            for value, words in options
        )
        group = f'<div class="govuk-radios" data-module="govuk-radios">{radios}</div>'
        return f'<div class="govuk-form-group"><fieldset class="govuk-fieldset">{legend}{hint}{group}</fieldset></div>'
    if not one.boxes:
        label = f'<label class="govuk-label govuk-label--l" for="file">{escape(one.title)}</label>'
        return (
            f'<div class="govuk-form-group"><h1 class="govuk-label-wrapper">{label}</h1>'
            '<input class="govuk-file-upload" id="file" name="file" type="file"></div>'
        )
    boxes = "".join(
        f'<div class="govuk-form-group"><label class="govuk-label" for="{name}">{escape(words)}</label>'
        f'<input class="govuk-input" id="{name}" name="{name}" type="text"></div>'
        for name, words, _ in one.boxes
    )
    return f'<fieldset class="govuk-fieldset">{legend}{hint}{boxes}</fieldset>'


def _frame(title: str, main: str) -> str:
    return (
        f'<!doctype html><html lang="vi" class="govuk-template"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/govuk-frontend.min.css"></head>'
        '<body class="govuk-template__body"><script src="/begin.js"></script>'
        '<a href="#main" class="govuk-skip-link" data-module="govuk-skip-link">Tới nội dung</a>'
        '<header class="govuk-header"><div class="govuk-header__container govuk-width-container">'
        "<strong>Dịch vụ mẫu</strong></div></header>"
        f'<div class="govuk-width-container"><main class="govuk-main-wrapper" id="main">{main}</main></div>'
        '<footer class="govuk-footer"><div class="govuk-width-container">Trang mẫu để đo</div></footer>'
        '<script type="module" src="/run.js"></script></body></html>'
    )


@contextmanager
def served(govuk: Path, sites: dict[str, dict[str, str]]) -> Iterator[str]:
    """The pages of each procedure below its code, on a free port, compressed; assets may be kept as on GOV.UK."""
    style = FONT_FACE.sub("", (govuk / "govuk-frontend.min.css").read_text())
    assets = {
        "/govuk-frontend.min.css": ("text/css", style),
        "/govuk-frontend.min.js": ("text/javascript", (govuk / "govuk-frontend.min.js").read_text()),
        "/begin.js": ("text/javascript", "document.body.className += ' js-enabled govuk-frontend-supported'"),
        "/run.js": ("text/javascript", "import {initAll} from '/govuk-frontend.min.js'; initAll()"),
    }
    html = {
        f"/{code}/{path}": ("text/html", text) for code, made in sites.items() for path, text in made.items()
    }
    packed = {path: (kind, gzip.compress(text.encode(), 6)) for path, (kind, text) in (assets | html).items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = packed.get(self.path.partition("?")[0], ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()


def walk_theirs(page: Page, url: str, code: str, asked: list[Question]) -> Effort:
    """From the start page to the confirmation, through real pages."""
    done = Effort(pages=1)
    page.goto(f"{url}/{code}/start")
    _press(page, page.locator(".govuk-button--start"), done)
    for one in asked:
        if one.press:
            page.locator(f"label[for='r{one.press}']").click()
            done.clicks += 1
        elif not one.boxes:
            page.set_input_files(
                "#file", {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": SMALL_PICTURE}
            )
            done.clicks += 2
        first = True
        for name, _, words in one.boxes:
            if words:
                page.fill(f"#{name}", words)
                done.type(words, first)
                first = False
        _press(page, page.locator("form button"), done)
    _press(page, page.locator("form button"), done)
    if not page.locator(".govuk-panel--confirmation").count():
        raise RuntimeError(f"the walk did not reach its end: {page.url}")
    return done


def _press(page: Page, target: Any, done: Effort) -> None:
    before = page.url
    target.click()
    try:
        page.wait_for_url(lambda address: address != before)
    except TimeoutError as stays:
        said = page.locator(".mc-errors").all_inner_texts()
        raise RuntimeError(f"{before} does not let go on: {said}") from stays
    done.clicks += 1
    done.pages += 1


# Ours


def walk_ours(page: Page, code: str, answers: dict[str, Any]) -> Effort:
    """From the form's start to the receipt: only what is asked and not filled in already is typed."""
    from tests.browser import pages as hands

    flat = dict(_flat(answers))
    done = Effort(pages=1)
    page.goto(f"/nop/{code}")
    _press(page, page.get_by_role("button", name=re.compile("Bắt đầu")).last, done)
    for _ in range(40):
        if page.url.endswith("/xem-lai"):
            break
        _fill(page, flat, done, hands)
        hands.settled(page)
        _press(page, page.locator("button[name=_next]:visible").last, done)
        page.wait_for_load_state()
    for name, value in (("delivery", "online"), ("delivery", "counter"), ("consent", "yes")):
        if (
            page.locator(f"input[name={name}]:checked").count() == 0
            and page.locator(f"input[name={name}][value={value}]").count()
        ):
            hands.choose(page, name, value)
            done.clicks += 1
    _press(page, page.get_by_role("button", name="Nộp hồ sơ"), done)
    if "/ho-so/" not in page.url:
        raise RuntimeError(f"the walk did not reach its end: {page.url}")
    return done


def _fill(page: Page, flat: dict[str, str], done: Effort, hands: Any) -> None:
    """Answer what stands open on this screen; an answer may bring new questions."""
    first = True
    for _ in range(6):
        hands.settled(page)
        todo = [name for name in flat if _open(page, name)]
        if not todo:
            break
        for name in todo:
            value, box = flat[name], page.locator(f"[name='{name}']").first
            if not _open(page, name):
                continue
            if box.get_attribute("type") == "radio":
                hands.choose(page, name, value)
                done.clicks += 1
            elif box.evaluate("one => one.tagName") == "SELECT":
                hands.select(page, name, value)
                words = {WARD[0]: WARD[1], COUNTRY[0]: COUNTRY[1], GROUP[0]: GROUP[1]}.get(value, value)
                done.clicks += 1
                done.keys += len(words) + 1
            else:
                box.fill(value)
                done.type(value, first)
                first = False
    for paper in page.locator("input[type=file][required], input[type=file][id^=id-paper-]").all()[:1]:
        paper.set_input_files(hands.photo())
        done.clicks += 2


def _open(page: Page, name: str) -> bool:
    """Whether the question stands on the screen, can be answered, and has no answer."""
    return bool(
        page.evaluate(
            """name => { const all = [...document.getElementsByName(name)].filter(one => !one.disabled && one.type !== 'hidden');
            if (!all.length) return false;
            if (all[0].type === 'radio') return !all.some(one => one.checked)
              && all.some(one => one.closest('label, div').offsetParent);
            const seen = all[0].tagName === 'SELECT' ? all[0].parentElement : all[0];
            return Boolean(seen.offsetParent) && !all[0].readOnly && all[0].value === ''; }""",
            name,
        )
    )


def _flat(answers: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Answers under the names that our pages post."""
    for key, value in answers.items():
        name = before + key
        if isinstance(value, list):
            for number, row in enumerate(value):
                yield from _flat(row, f"{name}-{number}-")
        elif isinstance(value, dict):
            yield from ((f"{name}-commune", value["unit"]), (f"{name}-line", value["line"]))
        elif isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            year, month, day = str(value).split("-")
            yield from ((f"{name}-day", day), (f"{name}-month", month), (f"{name}-year", year))
        elif key.endswith("home_town"):
            yield f"{name}-commune", value
        else:
            yield name, str(value)


# The table


def first_view(browser: Browser, chosen: Any, url: str, path: str, session: Any) -> str:
    """Weight and first content, counted by `bench.resident_pages`."""
    at = argparse.Namespace(url=url, kilobits=chosen.kilobits, round_trip=chosen.round_trip)
    seen = [resident_pages._first_view(browser, at, path, session) for _ in range(chosen.rounds)]
    weight, paint = (statistics.median(one[part] for one in seen) / 1000 for part in (0, 1))
    return f"{weight:.0f} kB, {paint:.1f} s"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.govuk_like")
    parser.add_argument("--url", default="http://localhost:8000", help="a demo city that runs")
    parser.add_argument("--govuk", type=Path, default=GOVUK, help="folder govuk-frontend/dist/govuk")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median counts")
    parser.add_argument("--kilobits", type=int, default=resident_pages.KILOBITS)
    parser.add_argument("--round-trip", type=int, default=resident_pages.ROUND_TRIP_MS)
    chosen = parser.parse_args(argv)
    if not (chosen.govuk / "govuk-frontend.min.css").exists():
        parser.error(f"{chosen.govuk} holds no govuk-frontend.min.css: run npm ci in web/, or name a folder")
    today = datetime.now(VN).date()
    known = {one.code: compile_procedure(one) for one in services.load_all()}
    asked = {code: questions(known[code], made(today), today) for code, _, made in TASKS}
    sites = {code: pages(known[code], asked[code]) for code in asked}
    rows = ["| task | what | ours | GOV.UK-like |", "|---|---|---|---|"]
    with served(chosen.govuk, sites) as theirs, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        for code, task, made in TASKS:
            state, form = _ours(browser, chosen.url, code)
            window = browser.new_context(base_url=chosen.url, storage_state=state, locale="vi-VN").new_page()
            window.set_default_timeout(10_000)
            ours = walk_ours(window, code, made(today))
            other = walk_theirs(browser.new_context().new_page(), theirs, code, asked[code])
            rows.append(f"| {task} | pages | {ours.pages} | {other.pages} |")
            rows.append(f"| | clicks | {ours.clicks} | {other.clicks} |")
            rows.append(f"| | keystrokes | {ours.keys} | {other.keys} |")
            print("\n".join(rows[-3:]), file=sys.stderr, flush=True)
            for what, here, there in (
                ("first view of the start", f"/nop/{code}", "start"),
                ("first view of a question", form, "q1"),
            ):
                mine = first_view(browser, chosen, chosen.url, here, state)
                rows.append(
                    f"| | {what} | {mine} | {first_view(browser, chosen, theirs, f'/{code}/{there}', None)} |"
                )
        browser.close()
    print("\n".join(rows))
    return 0


def _ours(browser: Browser, url: str, code: str) -> tuple[Any, str]:
    """The session of the demo's mother, and the address of the first page of a form begun by her."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/demo/")
    page.locator("#vai-resident").click()
    page.wait_for_load_state("networkidle")
    page.goto(f"/nop/{code}")
    page.get_by_role("button", name=re.compile("Bắt đầu")).last.click()
    page.wait_for_url("**/nop/ban-nhap/**")
    path = page.url.removeprefix(url)
    state = context.storage_state()
    context.close()
    return state, path


if __name__ == "__main__":
    raise SystemExit(main())
