"""Open311 GeoReport v2: the contract of each address, what goes out and what never does."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from motcua.exchange.dialogue import sending
from motcua.exchange.dialogue.models import Report
from motcua.foundation import clock
from tests.conftest import hanoi
from tests.sites.api_calls import token_for
from tests.sites.test_dialogue_pages import MONDAY, as_role, does, finished, photo, sent

pytestmark = pytest.mark.django_db
LATER = hanoi("2026-03-02 10:15")
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


@pytest.fixture
def key(city):
    clock.set_for_test(MONDAY)
    return token_for("reports:submit", "reports:read")


def get(path: str, **query):
    clock.set_for_test(LATER)
    return Client().get(f"/open311/v2/{path}", query_params=query)


def post(**data):
    clock.set_for_test(MONDAY)
    return Client().post("/open311/v2/requests.json", data)


def a_report(key: str, **changed):
    return {
        "api_key": key, "service_code": "waste", "lat": "21.0382", "long": "105.7945", "address_id": "00160",
        "description": "Rác đổ đầy đầu ngõ", "first_name": "Minh Anh", "last_name": "Nguyễn Thị",
        "email": "minh.anh@example.vn", "phone": "0912345678",
    } | changed  # fmt: skip


def test_services_tell_what_can_be_reported(city):
    services = get("services.json").json()
    assert {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"} == set(
        services[0]
    )
    traffic = next(one for one in services if one["service_code"] == "traffic")
    assert (traffic["metadata"], traffic["type"]) == (True, "realtime")


def test_a_service_tells_its_attributes(city):
    found = get("services/traffic.json").json()
    attribute = found["attributes"][0]
    assert {
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    } == set(attribute)  # fmt: skip
    assert attribute["datatype"] == "singlevaluelist"
    assert {"key": "pothole", "name": "Ổ gà, mặt đường hỏng"} in attribute["values"]
    assert get("services/waste.json").json() == {"service_code": "waste", "attributes": []}


@pytest.mark.parametrize(
    "path, status", [
        ("services/none.json", 404), ("requests/PA-260302-AAAAAAA.json", 404), ("tokens/abc.json", 404),
        ("services.json?jurisdiction_id=79", 404), ("requests.json?start_date=yesterday", 400),
        ("requests.json?status=lost", 400), ("requests.json?api_key=mc_wrong", 403),
    ],
)  # fmt: skip
def test_errors_are_a_list_of_code_and_description(city, path, status):
    clock.set_for_test(MONDAY)
    answer = Client().get(f"/open311/v2/{path}")
    assert answer.status_code == status
    assert [set(one) for one in answer.json()] == [{"code", "description"}]


def test_a_request_goes_through_the_same_door_as_a_residents_report(key):
    answer = post(**a_report(key, **{"service_code": "traffic", "attribute[DETAIL]": "pothole"}))
    assert answer.status_code == 201, answer.content
    sent_back = answer.json()[0]
    report = Report.objects.get(code=sent_back["service_request_id"])
    assert (report.state, report.agency.key, report.detail) == ("waiting", "so-xay-dung", "pothole")
    assert (report.channel, report.reporter_id) == ("partner", None)
    assert get(f"tokens/{sent_back['token']}.json").json()[0]["service_request_id"] == report.code


def test_the_same_request_sent_again_is_one_report(key):
    first, second = post(**a_report(key)).json(), post(**a_report(key)).json()
    assert first[0]["service_request_id"] == second[0]["service_request_id"]
    assert post(**a_report(key, description="Khác")).json() != first


@pytest.mark.parametrize(
    "changed, status", [
        ({"api_key": ""}, 403), ({"api_key": "mc_wrong"}, 403), ({"service_code": ""}, 400),
        ({"service_code": "none"}, 404), ({"description": " "}, 400), ({"description": "a" * 4001}, 400),
        ({"lat": "1", "long": "1"}, 400), ({"lat": "", "long": "", "address_id": ""}, 400),
        ({"address_id": "99999"}, 400), ({"attribute[DETAIL]": "none"}, 400), ({"jurisdiction_id": "79"}, 404),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_request_is_told(key, changed, status):
    answer = post(**a_report(key, **changed))
    assert answer.status_code == status
    assert [set(one) for one in answer.json()] == [{"code", "description"}]
    assert not Report.objects.exists()


def test_a_key_without_the_scope_sends_nothing(city):
    clock.set_for_test(MONDAY)
    assert post(**a_report(token_for("catalogue:read"))).status_code == 403
    assert post(**a_report(token_for("reports:read"))).status_code == 403


def test_a_partner_does_not_flood_the_city(key, monkeypatch):
    from msgspec import structs

    few = structs.replace(sending.rules(), partner_a_day=2)
    monkeypatch.setattr(sending, "rules", lambda: few)
    assert [post(**a_report(key, description=f"Rác {n}")).status_code for n in range(3)] == [201, 201, 403]


def test_only_published_reports_go_out_with_every_field_and_without_personal_data(key):
    sent(as_role("resident-single"))
    report = finished(
        text="Rác đổ đầy, Minh Anh 0912345678 báo",
        sure="yes",
        photos=[photo()],
        place="Nhà 0912345678 đầu ngõ",
    )
    rows = get("requests.json").json()
    assert [row["service_request_id"] for row in rows] == [report.code]
    row = rows[0]
    assert set(row) == REQUEST
    assert (row["status"], row["status_notes"], row["expected_datetime"]) == ("closed", "Đã dọn sạch.", None)
    assert row["requested_datetime"] == "2026-03-02T09:15:00+07:00"
    everything = get("requests.json").content.decode()
    for hidden in ("0912345678", "Minh Anh", "minh.anh"):
        assert hidden not in everything


def test_open_ones_tell_when_an_answer_is_due(city):
    report = sent()
    does(report, "accept", level="normal", public_text="Rác đầu ngõ")
    row = get(f"requests/{report.code}.json").json()[0]
    assert (row["status"], row["expected_datetime"]) == ("open", "2026-03-05T09:15:00+07:00")
    assert get("requests.json", status="closed").json() == []
    assert len(get("requests.json", status="open,closed").json()) == 1
    assert get("requests.json", service_code="trees").json() == []


def test_the_window_is_ninety_days_at_most(city):
    report = sent()
    does(report, "accept", level="normal", public_text="Rác")
    Report.objects.filter(id=report.id).update(sent_at=hanoi("2025-11-01 08:00"))
    assert get("requests.json").json() == []
    assert get("requests.json", start_date="2025-10-30T00:00:00+07:00").json() != []
    assert (
        get("requests.json", start_date="2025-01-01T00:00:00Z", end_date="2026-03-02T00:00:00Z").json() == []
    )


def test_a_partner_sees_what_it_sent_before_others_do(key):
    code = post(**a_report(key, description="Rác, gọi 0912345678")).json()[0]["service_request_id"]
    assert get(f"requests/{code}.json").status_code == 404
    row = get(f"requests/{code}.json", api_key=key).json()[0]
    assert row["description"] == "Rác, gọi [số điện thoại]"
    assert "Minh Anh" not in str(row)


def test_the_same_comes_as_xml(city):
    report = finished()
    root = ElementTree.fromstring(get("requests.xml").content)
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == report.code
    errors = ElementTree.fromstring(get("services/none.xml").content)
    assert (errors.tag, errors.findtext("error/code")) == ("errors", "404")


def test_reading_a_thousand_costs_three_queries(city, django_assert_max_num_queries):
    for _ in range(3):
        finished()
    get("requests.json")
    with django_assert_max_num_queries(3):
        get("requests.json")
