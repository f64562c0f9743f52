"""The officers' pages in a real browser: nobody shut out, nothing refused by the policy, the keyboard alone."""

import os
from pathlib import Path

import pytest

from motcua.procedures.dossiers import inner_notes, timers
from motcua.procedures.dossiers.models import Component, Dossier, SavedView, Task
from motcua.procedures.dossiers.status import Status
from motcua.project.demo import account_of
from motcua.records.papers import storing
from tests.browser.city_site import NOISE
from tests.browser.desk_site import apart, town, window  # noqa: F401
from tests.browser.pages import findings, too_wide
from tests.browser.waiting import go
from tests.conftest import hanoi
from tests.procedures import at_wide, people
from tests.procedures.people import BIRTH
from tests.sites.desk_people import MONDAY, accepted, examined, filed, page_of, ready
from tests.sites.test_desk_dossier import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("DESK_SHOTS", "")
COUNTED: list[str] = []


def busy() -> dict[str, Dossier]:
    """A morning's worth of dossiers."""
    late = accepted(hanoi("2026-02-26 09:00"))
    for _ in range(4):
        filed(hanoi("2026-03-02 08:10"))
        accepted()
    stored = storing.store(
        PNG, purpose="dossier", owner_id=late.owner_id, by=None, at=MONDAY, name="giay.png"
    )
    Component.objects.create(
        dossier=late,
        component_id="birth_notice",
        name="Giấy chứng sinh",
        source="upload",
        files=[stored.uuid],
    )
    counter, name = people.officer("counter", MONDAY), account_of("justice").display_name
    inner_notes.write(late.id, f"Nhờ @{name} xem giúp nơi sinh.", by=counter, at=MONDAY)
    old = inner_notes.write(late.id, "Nhầm hồ sơ.", by=counter, at=MONDAY)
    inner_notes.withdraw(old.id, by=counter, at=MONDAY)
    views = {"tab": "waiting", "query": "due=overdue", "created_at": MONDAY}
    SavedView.objects.create(account=account_of("justice"), name="Quá hạn", **views)
    at_wide.publish()
    asked = at_wide.consulted(hanoi("2026-02-27 08:30"))
    at_wide.say(asked, "money", "object", hanoi("2026-02-27 15:00"), "Còn nợ tiền thuê đất năm 2025.")
    timers.fire_due(MONDAY)
    return {"asked": asked, "late": late, "filed": filed(), "examined": examined(), "ready": ready()}


def pages(dossiers: dict[str, Dossier]) -> list[tuple[str, str, str]]:
    """Name, who looks, and the address."""
    return [
        ("waiting", "justice", "/ban-lam-viec/cho-nhan/"),
        ("online", "counter", "/ban-lam-viec/truc-tuyen/"),
        ("mine-empty", "chair", "/ban-lam-viec/"),
        ("all", "justice", "/ban-lam-viec/tat-ca/"),
        ("check", "justice", page_of(dossiers["late"])),
        ("opinions", "justice", page_of(dossiers["asked"])),
        ("opinion", "construction", page_of(dossiers["asked"])),
        ("left-too-long", "justice", "/ban-lam-viec/nhac-viec/"),
        ("accept", "counter", page_of(dossiers["filed"])),
        ("supplement", "counter", page_of(dossiers["filed"], "?viec=supplement")),
        ("refuse", "counter", page_of(dossiers["filed"], "?viec=refuse")),
        ("sign", "chair", page_of(dossiers["examined"])),
        ("extend", "justice", page_of(dossiers["late"], "?viec=extend")),
        ("assign", "chair", page_of(dossiers["late"], "?viec=assign")),
        ("hand-over", "counter", page_of(dossiers["ready"])),
        ("counter", "counter", "/ban-lam-viec/tiep-nhan/"),
        ("register", "chair", "/ban-lam-viec/so-theo-doi/"),
        ("walking", "justice", page_of(dossiers["late"], "?ds=waiting%3F&canh=dan-cu")),
        ("take-back", "justice", page_of(dossiers["examined"], "hoan-tac/")),
        ("stays", "counter", page_of(dossiers["late"], "hoan-tac/")),
        ("mentions", "justice", "/ban-lam-viec/nhac-toi-toi/"),
        ("saved", "justice", "/ban-lam-viec/cho-nhan/?due=overdue"),
    ]


