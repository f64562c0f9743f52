"""A building permit of 2003 goes from its paper book, by two keyings and a sample, to its parcel on the map."""

from datetime import date

import pytest
from django.test import Client

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.project.demo import account_of
from motcua.records import registers
from motcua.records.books import images, keying, lots, projects, publishing
from motcua.records.books.models import Entry, Lot
from tests.records.books.old_town import (
    CHECKER,
    FIRST_CLERK,
    MONDAY,
    SECOND_CLERK,
    THIRD,
    account,
    actor,
    scan,
)

pytestmark = pytest.mark.django_db
HOME_UNIT = "00160"
TYPED = {
    "entry_number": "1", "entered_on": "12/05/2003", "permit_number": "01/GPXD", "owner_name": "Đặng Văn Nhà",
    "unit_code": HOME_UNIT, "site": "Số 5, phố Sách Cũ", "site_words": "Số 5, phố Sách Cũ", "map_sheet": "3",
    "parcel_number": "77",
}  # fmt: skip
SQUARE = [[105.80, 21.04], [105.801, 21.04], [105.801, 21.041], [105.80, 21.041], [105.80, 21.04]]


def a_parcel() -> None:
    registers.enter(
        "parcels",
        agency_id=Agency.objects.get(key="vpdkdd-ha-noi").id,
        on=date(2025, 7, 1),
        data={
            "unit_code": HOME_UNIT, "map_sheet": 3, "parcel_number": 77, "parcel_words": "Thửa 77, tờ 3",
            "area_m2": "102.0", "boundary": {"type": "Polygon", "coordinates": [SQUARE]},
        },
        source=registers.Source("officer", ""),
        by=actor(THIRD),
        at=MONDAY,
    )  # fmt: skip


def from_the_book() -> Entry:
    """The one entry of a book of permits: two clerks, a sample, the approval."""
    setup = projects.Setup(
        register="construction-permits", name="Giấy phép xây dựng 2003", kind="permits", period="2005"
    )
    project = projects.open_project(setup, actor(THIRD).agency_id, by=actor(THIRD), at=MONDAY)
    found = projects.Found(code="GP", unit_code=HOME_UNIT, year=2003, volume=1, pages=1, last_number=1)
    book = projects.add_book(project, found, by=actor(THIRD), at=MONDAY)
    images.bring(book, [("GP_00160_2003_01_0001.jpg", scan(1))], by=actor(THIRD), at=MONDAY)
    for key in (FIRST_CLERK, SECOND_CLERK):
        who = account(key)
        turn = keying.claim(project, who.pk, who.display_name, at=MONDAY)
        assert turn is not None
        keying.finish_entry(turn.pk, who.pk, 1, TYPED, at=MONDAY, strokes=90)
    lot = lots.make(project, "hạt giống", by=actor(CHECKER), at=MONDAY)
    look = lots.next_look(lot, account(CHECKER).pk)
    assert look is not None
    lots.look(look.pk, {}, account_id=account(CHECKER).pk, by=actor(CHECKER), at=MONDAY)
    publishing.publish(Lot.objects.get(pk=lot.pk), by=actor("chair"), at=MONDAY)
    return Entry.objects.get(project=project)


def test_a_permit_goes_from_its_paper_book_to_the_map(city):
    clock.set_for_test(MONDAY)
    a_parcel()
    entry = from_the_book()
    record = registers.get("construction-permits", entry.record_id or 0)
    assert record is not None and record.origin == "book"
    desk = Client()
    desk.force_login(account_of("justice"), backend="django.contrib.auth.backends.ModelBackend")
    desk.post("/so-dang-ky/muc-dich/", {"purpose": "Giải quyết hồ sơ"})
    found = desk.get("/so-dang-ky/", {"q": "dang van nha"}).text
    assert f"/so-dang-ky/construction-permits/{record.id}/" in found
    page = desk.get(f"/so-dang-ky/construction-permits/{record.id}/").text
    assert "Sổ giấy đã số hóa" in page and "Thửa đất" in page
    chosen = {"so": "construction-permits", "xa": HOME_UNIT}
    (point,) = desk.get("/so-dang-ky/ban-do/diem/", chosen).json()["features"]
    assert point["geometry"]["coordinates"] == [105.8005, 21.0405]
    assert point["properties"]["href"] == f"/so-dang-ky/construction-permits/{record.id}/"
    shapes = desk.get("/so-dang-ky/ban-do/ranh-gioi/", {"so": "parcels", "xa": HOME_UNIT}).json()["features"]
    assert [SQUARE] in [one["geometry"]["coordinates"] for one in shapes]
