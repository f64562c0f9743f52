"""Without a line, and with somebody at one's side: what is typed arrives once, and nobody sees the one before."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from motcua.city.acting import kiosks
from motcua.city.mobile.models import Brought, Outing
from motcua.city.models import Appointment
from motcua.foundation import clock
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.dossiers.models import Draft
from motcua.sites.portal.offline.models import Received
from tests.browser.pages import choose, date, photo
from tests.browser.portal_site import city, open_as, short_connections  # noqa: F401
from tests.browser.waiting import wait_for
from tests.procedures import people
from tests.sites.portal_town import BIRTH, MONDAY
from tests.sites.test_assisted import card

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""


def faults(page):
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in Axe().run(page).response["violations"]]


def test_a_form_is_filled_without_a_line_and_arrives_once_though_it_is_sent_twice(chromium, city):
    page = open_as(chromium, city, city.mother, viewport={"width": 360, "height": 740})
    page.goto("/ngoai-tuyen")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for(lambda: f"/ngoai-tuyen/nop/{BIRTH}" in page.evaluate(KEPT), 15)
    page.goto("/ho-so")
    page.goto("/ca-nhan")
    kept = page.evaluate(KEPT)
    assert not [path for path in kept if path.startswith(("/ho-so", "/ca-nhan", "/nop/"))]

    page.context.set_offline(True)
    page.goto(f"/nop/{BIRTH}")
    assert "không cần mạng" in page.text_content("main")
    assert city.mother.person.full_name not in page.content()
    page.get_by_text("Mất mạng. Điền").wait_for()
    page.fill("[name=child_name]", "Nguyễn Hoài Ẵng")
    page.set_input_files("[data-offline-photo]", files=[photo()])
    page.get_by_text("Đã giữ trong máy lúc").wait_for()
    page.locator(".of-photos li").first.wait_for()
    page.get_by_role("button", name="Gửi bản nháp").click()
    page.get_by_text("Chưa gửi được").wait_for()
    page.goto(f"/ngoai-tuyen/nop/{BIRTH}")
    wait_for(lambda: page.input_value("[name=child_name]") == "Nguyễn Hoài Ẵng", 5)
    raw = page.evaluate(
        """() => new Promise((done) => { const r = indexedDB.open("mc-drafts"); r.onsuccess = () => {
        const all = r.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => done(JSON.stringify(all.result.map((one) => [one.title,
          new TextDecoder().decode(one.answers.data)]))); }; })"""
    )
    assert "Hoài" not in raw, "answers lie encrypted"
    assert not Draft.objects.exists()

    page.complaints.clear()
    page.context.set_offline(False)
    bodies = []
    page.on("request", lambda one: bodies.append(one.post_data) if one.url.endswith("/dong-bo") else None)
    page.goto(f"/ngoai-tuyen/nop/{BIRTH}")
    wait_for(lambda: page.input_value("[name=child_name]") == "Nguyễn Hoài Ẵng", 5)
    page.get_by_role("button", name="Gửi bản nháp").click()
    page.wait_for_url("**/nop/ban-nhap/**")
    draft = Draft.objects.get()
    assert draft.answers["child_name"] == "Nguyễn Hoài Ẵng"
    assert (
        page.evaluate(
            """async (body) => { const me = await (await fetch("/ngoai-tuyen/toi")).json();
        return (await fetch("/ngoai-tuyen/dong-bo", {method: "POST", body: new URLSearchParams(body),
          headers: {"X-CSRFToken": me.csrf}})).status; }""",
            bodies[0],
        )
        == 200
    )
    assert (Draft.objects.count(), Received.objects.count()) == (1, 1)
    page.goto("/ngoai-tuyen")
    page.get_by_text("Chưa có bản nháp nào.").wait_for()
    assert faults(page) == []
    page.goto(f"/ngoai-tuyen/nop/{BIRTH}")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()


@pytest.mark.long
def test_a_procedure_closed_meanwhile_takes_what_was_begun_before_and_says_so_to_the_rest(chromium, city):
    def device(at):
        page = open_as(chromium, city, city.mother, viewport={"width": 360, "height": 740})
        page.clock.set_system_time(at)
        page.goto("/ngoai-tuyen")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        wait_for(lambda: f"/ngoai-tuyen/nop/{BIRTH}" in page.evaluate(KEPT), 15)
        page.context.set_offline(True)
        page.goto(f"/ngoai-tuyen/nop/{BIRTH}")
        page.get_by_text("Mất mạng. Điền").wait_for()
        return page

    def types(page, name):
        page.fill("[name=child_name]", name)
        page.get_by_text("Đã giữ trong máy lúc").wait_for()

    before, after = device(MONDAY), device(MONDAY)
    types(before, "Nguyễn Hoài Ẵng")
    closed_at = MONDAY + timedelta(minutes=10)
    version = publishing.version_for(BIRTH, MONDAY)
    issuer = people.officer("issuer", MONDAY)
    closing.close(version, vi="Chờ quy định mới.", en="New rules are awaited.", by=issuer, at=closed_at)
    now = MONDAY + timedelta(minutes=30)
    clock.set_for_test(now)
    for page in (before, after):
        page.clock.set_system_time(now)
    types(after, "Trần Đến Muộn")

    for page in (before, after):
        page.context.set_offline(False)
    before.get_by_role("button", name="Gửi bản nháp").click()
    before.wait_for_url("**/nop/ban-nhap/**")
    assert Draft.objects.get().answers["child_name"] == "Nguyễn Hoài Ẵng"

    after.get_by_role("button", name="Gửi bản nháp").click()
    after.get_by_text("tạm không nhận hồ sơ mới").wait_for()
    assert Draft.objects.count() == 1
    after.goto("/ngoai-tuyen")
    after.locator(".of-kept li").wait_for()  # what was typed is not lost
    newcomer = open_as(chromium, city, city.stranger, viewport={"width": 360, "height": 740})
    newcomer.goto(f"/ngoai-tuyen/nop/{BIRTH}")
    assert "Chờ quy định mới." in newcomer.text_content("main")
    wait_for(lambda: newcomer.locator("[name=child_name]").is_disabled(), 5)
    assert faults(newcomer) == [] and newcomer.complaints == []
    for page in (before, after, newcomer):
        page.context.close()


def test_the_second_person_sees_nothing_of_the_first_not_by_the_back_button_either(chromium, city):
    first, second = city.mother.person, city.stranger.person
    held = Appointment.objects.filter(post__kind="reception").select_related("account").first()
    page = open_as(chromium, city, held.account)

    def sit_with(person):
        page.goto("/ho-tro/")
        page.fill("[name=pin]", person.pin)
        page.fill("[name=name]", person.full_name)
        for part, value in (("day", "%d"), ("month", "%m"), ("year", "%Y")):
            page.fill(f"[name=born-{part}]", person.birth_date.strftime(value))
        page.fill("[name=purpose]", "Khai sinh cho cháu")
        choose(page, "consent", "spoken")
        page.get_by_role("button", name="Tiếp tục").click()
        page.wait_for_url("**/ho-tro/xac-nhan/**")
        assert faults(page) == []
        page.fill("[name=card]", card(person))
        choose(page, "seen", "yes")
        page.get_by_role("button", name="Bắt đầu phiên").first.click()
        page.get_by_role("heading", name=f"Đang hỗ trợ {person.full_name}").wait_for()

    sit_with(first)
    page.goto(f"/nop/{BIRTH}")
    page.get_by_role("button", name="Bắt đầu điền").first.click()
    page.wait_for_url("**/nop/ban-nhap/**")
    choose(page, "situation", "ordinary")
    page.wait_for_timeout(300)
    begun = page.url
    assert first.full_name in page.text_content(".as-bar")
    assert faults(page) == []
    page.get_by_role("button", name="Kết thúc phiên").click()
    page.wait_for_url("**/ho-tro/?xong=1")
    page.go_back()
    page.wait_for_load_state()
    assert first.full_name not in page.content()
    assert first.pin not in page.content()

    sit_with(second)
    answer = page.goto(begun)
    assert answer.status == 404
    page.go_back()
    page.go_back()
    page.wait_for_load_state()
    assert first.full_name not in page.content()
    assert page.evaluate("sessionStorage.length") == 0
    page.goto("/ngoai-tuyen/nop/" + BIRTH)
    assert page.locator("[name=child_name]").is_disabled(), "a shared device keeps nobody's drafts"
    page.context.close()


def test_a_hall_device_is_used_with_fingers_alone_and_starts_over_when_the_person_has_gone(chromium, city):
    hall = Appointment.objects.filter(post__kind="reception").first()
    kiosks.register("Cửa chính", agency_id=hall.post.agency_id, token="t" * 43, by=hall.account_id, at=MONDAY)
    page = open_as(chromium, city, viewport={"width": 1080, "height": 1920})
    page.context.add_cookies([{"name": "mc_kiosk", "value": "t" * 43, "url": city.url}])
    page.clock.install()
    page.goto("/kiosk/")
    assert faults(page) == []
    page.get_by_role("link", name="Hồ sơ đến đâu rồi?").click()
    for key in "H26.4":
        page.get_by_role("button", name={".": "dấu chấm"}.get(key, key), exact=True).click()
    page.get_by_role("button", name="Xóa").click()
    assert page.input_value("[name=ma]") == "H26."
    assert faults(page) == []
    page.clock.fast_forward(50_000)
    page.locator(".kk-foot--soon").wait_for()
    page.clock.fast_forward(15_000)
    page.wait_for_url("**/kiosk/?lai=1")
    page.goto(f"/kiosk/thu-tuc/{BIRTH}")
    assert faults(page) == []
    for width, height in ((1080, 1920), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """[...document.querySelectorAll("main a, main button, .kk-foot a")].filter((one) =>
        one.getBoundingClientRect().height < 48).map((one) => one.outerHTML)"""
    )
    assert small == []
    page.context.close()


def test_a_teams_tablet_works_without_a_line_and_keeps_its_drafts_sealed(chromium, city):
    client = city.mother.person
    held = (
        Appointment.objects.filter(post__kind="reception")
        .select_related("account", "post__agency__unit")
        .first()
    )
    outing = Outing.objects.create(
        agency=held.post.agency, unit=held.post.agency.unit, place="Nhà văn hóa tổ 12", state="published",
        starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=4), procedures=[BIRTH], made_by=held.account,
        made_name="Mẫu", made_at=MONDAY, published_at=MONDAY,
    )  # fmt: skip
    outing.team.create(account=held.account, name=held.account.display_name)
    page = open_as(chromium, city, held.account, viewport={"width": 360, "height": 740})
    page.goto("/to-luu-dong/may")
    page.fill("[data-pin]", "135790")
    page.get_by_role("button", name="Mở máy").click()
    page.get_by_role("option", name="Nhà văn hóa tổ 12").wait_for(state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for(lambda: f"/ngoai-tuyen/nop/{BIRTH}" in page.evaluate(KEPT), 15)
    assert faults(page) == []

    page.context.set_offline(True)
    page.goto("/to-luu-dong/may")
    page.fill("[data-pin]", "000000")
    page.get_by_role("button", name="Mở máy").click()
    page.get_by_text("Mã PIN chưa đúng").wait_for()
    page.fill("[data-pin]", "135790")
    page.get_by_role("button", name="Mở máy").click()
    page.locator("[data-procedures] button").first.click()
    page.fill("[name=pin]", client.pin)
    page.fill("[name=name]", client.full_name)
    date(page, "born", client.birth_date.day, client.birth_date.month, client.birth_date.year)
    choose(page, "consent", "spoken")
    page.check("[name=seen]")
    page.fill("[name=child_name]", "Nguyễn Hoài Ẵng")
    page.get_by_text("Đã giữ trong máy lúc").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Xong").click()
    page.get_by_text("Chưa có mạng").wait_for()
    raw = page.evaluate(
        """() => new Promise((done) => { const r = indexedDB.open("mc-team"); r.onsuccess = () => {
        const all = r.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => done(JSON.stringify(all.result.map((one) => [one.title,
          new TextDecoder().decode(one.sealed.data)]))); }; })"""
    )
    assert "Hoài" not in raw
    assert client.full_name not in raw

    page.complaints.clear()
    page.context.set_offline(False)
    page.get_by_role("button", name="Gửi tất cả").click()
    page.get_by_role("link", name=client.full_name).click()
    page.wait_for_url("**/to-luu-dong/ban/**")
    kept = Brought.objects.get()
    assert (kept.client, kept.answers["child_name"]) == (client, ["Nguyễn Hoài Ẵng"])
    page.get_by_role("button", name="Tiếp nhận tại quầy").click()
    page.wait_for_url("**/tiep-nhan/**")
    assert page.input_value("[name=child_name]") == "Nguyễn Hoài Ẵng"
    page.goto("/to-luu-dong/may")
    page.fill("[data-pin]", "135790")
    page.get_by_role("button", name="Mở máy").click()
    page.get_by_text("Không còn bản nào.").wait_for()
    assert page.complaints == []
    page.context.close()