def shoot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def test_no_page_of_the_desk_shuts_anybody_out(chromium, town):
    dossiers = apart(busy)
    told = []
    windows = {}
    for name, who, address in pages(dossiers):
        if who not in windows:
            windows[who] = window(chromium, town, who)
        page = windows[who]
        go(page, address)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            shoot(page, f"{name}-{width}")
            told += [f"{name} at {width}: {finding}" for finding in findings(page)]
            if too_wide(page):
                told.append(f"{name}: wider than the screen at {width}")
        told += [f"{name}: {words}" for words in page.complaints]
        page.complaints.clear()
    assert told == []


NAMED = {"Enter", "Tab", "Space", "ArrowDown", "Escape", "Control+Enter", "Control+k", "Shift+X"}


def keys(page, *pressed: str) -> None:
    """Press keys one after another and count them; a text is typed letter by letter."""
    for one in pressed:
        if len(one) == 1 or one in NAMED:
            COUNTED.append(one)
            page.keyboard.press(one)
        else:
            COUNTED.extend(one)
            page.keyboard.type(one)


def test_a_birth_goes_through_the_whole_house_by_keyboard_alone(chromium, town):
    """Accepted by the counter, claimed and examined, signed, sealed, handed over: no mouse anywhere."""
    dossier = apart(filed)
    counter = window(chromium, town, "counter")
    go(counter, "/ban-lam-viec/truc-tuyen/")
    keys(counter, "j", "Enter")
    counter.wait_for_url(f"**/{dossier.code}/**")
    keys(counter, "y", "y", "Enter")
    counter.get_by_text("Đã tiếp nhận, hẹn trả").wait_for()

    justice = window(chromium, town, "justice")
    go(justice, "/ban-lam-viec/cho-nhan/")
    keys(justice, "j", "c")
    justice.get_by_text("Đã nhận 1 việc").wait_for()
    keys(justice, "l")
    justice.wait_for_url("**/ban-lam-viec/")
    keys(justice, "j", "Enter")
    justice.wait_for_url(f"**/{dossier.code}/**")
    keys(justice, "a", "Space", "Tab", "Space", "Tab", "Space", "Control+Enter")
    justice.get_by_text("→ Ký Giấy khai sinh").wait_for()

    chair = window(chromium, town, "chair")
    go(chair, "/ban-lam-viec/cho-nhan/")
    keys(chair, "j", "Enter")
    chair.wait_for_url(f"**/{dossier.code}/**")
    chair.locator("#note").wait_for()
    keys(chair, "1", "Tab", "Space", "Control+Enter")
    chair.get_by_text("→ Ghi vào Sổ").wait_for()

    clerk = window(chromium, town, "clerk")
    go(clerk, "/ban-lam-viec/cho-nhan/")
    keys(clerk, "j", "Enter")
    clerk.wait_for_url(f"**/{dossier.code}/**")
    keys(clerk, "a", "Control+Enter")
    clerk.get_by_text("→ Trả kết quả").wait_for()

    go(counter, "/ban-lam-viec/cho-nhan/")
    keys(counter, "j", "Enter")
    counter.wait_for_url(f"**/{dossier.code}/**")
    keys(counter, "a", "Control+Enter")
    counter.get_by_text("đã trả kết quả").wait_for()
    assert Dossier.objects.get(id=dossier.id).status == Status.RETURNED


def take_in(counter, name: str, *place: str) -> None:
    """A birth from the work list to the receipt; `place` is typed for the hospital and its address."""
    go(counter, "/ban-lam-viec/")
    keys(counter, "n")
    counter.wait_for_url("**/tiep-nhan/")
    keys(counter, counter.locator(f"a[href*='{BIRTH}']").get_attribute("data-key"))
    counter.locator("#applicant-q:focus").wait_for()
    keys(counter, account_of("resident").person.pin, "Enter")
    counter.locator(".dk-person__is").wait_for()
    keys(counter, "Space", "Tab", "m", "Tab", name, "Tab", "20022026", "ArrowDown", "Tab", "Space", "Tab")
    if place:
        counter.locator("#id-facility_name:focus").wait_for()
        keys(counter, *place)
    counter.locator("[name=father_known]:focus").wait_for(timeout=9000)
    keys(counter, "ArrowDown", "Tab")
    counter.locator("[name=birth_proof]:focus").wait_for()
    keys(counter, "Space", "Tab", "ArrowDown", "Tab")
    counter.locator("#take-birth_notice:focus").wait_for()
    keys(counter, "Space")
    counter.locator("#take-birth_notice:checked").wait_for()
    for point in ("form_complete", "papers_match"):
        counter.locator(f"#tick-{point}").focus()
        keys(counter, "Space")


