"""A parcel's boundary is drawn on the map by hand, put right by the keyboard and in the list, and stands in the register."""

import os

import pytest

from motcua.city.models import Agency
from motcua.foundation.actor import SYSTEM
from motcua.records import registers
from motcua.records.registers.shapes_typed import square_metres
from tests.browser import face_checks, pages
from tests.browser.desk_site import apart, town, window
from tests.sites.desk_people import MONDAY

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.long]


def plot() -> int:
    data = {
        "unit_code": "00160", "map_sheet": 7, "parcel_number": 112, "parcel_words": "Thửa 112", "area_m2": "400",
    }  # fmt: skip
    return registers.enter(
        "parcels", agency_id=Agency.objects.get(key="vpdkdd-ha-noi").id, on=MONDAY.date(), data=data,
        source=registers.Source("officer", ""), by=SYSTEM, at=MONDAY,
    ).id  # fmt: skip


def shot(page, name: str) -> None:
    if folder := os.environ.get("BOUNDARY_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_boundary_is_drawn_moved_by_keys_typed_in_the_list_and_written(town, chromium):
    number = apart(plot)
    page = window(chromium, town, "registrar", viewport={"width": 360, "height": 800})
    page.goto("/so-dang-ky/")
    with page.expect_navigation():
        page.select_option("select[name=purpose]", label="Giữ sổ")
    page.goto(f"/so-dang-ky/parcels/{number}/sua/")
    canvas = page.locator("[data-shape-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for right, down in ((-60, -50), (60, -50), (60, 50), (-60, 50)):
        page.mouse.click(middle + right, height + down)
    assert "4 đỉnh" in page.inner_text("[data-shape-sum]")
    shot(page, "drawn-360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    area = page.inner_text("[data-shape-sum]")
    corner = page.locator(".rg-shape__corner").first
    corner.focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert page.inner_text("[data-shape-sum]") != area
    page.keyboard.press("Delete")
    assert "3 đỉnh" in page.inner_text("[data-shape-sum]")
    page.click("[data-shape-undo]")
    page.click("[data-shape-undo]")
    assert page.inner_text("[data-shape-sum]") == area

    page.locator(".rg-shape details summary").click()
    corners = ((21.0405, 105.7995), (21.0405, 105.7997), (21.0403, 105.7997), (21.0403, 105.7995))
    for n, (lat, lng) in enumerate(corners):
        for part, value in (("lat", lat), ("lng", lng)):
            field = page.locator(f"[data-shape-list] [data-part={part}]").nth(n)
            field.fill(f"{value:.7f}".replace(".", ","))
            field.press("Tab")
    shot(page, "typed-360")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.reload()
    page.fill(
        "[name=boundary]",
        "POLYGON((105.7995 21.0405, 105.7997 21.0405, 105.7997 21.0403, 105.7995 21.0403, 105.7995 21.0405))",
    )
    page.press("[name=boundary]", "Tab")
    shown = page.inner_text("[data-shape-sum]")
    shot(page, "wide-1440")
    page.locator(".rg-shape__corner").nth(1).drag_to(canvas, target_position={"x": 300, "y": 40})
    page.click("[data-shape-undo]")
    assert page.inner_text("[data-shape-sum]") == shown
    page.fill("[name=reason]", "Đo lại ngày 01/3")
    page.get_by_role("button", name="Ghi vào sổ").click()
    page.wait_for_url(f"**/parcels/{number}/")
    held = apart(lambda: registers.get("parcels", number).data["boundary"])
    assert held["type"] == "Polygon"
    ring = [tuple(at) for at in held["coordinates"][0]]
    assert ring == [(lng, lat) for lat, lng in (*corners, corners[0])]
    metres = f"{square_metres(held):.1f}".replace(".", ",")
    assert shown == f"4 đỉnh, {metres} m²"
    assert page.complaints == []


@pytest.mark.parametrize("width", (360, 1440))
def test_the_page_on_which_a_record_is_put_right_is_for_everybody(town, chromium, width):
    number = apart(plot)
    page = window(chromium, town, "registrar", viewport={"width": width, "height": 900})
    page.goto("/so-dang-ky/")
    with page.expect_navigation():
        page.select_option("select[name=purpose]", label="Giữ sổ")
    for path in ("", "sua/", "ket-thuc/"):
        answer = page.goto(f"/so-dang-ky/parcels/{number}/{path}", wait_until="load")
        assert answer is not None and answer.status == 200, path
        if page.locator("[data-map]").count():
            page.locator("[data-map][data-map-ready]").first.wait_for()
        shot(page, f"{path.strip('/') or 'mot'}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert face_checks.structure(page, "vi") + face_checks.names(page) + pages.findings(page) == [], path
    assert page.complaints == []
