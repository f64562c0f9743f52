"""A family takes a building permit at the counter: opinions, a supplement by telephone, an apology, the permit."""

import pytest

from tests.browser import desk_walk, pages
from tests.browser.pages import address, choose, date
from tests.reading_pdf import text_of

pytestmark = pytest.mark.browser
OWNER = "Lê Quốc Khánh"
OPINION = "Phù hợp quy hoạch phân khu; chiều cao tối đa 16 m."
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def people(city_site, chromium):
    """The officers' windows by role; none of them may have heard a complaint at the end."""
    roles = ("counter", "land", "leader", "chair", "clerk", "construction")
    windows = {role: city_site.officer(chromium, role) for role in roles}
    yield windows
    complaints = {role: window.complaints for role, window in windows.items() if window.complaints}
    for window in windows.values():
        window.context.close()
    assert complaints == {}


def take_in(counter, pin):
    """The one screen of the counter; the dossier's code."""
    counter.goto("/ban-lam-viec/tiep-nhan/?q=xin phep xay nha")
    counter.locator("a[data-open]").first.click()
    counter.wait_for_selector("#applicant-q")
    counter.fill("#applicant-q", pin)
    counter.press("#applicant-q", "Enter")
    counter.wait_for_selector(".dk-person__is")
    assert counter.input_value("[name=owner_name]") == OWNER, "the register answers for him"
    address(counter, "site_address", "Số 8, ngõ 12 đường Mẫu")
    for name, value in {
        "parcel_number": 112, "map_sheet": 14, "parcel_area": 84, "land_certificate": "CS 123456",
        "storeys": 4, "basements": 0, "floor_area": 260, "footprint": 68, "height_cm": 1450,
        "designer": "Công ty Thiết kế Mẫu", "designer_certificate": "HAN-00012345", "expected_months": 8,
    }.items():  # fmt: skip
        counter.fill(f"[name={name}]", str(value))
    choose(counter, "beside_neighbours", "no")
    choose(counter, "building_kind", "house")
    for paper, words in (("land_certificate", "GIAY CHUNG NHAN"), ("drawings", "BAN VE")):
        counter.locator(f"label[for=take-{paper}]").click()
        counter.set_input_files(f"[name='paper.{paper}.files']", pages.scan(words))
    counter.locator("label[for=tick-drawings_complete]").click()
    with counter.expect_navigation():
        counter.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    assert counter.locator(".mc-errors").count() == 0, counter.locator(".mc-errors").all_inner_texts()
    return counter.locator(".mc-toolbar .mc-code").inner_text()


def test_a_house_is_permitted_after_an_opinion_a_supplement_and_an_apology(city_site, chromium, people):
    counter, land, leader = people["counter"], people["land"], people["leader"]
    pin = city_site.ask("select pin from city_person where full_name = %s", OWNER)[0][0]
    code = take_in(counter, pin)
    receipt = text_of(pages.fetched(counter, counter.locator("#receipt").get_attribute("src")))
    assert code in receipt
    assert OWNER in receipt
    counter.get_by_role("button", name="Thu tiền mặt").click()
    counter.wait_for_load_state()

    desk_walk.open_dossier(leader, code)
    desk_walk.press(leader, "Giao chuyên viên")
    desk_walk.open_dossier(land, code)
    desk_walk.tick_all(land)
    date(land, "f.visited_on", *reversed([int(n) for n in city_site.today().split("-")]))
    land.fill("[name='f.site_findings']", "Đất trống, ranh giới rõ, chưa khởi công.")
    choose(land, "f.needs_opinion", "yes")
    desk_walk.press(land, "Lấy ý kiến Sở Xây dựng")

    specialist = people["construction"]
    specialist.goto("/ban-lam-viec/cho-nhan/")
    assert code in specialist.text_content("main"), "the consultation waits at the department"
    desk_walk.open_dossier(specialist, code)
    specialist.fill("#note", OPINION)
    desk_walk.press(specialist, "Đã có ý kiến")

    desk_walk.open_dossier(land, code, "supplement")
    land.locator(".dk-do__form input[name=item] + label").first.click()
    land.fill("#reason", "Bản vẽ thiếu mặt cắt móng.")
    desk_walk.press(land, "Gửi yêu cầu bổ sung")

    owner = city_site.resident(chromium, OWNER, "/ho-so", **PHONE)
    owner.get_by_role("link", name="giấy phép xây dựng").first.click()
    owner.wait_for_url("**/ho-so/*-*")
    own = owner.url
    assert "Bản vẽ thiếu mặt cắt móng" in owner.text_content("main") or "Cần bổ sung" in owner.text_content(
        "main"
    )
    owner.goto(own + "/bo-sung")
    assert not pages.too_wide(owner)
    owner.set_input_files("#id-item-0", pages.scan("MAT CAT MONG"))
    owner.get_by_role("button", name="Gửi bổ sung").click()
    owner.wait_for_url(own)

    desk_walk.open_dossier(land, code)
    desk_walk.press(land, "Đã đủ")
    desk_walk.open_dossier(land, code, "extend")
    land.fill("#reason", "Chờ số liệu chỉ giới mới, xin lỗi gia đình.")
    desk_walk.press(land, "Xin lỗi và hẹn lại")
    desk_walk.open_dossier(land, code)
    desk_walk.tick_all(land)
    choose(land, "f.proposal", "grant")
    land.fill("[name='f.ground_level_cm']", "30")
    desk_walk.press(land, "Trình soát xét")
    desk_walk.open_dossier(leader, code)
    assert OPINION in leader.text_content("main")
    desk_walk.press(leader, "Đồng ý trình ký")
    desk_walk.sign(people["chair"], code)
    desk_walk.open_dossier(people["clerk"], code)
    desk_walk.press(people["clerk"], "Chuyển trả")
    desk_walk.hand_over(counter, code, OWNER)

    sheet = text_of(pages.fetched(counter, f"/ban-lam-viec/ho-so/{code}/phieu-kiem-soat/"))
    for worker in ("Hoàng Văn Kiên", "Ngô Bích Hạnh", "Phan Quang Vinh", "Bùi Đăng Khoa"):
        assert worker in sheet, worker
    owner.goto(own)
    told = owner.text_content("main")
    for happened in ("Đã trả kết quả", "bổ sung", "Hẹn lại", "Giấy phép xây dựng"):
        assert happened.lower() in told.lower(), happened
    assert not pages.too_wide(owner)
    assert owner.complaints == []
    owner.context.close()