def test_a_birth_is_taken_in_at_the_counter_in_less_than_sixty_keys(chromium, town):
    """The mother is known; the hospital is the one of the birth before, which the officer has kept."""
    counter = window(chromium, town, "counter", viewport={"width": 1440, "height": 900})
    take_in(
        counter, "Lê Gia Hân", "Bệnh viện Phụ sản", "Tab", "ngoc ha", "Enter", "Tab", "Số 929 La Thành", "Tab"
    )
    counter.get_by_label("giữ cho hồ sơ sau: Tên cơ sở y tế").check()
    counter.get_by_label("giữ cho hồ sơ sau: Địa chỉ nơi sinh").check()
    shoot(counter, "intake-full-1440")
    assert findings(counter) == []
    keys(counter, "Control+Enter")
    counter.wait_for_url("**/vua-nhan/")
    counter.locator("iframe#receipt").wait_for()
    COUNTED.clear()
    take_in(counter, "Trần Bảo An")
    keys(counter, "Control+Enter")
    counter.wait_for_url("**/vua-nhan/")
    shoot(counter, "taken-1440")
    assert len(COUNTED) < 60
    second = Dossier.objects.order_by("-id").first()
    assert second.answers["child_name"] == "Trần Bảo An"
    assert second.answers["facility_name"] == "Bệnh viện Phụ sản"
    assert second.answers["mother_pin"] == account_of("resident").person.pin
    assert counter.complaints == []


def test_several_are_signed_after_each_draft_was_opened_by_keyboard_alone(chromium, town):
    """A range of rows, the page before, the confirmation; then the palette finds one of them by name."""
    three = apart(lambda: [examined() for _ in range(3)])
    chair = window(chromium, town, "chair", viewport={"width": 1440, "height": 900})
    for dossier in three:
        chair.goto(page_of(dossier))
        chair.wait_for_function("document.querySelector('[data-viewer] img').naturalWidth > 0")
    chair.goto("/ban-lam-viec/cho-nhan/")
    keys(chair, "j", "x", "j", "j", "Shift+X", "b")
    chair.get_by_text("3 hồ sơ sẽ được làm").wait_for()
    assert findings(chair) == []
    chair.locator("#sure").focus()
    keys(chair, "Space", "Control+Enter")
    chair.get_by_role("heading", name="Đã làm: 3").wait_for()
    assert findings(chair) == []
    assert Task.objects.filter(kind="number", closed_at=None).count() == 3
    keys(chair, "Control+k", "nguyen thi")
    chair.locator("#palette-list li").filter(has_text=three[0].code).wait_for()
    assert findings(chair) == []
    keys(chair, "Enter")
    chair.wait_for_url("**/ho-so/**")
    assert [one for one in chair.complaints if not NOISE.search(one)] == []


def test_a_note_names_a_colleague_and_papers_lie_side_by_side_without_losing_what_was_typed(chromium, town):
    dossier = apart(busy)["late"]
    justice = window(chromium, town, "justice", viewport={"width": 1440, "height": 900})
    justice.goto(page_of(dossier))
    justice.fill("#note", "Đang xem.")
    justice.locator("h1").click()
    keys(justice, "v")
    justice.locator(".dk-beside__choose a:focus").wait_for()
    keys(justice, "Enter")
    justice.locator(".dk-beside__pane img").wait_for()
    assert justice.input_value("#note") == "Đang xem."
    keys(justice, "+", "r")
    justice.locator(".dk-view__sheet[data-zoom='1.5']").wait_for()
    keys(justice, "m")
    justice.locator("#inner:focus").wait_for()
    keys(justice, "Nhờ @trang")
    justice.locator(".dk-names li").first.wait_for()
    keys(justice, "Enter")
    assert account_of("counter").display_name in justice.input_value("#inner")
    assert findings(justice) == []
    keys(justice, "Control+Enter")
    justice.get_by_text("Đã ghi chú.").wait_for()
    assert account_of("counter").display_name in justice.text_content("#ghi-chu")
    assert [one for one in justice.complaints if not NOISE.search(one)] == []
