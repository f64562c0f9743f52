"""Drives on the pages: a leader plans and publishes, a resident books and shows a code, the table says what came of it."""

import re

import pytest

from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records.drives import booking as bookings
from motcua.records.drives import receiving
from motcua.records.drives.models import Booking, Drive, Invitation, Slot, Tally
from tests.conftest import hanoi
from tests.records.drives.a_drive import BIKE, EIGHT, actor, drawn, out
from tests.records.pairs.doubtful import person
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db
PLANNED = {
    "kind": "card", "name_vi": "Cấp thẻ tại trường", "starts_on-day": "9", "starts_on-month": "3", "starts_on-year": "2026",
    "ends_on-day": "13", "ends_on-month": "3", "ends_on-year": "2026",
    "targets": ["no_card", "at_home"],
}  # fmt: skip
POINT = {
    "setting": "school", "place": "Trường THCS mẫu", "place-commune": "00160", "days": ["2026-03-10"], "opens": "08:00",
    "closes": "12:00", "kits": "2", "reserve": "20", "place-lat": "21.04000", "place-lon": "105.79000",
}  # fmt: skip


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_leader_plans_a_drive_whose_faults_are_told_at_once_and_publishes_it(
    city, django_assert_max_num_queries
):
    desk = at_desk("leader")
    assert desk.post("/dot-luu-dong/moi/", {}).status_code == 422
    wrong = desk.post("/dot-luu-dong/moi/", PLANNED | {"name_vi": "", "ends_on-day": "x"})
    assert "Đặt tên cho đợt" in text(wrong) and "Ngày kết thúc" in text(wrong)
    here = desk.post("/dot-luu-dong/moi/", PLANNED)["Location"]
    assert desk.post(f"{here}viec/cong-bo/").status_code == 409, "no point yet"
    bad = desk.post(f"{here}diem-moi/", POINT | {"kits": "0", "days": []})
    assert "Từ 1 đến 60 bộ thiết bị." in text(bad) and "Chọn ít nhất một ngày" in text(bad)
    assert desk.post(f"{here}diem-moi/", POINT)["Location"] == here
    desk.post(f"{here}viec/moi/")
    desk.post(f"{here}viec/cong-bo/")
    with django_assert_max_num_queries(11):
        shown = text(desk.get(here))
    assert "32 chỗ đặt trước một ngày" in shown and "Đã công bố" in shown
    assert "Cấp thẻ tại trường" in text(desk.get("/dot-luu-dong/"))
    found = Drive.objects.get()
    assert (found.invited, found.points.get().lat) == (Invitation.objects.count(), 21.04)


def test_the_list_and_the_routes_are_seen_with_a_note_to_whom_they_name(city):
    drive = drawn()
    old = person("Cụ Nguyễn Mẫu", born=hanoi("1940-01-01 00:00").date(), address_line="Số 3 Nghĩa Tân")
    desk = at_desk("leader")
    here = f"/dot-luu-dong/{drive.uuid}/"
    desk.post(f"{here}viec/moi/")
    assert Invitation.objects.filter(person=old, why="at_home").exists()
    desk.get(f"{here}danh-sach-moi/")
    assert AccessLog.objects.filter(what="invitations").exists()
    assert desk.post(f"{here}tai-nha/", {"days": ["2026-05-01"], "teams": "1"}).status_code == 422
    desk.post(f"{here}tai-nha/", {"days": ["2026-03-10"], "teams": "2"})
    page = text(desk.get(f"{here}tai-nha/"))
    assert "Tổ 1, buổi sáng" in page
    assert AccessLog.objects.filter(what="home-visits").exists()
    assert at_desk("justice").post(f"{here}tai-nha/", {}).status_code == 403


