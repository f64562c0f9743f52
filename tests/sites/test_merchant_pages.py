"""The cashless city on the pages: a merchant applies and sees its takings, the commune decides, everybody sees the zone."""

import json
import re

import pytest
from django.test import Client

from motcua.foundation.models import AccessLog
from motcua.money.merchants import changes, takings
from motcua.money.merchants.models import Declaration, Merchant, Taking, Zone
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db
MINE, CITY = "/diem-thu/", "/khong-tien-mat/"
GIVEN = {
    "name": "Phở Bà Mẫu", "kind": "market", "unit": "00160", "place": "Chợ Nghĩa Tân", "bin": "970436",
    "account": "0011223344", "holder": "NGUYEN THI MINH ANH", "shares": "yes",
}  # fmt: skip


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_merchant_goes_from_its_application_to_its_takings(city, settings, django_assert_max_num_queries):
    settings.MERCHANTS_KEY = "khoa"
    home = at_desk("resident")
    wrong = home.post(f"{MINE}dang-ky/", GIVEN | {"account": "12", "bin": ""})
    assert wrong.status_code == 422
    assert "Số tài khoản gồm" in text(wrong) and 'value="Phở Bà Mẫu"' in wrong.content.decode()
    here = home.post(f"{MINE}dang-ky/", GIVEN)["Location"]
    made = Merchant.objects.get()
    assert home.get(f"{here}ma/").status_code == 404, "no code before the commune says yes"
    leader = at_desk("leader")
    assert leader.post(f"{CITY}khu-moi/", {"name_vi": "", "starts_on": "x"}).status_code == 422
    leader.post(f"{CITY}khu-moi/", {"name_vi": "Chợ Nghĩa Tân", "kind": "market", "starts_on": "2026-03-02"})
    with django_assert_max_num_queries(12):
        asked = leader.get(CITY)
    assert "Phở Bà Mẫu" in text(asked) and AccessLog.objects.filter(what="list:merchants").exists()
    assert leader.post(f"{CITY}diem-thu/{made.uuid}/khong-duyet/", {"reason": ""}).status_code == 422
    zone = Zone.objects.get()
    leader.post(f"{CITY}diem-thu/{made.uuid}/duyet/", {"zone": str(zone.pk)})
    assert leader.post(f"{CITY}diem-thu/{made.uuid}/duyet/", {}).status_code == 409
    told = {
        "accountNumber": "0011223344", "transferType": "in", "transferAmount": 45000, "referenceCode": "FT77",
        "transactionDate": "2026-03-02 09:15:00", "content": "Tran Van Khach tra tien pho",
    }  # fmt: skip
    bank = Client()
    for key, status in (("sai", 401), ("khoa", 200), ("khoa", 200)):
        answer = bank.post(
            "/thanh-toan/diem-thu/bien-dong", json.dumps(told), content_type="application/json",
            headers={"Authorization": f"Apikey {key}"},
        )  # fmt: skip
        assert answer.status_code == status
    assert Taking.objects.count() == 1
    for asked in ("ngay", "tuan", "thang", "???"):
        with django_assert_max_num_queries(12):
            shown = home.get(f"{here}?xem={asked}")
        assert "45.000 đ" in text(shown)
    assert "Tran Van Khach" not in text(shown)
    for paper in ("", "?kho=a4"):
        assert home.get(f"{here}ma/{paper}").content.startswith(b"%PDF")
    assert leader.get(f"{CITY}khu/{zone.uuid}/ma/").content.startswith(b"%PDF")
    bad = home.post(f"{here}viec/ke-khai/", {"month": "2026-02-01", "cash": "-3"})
    assert bad.status_code == 422 and 'value="-3"' in bad.content.decode()
    home.post(f"{here}viec/ke-khai/", {"month": "2026-02-01", "cash": "2.000.000"})
    assert Declaration.objects.get().cash == 2_000_000
    home.post(f"{here}viec/chia-se/", {"shares": "no"})
    home.post(f"{here}viec/ngung/")
    assert Merchant.objects.get().state == "closed"
    for path in (here, f"{here}ma/"):
        assert at_desk("resident-single").get(path).status_code == 404


def test_a_zone_s_public_page_tells_sums_and_hides_a_share_of_too_few(city, django_assert_max_num_queries):
    leader, owner = people.officer("leader", MONDAY), people.resident(MONDAY)
    zone = changes.open_zone("Phố Mẫu", "Sample Street", "street", MONDAY.date(), by=leader, at=MONDAY)
    from dataclasses import replace

    from motcua.city.models import Unit
    from motcua.money.merchants import rules

    ward = Unit.objects.get(code="00160", code_list="2025")
    made = []
    for number in range(3):
        told = replace(rules.read_application(GIVEN), account=f"77770{number}")
        one = changes.apply(told, ward, by=owner, at=MONDAY)
        made.append(changes.decide(one.uuid, True, "", zone, by=leader, at=MONDAY))
        takings.keep(one, "A", 3_000_000, hanoi("2026-02-10 08:00"))
    for one in made[:2]:
        changes.declare(one.uuid, hanoi("2026-02-01 00:00").date(), 1_000_000, by=owner, at=MONDAY)
    at_desk("leader")
    anybody = Client()
    with django_assert_max_num_queries(5):
        shown = text(anybody.get(f"{CITY}khu/{zone.uuid}/"))
    assert "9.000.000 đ" in shown and "75,00 %" not in shown
    changes.declare(made[2].uuid, hanoi("2026-02-01 00:00").date(), 1_000_000, by=owner, at=MONDAY)
    assert "75,00 %" in text(anybody.get(f"{CITY}khu/{zone.uuid}/"))
    assert "Phố Mẫu" in text(anybody.get(f"{CITY}khu/"))
    assert "75,00 %" in text(at_desk("leader").get(CITY))
    assert "Phố Mẫu" in text(at_desk("city").get(CITY))
    assert at_desk("construction").get(CITY).status_code == 403
    assert at_desk("counter").post(f"{CITY}khu-moi/", {}).status_code == 403
