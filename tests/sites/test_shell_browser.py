"""The face in a real browser: nothing clipped, nobody shut out, no script that the policy would refuse."""

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from tests.browser.waiting import go, quiet

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STACKED = "ẲẪỄỖỮ ặệộựỵ"
FIRST_VIEW_BYTES = 150_000
PAGES = ["/thiet-ke/", "/thiet-ke/ban-lam-viec/", "/form/", "/404/", "/409/"]


@pytest.fixture(scope="module")
def site():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "django",
            "runserver",
            "--noreload",
            "--insecure",
            address.removeprefix("http://"),
        ],
        cwd=ROOT,
        env=os.environ
        | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "tests.sites.shell_settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        try:
            urllib.request.urlopen(address + "/form/").close()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        pytest.fail("no Chromium on this machine: `make test` installs it, or names it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def _told(message):
    return f"{message.text} ({message.location['url']})"


@pytest.fixture
def page(browser, site):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=site)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(_told(m)) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    yield page
    context.close()


@pytest.mark.parametrize(
    "width, scheme",
    [
        (360, "light"),
        (1440, "dark"),
        pytest.param(1440, "light", marks=pytest.mark.long),
        pytest.param(360, "dark", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_shuts_anybody_out(browser, site, path, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site
    )
    page = context.new_page()
    go(page, path)
    findings = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [f"{f['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for f in findings for n in f["nodes"]]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert told == []
    assert not too_wide


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_has_nothing_to_refuse(page, path):
    go(page, path)
    assert page.complaints == []


@pytest.mark.parametrize("target", [".mc-input", ".mc-button", "textarea"])
def test_stacked_vietnamese_marks_are_not_cut_off(page, target):
    """Ink rows of the text in the control equal the ink rows of the same text with room to spare."""
    go(page, "/form/")
    page.evaluate("document.fonts.ready")

    def ink_rows(tall: bool) -> int:
        page.evaluate(
            """([target, text, tall]) => {
                document.querySelector('#probe')?.remove();
                const real = document.querySelector('main ' + target);
                const probe = real.cloneNode(false);
                probe.id = 'probe'; probe.removeAttribute('aria-invalid');
                if ('value' in probe && probe.tagName !== 'BUTTON') probe.value = text;
                else probe.textContent = text;
                const set = (k, v) => probe.style.setProperty(k, v, 'important');
                for (const [k, v] of [['position','fixed'],['top','40px'],['left','40px'],
                    ['z-index','99'],['background','#fff'],['color','#000'],['border-color','transparent'],
                    ['font-size','40px'],['padding','0 10px'],['outline','0'],['box-shadow','none'],
                    ['width','600px']]) set(k, v);
                if (tall) { set('line-height', '3'); set('overflow', 'visible'); }
                set('height', 'auto'); set('min-height', tall ? '200px' : '0');
                document.body.append(probe);
            }""",
            [target, STACKED, tall],
        )
        picture = Image.open(BytesIO(page.locator("#probe").screenshot())).convert("L")
        width, height = picture.size
        pixels = picture.load()
        return sum(any(pixels[x, y] < 110 for x in range(4, width - 4)) for y in range(height))

    roomy = ink_rows(tall=True)
    assert roomy > 40
    assert ink_rows(tall=False) == roomy


PLACES = [
    "select.mc-select",
    ".mc-tag span",
    ".mc-table td",
    ".mc-chart text.is-value",
    ".mc-bars th",
    ".mc-choice label",
    ".mc-tabs a",
    "summary",
    "h2.mc-h1",
    ".mc-crumbs a",
]


def test_stacked_marks_are_whole_wherever_words_stand(browser, site):
    """Selects, table cells, tags, labels of charts: the ink of the words there is as high as in a line with room to spare."""
    context = browser.new_context(
        viewport={"width": 900, "height": 700}, base_url=site, device_scale_factor=4
    )
    page = context.new_page()
    go(page, "/thiet-ke/")

    def picture(selector: str) -> bytes:
        box = page.locator(f"{selector} >> visible=true").first.evaluate(
            "e => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }"
        )
        x, y = max(0, box[0]), max(0, box[1] - 30)
        clip = {"x": x, "y": y, "width": min(400, max(box[2], 200)), "height": box[3] + 60}
        return page.screenshot(clip=clip, animations="disabled")

    def ink_rows(selector: str) -> int:
        """Rows that differ between the words in their colour and the same words without any."""
        put = """(e, [text, seen]) => {
            const at = e.tagName === 'SELECT' ? e.options[e.selectedIndex = 0] : e;
            at.textContent = text;
            const set = (name, value) => e.style.setProperty(name, value, 'important');
            set('white-space', 'nowrap'); set('text-decoration', 'none'); set('transition', 'none');
            if (!seen) { set('-webkit-text-fill-color', 'transparent'); set('fill', 'transparent'); }
            if (e.id !== 'roomy') e.scrollIntoView({ block: 'center' });
        }"""
        place = page.locator(f"{selector} >> visible=true").first
        place.evaluate(put, [STACKED, True])
        with_words = Image.open(BytesIO(picture(selector))).convert("L")
        place.evaluate(put, [STACKED, False])
        without = Image.open(BytesIO(picture(selector))).convert("L")
        changed = ImageChops.difference(with_words, without)
        box = changed.point(lambda v: 255 if v > 60 else 0).getbbox()
        assert box is not None, selector
        return box[3] - box[1]

    told = {}
    for selector in PLACES:
        font = page.locator(f"{selector} >> visible=true").first.evaluate(
            "e => { const s = getComputedStyle(e); return [s.fontSize, s.fontWeight, s.letterSpacing]; }"
        )
        page.evaluate(
            """([size, weight, spacing]) => {
                document.querySelector('#roomy')?.remove();
                const div = document.createElement('div');
                div.id = 'roomy';
                div.className = 'roomy';
                Object.assign(div.style, { position: 'fixed', top: '100px', left: '10px', width: '500px',
                    fontSize: size, fontWeight: weight, letterSpacing: spacing, lineHeight: '3',
                    minHeight: '90px', background: '#fff', color: '#000', zIndex: 99 });
                document.body.append(div);
            }""",
            font,
        )
        roomy = ink_rows("#roomy")
        page.evaluate("document.querySelector('#roomy').remove()")
        told[selector] = (ink_rows(selector), roomy)
    context.close()
    assert {place: rows for place, rows in told.items() if abs(rows[0] - rows[1]) > 2} == {}


def test_every_target_is_as_large_as_a_fingertip(browser, site):
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site, has_touch=True)
    page = context.new_page()
    go(page, "/form/")
    small = page.evaluate(
        """[...document.querySelectorAll('a[href], button, input:not([type=hidden])')]
           .filter(e => e.checkVisibility() && !e.closest('.mc-sr, p') && !e.matches('.mc-sr, .mc-skip'))
           .map(e => [e.outerHTML.slice(0, 90), (e.matches('[type=radio], [type=checkbox]') ? e.labels[0] : e)
               .getBoundingClientRect().height])
           .filter(([, h]) => h < 44)"""
    )
    context.close()
    assert small == []


def test_the_first_view_is_lighter_than_a_photograph(page, site):
    """Bytes as a server with gzip sends them; fonts are compressed already."""
    seen = {}
    page.on("response", lambda r: seen.setdefault(r.url, r))
    go(page, "/form/")
    total = 0
    for url, response in seen.items():
        body = response.body()
        total += len(body) if url.endswith(".woff2") else len(gzip.compress(body, 6))
    assert 20_000 < total < FIRST_VIEW_BYTES


def test_a_commune_is_found_without_typing_its_marks(page):
    go(page, "/form/")
    box = page.get_by_role("combobox", name="Nơi nhận")
    box.press_sequentially("cau gi")
    assert page.get_by_role("option").all_inner_texts() == ["Phường Cầu Giấy"]
    box.press("Enter")
    assert box.input_value() == "Phường Cầu Giấy"
    assert page.locator("select[name=unit]").input_value() == "3"


def test_typing_over_a_chosen_commune_finds_another(page):
    go(page, "/thiet-ke/")
    box = page.get_by_role("combobox", name="Nơi muốn nhận kết quả")
    assert box.input_value() == "Phường Cầu Giấy"
    box.click()
    page.keyboard.type("dong")
    found = page.get_by_role("listbox").get_by_role("option").all_inner_texts()
    assert found == ["Phường Đống Đa", "Phường Hà Đông", "Xã Đông Anh"]
    box.press("Escape")
    assert box.input_value() == "Phường Cầu Giấy"


def test_an_impatient_finger_sends_one_request(page):
    sent = []
    page.route(
        "**/form/", lambda route: sent.append(1) if route.request.method == "POST" else route.continue_()
    )
    go(page, "/form/")
    page.evaluate(
        "() => { const b = document.querySelector('button[data-once]'); b.click(); b.click(); b.click(); }"
    )
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_what_is_typed_is_saved_and_the_page_says_when(page):
    bodies = []

    def answer(route):
        bodies.append(route.request.post_data)
        route.fulfill(status=200, body="")

    page.route("**/autosave/", answer)
    go(page, "/form/")
    page.get_by_label("Họ tên").fill("Nguyễn Hoài Ẵng")
    page.get_by_text(re.compile(r"Đã lưu \d\d:\d\d")).wait_for()
    assert len(bodies) == 1
    assert "the-same-token" in bodies[0]


def test_what_was_typed_while_the_line_was_down_is_back_after_a_reload(page):
    page.route("**/autosave/", lambda route: route.abort())
    go(page, "/form/")
    page.get_by_label("Họ tên").fill("Nguyễn Hoài Ẵng")
    page.get_by_text("Chưa gửi được").wait_for()
    page.reload()
    quiet(page)
    assert page.get_by_label("Họ tên").input_value() == "Nguyễn Hoài Ẵng"


def test_money_is_read_with_points_and_sent_as_digits(page):
    sent = []

    def answer(route):
        if route.request.method == "POST":
            sent.append(route.request.post_data)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/form/", answer)
    go(page, "/form/")
    box = page.get_by_label("Giá trị")
    box.fill("1250000")
    box.blur()
    assert box.input_value() == "1.250.000"
    page.get_by_role("button", name="Nộp").click()
    page.wait_for_timeout(300)
    assert re.search(r'name="worth"\s+1250000\s', sent[0])


def test_a_large_photograph_is_made_smaller_before_it_travels(page, tmp_path):
    photo = tmp_path / "giay-chung-sinh.jpg"
    Image.effect_noise((3000, 2200), 90).convert("RGB").save(photo, quality=95)
    go(page, "/form/")
    page.locator("#id-paper").set_input_files(photo)
    page.get_by_text("giay-chung-sinh").wait_for()
    size = page.evaluate(
        """createImageBitmap(document.querySelector('#id-paper').files[0])
           .then(b => [b.width, b.height])"""
    )
    assert size[0] == 2000
    assert abs(size[1] - 1467) <= 1


def test_an_officer_walks_a_list_without_a_mouse(page):
    go(page, "/thiet-ke/ban-lam-viec/")
    page.locator("[data-row].is-at").evaluate("e => e.classList.remove('is-at')")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    rows = page.locator("[data-row]")
    assert "is-at" in rows.nth(1).get_attribute("class")
    assert rows.nth(1).get_by_role("checkbox").is_checked()
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.locator("[data-search]").first.input_value() == "jk?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#key-help").is_visible()


def test_a_form_works_with_javascript_off(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/form/")
    page.get_by_label("Họ tên").fill("Nguyễn Hoài Ẵng")
    page.locator("select[name=unit]").select_option("3")
    assert page.locator("html").get_attribute("class") == "no-js"
    assert page.get_by_role("button", name="Nộp").is_enabled()
    context.close()


def test_a_question_that_depends_on_another_appears_without_losing_what_was_typed(page):
    page.route("**/autosave/", lambda route: route.fulfill(status=200, body=""))
    go(page, "/form/")
    page.get_by_label("Họ tên").fill("Nguyễn Hoài Ẵng")
    assert page.get_by_label("Nước nào?").count() == 0
    page.get_by_label("Có", exact=True).check()
    page.get_by_label("Nước nào?").wait_for()
    assert page.get_by_label("Họ tên").input_value() == "Nguyễn Hoài Ẵng"
    page.get_by_role("combobox", name="Nơi nhận").press_sequentially("tay ho")
    assert page.get_by_role("option").all_inner_texts() == ["Phường Tây Hồ"]


def test_a_question_that_depends_on_another_appears_with_javascript_off(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/form/")
    page.get_by_label("Họ tên").fill("Nguyễn Hoài Ẵng")
    page.get_by_label("Có", exact=True).check()
    page.get_by_role("button", name="Cập nhật các câu hỏi").click()
    assert page.get_by_label("Nước nào?").is_visible()
    assert page.get_by_label("Họ tên").input_value() == "Nguyễn Hoài Ẵng"
    context.close()


def test_the_language_switch_remembers_and_comes_back(page):
    go(page, "/thiet-ke/")
    page.get_by_role("link", name="English").click()
    page.wait_for_load_state()
    assert page.url.endswith("/thiet-ke/")
    assert page.locator("html").get_attribute("lang") == "en"


def token(page, name: str) -> str:
    return page.evaluate(
        "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", name
    )


def test_what_a_reader_chose_is_stronger_than_what_the_device_says(browser, site):
    context = browser.new_context(color_scheme="dark", base_url=site)
    page = context.new_page()
    page.goto("/hien-thi/?next=/form/")
    assert token(page, "--paper") == "#131918"
    page.get_by_label("Sáng", exact=True).check()
    assert token(page, "--paper") == "#fbf8f2"  # shown at once
    page.get_by_label("Lớn hơn nữa").check()
    page.get_by_role("button", name="Lưu và quay lại").click()
    page.wait_for_url("**/form/")
    assert token(page, "--paper") == "#fbf8f2"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
    context.close()


def test_who_asks_the_device_for_contrast_gets_it_here_too(page):
    page.emulate_media(contrast="more")
    page.goto("/form/")
    assert token(page, "--ink") in ("#000", "#000000")
    page.emulate_media(contrast="more", color_scheme="dark")
    assert token(page, "--paper") in ("#000", "#000000")


def test_a_page_prints_black_on_white_whatever_the_screen_shows(page):
    page.goto("/hien-thi/")
    page.get_by_label("Tối", exact=True).check()
    page.goto("/thiet-ke/")
    page.emulate_media(media="print", color_scheme="dark")
    assert token(page, "--ink") in ("#000", "#000000")
    assert not page.locator(".mc-top").is_visible()
    assert not page.get_by_role("button", name="Nộp hồ sơ").first.is_visible()
    assert page.locator(".mc-tag").first.evaluate("e => getComputedStyle(e).borderTopWidth") != "0px"


def test_with_the_devices_own_colours_tags_and_buttons_keep_an_edge(page):
    page.emulate_media(forced_colors="active")
    page.goto("/thiet-ke/")
    for thing in (".mc-tag", ".mc-button"):
        assert page.locator(thing).first.evaluate("e => getComputedStyle(e).borderTopWidth") != "0px"


VOICES = """(langs) => {
    const voices = langs.map(lang => ({ lang, localService: true }));
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    window.spoken = [];
    Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => voices, addEventListener() {}, cancel() {}, speak: (one) => window.spoken.push(one) } });
}"""
"""A device with voices of our choosing: Chromium on a server has none."""


def with_voices(page, *langs):
    page.add_init_script(f"({VOICES})({list(langs)!r})")
    go(page, "/thiet-ke/")
    return page.get_by_role("button", name="Đọc to đoạn này")


def test_a_page_is_read_aloud_sentence_by_sentence_and_the_sentence_is_marked(page):
    button = with_voices(page, "en-US", "vi-VN")
    button.click()
    first = page.evaluate(
        "[spoken[0].text, spoken[0].voice.lang, [...CSS.highlights.get('aloud')][0].toString()]"
    )
    page.evaluate("spoken[0].onend()")
    second = page.evaluate("[spoken[1].text, [...CSS.highlights.get('aloud')][0].toString()]")
    assert first == ["Ủy ban nhân dân phường trả kết quả trong 3 ngày làm việc.", "vi-VN", first[0]]
    assert second == ["Bạn không phải nộp bản giấy.", second[0]]
    page.keyboard.press("Escape")
    assert page.evaluate("CSS.highlights.has('aloud')") is False
    page.evaluate("spoken[1].onend()")
    assert page.evaluate("spoken.length") == 2


def test_a_device_without_a_vietnamese_voice_offers_no_reading(page):
    assert not with_voices(page, "en-US").is_visible()
    assert page.locator("[data-read-aloud]").count() == 1


def chosen_on_the_map(page) -> tuple[str, str, str]:
    """Latitude, commune, and what is said of the place."""
    said = page.locator("#map-pick [data-map-said]")
    said.get_by_text(".").wait_for()
    commune = page.locator("select[name=place-commune]").input_value()
    return page.locator("[name=place-lat]").input_value(), commune, said.inner_text()


def test_a_place_is_chosen_on_the_map_with_the_keyboard_alone_and_the_commune_follows(page):
    go(page, "/thiet-ke/")
    page.locator("#map-pick[data-map-ready]").wait_for()
    page.locator("select[name=place-commune]").select_option("00160")
    page.wait_for_timeout(500)
    page.locator("select[name=place-commune]").select_option("00004")
    page.wait_for_timeout(500)
    page.locator("#map-pick [data-map-canvas]").focus()
    page.keyboard.press("Enter")
    latitude, commune, said = chosen_on_the_map(page)
    assert 21.0 < float(latitude) < 21.1
    assert commune == "00004"
    assert said == "Đã chọn điểm ở Phường Ba Đình."
    page.get_by_role("button", name="Bỏ điểm đã chọn").press("Enter")
    assert page.locator("[name=place-lat]").input_value() == ""
    assert page.complaints == []


def test_a_place_outside_the_city_is_not_taken(page):
    go(page, "/thiet-ke/")
    page.locator("#map-pick[data-map-ready]").wait_for()
    page.locator("#map-pick [data-map-canvas]").click(position={"x": 90, "y": 250})
    assert chosen_on_the_map(page) == ("", "", "Điểm này ở ngoài thành phố.")


def test_without_javascript_a_place_is_given_in_words(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/thiet-ke/")
    assert not page.locator("[data-map-canvas]").first.is_visible()
    assert page.get_by_label("Xã, phường, đặc khu").last.is_visible()
    context.close()


def test_every_map_shows_the_two_archipelagos(page):
    go(page, "/thiet-ke/")
    shown = page.get_by_role("img", name="Việt Nam, với quần đảo Hoàng Sa và quần đảo Trường Sa")
    assert shown.count() == page.locator("[data-map]").count() == 2


def test_the_language_switch_leads_nowhere_else(page, site):
    page.goto("/ngon-ngu/en/?next=https://example.org/", wait_until="commit")
    assert page.url.startswith(site)


def test_the_committed_assets_are_what_the_sources_give(tmp_path):
    fetched = all((ROOT / "web/node_modules" / name).exists() for name in ("vite", "bpmn-js"))
    if not fetched or not shutil.which("node"):
        pytest.skip("Node and its packages are for those who change the sources")
    build = ["node", "build.mjs", "--outDir", str(tmp_path / "built")]
    subprocess.run(build, cwd=ROOT / "web", check=True, capture_output=True)
    sites = ROOT / "src/motcua/sites"
    rooms = {"": sites / "shell/static/shell", "editor/": sites / "editor/static/editor/bundle"}
    committed = {
        f"{room}{p.relative_to(folder)}": p.read_bytes()
        for room, folder in rooms.items()
        for p in folder.rglob("*")
        if p.is_file()
    }
    made = tmp_path / "built"
    built = {str(p.relative_to(made)): p.read_bytes() for p in made.rglob("*") if p.is_file()}
    assert sorted(committed) == sorted(built)
    assert [name for name in committed if committed[name] != built[name]] == []


def test_a_number_is_copied_as_a_number_and_a_link_as_an_address(page, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/thiet-ke/")
    copies = page.locator("[data-copy]").first
    for given, copied in (
        ("0123499999", "0123499999"),
        ("S26 T1", "S26 T1"),
        ("/ho-so/1", f"{site}/ho-so/1"),
    ):
        copies.evaluate("(button, words) => { button.dataset.copy = words; }", given)
        copies.click()
        page.wait_for_function(
            "words => navigator.clipboard.readText().then(found => found === words)", arg=copied
        )