def test_a_resident_books_one_time_shows_the_code_and_gives_it_back(city, django_assert_max_num_queries):
    drive = out()
    Invitation.objects.create(drive=drive, person=account_of("resident").person, why="expired")
    home = at_desk("resident")
    assert "Bạn được mời" in text(home.get("/dat-lich-luu-dong/"))
    assert "Trường THCS mẫu" in text(home.get(f"/dat-lich-luu-dong/{drive.uuid}/"))
    point = drive.points.get()
    page = f"/dat-lich-luu-dong/diem/{point.pk}/"
    with django_assert_max_num_queries(10):
        shown = home.get(f"{page}?ngay=2026-03-10")
    assert "08:00" in text(shown)
    assert "Hãy chọn một giờ." in text(home.post(page, {"ngay": "2026-03-10"}))
    slot = Slot.objects.filter(point=point).earliest("starts_at")
    there = home.post(page, {"ngay": "2026-03-10", "gio": str(slot.pk)})["Location"]
    made = Booking.objects.get()
    assert made.code in text(home.get(there))
    assert home.post(page, {"gio": str(slot.pk)}).status_code == 422
    assert made.code not in text(home.get("/ca-nhan"))
    assert "Lịch hẹn lưu động" in text(home.get("/ca-nhan"))
    assert at_desk("resident-single").get(there).status_code == 404
    home.post(f"{there}huy/")
    assert Booking.objects.get().state == "cancelled"
    assert home.post(f"{there}huy/").status_code == 302


def test_a_motorbikes_papers_are_asked_for_and_every_fault_stands_at_its_field(city):
    drive = out("motorbike", targets=())
    slot = Slot.objects.filter(point__drive=drive).earliest("starts_at")
    home = at_desk("resident")
    page = f"/dat-lich-luu-dong/diem/{slot.point_id}/"
    wrong = home.post(page, {"gio": str(slot.pk), "frame": "???"})
    assert wrong.status_code == 422
    for told in ("Số khung gồm", "Cần số hóa đơn điện tử.", "lệ phí trước bạ: cần mã"):
        assert told in text(wrong)
    right = {
        "frame": BIKE.frame.lower(),
        "motor": BIKE.motor,
        "invoice": BIKE.invoice,
        "fee_paid": BIKE.fee_paid,
    }
    assert home.post(page, {"gio": str(slot.pk), **right}).status_code == 302
    assert Booking.objects.get().frame == BIKE.frame


def test_the_table_takes_by_code_and_without_and_says_what_came_of_each(city, django_assert_max_num_queries):
    drive = out()
    point = drive.points.get()
    lan, na = person("Phạm Thị Lan", "001190900020"), person("Lê Thị Na", "001190900021")
    slot = Slot.objects.filter(point=point).earliest("starts_at")
    made = bookings.book(slot.pk, lan, by=at_actor(), at=hanoi("2026-03-02 09:15"))
    desk = at_desk("justice", EIGHT)
    here = f"/dot-luu-dong/diem/{point.pk}/"
    with django_assert_max_num_queries(10):
        shown = text(desk.get(here))
    assert "Sắp đến hôm nay (1)" in shown and "001190900020" not in shown
    assert desk.post(f"{here}den/", {"code": "XXXXXX"}).status_code == 422
    assert desk.post(f"{here}den/", {"code": f"{made.code}:forged"}).status_code == 422
    desk.post(f"{here}den/", {"code": bookings.signed(made)})
    assert desk.post(f"{here}khong-hen/", {"pin": "1"}).status_code == 422
    desk.post(f"{here}khong-hen/", {"pin": na.pin})
    assert "Đang ở đây (2)" in text(desk.get(here))
    assert desk.post(f"{here}luot/{made.pk}/", {"outcome": "failed"}).status_code == 422
    desk.post(f"{here}luot/{made.pk}/", {"outcome": "done", "receipt": "BN-77"})
    other = Booking.objects.get(person=na)
    desk.post(f"{here}luot/{other.pk}/", {"outcome": "failed", "reason": "left"})
    results = text(desk.get(f"/dot-luu-dong/{drive.uuid}/"))
    assert "Người dân về giữa chừng (1)" in results
    assert AccessLog.objects.filter(person_id=lan.pk, what="drive-table").exists()


def at_actor():
    from tests.records.drives.a_drive import actor

    return actor("resident")


