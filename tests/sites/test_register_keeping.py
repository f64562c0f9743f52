"""Shapes and rows of records put right by hand, and records past their years: listed by one, decided by another."""

from datetime import date

import pytest
from django.test import Client

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.project.demo import account_of
from motcua.records import registers
from motcua.records.registers.models import Clearing
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 08:30")
BACKEND = "django.contrib.auth.backends.ModelBackend"
CORNERS = "2327000.5 583500.25\n2327000.5 583520.25\n2326980.5 583520.25\n2326980.5 583500.25"


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)


def signed_on(key: str, purpose: str = "Giữ sổ") -> Client:
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    client.post("/so-dang-ky/muc-dich/", {"purpose": purpose})
    return client


def entered(register: str, agency: str, data: dict, at=AT, **more) -> registers.Record:
    return registers.enter(
        register, agency_id=Agency.objects.get(key=agency).id, on=at.date(), data=data,
        source=registers.Source("officer", ""), by=SYSTEM, at=at, **more,
    )  # fmt: skip


def household(at=AT, **more) -> registers.Record:
    data = {
        "for_year": at.year, "household_code": "00160-0007", "class": "poor", "head_name": "Trần Thị Nghèo", "size": 2,
        "members": [{"member_name": "Trần Văn Con", "member_relation": "Con"}],
    }  # fmt: skip
    return entered("poor-households", "ubnd-phuong-nghia-do", data, at, **more)


def test_the_boundary_of_a_parcel_is_pasted_as_corners_of_the_cadastral_map():
    place = {
        "unit_code": "00160",
        "map_sheet": 7,
        "parcel_number": 112,
        "parcel_words": "Thửa 112",
        "area_m2": "400",
    }
    plot = entered("parcels", "vpdkdd-ha-noi", place)
    client, address = signed_on("registrar"), f"/so-dang-ky/parcels/{plot.id}/sua/"
    page = client.get(address).content.decode()
    assert "VN-2000" in page
    assert 'data-shape="area"' in page and 'data-shape-commune="00160"' in page
    said = {"revision": plot.revision, "reason": "Đo lại ngày 01/3"}
    wrong = client.post(address, {**said, "boundary": "12 13"})
    assert (
        wrong.status_code == 422
        and "không phải tọa độ VN-2000" in wrong.content.decode()
        and "12 13" in wrong.content.decode()
    )
    assert client.post(address, {**said, "boundary": CORNERS}).status_code == 302
    held = registers.get("parcels", plot.id)
    lon, lat = held.data["boundary"]["coordinates"][0][0]
    assert (lon, lat) == (pytest.approx(105.80524997), pytest.approx(21.03465669))
    assert len(registers.history("parcels", plot.id)) == 2
    page = client.get(address).content.decode()
    untouched = client.post(address, {**said, "revision": held.revision, "boundary": _shown(page)})
    assert "Chưa có mục nào được sửa" in untouched.content.decode()


def _shown(page: str) -> str:
    from html import unescape

    begin = page.index(">", page.index('name="boundary"')) + 1
    return unescape(page[begin : page.index("</textarea>", begin)])


def test_the_rows_of_a_record_are_typed_line_by_line_with_the_reason():
    found = household()
    client, address = signed_on("society"), f"/so-dang-ky/poor-households/{found.id}/sua/"
    assert "Trần Văn Con |  | Con" in client.get(address).content.decode()
    said = {"revision": found.revision, "reason": "Thêm cháu mới sinh"}
    many = client.post(address, {**said, "members": "a | b | c | d"})
    assert many.status_code == 422 and "4 ô thay vì 3" in many.content.decode()
    typed = "Trần Văn Con | | Con\nTrần Thị Cháu | | Cháu"
    assert client.post(address, {**said, "members": typed}).status_code == 302
    now = registers.get("poor-households", found.id).data
    assert [one["member_name"] for one in now["members"]] == ["Trần Văn Con", "Trần Thị Cháu"]
    assert now["head_name"] == "Trần Thị Nghèo", "what was not typed stays"


def test_records_past_their_years_are_listed_by_one_and_decided_by_another_with_a_fresh_proof(monkeypatch):
    kept = household(valid_to=date(2027, 1, 1))
    clock.set_for_test(hanoi("2037-03-03 09:00"))
    society, chair = signed_on("society"), signed_on("chair")
    page = society.get("/so-dang-ky/thoi-han-luu/").content.decode()
    assert "Danh sách hộ nghèo" in page and "Trần Thị Nghèo" not in page
    address = "/so-dang-ky/thoi-han-luu/poor-households/lap/"
    assert society.post(address).status_code == 302
    made = Clearing.objects.get()
    decide = f"/so-dang-ky/thoi-han-luu/{made.id}/quyet-dinh/"
    assert "Duyệt xóa" not in society.get("/so-dang-ky/thoi-han-luu/").content.decode(), (
        "not by who listed it"
    )
    monkeypatch.setattr("motcua.sites.registers.retention.fresh_proof", lambda request: False)
    assert "xac-nhan" in chair.post(decide, {"act": "approve"})["Location"]
    made.refresh_from_db()
    assert made.state == "listed"
    monkeypatch.setattr("motcua.sites.registers.retention.fresh_proof", lambda request: True)
    chair.post(decide, {"act": "refuse", "reason": ""})
    made.refresh_from_db()
    assert made.state == "listed", "refusing needs a reason"
    chair.post(decide, {"act": "approve"})
    made.refresh_from_db()
    assert (made.state, made.count) == ("approved", 1)
    assert registers.get("poor-households", kept.id).data, "cleared at night, not while one looks"
    assert signed_on("registrar").post(decide, {"act": "approve"}).status_code == 404
