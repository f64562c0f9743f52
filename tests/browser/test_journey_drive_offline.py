"""A drive's table with the network off: a booking and a card read by camera, a walk-in, sent later, conflicts shown."""

import base64
import io
from datetime import timedelta

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe

from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.records.drives import booking as bookings
from motcua.records.drives import receiving
from motcua.records.drives.models import Booking, Slot
from tests.browser.desk_site import apart, town, window
from tests.browser.waiting import wait_for
from tests.records.drives import a_drive
from tests.records.drives.a_drive import EIGHT, actor
from tests.records.pairs.doubtful import person

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.long]
CARD = "{pin}||{name}|12031990|Nữ|Số 5, Phường Nghĩa Tân, Hà Nội|10042021"
KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
# The camera shows the picture that stands in window.seen.
CAMERA = """navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 640, height: 480});
  const pen = canvas.getContext("2d"), picture = new Image();
  picture.src = window.seen; await picture.decode();
  pen.fillStyle = "white"; pen.fillRect(0, 0, 640, 480); pen.translate(330, 230); pen.rotate(0.2);
  pen.drawImage(picture, -160, -160, 320, 320);
  return canvas.captureStream(10); };"""


def picture(text: str) -> bytes:
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=8, border=4)
    return made.getvalue()


def by_camera(page, text: str) -> None:
    page.evaluate(
        "(src) => { window.seen = src; }",
        f"data:image/png;base64,{base64.b64encode(picture(text)).decode()}",
    )
    page.evaluate(CAMERA)
    page.get_by_role("button", name="Quét mã hẹn").click()
    page.wait_for_selector("[data-scanner]", state="hidden")


def the_day():
    """A point with a booking; a second point of the drive at which somebody is taken in meanwhile."""
    drive = a_drive.out(points=2)
    point, other = drive.points.order_by("id")
    who = {
        name: person(full, pin, born=hanoi_day)
        for name, full, pin in (
            ("booked", "Mẫu Có Hẹn", "001190000811"),
            ("late", "Mẫu Hẹn Muộn", "001190000812"),
            ("walked", "Mẫu Không Hẹn", "001190000813"),
            ("elsewhere", "Mẫu Nơi Khác", "001190000814"),
        )
    }
    slots = Slot.objects.filter(point=point, starts_at__date="2026-03-10").order_by("starts_at")
    made = bookings.book(
        slots[0].pk, who["booked"], by=actor("leader"), at=a_drive.MONDAY + timedelta(days=1)
    )
    return point, other, who, made


hanoi_day = a_drive.date(1990, 3, 12)


def test_who_comes_while_there_is_no_line_is_taken_in_by_camera_and_sent_later(town, chromium):
    clock.set_for_test(EIGHT)
    point, other, who, made = apart(the_day)
    page = window(chromium, town, "justice", viewport={"width": 360, "height": 780})
    page.clock.set_fixed_time(EIGHT)
    page.goto("/dot-luu-dong/may")
    page.fill("[data-pin]", "135790")
    page.get_by_role("button", name="Mở máy").click()
    page.get_by_role("button", name="Đã đến Mẫu Có Hẹn").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for(lambda: "/static/device/qr.js" in page.evaluate(KEPT), 15)
    assert AccessLog.objects.filter(what="list:drive-table", people=[who["booked"].pk]).exists()
    later = apart(
        lambda: bookings.book(
            Slot.objects.filter(point=point, starts_at__date="2026-03-10").order_by("starts_at")[2].pk,
            who["late"], by=actor("leader"), at=a_drive.MONDAY + timedelta(days=1),
        )
    )  # fmt: skip

    page.context.set_offline(True)
    page.goto("/dot-luu-dong/may")
    page.fill("[data-pin]", "135790")
    page.get_by_role("button", name="Mở máy").click()
    page.get_by_role("button", name="Đã đến Mẫu Có Hẹn").wait_for()
    by_camera(page, bookings.signed(made))
    page.get_by_role("button", name="Xong Mẫu Có Hẹn").click()
    by_camera(page, bookings.signed(later))  # booked after the lists were taken along
    page.get_by_text("mã ngoài danh sách").wait_for()
    by_camera(page, CARD.format(pin=who["walked"].pin, name=who["walked"].full_name))
    page.get_by_role("button", name="Xong Mẫu Không Hẹn").click()
    page.get_by_text("Người đến không hẹn").click()
    page.fill("#walk-pin", "12")
    page.get_by_role("button", name="Tiếp nhận").click()
    page.get_by_text("Số định danh gồm 12 chữ số.").wait_for()
    page.fill("#walk-pin", who["elsewhere"].pin)
    page.get_by_role("button", name="Tiếp nhận").click()
    page.get_by_text("Chờ gửi: 4").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    raw = page.evaluate(
        """() => new Promise((done) => { const r = indexedDB.open("mc-drive"); r.onsuccess = () => {
        const all = r.result.transaction("done").objectStore("done").getAll();
        all.onsuccess = () => done(all.result.map((one) => new TextDecoder().decode(one.sealed.data)).join()); }; })"""
    )
    assert "Mẫu" not in raw and who["walked"].pin not in raw
    page.get_by_role("button", name="Gửi tất cả").click()
    page.get_by_text("Chưa có mạng: giữ trong máy").wait_for()

    clock.set_for_test(EIGHT + timedelta(minutes=20))
    apart(lambda: receiving.walk_in(other, who["elsewhere"].pin, by=actor("justice"), at=clock.now()))
    page.complaints.clear()
    page.context.set_offline(False)
    page.get_by_role("button", name="Gửi tất cả").click()
    page.get_by_text("Còn chưa gửi được: 1.").wait_for()
    page.get_by_text("Người này đã được ghi nhận ở Trường THCS mẫu 1").wait_for()
    found = {one.person_id: one for one in Booking.objects.filter(point=point)}
    assert {name: found[who[name].pk].state for name in ("booked", "late", "walked")} == {
        "booked": "done", "late": "arrived", "walked": "done",
    }  # fmt: skip
    assert (found[who["walked"].pk].walk_in, found[who["walked"].pk].came_at) == (True, EIGHT)
    assert who["elsewhere"].pk not in found
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Bỏ lượt này").click()
    page.wait_for_selector("[data-send]", state="hidden")
    assert [one for one in page.complaints if "422" not in one] == []