def test_a_drive_of_another_agency_is_not_there_and_a_draft_is_nobodys(city):
    drive = drawn()
    assert at_desk("police").get(f"/dot-luu-dong/{drive.uuid}/").status_code == 404
    assert at_desk("construction").get("/dot-luu-dong/").status_code == 403
    assert at_desk("resident").get(f"/dat-lich-luu-dong/{drive.uuid}/").status_code == 404
    leader = at_desk("leader")
    leader.post(f"/dot-luu-dong/{drive.uuid}/viec/cong-bo/")
    assert leader.post(f"/dot-luu-dong/{drive.uuid}/viec/huy/", {"reason": ""}).status_code == 409
    leader.post(f"/dot-luu-dong/{drive.uuid}/viec/huy/", {"reason": "Mưa bão"})
    assert "Mưa bão" in text(at_desk("resident").get(f"/dat-lich-luu-dong/{drive.uuid}/"))


def test_a_card_that_is_scanned_at_the_table_takes_its_holder_in(city):
    drive = out()
    point = drive.points.get()
    who = person("Mẫu Có Thẻ", "001190000755")
    table = at_desk("justice", EIGHT)
    page = table.get(f"/dot-luu-dong/diem/{point.pk}/").content.decode()
    assert 'data-card-scan="pin"' in page and 'id="card-scanner"' in page
    card = "001190000755|012345678|Mẫu Có Thẻ|12031990|Nữ|Số 5, Phường Nghĩa Tân, Hà Nội|10042021"
    here = f"/dot-luu-dong/diem/{point.pk}/khong-hen/"
    wrong = table.post(here, {"pin": "a|b|c"})
    assert wrong.status_code == 422
    assert table.post(here, {"pin": card}).status_code == 302
    assert Booking.objects.get(person=who).walk_in


def test_a_tablet_takes_the_lists_along_and_brings_back_what_happened_without_a_line(
    city, django_assert_max_num_queries
):
    drive = out()
    who, late = person("Mẫu Đến Sớm", "001190000756"), person("Mẫu Đến Muộn", "001190000757")
    slots = Slot.objects.filter(point__drive=drive, starts_at__date="2026-03-10").order_by("starts_at")
    first, second = (
        bookings.book(slots[0].pk, one, by=actor("leader"), at=hanoi("2026-03-03 09:00"))
        for one in (who, late)
    )
    team = at_desk("justice", EIGHT)
    assert who.full_name not in team.get("/dot-luu-dong/may").content.decode()
    with django_assert_max_num_queries(9):
        told = team.get("/dot-luu-dong/may/danh-sach").json()["points"]
    assert [(one["name"], one["number"]) for one in told[0]["people"]] == [
        ("Mẫu Đến Sớm", "0756"), ("Mẫu Đến Muộn", "0757"),
    ]  # fmt: skip
    row = AccessLog.objects.filter(what="list:drive-table").latest("id")
    assert row.people == sorted((who.pk, late.pk)) and row.code == "drive"

    noon = hanoi("2026-03-10 15:00")
    assert receiving.missed(noon) == 2
    back = at_desk("justice", noon)
    address = f"/dot-luu-dong/may/{told[0]['id']}/den"
    given = {"code": first.code, "at": "2026-03-10T01:05:00Z", "outcome": "done", "receipt": "BN-7"}
    for _ in range(2):
        assert back.post(address, given).json()["state"] == "done"
    found = Booking.objects.get(pk=first.pk)
    assert (found.came_at, found.receipt) == (hanoi("2026-03-10 08:05"), "BN-7")
    tally = dict(Tally.objects.filter(point__drive=drive).values_list("what", "number"))
    assert (tally["came"], tally["done"], tally["missed"]) == (1, 1, 1)
    assert back.post(address, given | {"code": second.code, "outcome": ""}).json()["state"] == "arrived"


@pytest.mark.parametrize(
    "changed",
    [{"code": "XXXXXX"}, {"at": "hôm qua"}, {"at": "2026-03-10T08:05:00"}, {"at": "2026-03-01T01:05:00Z"},
     {"at": "2026-03-11T01:05:00Z"}, {"outcome": "failed", "reason": "none such"}],
)  # fmt: skip
def test_what_a_tablet_brings_back_and_cannot_be_is_refused_in_words(city, changed):
    drive = out()
    slot = Slot.objects.filter(point__drive=drive, starts_at__date="2026-03-10").order_by("starts_at").first()
    made = bookings.book(
        slot.pk, person("Mẫu", "001190000758"), by=actor("leader"), at=hanoi("2026-03-03 09:00")
    )
    back = at_desk("justice", hanoi("2026-03-10 15:00"))
    given = {"code": made.code, "at": "2026-03-10T01:05:00Z"} | changed
    answer = back.post(f"/dot-luu-dong/may/{slot.point_id}/den", given)
    assert answer.status_code == 422 and answer.json()["error"]
    assert Booking.objects.get(pk=made.pk).state == "booked"


def test_who_came_without_a_booking_and_without_a_line_is_brought_in_once(city):
    drive = out(points=2)
    point, other = drive.points.order_by("id")
    who, elsewhere = person("Mẫu Đi Bộ", "001190000760"), person("Mẫu Nơi Khác", "001190000761")
    booked = person("Mẫu Quên Mã", "001190000762")
    slots = Slot.objects.filter(starts_at__date="2026-03-10").order_by("starts_at")
    kept = bookings.book(
        slots.filter(point=point)[0].pk, booked, by=actor("leader"), at=hanoi("2026-03-03 09:00")
    )
    bookings.book(
        slots.filter(point=other)[2].pk, elsewhere, by=actor("leader"), at=hanoi("2026-03-03 09:00")
    )
    team = at_desk("justice", EIGHT)
    told = team.get("/dot-luu-dong/may/danh-sach").json()["points"]
    assert [one["left"] for one in told] == [8, 8], "a fifth of forty places a day"
    noon = at_desk("justice", hanoi("2026-03-10 15:00"))
    address = f"/dot-luu-dong/may/{point.pk}/den"
    given = {
        "id": "0192f0c0-0000-7000-8000-000000000001", "pin": who.pin, "at": "2026-03-10T01:05:00Z",
        "outcome": "done", "receipt": "BN-9",
    }  # fmt: skip
    for _ in range(2):
        assert noon.post(address, given).json() == {"state": "done", "booked": False, "over": False}
    assert Booking.objects.filter(person=who).count() == 1
    assert Tally.objects.get(point=point, what="walk_in").number == 1

    def sent(number: int, someone, at: str = "2026-03-10T02:00:00Z", where: str = address):
        mark = f"0192f0c0-0000-7000-8000-{number:012d}"
        return noon.post(
            where, {"id": mark, "pin": someone if isinstance(someone, str) else someone.pin, "at": at}
        )

    assert sent(2, booked).json() == {"state": "arrived", "booked": True, "over": False}
    assert Booking.objects.get(person=booked).pk == kept.pk
    assert "lịch hẹn ở Trường THCS mẫu 1 lúc 09:00 10/03" in sent(3, elsewhere).json()["error"]
    assert "Không có số định danh" in sent(4, "001190000799").json()["error"]
    assert "hỏng" in noon.post(address, given | {"id": "1"}).json()["error"]
    assert "quá cũ" in sent(5, who, "2026-03-01T01:05:00Z").json()["error"]
    assert sent(1, who, where=f"/dot-luu-dong/may/{other.pk}/den").status_code == 422, (
        "an id of another point"
    )
    found = sent(6, who, where=f"/dot-luu-dong/may/{other.pk}/den").json()["error"]
    assert "Một tổ khác đã thu nhận người này trong 24 giờ qua (Trường THCS mẫu, 08:05 10/03)" in found
    Tally.objects.filter(point=point, what="walk_in").update(number=8)
    late = person("Mẫu Hết Chỗ", "001190000763")
    assert sent(7, late).json() == {"state": "arrived", "booked": False, "over": True}
